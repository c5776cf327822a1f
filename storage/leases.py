"""Who does what only one may do, such as polling a platform; and a value that goes with it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.models import HELD, conversations, events, inbox, leases, outbox, to_ms
from storage.statements import Statement

_c = leases.c

_ACQUIRE = Statement(
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
_RENEW = Statement(update(leases).where(_MINE, _c.until > bindparam("now")).values(until=bindparam("end")))
_KEEP = Statement(update(leases).where(_MINE).values(value=bindparam("kept")))
_RELEASE = Statement(update(leases).where(_MINE).values(until=0))
ALIVE = "process "
_ALIVE = Statement(select(func.count()).where(_c.name.startswith(ALIVE), _c.until > bindparam("now")))
_VALUE = Statement(select(_c.value).where(_c.name == bindparam("lease")))

# Whoever holds a conversation has not handled yet what they hold it for: so they are found among millions.
_UNDER_WAY = select(inbox.c.lane).where(inbox.c.handled_at.is_(None))
_OPEN_EVENT = events.c.settled_at.is_(None)  # found by an index among many that are settled
_BEAT = func.max(case((_c.name.startswith(ALIVE), _c.until), else_=0))
_OWNERS = Statement(select(_c.owner, _BEAT).where(_c.until > 0).group_by(_c.owner))
# A row of the outbox keeps its owner's name: who takes it next sees by that that it may have been shown.
_GIVE_BACK = tuple(
    Statement(statement)
    for statement in (
        update(leases).where(_c.owner == bindparam("gone")).values(until=0),
        update(conversations)
        .where(conversations.c.key.in_(_UNDER_WAY), conversations.c.lease_owner == bindparam("gone"))
        .values(lease_owner="", lease_until=0),
        update(outbox).where(text(HELD)).where(outbox.c.lease_owner == bindparam("gone")).values(lease_until=0),
        update(events)
        .where(_OPEN_EVENT, events.c.lease_owner == bindparam("gone"))
        .values(lease_owner="", lease_until=0),
    )
)


def acquire(conn: Connection, name: str, owner: str, now: datetime, lease_s: float) -> bool:
    """Take it if it is free, run out, or ours already."""
    return _ACQUIRE.one(conn, **_term(name, owner, now, lease_s)) is not None


def renew(conn: Connection, name: str, owner: str, now: datetime, lease_s: float) -> bool:
    """Prolong it. False: it was lost, stop at once."""
    return bool(_RENEW.count(conn, **_term(name, owner, now, lease_s)))


def release(conn: Connection, name: str, owner: str) -> None:
    """Let another have it."""
    _RELEASE.count(conn, lease=name, by=owner)


def give_back(conn: Connection, owner: str) -> None:
    """Let others have all that an owner holds, in all tables."""
    for statement in _GIVE_BACK:
        statement.count(conn, gone=owner)


def beat(conn: Connection, owner: str, now: datetime, lease_s: float) -> int:
    """Say that a process is alive; how many are."""
    acquire(conn, f"{ALIVE}{owner}", owner, now, lease_s)
    row = _ALIVE.one(conn, now=to_ms(now))
    return int(row[0]) if row else 0


def keep(conn: Connection, name: str, owner: str, value: str) -> bool:
    """Note a value, such as an offset, if it is still ours."""
    return bool(_KEEP.count(conn, lease=name, by=owner, kept=value))


def value_of(conn: Connection, name: str) -> str:
    """The value last noted, "" if none was."""
    row = _VALUE.one(conn, lease=name)
    return str(row[0]) if row else ""


def free_dead(conn: Connection, now: datetime, is_dead: Callable[[str, bool], bool]) -> int:
    """Take all leases of owners that are no more, in all tables; how many owners. `is_dead` is told whether the beat
    of an owner has run out.

    A process is known by its beat, which comes before all that it takes: nobody reads all conversations to find it.
    """
    gone = [owner for owner, beat_until in _OWNERS.all(conn) if is_dead(owner, beat_until <= to_ms(now))]
    for owner in gone:
        give_back(conn, owner)
    return len(gone)


def _term(name: str, owner: str, now: datetime, lease_s: float) -> dict[str, object]:
    return {"lease": name, "by": owner, "now": to_ms(now), "end": to_ms(now + timedelta(seconds=lease_s))}
