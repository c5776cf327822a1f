"""What was given is not lost: not where Connect cannot be asked, and not by turning to something else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.cards import Action, Text
from bot.conversation.conversation import Event
from bot.conversation.page import Page
from bot.conversation.replies import Commanded, Said
from bot.conversation.results import RETRY_AFTER
from bot.conversation.situation import (
    Due,
    Known,
    LoginReturned,
    Open,
    PageCame,
    Purpose,
    Refused,
    Resume,
    Send,
    Trouble,
    Woken,
)
from bot.conversation.turns import changed
from tests.conversation.test_core import (
    ADDRESS,
    HOME,
    NAME,
    OTHER,
    PROVIDERS,
    RATE,
    SIGN_IN,
    SUMMARY,
    at_providers,
    at_two_homes,
    begin,
    notes,
    play,
    title,
)

MISSING = Action("do", "PROVIDER_MISSING")
FIRST = "Let’s finish this one first, or cancel it. After that we can do the other."


@pytest.mark.parametrize("again", [Woken("retry"), Action("@retry"), Commanded("continue"), Commanded("connect")])
def test_an_outage_before_the_session_is_too_old_does_not_matter(again: Event) -> None:
    talk = at_providers()
    play(talk, MISSING, Trouble("down"))
    calls = play(talk, again, Refused("token_expired"), PageCame(ADDRESS), PageCame(PROVIDERS))
    assert [type(call) for call in calls] == [Send, Open, Send]
    assert talk.now.state.attempts == 0


def test_a_session_that_grew_too_old_in_an_outage_is_opened_anew_however_often() -> None:
    talk = at_providers()
    play(talk, MISSING, Refused("token_expired"), PageCame(ADDRESS), Trouble("down"))
    assert talk.now.session
    talk.at = talk.now.session.expires_at + timedelta(hours=1)
    calls = play(talk, Woken("retry"), Refused("token_expired"), PageCame(ADDRESS), PageCame(PROVIDERS))
    assert [type(call) for call in calls] == [Send, Open, Send]


def test_a_new_session_that_is_called_too_old_is_not_opened_on_and_on() -> None:
    talk = at_providers()
    play(talk, MISSING, Refused("token_expired"), PageCame(ADDRESS), Refused("token_expired"))
    assert talk.now.state.panel == "trouble"


def test_trying_goes_on_while_waiting_mends_it() -> None:
    talk = begin(RATE)
    play(talk, Said("24.5"), Trouble("down"))
    talk.now = talk.now._replace(state=changed(talk.now, attempts=50))
    assert talk.react(Trouble("down")).wake == (Due("retry", RETRY_AFTER[-1], 51),)
    assert talk.react(Trouble("refused")).wake == ()


@pytest.mark.parametrize("kind", ["down", "disabled"])
def test_only_what_is_tried_by_itself_is_said_to_be(kind: str) -> None:
    talk = begin(RATE)
    trouble = Trouble("disabled" if kind == "disabled" else "down")
    play(talk, Said("24.5"), trouble)
    assert talk.card
    [kept] = [block.text for block in talk.card.blocks if isinstance(block, Text)]
    assert ("will keep trying" in kept) is (kind == "down")
    assert bool(talk.react(trouble).wake) is (kind == "down")


def test_who_is_back_from_the_login_and_tries_again_has_connect_asked() -> None:
    talk = begin(SIGN_IN)
    play(talk, LoginReturned(), Trouble("down"))
    assert play(talk, Action("@retry"), PageCame(SUMMARY), Known(None, ready=True))[0] == Resume()
    assert title(talk) == "Your tariff is connected"


def test_who_tries_again_sees_the_page_that_has_not_moved() -> None:
    talk = begin(RATE)
    play(talk, LoginReturned(), Trouble("down"))
    assert play(talk, Action("@retry"), PageCame(RATE)) == [Resume()]
    assert title(talk) == "What does a kWh cost?"


@pytest.mark.parametrize("cancel", [Commanded("cancel"), Action("@cancel")])
@pytest.mark.parametrize("trouble", [Trouble("down"), Refused("tariff_direction_not_supported")])
def test_an_opening_that_fails_can_be_cancelled(cancel: Event, trouble: Trouble | Refused) -> None:
    talk = at_two_homes()
    results = [trouble] if isinstance(trouble, Trouble) else [trouble, trouble]
    play(talk, Action("@add-export", "loc_1"), *results)
    assert play(talk, cancel) == []
    assert title(talk) == "Okay, I’ve stopped."
    assert play(talk, Woken("retry")) == []
    assert play(talk, Commanded("cancel")) == []
    assert notes(talk) == ["There’s nothing to cancel right now."]


TURNING = [*(Action(f"@{verb}", "loc_1") for verb in ("view", "change", "add-export", "disconnect", "programmes"))]
TURNING += [Action("@repair", "expired|loc_1|tar_1|commodity_import")]


@pytest.mark.parametrize("press", TURNING, ids=lambda press: press.verb)
def test_a_question_after_others_is_not_thrown_away(press: Action) -> None:
    talk = at_providers()
    talk.now = talk.now._replace(locations=(HOME, OTHER), state=changed(talk.now, panel="tariffs", about="loc_1"))
    assert play(talk, press) == []
    assert (notes(talk), title(talk)) == ([FIRST], "Who’s your energy provider?")
    play(talk, MISSING, PageCame(NAME))


@pytest.mark.parametrize("press", TURNING, ids=lambda press: press.verb)
def test_a_kept_answer_is_not_thrown_away(press: Action) -> None:
    talk = begin(RATE)
    talk.now = talk.now._replace(locations=(HOME, OTHER))
    play(talk, Said("24.5"), Trouble("down"))
    [send] = play(talk, press, Trouble("down"))
    assert isinstance(send, Send)
    play(talk, Woken("retry"), PageCame(SUMMARY), Known(None, ready=True))
    assert title(talk) == "Your tariff is connected"


@pytest.mark.parametrize("page", [ADDRESS, SUMMARY, replace(SUMMARY, actions=("SAVE",))])
def test_where_nothing_was_given_one_turns_freely_to_something_else(page: Page) -> None:
    """A tariff that is to be saved was given, though; whatever led there."""
    talk = begin(page)
    talk.now = talk.now._replace(locations=(HOME, OTHER))
    opened = [] if "SAVE" in page.actions else [PageCame(PROVIDERS)]
    calls = play(talk, Action("@change", "loc_1"), *opened)
    assert calls == [Open(Purpose(location_id="loc_1", edit=True))][: len(opened)]


def test_a_question_that_was_left_until_its_session_was_over_is_in_nobodys_way() -> None:
    talk = at_providers()
    talk.now = talk.now._replace(locations=(HOME, OTHER))
    talk.at += timedelta(days=3)
    assert len(play(talk, Action("@change", "loc_1"), PageCame(PROVIDERS))) == 1
