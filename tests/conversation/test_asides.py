"""Greetings, thanks and commands in plain words: heard as such, unless an open question takes them."""

from dataclasses import replace

import pytest

from bot.conversation.page import Page
from bot.conversation.replies import Said
from bot.conversation.situation import Location, PageCame, Slot
from bot.conversation.turns import changed
from tests.conversation.any_talk import Talk
from tests.conversation.page_chat import sample
from tests.conversation.test_core import (
    ADDRESS,
    NAME,
    PROVIDERS,
    RATE,
    SIGN_IN,
    SUMMARY,
    World,
    begin,
    notes,
    play,
    title,
)

HOME = Location("loc_1", {"address_line1": "1 Strand"}, slots=(Slot("commodity_import", "CONNECTED"),))
HELLO, THANKS = "Hello! Here’s where we are.", "You’re welcome!"


def settled() -> Talk:
    """Somebody who has a tariff connected, and is asked nothing."""
    talk = Talk()
    talk.now = talk.now._replace(locations=(HOME,))
    return talk


@pytest.mark.parametrize("text", ["hi", "Hello!", "good morning", "Hey there", "start", "👋"])
def test_who_says_hello_first_is_greeted(text: str) -> None:
    talk = Talk()
    play(talk, Said(text))
    assert title(talk) == "Hello, this is Voltaire."
    assert notes(talk) == []


@pytest.mark.parametrize("text", ["Hallo", "moin", "Guten Morgen!", "GRÜSS GOTT", "Grüezi"])
def test_german_greetings(text: str) -> None:
    talk = Talk(hint="de-DE")
    play(talk, Said(text))
    assert title(talk) == "Hallo, hier ist Voltaire."


@pytest.mark.parametrize("page", [ADDRESS, PROVIDERS, RATE, SIGN_IN, NAME])
@pytest.mark.parametrize(("text", "hint"), [("hello", HELLO), ("Thanks!", THANKS)])
def test_a_greeting_leaves_the_question_open(page: Page, text: str, hint: str) -> None:
    talk = begin(page)
    asked, draft = title(talk), talk.now.state.draft
    play(talk, Said(text))
    assert (title(talk), notes(talk), talk.now.state.draft) == (asked, [hint], draft)


def test_thanks_at_the_end_are_returned() -> None:
    talk = begin(SUMMARY)
    talk.now = talk.now._replace(locations=(HOME,), session=None, state=changed(talk.now, panel="ended", finished=True))
    play(talk, Said("thank you"))
    assert notes(talk) == [THANKS]
    assert title(talk) == "All set."


@pytest.mark.parametrize(
    ("text", "panel"),
    [("list", "tariffs"), ("Preise", "prices"), ("alerts", "alerts"), ("Einstellungen", "settings"), ("?", "help")],
)
@pytest.mark.parametrize("page", [None, ADDRESS, RATE, SUMMARY])
def test_a_plain_word_is_a_command(text: str, panel: str, page: Page | None) -> None:
    """Two locations, so that the wish for prices asks which."""
    talk = begin(page) if page else Talk()
    talk.now = talk.now._replace(locations=(HOME, replace(HOME, id="loc_2")))
    assert talk.react(Said(text)).state.panel == panel


def test_a_plain_connect_opens_a_session() -> None:
    talk = Talk()
    play(talk, Said("verbinden"), PageCame(ADDRESS))
    assert title(talk) == "Which address is this for?"


def test_an_open_question_comes_first() -> None:
    at_name = begin(NAME)
    assert at_name.react(Said("Prices")).state.unanswered
    searched = begin(PROVIDERS).react(Said("team"))
    assert (searched.state.panel, searched.state.draft) == ("", {"missed": "team"})
    naming = settled()
    naming.now = naming.now._replace(state=changed(naming.now, panel="name", about=HOME.id))
    assert naming.react(Said("Team")).locations[0].name == "Team"


@pytest.mark.parametrize("text", ["hello", "Team"])
def test_what_is_called_so_is_meant(text: str) -> None:
    named = {"id": "prv_1", "display_name": text.title()}
    offered = begin(sample("provider_select", "provider", providers=[named]))
    assert offered.react(Said(text)).state.unanswered
    talk = settled()
    talk.now = talk.now._replace(locations=(replace(HOME, name=text.title()),))
    shown = talk.react(Said(text)).state
    assert (shown.panel, shown.about) == ("tariffs", HOME.id)


@pytest.mark.parametrize("text", ["New Street 5, London", "Neu Wulmstorf", "Prices Lane 3, London"])
def test_an_address_is_no_command(text: str) -> None:
    talk = Talk()
    talk.turn(Said(text), World(PageCame(ADDRESS)))
    assert talk.now.state.panel == ""
    assert talk.now.session
