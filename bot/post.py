"""Putting cards into the outbox: the live card in place of the one before, or below it as a new message."""

import json
from dataclasses import dataclass, replace
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.conversation.cards import CARD, Action, Card, Done, Picture
from bot.conversation.pace import WAITED_FOR
from bot.conversation.replies import MessageRef, Place
from bot.conversation.situation import Reaction, State
from bot.house import House
from storage import conversations, outbox, presses
from storage.conversations import Claimed
from storage.outbox import OutboxRow
from storage.owners import person_of, team_of

# Of conversations and of messages on their way; renewed while we are at it. So long both rest after a process died,
# where nobody on the same host sees that it did.
LEASE_S = 60.0
LIVE, NOTICE, SHRINK, HOME, SHARED, TEAM = "live", "notice", "shrink", "home", "shared", "team"

_REF = TypeAdapter(MessageRef)


@dataclass(frozen=True, slots=True)
class LiveBody:
    """A live card on its way. `fresh`: as a new message; `line`: what is left of the one before."""

    card: Card
    fresh: bool
    line: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What putting cards has changed."""

    state: State
    live_key: str | None = None
    buried: bool | None = None
    count: int = 0
    body: LiveBody | None = None  # the live card's
    held: OutboxRow | None = None  # its row in the outbox, where it is ours to send now


_LIVE = TypeAdapter(LiveBody)


def put_cards(
    conn: Connection, house: House, claimed: Claimed, state: State, card: Card | None, reaction: Reaction
) -> Posted:
    """Put notices and the live card, offer their presses, and take back those of the card before."""
    count = 0
    for notice in reaction.notices:
        _put(conn, house, claimed, NOTICE, CARD.dump_json(notice), _offer(conn, house, claimed, notice, "notice"))
        count += 1
    if card is None:
        buried = claimed.live.buried or bool(reaction.notices)
        return Posted(state, buried=buried, count=count)
    live = claimed.live
    changes = not house.can(claimed.place.channel).picture_edits and _changes_form(card, live.message)
    fresh = reaction.fresh or live.buried or bool(reaction.notices) or changes
    line = state.rest
    if fresh and live.message is not None:
        line = _line_of(card) or line
        card = _without_done(card)
        state = state.model_copy(update={"above": len(state.trail)})
    key = _offer_live(conn, house, claimed, card, refresh=reaction.refresh)
    body = LiveBody(card, fresh, line)
    held = _put_live(conn, house, claimed, _LIVE.dump_json(body), key)
    if card.rest != state.rest:
        state = state.model_copy(update={"rest": card.rest})
    return Posted(state, live_key=key, buried=False, count=count + 1, body=body, held=held)


def put_beside(conn: Connection, house: House, claimed: Claimed, state: State, reaction: Reaction) -> bool:
    """What is shown elsewhere than in this chat: in the one where it began, and on the page of the bot's own.

    Whether there is something. The page is drawn when it is sent, so one that waits shows this change as well.
    """
    where = _chat_of_team(claimed) if reaction.to_team else state.origin
    for card in reaction.shared:
        if where is not None:
            key = offer_card(conn, house, claimed.key, card, "team")
            body = CARD.dump_json(card)
            outbox.put(
                conn, house.vault, claimed.key, where, TEAM if reaction.to_team else SHARED, body, key, house.now()
            )
    changed = reaction.home or reaction.locations or reaction.forget_locations or reaction.end_session
    wanted = state.home.seen and bool(changed)
    if wanted and not outbox.waits(conn, claimed.key, HOME):
        outbox.put(conn, house.vault, claimed.key, claimed.place, HOME, b"{}", "", house.now())
    return wanted or bool(reaction.shared)


def _chat_of_team(claimed: Claimed) -> Place | None:
    """The chat that the team has named for alerts."""
    rules, place = claimed.situation.rules, claimed.place
    return Place(place.channel, rules.alerts, private=False, team=place.team) if rules and rules.alerts else None


class Outgoing(NamedTuple):
    """A row of the outbox that is ours to send, and the message that shows the live card up to now."""

    row: OutboxRow
    before: MessageRef | None = None
    body: LiveBody | None = None  # what the row says, if it was read or written just now


def take_next(conn: Connection, house: House, conversation: str) -> Outgoing | None:
    """Claim what a conversation is to be shown next. All before it is settled, so the live card is known."""
    row = outbox.claim_next(conn, house.vault, conversation, house.owner, house.now(), LEASE_S)
    return with_before(conn, row) if row else None


def take_put(conn: Connection, house: House, claimed: Claimed, posted: Posted) -> Outgoing | None:
    """The same in the unit that has put cards and settled: what it knows already is not read again."""
    if posted.held is None:
        if posted.body is not None and WAITED_FOR.get():
            # Who writes shows that the platform is there: the answer does not wait behind what it once refused.
            outbox.hasten(conn, claimed.key, house.now())
        return take_next(conn, house, claimed.key)
    return Outgoing(posted.held, claimed.live.message, posted.body)


def with_before(conn: Connection, row: OutboxRow) -> Outgoing:
    """A claimed row with what it needs to know of the messages before it."""
    return Outgoing(row, conversations.live_message(conn, row.conversation) if row.kind == LIVE else None)


def read_live(body: bytes) -> LiveBody:
    """What `put_cards` wrote for the live card."""
    return _LIVE.validate_json(body)


def read_notice(body: bytes) -> Card:
    """What `put_cards` wrote for a notice."""
    return CARD.validate_json(body)


def shrink_body(message: MessageRef, line: str) -> bytes:
    """The wish to leave one line of an earlier message."""
    return json.dumps({"message": _REF.dump_python(message), "line": line}).encode()


def read_shrink(body: bytes) -> tuple[MessageRef, str]:
    """What `shrink_body` wrote."""
    document = json.loads(body)
    return _REF.validate_python(document["message"]), str(document["line"])


def _put_live(conn: Connection, house: House, claimed: Claimed, body: bytes, key: str) -> OutboxRow | None:
    """Put it; where nothing comes before it, it is ours to send."""
    vault, owner, now = house.vault, house.owner, house.now()
    held = outbox.put_first(
        conn, vault, claimed.key, claimed.place, LIVE, body, key, owner=owner, now=now, lease_s=LEASE_S
    )
    if held is None:
        _put(conn, house, claimed, LIVE, body, key)
    return held


def _put(conn: Connection, house: House, claimed: Claimed, kind: str, body: bytes, key: str) -> int:
    return outbox.put(conn, house.vault, claimed.key, claimed.place, kind, body, key, house.now())


def _offer_live(conn: Connection, house: House, claimed: Claimed, card: Card, *, refresh: bool) -> str:
    """Take presses on the live card, and no more on the one before; where it is the same anew, on that as well."""
    before, actions = claimed.live.key, [button.action for button in card.buttons()]
    if before and refresh and presses.offers(conn, house.vault, before, actions):
        return before
    if before and not refresh:
        presses.retire(conn, before, house.now())
    return _offer(conn, house, claimed, card, "live")


def _offer(conn: Connection, house: House, claimed: Claimed, card: Card, kind: presses.Kind) -> str:
    return offer_card(conn, house, claimed.key, card, kind)


def offer_card(conn: Connection, house: House, conversation: str, card: Card, kind: presses.Kind) -> str:
    """Take presses on a card from now on; its key, "" where there is nothing to press."""
    actions: tuple[Action, ...] = tuple(button.action for button in card.buttons())
    if not actions and card.form() is None:
        return ""
    key = presses.new_key()
    # What stands where the whole team reads may be pressed by each of them.
    person = team_of(conversation) if kind == "team" else person_of(conversation)
    presses.offer(conn, house.vault, key, conversation, person, actions, house.now(), kind)
    return key


def _changes_form(card: Card, before: MessageRef | None) -> bool:
    form = "picture" if any(isinstance(b, Picture) for b in card.blocks) else "text"
    return before is not None and before.form != form


def _line_of(card: Card) -> str:
    return "\n".join(f"✓ {line}" for block in card.blocks if isinstance(block, Done) for line in block.lines)


def _without_done(card: Card) -> Card:
    return replace(card, blocks=tuple(b for b in card.blocks if not isinstance(b, Done)))
