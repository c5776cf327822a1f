"""Units of work: all of one or nothing of it, whatever happens to its neighbours."""

import asyncio
import contextlib
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.models import leases
from storage.statements import Statement
from tests.databases import Server, SqliteFiles
from tests.storage.conftest import open_raw

ADD = text("INSERT INTO leases (name, owner, until, value) VALUES (:name, '', 0, :value)")
GET = text("SELECT value FROM leases WHERE name = :name")
SET = text("UPDATE leases SET value = :value WHERE name = :name")
SET_VALUE = Statement(update(leases).where(leases.c.name == bindparam("name_")).values(value=bindparam("value")))
NAMES_STATEMENT = Statement(select(leases.c.name))
NAMES = text("SELECT name FROM leases ORDER BY name")


def add(name: str, value: str = "0") -> Callable[[Connection], None]:
    return lambda conn: (conn.execute(ADD, {"name": name, "value": value}), None)[1]


def names(conn: Connection) -> list[str]:
    return list(conn.execute(NAMES).scalars())


def count_up(conn: Connection) -> int:
    # The lock of the row is what PostgreSQL needs; SQLite has one writer.
    lock = " FOR UPDATE" if conn.dialect.name == "postgresql" else ""
    value = int(conn.execute(text(GET.text + lock), {"name": "counter"}).scalar_one()) + 1
    conn.execute(SET, {"name": "counter", "value": str(value)})
    return value


class Gate:
    """A unit that waits in its thread until it is told to go on, so that others queue up behind it."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    def __call__(self, conn: Connection) -> None:
        self.entered.set()
        assert self.opened.wait(10)


async def test_what_was_written_is_read(db: Database) -> None:
    await db.write(add("a"))
    assert await db.read(names) == ["a"]


async def test_a_unit_that_raises_changes_nothing(db: Database) -> None:
    def fail(conn: Connection) -> None:
        add("a")(conn)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await db.write(fail)
    assert await db.read(names) == []
    await db.write(add("b"))
    assert await db.read(names) == ["b"]


async def test_reading_cannot_write(db: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await db.read(add("a"))


async def test_of_many_in_one_commit_each_has_its_own_fate(db: Database) -> None:
    def fail(conn: Connection) -> None:
        add("lost")(conn)
        conn.execute(text("INSERT INTO leases (name) VALUES (NULL)"))

    gate = Gate()
    first = asyncio.create_task(db.write(gate))
    await asyncio.to_thread(gate.entered.wait)
    waiting = [asyncio.create_task(db.write(unit)) for unit in (add("a"), fail, add("b"), add("a"), add("c"))]
    await asyncio.sleep(0)
    gate.opened.set()
    await first
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    failed = [isinstance(outcome, DBAPIError) for outcome in outcomes]
    assert failed[1]
    assert sorted(failed) == [False, False, False, True, True]  # and one of those that add "a"
    assert await db.read(names) == ["a", "b", "c"]


async def test_many_that_wait_are_committed_together(sqlite_db: Database) -> None:
    gate = Gate()
    first = asyncio.create_task(sqlite_db.write(gate))
    await asyncio.to_thread(gate.entered.wait)
    seen: list[int] = []

    def look(conn: Connection) -> None:
        with contextlib.closing(open_raw(sqlite_db)) as raw:
            seen.append(int(raw.execute("SELECT count(*) FROM leases").fetchone()[0]))
        add(f"n{len(seen)}")(conn)

    waiting = [asyncio.create_task(sqlite_db.write(look)) for _ in range(20)]
    await asyncio.sleep(0)
    gate.opened.set()
    await asyncio.gather(first, *waiting)
    assert seen == [0] * 20  # nobody's work was committed before all was done
    assert len(await sqlite_db.read(names)) == 20


async def test_a_commit_that_fails_fails_for_all(sqlite_db: Database) -> None:
    def break_the_commit(conn: Connection) -> None:
        conn.execute(text("PRAGMA defer_foreign_keys = ON"))
        conn.execute(text("INSERT INTO wakes VALUES ('nobody', 'retry', 1, 0)"))

    gate = Gate()
    first = asyncio.create_task(sqlite_db.write(gate))
    await asyncio.to_thread(gate.entered.wait)
    waiting = [asyncio.create_task(sqlite_db.write(unit)) for unit in (add("a"), break_the_commit, add("b"))]
    await asyncio.sleep(0)
    gate.opened.set()
    await first
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert ["FOREIGN KEY" in str(outcome) for outcome in outcomes] == [True, True, True]
    assert await sqlite_db.read(names) == []
    await sqlite_db.write(add("c"))
    assert await sqlite_db.read(names) == ["c"]


async def test_who_stops_waiting_disturbs_nobody_and_is_done_all_the_same(db: Database) -> None:
    gate = Gate()
    first = asyncio.create_task(db.write(gate))
    await asyncio.to_thread(gate.entered.wait)
    left, stays = asyncio.create_task(db.write(add("left"))), asyncio.create_task(db.write(add("stays")))
    await asyncio.sleep(0)
    left.cancel()
    first.cancel()
    gate.opened.set()
    await stays
    with pytest.raises(asyncio.CancelledError):
        await left
    await db.close()
    again = Database(db.url.render_as_string(hide_password=False))
    assert await again.read(names) == ["left", "stays"]
    await again.close()


async def test_closing_finishes_what_was_handed_in_and_takes_nothing_more(db: Database) -> None:
    waiting = [asyncio.create_task(db.write(add(f"{number:02}"))) for number in range(20)]
    await asyncio.sleep(0)
    await db.close()
    await asyncio.gather(*waiting)
    with pytest.raises(RuntimeError):
        await db.write(add("late"))
    await db.close()


async def test_the_loop_runs_on_while_the_database_is_slow(db: Database) -> None:
    gate = Gate()
    slow = asyncio.create_task(db.write(gate))
    await asyncio.to_thread(gate.entered.wait)
    assert await asyncio.wait_for(db.read(names), 5) == []  # reads do not wait for writers either
    assert not slow.done()
    gate.opened.set()
    await slow


async def test_fifty_at_once_count_to_fifty(db: Database, twin: Database) -> None:
    await db.write(add("counter"))
    seen = await asyncio.gather(*[(db, twin)[number % 2].write(count_up) for number in range(50)])
    assert sorted(seen) == list(range(1, 51))


async def test_a_long_reader_holds_nobody_up(db: Database) -> None:
    gate = Gate()
    reading = asyncio.create_task(db.read(gate))
    await asyncio.to_thread(gate.entered.wait)
    await asyncio.wait_for(db.write(add("a")), 5)
    gate.opened.set()
    await reading


async def test_a_reader_sees_one_moment(db: Database) -> None:
    gate = Gate()

    def twice(conn: Connection) -> tuple[list[str], list[str]]:
        before = names(conn)
        gate(conn)
        return before, names(conn)

    reading = asyncio.create_task(db.read(twice))
    await asyncio.to_thread(gate.entered.wait)
    await db.write(add("a"))
    gate.opened.set()
    assert await reading == ([], [])


async def test_another_program_that_holds_the_lock_is_waited_for(
    sqlite_db: Database,
) -> None:
    other = open_raw(sqlite_db)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(sqlite_db.write(add("a")))
    done, _ = await asyncio.wait([writing], timeout=0.1)
    assert not done
    other.execute("COMMIT")
    other.close()
    await writing
    assert await sqlite_db.read(names) == ["a"]


async def test_a_lock_that_is_never_given_back_is_an_error_in_the_end(
    sqlite_files: SqliteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.PRAGMAS", ("busy_timeout = 1", "journal_mode = WAL"))
    monkeypatch.setattr("storage.sqlite.BUSY_PAUSE_S", 0.001)
    database = Database(sqlite_files.migrated())
    other = open_raw(database)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Exception, match="locked"):
        await database.write(add("a"))
    other.execute("COMMIT")
    other.close()
    await database.write(add("b"))
    assert await database.read(names) == ["b"]
    await database.close()


async def test_a_database_that_cannot_be_opened_says_so_each_time() -> None:
    database = Database("sqlite:////nowhere/at/all/bot.db")
    for _ in range(2):
        with pytest.raises(DBAPIError, match="unable to open"):
            await database.write(names)
    await database.close()


async def test_a_database_in_memory_is_one_database() -> None:
    database = Database("sqlite://")
    await database.migrate()
    await database.write(add("a"))
    assert await database.read(names) == ["a"]
    await database.scrub()
    await database.close()


class Wrapped:
    """A statement whose errors are SQLAlchemy's instead of the driver's."""

    def count(self, conn: Connection, /, **values: str) -> None:
        conn.execute(text("UPDATE leases SET value = :value WHERE name = :name_"), values)


async def test_a_deadlock_is_tried_again(server: Server) -> None:
    """Two units that want each other's rows: PostgreSQL refuses one of them, SQLite never lets it come to that."""
    database = Database(server.migrated())
    await database.write(add("a"))
    await database.write(add("b"))
    meet = threading.Barrier(2)

    def cross(set_value: Statement | Wrapped, first: str, second: str) -> Callable[[Connection], None]:
        tries = []

        def unit(conn: Connection) -> None:
            set_value.count(conn, name_=first, value=first)
            if conn.dialect.name == "postgresql" and not tries:
                tries.append(1)
                meet.wait(10)
            set_value.count(conn, name_=second, value=first)

        return unit

    for set_value in (SET_VALUE, Wrapped()):
        await asyncio.gather(*(database.write(cross(set_value, *pair)) for pair in ("ab", "ba")))
    await database.close()


@pytest.mark.parametrize("ask", [names, lambda conn: NAMES_STATEMENT.all(conn)], ids=["wrapped", "driver"])
async def test_connections_that_were_cut_while_they_rested_cost_nothing(
    server: Server, ask: Callable[[Connection], list[object]]
) -> None:
    database = Database(server.migrated())
    if database.url.get_backend_name() == "sqlite":
        await database.close()
        return
    await asyncio.gather(*(database.read(ask) for _ in range(4)))
    other = Database(database.url.render_as_string(hide_password=False))
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    await other.read(lambda conn: conn.execute(text(f"{cut} pg_backend_pid()")).all())
    for _ in range(4):
        assert await database.read(ask) == []
    await other.close()
    await database.close()


@pytest.mark.parametrize("url", ["mysql://u:p@h/d", "oracle://u:p@h/d"])
def test_other_databases_are_refused_by_name(url: str) -> None:
    with pytest.raises(ValueError, match=r"DATABASE_URL: (mysql|oracle) is not supported"):
        Database(url)


def test_a_sqlite_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 1))
    with pytest.raises(ValueError, match=r"3\.35 is needed"):
        Database("sqlite:///bot.db")


def test_short_names_of_postgresql_mean_the_driver_that_comes_with_it() -> None:
    for url in ("postgresql://h/d", "postgresql+psycopg2://h/d"):
        assert Database(url).url.drivername == "postgresql+psycopg"
