"""Prices told where only their kind was asked: the page that asks for them reads them."""

import pytest

from bot.conversation.cards import Action
from bot.conversation.page import Page
from bot.conversation.replies import Said
from bot.conversation.situation import PageCame, Send
from tests.conversation.page_chat import sample, spaced
from tests.conversation.test_core import begin, done, notes, play, title

KINDS = sample("tariff_structure_select", "structure", options=["FIXED", "TIME_OF_DAY", "MARKET", "ADVANCED"])
YEAR = sample("rate_advanced_capture", "advanced_rate", tariff={})
DAY = sample("rate_tod_capture", "tod_rate", hours=[])


@pytest.mark.parametrize(
    ("text", "kind", "page", "asked"),
    [
        (
            "Oct-Mar 22-6 20 ct at night, otherwise 32 ct; Apr-Sep 25 ct",
            "ADVANCED",
            YEAR,
            "Are these your prices per kWh?",
        ),
        ("at night 22-6 20 ct, otherwise 32 ct", "TIME_OF_DAY", DAY, "Are these your prices per kWh?"),
        ("Economy 7", "TIME_OF_DAY", DAY, "Which price applies when?"),
        (
            "It may be 25 ct, the same all day",
            "FIXED",
            sample("rate_fixed_capture", "fixed_rate"),
            "What does a kWh cost?",
        ),
    ],
)
def test_they_are_to_be_looked_through(text: str, kind: str, page: Page, asked: str) -> None:
    talk = begin(KINDS)
    [sent, *_] = play(talk, Said(text), PageCame(page))
    assert sent == Send({"options": [kind]})
    assert title(talk) == asked
    assert notes(talk) == []


def test_what_is_wrong_with_them_is_said() -> None:
    talk = begin(KINDS)
    play(talk, Said("Oct-Mar weekdays 6-22 32 ct, otherwise 21 ct; Apr-Sep 25 ct at night 20 ct"), PageCame(YEAR))
    [problem] = map(spaced, notes(talk))
    assert problem.startswith("“Apr-Sep 25 ct at night 20 ct”: I can’t tell which price applies when.")


def test_a_press_tells_no_prices() -> None:
    talk = begin(KINDS)
    play(talk, Action("pick", "ADVANCED"), PageCame(YEAR))
    assert notes(talk) == []
    assert done(talk.card) == ("Prices differ by season, weekday or usage",)
