"""The prices of a day on their way: what is known of them, and what is asked next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal

from bot.conversation.page import Json, Page, items_at, number_at, text_at, value_at
from bot.conversation.pages.filling import FORM
from bot.conversation.pages.price_words import MOST, write
from bot.conversation.pages.prices import Doubt, read_doubt
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.hours import (
    DAY,
    Gap,
    Overlap,
    Period,
    check_hours,
    complete,
    merge_hours,
    minutes_of,
    sort_hours,
    to_clock,
    to_minutes,
)

STEPS = ("start", "end", "cost", "edit", "one")
MOST_PERIODS = 48  # half hours; more is no household tariff and no readable card
BACK_STEPS = 12  # questions that can be gone back


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known, and what is asked: a step, or whatever is wrong with the periods, or their confirmation."""

    periods: tuple[Period, ...] = ()
    step: str = ""
    start: time | None = None  # the period that is asked about
    end: time | None = None
    on: bool = False  # after this period the next one is asked, until the day is whole
    night: bool = False  # the period that is asked about is called the night
    doubt: Doubt | None = None
    days: tuple[tuple[Period, ...], ...] = ()  # readings of a doubtful message
    why: str = ""  # why it is doubtful

    def question(self) -> str:
        """What to ask now: "days", a step, "overlap", "gap", "confirm", or all of it ("whole")."""
        if self.days:
            return "days"
        if self.step:
            return self.step
        if not self.periods:
            return "whole"
        faults = check_hours(self.periods)
        if any(isinstance(fault, Overlap) for fault in faults):
            return "overlap"
        return "gap" if faults else "confirm"

    def gaps(self) -> tuple[Gap, ...]:
        return tuple(fault for fault in check_hours(self.periods) if isinstance(fault, Gap))

    def overlaps(self) -> tuple[Overlap, ...]:
        return tuple(fault for fault in check_hours(self.periods) if isinstance(fault, Overlap))

    def draft(self, before: Draft | None = None) -> Draft:
        """The progress as JSON; `before` is the draft of the question before this one."""
        found: Draft = {"hours": _write_hours(self.periods), "step": self.step, "on": self.on, "night": self.night}
        found |= {name: f"{clock:%H:%M}" for name, clock in (("start", self.start), ("end", self.end)) if clock}
        found |= {"doubt": self.doubt.draft()} if self.doubt else {}
        found |= {"days": [_write_hours(day) for day in self.days], "why": self.why} if self.days else {}
        return found | ({"before": cut_back(before)} if before is not None else {})


def read_progress(draft: Draft) -> Progress | None:
    """The progress of a draft, None if nothing was answered yet."""
    if not isinstance(value_at(draft, "hours"), list):
        return None
    step, start, end = text_at(draft, "step"), read_time(draft, "start"), read_time(draft, "end")
    needed = {"end": start, "cost": start and end, "one": start and end}
    days = tuple(read_hours_list(day) for day in items_at(draft, "days"))
    return Progress(
        periods=read_hours_list(value_at(draft, "hours")),
        step=step if step in STEPS and needed.get(step, True) is not None else "",
        start=start,
        end=end,
        on=draft.get("on") is True,
        night=draft.get("night") is True,
        doubt=read_doubt(draft),
        days=tuple(day for day in days if day),
        why=text_at(draft, "why"),
    )


def held_hours(page: Page) -> Progress | None:
    """The prices that Connect holds already, if they make a whole day."""
    periods = read_hours_list(value_at(page.data, "hours"))
    whole = 0 < len(periods) <= MOST_PERIODS and all(period.cost > 0 for period in periods) and complete(periods)
    return Progress(merge_hours(periods)) if whole else None


def read_hours_list(data: Json) -> tuple[Period, ...]:
    """Periods as Connect and our drafts write them; what is no period is left out."""
    found = []
    for item in data if isinstance(data, list | tuple) else ():
        start, end, cost = read_time(item, "valid_from"), read_time(item, "valid_to"), number_at(item, "cost")
        if start is not None and end is not None and cost is not None and 0 <= cost < MOST:
            found.append(Period(start, end, cost))
    return tuple(found)


def read_time(data: Json, name: str) -> time | None:
    """A clock time to the minute: 24:00 is midnight, and 21:59:59 is ten."""
    text = text_at(data, name)
    hour, minute, second = (*text.split(":"), "0", "0")[:3]
    try:
        if (hour, int(minute), int(second)) == ("24", 0, 0):
            return time(0)
        clock = datetime.strptime(f"{hour}:{minute}:{second}", "%H:%M:%S").time()  # noqa: DTZ007 (no day, no zone)
    except ValueError:
        return None
    return to_clock(to_minutes(clock) + clock.second // 30)


def lay_over(periods: Sequence[Period], new: Period) -> tuple[Period, ...]:
    """The periods with this one on top: where it is, it is the only one."""
    return sort_hours([*take_out(periods, new), new])


def take_out(periods: Sequence[Period], span: Gap | Overlap | Period) -> tuple[Period, ...]:
    """The periods without a stretch of the day."""
    taken = set(minutes_of(Period(span.start, span.end, Decimal(0))))
    kept: list[Period] = []
    for period in periods:
        minutes = minutes_of(period)
        if taken.isdisjoint(minutes):
            kept.append(period)
            continue
        for run in _runs([minute for minute in minutes if minute not in taken]):
            kept.append(replace(period, start=to_clock(run[0]), end=to_clock(run[1])))
    return sort_hours(kept)


def length(start: time, end: time) -> int:
    """Minutes from one time to the other; equal times are the whole day."""
    return (to_minutes(end) - to_minutes(start)) % DAY or DAY


def cut_back(draft: Draft, steps: int = BACK_STEPS) -> Draft:
    """A draft that remembers only so many questions before it."""
    before = draft.get("before")
    kept = {name: value for name, value in draft.items() if name not in ("before", FORM)}
    return kept | {"before": cut_back(before, steps - 1)} if isinstance(before, dict) and steps else kept


def _runs(minutes: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches of minutes that follow each other, each with the minute after its last."""
    runs: list[tuple[int, int]] = []
    for minute in minutes:
        if runs and runs[-1][1] % DAY == minute:
            runs[-1] = (runs[-1][0], runs[-1][1] % DAY + 1)
        else:
            runs.append((minute, minute + 1))
    return runs


def _write_hours(periods: Sequence[Period]) -> list[dict[str, str]]:
    return [{"valid_from": f"{p.start:%H:%M}", "valid_to": f"{p.end:%H:%M}", "cost": write(p.cost)} for p in periods]
