"""Telegram on the bench."""

from itertools import count
from typing import Any, Self

from adapters.telegram import TelegramChannel, TelegramService
from adapters.telegram.pacing import Pacing
from bot.conversation.replies import MessageRef, Place
from sandbox.calls import Calls
from sandbox.local import LocalServer
from sandbox.telegram import TelegramWorld, create_telegram
from sandbox.telegram.groups import Group
from sandbox.telegram.model import Chat, Message
from sandbox.telegram.people import Person
from tests.contract.bench import Bench, Fault, Seen

METHODS = ("sendMessage", "sendPhoto", "editMessageText")


class TelegramBench(Bench):
    """A bot that polls."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.server = TelegramWorld(seed=1), LocalServer()
        self.world.flood.enabled = False
        self._groups: dict[str, Group] = {}
        self._people: dict[str, Person] = {}

    @classmethod
    async def start(cls) -> Self:
        bench = cls()
        await bench.server.serve(create_telegram(bench.world, Calls()))
        pacing = Pacing(clock=count(0, 60).__next__)
        bench.channel = TelegramChannel(bench.world.token, bench.server.url, pacing)
        bench.service = TelegramService(bench.channel, public_url="http://localhost")
        await bench.run()
        return bench

    async def close_world(self) -> None:
        await self.world.aclose()
        await self.server.close()

    async def cut(self) -> None:
        await self.server.close()

    def person(self) -> Place:
        person = self.world.person(100 + len(self._people), f"P{len(self._people)}", "en")
        person.started = True
        self._people[str(person.id)] = person
        return Place("telegram", str(person.id))

    def room(self) -> Place:
        group = self.world.group(forum=True)
        self._groups[str(group.id)] = group
        return Place("telegram", str(group.id), private=False)

    def thread(self, room: Place) -> Place:
        topic = self._groups[room.chat].topic("Prices")
        return Place("telegram", room.chat, str(topic.id), private=False)

    def seen(self, place: Place) -> list[Seen]:
        there = self._chat(place).from_bot
        return [_see(m) for m in there if not place.topic or m.thread_id == int(place.topic)]

    def delete(self, place: Place, message: MessageRef) -> None:
        self._people[place.chat].delete_message(int(message.id))

    def fail(self, fault: Fault) -> None:
        faults = self.world.faults
        for method in METHODS:
            match fault:
                case Fault.BUSY:
                    faults.refuse(method, 429, "Too Many Requests: retry after 7", {"retry_after": 7})
                case Fault.SHUT:
                    faults.refuse(method, 403, "Forbidden: bot was blocked by the user")
                case Fault.REFUSED:
                    faults.refuse(method, 400, "Bad Request: this is not to our liking")
                case Fault.LOST:
                    faults.drop(method, "after")
                case Fault.BROKEN:
                    faults.refuse(method, 502, "Bad Gateway")

    async def say(self, place: Place, text: str) -> None:
        self._people[place.chat].say(text)

    async def press(self, place: Place, label: str) -> Any:
        person = self._people[place.chat]
        message = next(m for m in reversed(person.chat.from_bot) if label in [b.text for b in m.buttons])
        return person.press(message.id, label)

    def told(self, place: Place) -> list[str]:
        return [toast.text for toast in self._people[place.chat].toasts if toast.text]

    def again(self) -> None:
        self.world.updates.redeliver(max(self.world.updates.history))

    def _chat(self, place: Place) -> Chat:
        return self._people[place.chat].chat if place.private else self._groups[place.chat].chat


def _see(message: Message) -> Seen:
    labels = tuple(button.text for button in message.buttons)
    tokens = tuple(str(b.value) for b in message.buttons if b.kind == "callback_data")
    files = {message.file_name or "": message.document} if message.document else {}
    return Seen(message.text, labels, tokens, int(message.photo is not None), files)
