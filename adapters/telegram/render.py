"""From a card to what Telegram can show. Pure; everything that a card says arrives, as markup, button or file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from adapters.telegram.limits import BUTTONS, LABEL_CHARS, MARKUP_BYTES, ROW_CHARS, cut, units
from adapters.telegram.markup import escape, isolate
from bot.conversation.cards import (
    Block,
    Button,
    Choices,
    Controls,
    Done,
    Facts,
    Fields,
    File,
    Keyed,
    Link,
    Named,
    Note,
    Picture,
    Text,
    Title,
)
from bot.conversation.forms import Field

Row = list[dict[str, str]]  # of InlineKeyboardButtons
Markup = dict[str, list[Row]]  # an InlineKeyboardMarkup

QUOTES_BYTES, BRACKET_BYTES = 8, 4  # of JSON, around a name with its value; around a button or a row
DONE_LINES = 4  # more than this are folded together; a touch opens them
NUMERALS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card for Telegram. `text` says everything, `caption` all but what the picture itself shows."""

    text: str
    caption: str
    rows: tuple[Row, ...] = ()
    picture: Picture | None = None
    files: tuple[File, ...] = ()

    def markup(self) -> Markup | None:
        """The inline keyboard, None where there are no buttons."""
        return {"inline_keyboard": list(self.rows)} if self.rows else None


def render(card: Keyed, *, write_links: bool = False) -> Rendered:
    """The card; with `write_links`, addresses stand in the text and not on buttons."""
    keyboard = _Keyboard(card, write_links)
    blocks = card.card.blocks
    picture = next((block for block in blocks if isinstance(block, Picture)), None)
    parts: list[tuple[Block | None, str]] = [(block, part) for block in blocks if (part := _words(block))]
    parts += [(None, line) for line in keyboard.spilled]
    return Rendered(
        text=_join(part for _, part in parts),
        caption=_join(part for block, part in parts if block is not picture),
        rows=tuple(keyboard.rows),
        picture=picture,
        files=tuple(block for block in blocks if isinstance(block, File)),
    )


def _join(parts: Iterable[str]) -> str:
    """An empty line between the parts; a quote has its own margin below."""
    return "\n\n".join(parts).replace("</blockquote>\n\n", "</blockquote>\n")


def _words(block: Block) -> str:
    """What a block says in the text, as markup."""
    match block:
        case Done(lines):
            return _done(lines)
        case Title(text):
            return f"<b>{escape(text)}</b>" if text else ""
        case Text(text):
            return escape(text)
        case Note(text, tone):
            return _note(text, tone)
        case Facts(rows):
            return "\n".join(_fact(name, value) for name, value in rows)
        case Named(label, mentions):
            return _fact(label, ", ".join(one.id for one in mentions))
        case Picture(alt=alt):
            return escape(alt)
        case Fields(form):
            return "\n".join([f"<b>{escape(form.title)}</b>", *(_field(field) for field in form.fields)])
        case File() | Choices() | Controls():
            return ""
        case _:
            assert_never(block)


def _done(lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    tag = "blockquote expandable" if len(lines) > DONE_LINES else "blockquote"
    said = "\n".join(f"✓ {escape(line)}" for line in lines)
    return f"<{tag}>{said}</blockquote>"


def _note(text: str, tone: str) -> str:
    if not text:
        return ""
    marks = {"problem": "⚠️ ", "good": "✓ "}
    return f"{marks[tone]}{escape(text)}" if tone in marks else f"<i>{escape(text)}</i>"


def _fact(name: str, value: str) -> str:
    if not name or not value:
        return escape(name or value)
    between = "  " if ":" in name or name.endswith("?") else ": "
    return f"{escape(name)}{between}<b>{escape(isolate(value, name))}</b>"


def _field(field: Field) -> str:
    asides = [f"<i>{escape(field.hint)}</i>"] if field.hint else []
    asides += [f"⚠️ {escape(field.problem)}"] if field.problem else []
    return "\n".join([_fact(field.label, field.value), *asides])


class _Keyboard:
    """Rows of buttons within the limits; the labels of what has no room are spilled into the text."""

    def __init__(self, card: Keyed, write_links: bool) -> None:
        self.rows: list[Row] = []
        self.spilled: list[str] = []
        self._key, self._write_links = card.key, write_links
        self._numbers = {id(button): number for number, button in enumerate(card.card.buttons())}
        self._count = self._bytes = 0
        for block in card.card.blocks:
            if isinstance(block, Choices):
                self._add_choices(block)
            elif isinstance(block, Controls):
                for row in block.rows:
                    self._add_controls(row)

    def _add_choices(self, choices: Choices) -> None:
        for option in choices.options:
            self._add([self._button(option, option.label)])
        position = f" ({choices.position})" if choices.position else ""
        pager = []
        if choices.earlier:
            label = f"‹ {choices.earlier.label}{'' if choices.later else position}"
            pager.append(self._button(choices.earlier, label))
        if choices.later:
            pager.append(self._button(choices.later, f"{choices.later.label}{position} ›"))
        self._add(pager)

    def _add_controls(self, controls: tuple[Button | Link, ...]) -> None:
        row: Row = []
        for control in sorted(controls, key=lambda one: not (isinstance(one, Button) and one.style == "primary")):
            if isinstance(control, Button):
                row.append(self._button(control, control.label))
            elif self._write_links:
                self.spilled.append(f"{escape(control.label)}:\n{escape(control.url)}")
            else:
                row.append({"text": _label(control.label), "url": control.url})
        if sum(units(one["text"]) for one in row) > ROW_CHARS:
            for one in row:
                self._add([one])
        else:
            self._add(row)

    def _button(self, button: Button, label: str) -> dict[str, str]:
        made = {"text": _label(label), "callback_data": token(self._key, self._numbers[id(button)])}
        if button.style != "plain":
            made["style"] = button.style
        return made

    def _add(self, row: Row) -> None:
        words = sum(len(name) + _bytes(value) + QUOTES_BYTES for one in row for name, value in one.items())
        size = words + BRACKET_BYTES * (len(row) + 1)
        if self._count + len(row) > BUTTONS or self._bytes + size > MARKUP_BYTES:
            self.spilled += [f"• {escape(one['text'])}" for one in row]
        elif row:
            self.rows.append(row)
            self._count += len(row)
            self._bytes += size


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def token(key: str, number: int) -> str:
    """What travels on a button: the key and the number in two digits of base 36, 18 bytes together."""
    return f"{key}{NUMERALS[number // 36]}{NUMERALS[number % 36]}"


def _label(text: str) -> str:
    label = cut(" ".join(text.split()), LABEL_CHARS)
    return (label if label.isascii() else label.encode("utf-8", "replace").decode()) or "…"
