"""The prices of a day in words and as a picture."""

from collections.abc import Sequence
from datetime import time

from bot.conversation.cards import Picture
from bot.conversation.context import Context
from bot.conversation.pages.price_words import likely_costs, say_cost, say_unit, shown_amount
from bot.conversation.pictures import chart
from bot.conversation.understanding.dates import say_time
from bot.conversation.understanding.hours import Period, sort_hours

LINES_IN_DONE = 3
PERIODS_IN_PICTURE = 16  # with more of them their list is longer than the caption of a picture may be


def say_span(start: time, end: time, ctx: Context) -> str:
    """ "23:30–05:30"; equal times are the whole day."""
    if start == end:
        return ctx.say("tod-all-day")
    return f"{say_time(start, ctx.language)}–{say_time(end, ctx.language)}"


def say_period(period: Period, currency: str, ctx: Context) -> str:
    """ "23:30–05:30 9 p"."""
    return f"{say_span(period.start, period.end, ctx)} {say_cost(period.cost, currency, ctx)}"


def say_day(periods: Sequence[Period], currency: str, ctx: Context) -> str:
    """All periods in one line, or how many they are."""
    if len(periods) > LINES_IN_DONE:
        return ctx.say("tod-done-many", count=len(periods))
    return ", ".join(say_period(period, currency, ctx) for period in sort_hours(periods))


def say_example(currency: str, ctx: Context) -> str:
    """A message that would be understood."""
    night, day = (say_cost(cost, currency, ctx) for cost in likely_costs(currency, paid=ctx.paid))
    return ctx.say("tod-example", night=night, day=day)


def list_day(periods: Sequence[Period], currency: str, ctx: Context) -> tuple[tuple[str, str], ...]:
    """Times and prices, in the order of the day."""
    return tuple((say_span(p.start, p.end, ctx), say_cost(p.cost, currency, ctx)) for p in sort_hours(periods))


def draw_day(periods: Sequence[Period], currency: str, ctx: Context) -> Picture | None:
    """The day as a picture, None where it would say nothing or cannot be drawn."""
    if not 1 < len(periods) <= PERIODS_IN_PICTURE:
        return None
    try:
        drawn = tuple(_draw_period(period, currency, ctx) for period in sort_hours(periods))
        picture = chart.TimeOfDay(ctx.say("tod-chart-title"), f"{say_unit(currency, ctx)}/kWh", drawn)
    except ValueError:
        return None
    alt = ", ".join(say_period(period, currency, ctx) for period in sort_hours(periods))
    return Picture(picture, ctx.say("tod-chart-alt", prices=alt))


def _draw_period(period: Period, currency: str, ctx: Context) -> chart.Period:
    return chart.Period(
        period.start,
        period.end,
        shown_amount(period.cost, currency),
        say_time(period.start, ctx.language),
        say_time(period.end, ctx.language),
        say_cost(period.cost, currency, ctx),
    )
