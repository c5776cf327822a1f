"""One line of a file, understood as the chat understands what is typed."""

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from bot.conversation.sites.records import CELL_CHARS
from bot.conversation.understanding.address import Address, part_names
from bot.conversation.understanding.address_reading import read_address
from bot.conversation.understanding.countries import Country, read_country
from bot.conversation.understanding.folding import fold, fold_loose
from bot.conversation.understanding.postcodes import (
    find_postcodes,
    needs_postcode,
    split_sign,
    stands_before_city,
)
from bot.conversation.understanding.states import read_state

STATES = ("US", "CA", "AU")  # the countries whose state Connect takes
_NUMBER_FIRST = ("FR", "LU", "MC")  # and all that write the postcode after the town
# The countries whose postcodes `find_postcodes` knows.
SHAPED = frozenset(
    [
        "AT",
        "AU",
        "BE",
        "BG",
        "CA",
        "CH",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GB",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "NL",
        "NO",
        "NZ",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "US",
    ]
)
_SHORT = {"strasse": "str", "street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "drive": "dr", "platz": "pl"}
_STREET = re.compile(r"strasse\b|\b(?:street|road|avenue|lane|drive)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of the file says, column by column; `text` is a whole address in one, `town` postcode and town."""

    number: int  # in the file, from 1
    name: str = ""
    text: str = ""
    street: str = ""
    house: str = ""
    extra: str = ""
    city: str = ""
    post_code: str = ""
    town: str = ""
    state: str = ""
    country: str = ""
    provider: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A place to be connected. `number` is its line in the file."""

    number: int
    address: Address
    name: str = ""
    provider: str = ""
    reference: str = ""

    @property
    def label(self) -> str:
        """What a person calls it."""
        where = ", ".join(filter(None, (self.address.address_line1, self.address.address_line2, self.address.city)))
        return f"{self.name} · {where}" if self.name else where


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be connected: `what` is the end of a message id, `value` what that message quotes."""

    line: Line
    what: str
    value: str = ""


class _Open(Enum):
    NO_COUNTRY = "no_country"


NO_COUNTRY: Final = _Open.NO_COUNTRY

Checked = Site | tuple[Fault, ...] | _Open


def check_line(line: Line, default: str, language: str) -> Checked:
    """The site of a line, all that is wrong with it, or NO_COUNTRY where only a default country is missing."""
    code = ""
    if line.country:
        code = _read_code(line.country, language)
        if not code:
            return (Fault(line, "country", line.country),)
    parts = _read(line, code or default)
    if not parts.country_code:
        hopeless = not parts.address_line1 or not (parts.city or parts.post_code)
        return (Fault(line, "unreadable", _said(line)),) if hopeless else NO_COUNTRY
    parts, faults = _settle_state(line, *_settle_postcode(line, parts))
    if not any(map(str.isalpha, parts.city)):
        faults = (Fault(line, "city"), *faults)
    if not parts.address_line1:
        faults = (Fault(line, "street"), *faults)
    return faults or Site(line.number, parts, line.name, line.provider, line.reference)


def _read_code(text: str, language: str) -> str:
    country = read_country(text, language)
    if isinstance(country, Country):
        return country.code
    return split_sign(f"{text}-10000")[1] or ""  # the letter of a number plate, as before postcodes


def address_key(address: Address) -> str:
    """The same for every spelling of the same address."""
    post_code = fold(address.post_code).replace(" ", "")
    where = post_code or fold_loose(address.city)
    lines = (_key(address.address_line1), _key(address.address_line2))
    return "|".join((address.country_code, where, *lines))


def _key(line: str) -> str:
    short = _STREET.sub(lambda match: _SHORT[match[0]], fold(line))
    return "".join(fold_loose(short).split())


def _said(line: Line) -> str:
    return (line.text or _joined(line, ""))[:CELL_CHARS]


def _read(line: Line, country: str) -> Address:
    """The parts, each from its column; where one is missing, from all that the line says."""
    given = _from_columns(line, country)
    if not line.text and _is_whole(given):
        return given
    reading = read_address(line.text or _joined(line, country), Address(country_code=country))
    if not country and reading.parts.country_code:
        sure = "country_code" not in reading.uncertain
        guessed = reading.parts if line.text else given
        return _read(line, reading.parts.country_code) if sure else replace(guessed, country_code="")
    if line.text or (_is_whole(reading.parts) and not reading.uncertain):
        return _cut(reading.parts)
    return given


def _from_columns(line: Line, country: str) -> Address:
    first = not stands_before_city(country) or country in _NUMBER_FIRST
    street = (line.house, line.street) if first else (line.street, line.house)
    city, post_code = (line.city, line.post_code) if line.city or line.post_code else _part_town(line.town, country)
    return Address(" ".join(filter(None, street)), line.extra, city, line.state, post_code, country)


def _part_town(town: str, country: str) -> tuple[str, str]:
    """Town and postcode out of one cell, in whichever order."""
    codes = find_postcodes([town], country or None)
    if not codes:
        return town, ""
    code = codes[-1]
    return f"{town[: code.start]} {town[code.end :]}".strip(" ,"), town[code.start : code.end]


def _joined(line: Line, country: str) -> str:
    """One line in the order of the country, as a person would type it."""
    parts = _from_columns(line, country)
    town = (line.post_code, line.city, line.state) if stands_before_city(country or "DE") else ()
    town = town or (f"{line.city},", line.state, line.post_code)
    said = " ".join(filter(None, town)).strip(" ,") or line.town
    return ", ".join(filter(None, (parts.address_line1, parts.address_line2, said, line.country)))


def _is_whole(parts: Address) -> bool:
    return not parts.missing() and bool(parts.state or parts.country_code not in STATES)


def _cut(parts: Address) -> Address:
    return Address(**{name: getattr(parts, name)[:CELL_CHARS] for name in part_names()})


def _settle_postcode(line: Line, parts: Address) -> tuple[Address, tuple[Fault, ...]]:
    code, country = parts.post_code, parts.country_code
    if not code:
        return parts, (Fault(line, "postcode"),) if needs_postcode(country) else ()
    for candidate in (code, f"0{code}"):  # spreadsheets take a leading zero away
        if written := _written(candidate, country):
            return replace(parts, post_code=written), ()
    if country in SHAPED or not any(char.isdigit() for char in code):
        return parts, (Fault(line, "postcode-wrong", code),)
    return parts, ()


def _written(code: str, country: str) -> str:
    """The postcode as its country writes it, "" if it is none of that country."""
    bare = re.sub(rf"^{country}?[ -]+(?=\d)", "", code.upper())  # D-10827
    for text in (code, bare):
        for found in find_postcodes([text], country):
            if (found.start, found.end) == (0, len(text)):
                return found.text
    return ""


def _settle_state(line: Line, parts: Address, faults: tuple[Fault, ...]) -> tuple[Address, tuple[Fault, ...]]:
    if parts.country_code not in STATES:
        return (parts if parts.country_code == "IT" else replace(parts, state="")), faults
    if not parts.state:
        return parts, (*faults, Fault(line, "state"))
    state = read_state(parts.state, parts.country_code)
    if state is None:
        return parts, (*faults, Fault(line, "state-wrong", parts.state))
    return replace(parts, state=state), faults
