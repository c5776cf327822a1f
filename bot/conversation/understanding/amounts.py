"""Money and percentages said back, with the digits and marks of the person's language."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from babel.numbers import format_currency, format_decimal

from bot.conversation.understanding.currencies import find_currency, minor_name
from bot.conversation.understanding.locales import find_locale

MINUS = "\N{MINUS SIGN}"  # a hyphen is too short for it
NO_BREAK = "\N{NO-BREAK SPACE}"  # between a number and its unit
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


def say_price(amount: Decimal, currency: str, language: str) -> str:
    """A price per kWh (given in major units) in the unit that bills print: "24.5 p", "24,5 ct", "28.5 ¥"; the space
    does not break."""
    known = find_currency(currency)
    value = amount.scaleb(known.exponent) if known.small else amount
    return f"{say_number(value, language, 4)}{NO_BREAK}{minor_name(currency, language)}"


def say_price_major(amount: Decimal, currency: str, language: str) -> str:
    """The same price in major units, nothing cut: "£0.245", "0,245 €"."""
    said = format_currency(
        _WIDE.plus(amount).normalize(_WIDE),
        find_currency(currency).code,
        locale=find_locale(language),
        decimal_quantization=False,
    )
    # CLDR parts a code from the digits; Babel does not.
    return re.sub(r"(?<=[^\W\d_])(?=\d)", NO_BREAK, said.replace("-", MINUS, 1) if amount < 0 else said)


def say_percent(value: Decimal, language: str) -> str:
    """18.5 becomes "18.5%" or "18,5 %"."""
    locale = find_locale(language)
    pattern = str(locale.percent_formats[None].pattern)
    return pattern.replace("#,##0", "{}").replace("{}", say_number(value, language, 4))


def say_number(value: Decimal, language: str, decimals: int) -> str:
    """Grouped and rounded half up to at most so many decimals, without trailing zeros."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    return format_decimal(rounded, "#,##0." + "#" * decimals, locale=find_locale(language)).replace("-", MINUS)
