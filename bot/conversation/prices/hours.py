"""Prices as the clock of their home shows them, and the best hours in a row."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from itertools import pairwise

from bot.conversation.pages.price_words import MOST
from bot.conversation.pages.rates import MOST_RATES, Rate, join_equal
from bot.conversation.prices.model import Point, Until

MORNING = time(7)


def local_rates(points: Sequence[Point], zone: tzinfo, first: date, days: int = 2) -> tuple[Rate, ...]:
    """The known prices of some local days, cut at their midnights, in the order of time.

    Each keeps the offset of its beginning as a fixed one: times in one zone are compared by their clocks, which go
    wrong in the night in which these are changed.
    """
    marks = [midnight(first + timedelta(days=number), zone) for number in range(days + 1)]
    known = sorted((p for p in points if p.confidence > 0 and abs(p.value) < MOST), key=lambda p: p.start)
    parts = []
    for number, point in enumerate(known[:MOST_RATES]):
        following = (later.start for later in known[number + 1 : number + 2])
        end = min([point.end, *following])
        for start, stop in pairwise(marks):
            begin, finish = max(point.start, start), min(end, stop)
            if begin < finish:
                parts.append(Rate(at_home(begin, zone), at_home(finish, zone), point.value, point.confidence < 1))
    return tuple(parts)


def best_window(
    rates: Sequence[Rate], start: datetime, end: datetime, hours: int, *, dearest: bool = False
) -> Rate | None:
    """The first of the cheapest (dearest) so many hours in a row between two instants; its cost is their mean.

    A mean of steps is least where the window begins or ends with a step, so only those are tried.
    """
    length = timedelta(hours=hours)
    found: list[Rate] = []
    for run in _runs(rates, start, end):
        first, last = run[0].start, run[-1].end
        starts = {first, last - length, *(r.start for r in run), *(r.end - length for r in run)}
        found += [_window(run, at, at + length) for at in starts if first <= at and at + length <= last]
    best = max if dearest else min
    sign = -1 if dearest else 1
    return best(found, key=lambda w: (w.cost, sign * w.start.timestamp())) if found else None


def deadline(until: Until, now: datetime, zone: tzinfo) -> datetime:
    """The instant that is meant: tonight's midnight, seven tomorrow morning, or the end of tomorrow."""
    today = now.astimezone(zone).date()
    if until == "morning":
        return datetime.combine(today + timedelta(days=1), MORNING, zone).astimezone(UTC)
    return midnight(today + timedelta(days=1 if until == "midnight" else 2), zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The beginning of a local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def is_twice(moment: datetime, zone: tzinfo) -> bool:
    """Whether the clock shows this time twice that day, because it is set back."""
    clock = moment.astimezone(zone).replace(tzinfo=zone)
    earlier, later = clock.replace(fold=0).utcoffset(), clock.replace(fold=1).utcoffset()
    return earlier is not None and later is not None and earlier > later


def at_home(moment: datetime, zone: tzinfo) -> datetime:
    """The moment by the clock there, with its offset as a fixed one."""
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return local.replace(tzinfo=timezone(offset, local.tzname() or "UTC"), fold=0)


def _runs(rates: Sequence[Rate], start: datetime, end: datetime) -> list[list[Rate]]:
    """What lies between two instants, in stretches without a gap."""
    runs: list[list[Rate]] = []
    for rate in join_equal(rates):
        cut = Rate(max(rate.start, start), min(rate.end, end), rate.cost, rate.forecast)
        if cut.start >= cut.end:
            continue
        if runs and runs[-1][-1].end == cut.start:
            runs[-1].append(cut)
        else:
            runs.append([cut])
    return runs


def _window(run: Sequence[Rate], start: datetime, end: datetime) -> Rate:
    total, forecast = Decimal(), False
    for rate in run:
        seconds = (min(rate.end, end) - max(rate.start, start)) // timedelta(seconds=1)
        if seconds > 0:
            total += rate.cost * seconds
            forecast = forecast or rate.forecast
    return Rate(start, end, total / ((end - start) // timedelta(seconds=1)), forecast)
