"""What there is of a conversation, by kind and time: no word of a person, no address, no token."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from bot.conversation import exact
from storage.models import (
    audit,
    company_sessions,
    conversations,
    from_ms,
    inbox,
    outbox,
    presses,
    sessions,
    wakes,
)
from storage.owners import owner_of, person_of, team_of
from storage.vault import Vault

MOST = 200  # of each kind, the newest
ROWS = 1000
MOST_OPEN = 10_000


class Work(NamedTuple):
    """An open session. `kind`: of its page, "" before the first; `found`: whether it can be gone on with."""

    conversation: str
    kind: str
    opened_at: datetime
    expires_at: datetime


class Entry(NamedTuple):
    """Something that happened, or is to happen."""

    at: datetime
    what: str
    detail: str = ""


def count_open(conn: Connection) -> int:
    """How many sessions are open; MOST_OPEN stands for as many or more."""
    few = select(sessions.c.id).where(sessions.c.ended_at.is_(None)).limit(MOST_OPEN).subquery()
    return int(conn.execute(select(func.count()).select_from(few)).scalar_one())


def list_open(conn: Connection, vault: Vault, most: int) -> list[Work]:
    """Open sessions, the newest first."""
    s = sessions.c
    query = select(s.conversation, s.page, s.opened_at, s.expires_at).where(s.ended_at.is_(None))
    rows = conn.execute(query.order_by(s.id.desc()).limit(most))
    return [
        Work(key, page_kind(vault, key, page), from_ms(opened_at), from_ms(expires_at))
        for key, page, opened_at, expires_at in rows
    ]


def page_kind(vault: Vault, conversation: str, page: bytes | None) -> str:
    """What kind of page a sealed one is."""
    return str(exact.parse(vault.open(page, f"page {conversation}"))["kind"]) if page else ""


def exists(conn: Connection, conversation: str) -> bool:
    """Whether there is such a conversation."""
    return bool(conn.execute(select(conversations.c.key).where(conversations.c.key == conversation)).first())


def all_keys(conn: Connection, after: str) -> list[str]:
    """The next keys of all conversations, in their order."""
    key = conversations.c.key
    return list(conn.execute(select(key).where(key > after).order_by(key).limit(ROWS)).scalars())


def by_customer(conn: Connection, prints: tuple[str, ...]) -> list[str]:
    """The conversations in which the company's customer had a session, by the fingerprints of the reference."""
    c = company_sessions.c
    return list(conn.execute(select(c.conversation).where(c.customer_print.in_(prints)).distinct()).scalars())


def history(conn: Connection, vault: Vault, conversation: str) -> list[Entry]:
    """Everything about a conversation, oldest first."""
    found = (
        *_about(conn, conversation),
        *_received(conn, conversation),
        *_cards(conn, conversation),
        *_letters(conn, conversation),
        *_sessions(conn, vault, conversation),
        *_wakes(conn, conversation),
        *_deeds(conn, conversation),
    )
    return sorted(found, key=lambda entry: entry.at)


def _newest(conn: Connection, table: Any, *where: Any, order: Any) -> list[Any]:
    return list(conn.execute(select(table).where(*where).order_by(order.desc()).limit(MOST)))


def _about(conn: Connection, key: str) -> Iterator[Entry]:
    for row in conn.execute(select(conversations).where(conversations.c.key == key)):
        yield Entry(
            from_ms(row.updated_at), "last turn", f"cannot be reached: {row.undeliverable}" * bool(row.undeliverable)
        )


def _received(conn: Connection, key: str) -> Iterator[Entry]:
    for row in _newest(conn, inbox, inbox.c.lane == key, order=inbox.c.id):
        handled = f"handled {from_ms(row.handled_at):%H:%M:%S}" if row.handled_at else "not handled yet"
        yield Entry(
            from_ms(row.received_at), f"came from {row.source}", f"put aside: {row.note}" if row.note else handled
        )


def _cards(conn: Connection, key: str) -> Iterator[Entry]:
    for row in _newest(conn, presses, presses.c.conversation == key, order=presses.c.created_at):
        came = "pressed" if row.used_at else "replaced" if row.retired_at else "open"
        at = row.used_at or row.retired_at
        yield Entry(
            from_ms(row.created_at), f"{row.kind} card shown", came + (f" {from_ms(at):%H:%M:%S}" if at else "")
        )


def _letters(conn: Connection, key: str) -> Iterator[Entry]:
    settled = outbox.c.settled_at  # an index of its own for each
    for which in (settled.is_(None), settled.is_not(None)):
        yield from _letters_of(_newest(conn, outbox, outbox.c.conversation == key, which, order=outbox.c.id))


def _letters_of(rows: Iterable[Any]) -> Iterator[Entry]:
    for row in rows:
        came = f"{row.outcome}: {row.error}" if row.settled_at else f"waits, {row.failures} failures"
        yield Entry(from_ms(row.created_at), f"{row.kind} to be sent", f"number {row.id}, {came}")


def _sessions(conn: Connection, vault: Vault, key: str) -> Iterator[Entry]:
    for row in _newest(conn, sessions, sessions.c.conversation == key, order=sessions.c.id):
        page = page_kind(vault, key, row.page)
        yield Entry(from_ms(row.opened_at), "session opened", row.location_id and f"location {row.location_id}")
        if row.ended_at:
            yield Entry(from_ms(row.ended_at), "session ended")
        else:
            yield Entry(from_ms(row.expires_at), "session expires", f"at the page {page}" if page else "")


def _wakes(conn: Connection, key: str) -> Iterator[Entry]:
    for row in conn.execute(select(wakes).where(wakes.c.conversation == key)):
        # What follows the colon may be the name of a place or of a watch.
        yield Entry(from_ms(row.due_at), "is due", str(row.what).partition(":")[0])


def _deeds(conn: Connection, key: str) -> Iterator[Entry]:
    if not team_of(key):
        return
    where = (audit.c.team == owner_of(key), audit.c.person == person_of(key))
    for row in _newest(conn, audit, *where, order=audit.c.id):
        yield Entry(from_ms(row.at), "did", f"{row.deed} {row.about}".strip())
