"""What came in: stored once by its id before anybody is told so, kept until it is handled."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite reads the same ON CONFLICT clause

from storage.models import from_ms, inbox, to_ms
from storage.statements import Statement
from storage.vault import Tampered, UnknownKey, Vault

OWN = "bot"  # the source of what we wake ourselves for; its ids may name the conversation

_c = inbox.c

_STORE = Statement(
    insert(inbox)
    .values(
        source=bindparam("source"),
        external_id=bindparam("external_id"),
        lane=bindparam("lane"),
        payload=bindparam("payload"),
        received_at=bindparam("now"),
        attempts=0,
    )
    .on_conflict_do_nothing(index_elements=["source", "external_id"])
    .returning(_c.id)
)
# What a person wrote is needed no longer; the row stays to know a repetition.
_FINISH = Statement(
    update(inbox).where(_c.id == bindparam("row")).values(handled_at=bindparam("now"), payload=b"", note=None)
)
_PARK = Statement(
    update(inbox).where(_c.id == bindparam("row")).values(handled_at=bindparam("now"), note=bindparam("why"))
)
_ATTEMPT = Statement(
    update(inbox)
    .where(_c.id == bindparam("row"))
    .values(attempts=_c.attempts + bindparam("more"))
    .returning(_c.attempts)
)
_ROWS = select(_c.id, _c.source, _c.external_id, _c.lane, _c.payload, _c.received_at, _c.attempts).where(
    _c.handled_at.is_(None)
)
# As the index of what is open has them: millions that are handled lie between.
_OPEN = Statement(_ROWS.order_by(_c.lane, _c.id).limit(bindparam("limit")))
# A call that is under way is finished first. On PostgreSQL a row may be seen later than one with a higher number.
_f, _b = inbox.alias("first").c, inbox.alias("begun").c
_FIRST = func.coalesce(
    select(_b.id).where(_b.id == bindparam("begun"), _b.handled_at.is_(None)).scalar_subquery(),
    select(func.min(_f.id)).where(_f.handled_at.is_(None), _f.lane == bindparam("of")).scalar_subquery(),
)
_FIRST_OF_LANE = Statement(select(_FIRST))
_TAKE = Statement(
    update(inbox)
    .where(_c.id == bindparam("row"), _c.id == _FIRST)
    .values(attempts=_c.attempts + 1)
    .returning(_c.attempts)
)
_IS_OPEN = Statement(select(_c.id).where(_c.id == bindparam("row"), _c.handled_at.is_(None)))
_OPEN_OF_LANE = Statement(_ROWS.where(_c.lane == bindparam("lane")).order_by(_c.id).limit(bindparam("limit")))

_PARKED = Statement(
    select(_c.note, func.count()).where(_c.note.is_not(None), _c.handled_at.is_not(None)).group_by(_c.note)
)


class InboxRow(NamedTuple):
    """Something that came in. `attempts`: how often its handling was begun."""

    id: int
    source: str
    external_id: str
    lane: str
    payload: bytes
    received_at: datetime
    attempts: int


def store(
    conn: Connection, vault: Vault, source: str, external_id: str, lane: str, payload: bytes, now: datetime
) -> int | None:
    """Keep it; its row, or None if it was there already."""
    row = _STORE.one(
        conn,
        source=source,
        external_id=external_id,
        lane=lane,
        payload=vault.seal(payload, _purpose(lane)),
        now=to_ms(now),
    )
    return None if row is None else int(row[0])


def first_of_lane(conn: Connection, lane: str, begun: int = 0) -> int | None:
    """The row whose turn it is in a conversation, None: all is handled. `begun`: as for `take`."""
    row = _FIRST_OF_LANE.one(conn, of=lane, begun=begun)
    return None if row is None or row[0] is None else int(row[0])


def is_open(conn: Connection, row: int) -> bool:
    """Whether it is there and not handled yet."""
    return _IS_OPEN.one(conn, row=row) is not None


def take(conn: Connection, row: int, lane: str, begun: int = 0) -> int:
    """Count that handling begins; how often by now. 0: it is handled, or it is another's turn in its lane.

    `begun`: the row that a call is under way for, 0 if there is none.
    """
    found = _TAKE.one(conn, row=row, of=lane, begun=begun)
    return 0 if found is None else int(found[0])


def attempts(conn: Connection, row: int, *, more: int) -> int:
    """How often handling was begun by now, with as many more as could not be counted at their beginning."""
    found = _ATTEMPT.one(conn, row=row, more=more)
    return 0 if found is None else int(found[0])


def finish(conn: Connection, row: int, now: datetime) -> None:
    """It is handled; in the commit of its effect."""
    _FINISH.count(conn, row=row, now=to_ms(now))


def park(conn: Connection, row: int, note: str, now: datetime) -> None:
    """It cannot be handled: put it aside, with the reason, for an operator to see."""
    _PARK.count(conn, row=row, why=note, now=to_ms(now))


def unfinished(conn: Connection, vault: Vault, limit: int, *, lane: str | None = None) -> list[InboxRow]:
    """What is not handled yet, oldest first; of more than `limit` all of some lanes before others."""
    rows = _OPEN.all(conn, limit=limit) if lane is None else _OPEN_OF_LANE.all(conn, limit=limit, lane=lane)
    return [
        InboxRow(number, source, external_id, of, _plain(vault, of, payload), from_ms(received_at), attempts)
        for number, source, external_id, of, payload, received_at, attempts in sorted(rows)
    ]


def parked(conn: Connection) -> list[tuple[str, int]]:
    """What was put aside: the reasons, and how many rows each."""
    return [(note, count) for note, count in _PARKED.all(conn)]


def _plain(vault: Vault, lane: str, payload: bytes) -> bytes:
    """The payload, b"" if no key of ours opens it: it is put aside then, and does not keep others back."""
    try:
        return vault.open(payload, _purpose(lane))
    except (UnknownKey, Tampered):
        return b""


def _purpose(lane: str) -> str:
    return f"inbox {lane}"
