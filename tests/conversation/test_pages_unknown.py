"""A page that nobody has described: shown from what it holds, asked by kind, and answered in its own form."""

from decimal import Decimal
from typing import Any

import pytest

from bot.conversation.page import Page
from bot.conversation.pages.unknown_questions import singular
from bot.conversation.pages.view import Answer, Do, LookAgain
from bot.conversation.replies import Filled
from tests.conversation.page_chat import Chat, context, sample

METER = {
    "note": "Please read your meter.",
    "meter": {"serial_number": "", "reading": 0, "read_at": "2026-11-01T00:00:00Z", "smart": False},
    "places": [{"id": "mtr_1", "name": "Hall"}, {"id": "mtr_2", "name": "Cellar"}],
    "regions": ["NORTH_EAST", "Middle"],
    "options": ["FIXED"],
}


def chat(data: dict[str, Any], *actions: str, forms: bool = False) -> Chat:
    ctx = context(forms=True, menus=True, per_list=100) if forms else context()
    return Chat(Page("unknown", "meter_photo_capture", actions, data), ctx)


def test_actions_are_buttons_and_the_grave_ones_are_asked_twice() -> None:
    talk = chat({"hint": "Take a photo"}, "DISCONNECT", "SAVE", "SPIN_UP", "BACK")
    assert talk.title == "Meter photo"
    assert talk.facts == {"Hint": "Take a photo"}
    assert talk.labels == ["Disconnect", "Save", "Spin up", "Check again"]
    assert talk.say("12345").problem
    assert talk.press("Disconnect").outcome is None
    talk.press("No, go back")
    assert talk.say("spin up").outcome == Do("SPIN_UP")


def test_nothing_to_answer() -> None:
    talk = Chat(sample("variants/unknown_route", "unknown"))
    assert talk.facts == {"Provider": "Quillmoor Power"}
    assert talk.press("Check again").outcome == LookAgain()


def test_ids_and_addresses_stay_where_they_are() -> None:
    data = {"id": "prv_1", "connect_token": "cot_1", "logo_url": "https://x", "note": "see https://x", "text": "Hello"}
    assert chat(data).facts == {"Text": "Hello"}


def test_one_by_one() -> None:
    talk = chat(METER)
    assert talk.facts == {"Note": "Please read your meter."}
    talk.say("  A 12 ").say("many")
    assert talk.problem == "Please write just one number, such as 12.5."
    talk.say("1,204.5").press("1 November 2026").press("Yes").press("Cellar").press("North east").press("Skip")
    assert talk.facts == {
        "Note": "Please read your meter.",
        "Serial number": "A 12",
        "Reading": "1,204.5",
        "Read at": "1 November 2026",
        "Smart": "Yes",
        "Place": "Cellar",
        "Region": "North east",
    }
    talk.press("Change: Reading").say("7").press("Send it")
    assert isinstance(talk.outcome, Answer)
    meter = {"serial_number": "A 12", "reading": Decimal(7), "read_at": "2026-11-01T00:00:00Z", "smart": True}
    assert talk.outcome.data == {"meter": meter, "place": {"id": "mtr_2"}, "region": "NORTH_EAST"}


def test_members_that_would_be_sent_under_one_name() -> None:
    talk = chat({"meters": [{"id": "mtr_1"}], "meter": {"reading": 0}, "regions": ["A"], "region": {"size": 0}})
    talk.press("mtr_1").say("7").press("A").say("8").press("Send it")
    assert isinstance(talk.outcome, Answer)
    assert talk.outcome.data == {"meter": {"id": "mtr_1", "reading": Decimal(7)}, "region": {"size": Decimal(8)}}


def test_a_form_at_once() -> None:
    talk = chat({"count": 3, "when_date": None, "options": ["FIXED", "MARKET"], "sure": False}, forms=True)
    assert [(one.kind, one.value) for one in talk.form.fields] == [
        ("text", "3"),
        ("date", ""),
        ("choice", ""),
        ("choice", ""),
    ]
    talk.hear(Filled("unknown", {"q0": "x", "q1": "2027-02-01", "q2": "MARKET", "q3": "no"}))
    assert talk.problems == {"q0": "Please write just one number, such as 12.5."}
    talk.hear(Filled("unknown", {"q0": "4", "q1": "2027-02-01", "q2": "MARKET", "q3": "no"}))
    assert isinstance(talk.outcome, Answer)
    sent = {"count": Decimal(4), "when_date": "2027-02-01T00:00:00Z", "options": ["MARKET"], "sure": False}
    assert talk.outcome.data == sent


def test_an_empty_form_is_no_answer() -> None:
    talk = chat({"count": 0}, forms=True).hear(Filled("unknown", {"q0": ""}))
    assert talk.outcome is None
    assert talk.problems == {"q0": "Please enter something first."}


def test_who_skips_everything_has_nothing_to_send() -> None:
    talk = chat({"count": 0}, "SPIN_UP").press("Skip")
    assert talk.labels == ["Change: Count", "Spin up"]
    assert talk.say("yes").outcome is None
    assert talk.say("5").outcome is not None  # it is asked anew, and there is nothing beside it to look at


def test_what_is_empty_is_there_to_be_filled_in() -> None:
    talk = chat({"provider": {"name": ""}}).say("Stromblick")
    assert isinstance(talk.outcome, Answer)
    assert talk.outcome.data == {"provider": {"name": "Stromblick"}}
    assert chat({"provider": {"display_name": "Octopus", "note": ""}}).labels == ["Check again"]


def test_back_asks_the_last_again() -> None:
    talk = chat(METER).say("A 12")
    earlier = talk.view.back(talk.page, talk.draft)
    assert earlier == {"given": {}}
    assert talk.view.back(talk.page, earlier) is None


@pytest.mark.parametrize(("name", "one"), [("tariffs", "tariff"), ("countries", "country"), ("data", "data")])
def test_one_of_several(name: str, one: str) -> None:
    assert singular(name) == one
