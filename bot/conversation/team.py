"""What a team has together: who is at what, who connected what, and its rules, as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation.teams import Rules

AUDIT_LEAF = 10  # entries of what was done on a card


@dataclass(frozen=True, slots=True)
class Holding:
    """Who connected a location, by name ("" if nobody knows any more), and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """A conversation that is open on a location; `location_id` is "" for a new address."""

    who: str
    since: datetime
    location_id: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what was done: by whom (a name), what ("connected", "rules", …), to which location."""

    at: datetime
    who: str
    deed: str
    about: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """What the page of a team is drawn from."""

    rules: Rules
    holdings: Mapping[str, Holding] = field(default_factory=dict)  # by location id
    busy: tuple[Busy, ...] = ()
