"""A service and its FlatPeak, with one location that Anna has, and ways to see what came of events."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, text

from adapters.telegram import TelegramChannel
from adapters.telegram.pacing import Pacing
from bot.app import App
from bot.catch_up import AGAIN
from bot.conversation.replies import Place
from bot.conversation.situation import Location
from bot.settings import Settings
from sandbox.flatpeak import objects
from sandbox.flatpeak.events import Webhook
from sandbox.flatpeak.objects import Event
from sandbox.flatpeak.places import empty_address, find_place
from sandbox.flatpeak.plans import Fixed
from sandbox.flatpeak.providers import find_by_name
from sandbox.flatpeak.world import World
from sandbox.server import SandboxServer
from sandbox.telegram import TelegramWorld
from storage import conversations, locations
from tests.ports import free_port

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = "k" * 43
LOOKED = "SELECT value FROM leases WHERE name = 'event catch-up' AND value <> ''"
WAITING = (
    "SELECT id FROM inbox WHERE handled_at IS NULL UNION ALL SELECT id FROM outbox WHERE settled_at IS NULL LIMIT 1"
)
ANNA = "telegram::71"
ADDRESS = {"city": "Bristol", "post_code": "BS1 9ZZ", "country_code": "GB"}


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class EventStage:
    """`apps` are the running services, all on one database; the first one gets the deliveries."""

    sandbox: SandboxServer
    url: str
    clock: Clock
    stack: AsyncExitStack
    apps: list[App] = field(default_factory=list)
    place: str = ""

    @property
    def flatpeak(self) -> World:
        return self.sandbox.flatpeak

    @property
    def webhook(self) -> Webhook:
        return self.sandbox.flatpeak.webhook

    @property
    def app(self) -> App:
        return self.apps[0]

    def build(self, **settings: Any) -> App:
        """Another service on the same database, not started."""
        return App(
            Settings(_env_file=None, **{**self._settings(), **settings}),  # type: ignore[call-arg]
            telegram=TelegramChannel(
                self.sandbox.telegram.token, f"{self.sandbox.url}/telegram", Pacing(count(0, 60).__next__)
            ),
            now=self.clock,
        )

    async def start(self, **settings: Any) -> App:
        """The same, running."""
        app = await self.stack.enter_async_context(self.build(**settings))
        self.apps.append(app)
        if len(self.apps) == 1:
            self.webhook.address = address_of(app)
        # Of all that a start does beside answering this is the last, and what a test counts comes after it.
        catch_up, changes = app.scheduler._catch_up, self.webhook.changes
        while catch_up._due_at is None or catch_up._due_at <= self.clock() + AGAIN:
            await changes.wait(changes.count, 0.02)
        await self.caught_up()
        return app

    async def caught_up(self, since: datetime | None = None) -> None:
        """Return once somebody has looked through FlatPeak's list, and handled what was there."""
        changes, after = self.webhook.changes, int((since or NOW).timestamp() * 1000)
        while not any(json.loads(value)["done_at"] >= after for (value,) in await self.read(LOOKED)):
            await changes.wait(changes.count, 0.02)
        while await self.read("SELECT id FROM events WHERE settled_at IS NULL"):
            await changes.wait(changes.count, 0.02)

    def _settings(self) -> dict[str, Any]:
        url, port = self.sandbox.url, free_port()
        return {
            "flatpeak_account_id": "acc_sandbox",
            "flatpeak_api_key": "sk_test_sandbox",
            "flatpeak_api_url": f"{url}/flatpeak",
            "flatpeak_connect_url": f"{url}/flatpeak/connect",
            "flatpeak_jwks_url": f"{url}/flatpeak/jwks.json",
            "telegram_bot_token": self.sandbox.telegram.token,
            "telegram_api_url": f"{url}/telegram",
            "database_url": self.url,
            "secret_key": (KEY,),
            "port": port,
            "public_url": f"http://127.0.0.1:{port}",
        }

    async def seat(self, lane: str, place: str) -> None:
        """A conversation that has a location."""
        house = self.app.house
        channel, team, person = lane.split(":")

        def unit(conn: Connection) -> None:
            where = Place(channel, person, private=True, team=team)
            claimed = conversations.claim(
                conn, house.vault, lane, house.owner, self.clock(), 60, pages=house.pages, place=where
            )
            assert claimed
            conversations.release(conn, claimed)
            locations.upsert(conn, house.vault, lane, Location(place), self.clock())

        await house.db.write(unit)

    async def read(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return await self.app.house.db.read(lambda conn: [tuple(row) for row in conn.execute(text(sql), values)])

    async def outcomes(self) -> dict[str, tuple[str, str]]:
        """Each event by its id: what it came to, and why."""
        rows = await self.read("SELECT id, outcome, note FROM events")
        return {id_: (outcome, note) for id_, outcome, note in rows}

    async def noticed(self) -> list[tuple[str, str]]:
        """What conversations were told of: lane, and the id of the event; oldest first."""
        rows = await self.read("SELECT lane, external_id FROM inbox WHERE external_id LIKE 'event:%' ORDER BY id")
        return [(lane, id_.split(":")[1]) for lane, id_ in rows]

    async def settled(self, *found: Event | str) -> dict[str, tuple[str, str]]:
        """The outcomes, once these events are settled."""
        wanted = [one if isinstance(one, str) else one.id for one in found]
        changes = self.webhook.changes
        while True:
            outcomes = await self.outcomes()
            if all(outcomes.get(id_, ("",))[0] for id_ in wanted):
                return outcomes
            await changes.wait(changes.count, 0.02)

    async def sent(self) -> None:
        """Return once nothing waits to be handled or shown."""
        changes = self.webhook.changes
        while await self.read(WAITING):
            await changes.wait(changes.count, 0.02)

    def trouble(self, type_: Any = "tariff.expired", **more: Any) -> Event:
        """Something happens to Anna's tariff."""
        return self.flatpeak.trouble(self.place, type_, **more)


def address_of(app: App) -> str:
    return f"http://127.0.0.1:{app.port}/flatpeak/events"


def add_place(world: World, city: str = "Bristol") -> str:
    """A location with a fixed tariff at FlatPeak, without a dialogue; no event tells of it."""
    found = find_place({**empty_address(), **ADDRESS, "city": city})
    assert found
    provider = find_by_name("GB", "Quillmoor Power")
    location = objects.Location(
        world.new_id("loc"), "acc_sandbox", "cus_1", "", {**empty_address(), **ADDRESS}, found, world.now()
    )
    location.tariffs["commodity_import"] = objects.Tariff(
        world.new_id("trf"),
        "commodity_import",
        provider,
        "Fixed",
        "MANUAL",
        "CONNECTED",
        Fixed(objects.Decimal("0.245")),
        objects.Term(),
        world.now(),
    )
    world.locations[location.id] = location
    return location.id


@asynccontextmanager
async def open_events(url: str, *, starts: bool = True, **settings: Any) -> AsyncIterator[EventStage]:
    """Everything running; Anna has one location."""
    clock = Clock()
    telegram = TelegramWorld(clock=clock, seed=7)
    telegram.flood.enabled = False
    async with AsyncExitStack() as outer:
        sandbox = await outer.enter_async_context(SandboxServer(flatpeak=World(clock), telegram=telegram))
        stack = await outer.enter_async_context(AsyncExitStack())
        stage = EventStage(sandbox, url, clock, stack)
        stage.place = add_place(stage.flatpeak)
        if starts:
            await stage.start(**settings)
            await stage.seat(ANNA, stage.place)
        yield stage
