"""What several processes send keeps to the platforms' limits together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from adapters.slack import pacing as slack
from adapters.telegram import pacing as telegram
from bot.conversation.channel import RateLimited
from bot.conversation.context import Brand
from bot.conversation.replies import Place
from bot.house import House
from bot.paces import ALIVE_S, Presence, SharedPaces
from bot.texts import Catalogues
from storage.database import Database
from storage.vault import Vault
from tests.databases import Server, postgres_server, server, sqlite_files

__all__ = ["postgres_server", "server", "sqlite_files"]

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE = Place("telegram", "71", "", True)
GROUP = Place("telegram", "-9", "", False)


@dataclass
class Clock:
    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Process:
    """One of several, with what it keeps its pace by."""

    house: House
    presence: Presence
    telegram: telegram.Pacing
    slack: slack.Pacing


@asynccontextmanager
async def run(url: str, clock: Clock, name: str) -> AsyncIterator[Process]:
    house = House(
        Database(url), Vault(["k" * 43]), Catalogues("en"), Brand("B"), {}, now=clock, owner=f"elsewhere/{name}/x"
    )
    presence = Presence()
    made = [
        kind(clock.monotonic, clock.sleep, SharedPaces(house, channel, presence))
        for channel, kind in (("telegram", telegram.Pacing), ("slack", slack.Pacing))
    ]
    await presence.beat(house)
    yield Process(house, presence, *made)  # type: ignore[arg-type]
    await house.db.close()


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def two(server: Server, clock: Clock) -> AsyncIterator[list[Process]]:
    url = server.migrated()
    async with run(url, clock, "1") as one, run(url, clock, "2") as other:
        await one.presence.beat(one.house)
        yield [one, other]


async def send(two: list[Process], clock: Clock, places: list[Place]) -> list[float]:
    """Send to each place, from each process in turn; when that was, in seconds."""
    times = []
    for number, place in enumerate(places):
        while True:
            try:
                await two[number % 2].telegram.wait(place)
                break
            except RateLimited as error:
                await clock.sleep(error.retry_after_s)
        times.append((clock.now - BEGIN).total_seconds())
    return times


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in times) for start in times)


async def test_the_bot_keeps_to_its_rate(two: list[Process], clock: Clock) -> None:
    times = await send(two, clock, [Place("telegram", str(chat), "", True) for chat in range(200)])
    assert most_within(times, 1.0) <= 30
    assert times[-1] < 12  # and not to half of it


async def test_a_chat_and_a_group_keep_to_theirs(two: list[Process], clock: Clock) -> None:
    times = await send(two, clock, [HERE] * 8)
    assert all(late - early > 0.9 for early, late in pairwise(times[3:]))
    assert most_within(await send(two, clock, [GROUP] * 45), 60.0) <= 20


async def test_both_at_once_take_each_their_own_turn(two: list[Process]) -> None:
    """None of many at once is lost between two that read the same number."""
    waits = await asyncio.gather(
        *(SharedPaces(two[n % 2].house, "x", two[n % 2].presence).take({"k": slack.CHANNEL}, 1e9) for n in range(20))
    )
    assert sorted(round(wait["k"]) for wait in waits) == [0, 0, *range(18)]


async def test_what_one_was_refused_the_other_keeps_to(two: list[Process], clock: Clock) -> None:
    one, other = two
    await one.telegram.refused(HERE, 30)
    with pytest.raises(RateLimited) as told:
        await other.telegram.wait(HERE, notifies=False)
    assert not told.value.everyone
    assert 29 < told.value.retry_after_s <= 30
    await other.telegram.wait(Place("telegram", "72", "", True))
    await one.slack.refused("T1", "views.open", 20)
    with pytest.raises(RateLimited) as told:
        await other.slack.wait("T1", "views.open")
    assert told.value.everyone
    await clock.sleep(31)
    await other.telegram.wait(HERE)
    await other.slack.wait("T1", "views.open")


async def test_a_workspace_keeps_to_its_tier(two: list[Process], clock: Clock) -> None:
    allowed = slack.METHODS["chat.update"].burst
    for number in range(allowed):
        await two[number % 2].slack.wait("T1", "chat.update")
    assert clock.now == BEGIN
    await two[0].slack.wait("T1", "chat.update")
    assert clock.now > BEGIN
    await two[1].slack.wait("T2", "chat.update")


async def test_one_that_is_alone_asks_nobody(server: Server, clock: Clock) -> None:
    """A process that ends is not counted any more; one that dies is not after some seconds."""
    url = server.migrated()
    async with run(url, clock, "1") as one:
        async with run(url, clock, "2") as other:
            await one.presence.beat(one.house)
            assert (one.presence.alive, other.presence.alive) == (2, 2)
        await clock.sleep(ALIVE_S)
        await one.presence.beat(one.house)
        assert one.presence.alive == 1
    await one.telegram.wait(HERE)  # with its database closed


async def test_a_database_that_is_away_stops_nobody(two: list[Process], caplog: pytest.LogCaptureFixture) -> None:
    one, _ = two
    await one.house.db.write(lambda conn: conn.exec_driver_sql("DROP TABLE paces") and None)
    await one.telegram.wait(HERE)
    assert "going at our own pace" in caplog.text
