"""What FlatPeak tells of the prices of a location, and how a person looks at them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

Until = Literal["midnight", "morning", "end"]
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
class Series:
    """The prices of one location and direction, or why there are none: `refused` is FlatPeak's code."""

    points: tuple[Point, ...] = ()
    currency: str = ""  # ISO 4217
    zone: str = ""  # IANA, where the location is
    next_update: datetime | None = None
    refused: str = ""


class PriceView(BaseModel):
    """What a person looks at: whose prices, and for how many hours in a row by when the best time is sought."""

    location: str = ""
    direction: Literal["IMPORT", "EXPORT"] = "IMPORT"
    hours: int = 3
    until: Until = "morning"
