"""What only one process may do: one does it, and another takes over when that one is gone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

import bot.leader
from bot.conversation.context import Brand
from bot.house import House
from bot.leader import TERM_S, lead
from bot.texts import Catalogues
from storage import leases
from storage.database import Database
from storage.vault import Vault
from tests.databases import Server, postgres_server, server, sqlite_files

__all__ = ["postgres_server", "server", "sqlite_files"]

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE_S = 20.0
WORK = "to poll"


@dataclass
class Crew:
    """Processes that would all do the same."""

    url: str
    now: datetime = BEGIN
    at_work: list[str] = field(default_factory=list)
    most: int = 0
    stops: dict[str, asyncio.Event] = field(default_factory=dict)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    houses: list[House] = field(default_factory=list)

    def join(self, name: str) -> House:
        database = Database(self.url)
        house = House(
            *(database, Vault(["k" * 43]), Catalogues("en"), Brand("B"), {}),
            now=lambda: self.now,
            owner=f"elsewhere/{name}/x",
        )
        self.houses.append(house)
        return house

    def start(self, name: str) -> None:
        house, stop = self.join(name), asyncio.Event()
        self.stops[name] = stop

        async def work(lost: asyncio.Event) -> None:
            self.at_work.append(name)
            self.most = max(self.most, len(self.at_work))
            await lost.wait()
            self.at_work.remove(name)

        self.tasks.append(asyncio.create_task(lead(house, WORK, stop, work)))

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not holds():  # noqa: ASYNC110  # a database tells nobody
                await asyncio.sleep(0.01)


@pytest.fixture
async def crew(server: Server, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Crew]:
    monkeypatch.setattr(bot.leader, "RENEW_S", 0.05)
    crew = Crew(server.migrated())
    yield crew
    for stop in crew.stops.values():
        stop.set()
    await asyncio.gather(*crew.tasks)
    for house in crew.houses:
        await house.db.close()


async def test_one_works_and_hands_over_when_it_ends(crew: Crew) -> None:
    for name in "123":
        crew.start(name)
    await crew.until(lambda: len(crew.at_work) == 1)
    for left in (2, 1):
        [first] = crew.at_work
        crew.stops.pop(first).set()
        await crew.until(lambda first=first: crew.at_work not in ([first], []))  # type: ignore[misc]
        assert len(crew.stops) == left
    assert crew.most == 1


async def test_one_that_died_elsewhere_is_followed_after_its_term(crew: Crew) -> None:
    dead = crew.join("dead")
    await dead.db.write(lambda conn: leases.acquire(conn, WORK, dead.owner, dead.now(), TERM_S))
    looks = 0
    crew.start("next")
    house = crew.houses[-1]
    write = house.db.write

    async def counted(unit: object) -> object:
        nonlocal looks
        looks += 1
        return await write(unit)  # type: ignore[arg-type]

    house.db.write = counted  # type: ignore[method-assign, assignment]
    crew.now += timedelta(seconds=TERM_S - 0.1)
    await crew.until(lambda: looks > 3)
    assert crew.at_work == []
    crew.now += timedelta(seconds=0.2)
    await crew.until(lambda: crew.at_work == ["next"])


async def test_one_that_stood_still_stops_when_it_wakes(crew: Crew) -> None:
    """As a machine that was paused for longer than its term: another has taken over meanwhile."""
    crew.start("first")
    await crew.until(lambda: crew.at_work == ["first"])
    other = crew.join("other")
    crew.now += timedelta(seconds=TERM_S + 1)
    await other.db.write(lambda conn: leases.acquire(conn, WORK, other.owner, other.now(), TERM_S))
    await crew.until(lambda: crew.at_work == [])
