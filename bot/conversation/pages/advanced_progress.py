"""The prices of a year on their way: what is known of them, and what is asked next."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bot.conversation.page import Json, Page, items_at, number_at, text_at, value_at
from bot.conversation.pages.advanced_body import is_market, keep_schedule, read_schedule_data
from bot.conversation.pages.advanced_words import fits_bill
from bot.conversation.pages.days import day_at
from bot.conversation.pages.hours_progress import Progress as HoursProgress
from bot.conversation.pages.hours_progress import cut_back, read_progress
from bot.conversation.pages.price_words import MOST, write
from bot.conversation.pages.prices import Doubt, read_doubt
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.rate_reading import MOST_KWH
from bot.conversation.understanding.schedule_reading import Schedule
from bot.conversation.understanding.schedules import DAYS, MONTHS, WEEKEND, Blocks, Rate, Tier, find_missing

YEAR = "year"  # the member of a draft that holds all this
_WITH_PLACE = ("days", "price", "hours", "limit", "tier", "beyond", "one")
STEPS = ("market", "year", "months", "confirm", "edit", "term", "plans", *_WITH_PLACE)
BACK_STEPS = 8  # questions that can be gone back
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when the contract runs, as far as it is known."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known, and the step that asks for more. `months` and `days` are those that the step is about."""

    market: bool | None = None
    blocks: Blocks = ()
    step: str = "market"
    months: frozenset[int] = NOBODY
    days: frozenset[int] = NOBODY
    hours: HoursProgress = field(default_factory=HoursProgress)  # of the step "hours"
    tiers: Rate = ()  # prices with their limits, of the steps "limit" to "beyond"
    limit: Decimal | None = None
    doubt: Doubt | None = None
    term: Term = Term()
    plans: tuple[Schedule, ...] = ()  # readings of a doubtful message
    why: str = ""  # why it is doubtful

    def draft(self, before: Draft | None = None) -> Draft:
        """The progress as JSON; `before` is the draft of the question before this one."""
        known: Draft = {
            "market": self.market,
            "schedule": keep_schedule(self.blocks, market=self.market is True),
            "step": self.step,
            "months": sorted(self.months),
            "days": sorted(self.days),
            "start": self.term.start.isoformat() if self.term.start else "",
            "end": self.term.end.isoformat() if self.term.end else "",
        }
        known |= {"hours": self.hours.draft()} if self.step == "hours" else {}
        known |= {"tiers": [[write(t.amount), write(t.up_to)] for t in self.tiers if t.up_to]} if self.tiers else {}
        known |= {"limit": write(self.limit)} if self.limit else {}
        known |= {"doubt": self.doubt.draft()} if self.doubt else {}
        known |= {"plans": [_keep_plan(plan) for plan in self.plans], "why": self.why} if self.plans else {}
        return {YEAR: known} | ({"before": cut_back(before, BACK_STEPS)} if before is not None else {})


def go_on(progress: Progress) -> Progress:
    """The progress with the next question."""
    known = Progress(progress.market, progress.blocks, term=progress.term)
    if known.market is None:
        return known
    if not known.blocks:
        return replace(known, step="year")
    missing = find_missing(known.blocks)
    if not missing:
        return replace(known, step="confirm")
    months, days = missing[0]
    if days == DAYS:
        return replace(known, step="months", months=months)
    return replace(known, step="price" if days == WEEKEND else "days", months=months, days=days)


def read_year(draft: Draft) -> Progress | None:
    """The progress of a draft, None if nothing was answered yet."""
    known = value_at(draft, YEAR)
    if not isinstance(known, dict):
        return None
    market = is_market({"market_rates": known.get("market")})
    blocks = read_schedule_data(known, market=market is True) or ()
    hours = read_progress(known["hours"]) if isinstance(known.get("hours"), dict) else None
    limit = number_at(known, "limit")
    found = Progress(
        market=market,
        blocks=blocks,
        step=text_at(known, "step"),
        months=_read_numbers(known, "months") & MONTHS,
        days=_read_numbers(known, "days") & DAYS,
        hours=hours or HoursProgress(),
        tiers=_read_tiers(known),
        limit=limit if limit and 0 < limit < MOST_KWH else None,
        doubt=read_doubt(known),
        term=Term(_read_day(known, "start"), _read_day(known, "end")),
        plans=tuple(plan for item in items_at(known, "plans") if (plan := _read_plan(item))),
        why=text_at(known, "why"),
    )
    return found if _fits(found) else go_on(found)


def held_year(page: Page) -> Progress | None:
    """The prices that Connect holds already, if they make a whole year."""
    tariff = value_at(page.data, "tariff")
    market = is_market(tariff)
    blocks = read_schedule_data(tariff, market=market is True) if market is not None else None
    if not blocks or find_missing(blocks) or not fits_bill(blocks):
        return None
    if market and not any(tier.amount or tier.percent for block in blocks for s in block.hours for tier in s.rate):
        return None  # a page that was never filled in
    term = Term(day_at(tariff, "contract_start_date"), day_at(tariff, "contract_end_date"))
    return Progress(market, blocks, step="confirm", term=term)


def _fits(progress: Progress) -> bool:
    """Whether a step has all that it is about; drafts of other versions may not."""
    if progress.step not in STEPS or (progress.market is None and progress.step not in ("market", "plans")):
        return False
    whole = bool(progress.blocks) and not find_missing(progress.blocks)
    needed = {
        "plans": bool(progress.plans),
        "confirm": whole,
        "edit": bool(progress.blocks),
        "one": bool(progress.blocks),
        "months": bool(progress.months),
        "tier": progress.limit is not None,
        "beyond": bool(progress.tiers),
    }
    placed = progress.step not in _WITH_PLACE or bool(progress.months and progress.days)
    return placed and needed.get(progress.step, True)


def _keep_plan(plan: Schedule) -> Draft:
    return {"market": plan.market, "schedule": keep_schedule(plan.blocks, market=plan.market)}


def _read_plan(item: Json) -> Schedule | None:
    market = is_market({"market_rates": value_at(item, "market")})
    blocks = read_schedule_data(item, market=market is True) if market is not None else None
    return Schedule(blocks, market is True) if blocks else None


def _read_tiers(known: Json) -> Rate:
    found: list[Tier] = []
    for item in items_at(known, "tiers"):
        pair = item if isinstance(item, list) and len(item) == 2 else ["", ""]
        cost, limit = number_at({"": pair[0]}, ""), number_at({"": pair[1]}, "")
        if cost is not None and limit is not None and 0 < cost < MOST and 0 < limit < MOST_KWH:
            found.append(Tier(cost, limit))
    limits = [tier.up_to for tier in found if tier.up_to]
    return tuple(found) if limits == sorted(set(limits)) else ()


def _read_numbers(known: Json, member: str) -> frozenset[int]:
    return frozenset(item for item in items_at(known, member) if isinstance(item, int) and not isinstance(item, bool))


def _read_day(known: Json, member: str) -> date | None:
    try:
        return date.fromisoformat(text_at(known, member))
    except ValueError:
        return None
