"""Prices: day lengths, what is known when, forecasts, cheapest times."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.flatpeak.places import COUNTRIES
from sandbox.flatpeak.plans import Dynamic, Fixed, Market, Period, Plan, TimeOfDay
from sandbox.flatpeak.prices import read_day
from tests.sandbox.flatpeak_lab import NOW, URL, Lab, open_lab

BERLIN, LONDON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
NIGHT = TimeOfDay((Period(23 * 3600 + 1800, 5 * 3600 + 1800, Decimal("0.09")), Period(19800, 84600, Decimal("0.28"))))
PLANS: list[Plan] = [Fixed(Decimal("0.3")), NIGHT, Market("GER", "EUR"), Dynamic("x", "GBP", 30)]


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as lab:
        yield lab


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 17), 24)]
)
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.structure)
def test_a_day_is_as_long_as_the_clocks_make_it(plan: Plan, day: date, hours: int) -> None:
    items = read_day(plan, day, BERLIN, datetime(2027, 1, 1, tzinfo=UTC))
    assert items[-1].end - items[0].start == timedelta(hours=hours)
    assert all(one.end == two.start for one, two in pairwise(items))
    assert items[0].start.astimezone(BERLIN).replace(tzinfo=None) == datetime(day.year, day.month, day.day)  # noqa: DTZ001
    if plan.step and plan.moves:
        assert len(items) == timedelta(hours=hours) / plan.step


def test_hours_follow_the_local_clock_across_midnight() -> None:
    items = read_day(NIGHT, date(2026, 11, 17), LONDON, NOW)
    local = [(i.start.astimezone(LONDON).strftime("%H:%M"), str(i.value)) for i in items]
    assert local == [("00:00", "0.09"), ("05:30", "0.28"), ("23:30", "0.09")]


@given(day=st.dates(date(2026, 1, 1), date(2028, 12, 31)), country=st.sampled_from(sorted(COUNTRIES)))
def test_any_day_of_any_market_is_whole(day: date, country: str) -> None:
    place = COUNTRIES[country]
    zone = ZoneInfo(place.zone or "America/St_Johns")
    plan = Market(place.regions[0], place.currency, minutes=place.minutes)
    items = read_day(plan, day, zone, datetime(2029, 1, 1, tzinfo=UTC))
    assert items[-1].end - items[0].start in {timedelta(hours=h) for h in (23, 24, 25)}
    assert all(abs(i.value) < 1000 and i.confidence == 1 for i in items)


def test_a_market_day_has_a_cheap_night_and_a_dear_evening_and_some_noons_are_negative() -> None:
    plan, noons = Market("GER", "EUR"), []
    for n in range(40):
        items = read_day(plan, date(2026, 11, 1) + timedelta(days=n), BERLIN, datetime(2027, 1, 1, tzinfo=UTC))
        by_hour = {i.start.astimezone(BERLIN).hour: i.value for i in items}
        assert by_hour[3] < by_hour[7] < by_hour[18]
        noons.append(by_hour[13] < 0)
    assert 2 < sum(noons) < 20


def test_a_surcharge_is_added_before_its_percentage() -> None:
    bare, dear = Market("SE3", "SEK"), Market("SE3", "SEK", Decimal("0.5"), Decimal(25))
    noon = datetime(2026, 11, 17, 12, tzinfo=UTC)
    assert dear.price_at(noon) == (bare.price_at(noon) + Decimal("0.5")) * Decimal("1.25")


def tomorrow(hour: int) -> list[Any]:
    now = datetime(2026, 11, 17, hour, tzinfo=BERLIN)
    return read_day(Market("GER", "EUR"), date(2026, 11, 18), BERLIN, now)


def test_tomorrow_is_a_forecast_until_one_o_clock() -> None:
    before, after = tomorrow(12), tomorrow(13)
    assert {i.confidence for i in after} == {1}
    assert {i.confidence for i in before} == {Decimal("0.8"), 0}
    assert all(i.value == 0 for i in before if not i.confidence)
    assert [i.value for i in before[:88]] == [i.value for i in after[:88]]


def test_far_days_have_no_price() -> None:
    for ahead, confidence in ((2, "0.7"), (7, "0.2"), (10, "0.2"), (11, "0")):
        day = date(2026, 11, 17) + timedelta(days=ahead)
        items = read_day(Market("GER", "EUR"), day, BERLIN, datetime(2026, 11, 17, 9, tzinfo=BERLIN))
        assert {i.confidence for i in items} == {Decimal(confidence)}


def test_a_contract_that_has_ended_is_forecast_ever_less_surely() -> None:
    end = date(2026, 11, 30)
    for day, confidence in (
        (date(2026, 11, 29), 1),
        (end, "0.8"),
        (date(2027, 3, 1), "0.6"),
        (date(2029, 1, 1), "0.2"),
    ):
        (item,) = read_day(PLANS[0], day, BERLIN, NOW, end)
        assert item.confidence == Decimal(confidence)


async def market(lab: Lab) -> str:
    """A Swedish location with prices by the hour."""
    dialogue = await lab.begin_in("Uppsala", "SE", "753 10")
    await dialogue.choose("Norrglimt Energi", "SE")
    await dialogue.say(surcharge={"fixed": 0.07, "percentage": 25})
    return lab.location_of(dialogue)


async def ask(lab: Lab, path: str, **body: Any) -> dict[str, Any]:
    answer = await lab.http.post(f"{URL}{path}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_prices_come_in_the_zone_that_was_asked_for(lab: Lab) -> None:
    place = await market(lab)
    span = {"start_time": "2026-11-17T00:00:00+01:00", "end_time": "2026-11-18T01:00:00+02:00"}
    body = await ask(lab, f"/prices/{place}", **span)
    assert len(body["data"]) == 24
    assert body["data"][0]["valid_from"] == "2026-11-17T01:00:00+02:00"
    assert body["location_timezone"] == "Europe/Stockholm"
    assert body["next_update"] == "2026-11-17T14:00:00+02:00"


async def test_without_a_start_prices_begin_now(lab: Lab) -> None:
    body = await ask(lab, f"/prices/{await market(lab)}", end_time="2026-11-17T10:30:00Z")
    assert [one["valid_from"] for one in body["data"]] == [f"2026-11-17T{hour:02}:00:00+00:00" for hour in (8, 9, 10)]


async def test_the_cheapest_minutes_are_the_cheapest(lab: Lab) -> None:
    place = await market(lab)
    span = {"start_time": "2026-11-17T00:00:00+01:00", "end_time": "2026-11-18T00:00:00+01:00"}
    prices = sorted(one["price"]["value"] for one in (await ask(lab, f"/prices/{place}", **span))["data"])
    low = await ask(lab, f"/schedules/duration/{place}", segment="LOW", duration=150, **span)
    minutes = sum(
        (datetime.fromisoformat(one["end_time"]) - datetime.fromisoformat(one["start_time"])).total_seconds() / 60
        for one in low["data"]
    )
    assert minutes == 150
    assert max(one["price"]["average"] for one in low["data"]) <= prices[2]
    (high,) = (await ask(lab, f"/schedules/duration/{place}", segment="HIGH", duration=60, **span))["data"]
    assert high["price"]["average"] == prices[-1]


async def test_times_below_a_limit(lab: Lab) -> None:
    place = await market(lab)
    span = {"start_time": "2026-11-17T00:00:00+01:00", "end_time": "2026-11-18T00:00:00+01:00"}
    prices = [one["price"]["value"] for one in (await ask(lab, f"/prices/{place}", **span))["data"]]
    quarter = await ask(lab, f"/schedules/limit/{place}", segment="LOW", relative=0.25, **span)
    assert quarter["duration"] == 360
    below = await ask(lab, f"/schedules/limit/{place}", segment="LOW", absolute=0.8, relative=1, **span)
    assert below["duration"] == 60 * sum(price <= 0.8 for price in prices)
    assert all(one["tariff"]["rate_avg"] <= 0.8 for one in below["data"])


async def test_prices_go_on_after_a_tariff_has_expired_but_less_surely(lab: Lab) -> None:
    place = lab.location_of(await lab.connect_fixed())
    lab.world.trouble(place, "tariff.expired")
    body = await ask(lab, f"/prices/{place}", end_time="2026-11-18T00:00:00Z")
    assert [one["price"] for one in body["data"]] == [{"value": 0.2467, "confidence": 0.8}]
