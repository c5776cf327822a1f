"""The processes that are measured: each bot's on a core of its own, and what they have used."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

FAREWELL_S = 30


def processor_s(process: int) -> float:
    """Processor time of all threads of a process so far, in seconds (proc(5), schedstat: nanoseconds)."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def family_s(process: int) -> float:
    """The same of a process, its children, and those of them that have ended (proc(5), stat: clock ticks)."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ended = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[13:15]
    live = 0.0
    for child in children:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ends just now
            live += processor_s(int(child))
    return processor_s(process) + live + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: int) -> float:
    """Resident memory now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def pin(process: int, number: int = 0) -> None:
    """Give it a core of its own where there are two; where there are fewer than processes, they share."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(process, {cores[(1 + number) % len(cores)]})


class Bots:
    """The processes of one bot."""

    def __init__(self, processes: Sequence[asyncio.subprocess.Process]) -> None:
        self._processes = processes

    def processor_s(self) -> float:
        return sum(processor_s(one.pid) for one in self._processes)

    def resident_mb(self) -> float:
        return sum(resident_mb(one.pid) for one in self._processes)

    async def ended(self) -> None:
        """Raises as soon as one has ended, which none should."""
        waiting = [asyncio.ensure_future(one.wait()) for one in self._processes]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
        raise RuntimeError("a bot ended before it was told to")

    async def stop(self) -> None:
        """Ask them all to end, and see to it."""
        for one in self._processes:
            if one.returncode is None:
                one.terminate()
        for one in self._processes:
            try:
                await asyncio.wait_for(one.wait(), FAREWELL_S)
            except TimeoutError:
                one.kill()
                await one.wait()


@contextlib.asynccontextmanager
async def running(commands: Sequence[Sequence[str]]) -> AsyncIterator[Bots]:
    """Bots as long as the block lasts."""
    started: list[asyncio.subprocess.Process] = []
    bots = Bots(started)
    try:
        for number, command in enumerate(commands):
            bot = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)  # their farewells
            started.append(bot)
            pin(bot.pid, number)
        yield bots
    finally:
        await bots.stop()
