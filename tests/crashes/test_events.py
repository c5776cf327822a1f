"""A bot is killed with SIGKILL at every step from FlatPeak's delivery to the alert in the chat, and started again.

The only one; and of two on one PostgreSQL the one and the other in turn.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import get_args

import pytest

from bot.conversation.alerts.flow import LOOK_AGAIN_S
from sandbox.calls import Moment
from sandbox.flatpeak.objects import Event
from sandbox.telegram import Chat
from tests.crashes.chats import FIXED, PATIENCE_S, Script, Step, log_in, play
from tests.crashes.two import EITHER, open_two
from tests.crashes.walk import Point, Points, Stage, finish, open_stage, read_left, until
from tests.databases import postgres

ALERT = "I can’t read your tariff any more"
# An alert is not to wait for the morning of whoever runs this.
NEVER_QUIET = Script(
    (
        Step(say="/alerts"),
        Step(cue="Quiet hours: 22:00 to 07:00", press="Quiet from 20:00 to 08:00"),
        Step(cue="Quiet hours: 20:00 to 08:00", press="No quiet hours"),
    ),
    end="Quiet hours: never quiet",
    answers=(),
)
STEPS = (
    ("bot", "POST /flatpeak/events"),  # "after": it is stored, and FlatPeak does not know that
    ("flatpeak", "GET /locations/{id}/status"),
    ("telegram", "sendMessage"),
)


@contextlib.asynccontextmanager
async def open_one() -> AsyncIterator[tuple[Stage, Points]]:
    async with open_stage() as stage:
        points = Points(stage.bot, set())
        stage.world.calls.watchers.append(points.watch)
        await stage.bot.start()
        yield stage, points


@pytest.mark.parametrize("first", [None, *EITHER])
async def test_killed_between_delivery_and_message(first: int | None) -> None:
    """Each event is told once; what went out while nobody came to know that may come twice."""
    opened = open_one() if first is None else open_two(postgres.server.migrated(), first=first)
    async with opened as (stage, points):
        stage.world.flatpeak.webhook.address = ""  # who delivers here is told what became of it
        await play(stage.person, FIXED, log_in)
        await play(stage.person, NEVER_QUIET, log_in)
        events: list[Event] = []
        for service, method in STEPS:
            for moment in get_args(Moment):
                await until(lambda: not read_left(stage.database).is_busy)  # or the next kill repeats the last alert
                points.chapter += 1
                points.deadly = {Point(service, method, 1, moment, points.chapter)}
                events.append(happen(stage))
                more = partial(_has_more_than, _count(stage.person.chat))
                await deliver(stage, events[-1])
                await told(stage, more)
                assert points.deadly == set()
        for event in events:
            await deliver(stage, event)
        walked = await finish(stage, points)
    assert points.kills == len(events) == 6
    assert _count(stage.person.chat) - len(events) in (0, 1)
    assert walked.left.inbox == []


async def told(stage: Stage, more: Callable[[Chat], bool]) -> None:
    """Wait for the alert. A status that could not be asked is asked again after a pause of its own."""
    try:
        await stage.person.wait_until(more, LOOK_AGAIN_S[0] + PATIENCE_S)
    except TimeoutError as error:
        log = "".join(bot.words for bot in stage.bots)
        raise TimeoutError(f"{error}\n{read_left(stage.database)}\n{log}") from None


def happen(stage: Stage) -> Event:
    """A tariff that nothing was said of yet cannot be read."""
    world = stage.world.flatpeak
    [location] = world.locations.values()
    location.tariffs["commodity_import"].id = world.new_id("trf")
    return world.trouble(location.id, "tariff.fetch.failed")


async def deliver(stage: Stage, event: Event) -> None:
    """Again and again until it is taken, as FlatPeak does, only sooner."""
    webhook = stage.world.flatpeak.webhook
    webhook.address = f"{stage.bot.public_url}/flatpeak/events"
    async with asyncio.timeout(PATIENCE_S):
        while (await webhook.send(event)).status != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    webhook.address = ""


def _count(chat: Chat) -> int:
    return sum(ALERT in message.text for message in chat.from_bot)


def _has_more_than(number: int, chat: Chat) -> bool:
    return _count(chat) > number
