"""The desk: what an adapter hands in, and what it may ask in return. `bot/pipeline.py` is the one behind it.

All of it is answered from what is stored, within milliseconds; only `settle` waits for Connect.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.conversation.context import Words
from bot.conversation.forms import Form
from bot.conversation.replies import Arrival, Filled, Person


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry of a menu: the number of its button on the card, and its label."""

    number: int
    label: str


class Desk(Protocol):
    """Where everything that comes in goes."""

    async def receive(self, arrival: Arrival) -> None:
        """Store what came in; raises if it could not be stored. Only then may the platform be told that we have it."""

    async def form(self, key: str, person: Person) -> Form | None:
        """The form on a card as it stands now, with all that is known filled in; None: the card is answered or gone."""

    async def check(self, filled: Filled, person: Person) -> Mapping[str, str]:
        """What is wrong with a form as far as we can tell without Connect: field name to problem. Nothing changes."""

    async def settle(self, arrival: Arrival) -> Form | None:
        """Receive a form that was sent in and wait for the end of its turn: the same form with its problems where
        Connect refused it, None where it was taken. Shield it: it goes on if nobody waits."""

    async def suggest(self, key: str, person: Person, query: str, limit: int) -> tuple[Suggestion, ...]:
        """The entries of a card's menu that a person may mean, best first; all of them, up to a limit, for ""."""

    async def words(self, person: Person) -> Words:
        """The texts in the language of this person, chosen or told by the platform."""
