"""Prices of today and tomorrow: as a picture, and the same in words."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from babel.dates import format_date

from bot.conversation.cards import Picture
from bot.conversation.context import Context
from bot.conversation.pages.price_words import say_cost, say_unit, shown_amount
from bot.conversation.pages.rates import Rate, cheapest, join_equal, mean_cost, next_midnight, rate_at
from bot.conversation.pictures import chart
from bot.conversation.understanding.amounts import say_number
from bot.conversation.understanding.currencies import find_currency
from bot.conversation.understanding.dates import say_time
from bot.conversation.understanding.locales import find_locale

DAYS = 2
FEW = 4  # so many prices of a day can all be said


def draw_rates(rates: Sequence[Rate], title: str, currency: str, ctx: Context, *, paid: bool = False) -> Picture | None:
    """The chart, None where there is nothing to draw. `paid`: the person earns these prices."""
    days, today = split_days(rates, ctx), _local_day(ctx.now, rates)
    moment = rate_at(rates, ctx.now)
    best = None if paid else cheapest([rate for rate in rates if rate.end > ctx.now])
    comma = find_locale(ctx.language).number_symbols["latn"]["decimal"] == ","
    try:
        drawn = chart.DayPrices(
            title=title,
            unit=f"{say_unit(currency, ctx)}/kWh",
            days=tuple(_draw_day(day, _name_day(day, today, ctx), found, currency) for day, found in days),
            now=chart.Mark(ctx.now, ctx.say("prices-now-mark")) if moment else None,
            cheapest=chart.Window(best.start, best.end, ctx.say("prices-cheapest-mark")) if best else None,
            forecast_label=ctx.say("prices-forecast") if any(rate.forecast for rate in rates) else "",
            decimal_mark="," if comma else ".",
        )
    except (ValueError, OverflowError):
        return None
    alt = " ".join(_say_range(_name_day(day, today, ctx), found, currency, ctx) for day, found in days)
    return Picture(drawn, alt)


def say_rates(rates: Sequence[Rate], currency: str, ctx: Context, *, paid: bool = False) -> str:
    """The price now, and for each day when it is cheap and when it is dear; a line each."""
    lines = []
    if moment := rate_at(rates, ctx.now):
        until = _say_clock(moment.end, rates, ctx)
        lines.append(ctx.say("prices-now", price=say_shortly(moment.cost, currency, ctx), until=until))
    days = split_days(rates, ctx)
    today = _local_day(ctx.now, rates)
    names = [_name_day(day, today, ctx) for day, _ in days]
    said = [_say_day(name, found, currency, ctx, paid) for name, (_, found) in zip(names, days, strict=True)]
    same = len({_say_day("", found, currency, ctx, paid) for _, found in days}) == 1
    if same and names == [ctx.say("prices-today"), ctx.say("prices-tomorrow")]:
        said = [_say_day(ctx.say("prices-both"), days[0][1], currency, ctx, paid)]
    return "\n".join([*lines, *said])


def single_cost(rates: Sequence[Rate]) -> Decimal | None:
    """The price of all the time, None if it changes."""
    costs = {rate.cost for rate in rates}
    return costs.pop() if len(costs) == 1 else None


def split_days(rates: Sequence[Rate], ctx: Context) -> tuple[tuple[date, tuple[Rate, ...]], ...]:
    """The local days, from today on where there are such."""
    days = sorted({rate.day for rate in rates})
    ahead = [day for day in days if day >= _local_day(ctx.now, rates)] or days
    return tuple((day, tuple(rate for rate in rates if rate.day == day)) for day in ahead[:DAYS])


def say_shortly(cost: Decimal, currency: str, ctx: Context) -> str:
    """A market price to as many digits as anyone cares for: "60.1 öre"."""
    small = find_currency(currency).small
    shown = shown_amount(cost, currency)
    return f"{say_number(shown, ctx.language, 1 if small else 2)} {say_unit(currency, ctx)}"


def _say_day(name: str, rates: Sequence[Rate], currency: str, ctx: Context, paid: bool) -> str:
    if any(rate.forecast for rate in rates):
        name = ctx.say("prices-day-forecast", day=name)
    joined = join_equal(rates)
    if len(joined) == 1:
        return ctx.say("prices-day-single", day=name, price=say_cost(joined[0].cost, currency, ctx))
    if len(joined) <= FEW:
        parts = (f"{_say_span(rate, rates, ctx)} {say_cost(rate.cost, currency, ctx)}" for rate in joined)
        return ctx.say("prices-day-all", day=name, prices=", ".join(parts))
    ahead = [rate for rate in rates if rate.end > ctx.now]
    low, high = cheapest(ahead), cheapest(ahead, dearest=True)
    if low is None or high is None or low == high:
        return _say_range(name, rates, currency, ctx)
    message = "prices-day" if len(ahead) == len(rates) else "prices-day-rest"
    return ctx.say(
        f"{message}-paid" if paid else message,
        day=name,
        cheap=_say_span(low, rates, ctx),
        low=say_shortly(low.cost, currency, ctx),
        dear=_say_span(high, rates, ctx),
        high=say_shortly(high.cost, currency, ctx),
    )


def _say_range(name: str, rates: Sequence[Rate], currency: str, ctx: Context) -> str:
    costs = [rate.cost for rate in rates]
    return ctx.say(
        "prices-range",
        day=name,
        low=say_shortly(min(costs), currency, ctx),
        high=say_shortly(max(costs), currency, ctx),
        mean=say_shortly(mean_cost(rates), currency, ctx),
    )


def _say_span(rate: Rate, rates: Sequence[Rate], ctx: Context) -> str:
    return f"{_say_clock(rate.start, rates, ctx)}–{_say_clock(rate.end, rates, ctx)}"


def _say_clock(moment: datetime, rates: Sequence[Rate], ctx: Context) -> str:
    """A time of day; one that comes twice because the clocks go back says which of them it is."""
    said = say_time(moment.time(), ctx.language)
    offsets = {
        rate.start.utcoffset() for rate in rates if rate.start.replace(tzinfo=None) == moment.replace(tzinfo=None)
    }
    return f"{said} ({moment.tzname()})" if len(offsets) > 1 else said


def _name_day(day: date, today: date, ctx: Context) -> str:
    if day == today:
        return ctx.say("prices-today")
    if day == today + timedelta(days=1):
        return ctx.say("prices-tomorrow")
    return format_date(day, "d MMM", locale=find_locale(ctx.language))


def _local_day(moment: datetime, rates: Sequence[Rate]) -> date:
    """The day of a moment where the tariff is, in the offset that counted then."""
    before = [rate for rate in rates if rate.start <= moment]
    near = before[-1:] or rates[:1]
    return moment.astimezone(near[0].start.tzinfo).date() if near else moment.date()


def _draw_day(day: date, name: str, rates: Sequence[Rate], currency: str) -> chart.Day:
    """The day from midnight to midnight; its offset may change in between."""
    start = datetime.combine(day, time(), rates[0].start.tzinfo)
    last = rates[-1].end if rates[-1].end.date() > day else next_midnight(rates[-1].end)
    end = datetime.combine(day + timedelta(days=1), time(), last.tzinfo)
    prices = tuple(
        chart.Price(rate.start, rate.end, shown_amount(rate.cost, currency), rate.forecast) for rate in rates
    )
    marks = [chart.Mark(_at_hour(day, hour, rates), text) for hour, text in chart.HOURS.items() if hour < 24]
    return chart.Day(name, start, end, prices, (*marks, chart.Mark(end, chart.HOURS[24])))


def _at_hour(day: date, hour: int, rates: Sequence[Rate]) -> datetime:
    """A local hour, in the offset that the prices have by then."""
    clock = time(hour)
    before = [rate for rate in rates if rate.start.time() <= clock]
    zone = (before[-1] if before else rates[0]).start.tzinfo
    return datetime.combine(day, clock, zone)
