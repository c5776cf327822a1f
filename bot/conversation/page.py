"""A Connect page as the core sees it: one shape for every generation, read tolerantly by members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

Json = Any


@dataclass(frozen=True, slots=True)
class Page:
    """What Connect asks or shows. `kind` is ours and the same in every generation; `route` is what goes back.

    Numbers inside `data` are Decimal or int. Missing members count as empty: read through the functions below.
    """

    kind: str  # "address", "provider", "provider_name", "redirect", "tariff", "structure", "fixed_rate", …
    route: str
    actions: tuple[str, ...] = ()
    data: Mapping[str, Json] = field(default_factory=dict)
    direction: str = ""  # "IMPORT", "EXPORT", ""
    type: str = ""  # "COMMODITY", "NON_COMMODITY", ""
    held: bool = False  # what it shows is connected already, as far as we know
    web: str = field(default="", repr=False)  # where a browser goes on with this session; "": nowhere


def text_at(data: Json, *path: str) -> str:
    """The trimmed text at a path of members, "" if there is none."""
    found = value_at(data, *path)
    return found.strip() if isinstance(found, str) else ""


def number_at(data: Json, *path: str) -> Decimal | None:
    """The number at a path of members, also when it is written as text."""
    found = value_at(data, *path)
    if isinstance(found, bool) or not isinstance(found, int | float | Decimal | str):
        return None
    try:
        number = Decimal(str(found).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def items_at(data: Json, *path: str) -> Sequence[Json]:
    """The list at a path of members, empty if there is none."""
    found = value_at(data, *path)
    return found if isinstance(found, list | tuple) else ()


def value_at(data: Json, *path: str) -> Json:
    """The value at a path of members, None where the path ends early."""
    for name in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(name)
    return data
