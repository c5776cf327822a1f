"""How much there is of what should be little, for who watches over us. Nothing here reads more than so many rows."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, literal_column, or_, select

from storage.drift import Count, drift_counts
from storage.leases import ALIVE
from storage.models import conversations, events, inbox, leases, outbox, to_ms
from storage.statements import Row, Statement

MOST = 10_000  # rows that are counted; as many mean "or more"
LONGEST_PAUSE = timedelta(hours=1)  # between two attempts at a message

_o, _i, _e, _c, _l = outbox.c, inbox.c, events.c, conversations.c, leases.c


def _bounded(found: Select[Any]) -> Statement:
    """How many, how many of them have failed, and since when the oldest waits."""
    few = found.limit(MOST).subquery()
    failed: ColumnElement[int] = func.coalesce(func.sum(few.c.failed), 0) if "failed" in few.c else literal_column("0")
    return Statement(select(func.count(), failed, func.min(few.c.since)).select_from(few))


# What was put for later, such as an alert for the morning, waits by right; what has failed does not.
_OUTBOX = _bounded(
    select(_o.created_at.label("since"), case((_o.failures > 0, 1), else_=0).label("failed"))
    .where(_o.settled_at.is_(None), _o.due_at <= bindparam("soon"))
    .where(or_(_o.due_at <= bindparam("now"), _o.failures > 0))
    .order_by(_o.due_at, _o.id)
)
_INBOX = _bounded(select(_i.received_at.label("since")).where(_i.handled_at.is_(None)))
_EVENTS = _bounded(select(_e.received_at.label("since")).where(_e.settled_at.is_(None)).order_by(_e.due_at, _e.number))
_silent = select(_c.undeliverable).where(_c.undeliverable != "").limit(MOST).subquery()
_SILENT = Statement(select(_silent.c.undeliverable, func.count()).group_by(_silent.c.undeliverable))
_LEASES = Statement(select(_l.name, _l.until))


class Level(NamedTuple):
    """A queue. `oldest_s`: how long the oldest has been waiting, in seconds."""

    rows: int
    failed: int
    oldest_s: float


class Levels(NamedTuple):
    """All queues, who cannot be written to by reason, processes that are alive, and leases that are held."""

    outbox: Level
    inbox: Level
    events: Level
    silent: dict[str, int]
    processes: int
    led: frozenset[str]
    drift: list[Count]


def read_levels(conn: Connection, now: datetime) -> Levels:
    """All of it."""
    at = to_ms(now)
    held = [(str(name), until > at) for name, until in _LEASES.all(conn)]
    return Levels(
        outbox=_level(_OUTBOX.one(conn, now=at, soon=to_ms(now + LONGEST_PAUSE)), at),
        inbox=_level(_INBOX.one(conn), at),
        events=_level(_EVENTS.one(conn), at),
        silent=dict(_SILENT.all(conn)),
        processes=sum(held_now for name, held_now in held if name.startswith(ALIVE)),
        led=frozenset(name for name, held_now in held if held_now),
        drift=drift_counts(conn),
    )


def _level(row: Row | None, at: int) -> Level:
    rows, failed, since = row or (0, 0, None)
    return Level(rows, int(failed), 0.0 if since is None else max(0, at - since) / 1000)
