"""The outcomes that every reader shares."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Why(StrEnum):
    """Why a text was doubted or could not be read; the catalogues have one sentence for each."""

    EMPTY = "empty"
    NO_NUMBER = "no_number"
    SEVERAL_NUMBERS = "several_numbers"
    UNKNOWN_UNIT = "unknown_unit"
    NOT_PER_KWH = "not_per_kwh"
    FAR_OFF = "far_off"
    OTHER_CURRENCY = "other_currency"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    UNIT_UNSURE = "unit_unsure"
    UNUSUAL = "unusual"
    NET = "net"
    NEGATIVE = "negative"
    ZERO = "zero"
    WEEKDAYS = "weekdays"
    NO_TIMES = "no_times"
    NO_SUCH_TIME = "no_such_time"
    PRICE_MISSING = "price_missing"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DAY = "no_such_day"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NO_SUCH_COUNTRY = "no_such_country"


@dataclass(frozen=True, slots=True)
class Doubtful(Generic[T]):
    """Readings, the likeliest first, that the person has to choose from (one: "is that right?")."""

    candidates: tuple[T, ...]
    why: Why


def doubt_net(found: T | Doubtful[T]) -> Doubtful[T]:
    """The same reading of prices that say they have no tax in them; no other doubt matters as much."""
    return Doubtful(found.candidates if isinstance(found, Doubtful) else (found,), Why.NET)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing that could be asked about; `detail` quotes the part at fault, where there is one."""

    why: Why
    detail: str = ""
