"""What the company behind the bot can know of sessions and locations, and what it has been told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.situation import Location
from storage.locations import read_details
from storage.models import company_locations, company_sessions, from_ms, locations, to_ms
from storage.statements import Statement
from storage.vault import Vault

_s, _l, _held = company_sessions.c, company_locations.c, locations.c


@dataclass(frozen=True, slots=True)
class References:
    """The company's names for a customer and for a home; "" where it gave none."""

    customer: str = field(default="", repr=False)
    location: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A location as the company knows it: its references, and by slot the tariff that it was told of."""

    references: References = References()
    slots: Mapping[str, str] = field(default_factory=dict)


Outcome = Literal["", "pending", "connected", "abandoned", "failed", "closed"]


class Record(NamedTuple):
    """A session. `outcome` is "" as long as it is open, "pending" while FlatPeak reads the tariff."""

    number: int
    conversation: str
    references: References
    slot: str
    location_id: str
    opened_at: datetime
    expires_at: datetime
    outcome: Outcome
    settled_at: datetime | None


class Kept(NamedTuple):
    """A location with what the company knows it by. `read_at`: when its status was read."""

    location: Location
    references: References
    owner: str
    connected_at: datetime
    read_at: datetime


REFERENCES: TypeAdapter[References] = TypeAdapter(References)
TOLD: TypeAdapter[Told] = TypeAdapter(Told)

_OPEN = Statement(
    insert(company_sessions).values(
        number=bindparam("session"),
        conversation=bindparam("in_conversation"),
        customer_print=bindparam("customer"),
        location_print=bindparam("home"),
        details=bindparam("sealed"),
        slot=bindparam("of_slot"),
        location_id=bindparam("location"),
        opened_at=bindparam("now"),
        expires_at=bindparam("end"),
        outcome="",
    )
)
_NEVER = Statement(delete(company_sessions).where(_s.number == bindparam("session"), _s.outcome == ""))
_SETTLE = Statement(
    update(company_sessions)
    .where(
        _s.number == bindparam("session"),
        (_s.outcome == "") | ((_s.outcome == "pending") & (bindparam("came_of_it") != "closed")),
    )
    .values(
        outcome=bindparam("came_of_it"),
        settled_at=bindparam("now"),
        location_id=bindparam("location"),
    )
)
_SETTLE_PENDING = Statement(
    update(company_sessions)
    .where(_s.location_id == bindparam("location"), _s.slot == bindparam("of_slot"), _s.outcome == "pending")
    .values(outcome=bindparam("came_of_it"), settled_at=bindparam("now"))
)
_DUE = Statement(
    select(_s.number)
    .where(_s.outcome == "", _s.expires_at <= bindparam("now"))
    .order_by(_s.expires_at, _s.number)
    .limit(bindparam("most"))
)
_KEEP = Statement(
    insert(company_locations)
    .values(
        id=bindparam("location"),
        customer_print=bindparam("customer"),
        location_print=bindparam("home"),
        details=bindparam("sealed"),
        read_at=bindparam("now"),
    )
    .on_conflict_do_update(
        index_elements=["id"],
        set_={
            "customer_print": bindparam("customer"),
            "location_print": bindparam("home"),
            "details": bindparam("sealed"),
            "read_at": bindparam("now"),
        },
    )
)
_TOLD = Statement(select(_l.details).where(_l.id == bindparam("location")))
_HELD = Statement(select(_held.id).where(_held.id == bindparam("location"), _held.owner != bindparam("but")).limit(1))
_DROP = Statement(delete(company_locations).where(_l.id == bindparam("location")))


def open_session(
    conn: Connection,
    vault: Vault,
    number: int,
    conversation: str,
    references: References,
    slot: str,
    location_id: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Note a session that was opened."""
    _OPEN.count(
        conn,
        session=number,
        in_conversation=conversation,
        **prints_of(vault, references),
        sealed=vault.seal(REFERENCES.dump_json(references), f"company session {number}"),
        of_slot=slot,
        location=location_id,
        now=to_ms(now),
        end=to_ms(expires_at),
    )


def drop_session(conn: Connection, number: int) -> None:
    """Forget a session that goes on under another number."""
    _NEVER.count(conn, session=number)


def settle(conn: Connection, number: int, outcome: Outcome, location_id: str, now: datetime) -> bool:
    """Note what has become of a session. False: that is known already; one that is pending is not closed by itself."""
    return bool(_SETTLE.count(conn, session=number, came_of_it=outcome, location=location_id, now=to_ms(now)))


def settle_pending(conn: Connection, location_id: str, slot: str, outcome: Outcome, now: datetime) -> None:
    """Note what has become of a tariff that was still being read when its sessions ended."""
    _SETTLE_PENDING.count(conn, location=location_id, of_slot=slot, came_of_it=outcome, now=to_ms(now))


def expired(conn: Connection, now: datetime, most: int) -> list[int]:
    """Sessions that can no longer be gone on with, and of which nothing has become."""
    return [number for (number,) in _DUE.all(conn, now=to_ms(now), most=most)]


def get_session(conn: Connection, vault: Vault, number: int) -> Record | None:
    """One session."""
    row = conn.execute(select(company_sessions).where(_s.number == number)).first()
    return _record(vault, row) if row else None


def list_sessions(
    conn: Connection, vault: Vault, wanted: References, *, before: int | None = None, most: int = 100
) -> list[Record]:
    """Sessions, newest first, older than one."""
    query = select(company_sessions).order_by(_s.number.desc()).limit(most)
    if before is not None:
        query = query.where(_s.number < before)
    query = _only(query, vault, wanted, _s.customer_print, _s.location_print)
    return [_record(vault, row) for row in conn.execute(query)]


def keep_location(conn: Connection, vault: Vault, id_: str, told: Told, now: datetime) -> None:
    """Keep what the company knows of a location now."""
    sealed = vault.seal(TOLD.dump_json(told), f"company location {id_}")
    _KEEP.count(conn, location=id_, **prints_of(vault, told.references), sealed=sealed, now=to_ms(now))


def told_of(conn: Connection, vault: Vault, id_: str) -> Told | None:
    """What the company knows of a location, None: nothing yet."""
    row = _TOLD.one(conn, location=id_)
    return TOLD.validate_json(vault.open(row[0], f"company location {id_}")) if row else None


def is_held(conn: Connection, id_: str, but: str) -> bool:
    """Whether somebody beside this owner has a location."""
    return _HELD.one(conn, location=id_, but=but) is not None


def drop_location(conn: Connection, id_: str) -> None:
    """Forget what the company was told of a location."""
    _DROP.count(conn, location=id_)


def find_location(conn: Connection, vault: Vault, wanted: References, owner: str) -> str:
    """The location under both references, the owner's own first; "" if there is none."""
    query = select(_held.id).join(company_locations, _l.id == _held.id)
    query = _only(query, vault, wanted, _l.customer_print, _l.location_print)
    query = query.order_by(case((_held.owner == owner, 0), else_=1), _held.id).limit(1)
    return str(conn.execute(query).scalar() or "")


def list_locations(
    conn: Connection, vault: Vault, wanted: References, *, after: str = "", only: str = "", most: int = 100
) -> list[Kept]:
    """Locations by their id, after one. Who has one together with others shows it once."""
    other = locations.alias("other")
    again = select(other.c.id).where(other.c.id == _held.id, other.c.owner < _held.owner).exists()
    query = (
        select(_held.id, _held.owner, _held.details, _held.created_at, _l.details, _l.read_at)
        .select_from(locations.outerjoin(company_locations, _l.id == _held.id))
        .where(_held.id == only if only else _held.id > after, ~again)
        .order_by(_held.id)
        .limit(most)
    )
    query = _only(query, vault, wanted, _l.customer_print, _l.location_print)
    return [_kept(vault, row) for row in conn.execute(query)]


def _only(
    query: Select[Any], vault: Vault, wanted: References, customer: ColumnElement[str], home: ColumnElement[str]
) -> Select[Any]:
    """Only what has the references that are given."""
    if wanted.customer:
        query = query.where(customer.in_(vault.fingerprints(wanted.customer, "customer reference")))
    if wanted.location:
        query = query.where(home.in_(vault.fingerprints(wanted.location, "location reference")))
    return query


def prints_of(vault: Vault, references: References) -> dict[str, str]:
    """What references are found by, as the parameters `customer` and `home`."""
    customer, home = references.customer, references.location
    return {
        "customer": vault.fingerprint(customer, "customer reference") if customer else "",
        "home": vault.fingerprint(home, "location reference") if home else "",
    }


def _record(vault: Vault, row: Any) -> Record:
    return Record(
        row.number,
        row.conversation,
        REFERENCES.validate_json(vault.open(row.details, f"company session {row.number}")),
        row.slot,
        row.location_id,
        from_ms(row.opened_at),
        from_ms(row.expires_at),
        row.outcome,
        from_ms(row.settled_at) if row.settled_at is not None else None,
    )


def _kept(vault: Vault, row: Sequence[Any]) -> Kept:
    id_, owner, details, created_at, told, read_at = row
    references = TOLD.validate_json(vault.open(told, f"company location {id_}")).references if told else References()
    since = from_ms(created_at)
    return Kept(read_details(vault, owner, details), references, owner, since, from_ms(read_at) if read_at else since)
