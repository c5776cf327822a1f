"""The scale of amounts: where it goes in pixels, which values are named, and how they are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bot.conversation.pictures.chart import DecimalMark

TICKS = 4  # more lines than this crowd a phone
FINEST = -3  # power of ten; small units are never told apart more finely than this
NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))
THINNEST = 5  # rows of the lowest bar
NARROW_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Scale:
    """Amounts from `low` to `high`, which always take in zero, between the pixel rows `bottom` and `top`."""

    low: Decimal
    high: Decimal
    top: int
    bottom: int

    def row(self, amount: Decimal) -> int:
        """The pixel row of an amount."""
        share = (amount - self.low) / (self.high - self.low)
        return round(self.bottom - share * (self.bottom - self.top))

    @property
    def zero(self) -> int:
        """The row of the line of zero."""
        return self.row(Decimal())

    def rows(self, amount: Decimal) -> tuple[int, int]:
        """The first and the last row of a bar; one of nothing is still seen."""
        row = self.row(amount)
        if amount < 0:
            return self.zero + 1, max(row, self.zero + THINNEST)
        return min(row, self.zero - THINNEST), self.zero - 1


def fit_scale(amounts: Iterable[Decimal], top: int, bottom: int) -> Scale:
    """The scale that holds all amounts and zero: bars are only honest when they start there."""
    known = [Decimal(), *amounts]
    low, high = min(known), max(known)
    if high - low < Decimal(4).scaleb(FINEST):
        high = low + 1
    return Scale(low, high, top, bottom)


def choose_ticks(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """At most four round values between `low` and `high`, zero among them."""
    finest = max((high - low).adjusted() - 1, FINEST)
    steps = (nice.scaleb(power) for power in range(finest, finest + 3) for nice in NICE)
    for step in steps:
        first = (low / step).to_integral_value(ROUND_CEILING)
        last = (high / step).to_integral_value(ROUND_FLOOR)
        if last - first < TICKS:
            return tuple(step * n for n in range(int(first), int(last) + 1))
    raise AssertionError("a step of ten spans leaves one tick")


def write_ticks(ticks: Iterable[Decimal], mark: DecimalMark) -> tuple[str, ...]:
    """The values with as many decimals as the finest of them needs; zero is plain."""
    plain = [tick.normalize() for tick in ticks]
    places = max(max(0, -int(tick.as_tuple().exponent)) for tick in plain)
    return tuple(_write(tick, places, mark) if tick else "0" for tick in plain)


def _write(amount: Decimal, places: int, mark: DecimalMark) -> str:
    whole, _, fraction = f"{abs(amount):,.{places}f}".partition(".")
    grouped = whole.replace(",", NARROW_SPACE) if abs(amount) >= 10_000 else whole.replace(",", "")
    return ("−" if amount < 0 else "") + grouped + (mark + fraction if fraction else "")
