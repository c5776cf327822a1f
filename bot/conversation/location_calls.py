"""What is asked of FlatPeak about the locations that a person looks at, and what comes of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.conversation.situation import Location, Trouble


@dataclass(frozen=True, slots=True)
class Survey:
    """Ask how things stand at locations that are shown."""

    locations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a location at FlatPeak, with its tariffs."""

    location_id: str


@dataclass(frozen=True, slots=True)
class ReadLeft:
    """Read back a session that another took the place of before that could be done; of several the oldest."""


@dataclass(frozen=True, slots=True)
class LeftRead:
    """What such a session has made of a location; None: nothing. `session`: its number, 0 if none is left."""

    session: int = 0
    slot: str = ""  # what it was for
    location: "Location | None" = None
    ends: bool = False  # it was to disconnect the tariff there


@dataclass(frozen=True, slots=True)
class Tidy:
    """See to the homes that were made for sessions which are over: delete those at which nothing is."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """How things stand at those that could be asked about; `gone`: FlatPeak no longer has them."""

    found: "tuple[Location, ...]"
    gone: tuple[str, ...] = ()
    trouble: "Trouble | None" = None


@dataclass(frozen=True, slots=True)
class Removed:
    """FlatPeak has the location no more."""

    location_id: str


@dataclass(frozen=True, slots=True)
class Tidied:
    """FlatPeak has those that are `gone` no more; at those that were kept there is something."""

    gone: tuple[str, ...]
    kept: "tuple[Location, ...]" = ()
    trouble: "Trouble | None" = None


LocationCall = Survey | Remove | ReadLeft | Tidy
LocationResult = Surveyed | Removed | LeftRead | Tidied
