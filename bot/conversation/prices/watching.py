"""What there is to tell of watches now, and when to look again.

A crossing is told when it begins. One that begins in quiet hours is told in the hour before them, from the prices that
are known by then; one that only becomes known in quiet hours is told in the morning, if it lasts until then. What a
person wants to hear daily comes at the time that they set, quiet hours or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from bot.conversation.alerts.hours import at_clock, next_allowed, read_clock
from bot.conversation.alerts.model import Prefs
from bot.conversation.pages.price_chart import single_cost
from bot.conversation.pages.rates import Rate
from bot.conversation.prices.crossing import stretch, walk, write_moment
from bot.conversation.prices.hours import best_window, midnight
from bot.conversation.prices.model import Watch

EVENING = timedelta(hours=1)  # before quiet hours: what begins in them is told
LOOK_AGAIN = timedelta(hours=6)  # at the latest: prices may have changed
LATE = timedelta(minutes=30)  # between two looks for prices of the next day that should be out
PATIENCE = timedelta(hours=2)  # then the day is told as far as it is known
AT = time(18)


@dataclass(frozen=True, slots=True)
class News:
    """Something that a watch has found: the time it is about, or the prices of the next day."""

    watch: Watch
    time: Rate | None = None
    day: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """A watch after a look at prices, what is told of it, and when to look again."""

    watch: Watch
    news: tuple[News, ...]
    again: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """The time now where the location is, and what its person has set."""

    now: datetime
    zone: tzinfo
    prefs: Prefs
    currency: str

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def quiet_end(self, moment: datetime) -> datetime | None:
        """The end of the quiet hours that a moment lies in; None: it does not."""
        return next_allowed(moment, self.zone, self.prefs)

    def quiet_start(self) -> datetime | None:
        """When it will be quiet next; None: never."""
        clock = read_clock(self.prefs.quiet_from)
        if clock is None or self.prefs.quiet_from == self.prefs.quiet_to:
            return None
        starts = (at_clock(self.now, self.zone, days, clock) for days in (0, 1))
        return next((start for start in starts if start > self.now), None)


def look(watch: Watch, rates: Sequence[Rate], hours: Hours) -> Looked:
    """Look at the prices for a watch. `rates`: from yesterday to tomorrow, as far as they are known."""
    found = _cross(watch, rates, hours) if watch.kind in ("under", "over") else _tell_day(watch, rates, hours)
    hushed = hours.prefs.off or watch.location in hours.prefs.muted_locations
    return Looked(found.watch, (), found.again) if hushed else found


def _cross(watch: Watch, rates: Sequence[Rate], hours: Hours) -> Looked:
    now, first = hours.now, not watch.seen
    begins = hours.quiet_start()
    quiet = hours.quiet_end(now) is not None and not first
    ahead = hours.quiet_end(begins) if begins and begins - EVENING <= now else None
    begun = watch.model_copy(update={"seen": write_moment(now)}) if first else watch
    walked = walk(begun, rates, now if quiet or ahead is None else ahead, hours.currency)
    found = [known for at in walked.crossings if (known := stretch(watch, rates, at)) and known.end > now]
    if quiet:
        after = walked.watch.model_copy(update={"held": watch.held or bool(found)})
        return Looked(after, (), _again(after, rates, hours))
    if watch.held and not found and (lasting := stretch(watch, rates, now)):
        found = [lasting]
    after = walked.watch.model_copy(update={"held": False})
    return Looked(after, tuple(News(after, known) for known in found), _again(after, rates, hours))


def _again(watch: Watch, rates: Sequence[Rate], hours: Hours) -> datetime:
    """At the next crossing, in the hour before quiet hours, after these, or after some time anyway."""
    now, begins = hours.now, hours.quiet_start()
    ends = hours.quiet_end(now)
    times = [now + LOOK_AGAIN, *([ends] if ends else [])]
    if begins and begins - EVENING > now:
        times.append(begins - EVENING)
    if rates:
        ahead = walk(watch, rates, rates[-1].end, hours.currency).crossings
        times += [at for at in ahead[:1] if at > now and hours.quiet_end(at) is None]
    first = min(times)
    return hours.quiet_end(first) or first


def _tell_day(watch: Watch, rates: Sequence[Rate], hours: Hours) -> Looked:
    """Once a local day, at the time that was set or as soon after it as can be; never on another day."""
    clock, now, today = read_clock(watch.at) or AT, hours.now, hours.today
    due, following = (at_clock(now, hours.zone, days, clock) for days in (0, 1))
    if now < due:
        return Looked(watch, (), due)
    if watch.done >= today.isoformat():
        return Looked(watch, (), following)
    tomorrow = [rate for rate in rates if rate.day == today + timedelta(days=1)]
    if now < due + PATIENCE and not _is_out(rates, tomorrow, hours):
        return Looked(watch, (), min(now + LATE, following))
    after = watch.model_copy(update={"done": today.isoformat()})
    late = bool(watch.done) and hours.quiet_end(now) is not None and hours.quiet_end(due) is None
    if not tomorrow or late or single_cost(tomorrow) is not None:
        return Looked(after, (), following)
    if watch.kind == "day":
        return Looked(after, (News(after, day=tuple(tomorrow)),), following)
    start, end = (midnight(today + timedelta(days=days), hours.zone) for days in (1, 2))
    best = best_window(tomorrow, start, end, watch.hours, dearest=watch.direction == "EXPORT")
    return Looked(after, (News(after, best),) if best else (), following)


def _is_out(rates: Sequence[Rate], tomorrow: Sequence[Rate], hours: Hours) -> bool:
    """Whether all of tomorrow is known, and as surely as today."""
    start, end = (midnight(hours.today + timedelta(days=days), hours.zone) for days in (1, 2))
    if not tomorrow or tomorrow[0].start > start or tomorrow[-1].end < end:
        return False
    if any(before.end != after.start for before, after in pairwise(tomorrow)):
        return False
    estimated = any(rate.forecast for rate in rates if rate.day == hours.today)
    return estimated or not any(rate.forecast for rate in tomorrow)
