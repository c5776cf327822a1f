"""What years of use leave in a database, written by the database itself: noise in the sizes of what is sealed.

The same statements on both databases. People are numbered; each tenth is in one of a few hundred Slack workspaces.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

from storage.database import Database
from storage.models import metadata, to_ms

FIRST = 10_000_000  # the number of the first person
NOISES = 97  # values of each size that rows share; a row's own would cost more to make than to write
# Bytes, as the tables of a pilot with finished, open and abandoned chats have them on average.
SIZES = {"state": 460, "token": 60, "purpose": 120, "page": 1900, "details": 620, "actions": 330, "body": 900}


class Amounts(NamedTuple):
    """Rows of each kind. `waiting`: in the outbox, for later; `dead`: in the outbox, given up."""

    conversations: int
    inbox: int
    presses: int
    waiting: int
    dead: int
    events: int
    open_inbox: int  # of the inbox, not handled yet
    open_sessions: int

    @classmethod
    def of(cls, people: int) -> "Amounts":
        """So many people, and in the same proportions what belongs to them."""
        return cls(people, 10 * people, 3 * people, people // 5, people, 2 * people, people // 500, people // 20)

    def total(self) -> int:
        return self.conversations * 7 + self.inbox + self.presses + self.waiting + self.dead + self.events


def person(i: str) -> str:
    """The conversation of a person by their number."""
    return f"CASE WHEN {i} % 10 = 0 THEN 'slack:T' || ({i} / 10 % 500) || ':U' || {i} ELSE 'telegram::' || {i} END"


def somebody(i: str, people: int) -> str:
    """The number of somebody: all are named about as often, in no order."""
    return f"({FIRST} + {i} * 7919 % {people})"


def statements(amounts: Amounts, now: datetime) -> Iterator[tuple[str, int]]:
    """Each fills one table from the numbers `i` of its rows, 1 to so many."""
    at, day = to_ms(now), 86_400_000
    people, each = amounts.conversations, f"({FIRST} + i - 1)"
    anyone = person(somebody("i", people))
    slack = "i % 10 = 1"  # of `each`
    yield (
        "INSERT INTO conversations (key, channel, chat, topic, private, team, state, live_key, live_message, live_form,"
        " buried, undeliverable, version, lease_owner, lease_until, updated_at)"
        f" SELECT {person(each)}, CASE WHEN {slack} THEN 'slack' ELSE 'telegram' END, '' || {each}, '', i % 50 != 0,"
        f" CASE WHEN {slack} THEN 'T' || ({each} / 10 % 500) ELSE '' END, state, 'k' || i, '' || i, 'text', false,"
        f" CASE WHEN i % 40 = 0 THEN 'Forbidden' ELSE '' END, 9, '', 0, {at} - i * 7919 % 360 * {day} FROM numbers",
        people,
    )
    owner = f"CASE WHEN {slack} THEN 'slack:T' || ({each} / 10 % 500) ELSE {person(each)} END"
    yield f"INSERT INTO estates (owner, revision) SELECT {person(each)}, i FROM numbers WHERE NOT ({slack})", people
    yield (
        "INSERT INTO locations (owner, id, details, connected_by, created_at)"
        f" SELECT {owner}, 'loc_' || i, details, 'U', {at} - i * 7919 % 360 * {day} FROM numbers",
        people,
    )
    yield (
        "INSERT INTO sessions (conversation, token, token_print, purpose, page, page_revision, location_id, opened_at,"
        f" expires_at, ended_at) SELECT {person(each)}, token, 'print ' || i, purpose,"
        f" CASE WHEN i > {people - amounts.open_sessions} THEN page END, i, 'loc_' || i, {at} - {day}, {at} + {day},"
        f" CASE WHEN i > {people - amounts.open_sessions} THEN NULL ELSE {at} END FROM numbers",
        people,
    )
    yield (
        "INSERT INTO company_sessions (number, conversation, customer_print, location_print, details, slot,"
        " location_id, opened_at, expires_at, outcome, settled_at)"
        f" SELECT i, {person(each)}, 'customer ' || i, 'home ' || i, purpose, 'commodity_import', 'loc_' || i,"
        f" {at} - {day}, {at} + {day}, 'connected', {at} FROM numbers",
        people,
    )
    yield (
        "INSERT INTO company_locations (id, customer_print, location_print, details, read_at)"
        f" SELECT 'loc_' || i, 'customer ' || i, 'home ' || i, purpose, {at} FROM numbers",
        people,
    )
    yield (
        "INSERT INTO wakes (conversation, what, attempt, due_at)"
        f" SELECT {person(each)}, 'alert', 1, {at} + {day} + i FROM numbers",
        people,
    )
    yield (
        "INSERT INTO links (conversation, other, alerts, created_at)"
        f" SELECT {person(each)}, {person(f'({each} + 1)')}, 'both', {at} FROM numbers WHERE i % 20 = 3",
        people,
    )
    spread = 14 * day // amounts.inbox or 1
    yield (
        "INSERT INTO inbox (source, external_id, lane, payload, received_at, handled_at, attempts, note)"
        f" SELECT 'telegram', '' || (700000000 + i), {anyone}, CASE WHEN i > {amounts.inbox - amounts.open_inbox}"
        f" THEN purpose ELSE token END, {at} - ({amounts.inbox} - i) * {spread}, CASE WHEN i >"
        f" {amounts.inbox - amounts.open_inbox} THEN NULL ELSE {at} - ({amounts.inbox} - i) * {spread} END, 1,"
        f" CASE WHEN i % {max(1, amounts.inbox // 50)} = 0 THEN 'cannot be read' END FROM numbers",
        amounts.inbox,
    )
    spread = 60 * day // amounts.presses or 1
    yield (
        "INSERT INTO presses (key, conversation, person, kind, actions, buttons, created_at, used_at, retired_at)"
        f" SELECT (i * 7919 % 1000003) || ' ' || i, {anyone}, '' || {somebody('i', people)}, 'live', actions, 5,"
        f" {at} - ({amounts.presses} - i) * {spread}, {at}, NULL FROM numbers",
        amounts.presses,
    )
    yield _letters(amounts.dead, anyone, at, day, settled=True), amounts.dead
    yield _letters(amounts.waiting, anyone, at, day, settled=False), amounts.waiting
    spread = 100 * day // amounts.events or 1
    yield (
        "INSERT INTO events (id, type, body, received_at, due_at, attempts, lease_owner, lease_until, settled_at,"
        f" outcome, note) SELECT 'evt_' || i, 'location.update', token, {at} - ({amounts.events} - i) * {spread},"
        f" {at} - ({amounts.events} - i) * {spread}, 1, '', 0, CASE WHEN i < {amounts.events} THEN {at} END,"
        f" CASE WHEN i % {max(2, amounts.events // 50)} = 1 THEN 'parked' ELSE 'noticed' END, '' FROM numbers",
        amounts.events,
    )
    yield (
        "INSERT INTO prices (key, read_at, due_at, body)"
        f" SELECT 'loc_' || i || ':IMPORT', {at}, {at} + {day}, page FROM numbers WHERE i % 10 = 0",
        people,
    )


def _letters(count: int, anyone: str, at: int, day: int, *, settled: bool) -> str:
    """Rows of the outbox: given up over 30 days, or alerts that wait for tomorrow."""
    when = f"{at} - ({count} - i) * {30 * day // count or 1}" if settled else f"{at} + {day} + i % 1000"
    return (
        "INSERT INTO outbox (conversation, channel, chat, topic, private, team, kind, body, key, created_at, due_at,"
        " attempts, failures, doubtful, lease_owner, lease_until, settled_at, outcome, error)"
        f" SELECT {anyone}, 'telegram', '' || i, '', true, '', 'notice', body, '', {at}, {when}, 0, 0, false, '', 0,"
        f" {when if settled else 'NULL'}, '{'dead' if settled else ''}', '' FROM numbers"
    )


def fill(url: str, amounts: Amounts, now: datetime, tell: Callable[[str], None] = lambda _: None) -> None:
    """Fill a database that has its tables and nothing in them; its indexes are made anew afterwards."""
    engine = _engine(url)
    with engine.connect() as conn, _without_indexes(conn):
        conn.exec_driver_sql(f"CREATE TABLE noise (n INTEGER PRIMARY KEY, {_columns(conn)})")
        names = ", ".join(SIZES)
        put = text(f"INSERT INTO noise (n, {names}) VALUES (:n, {', '.join(f':{name}' for name in SIZES)})")
        rows = [{"n": n, **{name: _noise(size, n) for name, size in SIZES.items()}} for n in range(NOISES)]
        conn.execute(put, rows)
        for statement, count in statements(amounts, now):
            tell(f"{statement.split()[2]}: {count} rows")
            conn.exec_driver_sql(_numbered(conn, statement, count))
        conn.exec_driver_sql("DROP TABLE noise")
    with engine.connect() as conn:
        tell("statistics")
        conn.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
            "VACUUM ANALYZE" if conn.dialect.name == "postgresql" else "ANALYZE"
        )
    engine.dispose()


def _numbered(conn: Connection, statement: str, count: int) -> str:
    """The statement with its numbers, each beside a row of noise."""
    postgresql = conn.dialect.name == "postgresql"
    series = (
        f"WITH series (i) AS (SELECT generate_series(1, {count}::bigint))"
        if postgresql
        else f"WITH RECURSIVE series (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < {count})"
    )
    head, _, rest = statement.partition(" SELECT ")
    whole = f"{head} {series} SELECT {rest.replace('FROM numbers', f'FROM series JOIN noise ON n = i % {NOISES}')}"
    return whole.replace("%", "%%") if postgresql else whole  # psycopg takes it for a parameter


def _noise(size: int, n: int) -> bytes:
    """Sizes differ around their mean, as those of texts do."""
    return os.urandom(size // 2 + size * n // NOISES)


def _columns(conn: Connection) -> str:
    kind = "BYTEA" if conn.dialect.name == "postgresql" else "BLOB"
    return ", ".join(f"{name} {kind}" for name in SIZES)


@contextmanager
def _without_indexes(conn: Connection) -> Iterator[None]:
    """A sorted index is made faster than one row after the other."""
    indexes = [index for table in metadata.sorted_tables for index in table.indexes]
    for index in indexes:
        index.drop(conn)
    yield
    for index in indexes:
        index.create(conn)
    conn.commit()


def _engine(url: str) -> Engine:
    """As fast as it goes: who is killed meanwhile begins anew."""
    known = Database(url).url
    engine = create_engine(known, poolclass=NullPool)
    event.listen(engine, "connect", _hurry)
    return engine


def _hurry(raw: Any, _record: object) -> None:
    of_sqlite = (
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA cache_size = -400000",
        "PRAGMA temp_store = FILE",
    )
    of_postgresql = ("SET session_replication_role = replica", "SET maintenance_work_mem = '256MB'")
    for setting in of_sqlite if isinstance(raw, sqlite3.Connection) else of_postgresql:
        raw.execute(setting)
    raw.commit()
