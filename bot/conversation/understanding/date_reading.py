"""A day as people type it: ISO, in local order, with a month's name, or counted from today."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from bot.conversation.understanding.date_words import (
    COMPOUNDS,
    DateWords,
    ahead_patterns,
    date_words,
    field_order,
    month_names,
    noise_pattern,
    weekday_names,
)
from bot.conversation.understanding.folding import clean, fold
from bot.conversation.understanding.results import Doubtful, Unreadable, Why

Edge = Literal["start", "end"]
DateReading = date | Doubtful[date] | Unreadable

_LONGEST = 100
_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")
_NUMBERS = re.compile(r"(\d{1,4})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})?[.]?")
_DAY_MONTH = re.compile(r"(\d{1,2})\s*[./\-]\s*(\d{1,2})\s*\.?")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./\- ]\s*(\d{4})")
_YEAR = re.compile(r"(?:19|20|21)\d{2}")


class _Reader:
    """One reading: the text, whose words it is in, and what a bare month or year stands for."""

    def __init__(self, text: str, language: str, today: date, floor: date, edge: Edge) -> None:
        western = re.sub("[年月년월]", "-", re.sub("[日일]", " ", clean(text[:_LONGEST])))
        self.plain = western.lower().strip(" .,;!-")
        self.key = _expand(fold(re.sub(r"(?<=\d)[.](?=\s?\D)", " ", self.plain)))
        self.language, self.today, self.floor, self.edge = language, today, floor, edge

    def read(self) -> DateReading:
        ways: tuple[Callable[[], DateReading | None], ...] = (
            self.read_numbers, self.read_day_word, self.read_named_month, self.read_span, self.read_ahead,
            self.read_weekday,
        )  # fmt: skip
        for way in ways:
            found = way()
            if found is not None:
                return found
        return Unreadable(Why.NOT_A_DATE)

    def read_numbers(self) -> DateReading | None:
        iso = _ISO.fullmatch(self.plain)
        if iso:
            return _make(int(iso[1]), int(iso[2]), int(iso[3]))
        bare = self._without_weekday(self.plain)
        full = _NUMBERS.fullmatch(bare)
        if full and full[3]:
            return self._order(full[1], full[2], full[3])
        pair = _MONTH_YEAR.fullmatch(bare)
        if pair:
            return _month_edge(int(pair[2]), int(pair[1]), self.edge)
        short = _DAY_MONTH.fullmatch(bare)
        if short:
            first, second = int(short[1]), int(short[2])
            day, month = (second, first) if field_order(self.language).startswith("m") else (first, second)
            return self._next(*_swap(day, month))
        if _YEAR.fullmatch(bare):
            return date(int(bare), *((12, 31) if self.edge == "end" else (1, 1)))
        return None

    def read_day_word(self) -> DateReading | None:
        for words in date_words(self.language):
            if self.key in words.days:
                return _later(self.today, words.days[self.key])
        return None

    def read_named_month(self) -> DateReading | None:
        """ "31 December 2027", "Dec 2027", "end of March", "31. Dez", "December 31st, 2027"."""
        names = month_names(self.language)
        words = re.sub(r"(?<=\d)(?:st|nd|rd|th|er)\b", "", self._strip_noise(self.key)).split()
        months = [word for word in words if word in names]
        others = [word for word in words if word not in names and word not in weekday_names(self.language)]
        if len(months) != 1:
            return None
        edge, rest = self._take_edge(" ".join(others))
        numbers = rest.split()
        if not all(number.isdecimal() and len(number) in (1, 2, 4) for number in numbers) or len(numbers) > 2:
            return None
        month = names[months[0]]
        days = [int(number) for number in numbers if len(number) < 3]
        years = [int(number) for number in numbers if len(number) == 4]
        if len(days) == 2:
            years = [_century(days.pop())]
        if days:
            return _make(years[0], month, days[0]) if years else self._next(days[0], month)
        if years:
            return _month_edge(years[0], month, edge)
        this = _month_edge(self.today.year, month, edge)
        late = isinstance(this, date) and this < max(self.floor, self.today)
        return _month_edge(self.today.year + 1, month, edge) if late else this

    def read_span(self) -> DateReading | None:
        """ "end of next year", "Ende des Monats", "next month"."""
        edge, rest = self._take_edge(self.key)
        edged = rest != self.key
        if edged and _YEAR.fullmatch(rest):
            return date(int(rest), *((12, 31) if edge == "end" else (1, 1)))
        for words in date_words(self.language):
            match = re.fullmatch(rf"(?:(?P<next>{words.following})|(?:{words.current}))? ?(?P<unit>.+)", rest)
            unit = words.units.get(match["unit"]) if match else None
            if match is None or unit not in ("month", "quarter", "year") or not (edged or rest != match["unit"]):
                continue
            steps = _MONTHS_OF[unit]
            named = _period_edge(self.today, steps, 1 if match["next"] else 0, edge)
            counted = _add_months(self.today, steps)
            if edged or not match["next"] or isinstance(named, Unreadable):
                return named
            return Doubtful((named, counted), Why.UNUSUAL) if isinstance(counted, date) else named
        return None

    def read_ahead(self) -> DateReading | None:
        """ "in 6 months", "in einem Jahr", "18 Monate", "2 years from now"."""
        for pattern, unit in ahead_patterns(self.language):
            match = pattern.fullmatch(self.key)
            if match:
                return self._count(int(match[1]), unit)
        for words in date_words(self.language):
            found = self._read_counted(words)
            if found is not None:
                return found
        return None

    def read_weekday(self) -> DateReading | None:
        names = weekday_names(self.language)
        if self.key not in names:
            return None
        return _later(self.today, (names[self.key] - self.today.weekday() - 1) % 7 + 1)

    def _read_counted(self, words: DateWords) -> DateReading | None:
        rest = re.sub(rf"^(?:{words.ahead}) | (?:from now|from today|time|ab heute|ab jetzt)$", "", self.key)
        number, _, unit = rest.partition(" ")
        if rest in words.units and rest != self.key:
            return self._count(1, words.units[rest])
        glued = re.fullmatch(r"(\d{1,3}) ?(\D+)", rest)
        if glued:
            number, unit = glued[1], glued[2]
        count = int(number) if number.isdecimal() and len(number) <= 3 else words.numbers.get(number)
        return self._count(count, words.units[unit]) if count is not None and unit in words.units else None

    def _count(self, count: int, unit: str) -> DateReading:
        if unit in _DAYS_OF:
            return _later(self.today, count * _DAYS_OF[unit])
        return _add_months(self.today, count * _MONTHS_OF[unit])

    def _take_edge(self, key: str) -> tuple[Edge, str]:
        """ "end of march" is ("end", "march"); without such words the edge that was asked for."""
        edges: tuple[Edge, Edge] = ("end", "start")
        for words in date_words(self.language):
            for edge, pattern in zip(edges, (words.ends, words.starts), strict=True):
                match = re.match(rf"(?:{pattern})$|(?:{pattern}) (?=.)", key)
                if match:
                    return edge, key[match.end() :]
        return self.edge, key

    def _strip_noise(self, key: str) -> str:
        """Small words out, except those that say which end of the month is meant."""
        rest = self._take_edge(key)[1]
        lead = key[: len(key) - len(rest)]
        return lead + " ".join(noise_pattern(self.language).sub(" ", rest).split())

    def _without_weekday(self, plain: str) -> str:
        bare = re.sub(rf"^(?:{noise_pattern(self.language).pattern}\s+)+", "", plain)
        head = re.match(r"([^\W\d]+)[.,]?\s+(?=\d)", bare)
        return bare[head.end() :] if head and fold(head[1]) in weekday_names(self.language) else bare

    def _order(self, first: str, second: str, third: str) -> DateReading:
        if len(first) == 4:
            return _make(int(first), int(second), int(third)) if len(third) < 3 else _no_day()
        if len(first) == 3:
            return _no_day()
        order = field_order(self.language)
        if order == "ymd" and len(third) == 2:
            return _make(_century(int(first)), int(second), int(third))
        day, month = (int(second), int(first)) if order == "mdy" else (int(first), int(second))
        day, month = _swap(day, month)
        year = int(third) if len(third) == 4 else _century(int(third))
        return _make(year, month, day)

    def _next(self, day: int, month: int) -> DateReading:
        """The next such day, from the earliest allowed on; up to eight years ahead for 29 February."""
        floor = max(self.today, self.floor)
        for year in range(floor.year, floor.year + 9):
            found = _make(year, month, day)
            if isinstance(found, date) and found >= floor:
                return found
        return _no_day()


def read_date(
    text: str,
    language: str,
    today: date,
    *,
    earliest: date | None = None,
    latest: date | None = None,
    edge: Edge = "end",
) -> DateReading:
    """The day meant. A bare month or year is its first or last day (`edge`); a day without a year is the next such."""
    if not text.strip():
        return Unreadable(Why.EMPTY)
    found = _Reader(text, language, today, earliest or today, edge).read()
    if isinstance(found, Doubtful):
        allowed = tuple(day for day in found.candidates if not _refuse(day, earliest, latest))
        return Doubtful(allowed, found.why) if allowed else Unreadable(Why.TOO_LATE)
    if isinstance(found, Unreadable):
        return found
    return _refuse(found, earliest, latest) or found


def _refuse(day: date, earliest: date | None, latest: date | None) -> Unreadable | None:
    if earliest and day < earliest:
        return Unreadable(Why.TOO_EARLY, day.isoformat())
    return Unreadable(Why.TOO_LATE, day.isoformat()) if latest and day > latest else None


def _expand(key: str) -> str:
    for compound, words in COMPOUNDS.items():
        key = re.sub(rf"\b{compound}\b", words, key)
    return key


def _no_day() -> Unreadable:
    return Unreadable(Why.NO_SUCH_DAY)


def _make(year: int, month: int, day: int) -> date | Unreadable:
    try:
        return date(year, month, day)
    except ValueError:
        return _no_day()


def _swap(day: int, month: int) -> tuple[int, int]:
    """A month above 12 can only be the day."""
    return (month, day) if month > 12 >= day else (day, month)


def _century(year: int) -> int:
    return 2000 + year if year < 100 else year


def _month_edge(year: int, month: int, edge: Edge) -> date | Unreadable:
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return _no_day()
    return date(year, month, calendar.monthrange(year, month)[1] if edge == "end" else 1)


def _period_edge(today: date, months: int, ahead: int, edge: Edge) -> date | Unreadable:
    first = (today.month - 1) // months * months + ahead * months
    month = first + (months - 1 if edge == "end" else 0)
    return _month_edge(today.year + month // 12, month % 12 + 1, edge)


def _add_months(day: date, months: int) -> date | Unreadable:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return _no_day()
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _later(day: date, days: int) -> date | Unreadable:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return _no_day()
