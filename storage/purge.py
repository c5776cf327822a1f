"""Housekeeping: what is of no more use is deleted, a bounded number of rows at a time."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, bindparam, delete, select

from storage.models import inbox, outbox, presses, sessions, to_ms
from storage.statements import Statement


def _delete_old(order: Column[int], when: Column[int]) -> Statement:
    # Only the oldest rows are looked at, found by an index: a purge that finds nothing must not read the whole table.
    (key,) = order.table.primary_key.columns
    oldest = select(key.label("row"), when.label("at")).order_by(order).limit(bindparam("limit")).subquery()
    return Statement(delete(key.table).where(key.in_(select(oldest.c.row).where(oldest.c.at < bindparam("before")))))


_INBOX = _delete_old(inbox.c.id, inbox.c.handled_at)
_PRESSES = _delete_old(presses.c.created_at, presses.c.created_at)
_SESSIONS = _delete_old(sessions.c.id, sessions.c.expires_at)  # also those that nobody ended
_OUTBOX = _delete_old(outbox.c.id, outbox.c.settled_at)


def purge(
    conn: Connection,
    now: datetime,
    *,
    inbox_days: float = 14,
    presses_days: float = 60,
    sessions_days: float = 30,
    outbox_days: float = 30,
    limit: int = 500,
) -> int:
    """Delete what was handled, pressed, ended or given up so long ago; how many rows. Call again until it is 0.

    The inbox must outlive the longest time after which a platform repeats an update; a press that is purged is
    answered as one that nobody knows.
    """
    ages = ((_INBOX, inbox_days), (_PRESSES, presses_days), (_SESSIONS, sessions_days), (_OUTBOX, outbox_days))
    return sum(statement.count(conn, limit=limit, before=to_ms(now - timedelta(days=days))) for statement, days in ages)
