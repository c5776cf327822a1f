"""Prices are asked about no more often than FlatPeak's rules allow, and once for everybody at the same location."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.conversation.context import Brand
from bot.conversation.prices.hours import midnight
from bot.conversation.prices.model import Point, Schedule, Series
from bot.conversation.replies import Place
from bot.conversation.situation import Known, Location, Noticed, ReadPrices, Slot, State, Trouble
from bot.house import House
from bot.ours import Ours
from bot.prices import Prices, due_after, heed_event, heed_result, lane_to_wake
from bot.texts import Catalogues
from storage import conversations, locations, prices
from storage.database import Database
from storage.sessions import Pages
from storage.vault import Vault
from tests.databases import database_url

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)  # ten in the morning in Berlin
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WANTED = ReadPrices("loc_1", "IMPORT", "Europe/Berlin")
TODAY = midnight(date(2026, 11, 17), BERLIN)


def series(hours: int = 48, sure: int = 24, next_update: datetime | None = None) -> Series:
    points = tuple(
        Point(TODAY + n * HOUR, TODAY + (n + 1) * HOUR, Decimal(n), Decimal(1 if n < sure else "0.7"))
        for n in range(hours)
    )
    return Series(points, "EUR", "Europe/Berlin", next_update)


@dataclass
class FlatPeak:
    """What is asked, and the replies in turn; the last one again and again."""

    replies: list[Series | Trouble]
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)

    async def __call__(self, start: datetime, end: datetime) -> Series | Trouble:
        self.asked.append((start, end))
        await asyncio.sleep(0)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@dataclass
class Schedules:
    """Which schedules are asked for, and what every reply is."""

    reply: Schedule | Trouble | None = None
    asked: list[Schedule] = field(default_factory=list)

    async def __call__(self, start: datetime, end: datetime, minutes: int) -> Schedule | Trouble:
        self.asked.append(question := Schedule(start, end, minutes))
        await asyncio.sleep(0)
        return self.reply or replace(question, parts=(Point(TODAY + 12 * HOUR, TODAY + 14 * HOUR, Decimal("0.1")),))


@dataclass
class Stage:
    house: House
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.house = replace(self.house, now=lambda: self.now)
        self.prices = Prices(self.house)

    async def read(self, flatpeak: FlatPeak, wanted: ReadPrices = WANTED) -> Series | Trouble:
        return await self.prices.read(wanted, flatpeak)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    db = Database(database_url(tmp_path))
    await db.migrate()
    yield Stage(House(db, Vault(["k" * 43]), Catalogues("en"), Brand("Tariffbot"), {}))
    await db.close()


async def test_the_days_from_yesterday_to_tomorrow_are_asked_for(stage: Stage) -> None:
    flatpeak = FlatPeak([series()])
    await stage.read(flatpeak)
    ((start, end),) = flatpeak.asked
    assert (start.isoformat(), end.isoformat()) == ("2026-11-16T00:00:00+01:00", "2026-11-19T00:00:00+01:00")


async def test_what_was_read_serves_everybody_until_there_may_be_newer(stage: Stage) -> None:
    flatpeak = FlatPeak([series(), series(sure=48)])
    found = await asyncio.gather(*(stage.read(flatpeak) for _ in range(20)))
    assert len(flatpeak.asked) == 1
    assert all(one == series() for one in found)
    stage.now = NOW + 2 * HOUR  # 12:00: the prices of tomorrow are not out
    await stage.read(flatpeak)
    assert len(flatpeak.asked) == 1
    stage.now = NOW + 3 * HOUR
    assert await stage.read(flatpeak) == series(sure=48)
    stage.now = NOW + 13 * HOUR
    await stage.read(flatpeak)
    assert len(flatpeak.asked) == 2, "all of tomorrow is known"
    stage.now = NOW + 14 * HOUR  # midnight
    await stage.read(flatpeak)
    assert len(flatpeak.asked) == 3


BEST = replace(WANTED, hours=2, until="midnight")


async def test_the_best_hours_are_asked_for_once_for_everybody(stage: Stage) -> None:
    ask = Schedules()
    stage.now = NOW + 7 * MINUTE
    assert await stage.prices.schedule(BEST, ask) is None, "there are no prices to choose from"
    await stage.read(FlatPeak([series()]))
    found = await asyncio.gather(*(stage.prices.schedule(BEST, ask) for _ in range(20)))
    (question,) = ask.asked
    assert question == Schedule(NOW, TODAY + 24 * HOUR, 120), "from the quarter of an hour on that runs"
    assert all(one is not None and one.parts for one in found)
    stage.now = NOW + 2 * HOUR  # noon: the first part begins
    await stage.prices.schedule(BEST, ask)
    assert len(ask.asked) == 1
    stage.now += 15 * MINUTE
    await stage.prices.schedule(BEST, ask)
    await stage.prices.schedule(replace(BEST, hours=3), ask)
    await stage.prices.schedule(replace(BEST, direction="EXPORT"), ask)
    assert [one.minutes for one in ask.asked] == [120, 120, 180], "another wish is another question"


@pytest.mark.parametrize("reply", [Trouble("down"), Schedule(NOW, TODAY + 24 * HOUR, 120, refused="no_price_data")])
async def test_a_schedule_that_is_refused_is_left_alone_for_a_quarter(stage: Stage, reply: Schedule | Trouble) -> None:
    ask = Schedules(reply)
    await stage.read(FlatPeak([series()]))
    stage.now = NOW + 14 * MINUTE
    for _ in range(3):
        told = await stage.prices.schedule(BEST, ask)
        assert told == (Schedule(NOW, TODAY + 24 * HOUR, 120) if isinstance(reply, Trouble) else reply)
    assert len(ask.asked) == 1
    stage.now = NOW + 15 * MINUTE
    await stage.prices.schedule(BEST, ask)
    assert len(ask.asked) == 2


async def test_new_prices_have_another_schedule(stage: Stage) -> None:
    ask, flatpeak = Schedules(), FlatPeak([series(next_update=NOW + HOUR), series(sure=48)])
    await stage.read(flatpeak)
    await stage.prices.schedule(BEST, ask)
    stage.now = NOW + HOUR
    await stage.read(flatpeak)
    await stage.prices.schedule(BEST, ask)
    assert len(ask.asked) == 2


async def test_where_there_is_no_choice_of_hours_nothing_is_asked(stage: Stage) -> None:
    ask = Schedules()
    flat = replace(series(), points=tuple(replace(point, value=Decimal("0.3")) for point in series().points))
    await stage.read(FlatPeak([flat]))
    assert await stage.prices.schedule(BEST, ask) is None
    await stage.read(FlatPeak([series()]), replace(WANTED, location_id="loc_2"))
    stage.now = NOW + 13 * HOUR + 20 * MINUTE
    assert await stage.prices.schedule(replace(BEST, location_id="loc_2"), ask) is None, "forty minutes are left"
    assert not ask.asked


async def test_directions_and_locations_are_kept_apart(stage: Stage) -> None:
    flatpeak = FlatPeak([series()])
    for wanted in (WANTED, replace(WANTED, direction="EXPORT"), replace(WANTED, location_id="loc_2"), WANTED):
        await stage.read(flatpeak, wanted)
    assert len(flatpeak.asked) == 3


async def test_an_error_is_not_asked_about_for_a_quarter_of_an_hour(stage: Stage) -> None:
    flatpeak = FlatPeak([Series(refused="pending_connect"), series()])
    await stage.read(flatpeak)
    stage.now = NOW + 14 * MINUTE
    assert await stage.read(flatpeak) == Series(refused="pending_connect")
    stage.now = NOW + 15 * MINUTE
    assert await stage.read(flatpeak) == series()


async def test_an_update_makes_them_due_but_never_within_a_quarter_of_an_hour(stage: Stage) -> None:
    flatpeak = FlatPeak([series(sure=48)])
    await stage.read(flatpeak)
    told = Noticed("location.update", "loc_1", "", "", "evt_1", NOW + MINUTE)
    await stage.house.db.write(lambda conn: heed_event(conn, replace(told, kind="tariff.expired")))
    stage.now = NOW + HOUR
    await stage.read(flatpeak)
    assert len(flatpeak.asked) == 1
    await stage.house.db.write(lambda conn: heed_event(conn, replace(told, at=NOW - MINUTE)))
    await stage.read(flatpeak)
    assert len(flatpeak.asked) == 1, "that update was read already"
    await stage.house.db.write(lambda conn: heed_event(conn, told))
    stage.now = NOW + 14 * MINUTE
    await stage.read(flatpeak)
    assert len(flatpeak.asked) == 1
    stage.now = NOW + 15 * MINUTE
    await stage.read(flatpeak)
    assert len(flatpeak.asked) == 2


async def test_in_trouble_what_is_kept_is_shown_as_long_as_it_holds(stage: Stage) -> None:
    flatpeak = FlatPeak([Trouble("down"), series(), Trouble("down")])
    assert await stage.read(flatpeak) == Trouble("down")
    assert await stage.read(flatpeak) == series()
    stage.now = NOW + 4 * HOUR
    assert await stage.read(flatpeak) == series()
    assert len(flatpeak.asked) == 3
    stage.now = NOW + timedelta(days=2)
    assert await stage.read(flatpeak) == Trouble("down")


@pytest.mark.parametrize(
    ("found", "now", "due"),
    [
        (Series(refused="no_price_data"), NOW, NOW + 15 * MINUTE),
        (series(next_update=NOW + 3 * HOUR), NOW, NOW + 3 * HOUR),
        (series(next_update=NOW + 26 * HOUR), NOW, TODAY + 24 * HOUR),  # by then tomorrow is today
        (series(next_update=NOW - HOUR), NOW, TODAY + 13 * HOUR),
        (series(), TODAY + 13 * HOUR, TODAY + 14 * HOUR),
        (series(), TODAY + timedelta(hours=23, minutes=30), TODAY + 24 * HOUR),
        (series(sure=48), NOW, TODAY + 24 * HOUR),
    ],
)
def test_when_there_may_be_others(found: Series, now: datetime, due: datetime) -> None:
    assert due_after(found, now, BERLIN) == due


@pytest.mark.parametrize(
    ("answers", "status", "kept"), [(0, "CONNECTED", True), (0, "ERROR", False), (2, "CONNECTED", False)]
)
async def test_another_tariff_has_other_prices(stage: Stage, answers: int, status: str, kept: bool) -> None:
    house, flatpeak = stage.house, FlatPeak([series()])
    await stage.read(flatpeak)
    held = Location("loc_1", slots=(Slot("commodity_import", "CONNECTED"),))
    place = Place("telegram", "1")
    found = Known(replace(held, slots=(Slot("commodity_import", status),)), ready=True)

    def settle(conn: Connection) -> None:
        locations.upsert(conn, house.vault, "telegram::1", held, NOW)
        claimed = conversations.claim(conn, house.vault, "telegram::1", "o", NOW, 9, pages=Pages(), place=place)
        assert claimed is not None
        state = State(answers=answers)
        heed_result(conn, claimed._replace(situation=claimed.situation._replace(state=state)), found)

    await house.db.write(settle)
    left = await house.db.read(lambda conn: prices.get(conn, house.vault, "loc_1", "IMPORT"))
    assert (left is not None) == kept


async def test_who_is_forgotten_leaves_no_prices(stage: Stage) -> None:
    house, flatpeak, other = stage.house, FlatPeak([series()]), replace(WANTED, location_id="loc_2")
    await stage.read(flatpeak)
    await stage.read(flatpeak, other)
    await house.db.write(lambda conn: locations.upsert(conn, house.vault, "telegram::1", Location("loc_1"), NOW))
    await Ours(house).erase("telegram::1")
    await stage.read(flatpeak, other)
    assert len(flatpeak.asked) == 2, "what is of others stays"
    await stage.read(flatpeak)
    assert len(flatpeak.asked) == 3


async def test_what_cannot_be_asked_again_yet_says_when_it_can(stage: Stage) -> None:
    """So that a change of these minutes is not missed."""
    flatpeak = FlatPeak([series(sure=48)])
    await stage.read(flatpeak)
    told = Noticed("location.update", "loc_1", "", "", "evt_1", NOW + MINUTE)
    await stage.house.db.write(lambda conn: heed_event(conn, told))
    stage.now = NOW + 2 * MINUTE
    found = await stage.read(flatpeak)
    assert isinstance(found, Series)
    assert found.next_update == NOW + 15 * MINUTE
    assert len(flatpeak.asked) == 1


@pytest.mark.parametrize(
    ("key", "what", "lane"),
    [
        ("slack:T1:U2", "changes:loc_1:IMPORT", "slack:T1:U1"),
        ("slack:T1#job7#3:U1", "changes:loc_1:IMPORT", "slack:T1:U1"),
        ("slack:T1:U2", "watch:loc_1:IMPORT", "slack:T1:U2"),
        ("slack:T1:U2", "changes:loc_9:IMPORT", "slack:T1:U2"),
        ("telegram::7", "changes:loc_1:IMPORT", "telegram::7"),
    ],
)
async def test_in_a_team_one_person_hears_that_prices_change(stage: Stage, key: str, what: str, lane: str) -> None:
    """Who connected the location, whoever of them looked at it; a watch is everybody's own."""
    house = stage.house

    def settle(conn: Connection) -> str:
        locations.upsert(conn, house.vault, "slack:T1", Location("loc_1"), NOW, "U1")
        for person in ("U1", "U2"):
            place = Place("slack", f"D{person}", team="T1")
            conversations.claim(conn, house.vault, f"slack:T1:{person}", "o", NOW, 9, pages=Pages(), place=place)
        return lane_to_wake(conn, key, what)

    assert await house.db.write(settle) == lane
