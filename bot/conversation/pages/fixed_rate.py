"""One price all day."""

from decimal import Decimal

from bot.conversation.cards import Action, Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.forms import Field, Form
from bot.conversation.page import Page
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import KEEP, agrees, chosen_action, press_typed, rows
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import ask_words, blame, carry_form, keep_form, read_typed, show_form
from bot.conversation.pages.price_words import (
    ask_price,
    page_amount,
    page_currency,
    say_cost,
    say_unit,
    speak_of,
    usual_cost,
)
from bot.conversation.pages.prices import Doubt, ask_doubt, doubt_title, meant_amount, read_doubt, take_price
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled, Said

PRICE = "price"


class FixedRateView(OneQuestion):
    """Asked in the unit that bills print; a price that Connect holds already is offered."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        currency, ctx = page_currency(page), speak_of(page, ctx)
        if doubt := read_doubt(draft):
            return Card(ask_doubt(doubt, currency, ctx), rest=doubt_title(doubt, currency, ctx))
        title = ask_price("fixed-title", currency, ctx)
        held = page_amount(page, "cost")
        keep = (rows(_keep_button(held, currency, ctx)),) if held else ()
        form = show_form(_form(page, ctx), draft, ctx.say("fixed-form-open"), ctx)
        return Card((Title(title), Text(ask_words(_say_ask(currency, ctx), ctx)), *form, *keep), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        currency, ctx = page_currency(page), speak_of(page, ctx)
        meant = _meant(page, draft, heard, ctx)
        if meant:
            return _answer(meant, currency, ctx, carry_form({}, draft))
        if isinstance(heard, Action):
            return Stay(draft, ctx.say("page-gone"))
        typed = read_typed(_form(page, ctx), heard.values) if isinstance(heard, Filled) else None
        text = heard.text if isinstance(heard, Said) else typed.get(PRICE, "") if typed else ""
        taken = take_price(text, currency, ctx)
        if isinstance(taken, Doubt):
            return Stay(keep_form({"doubt": taken.draft()}, typed or {}))
        if isinstance(taken, Decimal):
            return _answer(taken, currency, ctx, {} if typed is None else keep_form({}, typed))
        return Stay(draft if typed is None else keep_form(draft, typed, {PRICE: taken}), taken)

    def back(self, page: Page, draft: Draft) -> Draft | None:
        return carry_form({}, draft) if read_doubt(draft) else None

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        problem = explain_error(code, gap, ctx)
        return Stay(blame({}, draft, {PRICE: problem}), problem)


def _meant(page: Page, draft: Draft, heard: Heard, ctx: Context) -> Decimal | None:
    if doubt := read_doubt(draft):
        return meant_amount(doubt, heard, ctx)
    agreed = agrees(heard, ctx)
    return page_amount(page, "cost") if heard == KEEP or agreed else None


def _keep_button(held: Decimal, currency: str, ctx: Context) -> Button:
    return Button(ctx.say("price-keep", price=say_cost(held, currency, ctx)), KEEP, "primary")


def _say_ask(currency: str, ctx: Context) -> str:
    return ask_price("fixed-ask", currency, ctx, unit=say_unit(currency, ctx), example=_example(currency, ctx))


def _example(currency: str, ctx: Context) -> str:
    return say_cost(usual_cost(currency, paid=ctx.paid), currency, ctx)


def _form(page: Page, ctx: Context) -> Form:
    currency = page_currency(page)
    held = page_amount(page, "cost")
    value = say_cost(held, currency, ctx) if held else ""
    label = ctx.say("price-label", unit=say_unit(currency, ctx))
    hint = ask_price("price-hint", currency, ctx, example=_example(currency, ctx))
    field = Field(PRICE, label, "price", value, hint)
    return Form("fixed_rate", ctx.say("fixed-form-title"), (field,))


def _answer(amount: Decimal, currency: str, ctx: Context, draft: Draft) -> Answer:
    return Answer({"cost": amount}, ctx.say("price-per-kwh", price=say_cost(amount, currency, ctx)), draft)


VIEW = FixedRateView()
