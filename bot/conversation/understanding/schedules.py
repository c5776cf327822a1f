"""Prices by season, weekday, time of day and consumption: what holds when, what is missing, and in the fewest parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from decimal import Decimal
from itertools import pairwise

from bot.conversation.understanding.hours import DAY, Period, to_minutes

MONTHS = frozenset(range(1, 13))
DAYS = frozenset(range(7))  # Monday is 0
_MIDNIGHT = time(0)
WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset((5, 6))


@dataclass(frozen=True, slots=True)
class Tier:
    """What a kWh costs up to so many of them (None: without end). `amount`, in major units, is the price, or what
    comes on top of the market price; `percent` (5 is 5 %) on top of both."""

    amount: Decimal
    up_to: Decimal | None = None
    percent: Decimal = Decimal(0)


Rate = tuple[Tier, ...]  # limits ascend, the last tier has none


@dataclass(frozen=True, slots=True)
class Stretch:
    """A rate from `start` to before `end`, which may be the next day; equal ends are the whole day."""

    start: time
    end: time
    rate: Rate


Hours = tuple[Stretch, ...]  # a whole day


@dataclass(frozen=True, slots=True)
class Block:
    """Months and weekdays that have the same prices."""

    months: frozenset[int]
    days: frozenset[int]
    hours: Hours


Blocks = tuple[Block, ...]  # no two have a month and a weekday in common


@dataclass(frozen=True, slots=True)
class Season:
    """Months, in their order from the first of them on, and the prices of their weekdays."""

    months: tuple[int, ...]
    parts: tuple[tuple[frozenset[int], Hours], ...]


def covers_day(hours: Iterable[Stretch]) -> bool:
    """Whether every minute of the day has one rate."""
    parts = sorted(hours, key=lambda one: one.start)
    lengths = [(to_minutes(one.end) - to_minutes(one.start)) % DAY or DAY for one in parts]
    return sum(lengths) == DAY and all(parts[number - 1].end == one.start for number, one in enumerate(parts))


def merge_stretches(hours: Iterable[Stretch]) -> Hours:
    """A whole day in the fewest stretches, in their order; one that goes over midnight comes last."""
    parts = sorted(hours, key=lambda one: one.start)
    firsts = [one for number, one in enumerate(parts) if parts[number - 1].rate != one.rate]
    if not firsts:
        return (Stretch(_MIDNIGHT, _MIDNIGHT, parts[0].rate),)
    return tuple(replace(one, end=following.start) for one, following in pairwise([*firsts, firsts[0]]))


def list_rates(hours: Iterable[Stretch]) -> tuple[Rate, ...]:
    """Every rate once, in the order of the day."""
    return tuple(dict.fromkeys(one.rate for one in hours))


def name_rates(periods: Iterable[Period], rates: Sequence[Rate]) -> Hours:
    """The periods with the rates that their costs are the numbers of."""
    return tuple(Stretch(period.start, period.end, rates[int(period.cost)]) for period in periods)


def take_out(blocks: Iterable[Block], months: frozenset[int], days: frozenset[int]) -> Blocks:
    """The blocks without these weekdays of these months."""
    kept: list[Block] = []
    for block in blocks:
        both = block.months & months
        kept += [replace(block, months=block.months - months), replace(block, months=both, days=block.days - days)]
    return tuple(block for block in kept if block.months and block.days)


def lay_over(blocks: Iterable[Block], new: Iterable[Block]) -> Blocks:
    """The blocks with others on top."""
    laid = tuple(blocks)
    for block in new:
        laid = (*take_out(laid, block.months, block.days), block)
    return laid


def list_seasons(blocks: Sequence[Block]) -> tuple[Season, ...]:
    """The prices in the fewest parts; the season that has the first month of the year comes first."""
    rows: dict[tuple[Hours | None, ...], list[int]] = {}
    for month in sorted(MONTHS):
        rows.setdefault(tuple(_hours_at(blocks, month, day) for day in sorted(DAYS)), []).append(month)
    return tuple(Season(order_months(months), _group_days(row)) for row, months in rows.items() if any(row))


def normal_blocks(blocks: Sequence[Block]) -> Blocks:
    """The same prices in the fewest blocks, each in the order of `list_seasons`."""
    return tuple(
        Block(frozenset(season.months), days, hours) for season in list_seasons(blocks) for days, hours in season.parts
    )


def find_missing(blocks: Sequence[Block]) -> tuple[tuple[frozenset[int], frozenset[int]], ...]:
    """Months and their weekdays without a price: those that have some prices already come first."""
    open_days: dict[frozenset[int], set[int]] = {}
    for month in MONTHS:
        free = frozenset(day for day in DAYS if _hours_at(blocks, month, day) is None)
        if free:
            open_days.setdefault(free, set()).add(month)
    found = [(frozenset(months), days) for days, months in open_days.items()]
    return tuple(sorted(found, key=lambda one: (one[1] == DAYS, min(one[0]))))


def order_months(months: Iterable[int]) -> tuple[int, ...]:
    """The months from the first one after a pause on: November to March, not January to December."""
    known = sorted(months)
    start = next((month for month in known if (month - 2) % 12 + 1 not in known), known[0])
    return tuple(sorted(known, key=lambda month: (month - start) % 12))


def _hours_at(blocks: Iterable[Block], month: int, day: int) -> Hours | None:
    return next((block.hours for block in blocks if month in block.months and day in block.days), None)


def _group_days(row: Sequence[Hours | None]) -> tuple[tuple[frozenset[int], Hours], ...]:
    groups: dict[Hours, set[int]] = {}
    for day, hours in enumerate(row):
        if hours is not None:
            groups.setdefault(hours, set()).add(day)
    return tuple((frozenset(days), hours) for hours, days in groups.items())
