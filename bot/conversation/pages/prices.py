"""One price or fee that is asked: what a text makes of it, and the choice between readings of a doubtful one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.conversation.cards import Action, Block, Button, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Json, items_at, number_at, text_at, value_at
from bot.conversation.pages.buttons import agrees, rows
from bot.conversation.pages.price_words import (
    explain_unread,
    explain_why,
    likely_fee,
    say_cost,
    say_either,
    say_tax,
    settle,
    usual_cost,
    write,
)
from bot.conversation.pages.view import Draft, Heard
from bot.conversation.understanding.currencies import find_currency
from bot.conversation.understanding.money import Negative, Price, Zero, read_fee, read_price
from bot.conversation.understanding.results import Doubtful, Unreadable, Why

MEAN = "mean"  # one of the readings; the amount is the value


@dataclass(frozen=True, slots=True)
class Doubt:
    """Amounts in major units that a text may mean, the likeliest first."""

    amounts: tuple[Decimal, ...]
    why: str

    def draft(self) -> Draft:
        """The doubt as JSON."""
        return {"amounts": [write(amount) for amount in self.amounts], "why": self.why}


Taken = Decimal | Doubt | str  # an amount in major units, a doubt about it, or what was wrong


def read_doubt(data: Json, member: str = "doubt") -> Doubt | None:
    """The doubt that a draft holds."""
    found = (number_at({"": item}, "") for item in items_at(value_at(data, member), "amounts"))
    amounts = tuple(amount for amount in found if amount is not None)
    why = text_at(data, member, "why")
    return Doubt(amounts, why if why in set(Why) else Why.UNUSUAL.value) if amounts else None


def take_price(text: str, currency: str, ctx: Context) -> Taken:
    """A price above zero, with its tax: one that says it has none in it is asked about, unless it is paid to them."""
    example = say_cost(usual_cost(currency, paid=ctx.paid), currency, ctx)
    reading = read_price(text, currency, ctx.language, taxed=not ctx.paid)
    if isinstance(reading, Zero):
        return explain_why(Why.ZERO, ctx, example)
    if isinstance(reading, Negative):
        return explain_why(Why.NEGATIVE, ctx, example)
    return _settle(reading, currency, ctx, example)


def take_fee(text: str, currency: str, ctx: Context) -> Taken:
    """A fee per kWh; zero for none."""
    reading = read_fee(text, currency, ctx.language)
    if isinstance(reading, Zero):
        return Decimal(0)
    if isinstance(reading, Negative):
        return ctx.say("surcharge-negative")
    return _settle(reading, currency, ctx, say_cost(likely_fee(currency), currency, ctx))


def meant_amount(doubt: Doubt, heard: Heard, ctx: Context) -> Decimal | None:
    """The reading that was chosen: by its button, or by a yes where there is only one."""
    if isinstance(heard, Action) and heard.verb == MEAN:
        return next((amount for amount in doubt.amounts if write(amount) == heard.value), None)
    said_yes = agrees(heard, ctx)
    return doubt.amounts[0] if said_yes and len(doubt.amounts) == 1 else None


def doubt_title(doubt: Doubt, currency: str, ctx: Context) -> str:
    """The question between the readings."""
    return title_between([say_either(amount, currency, ctx) for amount in doubt.amounts], doubt.why, currency, ctx)


def title_between(labels: Sequence[str], why: str, currency: str, ctx: Context) -> str:
    """The question between readings that are told apart by these labels."""
    if len(labels) > 1:
        return ctx.say("price-doubt-title")
    if why == Why.NET:
        return ctx.say("price-doubt-title-net", tax=say_tax(currency, ctx))
    return ctx.say("price-doubt-title-one", price=labels[0])


def ask_doubt(doubt: Doubt, currency: str, ctx: Context) -> tuple[Block, ...]:
    """The readings as buttons; another price can be typed."""
    buttons = tuple(
        Button(ctx.say("price-per-kwh", price=say_either(amount, currency, ctx)), Action(MEAN, write(amount)))
        for amount in doubt.amounts
    )
    return (
        Title(doubt_title(doubt, currency, ctx)),
        Text(f"{say_reason(doubt.why, currency, ctx)} {ctx.say('price-doubt-type')}"),
        rows(*buttons),
    )


def _settle(reading: Price | Doubtful[Price] | Unreadable, currency: str, ctx: Context, example: str) -> Taken:
    if isinstance(reading, Unreadable):
        return explain_unread(reading, ctx, example)
    found = reading.candidates if isinstance(reading, Doubtful) else (reading,)
    amounts = tuple(dict.fromkeys(amount for price in found if (amount := settle(price.amount, currency)) > 0))
    if not amounts:
        return explain_why(Why.FAR_OFF, ctx, example)
    return Doubt(amounts, reading.why.value) if isinstance(reading, Doubtful) else amounts[0]


def say_reason(why: str, currency: str, ctx: Context) -> str:
    """Why there is a doubt (message `price-doubt-REASON`)."""
    known = (Why.OTHER_CURRENCY, Why.AMBIGUOUS_NUMBER, Why.UNIT_UNSURE, Why.NET)
    reason = (why if why in known else Why.UNUSUAL.value).replace("_", "-")
    return ctx.say(f"price-doubt-{reason}", currency=find_currency(currency).code, tax=say_tax(currency, ctx))
