"""Prices per kWh in a person's words: units, examples, and why a text was not understood."""

from decimal import Decimal

from bot.conversation.context import Context
from bot.conversation.page import Page, number_at, text_at
from bot.conversation.understanding.amounts import say_price, say_price_major
from bot.conversation.understanding.currencies import find_currency, minor_name
from bot.conversation.understanding.results import Unreadable, Why

USUAL_CURRENCY = "EUR"  # for a page that names none: hundredths are right almost everywhere
QUOTE_CHARS = 40
MOST = Decimal(10) ** 9  # nothing beyond is a price, and no card has room for it
_LIKELY = (Decimal("0.16"), Decimal("0.26"))
_PAID = Decimal("0.3")  # of the usual price, for what is fed in
_NO_VAT = frozenset({"USD", "CAD", "AUD", "NZD"})  # sales taxes and GST


def page_currency(page: Page) -> str:
    """The ISO 4217 code of the page's amounts."""
    code = text_at(page.data, "currency_code").upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else USUAL_CURRENCY


def speak_of(page: Page, ctx: Context) -> Context:
    """The context to speak of this page's prices in."""
    return ctx._replace(paid=page.direction == "EXPORT")


def ask_price(message: str, currency: str, ctx: Context, **args: str) -> str:
    """A question for prices, or how to answer it; of what is fed in it has a variant (message `…-export`)."""
    return ctx.say(f"{message}-export" if ctx.paid else message, tax=say_tax(currency, ctx), **args)


def page_amount(page: Page, *path: str) -> Decimal | None:
    """An amount above zero that the page holds already."""
    amount = number_at(page.data, *path)
    return amount if amount is not None and 0 < amount < MOST else None


def settle(amount: Decimal, currency: str) -> Decimal:
    """The amount in major units to the digits that are shown, so that what is sent is what was read."""
    digits = find_currency(currency).exponent + 4
    rounded = amount.quantize(Decimal(1).scaleb(-digits)) if abs(amount) < MOST else amount
    return Decimal(write(rounded))


def write(amount: Decimal) -> str:
    """An amount as text for a draft: no exponent, no trailing zeros."""
    plain = format(amount, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def read_written(text: str) -> Decimal | None:
    """The amount that `write` wrote."""
    return number_at({"": text}, "")


def say_cost(amount: Decimal, currency: str, ctx: Context) -> str:
    """ "24.5 p"."""
    return say_price(amount, currency, ctx.language)


def say_either(amount: Decimal, currency: str, ctx: Context) -> str:
    """ "24.5 p", but "£24.50": a whole pound or more is said in pounds, so that a slip by 100 is seen."""
    small = find_currency(currency).small and amount < 1
    return say_cost(amount, currency, ctx) if small else say_price_major(amount, currency, ctx.language)


def say_unit(currency: str, ctx: Context) -> str:
    """ "p", "ct", "öre"; the currency's sign where bills print no small unit."""
    return minor_name(currency, ctx.language)


def shown_amount(amount: Decimal, currency: str) -> Decimal:
    """The amount in the unit that `say_unit` names."""
    known = find_currency(currency)
    return amount.scaleb(known.exponent) if known.small else amount


def likely_costs(currency: str, *, paid: bool = False) -> tuple[Decimal, Decimal]:
    """A cheap and a usual price of this currency, for examples; `paid`: of energy that is fed in, which earns far
    less."""
    band = find_currency(currency).band
    middle = (band.low * band.high).sqrt() if band else Decimal(0)
    low, usual = (_brief(middle * Decimal("0.9")), _brief(middle * Decimal("1.5"))) if band else _LIKELY
    return (_paid(low), _paid(usual)) if paid else (low, usual)


def usual_cost(currency: str, *, paid: bool = False) -> Decimal:
    """The usual one of both."""
    return likely_costs(currency, paid=paid)[1]


def say_tax(currency: str, ctx: Context) -> str:
    """The tax on energy by the name that bills in this currency give it."""
    return ctx.say("price-tax" if find_currency(currency).code in _NO_VAT else "price-vat")


def likely_fee(currency: str) -> Decimal:
    """A usual surcharge per kWh of this currency, for examples."""
    return _brief(likely_costs(currency)[1] / 20)


def explain_unread(unread: Unreadable, ctx: Context, example: str) -> str:
    """What was missing in a text, with an example of what would be understood."""
    return explain_why(unread.why, ctx, example, unread.detail)


def explain_why(why: Why, ctx: Context, example: str, detail: str = "") -> str:
    """The sentence for a reason (message `unread-REASON`)."""
    return ctx.say("unread-" + why.replace("_", "-"), example=example, detail=" ".join(detail.split())[:QUOTE_CHARS])


def _paid(usual: Decimal) -> Decimal:
    """What about one digit is certain of."""
    amount = usual * _PAID
    return amount.quantize(Decimal(1).scaleb(amount.adjusted()))


def _brief(amount: Decimal) -> Decimal:
    """Two digits are enough for an example."""
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 1))
