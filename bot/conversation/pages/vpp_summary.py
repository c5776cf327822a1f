"""What a home has given and earned in its programme, period by period."""

from datetime import date, timedelta
from decimal import Decimal

from bot.conversation.cards import Action, Block, Button, Card, Picture, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, items_at, text_at, value_at
from bot.conversation.pages.buttons import rows
from bot.conversation.pages.price_words import page_currency
from bot.conversation.pages.programmes import (
    LookingView,
    action_button,
    amount_in,
    day_in,
    done_button,
    facts_of,
    link_of,
    name_of,
    say_month,
    say_state,
    tariff_button,
)
from bot.conversation.pages.view import Do, Draft, Move
from bot.conversation.pictures.chart import MOST_COLUMNS, Column, Columns, DecimalMark
from bot.conversation.understanding.amounts import say_number, say_price_major
from bot.conversation.understanding.dates import say_date
from bot.conversation.understanding.locales import find_locale

CHANGE = "CHANGE_PERIOD"
PERIOD = "period"
TYPES = ("DAY", "MONTH", "YEAR")


class PerformanceView(LookingView):
    """The period in words and as a picture; earlier and later ones, other lengths, payments and participation."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        programme = value_at(page.data, "programme")
        title = name_of(programme, "programme_display_name", "provider_display_name") or ctx.say("vpp-title")
        state = text_at(programme, "participation_state")
        facts = facts_of(
            (ctx.say("vpp-state"), say_state("participation-is-", state, ctx) if state else ""),
            (ctx.say("vpp-period"), say_period(page, ctx)),
            (ctx.say("vpp-energy"), _say_energy(amount_in(page.data, "performance", "energy_dispatched_kwh"), ctx)),
            (ctx.say("vpp-earnings"), _say_earnings(page, ctx)),
        )
        picture = _picture(page, ctx)
        blocks: list[Block] = [Title(title), *facts, *([picture] if picture else [])]
        if not facts and not picture:
            blocks.append(Text(ctx.say("vpp-nothing-yet")))
        tariff = tariff_button(page, ctx)
        controls = rows(
            tariff,
            *_periods(page, ctx),
            action_button(page, "MANAGE_PAYMENTS", "vpp-payments", ctx),
            action_button(page, "MANAGE_PARTICIPATION", "vpp-participation", ctx),
            link_of(programme, ctx),
            done_button(ctx, primary=tariff is None),
        )
        return Card((*blocks, controls), rest=title)

    def press(self, page: Page, heard: Action, ctx: Context) -> Move | None:
        offered = {button.action for button in _periods(page, ctx)}
        if heard.verb != PERIOD or heard not in offered:
            return None
        kind, _, start = heard.value.partition("|")
        return Do(CHANGE, data={"period_type": kind, "period_start": start})


def say_period(page: Page, ctx: Context) -> str:
    """ "October 2026", "7 October 2026", "2026"; "" if it is not told."""
    start, end = _span(page)
    kind = text_at(page.data, "performance", "period_type")
    if start is None:
        return ""
    if kind == "MONTH":
        return say_month(start, ctx)
    if kind == "YEAR":
        return str(start.year)
    first = say_date(start, ctx.language)
    return first if end is None or end == start else f"{first} – {say_date(end, ctx.language)}"


def _span(page: Page) -> tuple[date | None, date | None]:
    performance = value_at(page.data, "performance")
    return day_in(performance, "period_start"), day_in(performance, "period_end")


def _periods(page: Page, ctx: Context) -> tuple[Button, ...]:
    """The other periods that can be shown."""
    start, end = _span(page)
    performance = value_at(page.data, "performance")
    kind = text_at(performance, "period_type")
    if CHANGE not in page.actions or start is None:
        return ()
    found: list[tuple[str, str, date]] = []
    if kind in TYPES and value_at(performance, "has_previous") is True:
        found.append((ctx.say("vpp-earlier"), kind, _first(kind, _first(kind, start) - timedelta(days=1))))
    if kind in TYPES and value_at(performance, "has_next") is True:
        found.append((ctx.say("vpp-later"), kind, _next(kind, start)))
    others = [one for one in items_at(performance, "available_period_types") if one in TYPES and one != kind]
    within = ctx.today if start <= ctx.today <= (end or start) else start  # what is new matters most
    found += [(ctx.say(f"vpp-by-{one.lower()}"), one, _first(one, within)) for one in others]
    return tuple(Button(label, Action(PERIOD, f"{kind}|{day.isoformat()}")) for label, kind, day in found)


def _first(kind: str, day: date) -> date:
    """The first day of the period that a day is in."""
    return day.replace(month=1, day=1) if kind == "YEAR" else day.replace(day=1) if kind == "MONTH" else day


def _next(kind: str, day: date) -> date:
    days = {"DAY": 1, "MONTH": 32, "YEAR": 367}[kind]
    return _first(kind, _first(kind, day) + timedelta(days=days))


def _say_energy(amount: Decimal | None, ctx: Context) -> str:
    return "" if amount is None else f"{say_number(amount, ctx.language, 2)} kWh"


def _say_earnings(page: Page, ctx: Context) -> str:
    amount = amount_in(page.data, "performance", "earnings")
    return "" if amount is None else say_price_major(amount, page_currency(page), ctx.language)


def _picture(page: Page, ctx: Context) -> Picture | None:
    """The energy of each day of the period, or of each month of a year."""
    amounts: dict[date, Decimal] = {}
    for item in items_at(page.data, "performance", "series"):
        day, amount = day_in(item, "date"), amount_in(item, "dispatched_kwh")
        if day is not None and amount is not None:
            amounts[day] = amounts.get(day, Decimal()) + amount
    if len(amounts) < 2:
        return None
    yearly = text_at(page.data, "performance", "period_type") == "YEAR" or len(_days(page, amounts)) > MOST_COLUMNS
    columns = (
        _months(amounts, ctx) if yearly else tuple(Column(str(d.day), amounts.get(d)) for d in _days(page, amounts))
    )
    best = max(amounts, key=lambda day: amounts[day])
    alt = ctx.say("vpp-alt", day=say_date(best, ctx.language), energy=_say_energy(amounts[best], ctx))
    mark: DecimalMark = "," if find_locale(ctx.language).number_symbols["latn"]["decimal"] == "," else "."
    return Picture(Columns(ctx.say("vpp-chart-title"), "kWh", columns[:MOST_COLUMNS], mark), alt)


def _days(page: Page, amounts: dict[date, Decimal]) -> list[date]:
    """Every day of the period, also those that were left out."""
    start, end = _span(page)
    first, last = min(amounts), max(amounts)
    first = min(first, start) if start and first - start < timedelta(days=MOST_COLUMNS) else first
    last = max(last, end) if end and end - last < timedelta(days=MOST_COLUMNS) else last
    return [first + timedelta(days=number) for number in range(min((last - first).days, 366) + 1)]


def _months(amounts: dict[date, Decimal], ctx: Context) -> tuple[Column, ...]:
    sums: dict[date, Decimal] = {}
    for day, amount in sorted(amounts.items()):
        sums[day.replace(day=1)] = sums.get(day.replace(day=1), Decimal()) + amount
    return tuple(Column(say_month(day, ctx, "LLL"), amount) for day, amount in sums.items())


VIEW = PerformanceView()
