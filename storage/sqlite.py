"""SQLite: one thread writes and commits for many at once, another reads."""

import asyncio
import contextlib
import functools
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

T = TypeVar("T")
Unit = Callable[[Connection], Any]

BUSY_TIMEOUT_MS = 5_000
BUSY_TRIES = 6  # half a minute: longer than another process's migration or backup holds the lock
BUSY_PAUSE_S = 0.05
BATCH = 128  # units a commit; more would make the first of them wait for the last

PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "journal_mode = WAL",
    # What a platform was told to be stored must survive a power cut, not only a kill; with NORMAL the last commits can
    # be gone after one (sqlite.org/pragma.html#pragma_synchronous). All units of a commit share its flush: measured,
    # 0.04 ms of a turn among 32 busy chats.
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what a person had erased must not lie on in free pages
    "temp_store = MEMORY",
)


class Job(NamedTuple):
    """A unit, and who waits for it."""

    unit: Unit
    future: asyncio.Future[Any]


class Outcome(NamedTuple):
    """What became of a job."""

    future: asyncio.Future[Any]
    result: Any
    error: BaseException | None


Perform = Callable[[Connection, Sequence[Job]], list[Outcome]]


class Sqlite:
    """One file, one writing and one reading thread."""

    def __init__(self, url: URL) -> None:
        self._url = url
        # A database in memory is seen by its own connection only.
        self._in_memory = url.database in (None, "", ":memory:")
        self._writer = Worker(functools.partial(connect_to_write, url), write_all, "database writer")
        self._reader = self._writer
        if not self._in_memory:
            self._reader = Worker(functools.partial(connect_to_read, url), read_all, "database reader")

    async def write(self, unit: Callable[[Connection], T]) -> T:
        found: T = await self._writer.submit(unit)
        return found

    async def read(self, unit: Callable[[Connection], T]) -> T:
        found: T = await self._reader.submit(unit)
        return found

    async def scrub(self) -> None:
        """Empty the write-ahead log, which keeps old pages until it is overwritten."""
        if not self._in_memory:
            await asyncio.to_thread(_empty_log, self._url)

    async def close(self) -> None:
        for worker in dict.fromkeys((self._reader, self._writer)):
            await worker.close()


class Worker:
    """A thread with a connection of its own that takes all jobs that have come in, and does them at once."""

    def __init__(self, connect: Callable[[], Connection], perform: Perform, name: str) -> None:
        self._connect = connect
        self._perform = perform
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    async def submit(self, unit: Unit) -> Any:
        """Hand a unit in and wait for its result."""
        if self._closed:
            raise RuntimeError("the database is closed")
        future = asyncio.get_running_loop().create_future()
        self._jobs.put(Job(unit, future))
        return await future

    async def close(self) -> None:
        """Do what was handed in, then end the thread."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        conn: Connection | None = None
        while jobs := self._take():
            try:
                conn = conn or self._connect()
                outcomes = self._perform(conn, jobs)
            except BaseException as error:
                outcomes = [Outcome(job.future, None, error) for job in jobs]
            _hand_over(outcomes)
        if conn is not None:
            conn.close()

    def _take(self) -> list[Job]:
        """All that waits, at least one; empty at the end."""
        jobs: list[Job] = []
        job = self._jobs.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == BATCH or self._jobs.empty():
                return jobs
            job = self._jobs.get()
        if jobs:
            self._jobs.put(None)
        return jobs


def write_all(conn: Connection, jobs: Sequence[Job]) -> list[Outcome]:
    """Do all in one transaction. A unit that raises is undone alone; raises what prevents the whole."""
    raw = _driver(conn)
    outcomes = _commit(raw, lambda: _do_together(conn, jobs))
    # That one raises is rare: then all are done again, rather than each being given a savepoint every time.
    return outcomes or _commit(raw, lambda: [_do_apart(conn, raw, job) for job in jobs]) or []


def _commit(raw: sqlite3.Connection, perform: Callable[[], list[Outcome] | None]) -> list[Outcome] | None:
    """A transaction; nothing of it is kept where there is no outcome."""
    # The lock is taken first: a transaction that reads and then wants to write is refused at once when another has
    # written in between, whatever the timeout.
    patiently(lambda: raw.execute("BEGIN IMMEDIATE"))
    try:
        outcomes = perform()
        if outcomes is None:
            raw.rollback()
        else:
            patiently(lambda: raw.execute("COMMIT"))
    except BaseException:
        raw.rollback()
        raise
    return outcomes


def read_all(conn: Connection, jobs: Sequence[Job]) -> list[Outcome]:
    """Do each on a view of its own."""
    raw = _driver(conn)
    outcomes = []
    for job in jobs:
        raw.execute("BEGIN")
        try:
            outcomes.append(_do(conn, job))
        finally:
            raw.rollback()
    return outcomes


def patiently(step: Callable[[], T]) -> T:
    """Try again while another process holds the lock; raises sqlite3.OperationalError in the end."""
    for _ in range(BUSY_TRIES - 1):
        try:
            return step()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            time.sleep(BUSY_PAUSE_S)
    return step()


def _do(conn: Connection, job: Job) -> Outcome:
    try:
        return Outcome(job.future, job.unit(conn), None)
    except Exception as error:
        return Outcome(job.future, None, error)


def _do_together(conn: Connection, jobs: Sequence[Job]) -> list[Outcome] | None:
    """None as soon as one raises."""
    outcomes = []
    for job in jobs:
        outcome = _do(conn, job)
        if outcome.error is not None:
            return None
        outcomes.append(outcome)
    return outcomes


def _do_apart(conn: Connection, raw: sqlite3.Connection, job: Job) -> Outcome:
    raw.execute("SAVEPOINT unit")
    outcome = _do(conn, job)
    if outcome.error is not None:
        if not raw.in_transaction:  # a full or failing disk undoes the whole
            raise outcome.error
        raw.execute("ROLLBACK TO unit")
    raw.execute("RELEASE unit")
    return outcome


def _hand_over(outcomes: Sequence[Outcome]) -> None:
    # One call wakes the loop for all. A loop that is closed has nobody waiting.
    with contextlib.suppress(RuntimeError):
        outcomes[0].future.get_loop().call_soon_threadsafe(_resolve, outcomes)


def _resolve(outcomes: Sequence[Outcome]) -> None:
    for future, result, error in outcomes:
        if future.done():  # cancelled by the one who waited
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


def connect_to_write(url: URL) -> Connection:
    """A connection that commits when this module says so."""
    # The beginning and the end of transactions are this module's own: AUTOCOMMIT keeps SQLAlchemy and the driver from
    # adding theirs, and begin(), which then sends nothing, tells units and Alembic that they are inside of one.
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "hide_parameters": True}
    engine = create_engine(url, poolclass=NullPool, **options)
    event.listen(engine, "connect", _prepare)
    conn = engine.connect()
    conn.begin()
    return conn


def connect_to_read(url: URL) -> Connection:
    """The same, but refuses to write."""
    conn = connect_to_write(url)
    conn.exec_driver_sql("PRAGMA query_only = ON")
    return conn


def _prepare(raw: sqlite3.Connection, _record: object) -> None:
    for pragma in PRAGMAS:
        patiently(functools.partial(raw.execute, f"PRAGMA {pragma}"))


def _driver(conn: Connection) -> sqlite3.Connection:
    raw = conn.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _empty_log(url: URL) -> None:
    with contextlib.closing(connect_to_write(url)) as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
