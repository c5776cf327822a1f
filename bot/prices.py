"""Prices from FlatPeak, asked no more often than its rules allow and shared by everybody at the same location."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.calls import Ask, AskSchedule
from bot.conversation.prices.due import CHANGES
from bot.conversation.prices.hours import deadline, midnight
from bot.conversation.prices.model import Schedule, Series
from bot.conversation.situation import Known, Noticed, ReadPrices, Result, Trouble, find_location
from bot.house import House
from bot.incoming import Incoming
from storage import prices
from storage.concerned import lanes_of
from storage.conversations import Claimed
from storage.owners import owner_of, team_of

ASK_GAP = timedelta(minutes=15)  # docs.flatpeak.com: price errors are asked about no more often than this
PUBLISHED = time(13)  # most of Europe's prices of the next day are out by then
LATE = timedelta(hours=1)  # between two looks for prices that should be out
QUARTER_S = 900
DAYS = 2  # from today on
BEFORE = 1  # for what is watched: where the price has come from


class Prices:
    """Reads prices, and keeps what was read."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._asking: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def read(self, wanted: ReadPrices, ask: Ask) -> Series | Trouble:
        """What is kept as long as there is nothing newer, else what `ask` comes to. One asks for all who wait."""
        lock = self._asking.setdefault((wanted.location_id, wanted.direction), asyncio.Lock())
        async with lock:
            return await self._read(wanted, ask)

    async def schedule(self, wanted: ReadPrices, ask: AskSchedule) -> Schedule | None:
        """The best hours with breaks, asked for once a quarter of an hour at most; None: there is no choice."""
        house, place = self._house, (wanted.location_id, wanted.direction)
        async with self._asking.setdefault(place, asyncio.Lock()):
            now = house.now()
            kept = await house.db.read(lambda conn: prices.get(conn, house.vault, *place))
            question = _question(wanted, now)
            if kept is None or not _varies(kept.series) or question is None:
                return None
            if known := next((one for one in kept.series.schedules if _answers(one, question)), None):
                return known
            found = await ask(question.start, question.end, question.minutes)
            told = question if isinstance(found, Trouble) else found
            others = [one for one in kept.series.schedules if (one.end, one.minutes) != (told.end, told.minutes)]
            series = replace(kept.series, schedules=(*(one for one in others if one.end > now), told))
            await house.db.write(lambda conn: prices.keep_with(conn, house.vault, *place, series, kept))
            return told

    async def _read(self, wanted: ReadPrices, ask: Ask) -> Series | Trouble:
        house, now, zone = self._house, self._house.now(), ZoneInfo(wanted.zone)
        place = wanted.location_id, wanted.direction
        kept = await house.db.read(lambda conn: prices.get(conn, house.vault, *place))
        if kept and now < max(kept.read_at + ASK_GAP, kept.due_at):
            early = kept.due_at <= now  # there may be newer ones, which cannot be asked for yet
            return replace(kept.series, next_update=kept.read_at + ASK_GAP) if early else kept.series
        today = now.astimezone(zone).date()
        start, end = (datetime.combine(today + timedelta(days=days), time(), zone) for days in (-BEFORE, DAYS))
        found = await ask(start, end)
        if isinstance(found, Trouble):
            return kept.series if kept and _holds(kept.series, now) else found
        due = due_after(found, now, zone)
        await house.db.write(lambda conn: prices.keep(conn, house.vault, *place, found, now, due))
        return found


def _question(wanted: ReadPrices, now: datetime) -> Schedule | None:
    """What is asked for, from the quarter of an hour on that runs, so that within one there is one question."""
    start = datetime.fromtimestamp(now.timestamp() // QUARTER_S * QUARTER_S, UTC)
    end = deadline(wanted.until, now, ZoneInfo(wanted.zone))
    enough = end - start >= timedelta(hours=wanted.hours)
    return Schedule(start, end, wanted.hours * 60) if enough else None


def _answers(known: Schedule, question: Schedule) -> bool:
    """Whether it answers this question: it was the same one, or an earlier one and no part has begun."""
    if (known.end, known.minutes) != (question.end, question.minutes):
        return False
    return known.start == question.start or (bool(known.parts) and known.parts[0].start >= question.start)


def _varies(series: Series) -> bool:
    return not series.refused and len({point.value for point in series.points if point.confidence > 0}) > 1


def due_after(series: Series, now: datetime, zone: tzinfo) -> datetime:
    """When there may be other prices: by FlatPeak's word, when tomorrow's are out, when tomorrow has come."""
    today = now.astimezone(zone).date()
    day_ends = midnight(today + timedelta(days=1), zone)
    if series.refused:
        return now + ASK_GAP
    if series.next_update and series.next_update > now:
        return min(series.next_update, day_ends)
    end = max((point.end for point in series.points if point.confidence >= 1), default=now)
    if end >= midnight(today + timedelta(days=DAYS), zone):
        return day_ends
    published = datetime.combine(today, PUBLISHED, zone)
    return min(published if published > now else now + LATE, day_ends)


def heed_event(conn: Connection, what: Incoming) -> None:
    """FlatPeak tells that a location has new prices."""
    if isinstance(what, Noticed) and what.kind == "location.update":
        prices.outdate(conn, what.location_id, what.at)


def heed_result(conn: Connection, claimed: Claimed, result: Result) -> None:
    """A session has changed what is connected: what was read before is of another tariff."""
    if not isinstance(result, Known) or result.location is None:
        return
    before = find_location(claimed.situation.locations, result.location.id)
    if claimed.situation.state.answers or before is None or before.slots != result.location.slots:
        prices.forget(conn, [result.location.id])


def lane_to_wake(conn: Connection, key: str, what: str) -> str:
    """Whom to wake: in a team one person hears of a location's prices, the same as of its events."""
    if not team_of(key) or not what.startswith(CHANGES):
        return key
    location = what.removeprefix(CHANGES).partition(":")[0]
    return next((lane for lane in lanes_of(conn, location) if owner_of(lane) == owner_of(key)), key)


def _holds(series: Series, now: datetime) -> bool:
    """Whether a price is known for this moment."""
    return any(point.start <= now < point.end and point.confidence > 0 for point in series.points)
