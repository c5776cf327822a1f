"""What can be pressed on a card: menus, buttons, links, and the button that opens a form."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters.slack import limits, tokens
from adapters.slack.blocks import Json, actions, button, confirmation, context, line, menu, option, sections, size
from adapters.slack.limits import units
from bot.conversation.cards import Button, Choices, Control, Controls, Fields, Keyed, Link

BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Piece:
    """A block with what it says in a message's top-level text."""

    block: Json
    words: str = ""
    aside: bool = False  # said there only where there is nothing else
    pressed: bool = False  # has buttons

    @property
    def size(self) -> int:
        return size(self.block)


class Panel:
    """Makes the pieces of one card; used block by block, as it counts buttons in the card's order."""

    def __init__(self, card: Keyed) -> None:
        self._key = card.key
        self._menus = sum(isinstance(block, Choices) for block in card.card.blocks)
        self._buttons = self._menu = self._links = 0
        self._opens = True
        self._leads = not any(one.style == "primary" for one in card.card.buttons())  # no other button does

    def choices(self, block: Choices) -> Iterator[Piece]:
        """A few entries as buttons, more as a menu, and the buttons to earlier and later ones."""
        self._menu += 1
        if block.options:
            yield from self._options(block)
        position = f" ({block.position})" if block.position else ""
        pager = []
        if block.earlier:
            pager.append(self._button(block.earlier, f"‹ {block.earlier.label}{'' if block.later else position}"))
        if block.later:
            pager.append(self._button(block.later, f"{block.later.label}{position} ›"))
        yield from _rows(pager)

    def controls(self, block: Controls) -> Iterator[Piece]:
        """Buttons and links, the primary one first in its row; short ones that have a row each elsewhere share one."""
        for row in _share_rows(block.rows):
            yield from _whole(row)
            first, others, wanted = list[Json](), list[Json](), list[str]()
            for one in row:
                if isinstance(one, Button):
                    (first if one.style == "primary" else others).append(self._button(one, one.label))
                    wanted += [one.label] if one.style == "primary" else []
                elif _can_be_opened(one.url):
                    others.append(self._link(one))
                    wanted.append(one.label)
                else:
                    yield from (Piece(made, one.label) for made in sections(f"{one.label}\n{one.url}"))
            yield from _rows([*first, *others], BETWEEN.join(wanted))

    def fields(self, block: Fields) -> Iterator[Piece]:
        """The button that opens the form. A card has one form, so one such button."""
        if self._opens:
            self._opens = False
            made = button(block.open_label, tokens.open_form(self._key), "primary" if self._leads else "plain")
            yield Piece(actions([made]), block.open_label, pressed=True)

    def _options(self, block: Choices) -> Iterator[Piece]:
        options = block.options
        few = len(options) <= limits.FEW and all(units(line(one.label)) <= limits.FEW_CHARS for one in options)
        if few or len({one.confirm for one in options}) > 1:
            yield from _whole(options)
            yield from _rows([self._button(one, one.label) for one in options], BETWEEN.join(o.label for o in options))
            return
        action_id = tokens.menu(self._key, self._menu if self._menus > 1 else None)
        if entries := self._entries(options):
            yield from (Piece(made) for made in _alike(options, entries))
            made = menu("static_select", action_id, block.prompt, options=entries)
        else:
            made = menu("external_select", action_id, block.prompt, min_query_length=0)
        if confirm := options[0].confirm:
            made["confirm"] = confirmation(confirm, danger=options[0].style == "danger")
            yield from (Piece(one) for one in _beyond(confirm.text, limits.CONFIRM_TEXT_CHARS))
        yield Piece(actions([made]), block.prompt, pressed=True)

    def _entries(self, options: Sequence[Button]) -> list[Json]:
        """The entries of a menu; none where there are too many, so that it has to ask for them."""
        first = self._buttons
        self._buttons += len(options)
        if len(options) > limits.OPTIONS or sum(units(one.label) for one in options) > limits.MENU_CHARS:
            return []
        return [option(one.label, str(first + place)) for place, one in enumerate(options)]

    def _number(self) -> int:
        self._buttons += 1
        return self._buttons - 1

    def _button(self, one: Button, label: str) -> Json:
        return button(label, tokens.press(self._key, self._number()), one.style, one.confirm)

    def _link(self, one: Link) -> Json:
        self._links += 1
        return {**button(one.label, tokens.open_link(self._links)), "url": one.url}


def _rows(elements: list[Json], words: str = "") -> Iterator[Piece]:
    """Rows of buttons, none longer than looks well or than a message can carry."""
    row: list[Json] = []
    taken = 0
    for one in elements:
        more = size(one)
        if row and (len(row) == limits.ROW_BUTTONS or taken + more > limits.MESSAGE_CHARS // 2):
            yield Piece(actions(row), words, pressed=True)
            row, words, taken = [], "", 0
        row.append(one)
        taken += more
    if row:
        yield Piece(actions(row), words, pressed=True)


def join_rows(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbouring rows of buttons in one block each: less pleasant, for where blocks are scarce."""
    joined = list[Piece]()
    for piece in pieces:
        before = joined[-1] if joined else None
        if before and before.pressed and piece.pressed:
            elements = [*before.block["elements"], *piece.block["elements"]]
            if len(elements) <= limits.ACTIONS and size(elements) <= limits.MESSAGE_CHARS // 2:
                words = BETWEEN.join(filter(None, (before.words, piece.words)))
                joined[-1] = Piece(actions(elements), words, pressed=True)
                continue
        joined.append(piece)
    return joined


def _share_rows(rows: Iterable[tuple[Control, ...]]) -> Iterator[tuple[Control, ...]]:
    """Neighbouring rows of one control each as one row, as far as it looks well: a desktop is wider than a phone."""
    shared: tuple[Control, ...] = ()
    for row in rows:
        joined = (*shared, *row)
        fits = len(joined) <= limits.ROW_BUTTONS and sum(units(one.label) for one in joined) <= limits.ROW_CHARS
        if len(row) == 1 and (not shared or fits):
            shared = joined
            continue
        if shared:
            yield shared
        shared = row if len(row) == 1 else ()
        if not shared:
            yield row
    if shared:
        yield shared


def _whole(controls: Iterable[Button | Link]) -> Iterator[Piece]:
    """What buttons and their dialogs have no room for, in words above them."""
    for one in controls:
        yield from (Piece(made) for made in _beyond(line(one.label), limits.BUTTON_CHARS))
        if isinstance(one, Button) and one.confirm:
            yield from (Piece(made) for made in _beyond(one.confirm.text, limits.CONFIRM_TEXT_CHARS))


def _beyond(text: str, most: int) -> list[Json]:
    return context(text) if units(text) > most else []


def _alike(options: Sequence[Button], entries: Sequence[Json]) -> Iterator[Json]:
    """The whole labels of entries that the menu shows alike, as only the middle of them differs."""
    shown = Counter(_seen(entry) for entry in entries)
    labels = dict.fromkeys(
        line(one.label) for one, entry in zip(options, entries, strict=True) if shown[_seen(entry)] > 1
    )
    for label in labels if len(labels) > 1 else ():
        yield from context(label)


def _seen(entry: Json) -> tuple[str, str]:
    return entry["text"]["text"], entry.get("description", {"text": ""})["text"]


def _can_be_opened(url: str) -> bool:
    """Whether Slack takes this address for a button."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    printable = url.isprintable() and " " not in url
    return parts.scheme in ("http", "https") and bool(parts.hostname) and printable and len(url) <= limits.URL_CHARS
