"""What FlatPeak told of: stored once by its id before it is acknowledged, kept until it is settled.

An event without a body has to be fetched: what came was not to be believed as it was.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.conversations import LeaseLost
from storage.models import events, from_ms, to_ms
from storage.statements import Statement
from storage.vault import Tampered, UnknownKey, Vault

Outcome = Literal["", "noticed", "ignored", "parked"]  # "": not settled yet

_c = events.c

_STORE = Statement(
    insert(events)
    .values(
        id=bindparam("event"),
        type=bindparam("of_type"),
        body=bindparam("sealed"),
        received_at=bindparam("now"),
        due_at=bindparam("now"),
        attempts=0,
        lease_owner="",
        lease_until=0,
        settled_at=bindparam("settled"),
        outcome=bindparam("came_to"),
        note=bindparam("why"),
    )
    .on_conflict_do_nothing(index_elements=["id"])
)
_n = events.alias("next").c
_NEXT = (
    select(_n.number)
    .where(_n.settled_at.is_(None), _n.due_at <= bindparam("now"), _n.lease_until <= bindparam("now"))
    .order_by(_n.due_at, _n.number)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # SQLite has one writer, and is not told
)


def _claim(which: ColumnElement[bool]) -> Statement:
    chosen = _NEXT.where(which).cte("chosen")  # as a plain subquery PostgreSQL may run it again, and locks more then
    return Statement(
        update(events)
        .where(_c.number.in_(select(chosen.c.number)))
        .values(lease_owner=bindparam("by"), lease_until=bindparam("end"), attempts=_c.attempts + 1)
        .returning(_c.number, _c.id, _c.type, _c.body, _c.received_at, _c.attempts)
    )


_CLAIM = _claim(_n.body != b"")
_CLAIM_BARE = _claim(_n.body == b"")
_MINE = (_c.number == bindparam("row")) & (_c.attempts == bindparam("attempt")) & _c.settled_at.is_(None)
_SETTLE = Statement(
    update(events)
    .where(_MINE)
    .values(
        type=bindparam("of_type"),
        body=bindparam("sealed"),
        settled_at=bindparam("now"),
        outcome=bindparam("came_to"),
        note=bindparam("why"),
        lease_owner="",
        lease_until=0,
    )
)
_PUT_OFF = Statement(
    update(events).where(_MINE).values(due_at=bindparam("due"), note=bindparam("why"), lease_owner="", lease_until=0)
)
_REPLAY = Statement(
    update(events)
    .where(_c.id == bindparam("event"), or_(_c.outcome == "parked", _c.outcome == "ignored"))
    .values(settled_at=None, outcome="", note="", attempts=0, due_at=bindparam("now"))
)
_PUT_ASIDE = text("outcome = 'parked'")  # in words and not as a parameter: so SQLite sees that its index has them all
_REPLAY_SINCE = Statement(
    update(events)
    .where(_c.received_at >= bindparam("since"), _PUT_ASIDE)
    .values(settled_at=None, outcome="", note="", attempts=0, due_at=bindparam("now"))
)
_PARKED = Statement(
    select(_c.id, _c.type, _c.settled_at, _c.note).where(_PUT_ASIDE).order_by(_c.number.desc()).limit(bindparam("most"))
)
_newest = select(_c.outcome, _c.note, _c.type).order_by(_c.number.desc()).limit(bindparam("most")).subquery().c
_COUNTS = Statement(
    select(_newest.outcome, _newest.note, _newest.type, func.count())
    .group_by(_newest.outcome, _newest.note, _newest.type)
    .order_by(_newest.outcome, _newest.note, _newest.type)
)


class NewEvent(NamedTuple):
    """An event to be stored. Without a body it is fetched later; with an outcome there is nothing to be done."""

    id: str
    type: str = ""
    body: bytes = b""
    outcome: Outcome = ""
    note: str = ""


class EventRow(NamedTuple):
    """An event that was claimed. `attempt` counts claims, and is the fencing token."""

    number: int
    id: str
    type: str
    body: bytes
    received_at: datetime
    attempt: int


class Parked(NamedTuple):
    """An event that was put aside, and why."""

    id: str
    type: str
    at: datetime
    note: str


def store(conn: Connection, vault: Vault, new: NewEvent, now: datetime) -> bool:
    """Keep it. False: it was there already, and nothing is done."""
    at = to_ms(now)
    return bool(
        _STORE.count(
            conn,
            event=new.id,
            of_type=new.type,
            sealed=vault.seal(new.body, _purpose(new.id)) if new.body else b"",
            now=at,
            settled=at if new.outcome else None,
            came_to=new.outcome,
            why=new.note,
        )
    )


def store_all(conn: Connection, vault: Vault, found: Iterable[NewEvent], now: datetime) -> int:
    """The same for many, which are handled in their order; how many are new."""
    return sum(store(conn, vault, new, now) for new in found)


def claim(
    conn: Connection, vault: Vault, owner: str, now: datetime, most: int, lease_s: float, *, bare: bool = False
) -> list[EventRow]:
    """Take what is due and nobody else has, oldest first. `bare`: of those without a body, else of the others."""
    end = to_ms(now + timedelta(seconds=lease_s))
    statement = _CLAIM_BARE if bare else _CLAIM
    rows = sorted(statement.all(conn, by=owner, now=to_ms(now), end=end, most=most))
    return [
        EventRow(number, id_, type_, _plain(vault, id_, body), from_ms(received_at), attempt)
        for number, id_, type_, body, received_at, attempt in rows
    ]


def settle(
    conn: Connection,
    vault: Vault,
    row: EventRow,
    outcome: Outcome,
    now: datetime,
    *,
    note: str = "",
    type_: str = "",
    keep: bytes = b"",
) -> None:
    """It is done; in the commit of its effect. Its body goes, but for what is to be kept.

    Raises LeaseLost if another has taken it over meanwhile: then nothing must come of this attempt.
    """
    values: dict[str, Any] = {
        **_mine(row),
        "of_type": type_ or row.type,
        "sealed": vault.seal(keep, _purpose(row.id)) if keep else b"",
        "now": to_ms(now),
        "came_to": outcome,
        "why": note,
    }
    if not _SETTLE.count(conn, **values):
        raise LeaseLost


def put_off(conn: Connection, row: EventRow, due_at: datetime, note: str) -> None:
    """Let it be tried again then. Raises LeaseLost."""
    if not _PUT_OFF.count(conn, **_mine(row), due=to_ms(due_at), why=note):
        raise LeaseLost


def replay(conn: Connection, event_id: str, now: datetime) -> bool:
    """Have one that was parked or ignored handled after all. False: there is none such."""
    return bool(_REPLAY.count(conn, event=event_id, now=to_ms(now)))


def replay_since(conn: Connection, since: datetime, now: datetime) -> int:
    """Have all handled after all that came since then and was parked; how many."""
    return _REPLAY_SINCE.count(conn, since=to_ms(since), now=to_ms(now))


def parked(conn: Connection, most: int = 100) -> list[Parked]:
    """What was put aside, newest first."""
    return [Parked(id_, type_, from_ms(at), note) for id_, type_, at, note in _PARKED.all(conn, most=most)]


def counts(conn: Connection, most: int) -> list[tuple[Outcome, str, str, int]]:
    """How many of the newest events came to what, why, by their type."""
    return [(outcome, note, type_, int(count)) for outcome, note, type_, count in _COUNTS.all(conn, most=most)]


def _mine(row: EventRow) -> dict[str, object]:
    return {"row": row.number, "attempt": row.attempt}


def _plain(vault: Vault, event_id: str, sealed: bytes) -> bytes:
    """The body; without one, or where no key of ours opens it, it is fetched."""
    try:
        return vault.open(sealed, _purpose(event_id)) if sealed else b""
    except (UnknownKey, Tampered):
        return b""


def _purpose(event_id: str) -> str:
    return f"event {event_id}"
