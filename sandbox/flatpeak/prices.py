"""Series of prices: what a plan costs interval by interval, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from sandbox.flatpeak.plans import Plan

_PLACES = Decimal("0.00001")
_PUBLISHED_FROM_HOUR = 13  # tomorrow's market prices are out in the early afternoon
_FORECAST_DAYS = 10  # later than that there is no price at all, confidence 0


@dataclass(frozen=True, slots=True)
class Item:
    """One interval of a price series, in UTC."""

    start: datetime
    end: datetime
    value: Decimal
    confidence: Decimal


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The start of a local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def read_day(plan: Plan, day: date, zone: ZoneInfo, now: datetime, ends: date | None = None) -> list[Item]:
    """The prices of one local day, 23 or 25 hours long where the clocks change; equal neighbours are one."""
    start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    items: list[Item] = []
    for begin, stop in pairwise(_marks(start, end, plan.step)):
        local = begin.astimezone(zone)
        confidence = _confidence(plan, local, now.astimezone(zone), ends)
        value = (plan.price_at(local) if confidence else Decimal(0)).quantize(_PLACES).normalize()
        last = items[-1] if items else None
        if last and not plan.moves and (last.value, last.confidence) == (value, confidence):
            items[-1] = Item(last.start, stop, value, confidence)
        else:
            items.append(Item(begin, stop, value, confidence))
    return items


def read_span(
    plan: Plan, start: datetime, end: datetime, zone: ZoneInfo, now: datetime, ends: date | None
) -> list[Item]:
    """The intervals that touch a span."""
    items: list[Item] = []
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        items += [i for i in read_day(plan, day, zone, now, ends) if i.start < end and i.end > start]
        day += timedelta(days=1)
    return items


def _marks(start: datetime, end: datetime, step: timedelta | None) -> Iterator[datetime]:
    at = start
    while at < end:
        yield at
        at += step or (end - start)
    yield end


def _confidence(plan: Plan, local: datetime, now: datetime, ends: date | None) -> Decimal:
    """1 when known; market prices are known until tonight, from 13:00 until tomorrow night; 0 means no price."""
    if not plan.moves:
        if ends is None or local.date() < ends:
            return Decimal(1)
        return max(Decimal("0.2"), Decimal("0.8") - Decimal("0.2") * ((local.date() - ends).days // 90))
    ahead = (local.date() - now.date()).days
    if ahead <= 0 or (ahead == 1 and now.hour >= _PUBLISHED_FROM_HOUR):
        return Decimal(1)
    if ahead > _FORECAST_DAYS or (ahead == 1 and local.hour >= 22):
        return Decimal(0)
    return max(Decimal("0.2"), Decimal("0.8") - Decimal("0.1") * (ahead - 1))
