"""What FlatPeak tells of the prices of a location, and how a person looks at them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

Until = Literal["midnight", "morning", "end"]
Direction = Literal["IMPORT", "EXPORT"]
WatchKind = Literal["under", "over", "best", "day"]
HOURS = (2, 3, 4)
UNTILS: tuple[Until, ...] = ("midnight", "morning", "end")


@dataclass(frozen=True, slots=True)
class Point:
    """A price per kWh in major units between two instants; `confidence` 1: confirmed, below: a forecast, 0: none."""

    start: datetime
    end: datetime
    value: Decimal
    confidence: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The best so many minutes between two instants, in parts; none where FlatPeak tells none. `refused`: its code."""

    start: datetime
    end: datetime
    minutes: int
    parts: tuple[Point, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The prices of one location and direction, or why there are none: `refused` is FlatPeak's code."""

    points: tuple[Point, ...] = ()
    currency: str = ""  # ISO 4217
    zone: str = ""  # IANA, where the location is
    next_update: datetime | None = None
    refused: str = ""
    schedules: tuple[Schedule, ...] = ()  # that were asked for while these prices were the newest


class PriceView(BaseModel):
    """What a person looks at: whose prices, and for how many hours by when the best time is sought."""

    location: str = ""
    direction: Direction = "IMPORT"
    hours: int = 3
    until: Until = "morning"
    breaks: bool = False  # between the hours; else they are in a row


class Watch(BaseModel):
    """What a person wants to hear of prices: that they cross a limit, or daily what the next day is like."""

    id: str = ""
    location: str
    direction: Direction = "IMPORT"
    kind: WatchKind
    limit: str = "0"  # in major units a kWh; of "under" and "over"
    hours: int = 3  # in a row; of "best"
    at: str = "18:00"  # where the location is; of "best" and "day"
    armed: bool = True  # the next price beyond the limit is a crossing
    back: str = ""  # since when the price has been back by the margin: ISO, UTC
    seen: str = ""  # prices were looked at up to here: ISO, UTC
    held: bool = False  # a crossing was found in quiet hours
    done: str = ""  # the last local day on which it was told: ISO


class Told(BaseModel):
    """What a person knows of the prices at a location, so that only a change is told. Pictures are short texts."""

    since: str  # the day since which days are compared: ISO
    tariff: str = ""  # whose prices they are: FlatPeak's id
    last: str = ""  # the picture of the latest day
    days: dict[str, str] = Field(default_factory=dict)  # today and tomorrow by their dates
    seen: dict[str, str] = Field(default_factory=dict)  # a picture and the last day that had it
    shared: list[tuple[str, str, str]] = Field(default_factory=list)  # what the team was told last
    shared_at: str = ""  # and when: ISO, UTC
