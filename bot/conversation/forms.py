"""Forms: fields that are asked one by one, or all at once where a channel can show a form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

FieldKind = Literal["text", "country", "state", "price", "percent", "time", "date", "choice", "people", "chat"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to ask. `value` and `problem` are in the person's words."""

    name: str
    label: str
    kind: FieldKind = "text"
    value: str = ""
    hint: str = ""
    required: bool = True
    problem: str = ""
    options: tuple[tuple[str, str], ...] = ()  # of a "choice": value and label


@dataclass(frozen=True, slots=True)
class Rows:
    """Fields that are asked several times, such as the periods of a day; a person can add and remove rows.

    A value of a row is named "<name>.<number of the row, from 0>.<name of the field>" when the form is sent in.
    """

    name: str
    label: str  # of one row, such as "Period"
    fields: tuple[Field, ...]  # of an empty row
    rows: tuple[dict[str, str], ...]  # field name to value, a dict for each row that is shown
    add: str  # labels of the buttons
    remove: str
    most: int = 12
    problems: tuple[dict[str, str], ...] = ()  # field name to problem, a dict for each row

    def filled(self, values: Mapping[str, str]) -> "Rows":
        """The rows that were typed before; if there are none, these."""
        typed: dict[int, dict[str, str]] = {}
        for name, value in values.items():
            rows, _, rest = name.partition(".")
            number, _, field = rest.partition(".")
            if rows == self.name and number.isdecimal() and field:
                typed.setdefault(int(number), {})[field] = value
        return replace(self, rows=tuple(typed[n] for n in sorted(typed))[: self.most], problems=()) if typed else self


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in the order in which they are asked."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Rows | None = None  # shown below the fields
    send: str = ""  # the label that sends it in, "" for the channel's own

    def filled(self, values: Mapping[str, str]) -> "Form":
        """The form with what was typed into it before, where it was closed halfway."""
        fields = tuple(replace(one, value=values.get(one.name, one.value)) for one in self.fields)
        return replace(self, fields=fields, rows=self.rows and self.rows.filled(values))

    def problems(self) -> dict[str, str]:
        """What is wrong, by the names under which values come back."""
        found = {one.name: one.problem for one in self.fields if one.problem}
        for number, row in enumerate(self.rows.problems if self.rows else ()):
            assert self.rows is not None
            found |= {f"{self.rows.name}.{number}.{name}": problem for name, problem in row.items() if problem}
        return found
