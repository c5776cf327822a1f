"""Conversations: one turn at a time across processes, by a lease that is fenced with the number of its claim."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.conversation import exact
from bot.conversation.replies import MessageRef, Place
from bot.conversation.situation import Situation, State
from storage import outbox, sessions
from storage.models import conversations, to_ms
from storage.owners import is_silent, owner_of
from storage.sessions import OpenSession, Pages
from storage.statements import Statement
from storage.vault import Vault

_c = conversations.c

_LOADED = (
    _c.version,
    _c.channel,
    _c.chat,
    _c.topic,
    _c.private,
    _c.team,
    _c.state,
    _c.live_key,
    _c.live_message,
    _c.live_form,
    _c.buried,
    _c.undeliverable,
)
_LEASE = {
    "lease_owner": bindparam("owner"),
    "lease_until": bindparam("end"),
    "version": _c.version + 1,
}
_FREE = _c.lease_until <= bindparam("now")
_CLAIM = Statement(
    update(conversations).where(_c.key == bindparam("conversation"), _FREE).values(_LEASE).returning(*_LOADED)
)
_CLAIM_OR_BEGIN = Statement(
    insert(conversations)
    .values(
        key=bindparam("conversation"),
        channel=bindparam("in_channel"),
        chat=bindparam("in_chat"),
        topic=bindparam("in_topic"),
        private=bindparam("in_private"),
        team=bindparam("in_team"),
        state=b"",
        live_key="",
        live_message="",
        live_form="text",
        buried=False,
        undeliverable="",
        version=1,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("end"),
        updated_at=bindparam("now"),
    )
    .on_conflict_do_update(index_elements=["key"], set_=_LEASE, where=_FREE)
    .returning(*_LOADED)
)
_MINE = (_c.key == bindparam("conversation")) & (_c.version == bindparam("claim")) & (_c.lease_owner == bindparam("by"))
_SETTLE = Statement(
    update(conversations)
    .where(_MINE)
    .values(
        state=bindparam("sealed"),
        live_key=bindparam("card"),
        buried=bindparam("below"),
        lease_owner=bindparam("owner"),
        lease_until=bindparam("end"),
        updated_at=bindparam("now"),
    )
    .returning(_c.live_message, _c.live_form)
)
# Apart from the above: it is rare, and naming an indexed column costs its index a write even if it stays the same.
_GO = Statement(
    update(conversations)
    .where(_c.key == bindparam("conversation"))
    .values(
        channel=bindparam("in_channel"),
        chat=bindparam("in_chat"),
        topic=bindparam("in_topic"),
        private=bindparam("in_private"),
        team=bindparam("in_team"),
    )
)
_RENEW = Statement(update(conversations).where(_MINE).values(lease_until=bindparam("end")))
_RELEASE = Statement(update(conversations).where(_MINE).values(lease_owner="", lease_until=0))
_SHOWN = Statement(
    update(conversations)
    .where(_c.key == bindparam("conversation"))
    .values(live_message=bindparam("message"), live_form=bindparam("form"), buried=False)
)
_DELIVERABLE = Statement(
    update(conversations).where(_c.key == bindparam("conversation")).values(undeliverable=bindparam("why"))
)
# The last in words and not as a parameter: so SQLite sees that the partial index has them all.
_OF_TEAM = (_c.channel == bindparam("of_channel")) & (_c.team == bindparam("of_team")) & text("team != ''")
_PAUSE_TEAM = Statement(update(conversations).where(_OF_TEAM).values(undeliverable=bindparam("why")))
_UNREACHABLE = Statement(
    select(_c.key, _c.undeliverable).where(_c.undeliverable != "").order_by(_c.undeliverable).limit(bindparam("most"))
)
_RESUME_TEAM = Statement(update(conversations).where(_OF_TEAM, _c.undeliverable != "").values(undeliverable=""))
_MOVE = Statement(
    update(conversations)
    .where(_c.channel == bindparam("of_channel"), _c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
)
_LIVE = Statement(select(_c.live_message, _c.live_form).where(_c.key == bindparam("conversation")))
_STATE = Statement(select(_c.state).where(_c.key == bindparam("conversation")))
_WHERE = Statement(
    select(_c.channel, _c.chat, _c.topic, _c.private, _c.team).where(_c.key == bindparam("conversation"))
)


class LeaseLost(Exception):
    """Another has taken the conversation over, or it was erased: what was worked out here must not be written."""


class Live(NamedTuple):
    """The live card: the key of its presses, the message that shows it, whether something was written below it."""

    key: str = ""
    message: MessageRef | None = None
    buried: bool = False


class Claimed(NamedTuple):
    """A conversation that is ours for now, and all that a turn needs of it."""

    key: str
    version: int  # of the claim: the fencing token
    owner: str
    place: Place
    live: Live
    undeliverable: str
    situation: Situation
    session: OpenSession | None  # the token, the row and the page's revision of `situation.session`


def claim(
    conn: Connection,
    vault: Vault,
    key: str,
    owner: str,
    now: datetime,
    lease_s: float,
    *,
    pages: Pages,
    place: Place | None = None,
) -> Claimed | None:
    """Lock and load. With a place, a new conversation begins there.

    None: another holds it, or there is none and no place was given.
    """
    values = {"conversation": key, "owner": owner, "now": to_ms(now), "end": to_ms(now + timedelta(seconds=lease_s))}
    row = _CLAIM.one(conn, **values) if place is None else _CLAIM_OR_BEGIN.one(conn, **values, **_in(place))
    if row is None:
        return None
    version, channel, chat, topic, private, team, sealed, live_key, message, form, buried, undeliverable = row
    session = sessions.current(conn, vault, key, pages)
    state = read_state(vault.open(sealed, f"state {key}")) if sealed else State()
    return Claimed(
        key=key,
        version=version,
        owner=owner,
        place=Place(channel, chat, topic, bool(private), team),
        live=Live(live_key, _message(message, form), bool(buried)),
        undeliverable=undeliverable,
        situation=Situation(
            state,
            session and session.session,
            pages.estates.of(conn, vault, owner_of(key)),
            away=frozenset({""} if undeliverable else ()),
        ),
        session=session,
    )


def settle(
    conn: Connection,
    vault: Vault,
    claimed: Claimed,
    state: State,
    now: datetime,
    *,
    live_key: str | None = None,
    buried: bool | None = None,
    hold_s: float = 0,
) -> Claimed:
    """Write what a turn has come to; what is not given stays. Keeps the lease for `hold_s`, by default lets it go.

    Returns the conversation as it is now, with the message that meanwhile shows the live card. Raises LeaseLost, and
    then nothing of the unit may be kept.
    """
    key = claimed.live.key if live_key is None else live_key
    below = claimed.live.buried if buried is None else buried
    row = _SETTLE.one(
        conn,
        **_fence(claimed),
        sealed=vault.seal(state_json(state), f"state {claimed.key}"),
        card=key,
        below=below,
        owner=claimed.owner if hold_s else "",
        end=to_ms(now + timedelta(seconds=hold_s)) if hold_s else 0,
        now=to_ms(now),
    )
    if row is None:
        raise LeaseLost(claimed.key)
    live = Live(key, _message(*row), below)
    return claimed._replace(live=live, situation=claimed.situation._replace(state=state))


def go(conn: Connection, key: str, place: Place) -> None:
    """The conversation goes on at another place."""
    _GO.count(conn, conversation=key, **_in(place))


def renew(conn: Connection, claimed: Claimed, now: datetime, lease_s: float) -> bool:
    """Prolong the lease. False: it was lost."""
    return bool(_RENEW.count(conn, **_fence(claimed), end=to_ms(now + timedelta(seconds=lease_s))))


def release(conn: Connection, claimed: Claimed) -> bool:
    """Let the next turn begin, with nothing written. False: the lease was lost already."""
    return bool(_RELEASE.count(conn, **_fence(claimed)))


def shown(conn: Connection, key: str, message: MessageRef | None) -> None:
    """The live card is this message now, the last one; None: there is none.

    Cards go out in the order in which they were put, so the last call tells the truth, whoever has the lease.
    """
    message = message or MessageRef("")
    _SHOWN.count(conn, conversation=key, message=message.id, form=message.form)


def live_message(conn: Connection, key: str) -> MessageRef | None:
    """The message that shows the live card, None if there is none."""
    row = _LIVE.one(conn, conversation=key)
    return _message(*row) if row else None


def state_of(conn: Connection, vault: Vault, key: str) -> State:
    """What a conversation has come to; of one that there is not, nothing."""
    row = _STATE.one(conn, conversation=key)
    return read_state(vault.open(row[0], f"state {key}")) if row and row[0] else State()


def place_of(conn: Connection, key: str) -> Place | None:
    """Where a conversation takes place, None if there is no such."""
    row = _WHERE.one(conn, conversation=key)
    if row is None:
        return None
    channel, chat, topic, private, team = row
    return Place(channel, chat, topic, bool(private), team)


def pause(conn: Connection, key: str, why: str, now: datetime) -> None:
    """Nothing can be delivered until the person comes back; what waits is given up, with the reason."""
    _DELIVERABLE.count(conn, conversation=key, why=why)
    outbox.give_up(conn, key, why, now)


def resume(conn: Connection, key: str) -> None:
    """The person can be reached again."""
    _DELIVERABLE.count(conn, conversation=key, why="")


def pause_team(conn: Connection, channel: str, team: str, why: str, now: datetime) -> None:
    """Nothing can be delivered to anyone of a team until it is resumed; what waits is given up, with the reason."""
    _PAUSE_TEAM.count(conn, of_channel=channel, of_team=team, why=why)
    outbox.give_up_team(conn, channel, team, why, now)


def resume_team(conn: Connection, channel: str, team: str) -> None:
    """Everyone of a team can be reached again, as far as we know."""
    _RESUME_TEAM.count(conn, of_channel=channel, of_team=team)


def unreachable(conn: Connection, most: int) -> list[tuple[str, str]]:
    """Some conversations that nothing can be delivered to, each with the reason: left, blocked, deactivated,
    uninstalled."""
    found = _UNREACHABLE.all(conn, most=most)
    return sorted((str(key), str(why)) for key, why in found if not is_silent(str(key)))


def move(conn: Connection, channel: str, chat: str, new_chat: str) -> None:
    """The chat has a new id: in all conversations, and in all that waits to be sent. May be told more than once."""
    _MOVE.count(conn, of_channel=channel, old=chat, new=new_chat)
    outbox.move(conn, channel, chat, new_chat)


def state_json(state: State) -> bytes:
    """A state as it is stored; what is as in a new conversation is left out."""
    # What was never set is left out unseen, which is most of it; of the rest, what is set to what it was.
    return exact.dump(state.model_dump(exclude_unset=True, exclude_defaults=True))


def read_state(stored: bytes) -> State:
    """A state from its JSON. What another version of the program wrote and this one cannot read counts as not there."""
    found = exact.parse(stored)
    try:
        return State.model_validate(found)
    except ValidationError as error:
        unreadable = {problem["loc"][0] for problem in error.errors()}
        return State.model_validate({name: value for name, value in found.items() if name not in unreadable})


def _message(id_: str, form: Any) -> MessageRef | None:
    return MessageRef(id_, form) if id_ else None


def _in(place: Place) -> dict[str, object]:
    return {
        "in_channel": place.channel,
        "in_chat": place.chat,
        "in_topic": place.topic,
        "in_private": place.private,
        "in_team": place.team,
    }


def _fence(claimed: Claimed) -> dict[str, object]:
    return {"conversation": claimed.key, "claim": claimed.version, "by": claimed.owner}
