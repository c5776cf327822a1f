"""The ways in: whose word it is, what counts as said to us, connections that come and go, and what is written down."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest

from bot.logs import Redacted
from sandbox.flatpeak.world import World
from sandbox.server import SandboxServer
from sandbox.slack.model import Json
from sandbox.slack.people import Person
from sandbox.slack.signing import sign
from sandbox.slack.team import create_team
from sandbox.slack.world import SlackWorld
from tests.databases import kept_in
from tests.pitfalls.slack_stage import (
    ADDRESS,
    EVENTS,
    Stage,
    command,
    interaction,
    live,
    message_of,
    open_stage,
    post,
    press,
    say,
    send,
    texts,
    to_providers,
)
from tests.pitfalls.slack_stage import stage as stage  # a fixture
from tests.pitfalls.test_secrets import Process, encodings

FORM = "application/x-www-form-urlencoded"
ACT: Json = {"action_id": "l:0", "actions": [{"action_id": "l:0"}]}
OLD, NEW = "the-old-signing-secret", "the-new-signing-secret"


# Signatures


@pytest.fixture
async def two_secrets(tmp_path: Path) -> AsyncIterator[Stage]:
    """While one signing secret takes the place of the other."""
    async with open_stage(tmp_path, slack_signing_secret=(NEW, OLD)) as opened:
        opened.world.app.signing_secrets = [NEW, OLD]
        yield opened


def bodies(stage: Stage) -> dict[str, tuple[bytes, str]]:
    """One of everything that comes, with all that can go wrong in an encoding."""
    ada = stage.person("Ada")
    text = "connect 1 Payload Road + 2% & <x> ü"
    given = {"command": "/tariff", "text": text, "team_id": ada.user.team.id, "user_id": ada.id, "trigger_id": "1.2"}
    acts = {"type": "block_actions", "user": {"id": ada.id}, "team": {"id": ada.user.team.id}, **ACT}
    event = message_of(stage, ada, text)
    return {
        "event": (json.dumps(event).encode(), "application/json"),
        "event in UTF-8": (json.dumps(event, ensure_ascii=False).encode(), "application/json; charset=utf-8"),
        "command with +": ("&".join(f"{k}={quote_plus(v)}" for k, v in given.items()).encode(), FORM),
        "command with %20": ("&".join(f"{k}={quote(v)}" for k, v in given.items()).encode(), FORM),
        "press": (f"payload={quote_plus(json.dumps(acts))}".encode(), FORM),
        "menu": (f"payload={quote_plus(json.dumps(acts | {'type': 'block_suggestion', 'value': ''}))}".encode(), FORM),
    }


async def test_only_what_slack_signed_just_now_is_believed(two_secrets: Stage) -> None:
    """P-B30, correction 10: both secrets, five minutes either way, on the raw bytes, on every kind of request."""
    for what, (body, kind) in bodies(two_secrets).items():
        now = datetime.now(UTC)  # anew, with a minute on either side: a busy machine takes its time
        good = {s: sign(s, body, now) | {"Content-Type": kind} for s in (OLD, NEW, "another")}
        aged = {age: sign(NEW, body, now - timedelta(seconds=age)) | {"Content-Type": kind} for age in (240, 360, -420)}
        cases = [
            (200, body, good[NEW]),
            (200, body, good[OLD]),
            (200, body, aged[240]),
            (401, body, good["another"]),
            (401, body, aged[360]),
            (401, body, aged[-420]),
            (401, body + b" ", good[NEW]),
            (401, body.replace(b"+", b"%20") if b"+" in body else body[:-1], good[NEW]),
            (401, body, {"Content-Type": kind}),
            (401, body, good[NEW] | {"X-Slack-Signature": good[NEW]["X-Slack-Signature"].upper()}),
            (401, body, good[NEW] | {"X-Slack-Request-Timestamp": ""}),
        ]
        for expected, sent, headers in cases:
            assert (await post(two_secrets, sent, headers)).status_code == expected, what
    await two_secrets.settle()


async def test_a_request_that_is_played_again_has_no_second_effect(stage: Stage) -> None:
    """P-B30, correction 10: its signature is good for five minutes, so it is the store that tells."""
    ada = stage.person("Ada")
    event = message_of(stage, ada, "help")
    for _ in range(4):
        assert (await send(stage, event)).status_code == 200
        await stage.settle()
    assert len(texts(ada)) == 1


async def test_slacks_own_questions_are_answered(stage: Stage) -> None:
    """P-B30: the challenge, signed; the look at our certificate, which is not; and neither is anything else."""
    assert await stage.slack.delivery.verify_url()
    assert (await stage.slack.delivery.check_ssl()).status == 200
    unsigned = json.dumps({"type": "url_verification", "challenge": "x"}).encode()
    assert (await post(stage, unsigned, {"Content-Type": "application/json"})).status_code == 401
    sneaky = b"ssl_check=1&command=%2Ftariff&text=help&team_id=T1&user_id=U1&trigger_id=9"
    await post(stage, sneaky, {"Content-Type": FORM})
    await stage.settle()
    assert await stage.rows("SELECT count(*) FROM inbox") == [(0,)]


async def test_with_socket_mode_there_is_no_address_to_post_to(tmp_path: Path) -> None:
    """P-B30: nobody can post what comes over connections only."""
    async with open_stage(tmp_path, "socket") as stage:
        assert (await send(stage, message_of(stage, stage.person("Ada"), "help"))).status_code == 404


# What counts as said


async def test_what_nobody_said_to_us_does_nothing(stage: Stage) -> None:
    """P-B26: our own posts, what came through an address for answers, edits, joins, previews, other bots, channels."""
    ada, energy = stage.person("Ada"), stage.channel()
    ada.invite_app(energy)
    await to_providers(stage, ada)
    inbox = await stage.rows("SELECT count(*) FROM inbox")
    shown, bot, world = len(stage.world.calls.to("slack")), ada.installation.bot, stage.world
    world.post(ada.dm, bot.id, "Quillmoor Power", bot_id=bot.bot_id, app_id=world.app.id)
    world.post(ada.dm, "", "Quillmoor Power", bot_id=bot.bot_id, subtype="bot_message")
    world.post(ada.dm, "U0OTHERBOT", "Quillmoor Power", bot_id="B0OTHER")
    world.post(ada.dm, "USLACKBOT", "Quillmoor Power")
    for subtype in ("channel_join", "channel_topic", "reminder_add", "pinned_item", "me_message", "tombstone"):
        world.post(ada.dm, ada.id, "Quillmoor Power", subtype=subtype)
    mine = world.post(energy, ada.id, "Quillmoor Power")
    ada.edit(mine, "Quillmoor Power!")
    stage.person("Ben").join(energy)
    await stage.settle()
    assert await stage.rows("SELECT count(*) FROM inbox") == inbox
    assert len(stage.world.calls.to("slack")) == shown
    assert [a["route"] for a in stage.answers()] == ["postal_address_capture"]


async def test_a_loop_is_broken(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """P-B26: somebody who says the same again and again is left after fifty times a minute, and heard again later."""
    ada = stage.person("Ada")
    event = message_of(stage, ada, "beep")
    copies = (event | {"event_id": f"{event['event_id']}{n}"} for n in range(60))
    await asyncio.gather(*(send(stage, copy) for copy in copies))
    await stage.settle()
    [(taken,)] = await stage.rows("SELECT count(*) FROM inbox")
    assert taken == 50
    assert sum("repeats" in record.getMessage() for record in caplog.records) >= 1
    ben = stage.person("Ben")
    await say(stage, ben, "hello")
    assert texts(ben)


async def test_threads_have_ways_in(stage: Stage) -> None:
    """P-B25: by a mention and by the shortcut on a message, in the thread; it goes on in private."""
    energy = stage.channel()
    for name, by_mention in (("Ada", True), ("Ben", False)):
        person = stage.person(name)
        if by_mention:
            person.invite_app(energy)
        first = person.say("our bill", energy)
        if by_mention:
            person.mention(f"connect {ADDRESS}", energy, thread_ts=first.ts)
        else:
            reply = person.say("and this", energy, thread_ts=first.ts)
            await person.message_shortcut("connect_tariff_here", reply)
        await stage.settle()
        assert texts(person)
        [told] = [m for m in energy.ephemerals if m.ephemeral_to == person.id]
        assert told.thread_ts == first.ts
    assert all(m.bot_id == "" for m in energy.messages.values())


@pytest.mark.parametrize("way", ["command", "shortcut", "home", "message", "mention"])
async def test_every_way_in_leads_to_the_same_question(stage: Stage, way: str) -> None:
    """P-B25: nothing depends on the command alone."""
    ada, energy = stage.person("Ada"), stage.channel()
    match way:
        case "command":
            await ada.command("connect", energy)
        case "shortcut":
            await ada.shortcut("connect_tariff")
        case "home":
            ada.open_home()
            await stage.settle()
            assert ada.home
            await ada.press(ada.home, "Connect a tariff")
        case "message":
            ada.say("connect")
        case _:
            ada.invite_app(energy)
            ada.mention("", energy)
    await stage.settle()
    assert "Enter the address" in str(live(ada).blocks)
    assert stage.slack.troubles == []


# Connections


@pytest.fixture
async def socket_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr("adapters.slack.socket.FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr("adapters.slack.socket.CROWDED_PAUSE_S", 0.05)
    async with open_stage(tmp_path, "socket") as opened:
        yield opened


@pytest.mark.parametrize("trouble", ["refresh", "drop", "no address", "too many", "warning"])
async def test_connections_come_back_and_nothing_is_lost(socket_mode: Stage, trouble: str) -> None:
    """P-B21: whatever ends them; what could not be delivered meanwhile has its effect once; never more than ten."""
    stage, sockets = socket_mode, socket_mode.slack.sockets
    ada = stage.person("Ada")
    if trouble == "no address":
        stage.world.faults.refuse("apps.connections.open", "internal_error", times=3)
    for connection in list(sockets.ready):
        match trouble:
            case "refresh":
                await sockets.ask_to_leave(connection)
            case "too many":
                await sockets.ask_to_leave(connection, "too_many_websockets")
            case "warning":
                await sockets.ask_to_leave(connection, "warning")
            case _:
                connection.drop()
    ada.say("help")
    await sockets.wait_for(2 if trouble != "warning" else len(sockets.ready), 20)
    while stage.slack.delivery.under_way:
        stage.world.advance(20)  # Slack tries again after a minute
        await stage.world.changes.wait(stage.world.changes.count, 0.1)
    await stage.settle()
    assert len(texts(ada)) == 1
    assert len(sockets.connections) <= 10


# What is written down

NAME, STREET, MAIL = "Markeranna", "17 Markerstreet", "marker@example.com"


@asynccontextmanager
async def running(home: Path, **more: str) -> AsyncIterator[tuple[Process, SandboxServer]]:
    """The sandbox, and the service as an operator runs it, with all that it says at DEBUG."""
    slack = create_team(SlackWorld(seed=7))
    slack.world.rates.enabled = False
    async with SandboxServer(flatpeak=World(), slack=slack) as world:
        slack.world.url = f"{world.url}/slack"
        app = slack.world.app
        given = {
            "TELEGRAM_BOT_TOKEN": "",
            "SLACK_API_URL": f"{world.url}/slack/api",
            "SLACK_SIGNING_SECRET": app.signing_secret,
            **more,
        }
        process = Process(home, world, **given)
        await process.start()
        slack.delivery.request_url = f"{process.url}{EVENTS}"
        try:
            yield process, world
        finally:
            await process.end()


async def is_ready(process: Process, world: SlackWorld) -> None:
    """Wait until it serves; it calls Slack on its way there."""
    async with httpx.AsyncClient() as client, asyncio.timeout(40):
        while True:
            try:
                if (await client.get(f"{process.url}/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await world.changes.wait(world.changes.count, 0.05)


async def shown(person: Person, words: str) -> Any:
    """The card with these words."""
    return await person.wait_until(
        lambda: next((m for m in reversed(person.messages()) if words in m.text and m.bot_id), None), 30
    )


async def walk(person: Person) -> None:
    """A command, a message, a press, a form with an error and without, a whisper, the home page."""
    await person.command(f"connect {STREET}, London WC2N 5EH")
    card = await shown(person, "Did I get")
    await person.press(card, "Yes, that’s right")
    await shown(person, "provider")
    person.say("Quillmoor Power")
    card = await shown(person, "How does the price work")
    await person.press(card, "One price all day")
    card = await shown(person, "What does a kWh cost")
    await person.press(card, "Enter the price")
    modal = await person.next_modal(20)
    await person.wait_until(lambda: modal.labels, 20)
    await modal.fill(modal.labels[0], MAIL)
    await modal.send()
    await modal.fill(modal.labels[0], "24.5")
    await modal.send()
    await shown(person, "connected")
    person.open_home()
    await person.wait_until(lambda: person.home, 20)


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_no_log_holds_a_body_a_token_an_address_or_a_name(tmp_path: Path, mode: str) -> None:
    """P-A27 on Slack: at DEBUG, a whole way, with faults at Slack's side; logs, database and files beside it."""
    team = create_team(SlackWorld(seed=7))
    more = {"SLACK_BOT_TOKEN": next(iter(team.world.tokens)), "SLACK_APP_TOKEN": team.world.app.app_token}
    if mode == "http":
        more.pop("SLACK_APP_TOKEN")
    async with running(tmp_path, **more) as (process, world):
        slack = world.slack
        await is_ready(process, slack.world)
        ada = slack.person(next(u for u in slack.world.users.values() if u.display_name == "Ada"))
        ada.user.name = ada.user.display_name = NAME
        await walk(ada)
        for method in ("chat.postMessage", "chat.update", "views.open", "views.publish"):
            slack.world.faults.refuse(method, "invalid_blocks", errors=[STREET])
            slack.world.faults.crash(method, "after")
        await ada.command(f"connect {STREET}, Leeds")
        await ada.command("list")
        ada.open_home()
        await post_forged(process.url, ada)
        urls = list(slack.response_urls.tickets)
        secrets = [*more.values(), slack.world.app.signing_secret, *world.flatpeak.sessions, *world.flatpeak.bearers]
        await process.end()
    beside = kept_in(tmp_path)
    words = [NAME, STREET, "Markerstreet", MAIL, "24.5", "forged-marker"]
    for marker in (*secrets, *words, *urls):
        for written in encodings(marker):
            assert written not in process.said, marker
            assert marker in ("24.5",) or all(written not in content for content in beside.values()), marker
    assert b"serving Slack" in process.said


async def post_forged(url: str, person: Person) -> None:
    """Requests that are refused, unread; and one that is signed and makes no sense."""
    bodies = (b"forged-marker", json.dumps({"type": "event_callback", "event": "forged-marker"}).encode())
    async with httpx.AsyncClient() as client:
        for body in bodies:
            signed = sign(person.world.app.signing_secret, body, datetime.now(UTC))
            for headers in ({}, signed):
                await client.post(
                    f"{url}{EVENTS}", content=body, headers={"Content-Type": "application/json", **headers}
                )


def test_tokens_of_slack_are_taken_out_of_any_line() -> None:
    """P-A27 on Slack: those that installations bring are in no setting, so their shape tells."""

    tokens = [
        "xoxb-1027-sandbox-token",
        "xoxe.xoxb-1-7ed4d57b1e2feb89",
        "xoxe-1-7ed4d57b1e2feb89",
        "xapp-1-A0-1-abcdef12",
    ]
    for token in tokens:
        line = Redacted().format(logging.LogRecord("x", 20, "p", 1, "sent %s to nobody", (token,), None))
        assert token not in line
        assert "to nobody" in line


async def test_a_press_that_nobody_could_have_made_is_nothing(stage: Stage) -> None:
    """P-B26: forged keys, of another length, of no card; taken without a word of failure, and without effect."""
    ada = stage.person("Ada")
    await command(stage, ada, f"connect {ADDRESS}")
    payload: Json = interaction(stage, ada, "Yes, that’s right")
    real = payload["actions"][0]["action_id"]
    forged = [
        "",
        "p:",
        real[:-1] + "9999999",
        real.swapcase(),
        "x" * 255,
        "p:" + "A" * 16 + ":0",
        "f:" + "A" * 16,
        real[:12],
    ]
    for n, action_id in enumerate(forged):
        payload["actions"][0] |= {"action_id": action_id, "action_ts": f"{n}.1"}
        assert not (await stage.slack.delivery.ask("interactive", payload)).problem
    await stage.settle()
    assert stage.posts() == 0
    await press(stage, ada, "Yes, that’s right")
    assert stage.posts() == 1
    assert live(ada)
