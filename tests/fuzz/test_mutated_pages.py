"""Every page of every generation, spoilt in any way, on both channels: a card, ways on from it, answers that are built.

By a seed, so that a failure comes again: FUZZ_SEED names another one, FUZZ_ROUNDS makes more than the usual ones.
"""

import json
import os
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from bot.connect.dialects import Dialect, dialect_for
from bot.connect.drift import of_error, of_event, of_page
from bot.connect.errors import is_error, read_document
from bot.connect.events import NoEvent, event_of, reduce_event
from bot.connect.wire import Reply
from bot.conversation.cards import Card
from bot.conversation.exact import dump, parse
from bot.conversation.page import Page
from bot.conversation.replies import Commanded, Filled, Said
from bot.conversation.situation import (
    Call,
    Known,
    Open,
    PageCame,
    Refused,
    Result,
    Resume,
    Send,
    Trouble,
)
from storage.sessions import page_json
from tests.connect.server import SAMPLES, TOKEN
from tests.conversation.any_talk import Talk
from tests.conversation.page_chat import values_of
from tests.fuzz.mutations import WORDS, junk, mutated, read
from tests.fuzz.screens import CHANNELS, show

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "1"))  # over each sample; one takes half a minute on two cores
SEED = os.environ.get("FUZZ_SEED", "tariff")
CALLBACK = "https://bot.example.com/connect/complete"
WEB = "https://connect.example.com/?fp_cot=" + TOKEN
MOST_PRESSED = 5  # of one card
DIALECTS = {name: dialect_for(name) for name in ("zero", "anode", "busbar")}
END = Page("complete", "session_complete")
# What is typed comes through an adapter, which leaves no half of a surrogate pair.
ODD_TEXTS = ("yes", "nein", "skip", "12.5", "31 March 2027", "Berlin", *(one for one in WORDS if one != "\ud800"))


def samples(*patterns: str) -> dict[str, Any]:
    paths = sorted(path for pattern in patterns for path in SAMPLES.glob(pattern) if "answers" not in path.parts)
    return {str(path.relative_to(SAMPLES)): json.loads(path.read_text("utf-8")) for path in paths}


PAGES = {name: body for name, body in samples("*/*.json", "*/*/*.json").items() if name.partition("/")[0] in DIALECTS}


class Walk:
    """One person in front of one page, on one channel."""

    def __init__(self, channel: str, dialect: Dialect, page: Page | None, random: Random) -> None:
        self.channel, self.dialect, self.page, self.random = channel, dialect, page, random
        self.talk = self._talk()
        self.talk.turn(Commanded("connect"), self._came)

    def _talk(self) -> Talk:
        return Talk(can=CHANNELS[self.channel], hint=self.random.choice(("en-GB", "de-DE", "xx")))

    def look(self, *, pictures: bool = False) -> None:
        """What is shown now, and where each button of it leads; then what typing and a form come to."""
        self._show(self.talk, pictures=pictures)
        card = self._card(self.talk)
        buttons = card.buttons()
        for button in self.random.sample(buttons, min(MOST_PRESSED, len(buttons))):
            self._try(button.action)
        self._try(Said(self.random.choice(ODD_TEXTS)))
        if form := card.form():
            values = values_of(form)
            self._try(Filled(form.name, values))
            self._try(
                Filled(form.name, {name: self.random.choice((text, *ODD_TEXTS)) for name, text in values.items()})
            )

    def _try(self, event: Any) -> None:
        """Something on a copy of the conversation, with any result; and once more from where that leads."""
        talk = self.talk.copy()
        for _ in range(2):
            talk.turn(event, self._any)
            self._show(talk)
            buttons = self._card(talk).buttons()
            if not buttons:
                return
            event = self.random.choice(buttons).action

    def _show(self, talk: Talk, *, pictures: bool = False) -> None:
        assert show(self.channel, self._card(talk), pictures=pictures).strip()
        assert TOKEN not in show(self.channel, self._card(talk))

    def _card(self, talk: Talk) -> Card:
        assert talk.card is not None, "nothing was shown"
        return talk.card

    def _came(self, call: Call, talk: Talk) -> tuple[Result, bool]:
        if isinstance(call, Open):
            return (PageCame(self.page) if self.page else Trouble("nonsense")), True
        return Known(None, ready=False), False

    def _any(self, call: Call, talk: Talk) -> tuple[Result, bool]:
        page = talk.now.session.page if talk.now.session else None
        if isinstance(call, Send) and page:
            body = self.dialect.answer(TOKEN, page, call)
            parse(dump(body))
            assert body["connect_token"] == TOKEN
            self.dialect.answer_otherwise(TOKEN, page, call, "action_missing")
        if isinstance(call, Open | Send | Resume):
            refusals = [Refused(code) for code in ("data_json_invalid", "city_missing", "moon_full")]
            page_again = [PageCame(page)] if page and isinstance(call, Resume) else []
            ends: list[Result] = [*refusals, *page_again, PageCame(END), Trouble("slow")]
            return self.random.choice(ends), isinstance(call, Open)
        return Known(None, ready=False), False


@pytest.mark.parametrize("generation", DIALECTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_spoilt_page_leaves_ways_on(channel: str, generation: str) -> None:
    dialect = DIALECTS[generation]
    for name, body in PAGES.items():
        if not name.startswith(generation):
            continue
        for number in range(ROUNDS + 1):
            which = f"{SEED} {channel} {name} {number}"
            random = Random(which)
            envelope = read(mutated(body, random) if number else body)
            try:
                page = None
                if isinstance(envelope, dict):
                    of_page(generation, envelope)
                    page = dialect.read_page(envelope, TOKEN, CALLBACK)
                if page is not None:
                    page = replace(page, web=WEB if random.random() < 0.5 else "")
                    again = parse(page_json(page))
                    assert Page(**{**again, "actions": tuple(again["actions"])}) == page
                Walk(channel, dialect, page, random).look(pictures=random.random() < 0.1)
            except Exception as error:
                raise AssertionError(f"{which}: {error!r}\n{json.dumps(envelope, default=str)[:3000]}") from error


@pytest.mark.parametrize("generation", DIALECTS)
def test_a_spoilt_error_is_a_refusal_or_trouble(generation: str) -> None:
    for name, body in samples(
        "errors/*.json", f"{generation}/server_error.json", f"{generation}/client_only/error.json"
    ).items():
        for number in range(5 * ROUNDS):
            random = Random(f"{SEED} {generation} {name} {number}")
            error = mutated(body, random)
            found = read_document(
                Reply(random.choice((200, 400, 404, 409, 422, 429, 500)), {}, json.dumps(error).encode())
            )
            assert isinstance(found, Refused | Trouble | dict)
            if isinstance(found, Refused | Trouble):
                walk = Walk("telegram", DIALECTS[generation], None, random)
                walk.talk.turn(Commanded("connect"), lambda call, talk, found=found: (found, False))  # type: ignore[misc]
                walk._show(walk.talk)
            read_back = read(error)
            if isinstance(read_back, dict) and is_error(read_back):
                of_error(generation, read_back)


def test_a_spoilt_event_is_an_event_or_none() -> None:
    events = {
        name: body for name, body in samples("events/*.json").items() if isinstance(body, dict) and "type" in body
    }
    assert len(events) > 20
    for name, body in events.items():
        for number in range(20 * ROUNDS):
            found = read(mutated(body, Random(f"{SEED} {name} {number}")))
            try:
                event = event_of(found)
            except NoEvent:
                continue
            of_event("anode", found)
            assert event_of(parse(reduce_event(event))).id == event.id


def test_any_json_at_all() -> None:
    for number in range(500 * ROUNDS):
        random = Random(f"{SEED} {number}")
        found = read({"route": "quiz", "data": junk(random, 5)})
        for generation, dialect in DIALECTS.items():
            of_page(generation, found)
            assert dialect.read_page(found, TOKEN, CALLBACK)
