"""Prices and fees per kWh as bills print them and people type them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.conversation.understanding.currencies import (
    Band,
    Currency,
    find_currency,
    foreign_words,
    is_minor_somewhere,
    major_words,
    unit_key,
)
from bot.conversation.understanding.folding import clean
from bot.conversation.understanding.numerals import Numeral, find_numerals
from bot.conversation.understanding.results import Doubtful, Unreadable, Why, doubt_net
from bot.conversation.understanding.words import Word, read_word


@dataclass(frozen=True, slots=True)
class Price:
    """Above zero, in major units per kWh."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class Percent:
    """18.5 is 18.5 %."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Zero:
    """The person said zero or none."""


@dataclass(frozen=True, slots=True)
class Negative:
    """A value below zero, in the unit that was asked for where that is certain, else as typed."""

    amount: Decimal


PriceReading = Price | Zero | Negative | Doubtful[Price] | Unreadable
PercentReading = Percent | Zero | Negative | Doubtful[Percent] | Unreadable

_TAX = r"(?:vat|tax(?:es)?|ust|mwst|moms|tva|iva|btw|(?:mehrwert|umsatz)?steuern?)\b"
_NET = re.compile(
    r"(?:\b(?:excl?(?:usive)?|excluding|not\s+including|without|before|plus|zzgl|zuzüglich|exkl(?:usive)?|ohne|vor|ex)\b"
    r"\.?|\+)\s*(?:(?:of|any|the|der|die|gesetzl\w*\.?|\d[\d.,]*\s?(?:%|per\s?cent|prozent))\s*){0,2}"
    rf"{_TAX}|\b{_TAX}\.?\s+(?:excluded|exclusive|extra|not\s+included)\b|\b(?:net|netto(?:preise?)?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"[-+]?\d[\d.,]*\s?(?:%|percent\b|prozent\b)", re.IGNORECASE)
_KWH = r"k\s?w\s?-?\s?h?|kilowatt(?:\s?-?\s?(?:hours?|stunden?))?|units?|einheit"
_MWH = r"m\s?w\s?-?\s?h|megawatt(?:\s?-?\s?(?:hours?|stunden?))?"
_PER = r"(?:/|(?<!\w)(?:per|pro|je|a|par|por|pr|à|die|the|for|für|eine?)\s)\s*"
_PER_KWH = re.compile(rf"{_PER}(?:1\s?)?(?:{_KWH})(?!\w)|(?<![\d.,])1\s?kwh\b(?:\s*=)?", re.IGNORECASE)
_PER_MWH = re.compile(rf"{_PER}(?:1\s?)?(?:{_MWH})(?!\w)", re.IGNORECASE)
_PER_OTHER = re.compile(
    r"(?:/|\b(?:per|pro|je|a|im|p\.)\s?)\s*"
    r"(?:days?|months?|mo|years?|annum|a|weeks?|quarters?|tag|monat|mon|jahr|woche|quartal|hours?|stunde)\b"
    r"|\b(?:monthly|yearly|daily|annually|monatlich|jährlich|täglich)\b",
    re.IGNORECASE,
)
_AMOUNT_OF_ENERGY = re.compile(r"\d\s?(?:kwh|mwh|kw)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(?:([^\W\d_]+\.?\$?)|([^\w\s.,/()+;:=~?!<>\"'*-]))")
_PREFIX = re.compile(r"(?:([^\W\d_]{1,9}\.?|[A-Za-z]{0,3}[^\w\s.,/()+;:=~?!<>\"'*-]))\s*$")
_LONGEST = 300
_WIDEST = Decimal(1000)


@dataclass(frozen=True, slots=True)
class _Unit:
    shift: int | None
    foreign: bool = False


_NO_UNIT = _Unit(None)


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is being asked for: everything that the reading of one number depends on."""

    currency: Currency
    language: str
    band: Band | None
    per_mwh: bool


def read_price(text: str, currency: str, language: str, *, taxed: bool = False) -> PriceReading:
    """A price of energy. Doubtful where unit or separators leave two meanings, or where it looks wrong; a price that
    is to be `taxed` also where it says that it is not."""
    known = find_currency(currency)
    reading = _read(text, known, language, known.band)
    return doubt_net(reading) if taxed and says_net(text) and isinstance(reading, Price | Doubtful) else reading


def says_net(text: str) -> bool:
    """Whether a text says that tax is not in its prices."""
    return bool(_NET.search(clean(text)))


def read_fee(text: str, currency: str, language: str) -> PriceReading:
    """A surcharge per kWh, usually far below a price; "none" is Zero."""
    if read_word(text, language) in (Word.NONE, Word.NO):
        return Zero()
    known = find_currency(currency)
    band = known.band and Band(known.band.low / 60, known.band.high / 4)
    return _read(text, known, language, band)


def read_percent(text: str, language: str) -> PercentReading:
    """A percentage; "none" is Zero. A bare value below 1 may be a fraction, so it is asked about."""
    if read_word(text, language) in (Word.NONE, Word.NO):
        return Zero()
    plain = clean(text[:_LONGEST])
    if not plain:
        return Unreadable(Why.EMPTY)
    numerals = find_numerals(plain, language)
    fault = _find_fault(plain, numerals)
    if fault:
        return fault
    value, *others = numerals[0].readings
    if value == 0:
        return Zero()
    if value < 0:
        return Negative(value)
    if others:
        return Doubtful((Percent(value), *map(Percent, others)), Why.AMBIGUOUS_NUMBER)
    marked = re.search(r"%|perc|proz", plain, re.IGNORECASE)
    if value < 1 and not marked:
        return Doubtful((Percent(value * 100), Percent(value)), Why.UNIT_UNSURE)
    return Doubtful((Percent(value),), Why.UNUSUAL) if value > 100 else Percent(value)


def _read(text: str, currency: Currency, language: str, band: Band | None) -> PriceReading:
    plain = clean(text[:_LONGEST])
    if not plain:
        return Unreadable(Why.EMPTY)
    ask = _Ask(currency, language, band, bool(_PER_MWH.search(plain)))
    plain = _PER_KWH.sub(" ", _PER_MWH.sub(" ", plain))
    other = _PER_OTHER.search(plain)
    if other:
        return Unreadable(Why.NOT_PER_KWH, other[0].strip())
    if len(find_numerals(plain, language)) > 1:
        plain = _PERCENT.sub(" ", plain)
    if _AMOUNT_OF_ENERGY.search(plain):
        return Unreadable(Why.NOT_PER_KWH)
    numerals = find_numerals(plain, language)
    if not numerals:
        return _find_fault(plain, numerals) or Unreadable(Why.NO_NUMBER)
    readings = [_find_fault(plain, (numeral,)) or _read_one(plain, numeral, ask) for numeral in numerals]
    if all(reading == readings[0] for reading in readings):
        return readings[0]
    return Unreadable(Why.SEVERAL_NUMBERS)


def _find_fault(plain: str, numerals: tuple[Numeral, ...]) -> Unreadable | None:
    if not numerals:
        return Unreadable(Why.NO_NUMBER)
    if len(numerals) > 1:
        return Unreadable(Why.SEVERAL_NUMBERS)
    numeral = numerals[0]
    tail = re.match(r"\w*", plain[numeral.end :])
    attached = tail[0] if tail else ""
    if not numeral.readings or any(char.isdigit() for char in attached):
        return Unreadable(Why.NO_NUMBER, plain[numeral.start : numeral.end] + attached)
    return None


def _read_one(plain: str, numeral: Numeral, ask: _Ask) -> PriceReading:
    unit = _find_unit(plain, numeral, ask)
    if unit is None:
        return Unreadable(Why.UNKNOWN_UNIT, plain[numeral.start :][:40])
    if all(value == 0 for value in numeral.readings):
        return Zero()
    scale = Decimal(1000) if ask.per_mwh else Decimal(1)
    values = tuple(value / scale for value in numeral.readings)
    if ask.per_mwh and unit.shift is None:
        unit = _Unit(0, unit.foreign)
    if values[0] < 0:
        return Negative(_shift(values[0], unit.shift or 0))
    if unit.shift is None:
        return _weigh(_unstated(values, ask), (), ask)
    stated = tuple(_shift(value, unit.shift) for value in values)
    if unit.foreign:
        return Doubtful(_prices(stated), Why.OTHER_CURRENCY)
    hundred = Decimal(10) ** (ask.currency.exponent or 2)
    others = tuple(other for value in stated for other in (value / hundred, value * hundred))
    return _weigh(stated, others, ask)


def _unstated(values: tuple[Decimal, ...], ask: _Ask) -> tuple[Decimal, ...]:
    """Both meanings of a number without a unit, the one that bills use first."""
    shifts = (ask.currency.exponent, 0) if ask.currency.small else (0, ask.currency.exponent)
    return tuple(dict.fromkeys(_shift(value, shift) for shift in shifts for value in values))


def _weigh(meant: tuple[Decimal, ...], others: tuple[Decimal, ...], ask: _Ask) -> PriceReading:
    """`meant` are the meanings of the words as they stand, `others` those of a slip by a factor of 100."""
    if ask.band is None:
        return Price(meant[0]) if len(meant) == 1 else Doubtful(_prices(meant), Why.UNIT_UNSURE)
    plausible = tuple(value for value in meant if ask.band.holds(value))
    if len(plausible) == 1:
        return Price(plausible[0])
    if plausible:
        return Doubtful(_prices(plausible), Why.UNIT_UNSURE)
    wide = Band(ask.band.low / _WIDEST, ask.band.high * _WIDEST)
    slips = tuple(value for value in others if ask.band.holds(value))
    candidates = tuple(value for value in (*meant, *slips) if wide.holds(value))
    if not candidates:
        return Unreadable(Why.FAR_OFF)
    why = Why.AMBIGUOUS_NUMBER if len(meant) > 2 else Why.UNUSUAL
    return Doubtful(_prices(tuple(dict.fromkeys(candidates))), why)


def _prices(values: tuple[Decimal, ...]) -> tuple[Price, ...]:
    return tuple(map(Price, values))


def _shift(value: Decimal, digits: int) -> Decimal:
    return value.scaleb(-digits)


def _find_unit(plain: str, numeral: Numeral, ask: _Ask) -> _Unit | None:
    """The unit next to the number, or the only one in the text; None for strange letters stuck to it."""
    after = _SUFFIX.match(plain, numeral.end)
    if after:
        unit = _know_unit(after[0], ask)
        if unit:
            return unit
        if after[1] and not after[0][0].isspace() and not read_noise(after[1]):
            return None
    before = _PREFIX.search(plain, 0, numeral.start)
    unit = _know_unit(before[1], ask) if before else None
    if unit:
        return unit
    rest = {_know_unit(word, ask) for word in re.findall(r"[^\W\d_]{2,}|[£€$¥¢]", plain)} - {None}
    return rest.pop() if len(rest) == 1 else _NO_UNIT


def read_noise(word: str) -> bool:
    """True for letters that may follow a number without being its unit."""
    return unit_key(word) in {"inc", "incl", "inkl", "per", "pro", "brutto", "netto", "net", "gross", "vat"}


def _know_unit(word: str, ask: _Ask) -> _Unit | None:
    return _unit_of(unit_key(word), ask.currency, ask.language)


def _unit_of(key: str, currency: Currency, language: str) -> _Unit | None:
    if key in currency.minor_words:
        return _Unit(currency.exponent)
    if key in major_words(currency.code, language):
        return _Unit(0)
    if key in foreign_words(language):
        return _Unit(currency.exponent if is_minor_somewhere(key) else 0, foreign=True)
    return None
