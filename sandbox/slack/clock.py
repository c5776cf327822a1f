"""Waiting on the emulator's clock, which a test can move: nobody has to sleep for minutes."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sandbox.slack.world import SlackWorld

T = TypeVar("T")


async def wait_until(world: "SlackWorld", when: datetime) -> None:
    """Return when the emulator's clock has reached that time, by itself or by `advance`."""
    while True:
        seen = world.changes.count
        left = (when - world.now()).total_seconds()
        if left <= 0:
            return
        await world.changes.wait(seen, left)


async def finish_by(world: "SlackWorld", when: datetime, work: Coroutine[Any, Any, T]) -> T:
    """The result of the work; TimeoutError (and the work is given up) when the clock is there first.

    Moving the clock makes what is under way late, too: let a delivery settle before, where that is not meant.
    """
    task = asyncio.create_task(work)
    alarm = asyncio.create_task(wait_until(world, when))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done() or world.now() >= when:
            raise TimeoutError
        return task.result()
    finally:
        for waiting in (task, alarm):
            waiting.cancel()
        await asyncio.gather(task, alarm, return_exceptions=True)
