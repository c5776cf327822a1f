"""Prices by the clock of their home, also where it is changed, and the best hours in a row."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.pages.rates import Rate, rate_at
from bot.conversation.prices.hours import best_window, deadline, is_twice, local_rates, midnight
from bot.conversation.prices.model import Point

HOUR = timedelta(hours=1)
FAR = datetime(2026, 11, 20, tzinfo=UTC)
LONDON, BERLIN, LORD_HOWE = (ZoneInfo(name) for name in ("Europe/London", "Europe/Berlin", "Australia/Lord_Howe"))


def hourly(start: datetime, *values: str, confidence: str = "1") -> tuple[Point, ...]:
    return tuple(
        Point(start + number * HOUR, start + (number + 1) * HOUR, Decimal(value), Decimal(confidence))
        for number, value in enumerate(values)
    )


def rates_of(*values: str, start: datetime = datetime(2026, 11, 17, tzinfo=UTC)) -> tuple[Rate, ...]:
    return local_rates(hourly(start, *values), ZoneInfo("UTC"), start.date(), days=3)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (LONDON, date(2026, 3, 29), 23),
        (LONDON, date(2026, 10, 25), 25),
        (BERLIN, date(2026, 3, 29), 23),
        (BERLIN, date(2026, 10, 25), 25),
        (LORD_HOWE, date(2026, 10, 4), Decimal("23.5")),
        (LORD_HOWE, date(2026, 4, 5), Decimal("24.5")),
        (BERLIN, date(2026, 11, 17), 24),
    ],
)
def test_a_day_is_as_long_as_its_clock_makes_it(zone: ZoneInfo, day: date, hours: Decimal) -> None:
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - 24 * HOUR
    points = hourly(begin, *(str(n) for n in range(96)))
    rates = local_rates(points, zone, day)
    today = [rate for rate in rates if rate.day == day]
    assert sum((rate.end - rate.start for rate in today), timedelta()) == timedelta(hours=float(hours))
    assert today[0].start == midnight(day, zone)
    assert today[-1].end == midnight(day + timedelta(days=1), zone)
    assert [rate.end for rate in rates[:-1]] == [rate.start for rate in rates[1:]]
    assert {rate.day for rate in rates} == {day, day + timedelta(days=1)}
    for rate in rates:
        assert rate.start.utcoffset() == rate.start.astimezone(zone).utcoffset()


def test_a_price_of_many_days_is_cut_at_their_midnights() -> None:
    whole = (Point(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), Decimal("0.245")),)
    rates = local_rates(whole, LONDON, date(2026, 10, 24))
    assert [(rate.end - rate.start) / HOUR for rate in rates] == [24, 25]


def test_no_price_is_no_price_and_a_forecast_is_marked() -> None:
    start = datetime(2026, 11, 17, tzinfo=UTC)
    points = (
        *hourly(start, "0.1"),
        *hourly(start + HOUR, "0.2", confidence="0.6"),
        *hourly(start + 2 * HOUR, "0.3", confidence="0"),
        *hourly(start + 3 * HOUR, "-0.05"),
    )
    rates = local_rates(points, ZoneInfo("UTC"), start.date())
    assert [(rate.cost, rate.forecast) for rate in rates] == [
        (Decimal("0.1"), False),
        (Decimal("0.2"), True),
        (Decimal("-0.05"), False),
    ]
    assert best_window(rates, start, start + 4 * HOUR, 3) is None, "an hour without a price breaks what is in a row"


def test_prices_that_overlap_count_once() -> None:
    start = datetime(2026, 11, 17, tzinfo=UTC)
    points = (Point(start, start + 3 * HOUR, Decimal(1)), Point(start + HOUR, start + 2 * HOUR, Decimal(2)))
    rates = local_rates(points, ZoneInfo("UTC"), start.date())
    assert [(rate.start - start, rate.end - start) for rate in rates] == [(0 * HOUR, HOUR), (HOUR, 2 * HOUR)]


def test_the_cheapest_hours_may_begin_within_an_hour() -> None:
    rates = rates_of("5", "1", "2", "9", "0", "9")
    now = datetime(2026, 11, 17, 1, 30, tzinfo=UTC)
    found = best_window(rates, now, now + 24 * HOUR, 2)
    assert found is not None
    assert (found.start, found.cost) == (now, Decimal("3.5"))
    dear = best_window(rates, now, now + 24 * HOUR, 2, dearest=True)
    assert dear is not None
    assert (dear.start.hour, dear.start.minute, dear.cost) == (2, 0, Decimal("5.5"))


def test_of_equal_windows_the_first_is_told() -> None:
    found = best_window(rates_of("3", "1", "1", "3", "1", "1"), datetime(2026, 11, 17, tzinfo=UTC), FAR, 2)
    dear = best_window(rates_of("1", "3", "3", "1", "3", "3"), datetime(2026, 11, 17, tzinfo=UTC), FAR, 2, dearest=True)
    assert found is not None
    assert dear is not None
    assert found.start.hour == dear.start.hour == 1


@given(
    st.lists(st.integers(-20, 60), min_size=1, max_size=30),
    st.integers(0, 600),
    st.integers(60, 1800),
    st.sampled_from([2, 3, 4]),
    st.booleans(),
)
def test_no_other_window_is_better(costs: list[int], begin: int, length: int, hours: int, dearest: bool) -> None:
    """Against every window that begins at a whole quarter of an hour."""
    base = datetime(2026, 11, 17, tzinfo=UTC)
    rates = rates_of(*map(str, costs))
    start = base + timedelta(minutes=begin)
    end = start + timedelta(minutes=length)
    found = best_window(rates, start, end, hours, dearest=dearest)
    known = base + len(costs) * HOUR
    fits = min(end, known) - start >= hours * HOUR
    assert (found is not None) == fits
    if found is None:
        return
    assert start <= found.start
    assert found.end <= end
    assert found.end - found.start == hours * HOUR

    def mean(at: datetime) -> Decimal:
        total = Decimal()
        for minute in range(hours * 60):
            total += costs[int((at + timedelta(minutes=minute) - base) / HOUR)]
        return total / (hours * 60)

    assert abs(found.cost - mean(found.start)) < Decimal("1e-9")
    at = start
    while at + hours * HOUR <= min(end, known):
        better = mean(at) > found.cost + Decimal("1e-9") if dearest else mean(at) < found.cost - Decimal("1e-9")
        assert not better
        at += timedelta(minutes=45)


@pytest.mark.parametrize("zone", [LONDON, BERLIN, LORD_HOWE])
def test_deadlines_are_local(zone: ZoneInfo) -> None:
    now = datetime(2026, 10, 24, 9, tzinfo=UTC)
    ends = [deadline(until, now, zone).astimezone(zone) for until in ("midnight", "morning", "end")]  # type: ignore[arg-type]
    assert [(end.day, end.hour, end.minute) for end in ends] == [(25, 0, 0), (25, 7, 0), (26, 0, 0)]


def test_a_window_over_the_night_in_which_the_clocks_go_back_is_as_long_as_any() -> None:
    now = datetime(2026, 10, 24, 22, tzinfo=UTC)  # midnight in Berlin
    rates = local_rates(hourly(now, "9", "1", "1", "1", "9", "9", "9", "9"), BERLIN, date(2026, 10, 25))
    found = best_window(rates, now, deadline("morning", now - HOUR, BERLIN), 3)
    assert found is not None
    assert found.end - found.start == 3 * HOUR
    assert found.cost == 1
    clocks = [found.start.astimezone(BERLIN).hour, found.end.astimezone(BERLIN).hour]
    assert clocks == [1, 3], "from one to three by the clock are three hours in this night"


def test_a_time_that_comes_twice_is_known() -> None:
    assert is_twice(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), BERLIN)
    assert is_twice(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), BERLIN)
    assert not is_twice(datetime(2026, 10, 25, 2, 30, tzinfo=UTC), BERLIN)
    assert not is_twice(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), BERLIN)
    assert is_twice(datetime(2026, 4, 4, 15, 15, tzinfo=UTC), LORD_HOWE)  # 01:45 by the first of two clocks


def test_the_price_now_is_found_across_offsets() -> None:
    rates = local_rates(
        hourly(datetime(2026, 10, 24, 22, tzinfo=UTC), *(str(n) for n in range(25))), BERLIN, date(2026, 10, 25)
    )
    for hour in range(25):
        moment = datetime(2026, 10, 24, 22, 30, tzinfo=UTC) + hour * HOUR
        at = rate_at(rates, moment)
        assert at is not None
        assert at.cost == hour
