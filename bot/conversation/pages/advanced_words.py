"""Prices by season, weekday, hour and consumption, in words that could as well be typed."""

from collections.abc import Sequence
from decimal import Decimal

from bot.conversation.context import Context
from bot.conversation.pages.hours_words import say_span
from bot.conversation.pages.price_words import likely_costs, likely_fee, say_cost
from bot.conversation.understanding.amounts import say_number, say_percent
from bot.conversation.understanding.locales import find_locale
from bot.conversation.understanding.schedules import (
    DAYS,
    MONTHS,
    Block,
    Hours,
    Rate,
    Season,
    Tier,
    list_rates,
    list_seasons,
    order_months,
)

ROWS_IN_DONE = 2
MOST_PLACES, MOST_PRICES = 40, 120
LIMIT_DECIMALS = 2


def say_months(months: frozenset[int] | Sequence[int], ctx: Context) -> str:
    """ "Oct–Mar", "Jun, Dec", "All year"."""
    ordered = order_months(months)
    if len(ordered) == len(MONTHS):
        return ctx.say("advanced-all-year")
    names = find_locale(ctx.language).months["stand-alone"]["abbreviated"]
    return _say_runs(ordered, {month: str(names[month]) for month in ordered}, 12)


def say_days(days: frozenset[int], ctx: Context) -> str:
    """ "Mon–Fri", "Sat, Sun"; "every day"."""
    if days == DAYS:
        return ctx.say("advanced-every-day")
    names = find_locale(ctx.language).days["stand-alone"]["abbreviated"]
    return _say_runs(sorted(days), {day: str(names[day]) for day in days}, 7)


def say_place(months: frozenset[int] | Sequence[int], days: frozenset[int], ctx: Context) -> str:
    """ "Oct–Mar · Mon–Fri"; weekdays only where they are not all."""
    said = say_months(months, ctx)
    return said if days == DAYS else f"{said} · {say_days(days, ctx)}"


def say_rate(rate: Rate, currency: str, market: bool, ctx: Context) -> str:
    """ "32 p up to 250 kWh, then 34 p", "market price + 2 p + 5%"."""
    said = [_say_tier(tier, currency, market, ctx) for tier in rate]
    if len(said) == 1:
        return said[0]
    limited = [
        ctx.say("advanced-up-to", price=text, limit=say_limit(tier.up_to, ctx))
        for text, tier in zip(said, rate, strict=True)
        if tier.up_to is not None
    ]
    return ctx.say("advanced-tiers", tiers=", ".join(limited), last=said[-1])


def say_limit(limit: Decimal, ctx: Context) -> str:
    """ "1,000 kWh"."""
    return f"{say_number(limit, ctx.language, LIMIT_DECIMALS)}\N{NO-BREAK SPACE}kWh"


def say_hours(hours: Hours, currency: str, market: bool, ctx: Context) -> str:
    """One rate, or the times that differ and then the rest of the day."""
    rates = list_rates(hours)
    if len(rates) == 1:
        return say_rate(rates[0], currency, market, ctx)
    rest = _find_rest(hours, rates)
    lines = [
        f"{say_span(one.start, one.end, ctx)} {say_rate(one.rate, currency, market, ctx)}"
        for one in hours
        if one.rate != rest
    ]
    if rest is None:
        return "; ".join(lines)
    return ctx.say("advanced-otherwise", times="; ".join(lines), rest=say_rate(rest, currency, market, ctx))


def list_places(blocks: Sequence[Block]) -> tuple[tuple[Season, frozenset[int], Hours], ...]:
    """Every part of the year that has prices of its own, in order."""
    return tuple((season, days, hours) for season in list_seasons(blocks) for days, hours in season.parts)


def fits_bill(blocks: Sequence[Block]) -> bool:
    """Whether anybody could look through it on a card."""
    places = list_places(blocks)
    prices = sum(len(one.rate) for _, _, hours in places for one in hours)
    return len(places) <= MOST_PLACES and prices <= MOST_PRICES


def list_bill(blocks: Sequence[Block], currency: str, market: bool, ctx: Context) -> tuple[tuple[str, str], ...]:
    """The prices as a bill has them: what a part of the year is called, and what it costs."""
    return tuple(
        (say_place(season.months, days, ctx), say_hours(hours, currency, market, ctx))
        for season, days, hours in list_places(blocks)
    )


def say_done(blocks: Sequence[Block], currency: str, market: bool, ctx: Context) -> str:
    """The whole bill in one line, or how many parts it has."""
    rows = list_bill(blocks, currency, market, ctx)
    if len(rows) > ROWS_IN_DONE:
        return ctx.say("advanced-done-many", count=len(rows))
    return "; ".join(f"{name}: {value}" for name, value in rows)


def say_schedule_example(currency: str, ctx: Context) -> str:
    """A message that would be understood."""
    low, high = likely_costs(currency, paid=ctx.paid)
    night, day, usual = (say_cost(cost, currency, ctx) for cost in (low, high, ((low + high) / 2).quantize(low)))
    winter = say_place(frozenset((10, 11, 12, 1, 2, 3)), DAYS, ctx)
    summer = say_place(frozenset(range(4, 10)), DAYS, ctx)
    return ctx.say("advanced-example", winter=winter, summer=summer, night=night, day=day, usual=usual)


def say_price_examples(currency: str, market: bool, ctx: Context) -> tuple[str, str]:
    """What could be typed for one part of the year: by times, and by consumption."""
    limit = say_limit(Decimal(250), ctx)
    if market:
        fee = ctx.say("advanced-market", extra=f"{say_cost(likely_fee(currency), currency, ctx)}")
        both = f"{fee} + {say_percent(Decimal(5), ctx.language)}"
        return both, ctx.say("advanced-otherwise", times=f"06:00–22:00 {both}", rest=fee)
    night, day = (say_cost(cost, currency, ctx) for cost in likely_costs(currency, paid=ctx.paid))
    tiers = ctx.say("advanced-tiers", tiers=ctx.say("advanced-up-to", price=night, limit=limit), last=day)
    return ctx.say("advanced-otherwise", times=f"06:00–22:00 {day}", rest=night), tiers


def _say_tier(tier: Tier, currency: str, market: bool, ctx: Context) -> str:
    if not market:
        return say_cost(tier.amount, currency, ctx)
    extra = [say_cost(tier.amount, currency, ctx)] if tier.amount else []
    extra += [say_percent(tier.percent, ctx.language)] if tier.percent else []
    return ctx.say("advanced-market", extra=" + ".join(extra)) if extra else ctx.say("advanced-market-bare")


def _find_rest(hours: Hours, rates: Sequence[Rate]) -> Rate | None:
    """The rate of "otherwise": of two rates the one in more pieces, else the one that comes second in the day."""
    if len(rates) != 2:
        return None
    counts = [sum(one.rate == rate for one in hours) for rate in rates]
    if counts[0] == counts[1]:
        return next(one.rate for one in hours if one.rate != hours[0].rate) if counts[0] == 1 else None
    return rates[counts.index(max(counts))]


def _say_runs(ordered: Sequence[int], names: dict[int, str], size: int) -> str:
    """Members that follow each other as a stretch, round the end of the year or the week."""
    runs: list[list[int]] = []
    for member in ordered:
        if runs and (runs[-1][-1] + 1 - member) % size == 0:
            runs[-1].append(member)
        else:
            runs.append([member])
    names = {member: name.rstrip(".") for member, name in names.items()}
    return ", ".join(names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}" for run in runs)
