"""A page through the core and both adapters: what a person sees of it."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from adapters.slack.render import render as render_slack
from adapters.telegram.render import render as render_telegram
from bot.connect.dialects import Dialect
from bot.connect.errors import is_error
from bot.conversation.cards import Card, Keyed
from bot.conversation.page import Page
from bot.conversation.replies import Commanded
from bot.conversation.situation import Call, Known, Open, PageCame, Result
from tests.connect.server import SAMPLES, TOKEN
from tests.conversation.any_talk import Talk
from tests.conversation.page_chat import PLAIN, RICH

CALLBACK = "https://bot.example.com/flatpeak/done"
KEY = "k" * 16


def pages_of(*folders: str) -> list[str]:
    """The samples in some folders that are pages, as paths below the samples."""
    found = (path for folder in folders for path in (SAMPLES / folder).glob("*.json"))
    return sorted(str(path.relative_to(SAMPLES)) for path in found if not is_error(json.loads(path.read_text())))


def answers_of(generation: str) -> list[str]:
    """The samples of what is sent to a page, without what only starts or resumes a session."""
    return sorted(p.name for p in Path(SAMPLES / generation / "answers").glob("*.json") if "session_" not in p.name)


def page_at(dialect: Dialect, path: str) -> Page:
    """A sample as the dialect reads it."""
    envelope = json.loads((SAMPLES / path).read_text("utf-8"), parse_float=Decimal)
    page = dialect.read_page(envelope, TOKEN, CALLBACK)
    assert page is not None
    return page


@dataclass(frozen=True)
class Shown:
    """What the core shows of a page, and that both adapters can render it."""

    card: Card

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.card.buttons()]

    @property
    def words(self) -> str:
        return render_telegram(Keyed(self.card, KEY)).text


def show_everywhere(page: Page) -> tuple[Shown, ...]:
    """The page as it is shown on a channel with nothing but buttons, and on one with forms and menus."""

    def answer(call: Call, talk: Talk) -> tuple[Result, bool]:
        return (PageCame(page), True) if isinstance(call, Open) else (Known(None, ready=False), False)

    shown = []
    for can in (PLAIN, RICH):
        talk = Talk(can=can)
        talk.turn(Commanded("connect"), answer)
        assert talk.card is not None
        keyed = Keyed(talk.card, KEY)
        assert render_telegram(keyed).text
        assert render_slack(keyed).messages
        shown.append(Shown(talk.card))
    return tuple(shown)
