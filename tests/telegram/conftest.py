"""One emulated Telegram on a port, and the channel that talks to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.telegram import TelegramChannel
from adapters.telegram.pacing import Pacing
from bot.conversation.cards import Action, Button, Card, Choices, Controls, Keyed, Text, Title
from bot.conversation.replies import Place
from sandbox.calls import Calls
from sandbox.local import LocalServer
from sandbox.telegram import Person, TelegramWorld, create_telegram

KEY = "k3y-_ABCdef01234"


@dataclass(slots=True)
class Lab:
    world: TelegramWorld
    calls: Calls
    server: LocalServer
    channel: TelegramChannel

    def customer(self, person_id: int = 71) -> Person:
        """A person who has started the bot and waits."""
        person = self.world.person(person_id, "Ada", "en")
        if not person.started:
            person.start()
        return person


def place(chat: int, topic: str = "") -> Place:
    return Place("telegram", str(chat), topic, private=chat > 0)


def question(title: str = "Who supplies you?", *labels: str) -> Keyed:
    """A card with a few choices and a way back."""
    options = tuple(Button(label, Action("choose", str(n))) for n, label in enumerate(labels or ("Octopus", "EDF")))
    controls = Controls(((Button("Back", Action("back")),),))
    return Keyed(Card((Title(title), Text("Choose yours."), Choices(options, len(options)), controls)), KEY)


def text_card(text: str) -> Keyed:
    return Keyed(Card((Text(text),)))


async def _hurry(_: float) -> None:
    """Tests do not wait for our own pace; those of the pace have a clock of their own."""


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    world, calls, server = TelegramWorld(seed=1), Calls(), LocalServer()
    await server.serve(create_telegram(world, calls))
    world.flood.enabled = False
    channel = TelegramChannel(world.token, server.url, Pacing(sleep=_hurry))
    await channel.start()
    yield Lab(world, calls, server, channel)
    await channel.close()
    await world.aclose()
    await server.close()
