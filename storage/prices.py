"""Prices as FlatPeak told them, by location and direction: read once for everybody who looks at the same location."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.prices.model import Series
from storage.models import from_ms, prices, to_ms
from storage.statements import Statement
from storage.vault import Vault

SERIES: TypeAdapter[Series] = TypeAdapter(Series)
DIRECTIONS = ("IMPORT", "EXPORT")

_c = prices.c

_KEEP = Statement(
    insert(prices)
    .values(key=bindparam("of"), read_at=bindparam("now"), due_at=bindparam("due"), body=bindparam("sealed"))
    .on_conflict_do_update(
        index_elements=["key"],
        set_={"read_at": bindparam("now"), "due_at": bindparam("due"), "body": bindparam("sealed")},
    )
)
_GET = Statement(select(_c.read_at, _c.due_at, _c.body).where(_c.key == bindparam("of")))
_OUTDATE = Statement(
    update(prices).where(_c.key == bindparam("of"), _c.read_at < bindparam("at")).values(due_at=bindparam("at"))
)
_WITH = Statement(
    update(prices).where(_c.key == bindparam("of"), _c.read_at == bindparam("read")).values(body=bindparam("sealed"))
)
_FORGET = Statement(delete(prices).where(_c.key == bindparam("of")))


class Kept(NamedTuple):
    """Prices that were read, and from when on there may be newer ones."""

    series: Series
    read_at: datetime
    due_at: datetime


def keep(
    conn: Connection, vault: Vault, location_id: str, direction: str, series: Series, now: datetime, due_at: datetime
) -> None:
    """Keep what was read, in place of what was before."""
    key = _key(location_id, direction)
    sealed = vault.seal(SERIES.dump_json(series), _purpose(key))
    _KEEP.count(conn, of=key, now=to_ms(now), due=to_ms(due_at), sealed=sealed)


def get(conn: Connection, vault: Vault, location_id: str, direction: str) -> Kept | None:
    """What is kept."""
    key = _key(location_id, direction)
    row = _GET.one(conn, of=key)
    if row is None:
        return None
    read_at, due_at, sealed = row
    return Kept(SERIES.validate_json(vault.open(sealed, _purpose(key))), from_ms(read_at), from_ms(due_at))


def keep_with(conn: Connection, vault: Vault, location_id: str, direction: str, series: Series, kept: Kept) -> None:
    """The same prices with more about them; nothing where they have been read anew meanwhile."""
    key = _key(location_id, direction)
    sealed = vault.seal(SERIES.dump_json(series), _purpose(key))
    _WITH.count(conn, of=key, read=to_ms(kept.read_at), sealed=sealed)


def outdate(conn: Connection, location_id: str, at: datetime) -> None:
    """There were newer prices of a location at that moment: those that were read before it are due."""
    for direction in DIRECTIONS:
        _OUTDATE.count(conn, of=_key(location_id, direction), at=to_ms(at))


def forget(conn: Connection, location_ids: Iterable[str]) -> None:
    """Nothing is kept of these locations."""
    for location_id in location_ids:
        for direction in DIRECTIONS:
            _FORGET.count(conn, of=_key(location_id, direction))


def _key(location_id: str, direction: str) -> str:
    return f"{location_id}:{direction}"


def _purpose(key: str) -> str:
    return f"prices {key}"
