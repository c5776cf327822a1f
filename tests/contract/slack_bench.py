"""Slack on the bench."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, Self

from adapters.slack.client import SlackChannel
from adapters.slack.pacing import Pacing
from adapters.slack.service import SlackService
from adapters.slack.teams import Client
from bot.conversation.replies import MessageRef, Place
from sandbox.local import LocalServer
from sandbox.slack.model import Channel, Json, Message
from sandbox.slack.people import Person
from sandbox.slack.platform import Platform
from sandbox.slack.site import create_site
from sandbox.slack.surfaces import elements_of
from sandbox.slack.world import SlackWorld
from tests.contract.bench import WORDS, Bench, Fault, Seen
from tests.slack.conftest import hurry, installation_of
from tests.slack.entrance import States

METHODS = ("chat.postMessage", "chat.update")
ACTIVE = re.compile(r"<[@#!]")  # what would call somebody
NAMED = re.compile(r"<[@#](\w+)>")  # who is named where only one person reads it


class SlackBench(Bench):
    """An app in one workspace, in Socket Mode."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.server = SlackWorld(seed=1), LocalServer()
        self.platform = Platform(self.world)
        self.world.rates.enabled = False
        self.platform.delivery.retry_after_s = (0.0, 0.0, 0.0)
        self.team = self.world.add_workspace()
        self.app = self.world.install(self.team)
        self._people: dict[str, Person] = {}
        self._cut = False

    @classmethod
    async def start(cls) -> Self:
        bench = cls()
        await bench.server.serve(create_site(bench.platform))
        bench.world.url = bench.server.url
        app = bench.world.app
        shelf = States()
        shelf.own = installation_of(bench.app)
        await shelf.save(shelf.own)
        client, pacing = Client(app.client_id, app.client_secret), Pacing(clock=count(0, 60).__next__)
        bench.channel = SlackChannel(shelf, f"{bench.server.url}/api", client, pacing=pacing, sleep=hurry)
        bench.service = SlackService(
            bench.channel,
            shelf,
            public_url="http://localhost",
            words=WORDS.accepted,
            app_token=app.app_token,
            api_url=f"{bench.server.url}/api",
            connections=1,
        )
        await bench.run()
        await bench.platform.sockets.wait_for(1)
        return bench

    async def close_world(self) -> None:
        await self.platform.aclose()
        await self.server.close()

    async def cut(self) -> None:
        await self.server.close()

    def person(self) -> Place:
        person = self.platform.person(f"P{len(self._people)}", self.team)
        self._people[person.id] = person
        return Place("slack", person.id, team=self.team.id)

    def room(self) -> Place:
        room = self.world.add_channel(self.team, "energy", members=[self.app.bot])
        return Place("slack", room.id, private=False, team=self.team.id)

    def thread(self, room: Place) -> Place:
        first = self.world.post(self.world.channels[room.chat], self.app.bot.id, "Prices")
        return Place("slack", room.chat, first.ts, private=False, team=room.team)

    def seen(self, place: Place) -> list[Seen]:
        mine = [m for m in self._channel(place).messages.values() if m.bot_id]
        return [self._see(m) for m in mine if not place.topic or m.thread_ts == place.topic]

    def delete(self, place: Place, message: MessageRef) -> None:
        self.world.remove(self._channel(place).messages[message.id.partition("/")[2]])

    def fail(self, fault: Fault) -> None:
        faults = self.world.faults
        for method in METHODS:
            match fault:
                case Fault.BUSY:
                    faults.limit(method, 7)
                case Fault.SHUT:
                    faults.refuse(method, "is_archived")
                case Fault.REFUSED:
                    faults.refuse(method, "invalid_arguments")
                case Fault.LOST:
                    faults.drop(method, "after")
                case Fault.BROKEN:
                    faults.crash(method, "after")

    async def say(self, place: Place, text: str) -> None:
        self._people[place.chat].say(text)

    async def press(self, place: Place, label: str) -> Any:
        person = self._people[place.chat]
        for message in reversed(person.messages()):
            for block in message.blocks:
                for element in elements_of(block):
                    if element["type"] == "button" and element["text"]["text"] == label:
                        return await person.press(message, f"{block['block_id']}/{element['action_id']}")
                    if label in [option["text"]["text"] for option in element.get("options", ())]:
                        return await person.choose(message, element["action_id"], label)
        raise KeyError(label)

    def told(self, place: Place) -> list[str]:
        return [_shown(message.text) for message in self._channel(place).ephemerals]

    def again(self) -> None:
        self.platform.delivery.redeliver(list(self.platform.delivery.events)[-1])

    def _channel(self, place: Place) -> Channel:
        return self._people[place.chat].dm if place.private else self.world.channels[place.chat]

    def _see(self, message: Message) -> Seen:
        assert not ACTIVE.search(message.text), "the notification calls somebody"
        words = "\n".join(_words(message.blocks, private=message.channel.kind == "im")) or _shown(message.text)
        elements = [element for block in message.blocks for element in elements_of(block)]
        pressed = [(label, token) for element in elements for label, token in _pressed(element)]
        pictures = sum(block["type"] == "image" for block in message.blocks)
        files = {file.name: file.data for file in message.files}
        return Seen(words, tuple(one for one, _ in pressed), tuple(one for _, one in pressed), pictures, files)


def _words(blocks: list[Json], *, private: bool) -> Iterator[str]:
    for block in blocks:
        texts = [block.get("text"), *block.get("fields", ())]
        texts += block["elements"] if block["type"] == "context" else []
        yield from (_read(text, private=private) for text in texts if text)
        if block["type"] == "image":
            yield block["alt_text"]


def _read(text: Json, *, private: bool) -> str:
    if text["type"] == "plain_text":
        return str(text["text"])
    if all(map(NAMED.fullmatch, text["text"].split(", "))) and (private or "<@" not in text["text"]):
        return NAMED.sub(r"\1", text["text"])
    assert not ACTIVE.search(text["text"]), "this calls somebody"
    return _shown(text["text"].removeprefix("*").removesuffix("*"))


def _shown(text: str) -> str:
    """Marked text as it is read."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _pressed(element: Json) -> Iterator[tuple[str, str]]:
    if element["type"] == "button":
        yield element["text"]["text"], element["action_id"]
    for option in element.get("options", ()):
        whole = option["text"]["text"].removesuffix("…") + option.get("description", {}).get("text", "…").lstrip("…")
        yield whole if "description" in option else option["text"]["text"], f"{element['action_id']}={option['value']}"
    if element["type"] == "external_select":
        yield element["placeholder"]["text"], element["action_id"]
