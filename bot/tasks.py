"""Work in the background that is neither forgotten nor left behind."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.conversation.channel import DeliveryError
from storage.database import Away, Database, Unsure

T = TypeVar("T")

log = logging.getLogger("tariffbot.tasks")

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
LONGEST_PAUSE_AWAY_S = 2.0


async def keep_trying(
    act: Callable[[], Awaitable[None]], stop: asyncio.Event, told: Callable[[DeliveryError], None]
) -> bool:
    """Do it until it succeeds, with growing pauses; each failure is told. False: told to stop before."""
    pause_s = FIRST_PAUSE_S
    while not stop.is_set():
        try:
            await act()
            return True
        except DeliveryError as error:
            told(error)
            await pause_unless(stop, pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
    return False


async def persist(db: Database, unit: Callable[[Connection], T], within_s: float, *, repeatable: bool = False) -> T:
    """Write what has happened outside and is known to nobody else; while the database is away, again and again.

    `repeatable`: a second time it has no effect of its own, so it is written again even where it may have been.
    """
    missed = (Away, Unsure) if repeatable else (Away,)
    loop = asyncio.get_running_loop()
    end, pause_s = loop.time() + within_s, FIRST_PAUSE_S
    while True:
        try:
            return await db.write(unit)
        except missed:
            if loop.time() + pause_s > end:
                raise
            log.warning("the database is away; what was done is kept and written when it is back")
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_AWAY_S)


async def pause_unless(stop: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until told to stop."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


class Tasks:
    """Tasks and timers of one process. An exception is logged; `finish` waits for what is under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._timers: set[asyncio.TimerHandle] = set()
        self._closing = False

    @property
    def under_way(self) -> int:
        """How many are not done yet; timers do not count."""
        return len(self._tasks)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do it beside everything else."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do it after a time, unless we close before."""
        if self._closing:
            return
        loop = asyncio.get_running_loop()
        holder: list[asyncio.TimerHandle] = []

        def fire() -> None:
            self._timers.discard(holder[0])
            if not self._closing:
                act()

        holder.append(loop.call_later(seconds, fire))
        self._timers.add(holder[0])

    def repeat(self, after_s: float, every_s: float, act: Callable[[], Coroutine[Any, Any, Any]]) -> "Repeated":
        """Do it after a time and then again and again, until what is returned is cancelled."""
        return Repeated(self, after_s, every_s, act)

    async def finish(self, within_s: float) -> None:
        """Let no timer begin anything more, wait for what is under way, then cancel the rest."""
        self._closing = True
        for timer in self._timers:
            timer.cancel()
        loop = asyncio.get_running_loop()
        end = loop.time() + within_s
        # Again and again: a turn that ends begins to send its card, and a send that is broken off comes twice.
        while self._tasks and loop.time() < end:
            await asyncio.wait(set(self._tasks), timeout=end - loop.time())
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("work in the background failed", exc_info=error)


class Repeated:
    """Something that is done again and again. A timer only, until it is due for the first time."""

    def __init__(
        self, tasks: Tasks, after_s: float, every_s: float, act: Callable[[], Coroutine[Any, Any, Any]]
    ) -> None:
        self._tasks, self._every_s, self._act = tasks, every_s, act
        self._timer = asyncio.get_running_loop().call_later(after_s, self._fire)

    def cancel(self) -> None:
        """Not again; what is under way is finished."""
        self._timer.cancel()

    def _fire(self) -> None:
        self._tasks.spawn(self._act())
        self._timer = asyncio.get_running_loop().call_later(self._every_s, self._fire)
