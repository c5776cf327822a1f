"""The cards on which the prices of a day are asked and confirmed."""

from collections.abc import Iterable
from datetime import time
from decimal import Decimal

from bot.conversation.cards import Action, Block, Button, Card, Control, Controls, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.pages.buttons import YES, rows
from bot.conversation.pages.filling import ask_words, show_form
from bot.conversation.pages.hours_form import hours_form
from bot.conversation.pages.hours_progress import Progress
from bot.conversation.pages.hours_steps import (
    ADD,
    ANEW,
    CLOCK,
    COST,
    DAY,
    EDIT,
    NIGHT,
    ONE,
    OTHER,
    PRICE,
    REMOVE,
    REST,
    one_value,
)
from bot.conversation.pages.hours_words import (
    draw_day,
    list_day,
    say_example,
    say_period,
    say_span,
)
from bot.conversation.pages.price_words import ask_price, likely_costs, say_cost, say_either, say_unit, write
from bot.conversation.pages.prices import ask_doubt, doubt_title, say_reason, title_between
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.dates import say_time
from bot.conversation.understanding.hours import Period, complete, sort_hours

NIGHT_STARTS = (time(21), time(22), time(23), time(0, 30))
NIGHT_ENDS = (time(5, 30), time(6), time(7), time(8))
STARTS = (time(0), time(6), time(7), time(8))


def show_progress(progress: Progress, draft: Draft, currency: str, ctx: Context) -> Card:
    """What is asked now; wherever times or prices can be typed there is the form too."""
    if progress.doubt:
        return Card(ask_doubt(progress.doubt, currency, ctx), rest=doubt_title(progress.doubt, currency, ctx))
    card = _show_question(progress, currency, ctx)
    if progress.days or not ctx.can.forms:
        return card
    label = ctx.say("tod-form-change" if progress.periods else "tod-form-open")
    return Card((*card.blocks, *show_form(hours_form(progress, currency, ctx), draft, label, ctx)), rest=card.rest)


def _show_question(progress: Progress, currency: str, ctx: Context) -> Card:
    match progress.question():
        case "whole":
            return _ask_whole(currency, ctx)
        case "days":
            return _ask_between(progress, currency, ctx)
        case "start":
            title = ctx.say("tod-night-start" if progress.night else "tod-start")
            return _ask_clock(title, NIGHT_STARTS if progress.night else STARTS, ctx)
        case "end":
            return _ask_end(progress, ctx)
        case "cost":
            return _ask_cost(progress, currency, ctx)
        case "gap" | "overlap":
            return _ask_fault(progress, currency, ctx)
        case "edit":
            return _show_edit(progress, currency, ctx)
        case "one":
            return _show_one(progress, currency, ctx)
        case _:
            return _confirm(progress, currency, ctx)


def _ask_whole(currency: str, ctx: Context) -> Card:
    title = ctx.say("tod-title")
    example = say_example(currency, ctx)
    if ctx.can.forms:
        ask = ask_words(ask_price("tod-ask-form", currency, ctx, example=example), ctx)
        return Card((Title(title), Text(ask)), rest=title)
    controls = rows(Button(ctx.say("tod-night"), NIGHT), Button(ctx.say("tod-other"), OTHER))
    return Card((Title(title), Text(ask_price("tod-ask", currency, ctx, example=example)), controls), rest=title)


def _ask_between(progress: Progress, currency: str, ctx: Context) -> Card:
    labels = [", ".join(say_either(cost, currency, ctx) for cost in _costs(day)) for day in progress.days]
    title = title_between(labels, progress.why, currency, ctx)
    buttons = (Button(label, Action(DAY, str(number))) for number, label in enumerate(labels))
    text = Text(f"{say_reason(progress.why, currency, ctx)} {ctx.say('price-doubt-type')}")
    return Card((Title(title), text, rows(*buttons)), rest=title)


def _ask_end(progress: Progress, ctx: Context) -> Card:
    start = say_time(progress.start or time(0), ctx.language)
    title = ctx.say("tod-night-end" if progress.night else "tod-end", start=start)
    gaps = progress.gaps()
    rest = ctx.say("tod-rest", end=say_time(gaps[0].end, ctx.language)) if progress.on and progress.periods else ""
    return _ask_clock(title, NIGHT_ENDS if progress.night else (), ctx, Button(rest, REST) if rest else None)


def _ask_clock(title: str, clocks: Iterable[time], ctx: Context, below: Button | None = None) -> Card:
    quick = tuple(Button(say_time(clock, ctx.language), Action(CLOCK, f"{clock:%H:%M}")) for clock in clocks)
    table: list[tuple[Control, ...]] = [quick] if quick else []
    table += [(below,)] if below else []
    controls = (Controls(tuple(table)),) if table else ()
    hint = Text(ctx.say("tod-clock-hint", example=say_time(time(22), ctx.language)))
    return Card((Title(title), hint, *controls), rest=title)


def _ask_cost(progress: Progress, currency: str, ctx: Context) -> Card:
    start, end = progress.start or time(0), progress.end or time(0)
    title = ask_price("tod-cost", currency, ctx, span=say_span(start, end, ctx))
    example = say_cost(likely_costs(currency, paid=ctx.paid)[0], currency, ctx)
    hint = ask_price("tod-cost-hint", currency, ctx, unit=say_unit(currency, ctx), example=example)
    return Card((Title(title), Text(hint)), rest=title)


def _ask_fault(progress: Progress, currency: str, ctx: Context) -> Card:
    known = Facts(list_day(progress.periods, currency, ctx))
    gap = progress.question() == "gap"
    faults = progress.gaps() if gap else progress.overlaps()[:1]
    spans = ", ".join(say_span(fault.start, fault.end, ctx) for fault in faults)
    title = ask_price("tod-rest-cost", currency, ctx) if gap else ctx.say("tod-overlap", span=spans)
    costs = () if progress.night else _costs(progress.periods) if gap else progress.overlaps()[0].costs
    buttons = (
        Button(
            _say_fill(spans if gap and len(faults) == 1 else "", cost, gap, currency, ctx), Action(COST, write(cost))
        )
        for cost in costs
    )
    hint = Text(ctx.say("tod-gap-hint" if gap else "tod-overlap-hint", span=spans))
    return Card((Title(title), known, hint, rows(*buttons, Button(ctx.say("tod-anew"), ANEW))), rest=title)


def _say_fill(span: str, cost: Decimal, gap: bool, currency: str, ctx: Context) -> str:
    price = say_cost(cost, currency, ctx)
    if span:
        return ctx.say("tod-also", span=span, price=price)
    return ctx.say("tod-also-all", price=price) if gap else price


def _confirm(progress: Progress, currency: str, ctx: Context) -> Card:
    title = ctx.say("tod-confirm")
    blocks: list[Block] = [Title(title), Facts(list_day(progress.periods, currency, ctx))]
    picture = draw_day(progress.periods, currency, ctx)
    blocks += [picture] if picture else []
    change = () if ctx.can.forms else (Button(ctx.say("page-change"), EDIT),)
    controls = Controls(((Button(ctx.say("page-yes"), YES, "primary"), *change),))
    return Card((*blocks, controls), rest=title)


def _show_edit(progress: Progress, currency: str, ctx: Context) -> Card:
    title = ctx.say("tod-edit")
    yes = Button(ctx.say("page-yes"), YES, "primary") if complete(progress.periods) else None
    example = say_example(currency, ctx)
    if ctx.can.forms:
        known = Facts(list_day(progress.periods, currency, ctx))
        hint = Text(ctx.say("tod-edit-hint-form", example=example))
        return Card((Title(title), known, hint, *((rows(yes),) if yes else ())), rest=title)
    buttons = [
        Button(say_period(period, currency, ctx), Action(ONE, one_value(period)))
        for period in sort_hours(progress.periods)
    ]
    text = Text(ctx.say("tod-edit-hint", example=example))
    more = (Button(ctx.say("tod-add"), ADD), Button(ctx.say("tod-anew"), ANEW))
    return Card((Title(title), text, rows(*buttons, *more, yes)), rest=title)


def _show_one(progress: Progress, currency: str, ctx: Context) -> Card:
    start, end = progress.start or time(0), progress.end or time(0)
    title = ctx.say("tod-one", span=say_span(start, end, ctx))
    known = [say_cost(p.cost, currency, ctx) for p in progress.periods if (p.start, p.end) == (start, end)]
    text = (Text(ctx.say("price-per-kwh", price=known[0])),) if known else ()
    controls = rows(Button(ctx.say("tod-one-price"), PRICE), Button(ctx.say("tod-one-remove"), REMOVE, "danger"))
    return Card((Title(title), *text, controls), rest=title)


def _costs(periods: Iterable[Period]) -> tuple[Decimal, ...]:
    return tuple(dict.fromkeys(period.cost for period in periods))
