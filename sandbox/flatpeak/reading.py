"""Reading members of a JSON object: strict about types; every misfit is `data_json_invalid`."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.objects import Json

LARGEST = 10**9  # no limit is documented; larger numbers are no prices
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def fail() -> RefusedError:
    """The body does not fit the schema."""
    return RefusedError("data_json_invalid")


def read_object(parent: Json, name: str) -> Json:
    """A member that must be an object."""
    value = parent.get(name)
    if not isinstance(value, dict):
        raise fail()
    return value


def read_text(parent: Json, name: str, missing: str | None = None) -> str:
    """A text member; with `missing`, an absent or blank one is refused under that code."""
    value = parent.get(name, "" if missing else None)
    if not isinstance(value, str):
        raise fail()
    if missing and not value.strip():
        raise RefusedError(missing)
    return value


def read_number(parent: Json, name: str) -> Decimal:
    """A number member, exactly as it was written."""
    value = parent.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise fail()
    number = Decimal(value)
    if abs(number) >= LARGEST:
        raise fail()
    return number


def read_list(parent: Json, name: str) -> list[Any]:
    """A member that must be a list."""
    value = parent.get(name)
    if not isinstance(value, list):
        raise fail()
    return value


def read_stamp(text: str) -> datetime | None:
    """An RFC 3339 timestamp with a zone in a year that a contract can have, or None."""
    if not _STAMP.fullmatch(text):
        return None
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    return stamp if 1900 <= stamp.year < 3000 else None
