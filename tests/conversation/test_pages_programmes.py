"""What a programme may use, how far joining it has come, and the ways out of both."""

from dataclasses import replace

import pytest

from bot.conversation.page import Page
from bot.conversation.pages.consent import MOST_CODES, read_codes
from bot.conversation.pages.view import Do, Restart
from tests.conversation.page_chat import Chat

DECIDING = ("ALLOW", "DENY", "BACK", "CLOSE")


def consent(codes: int) -> Chat:
    data = {"required_consents": [*(f"C_{number}" for number in range(codes - 1)), "LOCATION"]}
    return Chat(Page("consent", "consent", DECIDING, data))


def test_all_that_is_allowed_is_shown_and_kept() -> None:
    talk = consent(MOST_CODES)
    assert (len(talk.facts), len(read_codes(talk.page))) == (MOST_CODES, MOST_CODES)
    assert "Location" in talk.facts
    assert talk.press("Allow").outcome == Do("ALLOW", "Allowed")


def test_what_cannot_be_shown_whole_cannot_be_allowed() -> None:
    talk = consent(MOST_CODES + 1)
    assert talk.labels == ["Don’t allow"]
    assert talk.act("do", "ALLOW").outcome is None
    assert talk.press("Don’t allow").outcome == Do("DENY", "Not allowed")


def test_consents_that_are_objects_are_read_and_shown() -> None:
    wishes = [
        {"code": "LOCATION", "description": "where your device is, every minute"},
        {"id": "cns_1", "type": "SCHEDULING", "display_name": "Scheduling"},
        {"id": "RESALE", "name": "Resale", "description": "your readings, sold on"},
    ]
    talk = Chat(Page("consent", "consent", DECIDING, {"required_consents": wishes}))
    assert talk.facts == {
        "Location": "where your device is, every minute",
        "Energy management": "plans for when your device charges, discharges or feeds in",
        "Resale": "your readings, sold on",
    }
    assert read_codes(talk.page) == ("LOCATION", "SCHEDULING", "RESALE")
    assert talk.press("Allow").outcome == Do("ALLOW", "Allowed")


@pytest.mark.parametrize("other", [{"scope": 7}, 7, {"code": "RESALE", "description": "x" * 301}])
def test_nothing_is_allowed_beside_what_cannot_be_read_or_shown(other: object) -> None:
    talk = Chat(Page("consent", "consent", DECIDING, {"required_consents": ["LOCATION", other]}))
    assert "Location" in talk.facts
    assert talk.labels == ["Don’t allow"]
    assert talk.act("do", "ALLOW").outcome is None


@pytest.mark.parametrize(
    ("action", "label"), [("LEAVE_PROGRAMME", "Leave programme"), ("DISCONNECT", "Disconnect"), ("UNENROL", "Unenrol")]
)
def test_leaving_a_programme_is_asked_twice(action: str, label: str) -> None:
    steps = [{"state": "ACTIVE", "status": "COMPLETE"}]
    page = Page("participation", "vpp_participation", (action, "BACK", "CLOSE"), {"participation_state": steps})
    talk = Chat(page).press(label)
    assert (talk.outcome, talk.title) == (None, f"{label}?")
    assert talk.press("No, go back").title == "Your participation"
    assert talk.say(label).title == f"{label}?"  # typed, it is asked as well
    assert talk.press(label).outcome == Do(action)
    assert Chat(page).press("Done").outcome == Do("CLOSE")


@pytest.mark.parametrize(("link", "says"), [("https://grid.example.com/join", "own page"), ("", "operator")])
def test_who_cannot_join_here_is_told_where(link: str, says: str) -> None:
    programme = {"programme_id": "prg_1", "programme_display_name": "Buurtreserve", "learn_more_url": link}
    talk = Chat(Page("vpp_landing", "vpp_landing", ("CLOSE",), {"programmes": [programme]}))
    assert says in talk.press("Join Buurtreserve").refuse("data_json_invalid").problem


def test_no_kind_of_price_leads_elsewhere() -> None:
    page = Page("structure", "tariff_structure_select", (), {"options": ["ADVANCED_TARIFF_INPUT"]})
    assert Chat(page).press("Choose another provider").outcome == Restart()
    assert Chat(replace(page, actions=("BACK",))).labels == ["Check again"]  # Back leads there
