"""Who does what only one may do, such as polling a platform; and a value that goes with it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.models import conversations, leases, outbox, to_ms

_c = leases.c

_ACQUIRE = (
    insert(leases)
    .values(name=bindparam("lease"), owner=bindparam("by"), until=bindparam("end"), value="")
    .on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": bindparam("by"), "until": bindparam("end")},
        where=or_(_c.until <= bindparam("now"), _c.owner == bindparam("by")),
    )
    .returning(_c.value)
)
_MINE = (_c.name == bindparam("lease")) & (_c.owner == bindparam("by"))
_RENEW = update(leases).where(_MINE, _c.until > bindparam("now")).values(until=bindparam("end")).returning(_c.name)
_KEEP = update(leases).where(_MINE).values(value=bindparam("kept")).returning(_c.name)
_RELEASE = update(leases).where(_MINE).values(until=0)
_VALUE = select(_c.value).where(_c.name == bindparam("lease"))

# A row of the outbox keeps its owner: whoever takes it next sees by that that it may have been shown.
_OWNERS = (
    select(_c.owner).where(_c.until > 0),
    select(conversations.c.lease_owner).where(conversations.c.lease_until > 0),
    select(outbox.c.lease_owner).where(outbox.c.lease_until > 0, outbox.c.settled_at.is_(None)),
)
_FREE = (
    update(leases).where(_c.owner == bindparam("by")).values(until=0),
    update(conversations)
    .where(conversations.c.lease_owner == bindparam("by"), conversations.c.lease_until > 0)
    .values(lease_owner="", lease_until=0),
    update(outbox).where(outbox.c.lease_owner == bindparam("by"), outbox.c.settled_at.is_(None)).values(lease_until=0),
)


def acquire(conn: Connection, name: str, owner: str, now: datetime, lease_s: float) -> bool:
    """Take it if it is free, run out, or ours already."""
    return conn.execute(_ACQUIRE, _term(name, owner, now, lease_s)).first() is not None


def renew(conn: Connection, name: str, owner: str, now: datetime, lease_s: float) -> bool:
    """Prolong it. False: it was lost, stop at once."""
    return conn.execute(_RENEW, _term(name, owner, now, lease_s)).first() is not None


def release(conn: Connection, name: str, owner: str) -> None:
    """Let another have it."""
    conn.execute(_RELEASE, {"lease": name, "by": owner})


def keep(conn: Connection, name: str, owner: str, value: str) -> bool:
    """Note a value, such as an offset, if it is still ours."""
    return conn.execute(_KEEP, {"lease": name, "by": owner, "kept": value}).first() is not None


def value_of(conn: Connection, name: str) -> str:
    """The value last noted, "" if none was."""
    return conn.execute(_VALUE, {"lease": name}).scalar() or ""


def _term(name: str, owner: str, now: datetime, lease_s: float) -> dict[str, object]:
    return {"lease": name, "by": owner, "now": to_ms(now), "end": to_ms(now + timedelta(seconds=lease_s))}


def owners(conn: Connection) -> set[str]:
    """All that hold anything now, or did when they stopped."""
    return {owner for statement in _OWNERS for owner in conn.execute(statement).scalars()}


def free(conn: Connection, owner: str) -> None:
    """Give back all that one held who is known to have stopped, so that nobody waits for the leases to run out."""
    for statement in _FREE:
        conn.execute(statement, {"by": owner})
