"""What conversations are to be woken for. The next process to look takes what is due, once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.models import from_ms, to_ms, wakes
from storage.statements import Statement

_c = wakes.c

_NEW = insert(wakes).values(
    conversation=bindparam("conversation"),
    what=bindparam("what"),
    attempt=bindparam("attempt"),
    due_at=bindparam("due"),
)
_INSTEAD = {"attempt": _NEW.excluded.attempt, "due_at": _NEW.excluded.due_at}
_SET = Statement(_NEW.on_conflict_do_update(index_elements=["conversation", "what"], set_=_INSTEAD))
_HASTEN = Statement(
    _NEW.on_conflict_do_update(
        index_elements=["conversation", "what"], set_=_INSTEAD, where=_c.due_at > _NEW.excluded.due_at
    )
)
# Where it is woken for the same soon anyway, that will do.
_NUDGE = Statement(
    insert(wakes)
    .values(conversation=bindparam("conversation"), what=bindparam("what"), attempt=1, due_at=bindparam("due"))
    .on_conflict_do_nothing(index_elements=["conversation", "what"])
)
_DROP = Statement(
    delete(wakes)
    .where(_c.what == bindparam("what"), _c.conversation >= bindparam("first"), _c.conversation < bindparam("after"))
    .returning(_c.conversation)
)
_DUE = Statement(
    select(_c.conversation, _c.what, _c.attempt, _c.due_at)
    .where(_c.due_at <= bindparam("now"))
    .order_by(_c.due_at)
    .limit(bindparam("limit"))
)
_SOONER = Statement(
    update(wakes)
    .where(
        _c.conversation == bindparam("lane"),
        _c.what == bindparam("reason"),
        _c.due_at == bindparam("due"),
    )
    .values(due_at=bindparam("sooner"))
)
_TAKE = Statement(
    delete(wakes).where(
        _c.conversation == bindparam("conversation"),
        _c.what == bindparam("what"),
        _c.due_at == bindparam("due"),
    )
)


class Wake(NamedTuple):
    """Something that is due. `due_at` is when it should have been."""

    conversation: str
    what: str
    attempt: int
    due_at: datetime


def set_wake(conn: Connection, conversation: str, what: str, due_at: datetime, attempt: int = 1) -> None:
    """Wake a conversation for something, in place of an earlier time for the same."""
    _SET.count(conn, conversation=conversation, what=what, attempt=attempt, due=to_ms(due_at))


def hasten(conn: Connection, conversation: str, what: str, due_at: datetime, attempt: int = 1) -> None:
    """Wake a conversation for something, in place of a later time for the same; an earlier one stays."""
    _HASTEN.count(conn, conversation=conversation, what=what, attempt=attempt, due=to_ms(due_at))


def nudge(conn: Connection, conversation: str, what: str, due_at: datetime) -> None:
    """Wake a conversation for something by then; an earlier or later time that is set already stays."""
    _NUDGE.count(conn, conversation=conversation, what=what, due=to_ms(due_at))


def list_between(conn: Connection, whats: Sequence[str], after: datetime, until: datetime, most: int) -> list[Wake]:
    """What is due after a time and until another, for these reasons, earliest first."""
    is_then = (_c.due_at > to_ms(after)) & (_c.due_at <= to_ms(until))
    query = select(_c.conversation, _c.what, _c.attempt, _c.due_at).where(_c.what.in_(whats), is_then)
    rows = conn.execute(query.order_by(_c.due_at).limit(most))
    return [Wake(key, what, attempt, from_ms(due_at)) for key, what, attempt, due_at in rows]


def bring_forward(conn: Connection, sooner: Iterable[tuple[Wake, datetime]]) -> None:
    """Wake for it at an earlier time, unless it was taken or put off since it was read."""
    _SOONER.many(
        conn,
        (
            {"lane": wake.conversation, "reason": wake.what, "due": to_ms(wake.due_at), "sooner": to_ms(at)}
            for wake, at in sooner
        ),
    )


def drop(conn: Connection, prefix: str, what: str) -> list[str]:
    """Do not wake for something what is named with a prefix; those that would have been."""
    rows = _DROP.all(conn, what=what, first=prefix, after=prefix + "\U0010ffff")
    return [str(row[0]) for row in rows]


def take_due(conn: Connection, now: datetime, limit: int) -> list[Wake]:
    """What is due, earliest first, each given out once.

    Store it in the inbox in the same unit: then it is neither lost nor done twice.
    """
    found = _DUE.all(conn, now=to_ms(now), limit=limit)
    return [
        Wake(key, what, attempt, from_ms(due_at))
        for key, what, attempt, due_at in found
        if _TAKE.count(conn, conversation=key, what=what, due=due_at)
    ]
