"""JSON on the wire to FlatPeak: numbers keep their digits in both directions."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Document = Mapping[str, Any]


def encode(value: Any) -> bytes:
    """Write JSON; a Decimal becomes the shortest number with exactly its value. Raises ValueError, TypeError."""
    return _text_of(value).encode()


def decode(body: bytes) -> Any:
    """Read JSON; fractions become Decimal. Raises ValueError for anything that is not JSON."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ArithmeticError, RecursionError) as error:
        raise ValueError("JSON beyond all measure") from error


def number_text(value: Decimal) -> str:
    """The shortest plain text of a number: 0.2450 is "0.245", 1E+1 is "10"."""
    if not value.is_finite():
        raise ValueError("a number in JSON is finite")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _text_of(value: Any) -> str:
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, Mapping):
        members = (f"{json.dumps(str(name))}:{_text_of(member)}" for name, member in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_text_of, value)) + "]"
    return json.dumps(value, allow_nan=False)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
