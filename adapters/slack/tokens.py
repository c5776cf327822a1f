"""What travels on buttons, menus and links: action ids. A person can forge them, so they are read strictly."""

import re
from dataclasses import dataclass

KEY_CHARS = 16  # of a card
VALUE = "v"  # the action id of every input of a modal; its block id names the field
ADD = "r:add"

_KEY = r"(?P<key>[A-Za-z0-9_-]{16})"
_NUMBER = r"(?P<number>0|[1-9][0-9]{0,5})"
_PRESS = re.compile(f"p:{_KEY}:{_NUMBER}")
_MENU = re.compile(f"m:{_KEY}(?::{_NUMBER})?")
_FORM = re.compile(f"f:{_KEY}")
_LINK = re.compile(f"l:{_NUMBER}")
_REMOVE = re.compile(f"r:del:{_NUMBER}")
_OPTION = re.compile(_NUMBER)


@dataclass(frozen=True, slots=True)
class Press:
    """A button: the key of its card, its place in `Card.buttons()`."""

    key: str
    number: int


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of a card; the number is in the option that was chosen."""

    key: str


@dataclass(frozen=True, slots=True)
class OpenForm:
    """The button that opens the form of a card."""

    key: str


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link was opened; there is nothing to do."""

    number: int


@dataclass(frozen=True, slots=True)
class AddRow:
    """One more row of the form that is open."""


@dataclass(frozen=True, slots=True)
class RemoveRow:
    """A row less of the form that is open; `row` is its id there."""

    row: int


Token = Press | Menu | OpenForm | OpenLink | AddRow | RemoveRow


def read_token(action_id: object) -> Token | None:
    """What an action id means, None for anything that we did not make."""
    if not isinstance(action_id, str):
        return None
    if action_id == ADD:
        return AddRow()
    if found := _PRESS.fullmatch(action_id):
        return Press(found["key"], int(found["number"]))
    if found := _MENU.fullmatch(action_id):
        return Menu(found["key"])
    if found := _FORM.fullmatch(action_id):
        return OpenForm(found["key"])
    if found := _LINK.fullmatch(action_id):
        return OpenLink(int(found["number"]))
    if found := _REMOVE.fullmatch(action_id):
        return RemoveRow(int(found["number"]))
    return None


def read_option(value: object) -> int | None:
    """The number of a button in the value of a menu's option, None for anything that we did not make."""
    return int(value) if isinstance(value, str) and _OPTION.fullmatch(value) else None


def press(key: str, number: int) -> str:
    """The action id of a button."""
    return f"p:{key}:{number}"


def menu(key: str, number: int | None = None) -> str:
    """The action id of a menu; `number` tells it from the others of the same card."""
    return f"m:{key}" if number is None else f"m:{key}:{number}"


def open_form(key: str) -> str:
    """The action id of the button that opens a form."""
    return f"f:{key}"


def open_link(number: int) -> str:
    """The action id of a link."""
    return f"l:{number}"


def remove_row(row: int) -> str:
    """The action id of the button that removes a row of a form."""
    return f"r:del:{row}"
