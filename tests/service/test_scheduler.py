"""The alarm clock rings on, whatever is done to the clock on the wall."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import apscheduler.executors.base
import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

import bot.scheduler
from bot.scheduler import Scheduler

SHOWN_BY = (apscheduler.schedulers.base, apscheduler.triggers.interval, apscheduler.executors.base, bot.scheduler)


@pytest.mark.parametrize("hours", [-5, 5])
async def test_a_clock_that_is_set_does_not_stop_the_regular_work(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    ahead = timedelta()

    class Wall(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Self:
            return datetime.now(tz) + ahead  # type: ignore[return-value]

    for module in SHOWN_BY:
        monkeypatch.setattr(module, "datetime", Wall)
    monkeypatch.setattr(bot.scheduler, "DUE_EVERY_S", 0.1)
    unused: Any = None
    scheduler = Scheduler(unused, unused, unused, unused, unused, lambda owner, silent: False, unused)
    ran = asyncio.Event()

    async def act() -> None:
        ran.set()

    scheduler._every(1, "regular", act)
    scheduler._clock.start()
    scheduler._keep_going()
    async with asyncio.timeout(60):
        await ran.wait()
        ahead = timedelta(hours=hours)
        for _ in range(2):
            ran.clear()
            await ran.wait()
    (job,) = scheduler._clock.get_jobs()
    assert abs(job.next_run_time - (datetime.now(UTC) + ahead)) < timedelta(minutes=5)
    await scheduler.stop()
