"""Whether prices are others than a person knows: pictures of days, what is learnt, and what is no change."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.prices.changes import Change, Compared, compare, picture_of
from bot.conversation.prices.hours import midnight
from bot.conversation.prices.model import Point, Series, Told
from bot.conversation.situation import Slot

LONDON = ZoneInfo("Europe/London")
TUESDAY = date(2026, 11, 17)
DAY = timedelta(days=1)
FIXED = Slot("commodity_import", "CONNECTED", structure="FIXED")
HOURLY = Slot("commodity_import", "CONNECTED", structure="TIME_OF_DAY")
UNKNOWN = Slot("commodity_import", "CONNECTED")
MARKET = Slot("commodity_import", "CONNECTED", structure="DYNAMIC")
NIGHT, DEARER = "0.09x11 0.28x37", "0.10x11 0.30x37"
WEEKEND = "0.09x48"


def series(first: date, *days: str, sure: str = "1", step: int = 30) -> Series:
    """Days of half-hours: "0.09x11 0.28x37", or one price."""
    points = []
    for number, day in enumerate(days):
        at, end = midnight(first + number * DAY, LONDON), midnight(first + (number + 1) * DAY, LONDON)
        for part in day.split():
            cost, _, count = part.partition("x")
            stop = at + int(count) * timedelta(minutes=30) if count else end
            while at < stop:
                following = min(at + timedelta(minutes=step), stop)
                points.append(Point(at, following, Decimal(cost), Decimal(sure)))
                at = following
    return Series(tuple(points), "GBP", "Europe/London")


def see(told: Told | None, found: Series, today: date = TUESDAY, slot: Slot | None = UNKNOWN) -> Compared:
    compared = compare(told, found, slot, LONDON, today)
    return Compared(Told.model_validate_json(compared.told.model_dump_json()), compared.changes)


def watch_days(days: list[str], slot: Slot | None, start: date = TUESDAY) -> list[Change]:
    """What is told of a row of days, looked at daily, twice each."""
    told, changes = None, []
    for number in range(len(days) - 1):
        for _ in range(2):
            compared = see(told, series(start + number * DAY, *days[number : number + 2]), start + number * DAY, slot)
            told, changes = compared.told, [*changes, *compared.changes]
    return changes


@pytest.mark.parametrize("slot", [FIXED, UNKNOWN, None])
def test_one_price_instead_of_another_is_told_the_day_before(slot: Slot | None) -> None:
    known = see(None, series(TUESDAY, "0.245", "0.245"), slot=slot)
    assert known.changes == ()
    changed = see(known.told, series(TUESDAY, "0.245", "0.279"), slot=slot)
    assert changed.changes == (Change(TUESDAY + DAY, Decimal("0.245"), Decimal("0.279")),)
    assert see(changed.told, series(TUESDAY, "0.245", "0.279"), slot=slot).changes == ()
    assert see(changed.told, series(TUESDAY + DAY, "0.279", "0.279"), TUESDAY + DAY, slot).changes == ()


def test_what_was_told_and_does_not_come_is_told_too() -> None:
    known = see(see(None, series(TUESDAY, "0.245", "0.245")).told, series(TUESDAY, "0.245", "0.279"))
    corrected = see(known.told, series(TUESDAY, "0.245", "0.245"))
    assert corrected.changes == (Change(TUESDAY + DAY, Decimal("0.279"), Decimal("0.245")),)


def test_today_can_change_as_well() -> None:
    known = see(None, series(TUESDAY, "0.245", "0.245"))
    (change,) = see(known.told, series(TUESDAY, "0.279", "0.279")).changes
    assert change == Change(TUESDAY, Decimal("0.245"), Decimal("0.279"))


@pytest.mark.parametrize("step", [5, 15, 30, 60, 1440])
def test_the_length_of_intervals_is_no_change(step: int) -> None:
    known = see(None, series(TUESDAY, NIGHT, NIGHT), slot=HOURLY)
    assert see(known.told, series(TUESDAY, NIGHT, NIGHT, step=step), slot=HOURLY).changes == ()
    assert picture_of(series(TUESDAY, "0.245", step=step), LONDON, TUESDAY) == "0.245"


def test_a_forecast_is_never_told_and_firming_up_is_no_change() -> None:
    known = see(None, series(TUESDAY, "0.245", "0.245"), slot=FIXED).told
    guess = see(known, series(TUESDAY, "0.245", "0.26", sure="0.8"), slot=FIXED)
    assert guess == Compared(known, ())
    assert see(guess.told, series(TUESDAY, "0.245", "0.245"), slot=FIXED).changes == ()


def test_a_day_that_is_known_in_part_is_not_compared() -> None:
    known = see(None, series(TUESDAY, "0.245", "0.245")).told
    whole = series(TUESDAY, "0.245", "0.279")
    gap = Series(tuple(p for p in whole.points if p.start.hour != 12), "GBP", "Europe/London")
    assert see(known, gap).changes == ()


@pytest.mark.parametrize("slot", [HOURLY, UNKNOWN])
def test_weekends_are_learnt_and_a_change_is_told_once(slot: Slot) -> None:
    week = [NIGHT, NIGHT, NIGHT, NIGHT, WEEKEND, WEEKEND, NIGHT]  # from Tuesday on
    assert [one.day for one in watch_days(week * 4, HOURLY)] == []
    raised = [DEARER if day == NIGHT else day for day in week]
    changes = watch_days([*week * 2, *raised * 3], slot)
    assert [one.day for one in changes if one.after is None] == [TUESDAY + 14 * DAY]


def test_a_price_that_comes_back_is_news_where_there_is_only_one() -> None:
    days = ["0.245"] * 3 + ["0.279"] * 3 + ["0.245"] * 3
    assert [(one.day - TUESDAY).days for one in watch_days(days, FIXED)] == [3, 6]


@pytest.mark.parametrize("slot", [MARKET, UNKNOWN, Slot("commodity_import", "CONNECTED", "MARKET")])
def test_market_prices_are_never_told(slot: Slot) -> None:
    days = [" ".join(f"0.{10 + (day * 7 + n) % 40}x1" for n in range(48)) for day in range(6)]
    assert watch_days(days, slot) == []


def test_another_tariff_is_known_to_those_who_chose_it() -> None:
    known = see(None, series(TUESDAY, "0.245", "0.245"), slot=Slot("commodity_import", "CONNECTED", tariff_id="trf_1"))
    other = Slot("commodity_import", "CONNECTED", tariff_id="trf_2")
    assert see(known.told, series(TUESDAY, "0.279", "0.279"), slot=other).changes == ()


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_day_on_which_clocks_change_is_no_change(day: date) -> None:
    assert picture_of(series(day, "0.245"), LONDON, day) == ""
    before = day - 2 * DAY
    assert watch_days([NIGHT] * 6, HOURLY, before) == []
    changes = watch_days(["0.245"] * 3 + ["0.279"] * 3, FIXED, before)
    assert [one.day for one in changes] == [day + DAY]


@given(st.lists(st.sampled_from(["0.2", "0.3", "0.4"]), min_size=2, max_size=25))
def test_as_many_messages_as_changes(days: list[str]) -> None:
    """Of one price that may be another every day."""
    expected = [n for n in range(1, len(days)) if days[n] != days[n - 1]]
    assert [(one.day - TUESDAY).days for one in watch_days(days, FIXED)] == expected


@given(st.data())
def test_any_prices_are_compared(data: st.DataObject) -> None:
    told, start = None, datetime(2026, 3, 27, tzinfo=UTC)
    for number in range(4):
        points = tuple(
            Point(start + timedelta(minutes=at), start + timedelta(minutes=at + length), cost, sure)
            for at, length, cost, sure in data.draw(
                st.lists(
                    st.tuples(
                        st.integers(0, 6000),
                        st.sampled_from([5, 60, 1440, 5000]),
                        st.sampled_from([Decimal("0.2"), Decimal(-1), Decimal("1e12")]),
                        st.sampled_from([Decimal(0), Decimal(1), Decimal("0.5")]),
                    ),
                    max_size=12,
                )
            )
        )
        told = see(told, Series(points), date(2026, 3, 28) + number * DAY).told
        assert len(told.days) <= 2
