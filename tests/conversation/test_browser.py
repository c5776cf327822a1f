"""What the chat cannot do is offered on the web: where there is one, as a button, and the chat goes on afterwards."""

from dataclasses import replace

import pytest

from bot.conversation.cards import Card, Controls, Link
from bot.conversation.page import Page
from bot.conversation.replies import Commanded, Said
from bot.conversation.situation import (
    Call,
    Due,
    Known,
    LoginReturned,
    Open,
    PageCame,
    Reaction,
    Refused,
    Result,
    Resume,
    Woken,
)
from tests.conversation.any_talk import Talk
from tests.conversation.page_chat import sample

WEB = "https://connect.example.com/?fp_cot=cot_1"
PROVIDER = sample("provider_select", "provider")
PHOTO = Page("unknown", "meter_photo_capture", ("BACK", "CLOSE"), {"hint": "Take a photo"}, web=WEB)


class Waking(Talk):
    """A talk that remembers what it is to be woken for."""

    def __init__(self) -> None:
        super().__init__()
        self.dues: list[Due] = []

    def react(self, event: object) -> Reaction:
        reaction = super().react(event)  # type: ignore[arg-type]
        self.dues += reaction.wake
        return reaction


class Connect:
    """Sends these results in turn, the last one ever after."""

    def __init__(self, *results: Result) -> None:
        self.results, self.calls = list(results), list[Call]()

    def __call__(self, call: Call, talk: Talk) -> tuple[Result, bool]:
        self.calls.append(call)
        if not isinstance(call, Open | Resume) and type(call).__name__ != "Send":
            return Known(None, ready=False), False
        return (self.results.pop(0) if len(self.results) > 1 else self.results[0]), isinstance(call, Open)


def begin(*results: Result) -> tuple[Waking, Connect]:
    talk, connect = Waking(), Connect(*results)
    talk.turn(Commanded("connect"), connect)
    return talk, connect


def links(card: Card | None) -> list[str]:
    assert card
    rows = [row for block in card.blocks if isinstance(block, Controls) for row in block.rows]
    return [control.url for row in rows for control in row if isinstance(control, Link)]


def press(talk: Talk, label: str, connect: Connect) -> None:
    assert talk.card
    talk.turn(next(button.action for button in talk.card.buttons() if button.label == label), connect)


def words(talk: Talk) -> str:
    assert talk.card
    return "\n".join(block.text for block in talk.card.blocks if hasattr(block, "text"))


def test_a_page_without_anything_to_answer() -> None:
    talk, connect = begin(PageCame(PHOTO), PageCame(PHOTO), PageCame(PROVIDER))
    assert links(talk.card) == [WEB]
    assert "cot_1" not in words(talk)
    assert "cot_1" not in repr(PHOTO)
    assert [due.what for due in talk.dues] == ["login"]
    press(talk, "I’m done there", connect)
    assert "isn’t finished on the web" in words(talk)
    assert isinstance(connect.calls[-1], Resume)
    press(talk, "I’m done there", connect)
    assert talk.now.session
    assert talk.now.session.page == PROVIDER
    assert links(talk.card) == []


@pytest.mark.parametrize("event", [LoginReturned(), Woken("login", 1)])
def test_the_chat_goes_on_by_itself(event: LoginReturned | Woken) -> None:
    talk, connect = begin(PageCame(PHOTO), PageCame(PROVIDER))
    talk.turn(event, connect)
    assert talk.now.session
    assert talk.now.session.page == PROVIDER


def test_who_comes_back_too_early_is_told() -> None:
    talk, connect = begin(PageCame(PHOTO))
    shown = talk.shown
    talk.turn(Woken("login", 1), connect)
    assert talk.shown == shown  # nobody asked
    talk.turn(LoginReturned(), connect)
    assert "isn’t finished on the web" in words(talk)


def test_without_an_address_nothing_is_offered() -> None:
    talk, _ = begin(PageCame(replace(PHOTO, web="")))
    assert links(talk.card) == []
    assert talk.dues == []


def test_a_page_that_can_be_answered_is_answered_here() -> None:
    talk, _ = begin(PageCame(replace(PHOTO, data={"reading": 0})))
    assert links(talk.card) == []
    talk, _ = begin(PageCame(replace(PHOTO, actions=("SEND_LATER", "BACK"))))
    assert links(talk.card) == []


def test_an_answer_that_is_refused_twice() -> None:
    page, no = replace(PHOTO, data={"reading": 0}), Refused("data_json_invalid")
    talk, connect = begin(PageCame(page), no, no, PageCame(PROVIDER))
    for offered in (False, True):
        talk.turn(Said("12"), connect)
        assert bool(links(talk.card)) is offered
    assert [due.what for due in talk.dues] == ["login"]
    press(talk, "I’m done there", connect)
    assert talk.now.state.refused == 0


def test_also_of_a_known_page_whose_form_has_changed() -> None:
    name = replace(sample("provider_name_capture", "provider_name"), web=WEB)
    known = Refused("provider_name_missing")
    talk, connect = begin(PageCame(name), known, known, Refused("data_json_invalid"), Refused("moon_full"))
    for number in range(4):
        talk.turn(Said("Stromblick"), connect)
        assert bool(links(talk.card)) is (number == 3)  # what another answer would mend does not count
