"""The prices on a summary, as instants; each keeps the offset in which it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bot.conversation.page import Json, Page, items_at, number_at, text_at
from bot.conversation.pages.price_words import MOST

HOUR = timedelta(hours=1)
MOST_RATES = 3 * 25 * 12  # three days in steps of five minutes


@dataclass(frozen=True, slots=True)
class Rate:
    """A price in major units from `start` until `end`, both aware."""

    start: datetime
    end: datetime
    cost: Decimal
    forecast: bool = False

    @property
    def day(self) -> date:
        return self.start.date()


def read_rates(page: Page) -> tuple[Rate, ...]:
    """Today's and tomorrow's prices in the order of time; those without any confidence are left out."""
    items = [item for day in ("today", "tomorrow") for item in items_at(page.data, "rates", day)][:MOST_RATES]
    rates = sorted(filter(None, map(_read_rate, items)), key=lambda rate: rate.start)
    once = [rate for number, rate in enumerate(rates) if number == 0 or rate.start > rates[number - 1].start]
    ends = [_find_end(rate, once[number + 1 : number + 2]) for number, rate in enumerate(once)]
    return tuple(replace(rate, end=end) for rate, end in zip(once, ends, strict=True) if end > rate.start)


def join_equal(rates: Sequence[Rate]) -> tuple[Rate, ...]:
    """Neighbours of the same price as one."""
    joined: list[Rate] = []
    for rate in rates:
        last = joined[-1] if joined else None
        if last and (last.end, last.cost, last.forecast) == (rate.start, rate.cost, rate.forecast):
            joined[-1] = replace(last, end=rate.end)
        else:
            joined.append(rate)
    return tuple(joined)


def cheapest(rates: Sequence[Rate], *, dearest: bool = False) -> Rate | None:
    """The stretch of at least an hour with the lowest mean price, or the highest; its cost is that mean."""
    joined = join_equal(rates)
    stretches = [found for number in range(len(joined)) if (found := _an_hour(joined[number:]))]
    if not stretches:
        return None
    return (max if dearest else min)(stretches, key=lambda rate: rate.cost)


def mean_cost(rates: Sequence[Rate]) -> Decimal:
    """The price of all the time together; at least one rate."""
    minutes = [Decimal((rate.end - rate.start) // timedelta(minutes=1)) or Decimal(1) for rate in rates]
    return sum((r.cost * m for r, m in zip(rates, minutes, strict=True)), Decimal()) / sum(minutes, Decimal())


def rate_at(rates: Sequence[Rate], moment: datetime) -> Rate | None:
    """The price at a moment, with its neighbours of equal price."""
    return next((rate for rate in join_equal(rates) if rate.start <= moment < rate.end), None)


def next_midnight(moment: datetime) -> datetime:
    """The end of the day in the moment's own offset."""
    return datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)


def _an_hour(rates: Sequence[Rate]) -> Rate | None:
    """The first of these with as many of the next as make an hour; None if they do not reach it."""
    taken: list[Rate] = []
    for rate in rates:
        if taken and taken[-1].end != rate.start:
            break
        taken.append(rate)
        if rate.end - taken[0].start >= HOUR:
            ends = [(one, min(one.end, max(taken[0].start + HOUR, taken[0].end))) for one in taken]
            cut = [replace(one, end=end) for one, end in ends]
            forecast = any(one.forecast for one in cut)
            return Rate(cut[0].start, cut[-1].end, mean_cost(cut), forecast)
    return None


def _read_rate(item: Json) -> Rate | None:
    cost = number_at(item, "tariff", "cost")
    confidence = number_at(item, "tariff", "confidence")
    start, end = _read_moment(item, "valid_from"), _read_moment(item, "valid_to")
    if start is None or cost is None or abs(cost) >= MOST or confidence == 0:
        return None
    return Rate(start, end or start, cost, confidence is not None and confidence < 1)


def _read_moment(item: Json, name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text_at(item, name))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return aware if 1970 < aware.year < 9000 else None


def _find_end(rate: Rate, following: Sequence[Rate]) -> datetime:
    """An end before its start is the next midnight, as the documentation has it; no price reaches into the next one."""
    end = rate.end if rate.end > rate.start else next_midnight(rate.start)
    return min([end, *(other.start for other in following)])
