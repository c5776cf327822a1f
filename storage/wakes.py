"""What conversations are to be woken for. The next process to look takes what is due, once."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.models import from_ms, to_ms, wakes

_c = wakes.c

_SET = insert(wakes).values(
    conversation=bindparam("conversation"),
    what=bindparam("what"),
    attempt=bindparam("attempt"),
    due_at=bindparam("due"),
)
_SET = _SET.on_conflict_do_update(
    index_elements=["conversation", "what"],
    set_={"attempt": _SET.excluded.attempt, "due_at": _SET.excluded.due_at},
)
_CANCEL = delete(wakes).where(_c.conversation == bindparam("conversation"), _c.what == bindparam("what"))
_CANCEL_ALL = delete(wakes).where(_c.conversation == bindparam("conversation"))
_DUE = (
    select(_c.conversation, _c.what, _c.attempt, _c.due_at)
    .where(_c.due_at <= bindparam("now"))
    .order_by(_c.due_at)
    .limit(bindparam("limit"))
)
_TAKE = (
    delete(wakes)
    .where(
        _c.conversation == bindparam("conversation"),
        _c.what == bindparam("what"),
        _c.due_at == bindparam("due"),
    )
    .returning(_c.what)
)
_NEXT = select(func.min(_c.due_at))


class Wake(NamedTuple):
    """Something that is due. `due_at` is when it should have been."""

    conversation: str
    what: str
    attempt: int
    due_at: datetime


def set_wake(conn: Connection, conversation: str, what: str, due_at: datetime, attempt: int = 1) -> None:
    """Wake a conversation for something, in place of an earlier time for the same."""
    values = {"conversation": conversation, "what": what, "attempt": attempt, "due": to_ms(due_at)}
    conn.execute(_SET, values)


def cancel(conn: Connection, conversation: str, what: str = "") -> None:
    """Not for this any more; without `what`: for nothing."""
    if what:
        conn.execute(_CANCEL, {"conversation": conversation, "what": what})
    else:
        conn.execute(_CANCEL_ALL, {"conversation": conversation})


def take_due(conn: Connection, now: datetime, limit: int) -> list[Wake]:
    """What is due, earliest first, each given out once.

    Store it in the inbox in the same unit: then it is neither lost nor done twice.
    """
    found = conn.execute(_DUE, {"now": to_ms(now), "limit": limit}).all()
    taken = []
    for key, what, attempt, due_at in found:
        row = conn.execute(_TAKE, {"conversation": key, "what": what, "due": due_at}).first()
        if row is not None:
            taken.append(Wake(key, what, attempt, from_ms(due_at)))
    return taken


def next_due(conn: Connection) -> datetime | None:
    """When to look again."""
    earliest = conn.execute(_NEXT).scalar()
    return None if earliest is None else from_ms(earliest)
