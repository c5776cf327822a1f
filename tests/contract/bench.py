"""What the contract needs of a channel's world: people to show cards to, what they see, what they do, what can fail."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.conversation.channel import Channel
from bot.conversation.context import Words
from bot.conversation.desk import Suggestion
from bot.conversation.forms import Form
from bot.conversation.replies import Arrival, Filled, MessageRef, Person, Place
from bot.service import Service
from bot.texts import Catalogues

WORDS = Catalogues()
PATIENCE_S = 60.0


class Fault(Enum):
    """What can become of a call that shows something."""

    BUSY = "told to wait for 7 seconds"
    SHUT = "the person cannot be written to"
    REFUSED = "refused for good"
    LOST = "done, and the answer is lost"
    BROKEN = "the server fails, nobody knows when"


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as a person reads it."""

    words: str  # all of them, in their order, without the buttons
    labels: tuple[str, ...]  # everything that can be pressed or chosen
    tokens: tuple[str, ...]  # what travels when it is
    pictures: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """A desk that takes notes. While it is `broken`, nothing can be stored."""

    arrivals: asyncio.Queue[Arrival] = field(default_factory=asyncio.Queue)
    broken: bool = False
    refused: asyncio.Event = field(default_factory=asyncio.Event)
    shown: Form | None = None

    async def receive(self, arrival: Arrival) -> None:
        if self.broken:
            self.refused.set()
            raise OSError("the disk is full")
        self.arrivals.put_nowait(arrival)

    async def form(self, key: str, person: Person) -> Form | None:
        return self.shown

    async def check(self, filled: Filled, person: Person) -> Mapping[str, str]:
        return {}

    async def settle(self, arrival: Arrival) -> Form | None:
        await self.receive(arrival)
        return None

    async def suggest(self, key: str, person: Person, query: str, limit: int) -> tuple[Suggestion, ...]:
        return ()

    async def words(self, person: Person) -> Words:
        return WORDS.words(person.language)


class Bench(ABC):
    """One channel against its emulated platform. `channel` and `service` are the real ones, and are running."""

    channel: Channel
    service: Service

    def __init__(self) -> None:
        self.desk = Desk()
        self._stop = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Take what comes in from now on."""
        await self.service.meet()
        self._work = asyncio.create_task(self.service.receive(self.desk, self._stop))

    async def close(self) -> None:
        """End everything."""
        self._stop.set()
        if self._work:
            await self._work
        await self.service.close()
        await self.close_world()

    async def arrival(self) -> Arrival:
        """The next thing that came in."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.desk.arrivals.get()

    @abstractmethod
    async def close_world(self) -> None:
        """Close the platform."""

    @abstractmethod
    async def cut(self) -> None:
        """Nobody answers at the platform's address any more."""

    @abstractmethod
    def person(self) -> Place:
        """The private chat of somebody new who can be written to."""

    @abstractmethod
    def room(self) -> Place:
        """A chat in which others are, too, and in which the bot may write."""

    @abstractmethod
    def thread(self, room: Place) -> Place:
        """A topic or thread in it."""

    @abstractmethod
    def seen(self, place: Place) -> list[Seen]:
        """What the bot shows there, oldest first."""

    @abstractmethod
    def delete(self, place: Place, message: MessageRef) -> None:
        """Somebody deletes one of the bot's messages."""

    @abstractmethod
    def fail(self, fault: Fault) -> None:
        """The next call that sends or edits a message fails."""

    @abstractmethod
    async def say(self, place: Place, text: str) -> None:
        """The person writes something."""

    @abstractmethod
    async def press(self, place: Place, label: str) -> Any:
        """The person presses a button of the newest message that has it."""

    @abstractmethod
    def told(self, place: Place) -> list[str]:
        """What only the person who pressed was told."""

    @abstractmethod
    def again(self) -> None:
        """The platform hands in once more what it has handed in last."""
