"""The tariff as it is connected, or is about to be."""

from decimal import Decimal

from bot.conversation.cards import Block, Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, text_at, value_at
from bot.conversation.pages.buttons import agrees, chosen_action, do_button, ending_action, press_typed, rows, saves
from bot.conversation.pages.confirming import STOP, Closing, ask_button, ask_stop, asked_action, hear_sure, sure_card
from bot.conversation.pages.days import day_at
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.names import NAME_CHARS
from bot.conversation.pages.places import page_provider
from bot.conversation.pages.price_chart import draw_rates, say_rates, single_cost
from bot.conversation.pages.price_words import page_amount, page_currency, say_cost
from bot.conversation.pages.rates import read_rates
from bot.conversation.pages.structure import say_option
from bot.conversation.pages.view import Do, Draft, Heard, Move, Stay
from bot.conversation.understanding.dates import say_date

REPORTS = ("WRONG_TARIFF", "WRONG_TARIFF_REPORT")
_TITLES = {
    "CONNECTED": "summary-title",
    "PENDING": "summary-title-pending",
    "ERROR": "summary-title-error",
    "NOT_CONNECTED": "summary-title-plain",
}


class SummaryView(Closing):
    """Provider, tariff, contract and prices; nothing more is asked."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        stop = ask_stop("summary", ctx)
        if asked_action(draft):
            return sure_card(stop)
        title = say_title(page, ctx)
        blocks: list[Block] = [Title(title)]
        facts = list_facts(page, ctx)
        blocks += [Facts(facts)] if facts else []
        blocks += show_prices(page, ctx)
        if value_at(page.data, "tariff", "tiered") is True:
            blocks.append(Text(ctx.say("summary-tiered")))
        if saves(page):
            blocks.append(Text(ctx.say("summary-save-text")))
        report = _report_action(page)
        controls = rows(
            do_button(_say_ending(page, ctx), ending_action(page), primary=True),
            do_button(ctx.say("summary-wrong"), report) if report else None,
            do_button(ctx.say("summary-edit"), "EDIT") if "EDIT" in page.actions else None,
            ask_button(ctx.say("summary-stop"), stop, ctx) if STOP in page.actions else None,
        )
        return Card((*blocks, controls), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if move := hear_sure(draft, heard, ctx):
            return move
        chosen = chosen_action(page, heard, ending_action(page))
        said_yes = agrees(heard, ctx)
        if said_yes or (chosen and chosen.action == ending_action(page)):
            return _end(page, ctx)
        if chosen and chosen.action in REPORTS:
            return Do(chosen.action, ctx.say("summary-reported"))
        return chosen or Stay(draft, hint=ctx.say("summary-unread", done=_say_ending(page, ctx)))

    def leave(self, page: Page, ctx: Context) -> Do | None:
        return None if saves(page) else _end(page, ctx)

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        return Stay({}, explain_error(code, gap, ctx))


def _end(page: Page, ctx: Context) -> Do:
    """The page is left for good; its line says what is connected."""
    cost = _fixed_cost(page)
    kind = text_at(page.data, "tariff", "structure_type")
    price = ctx.say("price-per-kwh", price=say_cost(cost, page_currency(page), ctx)) if cost is not None else ""
    provider, tariff = _brief(page_provider(page)), _brief(text_at(page.data, "tariff", "name"))
    named = "" if provider in tariff else provider  # many tariffs have their provider in their name
    parts = (named, tariff, price or say_option(kind, ctx))
    return Do(ending_action(page), " · ".join(part for part in parts if part not in ("", kind)))


def _say_ending(page: Page, ctx: Context) -> str:
    return ctx.say("summary-save" if saves(page) else "summary-done")


def _report_action(page: Page) -> str:
    """The name under which this page takes reports; it is missing once a tariff was reported."""
    return next((action for action in REPORTS if action in page.actions), "")


def say_title(page: Page, ctx: Context) -> str:
    """What the page is about: a tariff that is connected, pending, or not saved yet."""
    if saves(page):
        return ctx.say("summary-title-save")
    # The tariff counts as connected when a page without SAVE appears, so that is what a missing status means.
    status = text_at(page.data, "tariff", "status") or "CONNECTED"
    if status == "CONNECTED" and page.direction == "EXPORT":
        return ctx.say("summary-title-export")
    return ctx.say(_TITLES.get(status, "summary-title-plain"))


def list_facts(page: Page, ctx: Context) -> tuple[tuple[str, str], ...]:
    """Provider, tariff, contract and the one price, as far as they are told."""
    facts = (
        ("page-provider", _brief(page_provider(page))),
        ("summary-tariff", _brief(text_at(page.data, "tariff", "name"))),
        ("summary-direction", _say_direction(page, ctx)),
        ("summary-contract", _say_contract(page, ctx)),
        ("summary-price", _say_price(page, ctx)),
    )
    return tuple((ctx.say(name), value) for name, value in facts if value)


def _say_direction(page: Page, ctx: Context) -> str:
    if page.type == "NON_COMMODITY":
        return ctx.say("slot-non-commodity-import")
    known = {"IMPORT": "slot-commodity-import", "EXPORT": "slot-commodity-export"}
    return ctx.say(known[page.direction]) if page.direction in known else ""


def _say_contract(page: Page, ctx: Context) -> str:
    end = day_at(page.data, "tariff", "contract_end_date")
    if end:
        return ctx.say("summary-until", day=say_date(end, ctx.language))
    endless = text_at(page.data, "tariff", "contract_term_type") == "UNTIL_TERMINATED"
    return ctx.say("summary-no-end") if endless else ""


def _say_price(page: Page, ctx: Context) -> str:
    cost = _fixed_cost(page)
    return ctx.say("summary-all-day", price=say_cost(cost, page_currency(page), ctx)) if cost is not None else ""


def _fixed_cost(page: Page) -> Decimal | None:
    """The price of a tariff that has only one."""
    if text_at(page.data, "tariff", "structure_type") in ("MARKET", "DYNAMIC", "TIME_OF_DAY"):
        return None
    return page_amount(page, "cost") or single_cost(read_rates(page))


def show_prices(page: Page, ctx: Context) -> list[Block]:
    """The prices of a tariff that has several, as a picture and in words."""
    rates = read_rates(page)
    if not rates or _fixed_cost(page) is not None:
        return []
    currency = page_currency(page)
    paid = page.direction == "EXPORT"
    picture = draw_rates(rates, ctx.say("summary-chart-title"), currency, ctx, paid=paid)
    words = Text(say_rates(rates, currency, ctx, paid=paid))
    return [picture, words] if picture else [words]


def _brief(name: str) -> str:
    return name if len(name) <= NAME_CHARS else name[: NAME_CHARS - 1] + "…"


VIEW = SummaryView()
