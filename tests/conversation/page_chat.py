"""A person in front of one page: what they see, and what they do. No session, no channel."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.conversation.cards import Action, Card, Choices, Controls, Facts, Fields, Link, Note, Text, Title
from bot.conversation.channel import Capabilities
from bot.conversation.context import Brand, Context
from bot.conversation.forms import Form
from bot.conversation.page import Page
from bot.conversation.pages import view_of
from bot.conversation.pages.view import Answer, Do, Heard, LookAgain, Restart, Stay
from bot.conversation.replies import Filled, Said
from bot.texts import Catalogues

SAMPLES = Path(__file__).parents[1] / "samples" / "anode"
CATALOGUES = Catalogues()


def sample(name: str, kind: str, **changes: Any) -> Page:
    """A page from the samples; `changes` replace members of its data."""
    body = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    data = {**body["data"], **changes}
    actions = tuple(dict.fromkeys((*body.get("actions", ()), "CLOSE")))  # any page of anode can be closed
    return Page(kind, body["route"], actions, data, body.get("direction", ""), body.get("type", ""))


def context(
    language: str = "en-GB", *, forms: bool = False, menus: bool = False, confirms: bool = False, per_list: int = 8
) -> Context:
    can = Capabilities(forms=forms, buttons_per_list=per_list, menus=menus, confirms=confirms)
    return Context(CATALOGUES.words(language), datetime(2026, 11, 17, 9, tzinfo=UTC), can, Brand("Voltaire"))


PLAIN = context().can
RICH = context(forms=True, menus=True, confirms=True, per_list=100).can


def ways_on(card: Card) -> int:
    """Buttons, links and forms: what a person can do besides typing."""
    links = [c for b in card.blocks if isinstance(b, Controls) for row in b.rows for c in row if isinstance(c, Link)]
    forms = [b for b in card.blocks if isinstance(b, Fields)]
    return len(card.buttons()) + len(links) + len(forms)


@st.composite
def filled(draw: st.DrawFn, form: Form | None, words: st.SearchStrategy[str]) -> Filled:
    """A form sent in with fields and rows missing, added, changed and full of nonsense; where there is none, any."""
    shown = values_of(form) if form else {}
    values = {name: value for name, value in shown.items() if draw(st.integers(0, 4))}
    rows = [f"{form.rows.name}.{n}.{f.name}" for n in range(3) for f in form.rows.fields] if form and form.rows else []
    names = [*shown, *rows, "price", "name", "end", "city", "else", "periods.0.else", "periods.99999999999.start", "."]
    values |= draw(st.dictionaries(st.sampled_from(names), words | st.text(max_size=9), max_size=8))
    return Filled(form.name if form else draw(st.text(max_size=8)), values)


def values_of(form: Form) -> dict[str, str]:
    """What a form holds, as a channel sends it back untouched."""
    values = {field.name: field.value for field in form.fields}
    for number, row in enumerate(form.rows.rows if form.rows else ()):
        assert form.rows
        values |= {f"{form.rows.name}.{number}.{name}": value for name, value in row.items()}
    return values


def problems_fit(form: Form | None) -> bool:
    """Whether every problem has a field to be shown at."""
    if form is None:
        return True
    names = (
        {f"{form.rows.name}.{n}.{f.name}" for n in range(len(form.rows.rows)) for f in form.rows.fields}
        if form.rows
        else set()
    )
    return set(form.problems()) <= {field.name for field in form.fields} | names


def spaced(text: str) -> str:
    """A text as it looks: a space that does not break is one too."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


class Chat:
    """Does what the core does with a view's moves, as far as one page goes. All texts as they look."""

    def __init__(self, page: Page, ctx: Context | None = None) -> None:
        self.page, self.ctx, self.view = page, ctx or context(), view_of(page)
        self.draft: dict[str, Any] = {}
        self.problem = self.hint = ""
        self.outcome: Answer | Do | LookAgain | Restart | None = None

    @property
    def card(self) -> Card:
        return self.view.show(self.page, self.draft, self.ctx)

    @property
    def title(self) -> str:
        return next(spaced(block.text) for block in self.card.blocks if isinstance(block, Title))

    @property
    def texts(self) -> list[str]:
        return [spaced(block.text) for block in self.card.blocks if isinstance(block, Text | Note)]

    @property
    def facts(self) -> dict[str, str]:
        rows = [row for block in self.card.blocks if isinstance(block, Facts) for row in block.rows]
        return {spaced(name): spaced(value) for name, value in rows}

    @property
    def labels(self) -> list[str]:
        return [spaced(button.label) for button in self.card.buttons()]

    @property
    def links(self) -> list[str]:
        rows = [row for block in self.card.blocks if isinstance(block, Controls) for row in block.rows]
        return [control.url for row in rows for control in row if isinstance(control, Link)]

    @property
    def position(self) -> str:
        return next((block.position for block in self.card.blocks if isinstance(block, Choices)), "")

    @property
    def prompts(self) -> list[str]:
        return [block.prompt for block in self.card.blocks if isinstance(block, Choices)]

    @property
    def form(self) -> Form:
        return next(block.form for block in self.card.blocks if isinstance(block, Fields))

    @property
    def open_label(self) -> str:
        return next((block.open_label for block in self.card.blocks if isinstance(block, Fields)), "")

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with the form, by the names under which values come back."""
        return {name: spaced(problem) for name, problem in self.form.problems().items()}

    @property
    def values(self) -> dict[str, str]:
        """What the form holds, as a channel sends it back untouched."""
        return {name: spaced(value) for name, value in values_of(self.form).items()}

    def say(self, text: str) -> "Chat":
        return self.hear(Said(text))

    def press(self, label: str) -> "Chat":
        return self.hear(next(b.action for b in self.card.buttons() if spaced(b.label) == spaced(label)))

    def act(self, verb: str, value: str = "") -> "Chat":
        return self.hear(Action(verb, value))

    def fill(self, form: str, values: Mapping[str, str] | None = None, **more: str) -> "Chat":
        return self.hear(Filled(form, {**(values or {}), **more}))

    def hear(self, heard: Heard) -> "Chat":
        assert self.outcome is None, "the page was left already"
        return self._take(self.view.hear(self.page, self.draft, heard, self.ctx))

    def refuse(self, code: str, *gap: str) -> "Chat":
        self.outcome = None
        return self._take(self.view.refuse(self.page, self.draft, code, gap, self.ctx))

    def back(self) -> bool:
        """One question earlier; False if that leaves the page."""
        earlier = self.view.back(self.page, self.draft)
        self.draft = self.draft if earlier is None else earlier
        return earlier is not None

    @property
    def sent(self) -> Any:
        assert isinstance(self.outcome, Answer), self.outcome
        return self.outcome.data

    @property
    def done(self) -> str:
        assert isinstance(self.outcome, Answer | Do), self.outcome
        return spaced(self.outcome.done)

    def _take(self, move: Stay | Answer | Do | LookAgain | Restart) -> "Chat":
        self.problem = self.hint = ""
        if isinstance(move, Stay):
            self.problem, self.hint = spaced(move.problem), spaced(move.hint)
            self.draft = json.loads(json.dumps(move.draft))
            return self
        self.outcome = move
        if isinstance(move, Answer):
            self.draft = json.loads(json.dumps(move.draft))
        return self
