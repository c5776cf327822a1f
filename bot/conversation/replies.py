"""What a person can do, and what else can happen to a conversation. Adapters make these; the core reads them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SharedKind = Literal["photo", "voice", "video", "sticker", "location", "contact", "document", "other"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where messages go: a chat, and a topic or thread in it."""

    channel: str  # the name of its adapter
    chat: str
    topic: str = ""
    private: bool = True
    team: str = ""  # whose token opens it, where the platform has teams


@dataclass(frozen=True, slots=True)
class MessageRef:
    """One message that we sent. `form` tells which edits it can take."""

    id: str
    form: Literal["text", "picture", "file"] = "text"


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote: the platform's id, the team where the platform has teams, and a language hint (BCP 47).

    `name` is what colleagues call them, `admin` whether they run the team; neither is known everywhere.
    """

    id: str
    team: str = ""
    language: str = ""
    name: str = ""
    admin: bool = False
    zone: str = ""  # IANA, where the platform knows it


@dataclass(frozen=True, slots=True)
class Said:
    """Typed text, or a caption."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press as it arrives: the card's key, the button's number, and what the platform needs to be told."""

    key: str
    number: int
    query: str = ""
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command such as /start, without its slash, in lower case, with what followed it.

    `origin`: the chat where others are, in which it was given although the conversation itself is private.
    """

    name: str
    argument: str = ""
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent in: field name to text. `key`: of the card that it belongs to.

    `done` is False where it was closed or changed halfway: kept, so that nobody types twice, and no answer yet.
    """

    form: str
    values: dict[str, str] = field(default_factory=dict)
    key: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class FileRef:
    """A document that a person sent, with what they wrote to it, where the channel can fetch it. `size` in bytes."""

    id: str  # for the channel: whatever it needs to fetch it
    name: str
    size: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that is not text. A caption arrives here too, so that it can be taken as the answer."""

    what: SharedKind
    caption: str = ""
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """An earlier message was changed. It never answers the question that is open now."""

    text: str


@dataclass(frozen=True, slots=True)
class Visited:
    """The person opened the page that the bot has of its own, beside the chat."""


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked the bot, or it was removed from the chat."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The person can be reached again."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new id."""

    chat: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """Written by someone who is no person: an anonymous admin, a channel."""


Reply = Said | Pressed | Commanded | Filled | Shared | Edited | Visited | Left | Returned | Moved | Nobody


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that came in through a channel. `id` is unique within the channel's account."""

    id: str
    place: Place
    person: Person
    reply: Reply
    sent_at: datetime
