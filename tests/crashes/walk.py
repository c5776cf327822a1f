"""One walk: a whole chat, at one moment of which the bot is killed with SIGKILL and started again."""

import asyncio
import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from starlette.exceptions import HTTPException

from sandbox.calls import Call, Moment
from sandbox.server import SandboxServer
from sandbox.telegram import Person
from tests.crashes.chats import PATIENCE_S, Script, log_in, play
from tests.crashes.fleet import open_bots
from tests.crashes.process import BotProcess, telegram_settings
from tests.databases import ask

# A process that is killed needs no disk: what it has written is with the kernel. A disk would only cost time.
MEMORY = Path("/dev/shm")
LOOK_EVERY_S = 0.03


class Point(NamedTuple):
    """The nth time that a call arrives ("before"), or has had its effect while nobody knows it yet ("after").

    Counted anew in each chapter of a chat that has some.
    """

    service: str
    method: str
    nth: int
    moment: Moment
    chapter: int = 0

    def __str__(self) -> str:
        return f"{self.moment} {self.service} {self.method} #{self.nth} of {self.chapter}"


@dataclass(slots=True)
class Points:
    """Watches all calls in and out, and kills the bot at those that it is told."""

    bot: BotProcess
    deadly: set[Point]
    met: list[Point] = field(default_factory=list)
    counts: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)
    chapter: int = 0
    kills: int = 0
    others: Sequence[BotProcess] = ()  # on the same database; they are killed in turn
    _one_at_a_time: asyncio.Lock = field(
        default_factory=asyncio.Lock
    )  # or one is started twice, and one start forgotten

    @property
    def is_killing(self) -> bool:
        """Whether one is not served again yet."""
        return self._one_at_a_time.locked()

    async def watch(self, call: Call, moment: Moment) -> None:
        """Kill, start again, and let the call be as if it had never arrived, or its answer be lost."""
        key = (call.service, call.method, moment, self.chapter)
        self.counts[key] += 1
        point = Point(call.service, call.method, self.counts[key], moment, self.chapter)
        self.met.append(point)
        if point not in self.deadly:
            return
        self.deadly.remove(point)
        async with self._one_at_a_time:
            victim = (self.bot, *self.others)[self.kills % (1 + len(self.others))]
            await victim.kill()
            await victim.start()
            self.kills += 1
        if self.others and call.service != "bot" and moment == "after":
            return  # whoever was killed hears nothing, and the other one what is true
        # A browser that was answered keeps the page; Telegram's server does not know that it was answered.
        if call.service != "bot" or moment == "before" or call.method.startswith("POST"):
            raise HTTPException(503)


@dataclass(slots=True)
class Stage:
    """Bots of one database in their world, with one person."""

    world: SandboxServer
    bots: list[BotProcess]
    person: Person

    @property
    def bot(self) -> BotProcess:
        """The first of them, in most walks the only one."""
        return self.bots[0]

    @property
    def database(self) -> str:
        """The address of the one of all of them."""
        return self.bot.database


@contextlib.asynccontextmanager
async def open_stage(
    *, webhook: bool = False, bots: int = 1, company: bool = False, database: str = "", drain_delay_s: int = 0
) -> AsyncIterator[Stage]:
    """The world, and bots that are not started yet; what comes in over HTTP goes to each of them in turn."""
    with new_home() as home:
        async with SandboxServer() as world:
            world.telegram.flood.enabled = False
            world.telegram.webhook.first_pause_s = world.telegram.webhook.longest_pause_s = 0.2
            settings = telegram_settings(world, webhook=webhook)
            async with open_bots(
                *(world, home, settings), bots=bots, company=company, database=database, drain_delay_s=drain_delay_s
            ) as (made, _):
                yield Stage(world, made, world.telegram.person(71, "Ada", "en"))


async def walk(script: Script, deadly: Iterable[Point] = (), *, webhook: bool = False) -> "Walked":
    """Play the chat, killing the bot at these points; look at everything once all is still."""
    async with open_stage(webhook=webhook) as stage:
        points = Points(stage.bot, set(deadly))
        stage.world.calls.watchers.append(points.watch)
        await stage.bot.start()
        try:
            await play(stage.person, script, log_in)
            return await finish(stage, points)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{stage.bot.words}") from None


async def finish(stage: Stage, points: Points, *, ends: bool = True) -> "Walked":
    """Wait until all is still, look at what there is, and end the bots, unless it goes on.

    What they begin by themselves before they have ended, such as looking for events, is of no interest.
    """
    left = await _until_still(stage)
    for bot in stage.bots if ends else ():
        await bot.kill()
    return Walked(stage, points, left, "".join(bot.words for bot in stage.bots))


@dataclass(frozen=True, slots=True)
class Left:
    """What lies in the database at the end."""

    inbox: list[tuple[object, ...]]  # rows that are not handled, or put aside
    outbox: list[tuple[object, ...]]
    leases: int
    live_keys: list[str]  # of cards whose buttons still count

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be done; the last column is the time at which it was."""
        return bool(self.leases or any(row[-1] is None for row in self.inbox + self.outbox))


@dataclass(frozen=True, slots=True)
class Walked:
    """A walk that is over."""

    stage: Stage
    points: Points
    left: Left
    log: str


async def _until_still(stage: Stage) -> Left:
    """What there is when no update waits and nothing is unfinished or under way. TimeoutError tells what is."""
    looks: list[Left] = []

    def is_still() -> bool:
        looks[:] = [read_left(stage.database)]
        return not stage.world.telegram.updates.count() and not looks[0].is_busy

    try:
        await until(is_still)
    except TimeoutError:
        raise TimeoutError(f"still under way: {looks}") from None
    return looks[0]


async def until(
    done: Callable[[], bool], steps: Callable[[], object] = lambda: None, patience_s: float = PATIENCE_S
) -> None:
    """Wait for what tells nobody of a change: a database, a file. Patience begins anew with each of the `steps`."""
    async with asyncio.timeout(patience_s) as limit:
        before = steps()
        while not done():
            await asyncio.sleep(LOOK_EVERY_S)
            if (now := steps()) != before:
                before = now
                limit.reschedule(asyncio.get_running_loop().time() + patience_s)


def read_left(database: str) -> Left:
    inbox, outbox, leases, keys = ask(
        database,
        "SELECT id, source, note, handled_at FROM inbox WHERE handled_at IS NULL OR note > ''",
        "SELECT id, kind, outcome, error, settled_at FROM outbox",
        "SELECT count(*) FROM conversations WHERE lease_until > 0",
        "SELECT key FROM presses WHERE used_at IS NULL AND retired_at IS NULL",
    )
    return Left(inbox, outbox, leases[0][0], [key for (key,) in keys])


@contextlib.contextmanager
def new_home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="tariffbot-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield home
    finally:
        shutil.rmtree(home)
