"""The bot's processes on one database, what they take, and their end by `kill -9` at any moment."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from sandbox.server import SandboxServer
from tests.bench.processes import resident_mb
from tests.crashes.process import BotProcess, slack_settings, telegram_settings
from tests.crashes.relay import Relay
from tests.crashes.walk import until
from tests.ports import free_port
from tests.soak.customers import Crowd
from tests.soak.pace import let_pass

SERVES = ("serving @", "serving Slack by")
KILLED_WITHIN_S = 0.5  # of the answer after which the lot falls


class Kill(NamedTuple):
    """One process was ended; seconds of the loop's clock."""

    name: str
    at: float


class Spent(NamedTuple):
    """Processor seconds so far, and those among them that went into starts."""

    all_s: float
    starts_s: float


@dataclass(slots=True)
class Bot:
    """A process and all that came before it under its name."""

    process: BotProcess
    name: str
    starts: int = 0
    _before_s: float = 0.0
    _starts_s: float = 0.0
    _is_up: bool = False
    _starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it; it serves some time later."""
        await self.process.start()
        self._is_up = True
        self.starts += 1
        self._starting = asyncio.ensure_future(self._watch_start())

    async def serves(self) -> None:
        """Wait until it does."""
        assert self._starting
        await self._starting

    async def kill(self) -> None:
        """At once, with nothing told."""
        if self._starting:
            self._starting.cancel()
        if self._is_up:
            self._before_s += self.process.processor_s()
            self._is_up = False
        await self.process.kill()

    async def _watch_start(self) -> None:
        await until(lambda: all(words in self.process.new_words for words in SERVES))
        self._starts_s += self.process.processor_s()

    @property
    def spent(self) -> Spent:
        now_s = self.process.processor_s() if self._is_up else 0.0
        return Spent(self._before_s + now_s, self._starts_s)

    @property
    def resident_mb(self) -> float:
        """Memory now; 0 while it is down."""
        return resident_mb(self.process.pid) if self._is_up else 0.0


@dataclass(slots=True)
class Fleet:
    """All processes, and when which of them was killed."""

    bots: Sequence[Bot]
    kills: list[Kill] = field(default_factory=list)

    @property
    def database(self) -> str:
        return self.bots[0].process.database

    @property
    def words(self) -> str:
        """All that any of them has logged."""
        return "".join(bot.process.words for bot in self.bots)

    async def be_killed(self, crowd: Crowd, after: Sequence[int], chance: Random, rest_s: float) -> None:
        """End one of them soon after each of these numbers of steps; each is back after a moment.

        `rest_s`: how long one is away at most, until it is started again.
        """
        for steps in after:
            await crowd.reach(steps)
            bot = chance.choice(self.bots)
            await let_pass(chance.uniform(0, KILLED_WITHIN_S))
            self.kills.append(Kill(bot.name, asyncio.get_running_loop().time()))
            await bot.kill()
            await let_pass(chance.uniform(0, rest_s))
            await bot.start()


@asynccontextmanager
async def open_fleet(world: SandboxServer, home: Path, number: int, database: str) -> AsyncIterator[Fleet]:
    """They serve, behind a balancer that takes turns and goes to the next where one does not answer."""
    relay = Relay(world.calls)
    await relay.open()
    fleet = Fleet(
        [Bot(_process(home, world, f"bot{n + 1}", relay.url, database), f"bot{n + 1}") for n in range(number)]
    )
    relay.targets = [bot.process.url for bot in fleet.bots]
    world.flatpeak.webhook.address = f"{relay.url}/flatpeak/events"
    world.slack.delivery.request_url = f"{relay.url}/slack/events"
    try:
        for bot in fleet.bots:
            await bot.start()
        for bot in fleet.bots:
            await bot.serves()
        yield fleet
    finally:
        for bot in fleet.bots:
            await bot.kill()
        await relay.close()


def _process(home: Path, world: SandboxServer, name: str, public_url: str, database: str) -> BotProcess:
    settings = telegram_settings(world, webhook=True) | slack_settings(world)
    return BotProcess(home, world, settings, port=free_port(), public_url=public_url, name=name, database=database)
