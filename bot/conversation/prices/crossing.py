"""When a price crosses a limit: one crossing is one message, however the price trembles.

A watch is armed at first. A price beyond its limit while it is armed is a crossing, and disarms it. It is armed again
only once the price has been back beyond the limit by a margin for an hour without a break. The margin is a twentieth of
the limit, and at least a fiftieth of what a kilowatt-hour usually costs in that currency: a limit of zero has one too.
Every moment is looked at once: what was looked at is never crossed again, even if its prices change later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.conversation.pages.price_words import usual_cost
from bot.conversation.pages.rates import Rate
from bot.conversation.prices.model import Watch

REST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Walked:
    """A watch after a look at prices, and when they crossed its limit."""

    watch: Watch
    crossings: tuple[datetime, ...]


def walk(watch: Watch, rates: Sequence[Rate], until: datetime, currency: str) -> Walked:
    """Look at the prices since the last look, up to a moment and with it; at first only at that moment."""
    start, back, armed = read_moment(watch.seen) or until, read_moment(watch.back), watch.armed
    until = max(until, start)
    reached, crossings = start, []
    for rate in rates:
        begin, end = max(rate.start, start), min(rate.end, until)
        if rate.end <= start or begin > until:
            continue
        if begin > reached:
            back = None  # nobody knows what was between
        reached = max(begin, end)
        if is_beyond(watch, rate.cost):
            if armed:
                crossings.append(begin)
            armed, back = False, None
        elif _is_back(watch, rate.cost, currency):
            back = back or begin
            armed = armed or reached - back >= REST
        else:
            back = None
    update = {"armed": armed, "back": write_moment(back) if back else "", "seen": write_moment(until)}
    return Walked(watch.model_copy(update=update), tuple(crossings))


def stretch(watch: Watch, rates: Sequence[Rate], moment: datetime) -> Rate | None:
    """The time around a moment in which the price is beyond the limit; its cost is the farthest. None: it is not."""
    found: Rate | None = None
    farthest = max if watch.kind == "over" else min
    for rate in rates:
        if found and found.end > moment and (rate.start > found.end or not is_beyond(watch, rate.cost)):
            break
        if not is_beyond(watch, rate.cost):
            found = None
        elif found is None or rate.start > found.end:
            found = rate
        else:
            found = Rate(found.start, rate.end, farthest(found.cost, rate.cost), found.forecast or rate.forecast)
    return found if found and found.start <= moment < found.end else None


def is_beyond(watch: Watch, cost: Decimal) -> bool:
    """Whether it is the price that the person waits for."""
    limit = Decimal(watch.limit)
    return cost > limit if watch.kind == "over" else cost < limit


def margin(limit: Decimal, currency: str) -> Decimal:
    """How far on the other side a price is back."""
    return max(abs(limit) / 20, usual_cost(currency) / 50)


def read_moment(text: str) -> datetime | None:
    """A moment that was kept."""
    return datetime.fromisoformat(text) if text else None


def write_moment(moment: datetime) -> str:
    """A moment to be kept."""
    return moment.astimezone(UTC).isoformat()


def _is_back(watch: Watch, cost: Decimal, currency: str) -> bool:
    limit = Decimal(watch.limit)
    room = margin(limit, currency)
    return cost <= limit - room if watch.kind == "over" else cost >= limit + room
