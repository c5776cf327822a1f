"""What the company is told, with the bot killed between the commit and the answer, and with two of them at it."""

from functools import partial
from typing import get_args

from sandbox.calls import Moment
from tests.crashes.chats import FIXED, log_in, play
from tests.crashes.walk import Point, Points, Stage, finish, open_stage, until

METHOD = "POST /webhooks"


async def test_killed_while_it_is_told() -> None:
    """Nothing is lost: killed before it came, it comes once; killed before the answer, again by the same id."""
    for moment in get_args(Moment):
        async with open_stage(company=True) as stage:
            points = Points(stage.bot, {Point("company", METHOD, 1, moment)})
            stage.world.calls.watchers.append(points.watch)
            await stage.bot.start()
            await play(stage.person, FIXED, log_in)
            await until(lambda: bool(stage.world.company.events))
            walked = await finish(stage, points)
        assert points.kills == 1
        assert walked.left.outbox == []
        assert [event["type"] for event in stage.world.company.events] == ["tariff.connected"]
        assert len(stage.world.company.ids) == (1 if moment == "before" else 2)
        assert len(set(stage.world.company.ids)) == 1


async def test_two_processes_tell_once() -> None:
    async with open_stage(webhook=True, bots=2, company=True) as stage:
        for bot in stage.bots:
            await bot.start()
        await until(partial(_serve, stage))
        await play(stage.person, FIXED, log_in)
        await until(lambda: bool(stage.world.company.events))
        walked = await finish(stage, Points(stage.bot, set()))
    assert len(stage.world.company.ids) == 1
    assert walked.left.outbox == []


def _serve(stage: Stage) -> bool:
    return all("serving @" in bot.words for bot in stage.bots)
