"""What people say they want to hear of prices, in English and German."""

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.understanding.watches import NoWish, Wish, read_wish

TEN = (Decimal("0.10"),)
ZERO = (Decimal(0),)
SIX = time(18)


@pytest.mark.parametrize(
    ("text", "currency", "wish"),
    [
        ("under 10p", "GBP", Wish("under", TEN)),
        ("tell me when it falls under 10 p", "GBP", Wish("under", TEN)),
        ("let me know when the price drops below £0.10", "GBP", Wish("under", TEN)),
        ("< 10 p", "GBP", Wish("under", TEN)),
        ("under 10", "GBP", Wish("under", TEN)),
        ("under 2 p", "GBP", Wish("under", (Decimal("0.02"),))),
        ("unter 10 fällt", "EUR", Wish("under", TEN)),
        ("under 25", "JPY", Wish("under", (Decimal(25),))),
        ("under 50 öre", "SEK", Wish("under", (Decimal("0.5"),))),
        ("tell me when it is over 30 p", "GBP", Wish("over", (Decimal("0.3"),))),
        ("feed-in over 12p", "GBP", Wish("over", (Decimal("0.12"),), export=True)),
        ("negative", "GBP", Wish("under", ZERO)),
        ("when it is negative", "GBP", Wish("under", ZERO)),
        ("below zero", "GBP", Wish("under", ZERO)),
        ("under -5 ct", "EUR", Wish("under", (Decimal("-0.05"),))),
        ("cheapest 3 hours at 18:00", "GBP", Wish("best", hours=3, at=SIX)),
        ("cheapest three hours of the day at 6pm the evening before", "GBP", Wish("best", hours=3, at=SIX)),
        ("cheapest hours", "GBP", Wish("best")),
        ("best 2 hours to export", "GBP", Wish("best", hours=2, export=True)),
        ("tomorrow's prices at 19:30", "GBP", Wish("day", at=time(19, 30))),
        ("unter 10 ct", "EUR", Wish("under", TEN)),
        ("sag mir Bescheid, wenn der Preis unter 10 Cent fällt", "EUR", Wish("under", TEN)),
        ("wenn der Preis über 30 ct steigt", "EUR", Wish("over", (Decimal("0.3"),))),
        ("melde dich, wenn der Preis negativ wird", "EUR", Wish("under", ZERO)),
        ("unter null", "EUR", Wish("under", ZERO)),
        ("günstigste 3 Stunden um 18 Uhr", "EUR", Wish("best", hours=3, at=SIX)),
        ("die günstigsten drei Stunden des Tages", "EUR", Wish("best", hours=3)),
        ("beste 2 Stunden zum Einspeisen um 17:30", "EUR", Wish("best", hours=2, at=time(17, 30), export=True)),
        ("Preise von morgen um 19 Uhr", "EUR", Wish("day", at=time(19))),
        ("Einspeisung über 9,5 ct", "EUR", Wish("over", (Decimal("0.095"),), export=True)),
        ("the 4 cheapest hours at 18:00", "GBP", Wish("best", hours=4, at=SIX)),
        ("cheapest hour at 6 in the evening", "GBP", Wish("best", hours=1, at=SIX)),
        ("die sieben günstigsten Stunden abends um 6", "EUR", Wish("best", hours=7, at=SIX)),
        ("at most 10p", "GBP", Wish("under", TEN)),
        ("höchstens 10 Cent", "EUR", Wish("under", TEN)),
        ("10 ct oder weniger", "EUR", Wish("under", TEN)),
        ("30p or more", "GBP", Wish("over", (Decimal("0.3"),))),
    ],
)
def test_it_is_understood(text: str, currency: str, wish: Wish) -> None:
    for language in ("en-GB", "de-DE"):
        assert read_wish(text, currency, language) == wish


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("tell me when it is cheap", "what"),
        ("sag mir, wenn es günstig ist", "what"),
        ("highest 3 hours", "what"),
        ("under 10 per month", "limit"),
        ("cheapest 3 hours at 25:00", "clock"),
        ("best 40 hours", "hours"),
    ],
)
def test_what_is_missing_is_named(text: str, about: str) -> None:
    found = read_wish(text, "EUR", "en-GB")
    assert isinstance(found, NoWish)
    assert found.about == about


@pytest.mark.parametrize(
    "text", ["", "hello", "Unter den Linden 5", "24.5", "Overbury Street 10", "23:30-5:30 9 ct", "1-3 Strand, London"]
)
def test_other_matters_are_left_alone(text: str) -> None:
    assert read_wish(text, "EUR", "de-DE") is None


def test_a_price_with_two_meanings_is_asked_about() -> None:
    for text, currency in (("below £5", "GBP"), ("unter 1", "EUR"), ("under 5", "SEK"), ("under 1.234 p", "GBP")):
        found = read_wish(text, currency, "de-DE")
        assert isinstance(found, Wish)
        assert len(found.limits) > 1, text


WORDS = "tell me when under over 10p -5 ct cheapest best 3 99 hours at 18:00 25:61 um uhr negativ"


@given(
    st.lists(st.sampled_from(WORDS.split())), st.text(max_size=20), st.sampled_from(["GBP", "EUR", "JPY", "ZZZ", ""])
)
def test_anything_can_be_said(words: list[str], noise: str, currency: str) -> None:
    found = read_wish(" ".join([*words, noise]), currency, "de-DE")
    assert found is None or isinstance(found, NoWish) or found.kind in ("under", "over", "best", "day")
    if isinstance(found, Wish) and found.kind in ("under", "over"):
        assert found.limits
