"""The port that every adapter implements: what a channel can do, how it is told to, and how it fails."""

from dataclasses import dataclass
from typing import Protocol

from bot.conversation.cards import Keyed
from bot.conversation.replies import FileRef, MessageRef, Place


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Differences between channels, as data. The flow asks these and never the channel's name."""

    forms: bool  # can show a whole form at once
    buttons_per_list: int  # entries of a list on one card
    menus: bool = False  # shows a list of any length as a menu, and asks us for what is typed into it
    confirms: bool = False  # asks by itself before a press counts
    home: bool = False  # has a page of the bot's own beside the chat
    files: bool = False  # documents that people send can be fetched
    touch: bool = True  # buttons are mostly tapped on a phone; False: they are clicked at a desk
    teams: bool = False  # people belong to a team, and so does what they connect
    command: str = ""  # the one command that all others are words of, such as "/tariff"; "": each has its own
    payloads: bool = False  # a link into the private chat hands us what it carries
    picture_edits: bool = False  # a message can be changed between words and a picture


class DeliveryError(Exception):
    """Something that was to be shown was not, or not surely."""


class RateLimited(DeliveryError):
    """Refused for now; nothing was shown. Try again after `retry_after_s`; `everyone`: not only this chat."""

    def __init__(self, retry_after_s: float, *, everyone: bool = False) -> None:
        super().__init__(f"rate limited for {retry_after_s:g} s")
        self.retry_after_s = retry_after_s
        self.everyone = everyone


class Unreachable(DeliveryError):
    """The request provably did not arrive, or the platform failed before acting: try again."""


class Uncertain(DeliveryError):
    """The request left and no answer came: it may have been shown."""


class Stumbled(Uncertain):
    """The platform says that it failed: it was hardly shown, so it is worth a few more attempts."""


class Forbidden(DeliveryError):
    """This person or chat cannot be written to until they come back: blocked, kicked, deactivated."""


class ChatMoved(DeliveryError):
    """The chat has a new id; send it there."""

    def __init__(self, chat: str) -> None:
        super().__init__("the chat has a new id")
        self.chat = chat


class MessageGone(DeliveryError):
    """The message to edit cannot be edited: deleted, too old, or of another form. Send a new one."""


class TopicGone(DeliveryError):
    """The topic is closed or deleted. Send to the chat itself."""


class Rejected(DeliveryError):
    """The platform refuses this message as it is; trying again is of no use."""


class CredentialRefused(Exception):
    """The platform does not know us. The text names the setting and says what to do; waiting is of no use."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What the bot says of itself on a platform, in one language (BCP 47)."""

    language: str
    commands: tuple[tuple[str, str], ...]  # name and description
    about: str
    description: str


class Channel(Protocol):
    """One chat platform. Every method raises only `DeliveryError`s."""

    name: str
    can: Capabilities

    async def send(self, to: Place, card: Keyed, *, silent: bool = False) -> MessageRef:
        """Show a card as a new message; of several parts, the last one's reference is returned."""

    async def edit(self, to: Place, message: MessageRef, card: Keyed) -> MessageRef:
        """Show a card in place of an earlier one. Raises MessageGone where only a new message will do."""

    async def shrink(self, to: Place, message: MessageRef, line: str) -> None:
        """Leave one line of an earlier card and take its buttons away."""

    async def acknowledge(self, query: str, text: str = "") -> None:
        """Tell the platform that a press has arrived; `text` is shown to the person who pressed. Never raises."""

    async def working(self, to: Place) -> None:
        """Show that an answer is on its way; lasts some seconds. Never raises."""

    async def answers(self) -> bool:
        """Whether the platform can be reached and is well just now. Never raises."""

    def private_link(self, payload: str, team: str = "") -> str:
        """A link that opens the private chat with the bot and hands it `payload` (1-64 of A-Z a-z 0-9 _ -)."""


class HomeChannel(Channel, Protocol):
    """A channel whose capabilities say `home`."""

    async def publish(self, to: Place, card: Keyed) -> None:
        """Show a card on the page that the bot has of its own; `to.chat` is the person."""


class FileChannel(Channel, Protocol):
    """A channel whose capabilities say `files`."""

    async def fetch(self, to: Place, file: FileRef, most: int) -> bytes:
        """A document that a person sent, up to `most` bytes of it."""
