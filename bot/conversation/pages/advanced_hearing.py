"""What a message makes of the prices of a year: the progress afterwards, or what was not understood in it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.conversation.context import Context
from bot.conversation.pages.advanced_progress import Progress, go_on
from bot.conversation.pages.advanced_steps import (
    with_days,
    with_limit,
    with_months,
    with_periods,
    with_rate,
    with_tier,
)
from bot.conversation.pages.advanced_term import read_term, take_term
from bot.conversation.pages.advanced_words import (
    fits_bill,
    say_days,
    say_limit,
    say_months,
    say_price_examples,
    say_schedule_example,
)
from bot.conversation.pages.hours_progress import Progress as HoursProgress
from bot.conversation.pages.hours_steps import hear_doubt as hear_hours_doubt
from bot.conversation.pages.hours_steps import hear_text as hear_hours
from bot.conversation.pages.hours_words import say_span
from bot.conversation.pages.price_words import explain_unread, settle
from bot.conversation.pages.prices import Doubt, meant_amount, take_price
from bot.conversation.replies import Said
from bot.conversation.understanding.folding import clean
from bot.conversation.understanding.rate_reading import Fault, read_limit
from bot.conversation.understanding.results import Doubtful, Unreadable, Why
from bot.conversation.understanding.schedule_reading import Misread, Schedule, Scope, read_schedule
from bot.conversation.understanding.schedules import DAYS, MONTHS, Blocks, Rate, Tier, lay_over, normal_blocks
from bot.conversation.understanding.seasons import find_marks, read_days, read_months
from bot.conversation.understanding.words import Word, read_word

WINTER = frozenset((10, 11, 12, 1, 2, 3))
_NONE = frozenset({Word.NONE, Word.NO, Word.SKIP, Word.UNKNOWN})

Heard = Progress | str


def hear_text(progress: Progress, text: str, currency: str, ctx: Context) -> Heard:
    """A text to the question of this progress; a message with all prices is taken at any of them."""
    at_step = _AT_STEP.get(progress.step)
    found = at_step(progress, text, currency, ctx) if at_step else None
    return found if found is not None else hear_whole(progress, text, currency, ctx)


def hear_whole(progress: Progress, text: str, currency: str, ctx: Context) -> Heard:
    """A message, or a table, with prices and with what they are for; one line may be about the contract."""
    rest, about = take_term(text)
    term = read_term(about, ctx) if about else progress.term
    if isinstance(term, str):
        return term
    known = replace(progress, term=term)
    if about and not clean(rest):
        return go_on(known)
    if progress.step == "confirm" and read_word(text, ctx.language) is Word.NO:
        return replace(progress, step="edit")
    unplaced = progress.blocks and progress.step in ("confirm", "edit") and not find_marks(clean(rest), ctx.language)
    found = _take(known, rest, _scope(progress, ctx), currency, ctx)
    if unplaced and isinstance(found, Progress):
        return ctx.say("advanced-which", example=say_schedule_example(currency, ctx))
    return found


def _scope(progress: Progress, ctx: Context) -> Scope:
    """What a message is about that names no months and no weekdays."""
    market = progress.market is True
    if progress.step == "one":
        return Scope(progress.months, progress.days, market, not ctx.paid)
    left = progress.step == "months" and progress.blocks
    return Scope(progress.months if left else MONTHS, DAYS, market, not ctx.paid)


def _take(progress: Progress, text: str, scope: Scope, currency: str, ctx: Context) -> Heard:
    reading = read_schedule(text, currency, ctx.language, scope)
    if isinstance(reading, Misread):
        return explain(reading, progress, currency, ctx)
    plans = reading.candidates if isinstance(reading, Doubtful) else (reading,)
    laid = tuple(_lay(progress, plan, currency) for plan in plans)
    if fault := next((one for one in laid if isinstance(one, Fault | Why)), None):
        return explain(Misread(fault), progress, currency, ctx)
    known = tuple(dict.fromkeys(one for one in laid if isinstance(one, Schedule)))
    if isinstance(reading, Doubtful):
        return replace(progress, step="plans", plans=known, why=reading.why.value)
    return go_on(replace(progress, market=known[0].market, blocks=known[0].blocks))


def _lay(progress: Progress, plan: Schedule, currency: str) -> Schedule | Fault | Why:
    """The plan over what is known, to the digits that are shown. A year has one kind of prices."""
    new = _settle(plan.blocks, currency)
    if not plan.market and any(not tier.amount for block in new for one in block.hours for tier in one.rate):
        return Why.FAR_OFF
    blocks = normal_blocks(lay_over(progress.blocks, new))
    if blocks != normal_blocks(new) and progress.market is not None and plan.market != progress.market:
        return Fault.MIXED
    if not fits_bill(blocks):
        return Fault.TOO_LONG
    return Schedule(blocks, plan.market)


def _settle(blocks: Blocks, currency: str) -> Blocks:
    def of_tier(tier: Tier) -> Tier:
        return replace(tier, amount=settle(tier.amount, currency), percent=settle(tier.percent, "EUR"))

    def of_rate(rate: Rate) -> Rate:
        return tuple(map(of_tier, rate))

    return tuple(
        replace(block, hours=tuple(replace(one, rate=of_rate(one.rate)) for one in block.hours)) for block in blocks
    )


# The texts that one step asks for; None where it is something else


def _hear_months(progress: Progress, text: str, currency: str, ctx: Context) -> Heard | None:
    months = read_months(text, ctx.language)
    if months:
        return with_months(progress, months)
    found = hear_whole(progress, text, currency, ctx)
    priced = any(char.isdigit() for char in text) and any(char.isalpha() for char in text)
    if isinstance(found, Progress) or priced or find_marks(clean(text), ctx.language):
        return found
    return ctx.say("advanced-unread-months", example=say_months(WINTER, ctx))


def _hear_days(progress: Progress, text: str, currency: str, ctx: Context) -> Heard | None:
    days = read_days(text, ctx.language)
    if days and days & progress.days:
        return with_days(progress, days & progress.days)
    if days is None and any(char.isdigit() for char in text):
        return _hear_price(progress, text, currency, ctx)
    return ctx.say("advanced-unread-days", example=say_days(frozenset((0, 1, 2, 3)), ctx))


def _hear_price(progress: Progress, text: str, currency: str, ctx: Context) -> Heard | None:
    """One price, prices by time or by consumption; of several days or months only where it says so."""
    if progress.market and read_word(text, ctx.language) in _NONE:
        return with_rate(progress, (Tier(Decimal(0)),))
    scope = Scope(progress.months, progress.days, progress.market is True, not ctx.paid)
    reading = read_schedule(text, currency, ctx.language, scope)
    gap = isinstance(reading, Misread) and reading.why in (Fault.HOURS_GAP, Fault.HOURS_TWICE)
    hours = hear_hours(HoursProgress(), text, currency, ctx) if gap and not progress.market else None
    if isinstance(hours, HoursProgress):  # a part of a day, the rest of which is asked for
        return with_periods(progress, hours)
    return _take(progress, text, scope, currency, ctx)


def _hear_hours(progress: Progress, text: str, currency: str, ctx: Context) -> Heard | None:
    doubt = progress.hours.doubt and hear_hours_doubt(progress.hours, Said(text), ctx)
    after = doubt or hear_hours(progress.hours, text, currency, ctx)
    return after if isinstance(after, str) else with_periods(progress, after)


def _hear_limit(progress: Progress, text: str, currency: str, ctx: Context) -> Heard | None:
    limit = read_limit(text, ctx.language)
    last = progress.tiers[-1].up_to if progress.tiers else None
    if limit is None:
        return ctx.say("advanced-unread-limit", example=say_limit(Decimal(250), ctx))
    if last is not None and limit <= last:
        return ctx.say("advanced-limit-low", limit=say_limit(last, ctx))
    return with_limit(progress, limit)


def _hear_tier(progress: Progress, text: str, currency: str, ctx: Context) -> Heard | None:
    meant = meant_amount(progress.doubt, Said(text), ctx) if progress.doubt else None
    taken = meant if meant is not None else take_price(text, currency, ctx)
    if isinstance(taken, Doubt):
        return replace(progress, doubt=taken)
    return taken if isinstance(taken, str) else with_tier(progress, taken)


def _hear_term(progress: Progress, text: str, currency: str, ctx: Context) -> Heard | None:
    if read_word(text, ctx.language) in _NONE:
        return go_on(progress)
    term = read_term(take_term(text)[1] or text, ctx)
    return term if isinstance(term, str) else go_on(replace(progress, term=term))


def _hear_plans(progress: Progress, text: str, currency: str, ctx: Context) -> Heard | None:
    if len(progress.plans) == 1 and read_word(text, ctx.language) is Word.YES:
        return go_on(replace(progress, market=progress.plans[0].market, blocks=progress.plans[0].blocks))
    return None


_AT_STEP: dict[str, Callable[[Progress, str, str, Context], Heard | None]] = {
    "months": _hear_months,
    "days": _hear_days,
    "price": _hear_price,
    "hours": _hear_hours,
    "limit": _hear_limit,
    "tier": _hear_tier,
    "beyond": _hear_tier,
    "term": _hear_term,
    "plans": _hear_plans,
}


def explain(misread: Misread, progress: Progress, currency: str, ctx: Context) -> str:
    """What was not understood, where it stands, and what to do."""
    problem = _explain_why(misread, progress, currency, ctx)
    if not misread.quote:
        return problem
    if misread.line:
        return ctx.say("advanced-at-line", line=misread.line, quote=misread.quote, problem=problem)
    return ctx.say("advanced-at", quote=misread.quote, problem=problem)


def _explain_why(misread: Misread, progress: Progress, currency: str, ctx: Context) -> str:
    placed = progress.step in ("price", "days", "one")
    example = say_schedule_example(currency, ctx)
    if placed:
        example = say_price_examples(currency, progress.market is True, ctx)[0]
    match misread.why:
        case Fault.MONTHS_TWICE:
            return ctx.say("advanced-fault-months-twice", months=say_months(misread.members, ctx))
        case Fault.DAYS_TWICE:
            return ctx.say("advanced-fault-days-twice", days=say_days(misread.members, ctx))
        case Fault.HOURS_GAP | Fault.HOURS_TWICE as why if misread.gap:
            span = say_span(misread.gap.start, misread.gap.end, ctx)
            return ctx.say(f"advanced-fault-{why.replace('_', '-')}", span=span)
        case Fault.SEASON:
            return ctx.say("advanced-fault-season", word=misread.detail, example=say_months(WINTER, ctx))
        case Fault() as why:
            return ctx.say(f"advanced-fault-{why.replace('_', '-')}", example=example)
        case why:
            return explain_unread(Unreadable(why, misread.detail), ctx, example)
