"""Databases that lock rows by themselves: every unit has its own connection, transaction and thread."""

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

# postgresql.org/docs/current/errcodes-appendix.html: serialization_failure, deadlock_detected
CONFLICTS = frozenset({"40001", "40P01"})
TRIES = 6
PAUSE_S = 0.01


class Pooled:
    """A few threads, a connection each."""

    SIZE = 6

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(self.SIZE, thread_name_prefix="database")

    async def write(self, unit: Callable[[Connection], T]) -> T:
        running = asyncio.get_running_loop().run_in_executor(self._threads, self._run, unit)
        return await asyncio.shield(running)

    async def read(self, unit: Callable[[Connection], T]) -> T:
        return await self.write(unit)

    async def scrub(self) -> None:
        """Nothing to do: no file of the server's is within our reach."""

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _run(self, unit: Callable[[Connection], T]) -> T:
        for left in reversed(range(TRIES)):
            try:
                with self._engine.begin() as conn:
                    return unit(conn)
            except DBAPIError as error:
                if not left or getattr(error.orig, "sqlstate", None) not in CONFLICTS:
                    raise
            time.sleep(PAUSE_S * random.uniform(0.5, 1.5) * (TRIES - left))
        raise AssertionError("unreachable")
