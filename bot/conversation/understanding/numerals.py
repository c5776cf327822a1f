"""Numbers as people write them, with every way in which they can be understood."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.conversation.understanding.locales import find_locale

_NUMERAL = re.compile(
    r"(?<![\w.,])(?P<sign>[-+]\s?)?"
    r"(?P<digits>\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*|[.,]\d+)"
)
# Longer digit strings are no prices, and Decimal arithmetic would round them.
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: one reading, or two where "1.234" may mean either, the likelier first."""

    readings: tuple[Decimal, ...]
    start: int
    end: int


def find_numerals(text: str, language: str) -> tuple[Numeral, ...]:
    """Every number in an already cleaned text; one that cannot be a number ("1.2.3") has no readings."""
    text = text.replace("٫", ".").replace("٬", "'")
    found = []
    for match in _NUMERAL.finditer(text):
        negative = (match["sign"] or "").startswith("-")
        readings = _read_digits(match["digits"], language)
        found.append(Numeral(tuple(-value if negative else value for value in readings), *match.span()))
    return tuple(found)


def _read_digits(digits: str, language: str) -> tuple[Decimal, ...]:
    if len(digits) > _LONGEST:
        return ()
    bare = digits.replace(" ", "").replace("'", "")
    grouped = bare != digits
    marks = [char for char in bare if char in ".,"]
    if not marks:
        return (Decimal(bare),)
    if len(set(marks)) == 2:
        return _read_both_marks(bare)
    mark = marks[0]
    if len(marks) > 1:
        return (Decimal(bare.replace(mark, "")),) if _is_grouping(bare.split(mark)) else ()
    whole, part = bare.split(mark)
    decimal = Decimal(f"{whole or '0'}.{part}")
    if grouped or len(part) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return (decimal,)
    thousand = Decimal(whole + part)
    return (decimal, thousand) if mark == _decimal_mark(language) else (thousand, decimal)


def _read_both_marks(bare: str) -> tuple[Decimal, ...]:
    last = max(bare.rfind("."), bare.rfind(","))
    other = "," if bare[last] == "." else "."
    whole, part = bare[:last], bare[last + 1 :]
    if bare[last] in whole or not _is_grouping(whole.split(other)):
        return ()
    return (Decimal(f"{whole.replace(other, '')}.{part}"),)


def _is_grouping(groups: list[str]) -> bool:
    """Thousands everywhere, or thousands and then hundreds as in India (1,23,456)."""
    first, *middle, last = groups
    sizes = {len(group) for group in middle}
    return len(last) == 3 and 1 <= len(first) <= 3 and first[0] != "0" and (sizes <= {3} or sizes == {2})


def _decimal_mark(language: str) -> str:
    symbols = find_locale(language).number_symbols
    return str(symbols.get("latn", {}).get("decimal", "."))
