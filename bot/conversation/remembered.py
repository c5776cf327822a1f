"""Parts of what a conversation remembers between turns. They are stored with its state, as JSON."""

from typing import Literal

from pydantic import BaseModel, Field

from bot.conversation.replies import FileRef

Panel = Literal[
    "",
    "language",
    "help",
    "privacy",
    "cancel",
    "forget",
    "forgotten",
    "tariffs",
    "ready",
    "trouble",
    "stopped",
    "ended",
    "waiting",
    "late",
    "settings",
    "alerts",
    "prices",
    "watches",
    "sites",
    "manage",
    "name",
    "remove",
    "disconnect",
    "link",
    "join",
    "moved",
    "elsewhere",
]


class Kept(BaseModel):
    """An answer as it was given: `data` is JSON text, so that numbers stay exact."""

    data: str = ""
    action: str = ""
    done: str = ""


class Step(BaseModel):
    """A page that was left forward, and the line that is left of it ("": none)."""

    page: str  # its kind
    line: str = ""


class Calling(BaseModel):
    """A call that was begun for a row of the inbox and has not come back."""

    row: int
    kind: Literal[
        "open",
        "send",
        "resume",
        "read_back",
        "read_left",
        "export",
        "erase",
        "audit",
        "fetch",
        "look",
        "prices",
        "changes",
        "watch",
        "survey",
        "remove",
        "tidy",
    ]
    file: FileRef | None = None  # to be fetched
    location: str = ""  # to be looked at; several, with a space between them, to be surveyed
    direction: str = ""  # of prices that are read


class Jotted(BaseModel):
    """What was typed into a form that was closed halfway."""

    form: str
    values: dict[str, str] = Field(default_factory=dict)


class Home(BaseModel):
    """How a person looks at the page that the bot has beside the chat."""

    seen: bool = False  # it was opened once, so it is kept current
    surveyed: int = 0  # when FlatPeak was last asked for it: seconds since 1970
    leaf: int = 0
    only_broken: bool = False  # only what needs somebody
