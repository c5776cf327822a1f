"""The order of work by itself: a real database, a channel and a caller that do as they are told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from bot.conversation.cards import Keyed
from bot.conversation.channel import Capabilities
from bot.conversation.context import Brand
from bot.conversation.replies import Arrival, Commanded, MessageRef, Person, Place, Pressed, Reply
from bot.house import House
from bot.pipeline import Pipeline
from bot.tasks import Tasks
from bot.texts import Catalogues
from storage.database import Database
from storage.vault import Vault
from tests.databases import Server, any_server, sqlite_files

__all__ = ["any_server", "sqlite_files"]

KEY = "a key of the tests, long enough for that"
HERE = Place("paper", "7")
LANE = "paper::7"


@dataclass
class Paper:
    """A channel that writes down what it is told to show, or raises what it is given for that."""

    name: str = "paper"
    can: Capabilities = field(default_factory=lambda: Capabilities(False, 8, 40, True))
    done: list[tuple[str, str]] = field(default_factory=list)  # method and message
    cards: dict[str, Keyed] = field(default_factory=dict)  # the card that each message shows
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    while_sending: Callable[[], Any] | None = None
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def send(self, to: Place, card: Keyed, *, silent: bool = False) -> MessageRef:
        if self.while_sending:
            await self.while_sending()
        self._fail("send")
        message = MessageRef(str(next(self.numbers)))
        self._show("send", message.id, card)
        return message

    async def edit(self, to: Place, message: MessageRef, card: Keyed) -> MessageRef:
        self._fail("edit")
        self._show("edit", message.id, card)
        return message

    async def shrink(self, to: Place, message: MessageRef, line: str) -> None:
        self._fail("shrink")
        self.done.append(("shrink", message.id))

    async def acknowledge(self, query: str, text: str = "") -> None:
        self.done.append(("acknowledge", text))

    async def working(self, to: Place) -> None:
        self.done.append(("working", ""))

    async def answers(self) -> bool:
        return True

    def private_link(self, payload: str) -> str:
        return f"https://paper.example/{payload}"

    def _fail(self, method: str) -> None:
        if self.fails.get(method):
            raise self.fails[method].pop(0)

    def _show(self, method: str, message: str, card: Keyed) -> None:
        self.done.append((method, message))
        self.cards[message] = card

    @property
    def last(self) -> Keyed:
        """The card that was shown last."""
        return self.cards[next(message for method, message in reversed(self.done) if method in ("send", "edit"))]


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Desk:
    """A pipeline and all around it."""

    house: House
    paper: Paper
    clock: Clock
    tasks: Tasks
    pipeline: Pipeline
    caller: Any
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def hear(self, reply: Reply, place: Place = HERE) -> None:
        """One arrival, and all that follows from it at once."""
        number = str(next(self.numbers))
        await self.pipeline.receive(Arrival(number, place, Person("7", language="en"), reply, self.clock()))
        await self.rest()

    async def press(self, verb: str) -> None:
        """A button of the card that was shown last."""
        keyed = self.paper.last
        verbs = [button.action.verb for button in keyed.card.buttons()]
        await self.hear(Pressed(keyed.key, verbs.index(verb), "", None))

    async def pass_time(self, seconds: float) -> None:
        """Let it pass, and do what is due."""
        self.clock.advance(seconds)
        await self.pipeline.wake_due()
        await self.pipeline.recover()
        await self.rest()

    async def rest(self) -> None:
        """Wait until nothing is under way; timers do not count."""
        while waiting := self.tasks._tasks:
            await asyncio.wait(waiting)
            await asyncio.sleep(0)  # who is done is taken off the list then

    async def rows(self, sql: str) -> list[Any]:
        """What the tables say."""
        return await self.house.db.read(lambda conn: [tuple(row) for row in conn.execute(text(sql))])

    @property
    def verbs(self) -> list[str]:
        """What the last card can be asked."""
        return [button.action.verb for button in self.paper.last.card.buttons()]


START = Commanded("start")


@pytest.fixture
async def desk(any_server: Server) -> AsyncIterator[Desk]:
    """A pipeline on a database of its own; set `caller.make` to have calls made."""
    paper, clock, tasks = Paper(), Clock(), Tasks()
    house = House(Database(any_server.migrated()), Vault([KEY]), Catalogues(), Brand("B"), {"paper": paper}, clock)
    caller = _Caller()
    yield Desk(house, paper, clock, tasks, Pipeline(house, caller, tasks), caller)  # type: ignore[arg-type]
    await tasks.finish(5)
    await house.db.close()


class _Caller:
    make: Any = None
