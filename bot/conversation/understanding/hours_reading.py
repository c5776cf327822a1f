"""One message with the prices of a day, such as "23:30-05:30 9p, else 28p"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.conversation.understanding.folding import clean
from bot.conversation.understanding.hours import (
    DAY,
    Period,
    fill_gaps,
    sort_hours,
    to_clock,
)
from bot.conversation.understanding.money import Negative, Price, PriceReading, Zero, read_price, says_net
from bot.conversation.understanding.results import Doubtful, Unreadable, Why, doubt_net

HoursReading = tuple[Period, ...] | Doubtful[tuple[Period, ...]] | Unreadable

_LONGEST = 1000
_HALVES = r"(?:\s?(?P<{0}half>[ap])\.?m\b\.?)?"
_CLOCK = (
    r"(?:(?P<{0}hour>\d{{1,2}})(?:\s?[:.h]\s?(?P<{0}minute>[0-5]\d)(?!\d))?" + _HALVES + r"(?:\s?(?:uhr|o'clock|h)\b)?"
    r"|(?P<{0}word>midnight|mitternacht|noon|midday|mittags?))"
)
_TO = r"\s*(?:-|>|->|to|till?|until|bis(?:\s+um)?|and|und)\s*"
_RANGE = re.compile(rf"(?<![\d.,:])(?:{_CLOCK.format('a')}){_TO}(?:{_CLOCK.format('b')})(?!\d|:\d)", re.IGNORECASE)
_NO_CLOCK = r"(?!\d|[:.,]\d|\s?[£€$¢%]|\s?(?:p|c|ct|cents?|öre|øre)\b)"
_SINCE = re.compile(rf"\b(?:from|ab|since|von)\s+(?:{_CLOCK.format('a')}){_NO_CLOCK}", re.IGNORECASE)
_REST = re.compile(
    r"\b(?:else|otherwise|rest(?:\s+of\s+(?:the\s+)?(?:day|time))?|remaining|all\s+other(?:\s+times?)?|other(?:\s+times?)?"
    r"|sonst|ansonsten|übrige?\w*(?:\s+zeit\w*)?|restliche?\w*(?:\s+zeit\w*)?|am\s+rest\b"
    r"|day(?:time)?|night(?:s|time)?|tags(?:über)?|(?:tag|nacht)(?:strom|tarif)?s?|danach|after\s?wards|after\s+that|peak|off-?\s?peak|standard|ht|nt|hochtarif|niedertarif"
    r"|any\s?time|all\s+day|ganztägig|ganzen\s+tag)\b:?",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"\b(?:else|otherwise|sonst|ansonsten|rest(?:liche?\w*)?|remaining|all\s+other(?:\s+times?)?|other(?:\s+times?)?)\b:?",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"\b(?:week-?ends?|week-?days?|wochenende\w*|werktags?|wochentags?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|(?:mo|di|mi|do|fr|sa|mon|tue|wed|thu|fri|sat)\.?\s?-\s?"
    r"(?:di|mi|do|fr|sa|so|tue|wed|thu|fri|sat|sun)|summer|winter|sommer)\b",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\b(?:zwischen|between|von|from|um|at|the|der|die|am|in)\b", re.IGNORECASE)
_SEPARATED = re.compile(r"^\s*(?:[,;\n]|but|aber|and|und)|(?:[,;\n]|but|aber)\s*$", re.IGNORECASE)
_NAMED = {"midnight": 0, "mitternacht": 0, "noon": 12 * 60, "midday": 12 * 60, "mittag": 12 * 60, "mittags": 12 * 60}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place in the text that says when: a stretch, a start only (`end` is None), or the rest (both None)."""

    begin: int
    stop: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    marks: tuple[_Mark, ...]
    price: str


def read_hours(text: str, currency: str, language: str, *, taxed: bool = False) -> HoursReading:
    """The periods that a text names, sorted and not yet checked for gaps. Doubtful prices make a doubtful day, and so
    do those that are to be `taxed` and say that they are not."""
    found = _read(clean(text[:_LONGEST]), currency, language)
    return doubt_net(found) if taxed and says_net(text) and not isinstance(found, Unreadable) else found


def _read(plain: str, currency: str, language: str) -> HoursReading:
    if not plain:
        return Unreadable(Why.EMPTY)
    weekdays = _WEEKDAYS.search(plain)
    if weekdays:
        return Unreadable(Why.WEEKDAYS, weekdays[0])
    marks = _find_marks(plain)
    if isinstance(marks, Unreadable):
        return marks
    entries = _pair_prices(plain, marks)
    if isinstance(entries, Unreadable):
        return entries
    readings = read_prices([entry.price for entry in entries], currency, language)
    fault = next((reading for reading in readings if not isinstance(reading, Price | Doubtful)), None)
    if fault is not None:
        return _say_fault(fault)
    return _spread([entry.marks for entry in entries], [r for r in readings if isinstance(r, Price | Doubtful)])


def read_times(plain: str) -> tuple[tuple[str, ...], tuple[Period, ...]] | Unreadable:
    """The prices of a day in a cleaned text, as they stand, and when they hold: a period's cost is a price's number."""
    marks = _find_marks(plain)
    entries = marks if isinstance(marks, Unreadable) else _pair_prices(plain, marks)
    if isinstance(entries, Unreadable):
        return entries
    numbers = [Price(Decimal(number)) for number in range(len(entries))]
    periods = _lay_out([entry.marks for entry in entries], numbers)
    return (tuple(entry.price for entry in entries), periods) if periods else Unreadable(Why.NO_TIMES)


def names_times(plain: str) -> bool:
    """Whether a cleaned text has a time of day in it."""
    return bool(_RANGE.search(plain) or _SINCE.search(plain))


def find_rest(plain: str) -> tuple[int, int] | None:
    """Where a cleaned text says "otherwise" for the first time."""
    found = _ELSE.search(plain)
    return found.span() if found else None


def _find_marks(plain: str) -> list[_Mark] | Unreadable:
    marks: list[_Mark] = []
    free = plain
    for pattern in (_RANGE, _SINCE):
        for match in pattern.finditer(free):
            start, end = _clock_of(match, "a"), _clock_of(match, "b") if pattern is _RANGE else None
            if start is None or (pattern is _RANGE and end is None):
                return Unreadable(Why.NO_SUCH_TIME, match[0].strip())
            if end is not None:
                start = _guess_half(match, start, end)
            marks.append(_Mark(*match.span(), start % DAY, end % DAY if end is not None else None))
        free = "".join("#" * len(part) if pattern.fullmatch(part) else part for part in _split_at(free, pattern))
    marks += [_Mark(*match.span()) for match in _REST.finditer(free)]
    return _drop_labels(plain, sorted(marks, key=lambda mark: mark.begin))


def _split_at(text: str, pattern: re.Pattern[str]) -> list[str]:
    parts, at = [], 0
    for match in pattern.finditer(text):
        parts += [text[at : match.start()], match[0]]
        at = match.end()
    return [*parts, text[at:]]


def _clock_of(match: re.Match[str], side: str) -> int | None:
    """Minutes after midnight (1440 for 24:00), None for a time that does not exist."""
    word = match[f"{side}word"]
    if word:
        return _NAMED[word.lower()]
    hour, minute = int(match[f"{side}hour"]), int(match[f"{side}minute"] or 0)
    half = (match[f"{side}half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    total = hour * 60 + minute
    return total if total <= DAY else None


def _guess_half(match: re.Match[str], start: int, end: int) -> int:
    """ "1-4pm", "11-7am": the start without am or pm is the one that makes the shorter stretch."""
    if match["ahalf"] or not match["bhalf"] or match["aword"] or not 60 <= start < 13 * 60:
        return start
    return min((start % (DAY // 2), start % (DAY // 2) + DAY // 2), key=lambda guess: (end - guess) % DAY or DAY)


def _drop_labels(plain: str, marks: list[_Mark]) -> list[_Mark]:
    """ "night 22-6": a name that stands at a stretch says nothing more."""
    kept: list[_Mark] = []
    for number, mark in enumerate(marks):
        named = mark.start is None
        following = marks[number + 1] if number + 1 < len(marks) else None
        if named and following and not _has_digit(plain[mark.stop : following.begin]):
            continue
        if named and kept and kept[-1].start is not None and not _has_digit(plain[kept[-1].stop : mark.begin]):
            continue
        kept.append(mark)
    return kept


def _pair_prices(plain: str, marks: list[_Mark]) -> list[_Entry] | Unreadable:
    """Which price belongs to which times: the text after the times, or before them if the message starts so."""
    if not marks:
        return [_Entry((_Mark(0, 0),), plain)]
    edges = [0, *(edge for mark in marks for edge in (mark.begin, mark.stop)), len(plain)]
    texts = [plain[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)]
    if marks[-1].start is None and not _has_digit(texts[-1]):
        halves = _split_prices(texts[-2])
        texts[-2:] = halves or texts[-2:]
    first, last = _has_digit(texts[0]), _has_digit(texts[-1])
    if first and last:
        tail_is_rest = bool(_SEPARATED.search(texts[-1])) and not _SEPARATED.search(texts[0])
        return _join(marks, texts[:-1], texts[-1]) if tail_is_rest else _join(marks, texts[1:], texts[0])
    return _join(marks, texts[:-1] if first else texts[1:], None, before=first)


def _split_prices(text: str) -> list[str]:
    """ "9p and 28p otherwise": the second price belongs to what follows."""
    parts = re.split(r"\b(?:and|und|but|aber)\b|[,;\n](?!\d)", text)
    priced = [part for part in parts if _has_digit(part)]
    return priced if len(priced) == 2 else []


def _join(marks: list[_Mark], texts: list[str], rest: str | None, *, before: bool = False) -> list[_Entry] | Unreadable:
    """Times without a price of their own share that of the next ones (or, in price-first order, of the ones before)."""
    entries: list[_Entry] = []
    waiting: tuple[_Mark, ...] = ()
    for mark, text in zip(marks, texts, strict=True):
        if before and not _has_digit(text) and entries:
            entries[-1] = replace(entries[-1], marks=(*entries[-1].marks, mark))
        elif _has_digit(text):
            entries.append(_Entry((*waiting, mark), text))
            waiting = ()
        else:
            waiting = (*waiting, mark)
    if waiting:
        return Unreadable(Why.PRICE_MISSING)
    return [*entries, *([_Entry((_Mark(0, 0),), rest)] if rest else [])]


def read_prices(prices: Sequence[str], currency: str, language: str) -> list[PriceReading]:
    """A price without a unit takes that of the others, if they agree on one."""
    texts = [_NOISE.sub(" ", price).strip(" ,;:=\n") for price in prices]
    units = {unit for unit in (_bare_unit(text) for text in texts) if unit}
    unit = units.pop() if len(units) == 1 else ""
    return [
        read_price(text if _bare_unit(text) or not unit else f"{text} {unit}", currency, language) for text in texts
    ]


def _bare_unit(text: str) -> str:
    match = re.search(r"[£€$¥¢]|(?<=\d)\s?[^\W\d_]+\.?|\b[^\W\d_]{1,3}(?=\s?\d)", text)
    return match[0].strip() if match else ""


def _say_fault(reading: PriceReading) -> Unreadable:
    match reading:
        case Zero():
            return Unreadable(Why.ZERO)
        case Negative():
            return Unreadable(Why.NEGATIVE)
        case Unreadable():
            return reading
        case _:
            raise AssertionError(f"{type(reading).__name__} is no fault")


def _spread(marks: list[tuple[_Mark, ...]], prices: list[Price | Doubtful[Price]]) -> HoursReading:
    doubts = [price for price in prices if isinstance(price, Doubtful)]
    choices = max((len(doubt.candidates) for doubt in doubts), default=1)
    days = [_lay_out(marks, [_choose(price, choice) for price in prices]) for choice in range(choices)]
    if any(not day for day in days):
        return Unreadable(Why.NO_TIMES)
    return Doubtful(tuple(dict.fromkeys(days)), doubts[0].why) if doubts else days[0]


def _choose(price: Price | Doubtful[Price], choice: int) -> Price:
    return price if isinstance(price, Price) else price.candidates[min(choice, len(price.candidates) - 1)]


def _lay_out(marks: list[tuple[_Mark, ...]], prices: list[Price]) -> tuple[Period, ...]:
    """Stretches first, then starts, each up to the next, then the rest in what is left."""
    named = [(mark, price) for group, price in zip(marks, prices, strict=True) for mark in group]
    starts = sorted({mark.start for mark, _ in named if mark.start is not None})
    periods: list[Period] = []
    for mark, price in named:
        if mark.start is None:
            continue
        end = mark.end if mark.end is not None else _after(mark.start, starts)
        if end % 60 == 59 and end not in starts and (end == DAY - 1 or end + 1 in starts):
            end += 1  # "00:00-05:59" means up to six
        periods.append(Period(to_clock(mark.start), to_clock(end), price.amount))
    rests = [price for mark, price in named if mark.start is None]
    if len(rests) > 1:
        return ()
    return fill_gaps(periods, rests[0].amount) if rests else sort_hours(periods)


def _after(start: int, starts: list[int]) -> int:
    return next((other for other in starts if other > start), starts[0])


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
