"""What a press or a text makes of the prices of a day: the progress afterwards, or what was wrong."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.conversation.cards import Action
from bot.conversation.context import Context
from bot.conversation.pages.clocks import read_clock, read_span
from bot.conversation.pages.hours_progress import (
    MOST_PERIODS,
    Progress,
    lay_over,
    length,
    read_time,
    take_out,
)
from bot.conversation.pages.hours_words import say_example, say_span
from bot.conversation.pages.price_words import explain_unread, read_written, settle
from bot.conversation.pages.prices import Doubt, meant_amount, take_price
from bot.conversation.pages.view import Heard
from bot.conversation.understanding.hours import Period, complete, fill_gaps, merge_hours
from bot.conversation.understanding.hours_reading import read_hours
from bot.conversation.understanding.results import Doubtful, Unreadable, Why
from bot.conversation.understanding.words import Word, read_word

NIGHT, OTHER, REST = Action("night"), Action("other"), Action("rest")
EDIT, PRICE, REMOVE, ADD, ANEW = Action("edit"), Action("price"), Action("remove"), Action("add"), Action("anew")
CLOCK, COST, DAY, ONE = "clock", "cost", "day", "one"
_PRICED = ("cost", "gap", "overlap")


def press(progress: Progress, action: Action, ctx: Context) -> Progress | str:
    """A button of the card of this progress."""
    question = progress.question()
    if action in (NIGHT, OTHER):
        return Progress(step="start", night=action == NIGHT, on=action == OTHER)
    if action == ANEW:
        return Progress()
    if progress.periods and action in (EDIT, ADD):
        return Progress(progress.periods, step="edit" if action == EDIT else "start")
    if question == "one" and action in (PRICE, REMOVE) and progress.start is not None and progress.end is not None:
        if action == PRICE:
            return replace(progress, step="cost")
        return Progress(take_out(progress.periods, Period(progress.start, progress.end, Decimal(0))))
    if question == "end" and action == REST and (gaps := progress.gaps()):
        return replace(progress, step="cost", end=gaps[0].end)
    return _press_value(progress, question, action) or ctx.say("page-gone")


def hear_text(progress: Progress, text: str, currency: str, ctx: Context) -> Progress | str:
    """A text to the question of this progress; a message with times and prices is taken at any of them."""
    question = progress.question()
    if question in ("start", "end"):
        return _hear_clock(progress, text, currency, ctx)
    if question in _PRICED:
        taken = take_price(text, currency, ctx)
        if isinstance(taken, Decimal):
            return with_cost(progress, taken)
        if isinstance(taken, Doubt):
            return replace(progress, doubt=taken)
        found = _hear_whole(progress, text, currency, ctx)
        return taken if isinstance(found, str) else found
    word = read_word(text, ctx.language)
    if question == "confirm" and word is Word.NO:
        return Progress(progress.periods, step="edit")
    if question == "days" and word is Word.YES and len(progress.days) == 1:
        return Progress(merge_hours(progress.days[0]))
    return _hear_whole(progress, text, currency, ctx)


def hear_doubt(progress: Progress, heard: Heard, ctx: Context) -> Progress | None:
    """The choice between the readings of a price."""
    meant = meant_amount(progress.doubt, heard, ctx) if progress.doubt else None
    return with_cost(progress, meant) if meant is not None else None


def with_cost(progress: Progress, cost: Decimal) -> Progress:
    """The progress with the price that was asked for."""
    question = progress.question()
    if question == "gap":
        return Progress(merge_hours(fill_gaps(progress.periods, cost)))
    if question == "overlap":
        fault = progress.overlaps()[0]
        return Progress(merge_hours(lay_over(progress.periods, Period(fault.start, fault.end, cost))))
    if progress.start is None or progress.end is None:
        return replace(progress, doubt=None)
    periods = lay_over(progress.periods, Period(progress.start, progress.end, cost))
    after = Progress(merge_hours(periods), night=progress.night, on=progress.on)
    gaps = after.gaps()
    if progress.on and gaps and len(periods) < MOST_PERIODS:
        return replace(after, step="end", start=gaps[0].start)
    return after


def _press_value(progress: Progress, question: str, action: Action) -> Progress | None:
    if action.verb == CLOCK and question in ("start", "end"):
        return _with_clock(progress, action.value)
    if action.verb == COST and question in ("gap", "overlap"):
        cost = read_written(action.value)
        return with_cost(progress, cost) if cost in {period.cost for period in progress.periods} and cost else None
    if action.verb == DAY and action.value in map(str, range(len(progress.days))):
        return Progress(merge_hours(progress.days[int(action.value)]))
    if action.verb == ONE and question in ("edit", "confirm"):
        chosen = [period for period in progress.periods if one_value(period) == action.value]
        return Progress(progress.periods, step="one", start=chosen[0].start, end=chosen[0].end) if chosen else None
    return None


def one_value(period: Period) -> str:
    """What a button carries that stands for a period."""
    return f"{period.start:%H:%M}-{period.end:%H:%M}"


def _with_clock(progress: Progress, value: str) -> Progress | None:
    clock = read_time({"": value}, "")
    if clock is None:
        return None
    if progress.question() == "start":
        return replace(progress, step="end", start=clock)
    return replace(progress, step="cost", end=clock)


def _hear_clock(progress: Progress, text: str, currency: str, ctx: Context) -> Progress | str:
    clock, span = read_clock(text), read_span(text)
    if clock is not None and progress.question() == "end" and not _fits(progress, f"{clock:%H:%M}"):
        gap = progress.gaps()[0]
        return ctx.say("tod-end-too-late", span=say_span(gap.start, gap.end, ctx))
    if clock is not None:
        return _with_clock(progress, f"{clock:%H:%M}") or progress
    if span:
        return replace(progress, step="cost", start=span[0], end=span[1])
    found = _hear_whole(progress, text, currency, ctx)
    return ctx.say("tod-unread-clock", example="22:00") if isinstance(found, str) else found


def _fits(progress: Progress, value: str) -> bool:
    """Whether the next of several periods ends before one begins that has a price already."""
    end = read_time({"": value}, "")
    if not (progress.on and progress.periods) or progress.start is None or end is None:
        return True
    gap = progress.gaps()[0]
    return length(progress.start, end) <= length(gap.start, gap.end)


def _hear_whole(progress: Progress, text: str, currency: str, ctx: Context) -> Progress | str:
    reading = read_hours(text, currency, ctx.language, taxed=not ctx.paid)
    example = say_example(currency, ctx)
    if isinstance(reading, Unreadable):
        span = read_span(text) if reading.why in (Why.PRICE_MISSING, Why.NO_NUMBER) else None
        if span:
            return Progress(progress.periods, step="cost", start=span[0], end=span[1])
        return explain_unread(reading, ctx, example)
    readings = reading.candidates if isinstance(reading, Doubtful) else (reading,)
    if progress.question() != "whole" and any(_is_bare_price(periods) for periods in readings):
        return ctx.say("tod-which-times", example=example)
    days = tuple(_join(progress, [_settle(period, currency) for period in periods]) for periods in readings)
    if any(len(day) > MOST_PERIODS for day in days):
        return ctx.say("tod-too-many", max=MOST_PERIODS)
    if any(period.cost == 0 for day in days for period in day):
        return explain_unread(Unreadable(Why.FAR_OFF), ctx, example)
    return Progress(days=days, why=reading.why.value) if isinstance(reading, Doubtful) else Progress(days[0])


def _join(progress: Progress, new: Sequence[Period]) -> tuple[Period, ...]:
    """A whole day stands for itself; a part of it goes over what is known."""
    if complete(new) or not progress.periods:
        return merge_hours(new)
    periods = progress.periods
    for period in new:
        periods = lay_over(periods, period)
    return merge_hours(periods)


def _is_bare_price(periods: Sequence[Period]) -> bool:
    return len(periods) == 1 and periods[0].start == periods[0].end


def _settle(period: Period, currency: str) -> Period:
    return replace(period, cost=settle(period.cost, currency))
