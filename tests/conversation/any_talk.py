"""A conversation without channel, database and FlatPeak: what a turn of the service does with `react`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.calling import calling_of
from bot.conversation import panels
from bot.conversation.cards import CARD, Card
from bot.conversation.channel import Capabilities
from bot.conversation.context import Brand, Context
from bot.conversation.conversation import Event, react
from bot.conversation.situation import (
    Call,
    Erased,
    Open,
    PageCame,
    Reaction,
    Result,
    Session,
    Situation,
    State,
)
from bot.texts import Catalogues
from tests.conversation.page_chat import PLAIN, problems_fit, ways_on

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
MOST_CALLS = 12  # as many as the pipeline makes in one turn
CATALOGUES = Catalogues()

Answer = Callable[[Call, "Talk"], tuple[Result, bool]]  # the result, and whether an Open opened a session


class Talk:
    """One person's conversation. `shown` counts what they have seen."""

    def __init__(self, *, can: Capabilities = PLAIN, hint: str = "en-GB") -> None:
        self.now = Situation(State(hint=hint))
        self.can = can
        self.brand = Brand("Voltaire", support_url="https://voltaire.example/help", programmes=True)
        self.card: Card | None = None
        self.shown = 0
        self.at = NOW

    def copy(self) -> "Talk":
        """The same conversation, to try something on."""
        other = type(self)(can=self.can)
        other.now, other.card = self.now, self.card
        return other

    @property
    def context(self) -> Context:
        state = self.now.state
        say = CATALOGUES.words(state.language or state.hint)
        return Context(say, self.at, self.can, self.brand, CATALOGUES.languages)

    def react(self, event: Event) -> Reaction:
        """What an event comes to."""
        return react(self.now, event, self.context)

    def turn(self, event: Event, answer: Answer) -> None:
        """An event, and the calls that follow it, until none does."""
        call = self._take(self.react(event))
        for _ in range(MOST_CALLS):
            if call is None:
                return
            call = self._hear(call, *answer(call, self))
        assert call is None, f"the turn makes more than {MOST_CALLS} calls"

    def _hear(self, call: Call, result: Result, opened: bool) -> Call | None:
        if isinstance(result, Erased):
            forgotten = State(language=self.now.state.language, hint=self.now.state.hint)
            self.now = self.now._replace(state=forgotten, session=None, locations=(), job=None)
        if isinstance(call, Open) and opened:
            self.now = self.now._replace(session=Session(call.purpose, None, NOW, NOW + timedelta(days=1)))
        reaction = self.react(result)
        if isinstance(result, PageCame) and self.now.session:
            self.now = self.now._replace(session=self.now.session._replace(page=result.page))
        return self._take(reaction)

    def _take(self, reaction: Reaction) -> Call | None:
        """Keep what is kept, by way of its JSON, and show what is shown."""
        kept = {x.id: x for x in (*self.now.locations, *reaction.locations) if x.id not in reaction.forget_locations}
        calling = calling_of(1, reaction.call)
        stored = reaction.state.model_copy(update={"calling": calling}).model_dump_json()
        state = State.model_validate_json(stored)
        assert state.model_dump_json() == stored
        self.now = self.now._replace(state=state, locations=tuple(kept.values()))
        card = reaction.card
        if card is None and not reaction.quiet:
            card = panels.show(self.now, self.context)
        for notice in reaction.notices:
            self._show(notice)
        if card is not None and not reaction.quiet:
            self._show(card)
            self.card = card
            assert ways_on(card), "the card leaves no way on"
            assert problems_fit(card.form()), "a problem without a field"
        if reaction.end_session:
            self.now = self.now._replace(session=None)
        return reaction.call

    def _show(self, card: Card) -> None:
        assert card.blocks
        assert CARD.validate_json(CARD.dump_json(card)) == card
        self.shown += 1
