"""How the price of a kilowatt-hour comes about, in major units of the currency."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, ClassVar, Protocol

# Price level of an ordinary household contract, per kWh.
LEVELS = {
    "GBP": "0.2450", "EUR": "0.2890", "CHF": "0.2710", "SEK": "1.0900", "DKK": "2.1500", "NOK": "1.3100",
    "PLN": "1.0400", "USD": "0.1620", "CAD": "0.1480", "AUD": "0.3120", "NZD": "0.2980", "JPY": "31.20",
    "KWD": "0.0120",
}  # fmt: skip

# Share of the day's level at each full hour: a night valley, a morning rise, a noon dip, an evening peak.
_HOURS = (
    "0.62 0.55 0.50 0.48 0.52 0.66 0.92 1.22 1.30 1.12 0.94 0.82 "
    "0.76 0.78 0.88 1.02 1.24 1.52 1.70 1.58 1.30 1.06 0.88 0.72"
)
_SHAPE = tuple(map(Decimal, _HOURS.split()))
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Plan(Protocol):
    """How the price of a tariff comes about."""

    structure: ClassVar[str]

    @property
    def moves(self) -> bool:
        """Whether prices are set from day to day, so that tomorrow may be a forecast."""

    @property
    def tiered(self) -> bool: ...

    @property
    def step(self) -> timedelta | None:
        """The longest time in which the price cannot change; None: the whole day."""

    def price_at(self, moment: datetime) -> Decimal:
        """The price at a local time."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One price, all day."""

    cost: Decimal
    tiered: bool = False
    later: tuple[date, Decimal] | None = None  # from a day on another
    structure: ClassVar[str] = "FIXED"
    moves: ClassVar[bool] = False
    step: ClassVar[timedelta | None] = None

    def price_at(self, moment: datetime) -> Decimal:
        return self.later[1] if self.later and moment.date() >= self.later[0] else self.cost


@dataclass(frozen=True, slots=True)
class Period:
    """A time of day, in seconds after midnight; an end at or before the start lies on the next day."""

    start: int
    end: int
    cost: Decimal

    def covers(self, second: int) -> bool:
        if self.start < self.end:
            return self.start <= second < self.end
        return second >= self.start or second < self.end


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """Prices by the clock."""

    periods: tuple[Period, ...]
    tiered: bool = False
    later: tuple[date, tuple[Period, ...]] | None = None  # from a day on others
    structure: ClassVar[str] = "TIME_OF_DAY"
    moves: ClassVar[bool] = False

    @property
    def step(self) -> timedelta:
        seconds = math.gcd(900, *(p.start for p in self.periods), *(p.end for p in self.periods))
        return timedelta(seconds=max(60, seconds))

    def price_at(self, moment: datetime) -> Decimal:
        second = moment.hour * 3600 + moment.minute * 60 + moment.second
        periods = self.later[1] if self.later and moment.date() >= self.later[0] else self.periods
        return next(p.cost for p in periods if p.covers(second))


@dataclass(frozen=True, slots=True)
class Market:
    """The market price of a region with a surcharge on it: (market + fixed) x (1 + percentage / 100)."""

    region: str
    currency: str
    fixed: Decimal = Decimal(0)
    percentage: Decimal = Decimal(0)
    minutes: int = 15
    structure: ClassVar[str] = "MARKET"
    moves: ClassVar[bool] = True
    tiered: ClassVar[bool] = False

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def price_at(self, moment: datetime) -> Decimal:
        market = curve(self.region, Decimal(LEVELS[self.currency]) * Decimal("0.45"), moment)
        return (market + self.fixed) * (1 + self.percentage / 100)


@dataclass(frozen=True, slots=True)
class Dynamic:
    """Prices that the provider sets anew each day."""

    seed: str
    currency: str
    minutes: int = 15
    structure: ClassVar[str] = "DYNAMIC"
    moves: ClassVar[bool] = True
    tiered: ClassVar[bool] = False

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def price_at(self, moment: datetime) -> Decimal:
        return curve(self.seed, Decimal(LEVELS[self.currency]) * Decimal("0.8"), moment)


@dataclass(frozen=True, slots=True)
class Advanced:
    """A schedule of months, dates, days and hours as the advanced page takes it; the first tier counts."""

    tariff: dict[str, Any]
    structure: ClassVar[str] = "TIME_OF_DAY"
    moves: ClassVar[bool] = False

    @property
    def tiered(self) -> bool:
        return has_tiers(self.tariff)

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=15)

    def price_at(self, moment: datetime) -> Decimal:
        rate = find_rate(self.tariff, moment)
        return Decimal(rate["fixed"]) if rate else Decimal(0)


@dataclass(frozen=True, slots=True)
class AdvancedMarket:
    """The market price with what such a schedule puts on top of it; its percentages are fractions."""

    tariff: dict[str, Any]
    market: Market
    structure: ClassVar[str] = "MARKET"
    moves: ClassVar[bool] = True

    @property
    def tiered(self) -> bool:
        return has_tiers(self.tariff)

    @property
    def step(self) -> timedelta:
        return min(self.market.step, timedelta(minutes=15))

    def price_at(self, moment: datetime) -> Decimal:
        rate = find_rate(self.tariff, moment) or {}
        fixed, fraction = (Decimal(rate.get(name) or 0) for name in ("surcharge_fixed", "surcharge_percentage"))
        return (self.market.price_at(moment) + fixed) * (1 + fraction)


def has_tiers(tariff: dict[str, Any]) -> bool:
    """Whether a price of a schedule depends on consumption."""
    groups = (group for entry in tariff["schedule"] for group in entry["days_and_hours"])
    return any(rate["to_kwh"] is not None for group in groups for hour in group["hours"] for rate in hour["rate"])


def find_rate(tariff: dict[str, Any], moment: datetime) -> dict[str, Any] | None:
    """The first tier of a schedule at a local time."""
    for entry in tariff["schedule"]:
        if not {"All", MONTH_NAMES[moment.month - 1]} & set(entry["months"]):
            continue
        if entry["dates"] and moment.day not in entry["dates"]:
            continue
        for group in entry["days_and_hours"]:
            if rate := _rate_in(group, moment):
                return rate
    return None


def _rate_in(group: dict[str, Any], moment: datetime) -> dict[str, Any] | None:
    kind = "Weekend" if moment.weekday() >= 5 else "Weekdays"
    if not {"All", kind, DAY_NAMES[moment.weekday()]} & set(group["days"]):
        return None
    second = moment.hour * 3600 + moment.minute * 60
    for hour in group["hours"]:
        if Period(seconds_of(hour["valid_from"]), seconds_of(hour["valid_to"]), Decimal(0)).covers(second):
            return dict(hour["rate"][0])
    return None


def seconds_of(clock: str) -> int:
    """Seconds after midnight of `HH:mm:ss`."""
    hours, minutes, seconds = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def write_clock(second: int) -> str:
    """`HH:mm:ss` of seconds after midnight."""
    return f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"


def curve(seed: str, level: Decimal, moment: datetime) -> Decimal:
    """The same price for the same seed and time, always; on about every fifth day the noon is negative."""
    here, there = _SHAPE[moment.hour], _SHAPE[(moment.hour + 1) % 24]
    share = here + (there - here) * moment.minute / 60
    day = _chance(f"{seed}/{moment:%Y-%m-%d}")
    if day < Decimal("0.2") and 11 <= moment.hour < 15:
        share -= Decimal("0.95")
    wobble = _chance(f"{seed}/{moment:%Y-%m-%dT%H:%M}") / 10
    return level * (share * (Decimal("0.85") + day * Decimal("0.3")) + wobble)


def _chance(text: str) -> Decimal:
    return Decimal(int.from_bytes(sha256(text.encode()).digest()[:4])) / Decimal(2**32)
