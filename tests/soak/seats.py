"""A customer's side of a chat, whichever platform it is on: what they see there, and what they can do."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from sandbox.server import SandboxServer
from sandbox.slack.blocks import texts_of
from sandbox.slack.people import Person as SlackPerson
from sandbox.slack.widgets import widgets_of
from sandbox.telegram import Person as TelegramPerson


class Seen(NamedTuple):
    """A message of the bot as it is now. `revision` grows with every change of anything on its platform."""

    id: str
    text: str
    labels: tuple[str, ...]
    keys: tuple[str, ...]  # what can be pressed
    links: tuple[str, ...]
    revision: int


class Seat(Protocol):
    """One person in private with the bot. `chat`: as calls of the bot name it."""

    chat: str

    def count(self) -> int:
        """How often anything has changed on the platform."""

    def messages(self) -> Iterable[Seen]:
        """The bot's, oldest first."""

    def say(self, text: str) -> None:
        """Write something."""

    async def press(self, message: Seen, label: str) -> bool:
        """Press a button; whether the platform took it."""

    def transcript(self) -> Iterable[str]:
        """All of the chat, for people."""


class OnTelegram:
    """Telegram keeps a press until the bot takes it."""

    def __init__(self, world: SandboxServer, number: int, language: str) -> None:
        self._person: TelegramPerson = world.telegram.person(700_000 + number, "Ada", language)
        self.chat = str(self._person.id)

    def count(self) -> int:
        return self._person.world.changes.count

    def messages(self) -> Iterable[Seen]:
        for one in self._person.chat.from_bot:
            keys = tuple(str(button.value) for button in one.buttons if button.kind == "callback_data")
            labels, links = tuple(b.text for b in one.buttons), tuple(b.url for b in one.buttons if b.url)
            yield Seen(str(one.id), one.text, labels, keys, links, one.revision)

    def say(self, text: str) -> None:
        self._person.say(text)

    async def press(self, message: Seen, label: str) -> bool:
        self._person.press(int(message.id), label)
        return True

    def transcript(self) -> Iterable[str]:
        return self._person.chat.transcript()


class OnSlack:
    """Slack shows at once that a press was not taken, and never sends it again."""

    def __init__(self, world: SandboxServer, number: int) -> None:
        slack = world.slack
        team = slack.world.installations[0].bot.team
        self._person: SlackPerson = slack.person(f"Ada {number}", team, locale="en-GB", tz="Europe/London")
        self.chat = self._person.dm.id

    def count(self) -> int:
        return self._person.world.changes.count

    def messages(self) -> Iterable[Seen]:
        for one in self._person.messages():
            if one.bot_id and one.blocks:
                text, widgets = "\n".join(texts_of(one.blocks)), widgets_of(one.blocks)
                labels, keys = tuple(w.labels[0] for w in widgets if w.labels), tuple(w.key[1] for w in widgets)
                yield Seen(one.ts, text, labels, keys, (), one.revision)

    def say(self, text: str) -> None:
        self._person.say(text)

    async def press(self, message: Seen, label: str) -> bool:
        shown = self._person.dm.messages[message.id]
        return (await self._person.press(shown, label)).trouble is None

    def transcript(self) -> Iterable[str]:
        return self._person.transcript()
