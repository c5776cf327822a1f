"""Prices of a year as Connect's advanced page has them, to be sent, and to be kept in a draft."""

from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from bot.conversation.page import Json, items_at, number_at, text_at, value_at
from bot.conversation.pages.hours_progress import read_time
from bot.conversation.pages.price_words import MOST, write
from bot.conversation.understanding.rate_reading import MOST_KWH
from bot.conversation.understanding.schedules import (
    DAYS,
    MONTHS,
    WEEKDAYS,
    WEEKEND,
    Block,
    Blocks,
    Hours,
    Rate,
    Stretch,
    Tier,
    covers_day,
    lay_over,
    list_seasons,
    merge_stretches,
)

ALL = "All"
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = {name: frozenset((number,)) for number, name in enumerate(MONTH_NAMES, 1)} | {ALL: MONTHS}
_SETS = {ALL: DAYS, "Weekdays": WEEKDAYS, "Weekday": WEEKDAYS, "Weekend": WEEKEND}  # older texts have the singular
_DAYS = {name: frozenset((number,)) for number, name in enumerate(DAY_NAMES)} | _SETS
_MIDNIGHT = time(0)


def write_schedule(blocks: Blocks, *, market: bool) -> list[dict[str, Any]]:
    """The member `schedule`: amounts in major units, percentages as fractions of 1, every day of a month."""
    return [
        {
            "months": [ALL]
            if len(season.months) == len(MONTHS)
            else [MONTH_NAMES[month - 1] for month in season.months],
            "dates": [],
            "days_and_hours": [
                {"days": _write_days(days), "hours": _write_hours(hours, market=market)} for days, hours in season.parts
            ],
        }
        for season in list_seasons(blocks)
    ]


def read_schedule_data(data: Json, *, market: bool) -> Blocks | None:
    """The prices of a member `schedule`; None where it holds anything else, or something twice."""
    blocks: Blocks = ()
    for entry in items_at(data, "schedule"):
        months = _read_names(items_at(entry, "months"), _MONTHS)
        if not months or value_at(entry, "dates"):  # single days of a month are nothing that can be asked for here
            return None
        for group in items_at(entry, "days_and_hours"):
            days, hours = _read_names(items_at(group, "days"), _DAYS), _read_hours(group, market=market)
            if not days or not hours or any(block.months & months and block.days & days for block in blocks):
                return None
            blocks = lay_over(blocks, [Block(months, days, hours)])
    return blocks


def has_prices(data: Json) -> bool:
    """Whether a member `schedule` has any price at all, also where it cannot be shown."""
    names = ("fixed", "surcharge_fixed", "surcharge_percentage")
    groups = [group for entry in items_at(data, "schedule") for group in items_at(entry, "days_and_hours")]
    rates = [rate for group in groups for hour in items_at(group, "hours") for rate in items_at(hour, "rate")]
    return any(number_at(rate, name) for rate in rates for name in names)


def keep_schedule(blocks: Blocks, *, market: bool) -> list[Any]:
    """The prices for a draft, which has no numbers with a point."""
    kept = _plain(write_schedule(blocks, market=market))
    assert isinstance(kept, list)
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return write(value) if isinstance(value, Decimal) else value


def _write_days(days: frozenset[int]) -> list[str]:
    known = next((name for name, members in _SETS.items() if members == days), "")
    return [known] if known else [DAY_NAMES[day] for day in sorted(days)]


def _write_hours(hours: Hours, *, market: bool) -> list[dict[str, Any]]:
    """Stretches in the order of the day, none of them over midnight."""
    parts: list[Stretch] = []
    for one in hours:
        if one.start < one.end or one.end == _MIDNIGHT:
            parts.append(one)
        else:
            parts += [Stretch(_MIDNIGHT, one.end, one.rate), Stretch(one.start, _MIDNIGHT, one.rate)]
    return [
        {
            "valid_from": f"{part.start:%H:%M:%S}",
            "valid_to": f"{part.end:%H:%M:%S}",
            "rate": [_write_tier(tier, market=market) for tier in part.rate],
        }
        for part in sorted(parts, key=lambda part: part.start)
    ]


def _write_tier(tier: Tier, *, market: bool) -> dict[str, Any]:
    return {
        "fixed": Decimal(0) if market else tier.amount,
        "to_kwh": tier.up_to,
        "surcharge_fixed": tier.amount if market else None,
        "surcharge_percentage": tier.percent / 100 if market else None,
    }


def _read_names(names: Sequence[Json], known: dict[str, frozenset[int]]) -> frozenset[int]:
    """Empty if there is a name that is not known."""
    found = [known.get(name, frozenset()) if isinstance(name, str) else frozenset[int]() for name in names]
    return frozenset().union(*found) if all(found) else frozenset()


def _read_hours(group: Json, *, market: bool) -> Hours | None:
    found: list[Stretch] = []
    for item in items_at(group, "hours"):
        start, end, rate = read_time(item, "valid_from"), read_time(item, "valid_to"), _read_rate(item, market=market)
        if start is None or end is None or rate is None:
            return None
        found.append(Stretch(start, end, rate))
    return merge_stretches(found) if covers_day(found) else None


def _read_rate(item: Json, *, market: bool) -> Rate | None:
    tiers = tuple(_read_tier(one, market=market) for one in items_at(item, "rate"))
    known = tuple(tier for tier in tiers if tier)
    return known if known and len(known) == len(tiers) and ascends(known) else None


def ascends(rate: Rate) -> bool:
    """Whether the limits of a rate ascend and the last tier has none."""
    limits = [tier.up_to for tier in rate[:-1]]
    known = [limit for limit in limits if limit is not None]
    return rate[-1].up_to is None and known == sorted(set(known)) and len(known) == len(limits)


def _read_tier(item: Json, *, market: bool) -> Tier | None:
    limit = number_at(item, "to_kwh")
    if limit is not None and not 0 < limit < MOST_KWH:
        return None
    if not market:
        cost = number_at(item, "fixed")
        return Tier(cost, limit) if cost is not None and 0 < cost < MOST else None
    fee = number_at(item, "surcharge_fixed") or Decimal(0)
    percent = (number_at(item, "surcharge_percentage") or Decimal(0)) * 100
    fits = 0 <= fee < MOST and 0 <= percent < MOST
    return Tier(fee, limit, percent) if fits else None


def is_market(data: Json) -> bool | None:
    """Whether a tariff follows the market, None where it is not said."""
    text = text_at(data, "market_rates").lower()
    value = data.get("market_rates") if isinstance(data, dict) else None
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(text)
