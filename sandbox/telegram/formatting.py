"""HTML of parse_mode HTML to text and entities, and back. Source: core.telegram.org/bots/api#html-style."""

import html
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import RefusedError, bad_request
from sandbox.telegram.limits import count_units

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
LINK_SCHEMES = ("http://", "https://", "tg://", "ton://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Entity:
    """A run of text that means something; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The Bot API's MessageEntity."""
        body: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        for name in ("url", "language", "custom_emoji_id"):
            if getattr(self, name) is not None:
                body[name] = getattr(self, name)
        return body


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    argument: str | None


def order(entity: Entity) -> tuple[int, int, str]:
    """Sort key: outer entities before the ones they hold."""
    return entity.offset, -entity.length, entity.type


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Text and entities of an HTML message; refuses what the real server refuses."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.units = 0
        self.text: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, tuple[Entity, ...]]:
        while self.at < len(self.source):
            if self.source[self.at] != "<":
                self._append(self._read_character())
            elif self._peek(1) == "/":
                self._read_end_tag()
            else:
                self._read_start_tag()
        if self.open:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.text), tuple(sorted(self.entities, key=order))

    def _peek(self, ahead: int = 0) -> str:
        return self.source[self.at + ahead : self.at + ahead + 1]

    def _append(self, character: str) -> None:
        self.text.append(character)
        self.units += count_units(character)

    def _read_character(self) -> str:
        """One character; a reference that is none stays as it was written, as the server leaves it."""
        end = self.source.find(";", self.at, self.at + 12)
        if self._peek() == "&" and end > 0:
            name = self.source[self.at + 1 : end]
            meant = NAMED_CHARACTERS.get(name) or (name.startswith("#") and _decode_number(name[1:]))
            if meant:
                self.at = end + 1
                return meant
        self.at += 1
        return self.source[self.at - 1]

    def _take_while(self, stops: str) -> str:
        start = self.at
        while self.at < len(self.source) and not (self._peek().isspace() or self._peek() in stops):
            self.at += 1
        return self.source[start : self.at]

    def _skip_space(self) -> None:
        while self._peek().isspace():
            self.at += 1

    def _fail(self, text: str, position: int) -> RefusedError:
        return _unparsable(f"{text} at byte offset {len(self.source[:position].encode())}")

    def _read_start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._take_while(">").lower()
        if self.at >= len(self.source):
            raise self._fail("Unclosed start tag", begin)
        if tag not in TAGS:
            raise self._fail(f'Unsupported start tag "{tag}"', begin)
        argument: str | None = None
        while True:
            self._skip_space()
            if self._peek() == ">":
                break
            argument = self._read_attribute(tag, begin) or argument
        self.at += 1
        if tag == "span" and argument != "tg-spoiler":
            raise self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, self.units, argument))

    def _read_attribute(self, tag: str, begin: int) -> str | None:
        """The value, when this attribute matters for this tag."""
        name = self._take_while("=>/\"'").lower()
        if not name:
            missing = self.at >= len(self.source)
            raise self._fail(
                f'Unclosed start tag "{tag}"' if missing else f'Empty attribute name in the tag "{tag}"', begin
            )
        self._skip_space()
        if self._peek() != "=":
            if tag == "blockquote" and name == "expandable":
                return "expandable"
            raise self._fail(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        self.at += 1
        self._skip_space()
        value = self._read_value(begin)
        wanted = {"a": "href", "code": "class", "span": "class", "tg-emoji": "emoji-id"}
        return value if wanted.get(tag) == name else None

    def _read_value(self, begin: int) -> str:
        quote = self._peek()
        if quote not in {"'", '"'}:
            start = self.at
            while self._peek().isalnum() or self._peek() in {".", "-"}:
                self.at += 1
            if not self._peek().isspace() and self._peek() != ">":
                raise self._fail("Unexpected end of name token", start)
            return self.source[start : self.at].lower()
        self.at += 1
        value: list[str] = []
        while self._peek() and self._peek() != quote:
            value.append(self._read_character())
        if not self._peek():
            raise self._fail("Unclosed start tag", begin)
        self.at += 1
        return "".join(value)

    def _read_end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._fail("Unexpected end tag", begin)
        self.at += 2
        found = self._take_while(">")
        self._skip_space()
        if self._peek() != ">":
            raise self._fail("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if found and found != opened.tag:
            offset = len(self.source[:begin].encode())
            raise _unparsable(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{found}>"'
            )
        if self.units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity = _make_entity(opened, self.units - opened.offset, "".join(self.text))
        if entity is None:
            return
        previous = self.entities[-1] if self.entities else None
        if entity.type == "pre" and previous and previous.language and _covers(entity, previous):
            # <pre><code class="language-x"> is one block with a language.
            self.entities[-1] = Entity("pre", entity.offset, entity.length, language=previous.language)
        else:
            self.entities.append(entity)


def _covers(outer: Entity, inner: Entity) -> bool:
    return (outer.offset, outer.length) == (inner.offset, inner.length)


def _make_entity(opened: _Open, length: int, text: str) -> Entity | None:
    match TAGS[opened.tag]:
        case "text_link":
            covered = slice_units(text, opened.offset, length)
            url = opened.argument or covered
            if not url.lower().startswith(LINK_SCHEMES):
                return None  # the server drops a link that leads nowhere
            return Entity("text_link", opened.offset, length, url=url)
        case "code" if opened.argument and opened.argument.startswith("language-"):
            return Entity("code", opened.offset, length, language=opened.argument.removeprefix("language-"))
        case "blockquote" if opened.argument:
            return Entity("expandable_blockquote", opened.offset, length)
        case "custom_emoji":
            return Entity("custom_emoji", opened.offset, length, custom_emoji_id=opened.argument or "0")
        case kind:
            return Entity(kind, opened.offset, length)


def _decode_number(digits: str) -> str:
    try:
        code = int(digits[1:], 16) if digits[:1] in {"x", "X"} else int(digits)
        return chr(code) if code else ""
    except (ValueError, OverflowError):
        return ""


def _unparsable(text: str) -> RefusedError:
    return bad_request(f"can't parse entities: {text}")


def slice_units(text: str, offset: int, length: int) -> str:
    """A piece of text cut by UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


_WRITTEN = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
}


def to_html(text: str, entities: tuple[Entity, ...]) -> str:
    """The message as HTML again, for tests and transcripts; entities that Telegram finds itself stay plain."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in sorted(entities, key=order):
        tags = _tags(entity)
        if tags:
            opening.setdefault(entity.offset, []).append(tags[0])
            closing.setdefault(entity.offset + entity.length, []).insert(0, tags[1])
    parts: list[str] = []
    position = 0
    for character in [*text, ""]:
        parts += closing.get(position, []) + (opening.get(position, []) if character else [])
        parts.append(html.escape(character, quote=False))
        position += count_units(character)
    return "".join(parts)


def _tags(entity: Entity) -> tuple[str, str] | None:
    if entity.type == "text_link":
        return f'<a href="{html.escape(entity.url or "")}">', "</a>"
    if entity.type == "pre":
        inner = f'<code class="language-{entity.language}">' if entity.language else ""
        return f"<pre>{inner}", "</code></pre>" if inner else "</pre>"
    if entity.type == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    tag = _WRITTEN.get(entity.type)
    return (f"<{tag}>", f"</{tag}>") if tag else None
