"""The prices of a day as a form: a row for each time, and the usual price of the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal

from bot.conversation.context import Context
from bot.conversation.forms import Field, Form, Rows
from bot.conversation.pages.clocks import read_clock
from bot.conversation.pages.filling import fill_in, read_rows
from bot.conversation.pages.hours_progress import MOST_PERIODS, Progress
from bot.conversation.pages.hours_words import say_span
from bot.conversation.pages.price_words import ask_price, likely_costs, say_cost, say_unit
from bot.conversation.pages.prices import Doubt, Taken, take_price
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.hours import Gap, Overlap, Period, check_hours, fill_gaps, merge_hours
from bot.conversation.understanding.results import Why

PERIODS, START, END, PRICE, REST = "periods", "start", "end", "price", "rest"
_FAULTY = {"valid_from_invalid": START, "valid_to_invalid": END, "gap_in_time_period": END}

Problems = dict[str, str]  # field name to words


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as far as it can be read; `costs` has more than one amount where its price is doubtful."""

    number: int
    start: time | None
    end: time | None
    costs: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledDay:
    """What a form makes of a day: readings of it (one, unless a price is doubtful), or what is wrong."""

    days: tuple[tuple[Period, ...], ...] = ()
    why: str = ""
    problems: Problems = field(default_factory=dict)


def hours_form(progress: Progress, currency: str, ctx: Context) -> Form:
    """The form with the prices that are known in its rows."""
    unit = say_unit(currency, ctx)
    night, day = (say_cost(cost, currency, ctx) for cost in likely_costs(currency, paid=ctx.paid))
    price = Field(
        PRICE, ctx.say("price-label", unit=unit), "price", hint=ask_price("price-hint", currency, ctx, example=night)
    )
    fields = (Field(START, ctx.say("tod-label-start"), "time"), Field(END, ctx.say("tod-label-end"), "time"), price)
    known = tuple(
        {START: f"{p.start:%H:%M}", END: f"{p.end:%H:%M}", PRICE: say_cost(p.cost, currency, ctx)}
        for p in progress.periods
    )
    empty = {one.name: "" for one in fields}
    rows = Rows(
        PERIODS,
        ctx.say("tod-row"),
        fields,
        known or (empty,),
        ctx.say("tod-add"),
        ctx.say("tod-one-remove"),
        MOST_PERIODS,
    )
    hint = ctx.say("tod-rest-hint", example=day)
    rest = Field(REST, ctx.say("tod-label-rest", unit=unit), "price", hint=hint, required=False)
    return Form("tod_rate", ctx.say("tod-form-title"), (rest,), rows)


def read_day(form: Form, typed: Mapping[str, str], currency: str, ctx: Context) -> FilledDay:
    """The day that was filled in; what is wrong is told at the row that it is about."""
    assert form.rows
    problems: Problems = {}
    doubts: list[str] = []
    given = list(enumerate(read_rows(form.rows, typed)))
    rows = [_read_row(number, row, problems, doubts, currency, ctx) for number, row in given if any(row.values())]
    rest = _read_price(REST, typed.get(REST, ""), problems, doubts, currency, ctx) if typed.get(REST) else ()
    if not rows and not rest and not problems:
        problems[_at(0, START)] = ctx.say("tod-unread-clock", example="22:00")
    if not problems:
        _check_times(rows, bool(rest), problems, ctx)
    if problems:
        return FilledDay(problems=problems)
    if not rows:
        rows, rest = [_Row(0, time(0), time(0), rest)], ()
    choices = max(len(costs) for costs in (*(row.costs for row in rows), rest))
    days = tuple(_day(rows, rest, choice) for choice in range(choices))
    return FilledDay(days, Why.NET if Why.NET in doubts else doubts[0] if doubts else "")


def blame_rows(form: Form, draft: Draft, code: str, gap: Sequence[time], problem: str) -> Problems:
    """Where Connect's error lands: at the row or the price that it is most likely about."""
    shown = fill_in(form, draft).rows
    assert shown
    if code == "incomplete_time_period":
        return {REST: problem}
    if code.startswith("cost_"):
        return {_at(number, PRICE): problem for number in range(len(shown.rows))}
    ends = [number for number, row in enumerate(shown.rows) if gap and read_clock(row.get(END, "")) == gap[0]]
    if code == "gap_in_time_period":
        return {_at(ends[0] if ends else len(shown.rows) - 1, END): problem}
    return {_at(0, _FAULTY.get(code, START)): problem}


def _read_row(
    number: int, row: Mapping[str, str], problems: Problems, doubts: list[str], currency: str, ctx: Context
) -> _Row:
    clocks = {}
    for name, example in ((START, "22:00"), (END, "06:00")):
        clocks[name] = read_clock(row.get(name, ""))
        if clocks[name] is None:
            problems[_at(number, name)] = ctx.say("tod-unread-clock", example=example)
    costs = _read_price(_at(number, PRICE), row.get(PRICE, ""), problems, doubts, currency, ctx)
    return _Row(number, clocks[START], clocks[END], costs)


def _read_price(
    name: str, text: str, problems: Problems, doubts: list[str], currency: str, ctx: Context
) -> tuple[Decimal, ...]:
    taken: Taken = take_price(text, currency, ctx)
    if isinstance(taken, str):
        problems[name] = taken
        return ()
    if isinstance(taken, Doubt):
        doubts.append(taken.why)
        return taken.amounts
    return (taken,)


def _check_times(rows: Sequence[_Row], rest: bool, problems: Problems, ctx: Context) -> None:
    """Equal times, times that two rows have, and times that none has."""
    for row in rows:
        all_day = len(rows) == 1 and not rest and row.start == time(0)
        if row.start == row.end and not all_day:
            problems[_at(row.number, END)] = ctx.say("tod-row-same-times")
    if problems:
        return
    faults = check_hours(_day(rows, (), 0))
    for fault in faults:
        span = say_span(fault.start, fault.end, ctx)
        if isinstance(fault, Overlap):
            # An overlap begins where one of its rows does; the lower one is the one that was added.
            row = next((row for row in reversed(rows) if row.start == fault.start), rows[-1])
            problems[_at(row.number, START)] = ctx.say("tod-row-overlap", span=span)
        elif not rest:
            row = next((row for row in rows if row.end == fault.start), rows[-1])
            problems[_at(row.number, END)] = ctx.say("tod-row-gap", span=span)
    if rest and rows and not problems and not any(isinstance(fault, Gap) for fault in faults):
        problems[REST] = ctx.say("tod-no-rest")


def _day(rows: Sequence[_Row], rest: Sequence[Decimal], choice: int) -> tuple[Period, ...]:
    """One reading of the day: of every doubtful price the one at this place, or its last."""
    periods = [
        Period(row.start, row.end, _cost(row.costs, choice))
        for row in rows
        if row.start is not None and row.end is not None
    ]
    return merge_hours(fill_gaps(periods, _cost(rest, choice)) if rest else periods)


def _cost(costs: Sequence[Decimal], choice: int) -> Decimal:
    return costs[min(choice, len(costs) - 1)]


def _at(number: int, name: str) -> str:
    return f"{PERIODS}.{number}.{name}"
