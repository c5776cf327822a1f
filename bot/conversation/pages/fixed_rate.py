"""One price all day."""

from decimal import Decimal

from bot.conversation.cards import Action, Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import KEEP, agrees, chosen_action, press_typed, rows
from bot.conversation.pages.price_words import likely_costs, page_amount, page_currency, say_cost, say_unit
from bot.conversation.pages.prices import Doubt, ask_doubt, doubt_title, meant_amount, read_doubt, take_price
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled


class FixedRateView(OneQuestion):
    """Asked in the unit that bills print; a price that Connect holds already is offered."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        currency = page_currency(page)
        if doubt := read_doubt(draft):
            return Card(ask_doubt(doubt, currency, ctx), rest=doubt_title(doubt, currency, ctx))
        title = ctx.say("fixed-title-export" if feeds_in(page) else "fixed-title")
        ask = "fixed-ask-export" if feeds_in(page) else "fixed-ask"
        example = say_cost(likely_costs(currency)[1], currency, ctx)
        text = Text(ctx.say(ask, unit=say_unit(currency, ctx), example=example))
        held = page_amount(page, "cost")
        keep = (rows(_keep_button(held, currency, ctx)),) if held else ()
        return Card((Title(title), text, *keep), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        currency = page_currency(page)
        meant = _meant(page, draft, heard, ctx)
        if meant:
            return _answer(meant, currency, ctx)
        if isinstance(heard, Action):
            return Stay(draft, ctx.say("page-gone"))
        text = " ".join(heard.values.values()) if isinstance(heard, Filled) else heard.text
        taken = take_price(text, currency, ctx, with_vat=not feeds_in(page))
        if isinstance(taken, Doubt):
            return Stay({"doubt": taken.draft()})
        return _answer(taken, currency, ctx) if isinstance(taken, Decimal) else Stay(draft, taken)

    def back(self, page: Page, draft: Draft) -> Draft | None:
        return {} if read_doubt(draft) else None


def feeds_in(page: Page) -> bool:
    """Whether the price is what the person is paid."""
    return page.direction == "EXPORT"


def _meant(page: Page, draft: Draft, heard: Heard, ctx: Context) -> Decimal | None:
    if doubt := read_doubt(draft):
        return meant_amount(doubt, heard, ctx)
    agreed = agrees(heard, ctx)
    return page_amount(page, "cost") if heard == KEEP or agreed else None


def _keep_button(held: Decimal, currency: str, ctx: Context) -> Button:
    return Button(ctx.say("price-keep", price=say_cost(held, currency, ctx)), KEEP, "primary")


def _answer(amount: Decimal, currency: str, ctx: Context) -> Answer:
    return Answer({"cost": amount}, ctx.say("price-per-kwh", price=say_cost(amount, currency, ctx)), {})


VIEW = FixedRateView()
