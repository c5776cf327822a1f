"""What has to be true when all customers are through; each complaint in a line of its own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sandbox.flatpeak.login_site import PASSWORD
from sandbox.flatpeak.objects import Session
from tests.crashes.process import SECRET_KEY, WEBHOOK_SECRET
from tests.crashes.walk import Left
from tests.databases import ask
from tests.soak.customers import Crowd
from tests.soak.fleet import Fleet

REPEAT_WITHIN_S = 180.0  # what was under way when a process was killed comes again soon after
UNEXPECTED = re.compile(r" (ERROR|CRITICAL) |Traceback")
API_KEY = "sk_test_crashes"


def judge(crowd: Crowd, fleet: Fleet, left: Left, logs: Sequence[Path]) -> list[str]:
    """All complaints; none where nothing was lost, done twice, or left lying about.

    `left`: what was there when all was still.
    """
    return [
        *_judge_chats(crowd),
        *_judge_answers(crowd),
        *_judge_repeats(crowd, fleet),
        *_judge_left(fleet, left),
        *_judge_logs(crowd, fleet, logs),
    ]


def _judge_chats(crowd: Crowd) -> Iterator[str]:
    """Everyone came to the end, and was sent nothing that one does not read where nothing is killed.

    What comes in place of another message, and what as a new one, hangs on how fast the customer was.
    """
    usual = {customer.script.kind: customer.read for customer in crowd.undisturbed}
    repeated = crowd.repeats()
    for customer in crowd.customers:
        who = f"{customer.script.house} ({customer.script.kind})"
        twice = Counter(again.title for _, again in repeated.get(customer.seat.chat, ()))
        too_many = Counter(sent.title for sent in customer.sent) - twice - usual[customer.script.kind]
        if customer.trouble:
            yield f"{who}: {customer.trouble}"
        elif too_many and not customer.redone:  # who asks twice is answered twice
            yield f"{who}: was sent too often: {dict(too_many)}"


def _judge_answers(crowd: Crowd) -> Iterator[str]:
    """Connect has each answer once, in one session, and the tariff is connected."""
    world = crowd.world.flatpeak
    by_house: dict[str, list[Session]] = {}
    for session in world.sessions.values():
        if session.accepted:
            by_house.setdefault(session.draft.address["address_line1"], []).append(session)
    for customer in crowd.customers:
        script = customer.script
        sessions = by_house.get(script.house, [])
        received = [[(one["route"], one.get("data", one.get("action"))) for one in s.accepted] for s in sessions]
        if received != [list(script.answers)]:
            yield f"{script.house} ({script.kind}): Connect received {received}"
            continue
        tariff = world.tariff_of(sessions[0])
        if tariff is None or tariff.status != "CONNECTED":
            yield f"{script.house} ({script.kind}): not connected"


def _judge_repeats(crowd: Crowd, fleet: Fleet) -> Iterator[str]:
    """Nothing comes twice but what was on its way when a process was killed, and that once more only."""
    kills = [kill.at for kill in fleet.kills]
    for chat, pairs in crowd.repeats().items():
        for first, again in pairs:
            if not any(first.at - REPEAT_WITHIN_S < at < again.at for at in kills):
                yield f"chat {chat}: “{again.title}” came twice, and nothing was killed"
        for keys, number in Counter(again.keys for _, again in pairs).items():
            if number > 1:
                yield f"chat {chat}: the same card came {number + 1} times ({keys[0]})"


def _judge_left(fleet: Fleet, left: Left) -> Iterator[str]:
    """Nothing waits in the database, and nothing was given up."""
    yield from (f"in the inbox: {row}" for row in left.inbox)
    yield from (f"in the outbox: {row}" for row in left.outbox if row[2] != "uncertain" or not fleet.kills)
    if left.leases:
        yield f"{left.leases} conversations are still held"
    [events] = ask(fleet.database, "SELECT id, note FROM events WHERE outcome = 'parked' OR settled_at IS NULL")
    yield from (f"an event: {row}" for row in events)


def _judge_logs(crowd: Crowd, fleet: Fleet, logs: Sequence[Path]) -> Iterator[str]:
    """No error, and nothing that is nobody's business."""
    yield from (line for line in fleet.words.splitlines() if UNEXPECTED.search(line))
    markers = markers_of(crowd)
    for log in logs:
        words = log.read_text("utf-8", "replace")
        yield from (f"{log.name} tells {marker!r}" for marker in markers if marker in words)


def markers_of(crowd: Crowd) -> set[str]:
    """What no log may say: where customers live, and whatever opens something."""
    world = crowd.world
    addresses = {marker for customer in crowd.customers for marker in customer.script.markers}
    slack = world.slack.world
    tokens = {*world.flatpeak.sessions, *world.flatpeak.bearers, world.telegram.token}
    tokens |= {slack.installations[0].token, slack.app.signing_secret, slack.app.client_secret}
    return {*addresses, *tokens, SECRET_KEY, WEBHOOK_SECRET, API_KEY, PASSWORD}


def count_warnings(fleet: Fleet) -> Counter[str]:
    """How often each was logged, whatever it was about."""
    found = re.findall(r" WARNING +(\S+?):(?: \[\w+\])? (.*)", fleet.words)
    return Counter(f"{name}: {re.sub(r'[0-9a-f]{6,}|[0-9]+', '…', text)[:100]}" for name, text in found)
