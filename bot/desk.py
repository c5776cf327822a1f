"""The desk of one channel: hands in what came, and answers what an adapter may ask, from what is stored."""

import asyncio
from collections.abc import Mapping

from sqlalchemy import Connection

from bot.conversation import panels
from bot.conversation.cards import Button, Card, Choices, Note
from bot.conversation.context import Context, Words
from bot.conversation.conversation import react
from bot.conversation.desk import Suggestion
from bot.conversation.forms import Form
from bot.conversation.home import show_home
from bot.conversation.replies import Arrival, Filled, Person
from bot.conversation.situation import Situation
from bot.conversation.understanding.search import Option, rank
from bot.house import House
from bot.pipeline import Pipeline
from bot.teams import look, team_of_key
from storage import conversations, presses


class FrontDesk:
    """Implements `bot.conversation.desk.Desk`."""

    def __init__(self, pipeline: Pipeline, house: House, channel: str) -> None:
        self._pipeline, self._house, self._channel = pipeline, house, channel

    async def receive(self, arrival: Arrival) -> None:
        await self._pipeline.receive(arrival)

    async def form(self, key: str, person: Person) -> Form | None:
        card = await self._house.db.read(lambda conn: self._card(conn, key, person))
        return card.form() if card else None

    async def check(self, filled: Filled, person: Person) -> Mapping[str, str]:
        def unit(conn: Connection) -> Mapping[str, str]:
            if not self._is_open(conn, filled.key, person):
                return {}  # its turn says that it is too late
            now, ctx = self._look(conn, person)
            reaction = react(now, filled, ctx)
            return _problems(filled.form, reaction.card) if reaction.card and reaction.call is None else {}

        return await self._house.db.read(unit)

    async def settle(self, arrival: Arrival) -> Form | None:
        assert isinstance(arrival.reply, Filled)
        name, card = arrival.reply.form, await self._pipeline.settle(arrival)
        form = card.form() if card and _problems(name, card) else None
        return form if form and form.name == name else None

    async def suggest(self, key: str, person: Person, query: str, limit: int) -> tuple[Suggestion, ...]:
        card = await self._house.db.read(lambda conn: self._card(conn, key, person))
        # Of thousands of entries the search takes a while, and nobody else is to wait for it.
        return await asyncio.to_thread(find_entries, card, query, limit) if card else ()

    async def words(self, person: Person) -> Words:
        house, key = self._house, self._key(person)
        state = await house.db.read(lambda conn: conversations.state_of(conn, house.vault, key))
        return house.catalogues.words(state.language or person.language or state.hint)

    def _card(self, conn: Connection, key: str, person: Person) -> Card | None:
        """The card that a key is of, as it would be shown now; None if it no longer counts."""
        kind = self._is_open(conn, key, person)
        if not kind:
            return None
        now, ctx = self._look(conn, person)
        if kind == "home":
            return show_home(now, team_of_key(conn, self._house, self._key(person)), ctx)
        return panels.show(now, ctx)

    def _is_open(self, conn: Connection, key: str, person: Person) -> str:
        """The kind of a card that this person may answer now, "" if it is none."""
        found = presses.open(conn, key, person.id)
        if isinstance(found, presses.Stale):
            state = conversations.state_of(conn, self._house.vault, self._key(person))
            return "live" if key and key == state.form else ""  # it was refused, and can be sent in again
        return found[1] if found[0] == self._key(person) else ""

    def _look(self, conn: Connection, person: Person) -> tuple[Situation, Context]:
        now = look(conn, self._house, self._key(person))
        return now, self._house.context(self._channel, now.state)

    def _key(self, person: Person) -> str:
        return f"{self._channel}:{person.team}:{person.id}"


def find_entries(card: Card, query: str, limit: int) -> tuple[Suggestion, ...]:
    """The entries of a card's menus that a query may mean, with the numbers of their buttons."""
    entries = {id(option) for block in card.blocks if isinstance(block, Choices) for option in block.options}
    numbered: list[tuple[int, Button]] = [(n, b) for n, b in enumerate(card.buttons()) if id(b) in entries]
    if not query.strip():
        return tuple(Suggestion(number, button.label) for number, button in numbered[:limit])
    labels = {number: button.label for number, button in numbered}
    found = rank([Option(str(number), label) for number, label in labels.items()], query, limit)
    return tuple(Suggestion(int(option.id), labels[int(option.id)]) for option in found.options)


def _problems(name: str, card: Card) -> dict[str, str]:
    """What is wrong with a form, by field; a remark on the whole stands at the first one."""
    form = card.form()
    if form is None or form.name != name:
        return {}
    if found := form.problems():
        return found
    remarks = [block.text for block in card.blocks if isinstance(block, Note) and block.tone == "problem"]
    first = form.fields[0].name if form.fields else ""
    return {first: remarks[0]} if remarks and first else {}
