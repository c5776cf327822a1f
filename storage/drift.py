"""What FlatPeak sent that nobody expected, counted by its shape, for all processes together."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.models import drift, from_ms, to_ms
from storage.statements import Statement

MOST = 1000  # shapes; who sends more sends anything
_c = drift.c
_VALUES: dict[str, Any] = {
    name: bindparam(f"of_{name}") for name in ("id", "kind", "generation", "place", "what", "sample")
}
_AGAIN = Statement(
    update(drift).where(_c.id == bindparam("of_id")).values(last_at=bindparam("now"), seen=_c.seen + bindparam("count"))
)
_FIRST = Statement(
    insert(drift)
    .values(**_VALUES, first_at=bindparam("now"), last_at=bindparam("now"), seen=bindparam("count"))
    .on_conflict_do_update(
        index_elements=["id"], set_={"last_at": bindparam("now"), "seen": _c.seen + bindparam("count")}
    )
    .returning(_c.first_at, _c.seen)
)
_HELD = Statement(select(func.count()).select_from(drift))
_ALL = Statement(select(drift).order_by(_c.last_at.desc(), _c.id))
_COUNTS = Statement(
    select(_c.kind, _c.generation, func.count(), func.sum(_c.seen))
    .group_by(_c.kind, _c.generation)
    .order_by(_c.kind, _c.generation)
)
_FORGET = Statement(delete(drift).where(_c.id == bindparam("of_id")))


class Seen(NamedTuple):
    """One shape. `sample` is JSON: names and types."""

    id: str
    kind: str
    generation: str
    place: str
    what: str
    sample: str
    first_at: datetime
    last_at: datetime
    seen: int


class Count(NamedTuple):
    """How many shapes of a kind there are, and how often they came."""

    kind: str
    generation: str
    shapes: int
    seen: int


def note(conn: Connection, found: Seen, count: int, now: datetime) -> bool:
    """Count a shape; of `found` the times and the count are not looked at. True: nobody has noted it before."""
    at = to_ms(now)
    if _AGAIN.count(conn, of_id=found.id, now=at, count=count):
        return False
    held = _HELD.one(conn)
    assert held is not None
    if held[0] >= MOST:
        return False
    told = {f"of_{name}": getattr(found, name) for name in _VALUES}
    row = _FIRST.one(conn, **told, now=at, count=count)
    return row is not None and tuple(row) == (at, count)


def drift_counts(conn: Connection) -> list[Count]:
    """For a metric, by kind and generation."""
    return [Count(kind, generation, shapes, int(seen)) for kind, generation, shapes, seen in _COUNTS.all(conn)]


def list_drift(conn: Connection) -> list[Seen]:
    """All of it, the newest first."""
    return [Seen._make((*row[:6], from_ms(row[6]), from_ms(row[7]), row[8])) for row in _ALL.all(conn)]


def forget(conn: Connection, id_: str) -> bool:
    """Forget a shape, so that it is news when it comes again. False: there is none of this id."""
    return _FORGET.count(conn, of_id=id_) > 0
