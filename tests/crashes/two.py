"""Two processes on one database, behind a balancer that takes turns."""

import contextlib
import os
from collections.abc import AsyncIterator, Sequence

from tests.crashes.process import BotProcess
from tests.crashes.walk import Point, Points, Stage, open_stage, until

SERVES = "serving @"
# `CRASH_WALKS=all`: each of the two is killed at every step, which takes twenty minutes; else at a sample of them.
ALL = os.environ.get("CRASH_WALKS") == "all"
EITHER = (0, 1) if ALL else (0,)  # who of them is killed first; the other one is next


async def said(bot: BotProcess, words: str) -> None:
    """Wait until a bot has logged these words."""
    await until(lambda: words in bot.words)


@contextlib.asynccontextmanager
async def open_two(
    url: str = "", deadly: Sequence[Point] = (), first: int = 0, *, company: bool = False, drain_delay_s: int = 0
) -> AsyncIterator[tuple[Stage, Points]]:
    """Both serve Telegram, on the database of this run where none is named. They are killed in turn, `first` first."""
    async with open_stage(webhook=True, bots=2, database=url, company=company, drain_delay_s=drain_delay_s) as stage:
        turn = [*stage.bots[first:], *stage.bots[:first]]
        points = Points(turn[0], set(deadly), others=turn[1:])
        for bot in stage.bots:
            await bot.start()
        for bot in stage.bots:
            await said(bot, SERVES)
        stage.world.calls.watchers.append(points.watch)
        yield stage, points
