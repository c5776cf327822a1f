"""Whether the prices at a location are others than a person knows.

A day's prices as the clock shows them are its picture; the length of intervals is not part of it. Only days that are
surely known from midnight to midnight are compared, so a forecast that firms up is no change; nor are days on which the
clocks change. One price is compared with the one before. Hours that differ from day to day (weekends, say) are learnt
for a week, after which only a picture that was not seen lately is a change. Market prices change every day: nobody is
told, unless they ask for it (a watch). Where another tariff was chosen its prices are no news to those who chose it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise

from bot.conversation.pages.price_words import read_written, write
from bot.conversation.pages.rates import Rate, join_equal
from bot.conversation.prices.hours import local_rates, midnight
from bot.conversation.prices.model import Series, Told
from bot.conversation.situation import Slot

MOVING = ("MARKET", "DYNAMIC")  # prices that are set from day to day
MOST_STEPS = 8  # prices a day; more are the market's
DAY = timedelta(days=1)
LEARNT = timedelta(days=7)
KEPT = timedelta(days=15)  # pictures that were not seen for longer are new again


@dataclass(frozen=True, slots=True)
class Change:
    """From a day on prices are others. Prices are known where one is that of the whole day."""

    day: date
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known now, and what has changed."""

    told: Told
    changes: tuple[Change, ...]


def compare(told: Told | None, series: Series, slot: Slot | None, zone: tzinfo, today: date) -> Compared:
    """The prices of today and tomorrow beside what is known."""
    tariff = slot.tariff_id if slot else ""
    known = told if told and told.tariff == tariff else Told(since=today.isoformat(), tariff=tariff)
    changes: list[Change] = []
    for day in (today, today + DAY):
        picture = picture_of(series, zone, day)
        if not picture or is_moving(series, slot, zone, day):
            continue
        before = known.days.get(day.isoformat()) or known.days.get((day - DAY).isoformat()) or known.last
        goes_on = bool(changes) and picture == known.days.get((day - DAY).isoformat())
        if before and picture != before and not goes_on and _is_new(known, picture, before, day, slot):
            changes.append(Change(day, _price(before), _price(picture)))
            known = known.model_copy(update={"since": day.isoformat()})
        known = _learn(known, picture, day, today)
    return Compared(known, tuple(changes))


def picture_of(series: Series, zone: tzinfo, day: date) -> str:
    """The price of the day, or a digest of its prices by the clock; "" where it is not surely known as a whole."""
    start, end = midnight(day, zone), midnight(day + DAY, zone)
    rates = join_equal(local_rates(series.points, zone, day, days=1))
    whole = bool(rates) and rates[0].start == start and rates[-1].end == end and _is_gapless(rates)
    if not whole or end - start != DAY or any(rate.forecast for rate in rates):
        return ""
    if len(rates) == 1:
        return write(rates[0].cost)
    steps = "|".join(f"{rate.start:%H:%M} {write(rate.cost)}" for rate in rates)
    return "#" + sha256(steps.encode()).hexdigest()[:12]


def is_moving(series: Series, slot: Slot | None, zone: tzinfo, day: date) -> bool:
    """Whether prices are set from day to day, by FlatPeak's word or by their look."""
    if slot is not None and slot.structure:
        return slot.structure in MOVING
    many = len(join_equal(local_rates(series.points, zone, day, days=1))) > MOST_STEPS
    return many or (slot is not None and slot.connection_type == "MARKET")


def _is_new(known: Told, picture: str, before: str, day: date, slot: Slot | None) -> bool:
    if day.isoformat() in known.days:
        return True  # of that very day something else was known
    if slot is not None and slot.structure == "FIXED":
        return True
    if picture in known.seen:
        return False
    learning = day - date.fromisoformat(known.since) < LEARNT
    return not learning or (_price(picture) is not None and _price(before) is not None)


def _learn(known: Told, picture: str, day: date, today: date) -> Told:
    days = {one: seen for one, seen in known.days.items() if one >= today.isoformat()}
    lately = (day - KEPT).isoformat()
    seen = {one: last for one, last in known.seen.items() if last >= lately}
    update = {
        "last": picture,
        "days": {**days, day.isoformat(): picture},
        "seen": {**seen, picture: day.isoformat()},
    }
    return known.model_copy(update=update)


def _price(picture: str) -> Decimal | None:
    return None if picture.startswith("#") else read_written(picture)


def _is_gapless(rates: Sequence[Rate]) -> bool:
    return all(before.end == after.start for before, after in pairwise(rates))
