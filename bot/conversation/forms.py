"""Forms: fields that are asked one by one, or all at once where a channel can show a form."""

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["text", "country", "state", "price", "percent", "time", "date"]


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


@dataclass(frozen=True, slots=True)
class Form:
    """Fields in the order in which they are asked."""

    name: str
    title: str
    fields: tuple[Field, ...]
