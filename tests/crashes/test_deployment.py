"""A new version takes the place of the old: process after process is asked to end, and followed, while all goes on."""

import asyncio

import pytest

from tests.crashes import slack_chat, slack_walk
from tests.crashes.chats import FIXED, log_in, play
from tests.crashes.process import BotProcess
from tests.crashes.shares import undisturbed
from tests.crashes.sites_csv import SMALL
from tests.crashes.sites_walk import RUNNING, connect_all
from tests.crashes.slack_chat import CONNECT
from tests.crashes.slack_stage import SERVES as SERVES_SLACK
from tests.crashes.slack_stage import open_slack
from tests.crashes.test_events import ALERT, NEVER_QUIET, deliver, happen
from tests.crashes.two import SERVES, open_two
from tests.crashes.verdict import judge
from tests.crashes.walk import finish, until

DELAY_S = 1  # from SIGTERM until nothing new is taken
EVENTS = 4


async def roll(bots: list[BotProcess], serves: str) -> None:
    """One after the other is replaced; what is under way in one is finished within its time."""
    for bot in bots:
        bot.ask_to_end()
        assert await bot.end() == 0
        await bot.start()
        await until(lambda bot=bot: serves in bot.new_words)  # type: ignore[misc]


async def test_it_rolls_through_a_chat_and_its_alerts() -> None:
    async with open_two(drain_delay_s=DELAY_S) as (stage, points):
        rolling = asyncio.ensure_future(roll(stage.bots, SERVES))
        await play(stage.person, FIXED, log_in)
        await rolling
        walked = await finish(stage, points, ends=False)
        judge(FIXED, walked, await undisturbed("fixed", webhook=True))
        await play(stage.person, NEVER_QUIET, log_in)
        rolling = asyncio.ensure_future(roll(stage.bots, SERVES))
        for _ in range(EVENTS):
            await deliver(stage, happen(stage))
        await rolling
        told = [event for event in stage.world.flatpeak.events if event.type == "tariff.fetch.failed"]
        await stage.person.wait_until(lambda chat: sum(ALERT in m.text for m in chat.from_bot) >= len(told))
        left = (await finish(stage, points)).left
    assert len(told) == EVENTS
    assert sum(ALERT in message.text for message in stage.person.chat.from_bot) == EVENTS
    assert left.inbox == []


@pytest.mark.parametrize("by_socket", [False, True])
async def test_it_rolls_through_a_chat_on_slack(by_socket: bool) -> None:
    """Slack sends no press again: whoever takes one has to finish with it."""
    usual = await slack_walk.undisturbed(by_socket=by_socket)
    async with open_slack(by_socket=by_socket, bots=2, drain_delay_s=DELAY_S) as stage:
        await stage.quiet()
        rolling = asyncio.ensure_future(roll(stage.bots, SERVES_SLACK))
        await slack_chat.play(stage, CONNECT)
        await rolling
        walked = await slack_walk.end(stage)
    slack_walk.judge(walked, usual)


async def test_it_rolls_through_many_sites() -> None:
    async with open_slack(bots=2, drain_delay_s=DELAY_S) as stage:
        connecting = asyncio.ensure_future(connect_all(stage, SMALL))
        await until(lambda: stage.points.chapter == RUNNING or connecting.done(), lambda: stage.steps)
        await roll(stage.bots, SERVES_SLACK)
        await connecting
