"""Databases that lock rows by themselves: every unit has its own connection, transaction and thread."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

T = TypeVar("T")

# postgresql.org/docs/current/errcodes-appendix.html: serialization_failure, deadlock_detected
CONFLICTS = frozenset({"40001", "40P01"})
TRIES = 6
TRIES_AWAY = 2  # a connection that died while it rested says nothing of the next
PAUSE_S = 0.01


class Away(Exception):
    """The database cannot be reached; nothing of the unit was done."""


class Unsure(Exception):
    """The connection was lost at the commit: the unit was done, or nothing of it."""


class Pooled:
    """A few threads, a connection each."""

    SIZE = 6

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._views = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._threads = ThreadPoolExecutor(self.SIZE, thread_name_prefix="database")

    async def write(self, unit: Callable[[Connection], T]) -> T:
        return await self._submit(self._engine, unit)

    async def read(self, unit: Callable[[Connection], T]) -> T:
        return await self._submit(self._views, unit)

    async def scrub(self) -> None:
        """Nothing to do: no file of the server's is within our reach."""

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    async def _submit(self, engine: Engine, unit: Callable[[Connection], T]) -> T:
        running = asyncio.get_running_loop().run_in_executor(self._threads, _run, engine, unit)
        return await asyncio.shield(running)


def _run(engine: Engine, unit: Callable[[Connection], T]) -> T:
    tries = 0
    while True:
        tries += 1
        try:
            return _try(engine, unit)
        except Away:
            if tries == TRIES_AWAY:
                raise
        except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
            # SQLAlchemy wraps the driver's errors, `Statement` does not.
            state = getattr(getattr(error, "orig", error), "sqlstate", None)
            if state not in CONFLICTS or tries == TRIES:
                raise
        time.sleep(PAUSE_S * tries * random.uniform(0.5, 1.5))


def _try(engine: Engine, unit: Callable[[Connection], T]) -> T:
    try:
        conn = engine.connect()
    except OperationalError as error:
        raise Away(str(error.orig)) from None
    with conn, conn.begin() as transaction:
        try:
            result = unit(conn)
        except Exception as error:
            if not _is_lost(conn):
                raise
            raise Away(type(error).__name__) from None
        try:
            transaction.commit()
        except Exception as error:
            if not _is_lost(conn):
                raise
            raise Unsure(type(error).__name__) from None
        return result


def _is_lost(conn: Connection) -> bool:
    """Whether the connection is no more; what it had begun is undone then.

    A server that went away has left the others dead as well. SQLAlchemy replaces them all once it sees that by itself,
    as it does not where a `Statement` goes past it.
    """
    if conn.invalidated:
        return True
    raw: Any = conn.connection.dbapi_connection
    if not raw.closed:
        return False
    with contextlib.suppress(DBAPIError):
        conn.exec_driver_sql("SELECT 1")
    return True
