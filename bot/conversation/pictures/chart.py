"""What a picture says, as plain data that survives JSON. Amounts are in the unit shown, such as öre/kWh.

Instants must be aware and are kept in UTC. What cannot be drawn is refused with ValueError when it is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

Level = Literal["low", "medium", "high"]
DecimalMark = Literal[".", ","]
HOURS: Mapping[int, str] = {0: "0", 6: "6", 12: "12", 18: "18", 24: "24"}
DAY_SECONDS = 24 * 60 * 60
MOST_DAYS = 3  # more have no room
MOST_COLUMNS = 96  # a day in quarters of an hour
MOST = Decimal(10) ** 9  # amounts at and beyond this are a mistake, and too wide to write


@dataclass(frozen=True, slots=True)
class Price:
    """One price from `start` until `end`; `forecast` where it is not yet certain."""

    start: datetime
    end: datetime
    amount: Decimal
    forecast: bool = False

    def __post_init__(self) -> None:
        _keep_in_utc(self, "start", "end")
        _check_amount(self.amount)
        if self.end <= self.start:
            raise ValueError("a price must end after it starts")


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at an instant: an hour under the bars, or the present moment."""

    at: datetime
    label: str

    def __post_init__(self) -> None:
        _keep_in_utc(self, "at")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time to bring out, with the words that explain it."""

    start: datetime
    end: datetime
    label: str

    def __post_init__(self) -> None:
        _keep_in_utc(self, "start", "end")


@dataclass(frozen=True, slots=True)
class Day:
    """One panel, usually from midnight to midnight (23 to 25 hours). Prices outside it are cut off."""

    label: str
    start: datetime
    end: datetime
    prices: tuple[Price, ...]
    hours: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        _keep_in_utc(self, "start", "end")
        if self.end <= self.start:
            raise ValueError("a day must end after it starts")

    def shown(self) -> tuple[Price, ...]:
        """The prices that fall into the day, at least in part."""
        return tuple(p for p in self.prices if p.start < self.end and p.end > self.start)


@dataclass(frozen=True, slots=True)
class DayPrices:
    """Prices of one day or of a few, side by side. `forecast_label` explains the hatching."""

    title: str
    unit: str
    days: tuple[Day, ...]
    now: Mark | None = None
    cheapest: Window | None = None
    forecast_label: str = ""
    decimal_mark: DecimalMark = "."
    kind: Literal["day_prices"] = "day_prices"

    def __post_init__(self) -> None:
        if len(self.days) > MOST_DAYS:
            raise ValueError(f"a chart of prices has room for {MOST_DAYS} days")
        if not any(day.shown() for day in self.days):
            raise ValueError("a chart of prices needs at least one price")


@dataclass(frozen=True, slots=True)
class Period:
    """A price at the same clock times every day. `end` at or before `start` is on the next day."""

    start: time
    end: time
    amount: Decimal
    start_label: str
    end_label: str
    amount_label: str

    def __post_init__(self) -> None:
        _check_amount(self.amount)

    def spans(self) -> tuple[tuple[int, int], ...]:
        """Seconds of the day that it covers, as one stretch or, across midnight, two."""
        start, end = _second(self.start), _second(self.end)
        if end > start:
            return ((start, end),)
        return tuple(span for span in ((start, DAY_SECONDS), (0, end)) if span[0] < span[1])


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """The 24 hours of a day in periods. Gaps are shown as gaps; overlaps are refused."""

    title: str
    unit: str
    periods: tuple[Period, ...]
    kind: Literal["time_of_day"] = "time_of_day"

    def __post_init__(self) -> None:
        if not self.periods:
            raise ValueError("a chart of a day needs at least one period")
        spans = sorted(span for period in self.periods for span in period.spans())
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            raise ValueError("the periods of a day must not overlap")


@dataclass(frozen=True, slots=True)
class Column:
    """One amount of a row with its name; None where it is not known."""

    name: str
    amount: Decimal | None

    def __post_init__(self) -> None:
        if self.amount is not None:
            _check_amount(self.amount)


@dataclass(frozen=True, slots=True)
class Columns:
    """Amounts in a row, such as those of the days of a month."""

    title: str
    unit: str
    columns: tuple[Column, ...]
    decimal_mark: DecimalMark = "."
    kind: Literal["columns"] = "columns"

    def __post_init__(self) -> None:
        if not any(column.amount is not None for column in self.columns):
            raise ValueError("a chart of columns needs at least one amount")
        if len(self.columns) > MOST_COLUMNS:
            raise ValueError(f"a chart of columns has room for {MOST_COLUMNS} of them")


Chart = Annotated[DayPrices | TimeOfDay | Columns, Field(discriminator="kind")]


def classify(amounts: Sequence[Decimal]) -> tuple[Level, ...]:
    """Whether each amount is nearest to the least (low), the mean (medium) or the greatest (high) of them."""
    if not amounts:
        return ()
    least, greatest = min(amounts), max(amounts)
    mean = sum(amounts, Decimal()) / len(amounts)

    def level(amount: Decimal) -> Level:
        from_mean = abs(amount - mean)
        if least == greatest or from_mean <= min(amount - least, greatest - amount):
            return "medium"
        return "low" if amount - least <= greatest - amount else "high"

    return tuple(level(amount) for amount in amounts)


def _keep_in_utc(item: object, *names: str) -> None:
    for name in names:
        instant: datetime = getattr(item, name)
        if instant.utcoffset() is None:
            raise ValueError(f"{name} must say its offset from UTC")
        object.__setattr__(item, name, instant.astimezone(UTC))


def _check_amount(amount: Decimal) -> None:
    if not amount.is_finite() or abs(amount) >= MOST:
        raise ValueError("an amount must be a number below a thousand million")


def _second(clock: time) -> int:
    return (clock.hour * 60 + clock.minute) * 60 + clock.second
