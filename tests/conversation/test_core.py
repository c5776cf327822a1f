"""What a turn of the core comes to, where it is about more than one page."""

from dataclasses import replace

import pytest

from bot.conversation.cards import Card, Done, Note, Title
from bot.conversation.conversation import Event
from bot.conversation.page import Page
from bot.conversation.replies import Commanded, Said
from bot.conversation.situation import (
    Call,
    Known,
    LoginReturned,
    Open,
    PageCame,
    Result,
    Resume,
    Send,
    Trouble,
    Woken,
)
from bot.conversation.turns import changed
from tests.conversation.any_talk import Talk
from tests.conversation.page_chat import sample

PROVIDERS = sample("provider_select", "provider")
RATE = sample("rate_fixed_capture", "fixed_rate")
SIGN_IN = replace(sample("session_redirect", "redirect"), actions=("BACK",))
SUMMARY = sample("tariff_summary", "summary")
END = Page("complete", "session_complete")


class World:
    """FlatPeak as a list of results; what it was asked is kept."""

    def __init__(self, *results: Result) -> None:
        self.results = list(results)
        self.calls: list[Call] = []

    def __call__(self, call: Call, talk: Talk) -> tuple[Result, bool]:
        self.calls.append(call)
        opened = isinstance(call, Open) and isinstance(self.results[0], PageCame)
        return self.results.pop(0), opened


def begin(page: Page) -> Talk:
    """A person in front of this page."""
    talk = Talk()
    talk.turn(Commanded("connect"), World(PageCame(page), Known(None, ready=False)))
    return talk


def play(talk: Talk, event: Event, *results: Result) -> list[Call]:
    """The calls that an event leads to; each gets the next of the results, and all of them are used."""
    world = World(*results)
    talk.turn(event, world)
    assert not world.results
    return world.calls


def done(card: Card | None) -> tuple[str, ...]:
    assert card is not None
    return next((block.lines for block in card.blocks if isinstance(block, Done)), ())


def title(talk: Talk) -> str:
    assert talk.card is not None
    return next(block.text for block in talk.card.blocks if isinstance(block, Title))


def notes(talk: Talk) -> list[str]:
    assert talk.card is not None
    return [block.text for block in talk.card.blocks if isinstance(block, Note)]


def test_a_kept_answer_is_given_where_the_page_has_not_moved() -> None:
    """A process that died while it looked where the session stands left the answer kept."""
    talk = begin(RATE)
    play(talk, Said("24.5"), Trouble("down"))
    talk.now = replace(talk.now, state=changed(talk.now, attempts=0, panel=""))
    calls = play(talk, LoginReturned(), PageCame(RATE), PageCame(SUMMARY), Known(None, ready=True))
    assert [type(call) for call in calls[:2]] == [Resume, Send]
    assert done(talk.card) == ("24.5 p per kWh",)


LOOKS = [LoginReturned(), Woken("login"), Woken("pending"), Said("what now?"), Said("signed in")]


@pytest.mark.parametrize(("page", "given"), [(RATE, Said("24.5")), (SIGN_IN, Commanded("back"))])
@pytest.mark.parametrize("event", LOOKS)
def test_a_kept_answer_is_never_called_done_by_a_look(event: Event, page: Page, given: Event) -> None:
    talk = begin(page)
    play(talk, given, Trouble("down"))
    kept = talk.now.state.unanswered
    assert kept
    assert [type(call) for call in play(talk, event, Trouble("down"))] == [Send]
    assert talk.now.state.unanswered == kept
    assert done(talk.card) == ()
