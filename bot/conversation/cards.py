"""What can be shown: one closed set of blocks. Every adapter renders all of them."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.conversation.forms import Form
from bot.conversation.pictures.chart import Chart


@dataclass(frozen=True, slots=True)
class Action:
    """What a button means to the core. It stays in our database; a platform carries only a token."""

    verb: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """What the channel itself asks before a press counts; only for channels whose capabilities say `confirms`."""

    title: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. The label is a person's words, never parsed."""

    label: str
    action: Action
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: Confirm | None = None
    kind: Literal["button"] = "button"


@dataclass(frozen=True, slots=True)
class Link:
    """Something to open in a browser."""

    label: str
    url: str
    kind: Literal["link"] = "link"


Control = Annotated[Button | Link, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class Done:
    """Finished steps, a line each, shown small above what is asked now."""

    lines: tuple[str, ...]
    kind: Literal["done"] = "done"


@dataclass(frozen=True, slots=True)
class Title:
    """The headline or the question; one short line."""

    text: str
    kind: Literal["title"] = "title"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of plain text."""

    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark beside the matter: a problem with the last reply, a hint, a success."""

    text: str
    tone: Literal["hint", "problem", "good"] = "hint"
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, a pair a line."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person or a chat by the platform's id; the channel shows the name that people know, and calls nobody."""

    id: str
    what: Literal["person", "chat"] = "person"


@dataclass(frozen=True, slots=True)
class Named:
    """A name as in facts; its value are people or chats."""

    label: str
    mentions: tuple[Mention, ...]
    kind: Literal["named"] = "named"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart; `alt` says the same in words and is shown where the picture cannot be."""

    chart: Chart
    alt: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class File:
    """A document handed to the person, such as their data export; `content` is text in UTF-8."""

    name: str
    content: str
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class Choices:
    """Entries of a list, a button a line: the ones to show now, out of `total`.

    Where the channel's capabilities say `menus` all entries are here, and it shows them as a menu that can be searched.
    """

    options: tuple[Button, ...]
    total: int
    earlier: Button | None = None
    later: Button | None = None
    position: str = ""  # "2/7", empty when all fit
    prompt: str = ""  # what a menu says while nothing is chosen
    kind: Literal["choices"] = "choices"


@dataclass(frozen=True, slots=True)
class Controls:
    """Buttons and links in rows."""

    rows: tuple[tuple[Control, ...], ...]
    kind: Literal["controls"] = "controls"


@dataclass(frozen=True, slots=True)
class Fields:
    """A form to be filled at once; only for channels whose capabilities say `forms`."""

    form: Form
    open_label: str
    kind: Literal["fields"] = "fields"


Block = Annotated[
    Done | Title | Text | Note | Facts | Named | Picture | File | Choices | Controls | Fields,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class Card:
    """One message to a person. `rest` is the line that is left of it when it is no longer the live one."""

    blocks: tuple[Block, ...]
    rest: str = ""
    live: bool = True  # False: a notice or a file that stands by itself and is never edited or shrunk

    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order; a button's place in this order is its number in a token."""
        found: list[Button] = []
        for block in self.blocks:
            if isinstance(block, Choices):
                found += [*block.options, *(b for b in (block.earlier, block.later) if b)]
            elif isinstance(block, Controls):
                found += [c for row in block.rows for c in row if isinstance(c, Button)]
        return tuple(found)

    def form(self) -> Form | None:
        """The form that can be opened from this card."""
        return next((block.form for block in self.blocks if isinstance(block, Fields)), None)


@dataclass(frozen=True, slots=True)
class Keyed:
    """A card with the key under which its presses are redeemed (16 characters; empty: no buttons and no form)."""

    card: Card
    key: str = field(default="")


CARD: TypeAdapter[Card] = TypeAdapter(Card)
