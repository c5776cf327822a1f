"""The messages that one card becomes: usually one, more where it is too long or brings files."""

from dataclasses import dataclass
from typing import Literal

from adapters.telegram.limits import CAPTION_CHARS, MESSAGE_CHARS, units
from adapters.telegram.markup import escape, plain, split
from adapters.telegram.render import Rendered
from bot.conversation.cards import File, Picture


@dataclass(frozen=True, slots=True)
class Part:
    """One message. `content` is its picture or file, `text` its words or its caption, as markup."""

    text: str
    content: Picture | File | None = None

    @property
    def form(self) -> Literal["text", "picture", "file"]:
        if self.content is None:
            return "text"
        return "picture" if isinstance(self.content, Picture) else "file"


def divide(rendered: Rendered, *, pictures: bool = True) -> list[Part]:
    """The messages in order; buttons belong to the last. Without `pictures`, their words go instead."""
    if rendered.picture and pictures:
        parts = _with_picture(rendered, rendered.picture)
    elif rendered.files and _fits(rendered.text):
        first, *rest = rendered.files
        return [*(Part("", file) for file in rest), Part(rendered.text, first)]
    else:
        parts = [Part(text) for text in split(rendered.text, MESSAGE_CHARS)]
    parts += [Part("", file) for file in rendered.files]
    return parts or [Part("…")]  # an empty message is refused, and its buttons with it


def _with_picture(rendered: Rendered, picture: Picture) -> list[Part]:
    """Words and picture in one message if there is room. The picture's own words stand in where it has no others."""
    alt = escape(picture.alt) if _fits(escape(picture.alt)) else ""
    if _fits(rendered.caption):
        return [Part(rendered.caption or alt, picture)]
    return [Part(alt, picture), *(Part(text) for text in split(rendered.caption, MESSAGE_CHARS))]


def _fits(markup: str) -> bool:
    return units(plain(markup)) <= CAPTION_CHARS
