"""What a modal carries along, and what stands in its fields: between Slack's state and {field name: text}.

A row has an id that never comes back, so that Slack keeps what was typed in the others when one is removed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack import limits
from adapters.slack.options import read_field_option
from bot.conversation.forms import Form

_NAMES = ("key", "team", "form", "group", "rows", "fresh", "kept")
_AROUND = 4  # blocks beside the fields: the title, what is wrong with all of it, rows that are not shown, "add"
_NUMBER_CHARS = 7


@dataclass(frozen=True, slots=True)
class ModalState:
    """Ids only. `rows` are those of the rows that are shown, `fresh` is the next one's, `group` is their name.

    `kept`: how many rows more the form has at its end, for which the modal has no room.
    """

    key: str
    team: str = ""
    form: str = ""
    group: str = ""
    rows: tuple[int, ...] = ()
    fresh: int = 0
    kept: int = 0

    def for_form(self, form: Form) -> "ModalState":
        """The state that fits a form: other rows than now get new ids, so that they show what the form says."""
        count = len(form.rows.rows) if form.rows else 0
        same = replace(self, form=form.name, group=form.rows.name if form.rows else "")
        if (same.group, len(self.rows) + self.kept) == (self.group, count):
            return same
        shown = min(count, room_for_rows(form))
        rows = tuple(range(self.fresh, self.fresh + shown))
        return replace(same, rows=rows, fresh=self.fresh + shown, kept=count - shown)

    def with_new_rows(self) -> "ModalState":
        """The same with other ids: all rows show what the form says, and not what was typed."""
        start, count = self.fresh, len(self.rows)
        return replace(self, rows=tuple(range(start, start + count)), fresh=start + count)

    def with_row(self) -> "ModalState":
        """One more row below those that are shown."""
        return replace(self, rows=(*self.rows, self.fresh), fresh=self.fresh + 1)

    def without_row(self, row: int) -> "ModalState":
        """A row less; one that is not there changes nothing, and the last one stays."""
        left = tuple(one for one in self.rows if one != row)
        return replace(self, rows=left) if left else self

    def write(self) -> str:
        """What travels in `private_metadata`."""
        said = {"key": self.key, "team": self.team, "form": self.form, "group": self.group}
        numbers = {"rows": self.rows, "fresh": self.fresh, "kept": self.kept}
        return json.dumps({**said, **numbers}, separators=(",", ":"))

    def block_of(self, name: str) -> str:
        """The block of a field: "periods.0.start" is "periods.7.start" where row 7 is the first."""
        group, number, field = split_name(name)
        if not self.group or group != self.group or not 0 <= number < len(self.rows):
            return name
        return f"{group}.{self.rows[number]}.{field}"

    def name_of(self, block_id: str) -> str:
        """The field of a block; "" where its row is gone."""
        group, row, field = split_name(block_id)
        if not self.group or group != self.group or row < 0:
            return block_id
        return f"{group}.{self.rows.index(row)}.{field}" if row in self.rows else ""


def room_for_rows(form: Form) -> int:
    """How many rows of a form a modal has room for; one at least."""
    if not form.rows:
        return 0
    left = limits.VIEW_BLOCKS - _AROUND - len(form.fields)
    return max(1, left // (1 + len(form.rows.fields)))  # a row has a line of its own above its fields


def split_name(name: str) -> tuple[str, int, str]:
    """The parts of a name in a row: of the rows, the row's number, of the field; -1 for a name that is in none."""
    group, _, rest = name.partition(".")
    number, _, field = rest.partition(".")
    whole = field and number.isascii() and number.isdecimal() and len(number) < _NUMBER_CHARS
    return (group, int(number), field) if whole else (name, -1, "")


@dataclass(frozen=True, slots=True)
class Entered:
    """What was found in a modal: {field name: text}, rows numbered from 0; an empty field is ""."""

    state: ModalState
    values: dict[str, str]


def read_modal(view: Mapping[str, Any]) -> Entered | None:
    """The fields of a view as Slack sends it with a submission, a change or a close; None if it is none of ours."""
    state = read_state(view.get("private_metadata"))
    if not state:
        return None
    values = dict[str, str]()
    for block_id, held in _objects(_object(view.get("state")).get("values")):
        if name := state.name_of(block_id):
            values[name] = "".join(_text(one) for _, one in _objects(held))
    return Entered(state, values)


def read_state(metadata: object) -> ModalState | None:
    """What `write` wrote; None for anything else."""
    try:
        said = json.loads(metadata) if isinstance(metadata, str) else None
    except ValueError:
        return None
    if not isinstance(said, dict) or said.keys() != set(_NAMES):
        return None
    *words, rows, fresh, kept = (said[name] for name in _NAMES)
    if not all(isinstance(word, str) for word in words) or not isinstance(rows, list):
        return None
    if not _is_number(fresh) or not _is_number(kept):
        return None
    if not all(_is_number(row) and row < fresh for row in rows) or len(set(rows)) < len(rows):
        return None
    return ModalState(said["key"], said["team"], said["form"], said["group"], tuple(rows), fresh, kept)


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def _text(held: Mapping[str, Any]) -> str:
    """What stands in one input, whatever its type."""
    chosen = held.get("selected_option")
    if isinstance(chosen, Mapping):
        return read_field_option(str(chosen.get("value", "")))
    people = held.get("selected_users")
    if isinstance(people, list):
        return ",".join(one for one in people if isinstance(one, str))
    for name in ("value", "selected_date", "selected_time", "selected_conversation"):
        if isinstance(value := held.get(name), str):
            return value
    return ""


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> list[tuple[str, Mapping[str, Any]]]:
    return [(name, one) for name, one in _object(value).items() if isinstance(one, Mapping)]
