"""The way to the database: units of work in, their results out, never a wait on the event loop.

A unit is a plain function of a connection. All it does is committed together, or not at all. It must keep to the
database: on a conflict it is run again.
"""

import sqlite3
from collections.abc import Callable
from contextvars import copy_context
from time import perf_counter
from typing import Protocol, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url

from storage.pooled import Away, Pooled, Unsure
from storage.sqlite import Sqlite

__all__ = ["Away", "Database", "UnknownDatabase", "Unsure"]

T = TypeVar("T")
Unit = Callable[[Connection], T]

SQLITE_VERSION = (3, 35)  # the first with RETURNING: sqlite.org/lang_returning.html
# Any number that no one else locks with in this database.
MIGRATION_LOCK = 7_235_411
MIGRATION_S = 3600.0  # of one statement, or of waiting for another process that migrates


class UnknownDatabase(ValueError):
    """An address of what we cannot use. The text says why, and nothing of the address but its kind."""


class Backend(Protocol):
    """How one kind of database takes units."""

    async def write(self, unit: Unit[T]) -> T: ...

    async def read(self, unit: Unit[T]) -> T: ...

    async def scrub(self) -> None: ...

    async def close(self) -> None: ...


class Database:
    """One database, used from one event loop. Safe beside other processes that use the same one."""

    def __init__(self, url: str) -> None:
        """Takes a SQLAlchemy URL of SQLite or PostgreSQL; connects on first use. Raises UnknownDatabase."""
        self.url = _known(make_url(url))
        self._backend: Backend = Sqlite(self.url) if self.url.get_backend_name() == "sqlite" else _pooled(self.url)
        self.timed: Callable[[str, float], None] = _untold  # is told of each unit: "read" or "write", seconds

    async def migrate(self) -> None:
        """Bring the tables up to date. Of several processes that start at once, one does it and the others wait."""
        await self._backend.write(_upgrade)

    async def write(self, unit: Unit[T]) -> T:
        """Run and commit. Returns once it is on the disk; raises what the unit raised, which then changed nothing, and
        Unsure where nobody can tell whether it was done.

        It is done even if the one who waits for it is cancelled.
        """
        began, context = perf_counter(), copy_context()  # in which a unit that logs is known by what it belongs to
        try:
            return await self._backend.write(lambda conn: context.run(unit, conn))
        finally:
            self.timed("write", perf_counter() - began)

    async def read(self, unit: Unit[T]) -> T:
        """Run on one consistent view of the data, beside the writers."""
        began = perf_counter()
        try:
            return await self._backend.read(unit)
        finally:
            self.timed("read", perf_counter() - began)

    async def scrub(self) -> None:
        """After an erasure: leave no trace in files beside the tables."""
        await self._backend.scrub()

    async def close(self) -> None:
        """Finish what was handed in, then disconnect."""
        await self._backend.close()


def _untold(kind: str, seconds: float) -> None:
    """Nobody wants to know."""


def _known(url: URL) -> URL:
    name = url.get_backend_name()
    if name == "sqlite":
        if sqlite3.sqlite_version_info < SQLITE_VERSION:
            needed, found = ".".join(map(str, SQLITE_VERSION)), sqlite3.sqlite_version
            raise UnknownDatabase(f"DATABASE_URL: this Python has SQLite {found}, {needed} is needed; use PostgreSQL")
        return url.set(drivername="sqlite")
    if name in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    # Claims and redemptions are one UPDATE … RETURNING each, deduplication one ON CONFLICT; others lack one of them.
    raise UnknownDatabase(f"DATABASE_URL: {name} is not supported; use a sqlite:/// or a postgresql:// address")


def _pooled(url: URL) -> Pooled:
    from storage.postgres import open_engine  # its driver is a part of a start that SQLite does not need

    return Pooled(open_engine(url, Pooled.SIZE))


def _upgrade(conn: Connection) -> None:
    # Imported here: a start that has nothing else to do with Alembic would wait for it.
    from storage.migrations import upgrade

    if conn.dialect.name == "postgresql":
        from storage.postgres import take_time

        take_time(conn, MIGRATION_S)
        conn.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})
    upgrade(conn)
