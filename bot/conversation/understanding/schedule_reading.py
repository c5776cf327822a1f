"""One message, or a small table, with the prices of a year: "Oct-Mar weekdays 6-22 32p, else 21p; Apr-Sep 25p"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.conversation.understanding.folding import clean
from bot.conversation.understanding.hours import Gap, Period, check_hours
from bot.conversation.understanding.hours_reading import find_rest, names_times, read_times
from bot.conversation.understanding.money import says_net
from bot.conversation.understanding.rate_reading import (
    Fault,
    RateText,
    mark_words,
    read_rates,
    split_rate,
    unmark,
)
from bot.conversation.understanding.results import Doubtful, Unreadable, Why, doubt_net
from bot.conversation.understanding.schedules import (
    DAYS,
    MONTHS,
    Block,
    Blocks,
    Rate,
    merge_stretches,
    name_rates,
    normal_blocks,
)
from bot.conversation.understanding.seasons import Mark, find_marks

LONGEST = 6000
MOST_SEGMENTS = 100
QUOTE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a text says. `blocks` may leave months, weekdays or (where `gaps`) hours open."""

    blocks: Blocks
    market: bool


@dataclass(frozen=True, slots=True)
class Misread:
    """The part of a text that could not be taken: why, in which line (from 1; 0: there is only one), as it stands.

    `detail` is the word, `members` the months or weekdays, `gap` the times that it is about."""

    why: Why | Fault
    line: int = 0
    quote: str = ""
    detail: str = ""
    members: frozenset[int] = frozenset()
    gap: Gap | None = None


ScheduleReading = Schedule | Doubtful[Schedule] | Misread


@dataclass(frozen=True, slots=True)
class Scope:
    """What a text is about where it does not say so itself."""

    months: frozenset[int] = MONTHS
    days: frozenset[int] = DAYS
    market: bool = False
    taxed: bool = False  # so that prices are doubtful which say that they are not


@dataclass(slots=True)
class _Segment:
    """A piece of the text: whose prices it has (None: not said; empty: all that are not named elsewhere)."""

    months: frozenset[int] | None
    days: frozenset[int] | None
    text: str
    at: int  # where it begins in the whole text
    named: int = -1  # where its months or weekdays begin, -1 if it names none


@dataclass(slots=True)
class _Priced:
    segment: _Segment
    months: frozenset[int]
    days: frozenset[int]
    rates: tuple[RateText, ...] = ()
    periods: tuple[Period, ...] = ()


_WINTER = re.compile(
    r"\b(?:winter|summer|spring|autumn|sommer|frühling|frühjahr|herbst)(?:s|monat\w*|\s+months?|zeit|halbjahr)?\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:[\s,;:·|(–-]|\b(?:from|von|in|im|during|on|am|an|und|and|the|den|dem|der)\b)+$", re.IGNORECASE)
_MONTH_DAYS = re.compile(r"(?<!\d)\d{1,2}\.?\s*-\s*\d{1,2}\.?\s*$|(?<![\d,.])\d{1,2}\.\s*$")
_GLUE = re.compile(r"(?:[\s,;:·|()–-]|\b(?:from|von|in|im|the|den|dem|der)\b)*", re.IGNORECASE)
_CLOCKS_APART = re.compile(r"(\b\d{1,2}[:.]\d\d)\s*[;|]\s*(\d{1,2}[:.]\d\d)(?=\s*[;|])")
_ALL_CELL = re.compile(r"(?:(?<=[;|\n])|^)[ ]*(?:all|alle|any|-|\*)[ ]*(?=[;|])", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(r"\A[^\d\n]*[;|][^\d\n]*\n")


def read_schedule(text: str, currency: str, language: str, scope: Scope | None = None) -> ScheduleReading:
    """The prices that a text names. What it leaves open is left out, what it says twice is refused."""
    plain = clean(text.replace("\t", " ; "))
    if not plain:
        return Misread(Why.EMPTY)
    if len(plain) > LONGEST:
        return Misread(Fault.TOO_LONG)
    plain = _untable(plain)
    return _Reader(plain, currency, language, scope or Scope()).read()


def _untable(plain: str) -> str:
    """A table as a message: without its header, its times together, and cells that say "all" left empty."""
    headed = _HEADER.match(plain)
    body = " " * (headed.end() - 1) + plain[headed.end() - 1 :] if headed else plain
    return _ALL_CELL.sub("", _CLOCKS_APART.sub(r"\1-\2", body))


class _Reader:
    """One reading of one text."""

    def __init__(self, plain: str, currency: str, language: str, scope: Scope) -> None:
        self.plain, self.currency, self.language, self.scope = plain, currency, language, scope
        self.marked = mark_words(plain, language)

    def read(self) -> ScheduleReading:
        if found := self._find_season():
            return found
        segments = self._part()
        if isinstance(segments, Misread):
            return segments
        priced = self._settle_places(_join_same(segments))
        if isinstance(priced, Misread):
            return priced
        for one in priced:
            if fault := self._find_times(one):
                return fault
        return self._price(priced)

    # Which piece of the text is about which months and weekdays

    def _find_season(self) -> Misread | None:
        """A season without its months beside it; one that has them says nothing more, and goes."""
        marks = [mark for mark in find_marks(self.marked, self.language) if mark.kind == "months"]
        for found in _WINTER.finditer(self.marked):
            beside = [self.marked[found.end() : mark.begin] for mark in marks if mark.begin >= found.end()][:1]
            beside += [self.marked[mark.stop : found.start()] for mark in marks if mark.stop <= found.start()][-1:]
            if not any(_GLUE.fullmatch(between) for between in beside):
                begin = self.marked.rfind("\n", 0, found.start()) + 1
                line = _Segment(None, None, self.marked[begin:].partition("\n")[0], begin)
                return self._misread(Fault.SEASON, line, detail=found[0])
        self.marked = _WINTER.sub(lambda found: " " * len(found[0]), self.marked)
        return None

    def _part(self) -> list[_Segment] | Misread:
        marks = find_marks(self.marked, self.language)
        segments = [_Segment(None, None, self.marked[: marks[0].begin] if marks else self.marked, 0)]
        before: Mark | None = None
        for number, mark in enumerate(marks):
            stop = marks[number + 1].begin if number + 1 < len(marks) else len(self.marked)
            last = segments[-1]
            waits = before is not None and not _has_price(last.text)
            if waits and before and before.kind == mark.kind:
                return self._misread(Why.PRICE_MISSING, last)
            if len(mark.members) == 1 and _MONTH_DAYS.search(last.text) and mark.kind == "months":
                return self._misread(Fault.MONTH_DAYS, replace(last, text=self.marked[last.at : stop]))
            last.text = _LEAD.sub("", last.text)
            segments.append(self._following(last, mark, self.marked[mark.stop : stop], waits=waits))
            if waits:
                segments.remove(last)
            before = mark
        telling = [one for one in segments if one.named >= 0 or _has_price(one.text)]
        return self._check_parts([part for segment in telling for part in _part_rest(segment)])

    def _following(self, last: _Segment, mark: Mark, text: str, *, waits: bool) -> _Segment:
        """The segment that a mark begins. Months go on until others come; weekdays as long as their months do."""
        named = last.named if waits else mark.begin
        if mark.kind == "months":
            return _Segment(mark.members, last.days if waits else None, text, mark.stop, named)
        return _Segment(last.months, mark.members, text, mark.stop, named)

    def _check_parts(self, segments: list[_Segment]) -> list[_Segment] | Misread:
        for segment in segments:
            if not _has_price(segment.text):
                return self._misread(Why.PRICE_MISSING, segment)
        if not segments:
            return Misread(Why.NO_NUMBER)
        return segments if len(segments) <= MOST_SEGMENTS else Misread(Fault.TOO_LONG)

    def _settle_places(self, segments: list[_Segment]) -> list[_Priced] | Misread:
        """Who says nothing, or "the others", gets what no other piece names."""
        named = frozenset().union(*(s.months for s in segments if s.months))
        rest = (MONTHS if named else self.scope.months) - named
        priced: list[_Priced] = []
        for segment in segments:
            months = segment.months or rest
            if not months:
                return self._misread(Fault.NO_REST, segment)
            beside = [s for s in segments if (s.months or rest) == months and s is not segment]
            taken = frozenset().union(*(s.days for s in beside if s.days))
            days = segment.days or ((self.scope.days if segment.months is None else DAYS) - taken)
            if not days:
                return self._misread(Fault.NO_REST, segment)
            if clash := self._find_clash(priced, segment, months, days):
                return clash
            priced.append(_Priced(segment, months, days))
        return priced

    def _find_clash(
        self, priced: Sequence[_Priced], segment: _Segment, months: frozenset[int], days: frozenset[int]
    ) -> Misread | None:
        for other in priced:
            if (twice := other.months & months) and (both := other.days & days):
                if other.months == months:
                    return self._misread(Fault.DAYS_TWICE, segment, members=both)
                return self._misread(Fault.MONTHS_TWICE, segment, members=twice)
        return None

    # What one piece says

    def _find_times(self, one: _Priced) -> Misread | None:
        times = read_times(one.segment.text.strip())
        if isinstance(times, Unreadable):
            return self._misread(times.why, one.segment, detail=unmark(times.detail))
        texts, one.periods = times
        rates = [split_rate(text) for text in texts]
        for rate in rates:
            if isinstance(rate, Fault):
                return self._misread(rate, one.segment)
        one.rates = tuple(rate for rate in rates if isinstance(rate, RateText))
        for fault in check_hours(one.periods):
            gap = Gap(fault.start, fault.end)
            why = Fault.HOURS_GAP if isinstance(fault, Gap) else Fault.HOURS_TWICE
            return self._misread(why, one.segment, gap=gap)
        return None

    def _price(self, priced: Sequence[_Priced]) -> ScheduleReading:
        every = [rate for one in priced for rate in one.rates]
        market = self.scope.market or any(rate.market for rate in every)
        if market and not self.scope.market:
            plain = next((one for one in priced if not all(rate.market for rate in one.rates)), None)
            if plain:
                return self._misread(Fault.MIXED, plain.segment)
        readings = read_rates(every, market, self.currency, self.language)
        owners = [one for one in priced for _ in one.rates]
        for owner, reading in zip(owners, readings, strict=True):
            if isinstance(reading, Unreadable):
                return self._misread(reading.why, owner.segment, detail=unmark(reading.detail))
        known = [reading for reading in readings if not isinstance(reading, Unreadable)]
        doubts = [reading for reading in known if isinstance(reading, Doubtful)]
        choices = max((len(doubt.candidates) for doubt in doubts), default=1)
        plans = tuple(Schedule(_lay_out(priced, [_choose(r, n) for r in known]), market) for n in range(choices))
        found = Doubtful(tuple(dict.fromkeys(plans)), doubts[0].why) if doubts else plans[0]
        return doubt_net(found) if self.scope.taxed and not market and says_net(self.plain) else found

    def _misread(self, why: Why | Fault, segment: _Segment, **more: Any) -> Misread:
        """What is wrong with a piece, which is quoted as it stands, its months and weekdays included."""
        start = segment.named if segment.named >= 0 else segment.at
        part = self.plain[start : segment.at + len(segment.text)]
        begin = start + len(part) - len(part.lstrip())
        line = self.plain.count("\n", 0, begin) + 1 if "\n" in self.plain.strip() else 0
        quote = " ".join(part.split()).strip(" ,;|")
        cut = quote if len(quote) <= QUOTE_CHARS else f"{quote[: QUOTE_CHARS - 1]}…"
        return replace(Misread(why, line, cut), **more)


def _part_rest(segment: _Segment) -> list[_Segment]:
    """ "weekdays 30p, else 20p": after one price for all hours the rest are other weekdays, or other months."""
    rest = find_rest(segment.text)
    if rest is None or not _has_price(segment.text[: rest[0]]) or names_times(segment.text):
        return [segment]
    head = replace(segment, text=segment.text[: rest[0]])
    tail = replace(segment, text=segment.text[rest[1] :], at=segment.at + rest[1], named=segment.at + rest[0])
    if segment.days:
        return [head, replace(tail, days=frozenset())]
    return [head, replace(tail, months=frozenset())] if segment.months else [segment]


def _join_same(segments: Sequence[_Segment]) -> list[_Segment]:
    """Pieces about the same months and weekdays, such as the lines of a table, are one."""
    joined: dict[tuple[frozenset[int] | None, frozenset[int] | None], _Segment] = {}
    for segment in segments:
        known = joined.get((segment.months, segment.days))
        text = f"{known.text}; {segment.text}" if known else segment.text
        joined[segment.months, segment.days] = replace(segment, text=text)
    return list(joined.values())


def _lay_out(priced: Sequence[_Priced], rates: Sequence[Rate]) -> Blocks:
    left = list(rates)
    blocks: list[Block] = []
    for one in priced:
        own, left = left[: len(one.rates)], left[len(one.rates) :]
        blocks.append(Block(one.months, one.days, merge_stretches(name_rates(one.periods, own))))
    return normal_blocks(blocks)


def _choose(reading: Rate | Doubtful[Rate], choice: int) -> Rate:
    return reading.candidates[min(choice, len(reading.candidates) - 1)] if isinstance(reading, Doubtful) else reading


def _has_price(text: str) -> bool:
    return any(char.isdigit() for char in text)
