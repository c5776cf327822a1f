"""Shapes of postcodes, where they stand in an address, and how they are written properly."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.conversation.understanding.states import state_names

_GB = r"[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPS-UW]|[A-HK-Y]\d[ABEHMNPRV-Y])\s?\d[ABD-HJLNP-UW-Z]{2}|GIR\s?0AA"
_EIRCODE = r"(?:D6W|[AC-FHKNPRTV-Y]\d{2})\s?(?=[0-9AC-FHKNPRTV-Y]{0,3}\d)[0-9AC-FHKNPRTV-Y]{4}"
# Shapes that no other country has; a hyphen or letters make them certain.
_OWN_SHAPE = {
    "GB": _GB,
    "IE": _EIRCODE,
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[A-CEGHJ-NPR-TV-Z][\s-]?\d[A-CEGHJ-NPR-TV-Z]\d",
    "NL": r"[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}",
    "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    "BR": r"\d{5}-\d{3}",
    "JP": r"〒?\s?\d{3}-\d{4}",
    "LT": r"LT-?\s?\d{5}",
    "LV": r"LV-?\s?\d{4}",
    "AD": r"AD\d{3}",
    "MC": r"980\d{2}",
}
_DIGITS = {
    4: "AT BE BG CH CY DK GL HU LI LU NO NZ SI ZA AU GE MD MK PH",
    5: "BA DE EE ES FI FR GR HR IT ME MX MY RS SM TR UA US KR TH ID SA SE CZ SK",
    6: "RO IN SG CN RU CO KZ VN",
    3: "IS FO",
    7: "IL CL",
}
_THREE_TWO = "SE CZ SK GR"
_CITY_FIRST = "GB IE US CA AU NZ ZA IN SG JE GG IM MT SA TH ID CN JP UA RU LV"
_NO_POSTCODE = "AE HK QA BS FJ GH JM KE UG ZW BO PA AO MO"
_ISLANDS = {"JE": "JE", "GY": "GG", "IM": "IM"}
# National ranges, as first digits of the code.
_RANGES = {
    "ES": r"0[1-9]|[1-4]\d|5[0-2]",
    "FR": r"0[1-9]|[1-8]\d|9[0-8]",
    "IT": r"[0-8]\d|9[0-8]",
    "DE": r"0[1-9]|[1-9]\d",
    "SE": r"[1-9]\d",
    "CZ": r"[1-7]\d",
    "SK": r"[089]\d",
    "GR": r"[1-8]\d",
    "DK": r"0[8-9]|[1-9]\d",
    "AT": r"[1-9]\d",
    "CH": r"[1-9]\d",
    "BE": r"[1-9]\d",
    "HU": r"[1-9]\d",
    "LI": r"94",
    "LU": r"\d\d",
    "IS": r"[1-9]\d",
    "HR": r"[1-5]\d",
    "RS": r"[1-3]\d",
}
_SIGNS = {
    "D": "DE", "A": "AT", "F": "FR", "I": "IT", "E": "ES", "B": "BE", "L": "LU", "S": "SE", "N": "NO", "P": "PT",
    "H": "HU", "FIN": "FI", "SLO": "SI", "CRO": "HR", "FL": "LI", "DE": "DE", "AT": "AT", "CH": "CH", "FR": "FR",
    "IT": "IT", "ES": "ES", "BE": "BE", "LU": "LU", "SE": "SE", "NO": "NO", "DK": "DK", "FI": "FI", "HU": "HU",
    "SI": "SI", "HR": "HR", "CZ": "CZ", "SK": "SK", "NL": "NL", "PL": "PL", "PT": "PT", "RO": "RO", "BG": "BG",
    "GR": "GR", "EE": "EE", "IS": "IS", "MD": "MD", "RS": "RS",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostCode:
    """A possible postcode: where it stands, of which country; `certain` if no other country has that shape."""

    country: str
    text: str
    piece: int
    start: int
    end: int
    certain: bool


def stands_before_city(country: str) -> bool:
    """True for "10827 Berlin", False for "London WC2N 5EH"."""
    return country not in _CITY_FIRST.split()


def needs_postcode(country: str) -> bool:
    return country not in _NO_POSTCODE.split()


def find_postcodes(pieces: list[str], country: str | None) -> list[PostCode]:
    """Every possible postcode in the pieces of an address, of one country or of all, from left to right."""
    found = []
    for number, piece in enumerate(pieces):
        for code, pattern, certain in _patterns(country):
            for match in pattern.finditer(piece.upper()):
                start, end = match.span("code")
                island = _ISLANDS.get(match["code"][:2], code) if code == "GB" else code
                text = write_postcode(match["code"], code)
                found.append(PostCode(island, text, number, start, end, certain))
    return sorted(found, key=lambda item: (item.piece, item.end, item.certain))


def split_sign(piece: str) -> tuple[str, str | None]:
    """Takes the country letters off a code such as D-10827 and says which country they mean."""
    match = re.search(r"(?<!\w)([A-Z]{1,3})\s?-\s?(?=\d{3}\s?\d{1,2}(?!\w))", piece, re.IGNORECASE)
    country = _SIGNS.get(match[1].upper()) if match else None
    return (piece[: match.start()] + piece[match.end() :], country) if match and country else (piece, None)


def write_postcode(code: str, country: str) -> str:
    """A postcode in capitals with the spaces and hyphens that its country uses; other text only trimmed."""
    bare = re.sub(r"[\s〒-]", "", code.upper())
    shapes = {"GB": -3, "JE": -3, "GG": -3, "IM": -3, "CA": 3, "IE": 3, "NL": 4, "SE": 3, "CZ": 3, "SK": 3, "GR": 3}
    if country in shapes and 5 <= len(bare) <= 7:
        return f"{bare[: shapes[country]]} {bare[shapes[country] :]}"
    hyphens = {"PL": (2, 5), "PT": (4, 7), "BR": (5, 8), "JP": (3, 7), "LT": (2, 7), "LV": (2, 6)}
    at, size = hyphens.get(country, (0, 0))
    if at and len(bare) == size:
        return f"{bare[:at]}-{bare[at:]}"
    return " ".join(code.upper().split())


@lru_cache(maxsize=512)
def _patterns(country: str | None) -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    if country in ("JE", "GG", "IM"):
        country = "GB"
    shapes = [(code, shape, True) for code, shape in _OWN_SHAPE.items()]
    for state_land, digits in (("US", r"\d{5}(?:-\d{4})?"), ("AU", r"\d{4}")):
        names = "|".join(sorted(map(str.upper, state_names(state_land)), key=len, reverse=True))
        shapes.append((state_land, rf"(?:^|(?<=\w)[\s,]+)(?:{names})\.?\s+(?P<code>{digits})", True))
    for size, countries in _DIGITS.items():
        shapes += [(code, rf"(?={_RANGES.get(code, '')})\d{{{size}}}", False) for code in countries.split()]
    shapes += [(code, rf"(?={_RANGES[code]})\d{{3}}\s\d{{2}}", False) for code in _THREE_TWO.split()]
    # The Maltese shape also fits other words before a number, such as the Swedish "lgh 1102".
    shapes += [("US", r"\d{5}-\d{4}", False), ("IN", r"\d{3}\s\d{3}", False), ("MT", r"[A-Z]{3}\s\d{4}", False)]
    return tuple(
        (code, re.compile(_bounded(shape)), certain)
        for code, shape, certain in shapes
        if country is None or code == country
    )


def _bounded(shape: str) -> str:
    named = shape if "(?P<code>" in shape else f"(?P<code>{shape})"
    return rf"{shape}(?![\w/-])" if named == shape else rf"(?<![\w/-])(?:{named})(?![\w/-])"
