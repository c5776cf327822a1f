"""Forms: fields that are asked one by one, or all at once where a channel can show a form."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in the order in which they are asked."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Rows | None = None  # shown below the fields
    send: str = ""  # the label that sends it in, "" for the channel's own
