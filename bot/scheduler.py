"""Time: APScheduler wakes us, the database says what is due. Any process may look; none does a thing twice."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.catch_up import CatchUp
from bot.company import telling
from bot.events import Events
from bot.house import House
from bot.outage import HASTEN_EVERY_S, Outage
from bot.paces import Presence
from bot.pipeline import Pipeline
from storage import leases, purge

log = logging.getLogger("tariffbot.scheduler")

DUE_EVERY_S = 1
RECOVER_EVERY_S = 5
PURGE_EVERY_S = 3600
SLICES = 100  # of conversations that are looked at each time: of a million each every other day
SWEEP_EVERY_S = 60
CATCH_UP_EVERY_S = 60  # whether an hour has passed


class Scheduler:
    """What is done again and again. A run that is late is made up for once, and never overlaps."""

    def __init__(
        self,
        house: House,
        pipeline: Pipeline,
        events: Events,
        catch_up: CatchUp,
        outage: Outage,
        is_dead: Callable[[str, bool], bool],
        presence: Presence,
    ) -> None:
        self._house, self._pipeline, self._is_dead, self._presence = house, pipeline, is_dead, presence
        self._events, self._catch_up, self._outage = events, catch_up, outage
        # Jobs live in memory: they are only an alarm clock, and what is due lies in the tables.
        self._clock = AsyncIOScheduler(timezone=UTC)
        self._watch: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin: jobs run for the first time after their interval, the look for events at once."""
        self._every(DUE_EVERY_S, "due", self._wake_due)
        self._every(RECOVER_EVERY_S, "recover", self.recover)
        self._every(PURGE_EVERY_S, "purge", self._purge)
        if self._house.company:
            self._every(SWEEP_EVERY_S, "abandoned", self._sweep)
        self._every(HASTEN_EVERY_S, "outage", self._outage.hasten)
        self._every(CATCH_UP_EVERY_S, "catch up", self._catch_up.run_if_due, at_once=True)
        self._clock.start()
        self._keep_going()

    async def stop(self) -> None:
        """No further runs."""
        if self._watch:
            self._watch.cancel()
        if self._clock.running:
            self._clock.pause()
            await asyncio.sleep(0)  # a run that is cancelled before its first step is complained of by APScheduler
            self._clock.shutdown(wait=False)

    def _keep_going(self) -> None:
        """APScheduler goes by the time of day. Where that is set back, it would rest until it is as late again."""
        now = datetime.now(UTC)
        for job in self._clock.get_jobs():
            if job.next_run_time - now > job.trigger.interval:
                job.modify(next_run_time=now)
        self._watch = asyncio.get_running_loop().call_later(DUE_EVERY_S, self._keep_going)

    async def recover(self) -> None:
        """Say that we are here, and take over what processes that are no more have left."""
        await self._house.db.write(lambda conn: leases.free_dead(conn, self._house.now(), self._is_dead))
        await self._presence.beat(self._house)
        await self._pipeline.recover()

    async def _wake_due(self) -> None:
        self._events.work()
        await self._pipeline.wake_due()

    async def _sweep(self) -> None:
        while await self._house.db.write(lambda conn: telling.sweep(conn, self._house)):
            log.debug("told of sessions that expired")

    async def _purge(self) -> None:
        # A bounded number of rows at a time, so that turns come in between.
        for number in itertools.count(1):
            rows = await self._house.db.write(lambda conn: purge.purge(conn, self._house.now()))
            if not rows and number >= SLICES:
                return

    def _every(self, seconds: int, name: str, act: Callable[[], Awaitable[None]], *, at_once: bool = False) -> None:
        async def run() -> None:
            try:
                await act()
            except asyncio.CancelledError:
                return  # we stop; what was begun is in the tables, and taken up at the next start
            except Exception:
                log.exception("the regular work %r failed; it is tried again", name)

        self._clock.add_job(
            run,
            IntervalTrigger(seconds=seconds, timezone=UTC),
            **({"next_run_time": datetime.now(UTC)} if at_once else {}),
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
