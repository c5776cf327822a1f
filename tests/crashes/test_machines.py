"""Two processes on one database, none of them precious: killed, replaced, given everything thrice, left without it."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterator, Sequence

import aiohttp
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from sandbox.calls import Call, Moment
from tests.crashes.chats import FIXED, PATIENCE_S, log_in, play
from tests.crashes.process import WEBHOOK_SECRET
from tests.crashes.shares import one_of_each_kind, undisturbed
from tests.crashes.test_two_processes import HALFWAY, SERVES, said
from tests.crashes.verdict import SENDS, judge
from tests.crashes.walk import Point, Points, Stage, finish, open_stage, until
from tests.databases import Server, any_server, postgres_server, server, sqlite_files

__all__ = ["any_server", "postgres_server", "server", "sqlite_files"]

WALKS = 4
AT_A_START = ("getMe", "GET /login", "setWebhook")  # both start before the chat
COPIES = 3
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@contextlib.asynccontextmanager
async def open_two(url: str, deadly: Sequence[Point] = ()) -> AsyncIterator[tuple[Stage, Points]]:
    """Both serve, behind a balancer that takes turns."""
    async with open_stage(webhook=True, bots=2, database=url) as stage:
        points = Points(stage.bot, set(deadly), others=stage.bots[1:])
        for bot in stage.bots:
            await bot.start()
        for bot in stage.bots:
            await said(bot, SERVES)
        stage.world.calls.watchers.append(points.watch)
        yield stage, points


@pytest.mark.parametrize("share", range(WALKS))
async def test_either_is_killed_at_every_kind_of_step(postgres_server: Server, share: int) -> None:
    """Nothing is lost and nothing comes twice, though they are killed in turn, several times in one chat."""
    usual = await undisturbed("fixed", webhook=True)
    steps = [point for point in one_of_each_kind(usual) if point.method not in AT_A_START]
    deadly = steps[share::WALKS]
    assert len(deadly) >= 6
    async with open_two(postgres_server.migrated(), deadly) as (stage, points):
        await play(stage.person, FIXED, log_in)
        walked = await finish(stage, points)
    assert points.kills > len(deadly) / 2
    points.deadly.clear()  # what one process does once, such as asking for a login, two may do at other times
    doubts = sum(point.method in SENDS and point.moment == "after" for point in deadly)
    judge(FIXED, walked, usual, kills=points.kills, doubts=doubts)


async def test_a_deployment_rolls_through_a_chat(any_server: Server) -> None:
    """Each process is asked to end and is followed by its successor, while the person goes on."""
    async with open_two(any_server.migrated()) as (stage, points):
        playing = asyncio.ensure_future(play(stage.person, FIXED, log_in))
        for bot in stage.bots:
            bot.ask_to_end()
            assert await bot.end() == 0
            await bot.start()
            await until(lambda bot=bot: SERVES in bot.new_words)  # type: ignore[misc]
        await playing
        walked = await finish(stage, points)
    judge(FIXED, walked, await undisturbed("fixed", webhook=True))


class Storm:
    """Whatever Telegram sends comes twice more, later, in any order, to any process."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.chance = stage, random.Random(7)
        self.waiting: list[bytes] = []
        self.under_way: list[asyncio.Task[None]] = []

    async def watch(self, call: Call, moment: Moment) -> None:
        if call.method == "POST /telegram/webhook" and moment == "after":
            self.waiting += [call.body] * (COPIES - 1)
            self.chance.shuffle(self.waiting)
            self.repeat(1 + self.chance.randrange(COPIES))

    def repeat(self, most: int) -> None:
        self.under_way += [asyncio.ensure_future(self._post(body)) for body in self.waiting[:most]]
        del self.waiting[:most]

    async def _post(self, body: bytes) -> None:
        url = f"{self.chance.choice(self.stage.bots).url}/telegram/webhook"
        headers = {SECRET_HEADER: WEBHOOK_SECRET, "content-type": "application/json"}
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 200


async def test_everything_comes_thrice(server: Server) -> None:
    async with open_two(server.migrated()) as (stage, points):
        storm = Storm(stage)
        stage.world.calls.watchers.append(storm.watch)
        stage.world.flatpeak.webhook.copies = COPIES
        await play(stage.person, FIXED, log_in)
        storm.repeat(len(storm.waiting))
        await asyncio.gather(*storm.under_way)
        walked = await finish(stage, points)
    assert len(storm.under_way) >= 2 * 8
    judge(FIXED, walked, await undisturbed("fixed", webhook=True))


@contextlib.contextmanager
def gone(url: str) -> Iterator[None]:
    """Nobody gets to the database, and who was there is thrown out."""
    address = make_url(url)
    engine = create_engine(address.set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    rule = f'ALTER DATABASE "{address.database}" ALLOW_CONNECTIONS'
    throw_out = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{address.database}'"
    with engine.connect() as conn:
        for statement in (f"{rule} false", throw_out):
            conn.exec_driver_sql(statement)
        try:
            yield
        finally:
            conn.exec_driver_sql(f"{rule} true")


async def test_the_database_goes_and_comes_back(postgres_server: Server) -> None:
    """What is said meanwhile is refused to Telegram, which keeps it; afterwards all goes on by itself."""
    url = postgres_server.migrated()
    async with open_two(url) as (stage, points):
        await play(stage.person, FIXED.up_to(HALFWAY, "comes close to “quillmoor”"), log_in)
        webhook = stage.world.telegram.webhook
        with gone(url):
            stage.person.press(stage.person.chat.from_bot[-1].id, "Quillmoor Power")
            await until(lambda: bool(webhook.last_error))
            for bot in stage.bots:  # each has tried to look for what is due, and goes on
                await until(lambda bot=bot: "the regular work" in bot.words)  # type: ignore[misc]
        await play(stage.person, FIXED.since(HALFWAY + 1), log_in)
        walked = await finish(stage, points)
    _judge_answers(stage)
    assert walked.left.inbox == []


async def test_flatpeak_and_telegram_fail_for_a_while(any_server: Server) -> None:
    """The person is told the truth, nothing is lost, and it goes on where it was."""
    async with open_two(any_server.migrated()) as (stage, points):
        await play(stage.person, FIXED.up_to(HALFWAY, "comes close to “quillmoor”"), log_in)
        stage.world.flatpeak.scenario.fail("down", calls=None)
        stage.person.press(stage.person.chat.from_bot[-1].id, "Quillmoor Power")
        await _reads(stage, "Nothing is lost")
        for method in ("sendMessage", "editMessageText"):
            stage.world.telegram.faults.refuse(method, 429, "Too Many Requests", {"retry_after": 1}, times=3)
        stage.world.flatpeak.scenario.clear()
        await _reads(stage, "How does your price work?")
        await play(stage.person, FIXED.since(HALFWAY + 1), log_in)
        walked = await finish(stage, points)
    _judge_answers(stage)
    assert walked.left.inbox == []


async def _reads(stage: Stage, words: str) -> None:
    await stage.person.wait_until(lambda chat: any(words in message.text for message in chat.from_bot), PATIENCE_S)


def _judge_answers(stage: Stage) -> None:
    """Connect received each of them once."""
    received = [[answer["route"] for answer in s.accepted] for s in stage.world.flatpeak.sessions.values()]
    assert [routes for routes in received if routes] == [[route for route, _ in FIXED.answers]]
