"""When watches are told: at their moment, before quiet hours, on days on which the clocks change, and never twice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.alerts.model import Prefs
from bot.conversation.pages.rates import Rate
from bot.conversation.prices.hours import local_rates, midnight
from bot.conversation.prices.model import Point, Watch
from bot.conversation.prices.watching import Hours, Looked, look

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A moment by the clock in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def rates(day: date, cheap: dict[datetime, str], *, days: int = 3, sure: int = 3, usual: str = "0.30") -> list[Rate]:
    """Hourly prices from the day before on."""
    start, end = midnight(day - timedelta(days=1), BERLIN), midnight(day + timedelta(days=days - 1), BERLIN)
    firm = midnight(day + timedelta(days=sure - 1), BERLIN)
    points = [
        Point(begin, begin + HOUR, Decimal(cheap.get(begin, usual)), Decimal(1 if begin < firm else "0.6"))
        for begin in (start + n * HOUR for n in range((end - start) // HOUR))
    ]
    return list(local_rates(points, BERLIN, day - timedelta(days=1), days=3))


def hours(now: datetime, **prefs: object) -> Hours:
    return Hours(now, BERLIN, Prefs(**prefs), "EUR")  # type: ignore[arg-type]


def under(**more: object) -> Watch:
    return Watch(id="w1", location="loc_1", kind="under", limit="0.10", **more)  # type: ignore[arg-type]


def best(**more: object) -> Watch:
    return Watch(id="w1", location="loc_1", kind="best", **more)  # type: ignore[arg-type]


def test_it_is_told_when_it_begins() -> None:
    known = rates(date(2026, 11, 17), {at("2026-11-17 13:00"): "0.05", at("2026-11-17 14:00"): "0.04"})
    morning = look(under(), known, hours(at("2026-11-17 09:00")))
    assert (morning.news, morning.again) == ((), at("2026-11-17 13:00"))
    noon = look(morning.watch, known, hours(at("2026-11-17 13:00")))
    (news,) = noon.news
    assert news.time is not None
    assert (news.time.start, news.time.end, news.time.cost) == (
        at("2026-11-17 13:00"), at("2026-11-17 15:00"), Decimal("0.04"),
    )  # fmt: skip
    assert look(noon.watch, known, hours(at("2026-11-17 13:00"))).news == ()


def test_what_is_there_already_is_told_at_once_even_at_night() -> None:
    known = rates(date(2026, 11, 17), {at("2026-11-17 23:00"): "0.05"})
    assert len(look(under(), known, hours(at("2026-11-17 23:20"))).news) == 1


def test_what_begins_at_night_is_told_before_the_quiet_hours() -> None:
    known = rates(date(2026, 11, 17), {at("2026-11-18 02:00"): "0.05", at("2026-11-18 08:00"): "0.05"})
    day = look(under(), known, hours(at("2026-11-17 18:00")))
    assert (day.news, day.again) == ((), at("2026-11-17 21:00"))
    evening = look(day.watch, known, hours(day.again))
    assert [news.time.start for news in evening.news if news.time] == [at("2026-11-18 02:00")]
    assert evening.again == at("2026-11-18 07:00")
    known = rates(date(2026, 11, 18), {at("2026-11-18 02:00"): "0.05", at("2026-11-18 08:00"): "0.05"})
    for moment in ("2026-11-18 02:00", "2026-11-18 07:00"):
        night = look(evening.watch, known, hours(at(moment)))
        assert night.news == ()
    assert night.again == at("2026-11-18 08:00")
    assert len(look(night.watch, known, hours(night.again)).news) == 1


@pytest.mark.parametrize(("last", "told"), [(8, 1), (5, 0)])
def test_what_is_known_only_at_night_is_told_in_the_morning_if_it_lasts(last: int, told: int) -> None:
    before = rates(date(2026, 11, 17), {})
    evening = look(look(under(), before, hours(at("2026-11-17 18:00"))).watch, before, hours(at("2026-11-17 21:30")))
    known = rates(date(2026, 11, 18), {at(f"2026-11-18 0{hour}:00"): "0.05" for hour in range(3, last)})
    night = look(evening.watch, known, hours(at("2026-11-18 03:30")))
    assert (night.news, night.again) == ((), at("2026-11-18 07:00"))
    assert len(look(night.watch, known, hours(night.again)).news) == told


def test_who_set_a_watch_at_night_hears_the_rest_in_the_morning() -> None:
    known = rates(date(2026, 11, 18), {at("2026-11-18 05:00") + n * HOUR: "0.05" for n in range(4)})
    begun = look(under(), known, hours(at("2026-11-18 01:00")))
    assert (begun.news, begun.again) == ((), at("2026-11-18 07:00"))
    morning = look(begun.watch, known, hours(begun.again))
    assert [(news.time.start, news.time.end) for news in morning.news if news.time] == [
        (at("2026-11-18 05:00"), at("2026-11-18 09:00"))
    ]
    assert look(morning.watch, known, hours(begun.again)).news == ()


def test_who_sets_a_watch_in_the_evening_hears_of_now_and_of_the_night() -> None:
    known = rates(date(2026, 11, 17), {at("2026-11-17 21:00"): "0.05", at("2026-11-18 02:00"): "0.05"})
    begun = look(under(), known, hours(at("2026-11-17 21:30")))
    assert [news.time.start for news in begun.news if news.time] == [at("2026-11-17 21:00"), at("2026-11-18 02:00")]


def test_what_is_over_is_not_told() -> None:
    """The machine was off all day."""
    known = rates(date(2026, 11, 17), {at("2026-11-17 13:00"): "0.05"})
    morning = look(under(), known, hours(at("2026-11-17 09:00")))
    assert look(morning.watch, known, hours(at("2026-11-17 19:00"))).news == ()


def test_all_off_is_silent_and_forgets_nothing() -> None:
    known = rates(date(2026, 11, 17), {at("2026-11-17 13:00"): "0.05"})
    noon = look(under(), known, hours(at("2026-11-17 13:00"), off=True))
    assert (noon.news, noon.watch.armed) == ((), False)


def run(watch: Watch, known: list[Rate], start: datetime, end: datetime) -> list[tuple[datetime, Looked]]:
    """Every look until an end, each at the time that was asked for, twice over."""
    found, now = [], start
    while now < end:
        for _ in range(2):
            looked = look(watch, known, hours(now))
            watch = looked.watch
            found += [(now, looked)] if looked.news else []
        assert looked.again > now
        now = looked.again
    return found


def test_the_cheapest_hours_are_told_the_evening_before_once() -> None:
    known = rates(date(2026, 11, 17), {at("2026-11-18 02:00") + n * HOUR: "0.05" for n in range(3)})
    ((when, looked),) = run(best(), known, at("2026-11-17 10:00"), at("2026-11-18 17:59"))
    assert when == at("2026-11-17 18:00")
    (news,) = looked.news
    assert news.time is not None
    assert (news.time.start, news.time.end) == (at("2026-11-18 02:00"), at("2026-11-18 05:00"))


def test_prices_that_are_late_are_waited_for_two_hours() -> None:
    day, cheap = date(2026, 11, 17), {at("2026-11-18 02:00"): "0.05"}
    late, out = rates(day, cheap, sure=2), rates(day, cheap)
    first = look(best(), late, hours(at("2026-11-17 18:00")))
    assert (first.news, first.again) == ((), at("2026-11-17 18:30"))
    assert len(look(first.watch, out, hours(first.again)).news) == 1
    (guess,) = look(first.watch, late, hours(at("2026-11-17 20:00"))).news
    assert guess.time is not None
    assert guess.time.forecast
    assert look(first.watch, [r for r in late if r.day <= day], hours(at("2026-11-17 20:00"))).news == ()


def test_where_all_is_estimated_nothing_is_waited_for() -> None:
    known = rates(date(2026, 11, 17), {at("2026-11-18 02:00"): "0.05"}, sure=0)
    assert len(look(best(), known, hours(at("2026-11-17 18:00"))).news) == 1


def test_one_price_all_day_has_no_cheapest_hours() -> None:
    assert run(best(), rates(date(2026, 11, 17), {}), at("2026-11-17 10:00"), at("2026-11-18 12:00")) == []


def test_a_time_in_quiet_hours_is_kept_and_a_late_one_is_not_made_up_for_then() -> None:
    known = rates(date(2026, 11, 17), {at("2026-11-18 09:00"): "0.05"})
    ((when, _),) = run(best(at="23:00"), known, at("2026-11-17 10:00"), at("2026-11-18 12:00"))
    assert when == at("2026-11-17 23:00")
    assert look(best(done="2026-11-16"), known, hours(at("2026-11-17 22:30"))).news == ()
    assert len(look(best(done="2026-11-16"), known, hours(at("2026-11-17 21:30"))).news) == 1


@pytest.mark.parametrize(
    ("day", "length", "offset"), [(date(2026, 3, 29), 23, "+01:00"), (date(2026, 10, 25), 25, "+02:00")]
)
def test_days_of_another_length(day: date, length: int, offset: str) -> None:
    """The evening before is at the same clock time, and the day has its real hours."""
    start = midnight(day, BERLIN)
    cheap = {start + n * HOUR: "0.05" for n in (1, 2, 3)}  # over the change of the clocks
    eve = day - timedelta(days=1)
    told = run(best(), rates(eve, cheap), midnight(eve, BERLIN), start)
    ((when, looked),) = told
    assert when == datetime.fromisoformat(f"{eve}T18:00:00{offset}")
    (news,) = looked.news
    assert news.time is not None
    assert (news.time.start, news.time.end - news.time.start) == (start + HOUR, 3 * HOUR)
    tomorrow = [rate for rate in rates(eve, cheap) if rate.day == day]
    assert sum((rate.end - rate.start for rate in tomorrow), timedelta()) == length * HOUR


@pytest.mark.parametrize(("day", "clock"), [(date(2026, 3, 29), "02:30"), (date(2026, 10, 25), "02:30")])
def test_a_clock_time_that_is_skipped_or_comes_twice_is_told_once(day: date, clock: str) -> None:
    known = rates(day, {midnight(day, BERLIN) + timedelta(hours=30): "0.05"})
    told = run(best(at=clock, done=str(day - timedelta(days=1))), known, midnight(day, BERLIN), at(f"{day} 23:00"))
    assert len(told) == 1
