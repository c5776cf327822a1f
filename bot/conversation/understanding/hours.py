"""Prices by time of day: periods, what is wrong with them, and how to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from itertools import pairwise

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to before `end`, over midnight if `end` is the earlier; equal ends are the whole day.
    `cost` is in major units per kWh."""

    start: time
    end: time
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Gap:
    """Time without a price."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Overlap:
    """Time with more than one price."""

    start: time
    end: time
    costs: tuple[Decimal, ...]


Fault = Gap | Overlap


def to_minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def to_clock(minutes: int) -> time:
    return time(*divmod(minutes % DAY, 60))


def minutes_of(period: Period) -> tuple[int, ...]:
    """Every minute of the day that the period covers, from its start on."""
    start = to_minutes(period.start)
    length = (to_minutes(period.end) - start) % DAY or DAY
    return tuple(minute % DAY for minute in range(start, start + length))


def sort_hours(periods: Iterable[Period]) -> tuple[Period, ...]:
    """In the order of the day."""
    return tuple(sorted(periods, key=lambda period: (period.start, period.end, period.cost)))


def check_hours(periods: Sequence[Period]) -> tuple[Fault, ...]:
    """Every gap and every overlap, in the order of the day; empty if each minute has exactly one price."""
    costs = _costs_by_minute(periods)
    faults: list[Fault] = []
    for start, end, found in _runs(costs):
        if not found:
            faults.append(Gap(to_clock(start), to_clock(end)))
        elif len(found) > 1:
            faults.append(Overlap(to_clock(start), to_clock(end), tuple(dict.fromkeys(found))))
    return tuple(faults)


def complete(periods: Sequence[Period]) -> bool:
    """True if every minute of the day has exactly one price."""
    return all(len(found) == 1 for found in _costs_by_minute(periods))


def merge_hours(periods: Sequence[Period]) -> tuple[Period, ...]:
    """The same day in the fewest periods; overlaps and gaps stay as they are, and nothing is merged then."""
    if not complete(periods):
        return sort_hours(periods)
    return _periods_of([found[0] for found in _costs_by_minute(periods)])


def fill_gaps(periods: Sequence[Period], cost: Decimal) -> tuple[Period, ...]:
    """The periods with every gap at this price."""
    gaps = (fault for fault in check_hours(periods) if isinstance(fault, Gap))
    return sort_hours([*periods, *(Period(gap.start, gap.end, cost) for gap in gaps)])


def _costs_by_minute(periods: Sequence[Period]) -> list[tuple[Decimal, ...]]:
    costs: list[list[Decimal]] = [[] for _ in range(DAY)]
    for period in periods:
        for minute in minutes_of(period):
            costs[minute].append(period.cost)
    return [tuple(found) for found in costs]


def _runs(costs: list[tuple[Decimal, ...]]) -> list[tuple[int, int, tuple[Decimal, ...]]]:
    """Stretches of equal prices; one that goes over midnight is one stretch and comes last."""
    edges = [minute for minute in range(DAY) if costs[minute] != costs[minute - 1]]
    if not edges:
        return [(0, DAY, costs[0])]
    return [(start, end, costs[start]) for start, end in pairwise([*edges, edges[0] + DAY])]


def _periods_of(costs: Sequence[Decimal | None]) -> tuple[Period, ...]:
    runs = _runs([(cost,) if cost is not None else () for cost in costs])
    return sort_hours(Period(to_clock(start), to_clock(end), found[0]) for start, end, found in runs if found)
