"""Prices, fees and percentages as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.understanding.amounts import say_number, say_percent, say_price, say_price_major
from bot.conversation.understanding.currencies import minor_name
from bot.conversation.understanding.money import (
    Negative,
    Percent,
    Price,
    Zero,
    read_fee,
    read_percent,
    read_price,
)
from bot.conversation.understanding.results import Doubtful, Unreadable, Why

LOCALES = [("GBP", "en"), ("EUR", "de"), ("EUR", "fr"), ("SEK", "sv"), ("USD", "en-US")]

READ = [
    ("24.5", "GBP", "en", "0.245"),
    ("24,5 ct", "EUR", "de", "0.245"),
    ("£0.245/kWh", "GBP", "en", "0.245"),
    ("24.5p per kWh", "GBP", "en", "0.245"),
    ("24.5 pence.", "GBP", "en", "0.245"),
    ("0.2467 GBP", "GBP", "en", "0.2467"),
    ("GBP 0.2467", "GBP", "en", "0.2467"),
    ("0,3127 €/kWh incl. VAT", "EUR", "de", "0.3127"),
    ("0.3127", "EUR", "de", "0.3127"),
    ("28p inc VAT", "GBP", "en", "0.28"),
    ("24.5p inc 5% VAT", "GBP", "en", "0.245"),
    ("32,5 Cent brutto", "EUR", "de", "0.325"),
    ("kostet 32 Cent die Kilowattstunde", "EUR", "de", "0.32"),
    ("ca. 31 ct", "EUR", "de", "0.31"),
    ("Arbeitspreis: 31,27 ct/kWh", "EUR", "de", "0.3127"),
    ("31.270 ct", "EUR", "de", "0.3127"),
    ("1,234.5 öre", "SEK", "en", "12.345"),
    ("45 öre", "SEK", "sv", "0.45"),
    ("45 ore", "SEK", "sv", "0.45"),
    ("1,23 kr/kWh", "SEK", "sv", "1.23"),
    ("123,45 øre/kWh", "DKK", "da", "1.2345"),
    ("2,15 kroner", "NOK", "nb", "2.15"),
    ("28 yen", "JPY", "en", "28"),
    ("28.5円", "JPY", "ja", "28.5"),
    ("¥28.5", "JPY", "en", "28.5"),
    ("36 Ft", "HUF", "hu", "36"),
    ("5,2 Kč", "CZK", "cs", "5.2"),
    ("520 haléřů", "CZK", "cs", "5.2"),
    ("62 gr", "PLN", "pl", "0.62"),
    ("0,62 zł/kWh", "PLN", "pl", "0.62"),
    ("24 fils", "BHD", "en", "0.024"),
    ("27 Rp./kWh", "CHF", "de", "0.27"),
    ("27 centimes", "CHF", "fr", "0.27"),
    ("$0.14", "USD", "en-US", "0.14"),
    ("14¢", "USD", "en-US", "0.14"),
    ("14 cents per kilowatt-hour", "USD", "en-US", "0.14"),
    ("33c", "AUD", "en", "0.33"),
    ("24\u00a0ct", "EUR", "de", "0.24"),
    ("24\u202fct", "EUR", "fr", "0.24"),
    ("٢٤٫٥", "GBP", "ar", "0.245"),
    ("２４．５ｐ", "GBP", "en", "0.245"),
    ("24½ p", "GBP", "en", "0.245"),
    (".245", "GBP", "en", "0.245"),
    ("28p per unit", "GBP", "en", "0.28"),
    ("1 kWh = 24 p", "GBP", "en", "0.24"),
    ("24.5p = £0.245", "GBP", "en", "0.245"),
    ("312,70 €/MWh", "EUR", "de", "0.3127"),
    ("24.123 p/kWh", "GBP", "en", "0.24123"),
    ("24.5 p/kW", "GBP", "en", "0.245"),
    ("7", "GBP", "en", "0.07"),
]


@pytest.mark.parametrize(("text", "currency", "language", "amount"), READ)
def test_reads_what_bills_print(text: str, currency: str, language: str, amount: str) -> None:
    assert read_price(text, currency, language) == Price(Decimal(amount))


@pytest.mark.parametrize(
    ("text", "currency", "candidates", "why"),
    [
        ("£24.5/kWh", "GBP", ["24.5", "0.245"], Why.UNUSUAL),
        ("0.245 p", "GBP", ["0.00245", "0.245"], Why.UNUSUAL),
        ("24,5 €", "EUR", ["24.5", "0.245"], Why.UNUSUAL),
        ("1.234", "GBP", ["0.01234", "12.34", "1.234"], Why.AMBIGUOUS_NUMBER),
        ("24 ct", "GBP", ["0.24"], Why.OTHER_CURRENCY),
        ("€0.31", "GBP", ["0.31"], Why.OTHER_CURRENCY),
        ("28p", "EUR", ["0.28"], Why.OTHER_CURRENCY),
        ("12", "SEK", ["0.12", "12"], Why.UNIT_UNSURE),
        ("£2", "GBP", ["2"], Why.UNUSUAL),
        ("50", "XTS", ["0.5", "50"], Why.UNIT_UNSURE),
    ],
)
def test_asks_when_unsure(text: str, currency: str, candidates: list[str], why: Why) -> None:
    reading = read_price(text, currency, "en")
    assert reading == Doubtful(tuple(Price(Decimal(amount)) for amount in candidates), why)


@pytest.mark.parametrize(("currency", "language"), LOCALES)
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        ("NaN", Why.NO_NUMBER),
        ("Infinity", Why.NO_NUMBER),
        ("twenty", Why.NO_NUMBER),
        ("1e3", Why.NO_NUMBER),
        ("1.2.3", Why.NO_NUMBER),
        ("0x1F", Why.NO_NUMBER),
        ("12345678901234567890", Why.NO_NUMBER),
        ("1,23,45,678", Why.FAR_OFF),
        ("24-28", Why.SEVERAL_NUMBERS),
        ("24 and 28", Why.SEVERAL_NUMBERS),
        ("24\u00a0,5", Why.SEVERAL_NUMBERS),
        ("3 500 kWh", Why.NOT_PER_KWH),
        ("12 kW", Why.NOT_PER_KWH),
        ("45 per day", Why.NOT_PER_KWH),
        ("12/month", Why.NOT_PER_KWH),
        ("24x", Why.UNKNOWN_UNIT),
    ],
)
def test_refuses_what_is_no_price(text: str, why: Why, currency: str, language: str) -> None:
    reading = read_price(text, currency, language)
    assert isinstance(reading, Unreadable)
    assert reading.why is why


@pytest.mark.parametrize(("currency", "language"), LOCALES)
def test_zero_and_negative_are_told_apart(currency: str, language: str) -> None:
    for text in ("0", "-0", "0,00", "0.0"):
        assert read_price(text, currency, language) == Zero()
    for text in ("-5", "−5"):
        assert read_price(text, currency, language) == Negative(Decimal(-5))


@pytest.mark.parametrize(("currency", "language"), LOCALES[:3])
def test_both_separators_are_understood_everywhere(currency: str, language: str) -> None:
    for text in ("24.5", "24,5", " 24,5 ", "+24.5", "0.245", "0,245"):
        assert read_price(text, currency, language) == Price(Decimal("0.245"))


NET = (
    "20 ct zzgl. MwSt.",
    "20 ct netto",
    "20 ct excl. VAT",
    "20 ct + 19% VAT",
    "20 ct before tax",
    "20 ct plus gesetzl. MwSt",
)


@pytest.mark.parametrize("text", NET)
def test_a_price_without_its_tax_is_asked_about(text: str) -> None:
    assert read_price(text, "EUR", "de", taxed=True) == Doubtful((Price(Decimal("0.20")),), Why.NET)
    assert read_price(text, "EUR", "de") == Price(Decimal("0.20"))


@pytest.mark.parametrize("text", ["20 ct incl. VAT", "20 ct brutto", "20 ct inkl. 19 % MwSt."])
def test_a_price_with_its_tax_is_taken(text: str) -> None:
    assert read_price(text, "EUR", "de", taxed=True) == Price(Decimal("0.20"))


def test_no_doubt_matters_as_much_as_the_tax() -> None:
    reading = read_price("£24 net", "GBP", "en", taxed=True)
    assert isinstance(reading, Doubtful)
    assert (reading.why, len(reading.candidates)) == (Why.NET, 2)


def test_fees_are_smaller_than_prices() -> None:
    assert read_fee("1,8 ct", "EUR", "de") == Price(Decimal("0.018"))
    assert read_fee("1,8", "EUR", "de") == Price(Decimal("0.018"))
    assert read_fee("0,018", "EUR", "de") == Price(Decimal("0.018"))
    assert read_fee("keine", "EUR", "de") == Zero()
    assert read_fee("none", "GBP", "en") == Zero()
    assert read_fee("-1", "GBP", "en") == Negative(Decimal(-1))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("18.5 %", Percent(Decimal("18.5"))),
        ("18,5", Percent(Decimal("18.5"))),
        ("18.5%", Percent(Decimal("18.5"))),
        ("0.5 %", Percent(Decimal("0.5"))),
        ("25 percent", Percent(Decimal(25))),
        ("keine", Zero()),
        ("none", Zero()),
        ("0", Zero()),
        ("-3 %", Negative(Decimal(-3))),
        ("0.185", Doubtful((Percent(Decimal("18.5")), Percent(Decimal("0.185"))), Why.UNIT_UNSURE)),
        ("185", Doubtful((Percent(Decimal(185)),), Why.UNUSUAL)),
        ("x", Unreadable(Why.NO_NUMBER)),
        ("", Unreadable(Why.EMPTY)),
    ],
)
def test_percentages(text: str, reading: object) -> None:
    assert read_percent(text, "de") == reading


@pytest.mark.parametrize(
    ("amount", "currency", "language", "small", "large"),
    [
        ("0.245", "GBP", "en", "24.5\u00a0p", "£0.245"),
        ("0.245", "EUR", "de", "24,5\u00a0ct", "0,245\u00a0€"),
        ("0.30", "EUR", "de", "30\u00a0ct", "0,30\u00a0€"),
        ("1.23", "SEK", "sv", "123\u00a0öre", "1,23\u00a0kr"),
        ("0.246789", "DKK", "da", "24,6789\u00a0øre", "0,246789\u00a0kr."),
        ("28.5", "JPY", "en", "28.5\u00a0¥", "JP¥28.5"),
        ("36.5", "HUF", "hu", "36,5\u00a0Ft", "36,50\u00a0Ft"),
        ("0.024", "BHD", "en", "24\u00a0fils", "BHD\u00a00.024"),
        ("-0.0245", "GBP", "en", "−2.45\u00a0p", "−£0.0245"),
        ("-0.0245", "EUR", "de", "−2,45\u00a0ct", "−0,0245\u00a0€"),
        ("12.345", "SEK", "en", "1,234.5\u00a0öre", "SEK\u00a012.345"),
    ],
)
def test_says_prices(amount: str, currency: str, language: str, small: str, large: str) -> None:
    assert say_price(Decimal(amount), currency, language) == small
    assert say_price_major(Decimal(amount), currency, language) == large


def test_labels() -> None:
    labels = [minor_name(code, "en") for code in ("GBP", "EUR", "USD", "SEK", "DKK", "CHF", "JPY", "PLN")]
    assert labels == ["p", "ct", "¢", "öre", "øre", "Rp.", "¥", "gr"]
    assert say_percent(Decimal("18.50"), "de") == "18,5\u00a0%"
    assert say_percent(Decimal("18.5"), "en") == "18.5%"
    assert say_number(Decimal("3500"), "de", 2) == "3.500"


PRICES = st.decimals(min_value="0.0401", max_value="0.8", places=5)


@given(PRICES, st.sampled_from([("GBP", "en"), ("EUR", "de"), ("EUR", "fr"), ("CHF", "de"), ("USD", "en-US")]))
def test_what_we_say_reads_back(amount: Decimal, where: tuple[str, str]) -> None:
    assert read_price(say_price(amount, *where), *where) == Price(amount)


@given(st.text(max_size=80) | st.from_regex(r"[-+0-9.,' €£pct/kWh%eE]{0,30}", fullmatch=True), st.sampled_from(LOCALES))
def test_never_raises(text: str, where: tuple[str, str]) -> None:
    reading = read_price(text, *where)
    if isinstance(reading, Price):
        assert reading.amount > 0
    read_fee(text, *where)
    read_percent(text, where[1])


@pytest.mark.parametrize("currency", ["XTS", "", "??", "gbp", "MRU"])
def test_odd_currencies_are_survived(currency: str) -> None:
    reading = read_price("24.5", currency, "en")
    assert isinstance(reading, Price | Doubtful)
    amount = (reading if isinstance(reading, Price) else reading.candidates[0]).amount
    assert "24.5" in say_price(amount, currency, "en")
    assert say_price_major(amount, currency, "en")


@pytest.mark.parametrize("language", ["xx", "", "zz-ZZ", "../etc", "de_AT", "zh-Hant-TW"])
def test_odd_languages_are_survived(language: str) -> None:
    assert read_price("24.5p", "GBP", language) == Price(Decimal("0.245"))
    assert say_price(Decimal("0.245"), "GBP", language).endswith("\u00a0p")
