"""What the core may know besides the page and the reply. Time and words come in as arguments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple, Protocol

from bot.conversation.channel import Capabilities

_WORDS = {"tariffs": "list"}  # commands whose name says too little once it is a word of another


class Words(Protocol):
    """The texts of one language (BCP 47), by message id."""

    language: str

    def __call__(self, message: str, /, **args: str | int) -> str:
        """The message with its arguments put in; every argument is shown as given."""

    def has(self, message: str) -> bool:
        """Whether the catalogue knows this message."""


@dataclass(frozen=True, slots=True)
class Brand:
    """What customers see of the energy company."""

    name: str
    support_url: str = ""
    privacy_url: str = ""
    slots: bool = True  # a home can be given more than the tariff of what it consumes
    programmes: bool = False  # homes can take part in flexibility programmes, too


class Context(NamedTuple):
    """Who is spoken to, in which words, and when. `now` is aware, in UTC."""

    say: Words
    now: datetime
    can: Capabilities
    brand: Brand
    languages: tuple[tuple[str, str], ...] = ()  # code and own name of every language we speak
    zone: tzinfo = UTC  # of the home that is spoken about
    likely: tuple[str, ...] = ()  # names of the providers that are probably meant, the likeliest first
    paid: bool = False  # the prices that are spoken about are what the person is paid, for feeding in

    @property
    def today(self) -> date:
        """The day where the person lives."""
        return self.now.astimezone(self.zone).date()

    def command(self, name: str) -> str:
        """How a command is typed on this channel."""
        return f"{self.can.command} {_WORDS.get(name, name)}" if self.can.command else f"/{name}"

    @property
    def language(self) -> str:
        return self.say.language
