"""The best hours with breaks between them, as FlatPeak's schedule has them, by the clock of their home."""

from datetime import timedelta, tzinfo
from decimal import Decimal
from itertools import pairwise

from bot.conversation.pages.price_words import MOST
from bot.conversation.pages.rates import Rate, mean_cost
from bot.conversation.prices.hours import at_home
from bot.conversation.prices.model import Point, Schedule

MOST_PARTS = 8  # more are no help to anybody who has a machine to run
ROUNDING = timedelta(hours=1)  # a schedule may end with the price that it ends in


def split_hours(schedule: Schedule, zone: tzinfo) -> tuple[Rate, ...]:
    """Its parts, neighbours as one; none where it is not the time that was asked for, or without a price."""
    parts = [Rate(one.start, one.end, one.value, one.confidence < 1) for one in schedule.parts]
    if not schedule.parts or not all(map(_is_known, schedule.parts)):
        return ()
    if any(one.end > later.start for one, later in pairwise(parts)):
        return ()
    whole, wanted = sum((one.end - one.start for one in parts), timedelta()), timedelta(minutes=schedule.minutes)
    within = schedule.start <= parts[0].start and parts[-1].end <= schedule.end
    joined = _join(parts)
    if not (within and wanted <= whole < wanted + ROUNDING) or len(joined) > MOST_PARTS:
        return ()
    return tuple(Rate(at_home(one.start, zone), at_home(one.end, zone), one.cost, one.forecast) for one in joined)


def _is_known(part: Point) -> bool:
    return part.confidence > Decimal() and abs(part.value) < MOST


def _join(parts: list[Rate]) -> list[Rate]:
    """Parts that follow each other without a break as one; its cost is their mean."""
    joined: list[list[Rate]] = []
    for part in parts:
        if joined and joined[-1][-1].end == part.start:
            joined[-1].append(part)
        else:
            joined.append([part])
    return [Rate(run[0].start, run[-1].end, mean_cost(run), any(part.forecast for part in run)) for run in joined]
