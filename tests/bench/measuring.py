"""One run of one bot against one side that plays all others, and what a turn of it costs."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiohttp import web

from tests.bench.databases import Files, Store
from tests.bench.processes import Bots, running
from tests.bench.upstream import Upstream
from tests.ports import free_port

WARM_UP = 2000  # turns; by then all work of the start is over, such as reading the names of all countries
LONGEST_S = 1800  # a run that does not come to its end is given up


class Used(NamedTuple):
    """Seconds of the clock and of processors up to a moment, and the turns until then."""

    clock_s: float
    bot_s: float
    database_s: float
    upstream_s: float
    turns: int


class Measured(NamedTuple):
    """Turns a second and what one took: processor time in ms of the bot's processes, of the database's, and ours.

    Also the seconds to the first reply of a cold start, and resident memory along a soak.
    """

    rate: float
    cost_ms: float
    database_ms: float
    upstream_ms: float
    first_reply_s: float
    memory_mb: list[float]


class Trial:
    """A bot at work."""

    def __init__(self, upstream: Upstream, bots: Bots, store: Store) -> None:
        self._upstream, self._bots, self._store = upstream, bots, store

    async def reach(self, turns: int) -> Used:
        """So many turns are over; raises if a bot ends before."""
        reached, ended = asyncio.ensure_future(self._upstream.reach(turns)), asyncio.ensure_future(self._bots.ended())
        try:
            await asyncio.wait((reached, ended), return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                ended.result()
        finally:
            reached.cancel()
            ended.cancel()
        database_s = self._store.processor_s()
        return Used(time.monotonic(), self._bots.processor_s(), database_s, time.process_time(), self._upstream.turns)

    async def watch_memory(self, start: int, turns: int) -> list[float]:
        """Resident memory now and after each quarter of so many turns more."""
        memory = [self._bots.resident_mb()]
        for part in range(1, 5 if turns else 1):
            await self.reach(start + turns * part // 4)
            memory.append(self._bots.resident_mb())
        return memory


async def measure(
    upstream: Upstream,
    bot_command: Sequence[str],
    turns: int,
    soak: int = 0,
    *,
    processes: int = 1,
    store: Store | None = None,
) -> Measured:
    """One run of one bot; with `soak`, so many turns more that watch its memory."""
    store = store or Files()
    ports = [free_port() for _ in range(processes)]
    async with asyncio.timeout(LONGEST_S), served(upstream) as url:
        with tempfile.TemporaryDirectory() as folder:
            tail = [database] if (database := store.new()) else []
            commands = [(*bot_command, url, folder, str(port), *tail) for port in ports]
            started = time.monotonic()
            async with running(commands) as bots:
                try:
                    await upstream.begin(*(f"http://127.0.0.1:{port}" for port in ports))
                    trial = Trial(upstream, bots, store)
                    before, after = await trial.reach(WARM_UP), await trial.reach(WARM_UP + turns)
                    memory = await trial.watch_memory(WARM_UP + turns, soak)
                finally:
                    await upstream.close()
    return _measured(before, after, upstream.first_send_at - started, memory)


@asynccontextmanager
async def served(upstream: Upstream) -> AsyncIterator[str]:
    """Where it is, as long as the block lasts."""
    runner = web.AppRunner(upstream.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _measured(before: Used, after: Used, first_reply_s: float, memory_mb: list[float]) -> Measured:
    clock_s, *spent_s, turns = (late - early for early, late in zip(before, after, strict=True))
    bot_ms, database_ms, upstream_ms = (1000 * one / turns for one in spent_s)
    return Measured(turns / clock_s, bot_ms, database_ms, upstream_ms, first_reply_s, memory_mb)
