"""What a kWh costs, as bills put it: one price, prices by consumption, or what comes on top of the market price."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.conversation.understanding.hours_reading import read_prices
from bot.conversation.understanding.money import Negative, Percent, Price, Zero, read_fee, read_percent
from bot.conversation.understanding.numerals import find_numerals
from bot.conversation.understanding.results import Doubtful, Unreadable, Why
from bot.conversation.understanding.schedules import Rate, Tier

_NUMBER = r"(\d[\d.,']*(?:\s\d{3})*)"
_KWH = r"\s?kwh\b"
# In a text that is about to be parted by its times these stand for what hours must not be looked for in: "L250" for a
# limit, "T0" for what lies beyond it, "M0" for the market price. A mark is as long as what it stands for.
_OPEN, _CLOSE, _PAD, _HERE = "\ue000", "\ue001", "\ue002", "\ue003"
_UP_TO = re.compile(
    rf"(?:(?:\b(?:up\s*to|until|till|(?:for\s+)?(?:the\s+)?first|bis(?:\s+zu)?|(?:für\s+)?(?:die\s+)?ersten?)\b|≤|<=?)\s*"
    rf"|\b\d[\d.,']*\s*(?:-|to\b|bis\b)\s*){_NUMBER}{_KWH}",
    re.IGNORECASE,
)
_BEYOND = re.compile(
    rf"(?:\b(?:from|above|over|beyond|after|more\s+than|ab|über|mehr\s+als)\b|>=?)\s*{_NUMBER}{_KWH}"
    r"|\b(?:then|thereafter|(?:beyond|above|over|after)(?:\s+that)?|afterwards|every\s+further\s+kwh|dann|danach"
    r"|darüber(?:\s+hinaus)?|jede\s+weitere(?:\s+kwh)?)\b",
    re.IGNORECASE,
)
_MARKET = re.compile(
    r"\b(?:(?:the\s+|wholesale\s+|spot\s+)?market(?:\s+price)?|spot(?:\s+price)?|wholesale(?:\s+price)?|day-?ahead(?:\s+price)?"
    r"|exchange\s+price|epex(?:\s+spot)?|(?:strom)?börse(?:npreis\w*)?|(?:markt|spot)preis\w*|spotmarkt\w*)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(f"{_OPEN}([LTM])([^{_CLOSE}{_PAD}]*){_PAD}*{_CLOSE}")
_PERCENT = re.compile(r"[-+]?\s*\d[\d.,]*\s*(?:%|per\s?cent\b|prozent\b)", re.IGNORECASE)
_KEPT = Decimal("0.01")  # of a limit; with three digits it could be thousands
MOST_TIERS = 6
MOST_KWH = Decimal(10) ** 7


class Fault(StrEnum):
    """What is wrong with prices that could be read one by one; the catalogues have one sentence for each."""

    TIERS_OPEN = "tiers_open"
    TIERS_ORDER = "tiers_order"
    MIXED = "mixed"
    SEASON = "season"
    MONTHS_TWICE = "months_twice"
    DAYS_TWICE = "days_twice"
    HOURS_GAP = "hours_gap"
    HOURS_TWICE = "hours_twice"
    NO_REST = "no_rest"
    MONTH_DAYS = "month_days"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class RateText:
    """The prices of one rate as they stand, each with its limit in kWh; `market`: one of them names the market."""

    tiers: tuple[tuple[Decimal | None, str], ...]
    market: bool


def mark_words(plain: str, language: str) -> str:
    """A cleaned text with its limits and the word for the market price made marks, so that no times are seen in them.
    The rest of it stays where it is."""
    plain = _MARKET.sub(lambda found: _mark("M", "0", found[0]), plain)
    marked, at, tiered = "", 0, False
    while found := min(
        (m for m in (_UP_TO.search(plain, at), _BEYOND.search(plain, at) if tiered else None) if m),
        key=lambda m: m.start(),
        default=None,
    ):
        tiered = found.re is _UP_TO
        limit = read_limit(found[1], language) if tiered else None
        marked += plain[at : found.start()] + _mark("L" if tiered else "T", f"{limit or 0}", found[0])
        at = found.end()
    return marked + plain[at:]


def _mark(kind: str, value: str, text: str) -> str:
    return f"{_OPEN}{kind}{value}".ljust(len(text) - 1, _PAD) + _CLOSE


def unmark(text: str) -> str:
    """A text without marks."""
    return _TOKEN.sub(" ", text)


def split_rate(marked: str) -> RateText | Fault:
    """One rate: its limits come before their prices or after them, and the last price has none."""
    market = f"{_OPEN}M" in marked
    text = re.sub(f"{_OPEN}M0{_PAD}*{_CLOSE}", _HERE, marked)
    limits = [Decimal(found[2]) for found in _TOKEN.finditer(text) if found[1] == "L"]
    first = _TOKEN.split(text)[0]
    if not limits:
        return RateText(((None, unmark(text).replace(_HERE, " ")),), market)
    if _says(first):  # the price, then its limit
        pieces = [_TOKEN.sub(" ", piece) for piece in re.split(f"{_OPEN}L[^{_CLOSE}]*{_CLOSE}", text)]
    else:
        pieces = [_TOKEN.sub(" ", piece) for piece in re.split(f"{_OPEN}[LT][^{_CLOSE}]*{_CLOSE}", text)][1:]
    if len(pieces) != len(limits) + 1 or not all(map(_says, pieces)):
        return Fault.TIERS_OPEN
    if sorted(set(limits)) != limits or not limits[0] or len(pieces) > MOST_TIERS:
        return Fault.TIERS_ORDER
    return RateText(tuple(zip([*limits, None], (p.replace(_HERE, " ") for p in pieces), strict=True)), market)


RateReading = Rate | Doubtful[Rate] | Unreadable


def read_rates(texts: Sequence[RateText], market: bool, currency: str, language: str) -> list[RateReading]:
    """What the texts mean; prices without a unit take that of the others."""
    pieces = [text for rate in texts for _, text in rate.tiers]
    readings = iter(_read_tops(pieces, currency, language) if market else _read_costs(pieces, currency, language))
    return [_join([(limit, next(readings)) for limit, _ in rate.tiers]) for rate in texts]


_Amount = tuple[Decimal, Decimal]  # in major units, and a percentage
_AmountReading = _Amount | Doubtful[_Amount] | Unreadable


def _read_costs(pieces: Sequence[str], currency: str, language: str) -> list[_AmountReading]:
    return [_settle(reading) for reading in read_prices(pieces, currency, language)]


def _read_tops(pieces: Sequence[str], currency: str, language: str) -> list[_AmountReading]:
    return [_read_top(piece, currency, language) for piece in pieces]


def _read_top(piece: str, currency: str, language: str) -> _AmountReading:
    """A fee, a percentage, both, or nothing on top."""
    found = _PERCENT.search(piece)
    rest = (f"{piece[: found.start()]} {piece[found.end() :]}" if found else piece).strip(" +&,;:=\n")
    percent = read_percent(found[0], language) if found else Zero()
    if isinstance(percent, Unreadable):
        return percent
    if isinstance(percent, Negative):
        return Unreadable(Why.NEGATIVE)
    share = percent.candidates[0] if isinstance(percent, Doubtful) else percent
    value = share.value if isinstance(share, Percent) else Decimal(0)
    if not any(char.isdigit() for char in rest):
        return Decimal(0), value
    fee = _settle(read_fee(rest, currency, language), free=True)
    if isinstance(fee, Unreadable):
        return fee
    if isinstance(fee, Doubtful):
        return Doubtful(tuple((amount, value) for amount, _ in fee.candidates), fee.why)
    return fee[0], value


def _settle(reading: Price | Zero | Negative | Doubtful[Price] | Unreadable, *, free: bool = False) -> _AmountReading:
    match reading:
        case Price(amount=amount):
            return amount, Decimal(0)
        case Zero():
            return (Decimal(0), Decimal(0)) if free else Unreadable(Why.ZERO)
        case Negative():
            return Unreadable(Why.NEGATIVE)
        case Doubtful(candidates=candidates, why=why):
            return Doubtful(tuple((price.amount, Decimal(0)) for price in candidates), why)
        case Unreadable():
            return reading


def _join(tiers: Sequence[tuple[Decimal | None, _AmountReading]]) -> RateReading:
    """The tiers as one rate; where prices are doubtful, one rate for each way to read them."""
    fault = next((reading for _, reading in tiers if isinstance(reading, Unreadable)), None)
    if fault:
        return fault
    doubts = [reading for _, reading in tiers if isinstance(reading, Doubtful)]
    choices = max((len(doubt.candidates) for doubt in doubts), default=1)
    rates = tuple(
        tuple(_tier(limit, reading, choice) for limit, reading in tiers if not isinstance(reading, Unreadable))
        for choice in range(choices)
    )
    return Doubtful(rates, doubts[0].why) if doubts else rates[0]


def _tier(limit: Decimal | None, reading: _Amount | Doubtful[_Amount], choice: int) -> Tier:
    found = reading.candidates[min(choice, len(reading.candidates) - 1)] if isinstance(reading, Doubtful) else reading
    return Tier(found[0], limit, found[1])


def read_limit(text: str, language: str) -> Decimal | None:
    """How many kWh a text says, None if it says nothing like it; "1.000" are a thousand in any language."""
    plain = re.sub(_KWH + r".*", "", text.strip(), flags=re.IGNORECASE).strip(" .,")
    numerals = find_numerals(plain, language)
    if len(numerals) != 1 or not numerals[0].readings:
        return None
    value = max(numerals[0].readings)
    rounded = value.quantize(_KEPT) if 0 < value < MOST_KWH else Decimal(0)
    return Decimal(format(rounded.normalize(), "f")) if rounded > 0 else None


def _says(text: str) -> bool:
    """Whether there is a price in a text, were it only the market's."""
    return any(char.isdigit() for char in unmark(text)) or _HERE in text
