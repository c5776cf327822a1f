"""The cards on which the prices of a year are asked, reviewed and changed."""

from collections.abc import Iterable
from decimal import Decimal

from bot.conversation.cards import Action, Block, Button, Card, Facts, Note, Text, Title
from bot.conversation.context import Context
from bot.conversation.pages.advanced_progress import Progress
from bot.conversation.pages.advanced_steps import (
    ANEW,
    AS,
    BY_HOURS,
    BY_SEASON,
    BY_USAGE,
    DAYS_OF,
    EDIT,
    FIXED,
    MARKET,
    MONTHS_OF,
    MORE,
    NO_TERM,
    NOTHING,
    OTHER_DAYS,
    PLACE,
    PLAN,
    PRICE,
    REMOVE,
    SAME,
    TERM,
    hours_at,
    plain_periods,
    write_members,
)
from bot.conversation.pages.advanced_term import say_term, say_term_example
from bot.conversation.pages.advanced_words import (
    list_bill,
    list_places,
    say_days,
    say_hours,
    say_limit,
    say_months,
    say_place,
    say_price_examples,
    say_schedule_example,
)
from bot.conversation.pages.buttons import SIMPLER, YES, rows
from bot.conversation.pages.filling import show_form
from bot.conversation.pages.hours_cards import show_progress as show_hours
from bot.conversation.pages.hours_form import hours_form
from bot.conversation.pages.hours_progress import Progress as HoursProgress
from bot.conversation.pages.price_words import ask_price, likely_costs, say_cost, say_either, say_unit, usual_cost
from bot.conversation.pages.prices import ask_doubt, doubt_title, say_reason, title_between
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.schedules import (
    DAYS,
    MONTHS,
    WEEKDAYS,
    Blocks,
    find_missing,
    list_rates,
    list_seasons,
)

WINTERS = (frozenset((10, 11, 12, 1, 2, 3)), frozenset((11, 12, 1, 2, 3)))  # as most contracts part the year
MOST_BUTTONS = 20
MOST_COSTS = 4


def show_year(progress: Progress, draft: Draft, currency: str, ctx: Context) -> Card:
    """What is asked now."""
    if progress.doubt:
        return Card(ask_doubt(progress.doubt, currency, ctx), rest=doubt_title(progress.doubt, currency, ctx))
    match progress.step:
        case "year":
            controls = rows(Button(ctx.say("advanced-same"), SAME), Button(ctx.say("advanced-by-season"), BY_SEASON))
            return _card(ctx.say("advanced-year"), controls)
        case "months":
            return _ask_months(progress, ctx)
        case "days":
            return _ask_days(progress, ctx)
        case "price":
            return _ask_price(progress, draft, currency, ctx)
        case "hours":
            return _ask_hours(progress, draft, currency, ctx)
        case "limit" | "tier" | "beyond":
            return _ask_tier(progress, currency, ctx)
        case "plans":
            return _ask_between(progress, currency, ctx)
        case "term":
            hint = ctx.say("advanced-term-hint", example=say_term_example(ctx))
            return _card(ctx.say("advanced-term"), Text(hint), rows(Button(ctx.say("advanced-no-term"), NO_TERM)))
        case "edit":
            return _show_edit(progress, currency, ctx)
        case "one":
            return _show_one(progress, currency, ctx)
        case "confirm":
            return _confirm(progress, currency, ctx)
        case _:
            return _ask_market(currency, ctx)


def hours_form_of(progress: Progress, currency: str, ctx: Context) -> tuple[HoursProgress, str]:
    """The prices that the form for times begins with, and what its button says."""
    periods = plain_periods(hours_at(progress)) or progress.hours.periods
    return HoursProgress(periods), ctx.say("tod-form-change" if periods else "tod-form-open")


def _card(title: str, *blocks: Block) -> Card:
    return Card((Title(title), *blocks), rest=title)


def _ask_market(currency: str, ctx: Context) -> Card:
    ask = ask_price("advanced-ask", currency, ctx, example=say_schedule_example(currency, ctx))
    controls = rows(
        Button(ctx.say("advanced-fixed"), FIXED),
        Button(ctx.say("advanced-on-market"), MARKET),
        Button(ctx.say("advanced-simpler"), SIMPLER),
    )
    return _card(ctx.say("advanced-title"), Text(ask), controls)


def _ask_months(progress: Progress, ctx: Context) -> Card:
    """Months that have no price yet; the rest of them at once where there are some already."""
    first = progress.months == MONTHS
    offered = WINTERS if first else (progress.months,)
    buttons = (
        Button(
            say_months(months, ctx) if first else ctx.say("advanced-rest", rest=say_months(months, ctx)),
            Action(MONTHS_OF, write_members(months)),
        )
        for months in offered
    )
    title = ctx.say("advanced-first-months" if first else "advanced-next-months")
    example = say_months(frozenset((11, 12, 1, 2, 3)) if first else progress.months, ctx)
    return _card(
        title, *_show_known(progress, ctx), Text(ctx.say("advanced-months-hint", example=example)), rows(*buttons)
    )


def _show_known(progress: Progress, ctx: Context) -> tuple[Block, ...]:
    """A line that says what has prices already."""
    known = [say_months(season.months, ctx) for season in list_seasons(progress.blocks)]
    return (Note(ctx.say("advanced-known", places="; ".join(known)), "hint"),) if known else ()


def _ask_days(progress: Progress, ctx: Context) -> Card:
    months = say_months(progress.months, ctx)
    whole = progress.days == DAYS
    if not whole:
        label = ctx.say("advanced-rest", rest=say_days(progress.days, ctx))
        button = Button(label, Action(DAYS_OF, write_members(progress.days)))
        hint = Text(ctx.say("advanced-days-hint", example=say_days(frozenset([min(progress.days)]), ctx)))
        return _card(ctx.say("advanced-next-days", months=months), hint, rows(button))
    like = (
        Button(ctx.say("advanced-days-as", months=say_months(season.months, ctx)), Action(AS, str(number)))
        for number, season in enumerate(list_seasons(progress.blocks)[:3])
    )
    controls = rows(
        Button(ctx.say("advanced-days-same"), Action(DAYS_OF, write_members(DAYS))),
        Button(ctx.say("advanced-days-weekend"), Action(DAYS_OF, write_members(WEEKDAYS))),
        *like,
    )
    hint = Text(ctx.say("advanced-days-hint", example=say_days(frozenset((0, 1, 2, 3)), ctx)))
    return _card(ctx.say("advanced-days", months=months), hint, controls)


def _ask_price(progress: Progress, draft: Draft, currency: str, ctx: Context) -> Card:
    market = progress.market is True
    place = say_place(progress.months, progress.days, ctx)
    hours, tiers = say_price_examples(currency, market, ctx)
    if market:
        both = Facts(((ctx.say("advanced-one-price"), hours), (ctx.say("advanced-by-time"), tiers)))
        title = ctx.say("advanced-price-market", place=place)
        nothing = rows(Button(ctx.say("advanced-nothing"), NOTHING))
        return _card(title, Text(ctx.say("advanced-market-hint")), both, nothing)
    title = ask_price("advanced-price", currency, ctx, place=place)
    examples = (
        (ctx.say("advanced-one-price"), say_cost(usual_cost(currency, paid=ctx.paid), currency, ctx)),
        (ctx.say("advanced-by-time"), hours),
        (ctx.say("advanced-by-limit"), tiers),
    )
    hint = (Text(ask_price("advanced-price-hint", currency, ctx)), Facts(examples))
    if ctx.can.forms:
        known, label = hours_form_of(progress, currency, ctx)
        form = show_form(hours_form(known, currency, ctx), draft, label, ctx)
        return _card(title, *hint, *form, rows(Button(ctx.say("advanced-by-usage"), BY_USAGE)))
    buttons = (Button(ctx.say("advanced-by-hours"), BY_HOURS), Button(ctx.say("advanced-by-usage"), BY_USAGE))
    return _card(title, *hint, rows(*buttons))


def _ask_hours(progress: Progress, draft: Draft, currency: str, ctx: Context) -> Card:
    """The questions for one day, below the part of the year that they are about."""
    card = show_hours(progress.hours, draft, currency, ctx)
    place = say_place(progress.months, progress.days, ctx)
    return Card((Note(place, "hint"), *card.blocks), rest=card.rest)


def _ask_tier(progress: Progress, currency: str, ctx: Context) -> Card:
    last = progress.tiers[-1].up_to if progress.tiers else None
    if progress.step == "limit":
        title = ctx.say("advanced-limit-next" if last else "advanced-limit")
        example = say_limit(last * 2 if last else Decimal(250), ctx)
        return _card(title, Text(ctx.say("advanced-limit-hint", example=example)))
    night, day = likely_costs(currency, paid=ctx.paid)
    example = say_cost(day if progress.step == "tier" else night, currency, ctx)
    hint = Text(ask_price("tod-cost-hint", currency, ctx, unit=say_unit(currency, ctx), example=example))
    if progress.step == "tier" and progress.limit:
        return _card(ask_price("advanced-tier", currency, ctx, limit=say_limit(progress.limit, ctx)), hint)
    title = ctx.say("advanced-beyond", limit=say_limit(last or Decimal(0), ctx))
    return _card(title, hint, rows(Button(ctx.say("advanced-more-limits"), MORE)))


def _ask_between(progress: Progress, currency: str, ctx: Context) -> Card:
    """The readings of a doubtful message, told apart by their prices."""
    labels = [_say_costs(_list_costs(plan.blocks), currency, ctx) for plan in progress.plans]
    title = title_between(labels, progress.why, currency, ctx)
    text = Text(f"{say_reason(progress.why, currency, ctx)} {ctx.say('price-doubt-type')}")
    return _card(title, text, rows(*(Button(label, Action(PLAN, str(n))) for n, label in enumerate(labels))))


def _list_costs(blocks: Blocks) -> Iterable[Decimal]:
    for _, _, hours in list_places(blocks):
        for rate in list_rates(hours):
            yield from (tier.amount for tier in rate)


def _say_costs(costs: Iterable[Decimal], currency: str, ctx: Context) -> str:
    said = [say_either(cost, currency, ctx) for cost in dict.fromkeys(costs)]
    return ", ".join(said[:MOST_COSTS]) + ("…" if len(said) > MOST_COSTS else "")


def _confirm(progress: Progress, currency: str, ctx: Context) -> Card:
    controls = rows(
        Button(ctx.say("page-yes"), YES, "primary"),
        Button(ctx.say("page-change"), EDIT),
        Button(ctx.say("advanced-term-change" if say_term(progress.term, ctx) else "advanced-term-add"), TERM),
    )
    return _card(ctx.say("advanced-confirm"), _show_bill(progress, currency, ctx), controls)


def _show_bill(progress: Progress, currency: str, ctx: Context) -> Facts:
    bill = list_bill(progress.blocks, currency, progress.market is True, ctx)
    term = say_term(progress.term, ctx)
    return Facts((*bill, (ctx.say("advanced-contract"), term)) if term else bill)


def _show_edit(progress: Progress, currency: str, ctx: Context) -> Card:
    """Every part as a button; whatever is typed goes over what is known."""
    places = list_places(progress.blocks)[:MOST_BUTTONS]
    buttons = [
        Button(say_place(season.months, days, ctx), Action(PLACE, str(number)))
        for number, (season, days, _) in enumerate(places)
    ]
    whole = not find_missing(progress.blocks)
    controls = rows(
        Button(ctx.say("page-yes"), YES, "primary") if whole else None,
        *buttons,
        Button(ctx.say("tod-anew"), ANEW),
        Button(ctx.say("advanced-simpler"), SIMPLER),
    )
    hint = Text(ctx.say("advanced-edit-hint", example=_say_change(progress, currency, ctx)))
    return _card(ctx.say("tod-edit"), _show_bill(progress, currency, ctx), hint, controls)


def _say_change(progress: Progress, currency: str, ctx: Context) -> str:
    """A message that changes the first part."""
    season, days, _ = list_places(progress.blocks)[0]
    example = say_price_examples(currency, progress.market is True, ctx)[0]
    return f"{say_place(season.months, days, ctx)}: {example}"


def _show_one(progress: Progress, currency: str, ctx: Context) -> Card:
    place = say_place(progress.months, progress.days, ctx)
    hours = hours_at(progress)
    text = (Text(say_hours(hours, currency, progress.market is True, ctx)),) if hours else ()
    months = say_months(progress.months, ctx)
    several = len(list_seasons(progress.blocks)) > 1
    controls = rows(
        Button(ctx.say("tod-one-price"), PRICE),
        Button(ctx.say("advanced-other-days"), OTHER_DAYS),
        Button(ctx.say("advanced-remove", months=months), REMOVE, "danger") if several else None,
    )
    return _card(ctx.say("advanced-one", place=place), *text, controls)
