"""JSON whose numbers stay what they are: 0.245 is read as Decimal("0.245") and written as 0.245, never as text."""

import json
import re
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

Document = Mapping[str, Any]

# The encoder of the standard library cannot write a Decimal as a number. Each goes through as a text that starts with
# a mark nobody outside can guess, and loses its quotes afterwards.
_MARK = secrets.token_hex(16)
_MARKED = re.compile(rf'"{_MARK}([^"]+)"')
_PLAIN_DIGITS = 30  # beyond so many zeros a number is written with its exponent


def dump(value: Any) -> bytes:
    """Compact JSON. Raises TypeError for what JSON cannot hold, ValueError for numbers that are not finite."""
    text = _encode(value)
    if _MARK in text:
        text = _MARKED.sub(r"\1", text)
    return text.encode()


def show(value: Any) -> str:
    """The same for people to read."""
    text = _MARKED.sub(r"\1", _show(value))
    return text.encode(errors="replace").decode()  # half of a surrogate pair has no place in a file


def parse(body: bytes | str) -> Any:
    """The value; numbers with a point or an exponent are Decimals. Raises ValueError for what is no JSON."""
    try:
        return _decode(body if isinstance(body, str) else body.decode())
    except (ArithmeticError, RecursionError) as error:
        raise ValueError("JSON beyond all measure") from error


def number_text(value: Decimal) -> str:
    """The shortest text of a number: 0.2450 is "0.245", 1E+1 is "10". Raises ValueError if it is not finite."""
    if not value.is_finite():
        raise ValueError("JSON has only finite numbers")
    if value and not -_PLAIN_DIGITS < value.adjusted() < _PLAIN_DIGITS:
        return str(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _default(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _MARK + number_text(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_decode = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse).decode
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_default).encode
_show = json.JSONEncoder(indent=2, ensure_ascii=False, allow_nan=False, default=_default).encode
