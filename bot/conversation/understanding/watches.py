"""What somebody wants to hear of prices, as people say it: "under 10p", "cheapest 3 hours at 18:00", "negative"."""

import re
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Literal

from bot.conversation.understanding.currencies import find_currency
from bot.conversation.understanding.folding import clean
from bot.conversation.understanding.money import Negative, Price, Zero, read_price
from bot.conversation.understanding.numerals import Numeral, find_numerals
from bot.conversation.understanding.results import Doubtful, Why

MOST_HOURS = 12
_LONGEST = 300
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eine": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
}  # fmt: skip
_ASKED = re.compile(
    r"\b(?:tell|alert|notify|warn|ping|message|inform|remind)\s+me\b|\blet\s+me\s+know\b|\bwatch\b"
    r"|\b(?:sag|melde?|schreib|warn|informiere?|benachrichtige?|erinnere?)\b|\bbescheid\b",
    re.IGNORECASE,
)
_EXPORT = re.compile(
    r"\b(?:exports?|exporting|feed(?:ing)?[\s-]?in|sell(?:ing)?|einspeis\w*|verkauf\w*)\b", re.IGNORECASE
)
_BELOW_ZERO = re.compile(
    r"\bnegativ\w*|\b(?:below|under|less\s+than)\s+(?:zero|nothing)\b|\bunter\s+null\b|\b(?:im|ins)\s+minus\b",
    re.IGNORECASE,
)
_SIGN = r"(?:[£€$¥]\s?)?[-+−]?\s?(?:[£€$¥]\s?)?(?:\d|[.,]\d)"
_FILLER = r"\s*(?:(?:to|of|auf|als|than|below|under|unter|über)\s+)?"
_UNDER = re.compile(
    r"(?:\b(?:under|below|less\s+than|lower\s+than|cheaper\s+than|(?:falls?|drops?|goes|sinks?)(?:\s+down)?"
    r"|unter|weniger\s+als|günstiger\s+als|billiger\s+als|(?:fällt|sinkt)"
    r"|at\s+most|no(?:t)?\s+more\s+than|max(?:imal|imum)?\.?|höchstens|nicht\s+mehr\s+als)|<)"
    + _FILLER
    + rf"(?={_SIGN})",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"(?:\b(?:over|above|more\s+than|higher\s+than|dearer\s+than|exceeds?|(?:rises?|climbs?|goes\s+up)"
    r"|über|mehr\s+als|höher\s+als|teurer\s+als|(?:steigt)|at\s+least|mindestens)|>)" + _FILLER + rf"(?={_SIGN})",
    re.IGNORECASE,
)
_OR_LESS = re.compile(
    r"\b(?:or|oder)\s+(?:less|lower|under|below|cheaper|weniger|günstiger|billiger|darunter)\b", re.IGNORECASE
)
_OR_MORE = re.compile(r"\b(?:or|oder)\s+(?:more|higher|over|above|dearer|mehr|höher|teurer|darüber)\b", re.IGNORECASE)
_TALK = re.compile(
    r"\b(?:fällt|sinkt|steigt|geht|liegt|ist|wird|is|falls?|goes|please|bitte|bescheid|an|again)\b", re.IGNORECASE
)
_MOST = r"(?:cheapest|lowest|best|(?:günstigst|billigst|best|niedrigst)e[nrsm]?|highest|höchste[nrsm]?)"
_BEST = re.compile(rf"\b{_MOST}\b", re.IGNORECASE)
_HIGHEST = re.compile(r"\bhighest\b|\bhöchste", re.IGNORECASE)
_DAY = re.compile(
    r"\btomorrow['’]?s\s+prices?\b|\bprices?\s+(?:for|of)\s+tomorrow\b|\b(?:morgigen?\s+preise?|preise?\s+(?:von|für)\s+morgen)\b"
    r"|\bdaily\s+prices?\b|\btagespreise?\b",
    re.IGNORECASE,
)
_HOURS = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})[\s-]*(?:{_MOST}\s+)?(?:h|hrs?|hours?|std\.?|stunden?)\b(?!\s*\d)",
    re.IGNORECASE,
)
_ONE_HOUR = re.compile(r"\b(?:hour|stunde)\b", re.IGNORECASE)
_LATE = re.compile(r"\b(?:evenings?|afternoons?|abends?|nachmittags?)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:\b(?:at|um|gegen|every\s+day\s+at|täglich\s+um)\s+)"
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d))?\s?(?P<half>[ap])?\.?(?:m\b\.?)?(?:\s?(?:uhr|o'clock|h)\b)?"
    r"|\b(?P<hour2>\d{1,2}):(?P<minute2>[0-5]\d)(?:\s?(?P<half2>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be told. Without a clock time or a number of hours none was said."""

    kind: Literal["under", "over", "best", "day"]
    limits: tuple[Decimal, ...] = ()  # in major units; several: the person has to choose
    hours: int | None = None
    at: time | None = None
    export: bool = False


@dataclass(frozen=True, slots=True)
class NoWish:
    """Something about prices is wanted, but not clear what; `about`: what is missing."""

    about: Literal["what", "limit", "clock", "hours"] = "what"


def read_wish(text: str, currency: str, language: str) -> Wish | NoWish | None:
    """What a text asks to be told of prices; None: it asks for no such thing."""
    plain = clean(text[:_LONGEST])
    export = bool(_EXPORT.search(plain))
    if _BELOW_ZERO.search(plain):
        return Wish("under", (Decimal(0),), export=export)
    for kind, pattern in (("under", _UNDER), ("over", _OVER)):
        if found := pattern.search(plain):
            return _read_limit("under" if kind == "under" else "over", plain[found.end() :], currency, language, export)
    for kind, pattern in (("under", _OR_LESS), ("over", _OR_MORE)):
        if found := pattern.search(plain):
            return _read_limit(
                "under" if kind == "under" else "over", plain[: found.start()], currency, language, export
            )
    if _BEST.search(plain):
        return _read_best(plain, export)
    if _DAY.search(plain):
        clock = _read_clock(plain)
        return clock if isinstance(clock, NoWish) else Wish("day", at=clock, export=export)
    return NoWish() if _ASKED.search(plain) else None


def _read_limit(kind: Literal["under", "over"], text: str, currency: str, language: str, export: bool) -> Wish | NoWish:
    amount = _TALK.sub(" ", _CLOCK.sub(" ", text))
    if bare := _read_bare(amount, currency, language):
        return Wish(kind, bare, export=export)
    match read_price(amount, currency, language):
        case Price(amount=limit):
            return Wish(kind, (limit,), export=export)
        case Zero():
            return Wish(kind, (Decimal(0),), export=export)
        case Negative(amount=limit):
            return Wish(kind, (limit,), export=export)
        case Doubtful(candidates=several, why=why):
            limits = tuple(one.amount for one in several)
            low = why is Why.UNUSUAL and _is_limit(limits[0], currency)  # a limit may be lower than any bill
            return Wish(kind, limits[:1] if low else limits, export=export)
        case _:
            return NoWish("limit")


def _read_bare(text: str, currency: str, language: str) -> tuple[Decimal, ...]:
    """What a number without a unit may mean, in pence or in pounds; empty where it is no bare number."""
    known, numerals = find_currency(currency), find_numerals(text, language)
    if not known.small or known.band is None or len(numerals) != 1 or text.strip(" .,!") != _cut(text, numerals[0]):
        return ()
    values = numerals[0].readings
    small = [value.scaleb(-known.exponent) for value in values]
    meant = [*(value for value in small if _is_limit(value, currency)), *(v for v in values if known.band.holds(v))]
    return tuple(dict.fromkeys(meant))


def _cut(text: str, numeral: Numeral) -> str:
    return text[numeral.start : numeral.end].strip(" .,!")


def _is_limit(amount: Decimal, currency: str) -> bool:
    """Whether a price can be waited for: not above what a kilowatt-hour ever costs."""
    band = find_currency(currency).band
    return band is not None and amount <= band.high


def _read_best(plain: str, export: bool) -> Wish | NoWish:
    clock = _read_clock(plain)
    if _HIGHEST.search(plain) and not export:
        return NoWish()  # good only for what is fed in
    if isinstance(clock, NoWish):
        return clock
    found = _HOURS.search(_CLOCK.sub(" ", plain))
    if found is None:
        return Wish("best", hours=1 if _ONE_HOUR.search(plain) else None, at=clock, export=export)
    word = found[1].casefold()
    hours = _NUMBERS.get(word) or int(word)
    return Wish("best", hours=hours, at=clock, export=export) if 0 < hours <= MOST_HOURS else NoWish("hours")


def _read_clock(plain: str) -> time | NoWish | None:
    found = _CLOCK.search(plain)
    if found is None:
        return None
    hour, minute = int(found["hour"] or found["hour2"]), int(found["minute"] or found["minute2"] or 0)
    half = (found["half"] or found["half2"] or "").lower()
    if not half and 1 <= hour < 12 and _LATE.search(plain):
        half = "p"
    if half and not 1 <= hour <= 12:
        return NoWish("clock")
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour % 24 if hour <= 24 else hour
    return time(hour, minute) if hour < 24 else NoWish("clock")
