"""What a market tariff adds to the market price: a fee per kWh and a percentage."""

from decimal import Decimal

from bot.conversation.cards import Block, Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.forms import Field, Form
from bot.conversation.page import Page, number_at, text_at
from bot.conversation.pages.asking import SKIP
from bot.conversation.pages.buttons import KEEP, SIMPLER, chosen_action, press_typed, rows, step_back
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import ask_words, blame, keep_form, read_typed, show_form
from bot.conversation.pages.price_words import likely_fee, page_currency, say_cost, say_tax, say_unit, write
from bot.conversation.pages.prices import ask_doubt, doubt_title, read_doubt
from bot.conversation.pages.surcharge_answers import (
    FIXED,
    PERCENTAGE,
    ask_percent_doubt,
    hear_part,
    held_part,
    read_part,
    say_part,
    take_form,
    zero_refused,
)
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled
from bot.conversation.understanding.amounts import say_percent

EXAMPLE_PERCENT = Decimal(20)


class SurchargeView:
    """Fee first, then the percentage; either may be none, and one message may hold both."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        asked = _asked(draft)
        if doubt := read_doubt(draft):
            if asked == PERCENTAGE:
                return Card(ask_percent_doubt(doubt, ctx), rest=ctx.say("price-doubt-title"))
            currency = page_currency(page)
            return Card(ask_doubt(doubt, currency, ctx), rest=doubt_title(doubt, currency, ctx))
        title, hint = _question(asked, read_part(draft, PERCENTAGE), page, ctx)
        blocks: list[Block] = [Title(title), Text(ask_words(hint, ctx))]
        blocks += show_form(_form(page, draft, ctx), draft, ctx.say("surcharge-form-open"), ctx)
        held = held_part(asked, page, draft)
        keep = ctx.say("price-keep", price=say_part(asked, held, page, ctx)) if held else ""
        none = ctx.say("surcharge-none" if asked == FIXED else "surcharge-percent-none")
        may_skip = asked == FIXED or not zero_refused(draft)
        controls = rows(
            Button(keep, KEEP, "primary") if keep else None,
            Button(none, SKIP) if may_skip else None,
            Button(ctx.say("advanced-simpler"), SIMPLER) if zero_refused(draft) else None,
        )
        return Card((*blocks, controls) if controls.rows else tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        if heard == SIMPLER:
            return step_back(page)
        if isinstance(heard, Filled):
            typed = read_typed(_form(page, draft, ctx), heard.values)
            after, problems = take_form(typed, page, draft, ctx)
            after, problem = keep_form(after, typed, problems), next(iter(problems.values()), "")
        else:
            after, problem = hear_part(_asked(draft), heard, page, draft, ctx)
        fixed, percentage = read_part(after, FIXED), read_part(after, PERCENTAGE)
        if problem or read_doubt(after) or fixed is None or percentage is None:
            return Stay(after, problem)
        data = {"surcharge": {FIXED: fixed, PERCENTAGE: percentage}}
        return Answer(data, _say_done(fixed, percentage, page, ctx), after)

    def back(self, page: Page, draft: Draft) -> Draft | None:
        del page  # what it holds is offered again
        if read_doubt(draft):
            return {name: value for name, value in draft.items() if name != "doubt"}
        fixed = read_part(draft, FIXED)
        if fixed is None:
            return None
        return {"held": {FIXED: write(fixed)}, **({"zero_refused": True} if zero_refused(draft) else {})}

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        held = {name: text_at(draft, name) for name in (FIXED, PERCENTAGE) if number_at(draft, name)}
        problem = explain_error(code, gap, ctx)
        if code != "surcharge_percentage_invalid":
            return Stay(blame({"held": held}, draft, {FIXED: problem}), problem)
        kept: Draft = {FIXED: write(read_part(draft, FIXED) or Decimal(0)), "zero_refused": True}
        return Stay(blame(kept, draft, {PERCENTAGE: problem}), problem)


def _asked(draft: Draft) -> str:
    return FIXED if read_part(draft, FIXED) is None else PERCENTAGE


def _question(asked: str, percentage: Decimal | None, page: Page, ctx: Context) -> tuple[str, str]:
    """The question and how it is answered; whoever gave the percentage first is asked for the fee alone."""
    currency = page_currency(page)
    percent = say_percent(EXAMPLE_PERCENT, ctx.language)
    if asked == PERCENTAGE:
        how = ctx.say("surcharge-percent-ask", example=percent, tax=say_tax(currency, ctx))
        return ctx.say("surcharge-percent-title"), how
    fee, unit = say_cost(likely_fee(currency), currency, ctx), say_unit(currency, ctx)
    if percentage:
        known = say_percent(percentage, ctx.language)
        return ctx.say("surcharge-also-title"), ctx.say("surcharge-also-ask", percent=known, unit=unit, example=fee)
    how = ctx.say("surcharge-ask", unit=unit, example=fee, both=f"{fee} + {percent}")
    return ctx.say("surcharge-title"), how


def _form(page: Page, draft: Draft, ctx: Context) -> Form:
    currency = page_currency(page)
    examples = {
        FIXED: say_cost(likely_fee(currency), currency, ctx),
        PERCENTAGE: say_percent(EXAMPLE_PERCENT, ctx.language),
    }
    return Form(
        "surcharge",
        ctx.say("surcharge-form-title"),
        tuple(
            Field(
                name,
                ctx.say(label, unit=say_unit(currency, ctx)),
                "price" if name == FIXED else "percent",
                _form_value(name, page, draft, ctx),
                ctx.say("surcharge-hint", example=examples[name]),
                required=name == PERCENTAGE and zero_refused(draft),
            )
            for name, label in ((FIXED, "surcharge-label-fixed"), (PERCENTAGE, "surcharge-label-percent"))
        ),
    )


def _form_value(name: str, page: Page, draft: Draft, ctx: Context) -> str:
    known = read_part(draft, name) or held_part(name, page, draft)
    return say_part(name, known, page, ctx) if known else ""


def _say_done(fixed: Decimal, percentage: Decimal, page: Page, ctx: Context) -> str:
    parts = ((FIXED, fixed), (PERCENTAGE, percentage))
    said = " + ".join(say_part(name, value, page, ctx) for name, value in parts if value)
    return ctx.say("surcharge-done", surcharge=said) if said else ctx.say("surcharge-done-none")


VIEW = SurchargeView()
