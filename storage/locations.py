"""The properties that people connected, under their owner: a team, or a person's conversation (see `owners.py`)."""

import secrets
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, overload

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.situation import Location
from storage.models import estates, from_ms, locations, to_ms
from storage.statements import Row, Statement
from storage.vault import Vault

LOCATION: TypeAdapter[Location] = TypeAdapter(Location)
REVISION_BITS = 62

_c, _e = locations.c, estates.c

_DRAW = Statement(
    insert(estates)
    .values(owner=bindparam("of_owner"), revision=bindparam("drawn"))
    .on_conflict_do_update(index_elements=["owner"], set_={"revision": bindparam("drawn")})
)
_REVISION = Statement(select(_e.revision).where(_e.owner == bindparam("of_owner")))

_UPSERT = Statement(
    insert(locations)
    .values(
        owner=bindparam("of_owner"),
        id=bindparam("location"),
        details=bindparam("details"),
        connected_by=bindparam("by"),
        created_at=bindparam("now"),
    )
    .on_conflict_do_update(index_elements=["owner", "id"], set_={"details": bindparam("details")})
)
_ANEW = Statement(
    update(locations)
    .where(_c.owner == bindparam("of_owner"), _c.id == bindparam("location"))
    .values(connected_by=bindparam("by"), created_at=bindparam("now"))
)
_OF = Statement(
    select(_c.id, _c.details, _c.connected_by, _c.created_at)
    .where(_c.owner == bindparam("of_owner"))
    .order_by(_c.created_at, _c.id)
)
_IDS = Statement(select(_c.id).distinct().order_by(_c.id))
_ANY = Statement(select(_c.id).limit(1))
_LEAVE = Statement(
    update(locations)
    .where(_c.owner == bindparam("of_owner"), _c.connected_by == bindparam("by"))
    .values(connected_by="")
)
_REMOVE_ALL = Statement(delete(locations).where(_c.owner == bindparam("of_owner")))
_NO_REVISION = Statement(delete(estates).where(_e.owner == bindparam("of_owner")))
_REMOVE = Statement(delete(locations).where(_c.owner == bindparam("of_owner"), _c.id == bindparam("location")))


class Origin(NamedTuple):
    """Who connected a location, by the channel's id ("": not known any more), and when."""

    connected_by: str
    created_at: datetime


class Locations(Sequence[Location]):
    """The locations of one owner, each decrypted when it is looked at, and then once: a team may have hundreds."""

    def __init__(self, vault: Vault, owner: str, rows: Sequence[Row], before: "Locations | None" = None) -> None:
        """`before`: the same as read earlier; what has not changed since need not be decrypted again."""
        self._vault, self._owner, self._rows = vault, owner, rows
        known: dict[bytes, Location] = before._read if before else {}
        self._read: dict[bytes, Location] = {row[1]: known[row[1]] for row in rows if row[1] in known} if known else {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, number: int) -> Location: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[Location, ...]: ...

    def __getitem__(self, number: int | slice) -> Location | tuple[Location, ...]:
        if isinstance(number, slice):
            return tuple(self._at(one) for one in range(*number.indices(len(self))))
        place = number + len(self) if number < 0 else number
        if not 0 <= place < len(self):
            raise IndexError(number)
        return self._at(place)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # an address is a mapping: a Location has none either

    def origins(self) -> dict[str, Origin]:
        """Who connected each, and when, by the location's id; nothing is decrypted for it."""
        return {key: Origin(by, from_ms(created_at)) for key, _, by, created_at in self._rows}

    def find(self, location_id: str) -> Location | None:
        """One of them, with no other decrypted."""
        return next((self._at(place) for place, row in enumerate(self._rows) if row[0] == location_id), None)

    def _at(self, place: int) -> Location:
        sealed = self._rows[place][1]
        found = self._read.get(sealed)
        if found is None:
            found = self._read[sealed] = read_details(self._vault, self._owner, sealed)
        return found


class Estates:
    """The locations of owners as this process has read them, by their revision."""

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._known: dict[str, tuple[int, Locations]] = {}
        self._lock = threading.Lock()  # units run on several threads

    def of(self, conn: Connection, vault: Vault, owner: str) -> Locations:
        """An owner's locations as they stand; read again only if they have changed."""
        row = _REVISION.one(conn, of_owner=owner)
        if row is None:
            return Locations(vault, owner, ())
        revision, before = self._known.get(owner, (0, None))
        if before is not None and row[0] == revision:
            return before
        found = Locations(vault, owner, _OF.all(conn, of_owner=owner), before)
        with self._lock:
            self._known[owner] = (row[0], found)
            if len(self._known) > self._size:
                del self._known[next(iter(self._known))]
        return found


def upsert(
    conn: Connection,
    vault: Vault,
    owner: str,
    location: Location,
    now: datetime,
    connected_by: str = "",
    *,
    anew: bool = False,
) -> None:
    """Keep what is known of a location now. Who connected it, and when, stays as it was, unless it is so `anew`."""
    _draw(conn, owner)
    details = vault.seal(LOCATION.dump_json(location), _purpose(owner))
    _UPSERT.count(conn, of_owner=owner, location=location.id, details=details, by=connected_by, now=to_ms(now))
    if anew:
        _ANEW.count(conn, of_owner=owner, location=location.id, by=connected_by, now=to_ms(now))


def of(conn: Connection, vault: Vault, owner: str) -> Locations:
    """An owner's locations, in the order in which they came."""
    return Locations(vault, owner, _OF.all(conn, of_owner=owner))


def any_there(conn: Connection) -> bool:
    """Whether anybody has any."""
    return _ANY.one(conn) is not None


def ids(conn: Connection) -> list[str]:
    """All locations that anybody has."""
    return [id_ for (id_,) in _IDS.all(conn)]


def read_details(vault: Vault, owner: str, sealed: bytes) -> Location:
    """One location of an owner, as it is stored."""
    return LOCATION.validate_json(vault.open(sealed, _purpose(owner)))


def remove(conn: Connection, owner: str, location_id: str) -> None:
    """Forget one location of an owner."""
    _draw(conn, owner)
    _REMOVE.count(conn, of_owner=owner, location=location_id)


def remove_all(conn: Connection, owner: str) -> None:
    """Forget all of an owner."""
    _NO_REVISION.count(conn, of_owner=owner)
    _REMOVE_ALL.count(conn, of_owner=owner)


def leave(conn: Connection, owner: str, person: str) -> None:
    """Keep what someone connected, and not that it was them."""
    _draw(conn, owner)
    _LEAVE.count(conn, of_owner=owner, by=person)


def _draw(conn: Connection, owner: str) -> None:
    """Before the change itself: the row is also the lock in which changes of one owner queue."""
    # Drawn, not counted: the number of a write that is undone must not come back with something else.
    _DRAW.count(conn, of_owner=owner, drawn=secrets.randbits(REVISION_BITS) | 1)


def _purpose(owner: str) -> str:
    return f"location {owner}"
