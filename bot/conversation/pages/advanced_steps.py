"""What a press makes of the prices of a year, step by step: the progress afterwards, or what was wrong."""

from dataclasses import replace
from datetime import time
from decimal import Decimal

from bot.conversation.cards import Action
from bot.conversation.context import Context
from bot.conversation.pages.advanced_progress import NOBODY, Progress, Term, go_on
from bot.conversation.pages.advanced_words import list_places
from bot.conversation.pages.hours_progress import Progress as HoursProgress
from bot.conversation.pages.hours_steps import hear_doubt
from bot.conversation.pages.hours_steps import press as press_hours
from bot.conversation.pages.prices import meant_amount
from bot.conversation.understanding.hours import Period
from bot.conversation.understanding.schedules import (
    DAYS,
    MONTHS,
    Block,
    Hours,
    Rate,
    Stretch,
    Tier,
    lay_over,
    list_seasons,
    merge_stretches,
    normal_blocks,
    take_out,
)

FIXED, MARKET = Action("fixed"), Action("market")
SAME, BY_SEASON = Action("same"), Action("by_season")
BY_HOURS, BY_USAGE, NOTHING, MORE = Action("by_hours"), Action("by_usage"), Action("nothing"), Action("more_limits")
EDIT, PRICE, OTHER_DAYS, REMOVE, ANEW = (
    Action("edit"),
    Action("price"),
    Action("other_days"),
    Action("remove"),
    Action("anew"),
)
TERM, NO_TERM = Action("term"), Action("no_term")
MIDNIGHT = time(0)
MONTHS_OF, DAYS_OF, AS, PLACE, PLAN = "months", "days", "as", "place", "plan"


def press(progress: Progress, action: Action, ctx: Context) -> Progress | str:
    """A button of the card of this progress."""
    if progress.step == "hours":
        return _press_hours(progress, action, ctx)
    if progress.doubt and (meant := meant_amount(progress.doubt, action, ctx)):
        return with_tier(progress, meant)
    found = _press_step(progress, action) or _press_review(progress, action)
    return found or _press_value(progress, action) or ctx.say("page-gone")


def with_rate(progress: Progress, rate: Rate) -> Progress:
    """One rate at all hours of what is asked about."""
    return with_hours(progress, (Stretch(MIDNIGHT, MIDNIGHT, rate),))


def with_hours(progress: Progress, hours: Hours) -> Progress:
    """The prices of the months and weekdays that are asked about."""
    block = Block(progress.months, progress.days, merge_stretches(hours))
    return go_on(replace(progress, blocks=normal_blocks(lay_over(progress.blocks, [block]))))


def with_periods(progress: Progress, hours: HoursProgress) -> Progress:
    """Prices by time of day, taken once the day is whole."""
    if hours.question() == "confirm":
        return with_hours(progress, tuple(Stretch(p.start, p.end, (Tier(p.cost),)) for p in hours.periods))
    return replace(progress, step="hours", hours=hours)


def with_limit(progress: Progress, limit: Decimal) -> Progress:
    """The next limit, whose price is asked next."""
    return replace(progress, step="tier", limit=limit, doubt=None)


def with_tier(progress: Progress, cost: Decimal) -> Progress:
    """The price up to the limit that was asked about, or beyond the last one."""
    if progress.step == "tier":
        tiers = (*progress.tiers, Tier(cost, progress.limit))
        return replace(progress, step="beyond", tiers=tiers, limit=None, doubt=None)
    return with_rate(progress, (*progress.tiers, Tier(cost)))


def with_months(progress: Progress, months: frozenset[int]) -> Progress:
    """The months whose prices are asked next; prices that they have go."""
    blocks = take_out(progress.blocks, months, DAYS)
    return replace(progress, step="days", blocks=blocks, months=months, days=DAYS)


def with_days(progress: Progress, days: frozenset[int]) -> Progress:
    """The weekdays whose prices are asked next."""
    return replace(progress, step="price", days=days)


def at_place(progress: Progress, number: int) -> Progress | None:
    """One part of the bill, to be changed."""
    places = list_places(progress.blocks)
    if not 0 <= number < len(places):
        return None
    season, days, _ = places[number]
    return replace(progress, step="one", months=frozenset(season.months), days=days)


def hours_at(progress: Progress) -> Hours:
    """The prices that the months and weekdays that are asked about have so far, if all have the same."""
    found = [
        block.hours for block in progress.blocks if block.months >= progress.months and block.days >= progress.days
    ]
    return found[0] if found else ()


def plain_periods(hours: Hours) -> tuple[Period, ...]:
    """The hours as prices by time of day, empty where consumption matters."""
    if any(len(one.rate) > 1 or one.rate[0].percent for one in hours):
        return ()
    return tuple(Period(one.start, one.end, one.rate[0].amount) for one in hours)


def _press_hours(progress: Progress, action: Action, ctx: Context) -> Progress | str:
    doubt = progress.hours.doubt and hear_doubt(progress.hours, action, ctx)
    after = doubt or press_hours(progress.hours, action, ctx)
    return after if isinstance(after, str) else with_periods(progress, after)


def _press_step(progress: Progress, action: Action) -> Progress | None:
    """Buttons that belong to one step."""
    match progress.step, action:
        case "market", Action(verb="fixed" | "market" as verb):
            return go_on(replace(progress, market=verb == "market", blocks=()))
        case "year", Action(verb="same"):
            return replace(progress, step="days", months=MONTHS, days=DAYS)
        case "year", Action(verb="by_season"):
            return replace(progress, step="months", months=MONTHS)
        case "price", Action(verb="by_hours") if not progress.market:
            return replace(progress, step="hours", hours=HoursProgress())
        case "price", Action(verb="by_usage") if not progress.market:
            return replace(progress, step="limit", tiers=(), limit=None)
        case "price", Action(verb="nothing") if progress.market:
            return with_rate(progress, (Tier(Decimal(0)),))
        case "beyond", Action(verb="more_limits"):
            return replace(progress, step="limit")
        case _:
            return None


def _press_review(progress: Progress, action: Action) -> Progress | None:
    """Buttons of the bill, and of one part of it."""
    if action == ANEW:
        return Progress(term=progress.term)
    if action in (TERM, EDIT) and progress.blocks:
        return replace(progress, step=action.verb, months=NOBODY, days=NOBODY)
    if action == NO_TERM and progress.step == "term":
        return go_on(replace(progress, term=Term()))
    if progress.step != "one":
        return None
    if action == PRICE:
        return replace(progress, step="price")
    if action == OTHER_DAYS:
        return with_months(progress, progress.months)
    if action == REMOVE and len(list_seasons(progress.blocks)) > 1:
        return go_on(replace(progress, blocks=take_out(progress.blocks, progress.months, DAYS)))
    return None


def _press_value(progress: Progress, action: Action) -> Progress | None:
    """Buttons that carry which months, weekdays, season, part or reading."""
    number = int(action.value) if action.value.isdecimal() and len(action.value) < 4 else -1
    if action.verb == MONTHS_OF and progress.step == "months":
        months = read_members(action.value) & progress.months
        return with_months(progress, months) if months else None
    if action.verb == DAYS_OF and progress.step == "days":
        days = read_members(action.value) & progress.days
        return with_days(progress, days) if days else None
    if action.verb == AS and progress.step == "days":
        return _copy_season(progress, number)
    if action.verb == PLACE and progress.step in ("edit", "confirm"):
        return at_place(progress, number)
    if action.verb == PLAN and progress.step == "plans" and 0 <= number < len(progress.plans):
        plan = progress.plans[number]
        return go_on(replace(progress, market=plan.market, blocks=plan.blocks))
    return None


def _copy_season(progress: Progress, number: int) -> Progress | None:
    """The prices of another season for the months that are asked about."""
    seasons = list_seasons(progress.blocks)
    if not 0 <= number < len(seasons):
        return None
    blocks = [Block(progress.months, days, hours) for days, hours in seasons[number].parts]
    return go_on(replace(progress, blocks=normal_blocks(lay_over(progress.blocks, blocks))))


def write_members(members: frozenset[int]) -> str:
    """Months or weekdays as a button carries them."""
    return ",".join(map(str, sorted(members)))


def read_members(value: str) -> frozenset[int]:
    return frozenset(int(part) for part in value.split(",") if part.isdecimal() and len(part) < 3)
