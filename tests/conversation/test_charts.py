"""What a chart may say, how it survives JSON, and its axis."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.conversation.cards import CARD, Card, Picture
from bot.conversation.pictures import style
from bot.conversation.pictures.axis import choose_ticks, write_ticks
from bot.conversation.pictures.chart import (
    Column,
    Columns,
    Day,
    DayPrices,
    DecimalMark,
    Mark,
    Period,
    Price,
    TimeOfDay,
    Window,
    classify,
)
from bot.conversation.pictures.draw import draw
from tests.conversation.picture_lab import (
    BERLIN,
    HOUR,
    LONG_DAY,
    MONDAY,
    SHORT_DAY,
    chart_of,
    day_of,
    local_day,
    period,
)

# The data


def test_what_cannot_be_drawn_is_refused() -> None:
    day, at = day_of(MONDAY, [1]), datetime(2026, 11, 16, tzinfo=UTC)
    refused: list[tuple[str, Callable[[], object]]] = [
        ("at least one price", lambda: chart_of()),
        ("at least one price", lambda: chart_of(day_of(MONDAY, []))),
        ("room for 3 days", lambda: chart_of(day, day, day, day)),
        ("at least one period", lambda: TimeOfDay("Day", "p", ())),
        ("overlap", lambda: TimeOfDay("Day", "p", (period(22, 6, "1"), period(5, 7, "2")))),
        ("overlap", lambda: TimeOfDay("Day", "p", (period(0, 0, "1"), period(0, 0, "1")))),
        ("end after", lambda: Price(at, at, Decimal(1))),
        ("end after", lambda: Day("Day", at, at, ())),
        ("offset", lambda: Price(at.replace(tzinfo=None), at, Decimal(1))),
        ("offset", lambda: Mark(at.replace(tzinfo=None), "Now")),
        ("number", lambda: Price(at, at + HOUR, Decimal("NaN"))),
        ("number", lambda: period(0, 6, "1e9")),
    ]
    for words, make in refused:
        with pytest.raises(ValueError, match=words):
            make()


def test_periods_of_seconds_are_not_whole_days() -> None:
    short = Period(time(10, 0, 10), time(10, 0, 40), Decimal(1), "", "", "")
    assert short.spans() == ((36010, 36040),)


def test_local_hours_are_true_instants() -> None:
    day = local_day(LONG_DAY, BERLIN, "Sunday", [], {0: "a", 6: "b", 24: "c"})
    assert day.end - day.start == 25 * HOUR
    assert [mark.at - day.start for mark in day.hours] == [0 * HOUR, 7 * HOUR, 25 * HOUR]
    short = local_day(SHORT_DAY, BERLIN, "Sunday", [])
    assert [(mark.at - short.start) // HOUR for mark in short.hours] == [0, 5, 11, 17, 23]


@pytest.mark.parametrize(
    ("amounts", "levels"),
    [
        ([], ""),
        ([7], "m"),
        ([7, 7, 7], "mmm"),
        ([9, 4], "hl"),
        ([1, 5, 9], "lmh"),
        ([20, 31, 20], "lhl"),
        ([0, 1, 2, 100], "lllh"),
        ([-5, 0, 5], "lmh"),
    ],
)
def test_levels(amounts: list[int], levels: str) -> None:
    assert "".join(level[0] for level in classify([Decimal(a) for a in amounts])) == levels


@pytest.mark.parametrize(
    ("low", "high", "mark", "written"),
    [
        ("0", "38.2", ",", "0 10 20 30"),
        ("0", "9.9", ",", "0 2,5 5,0 7,5"),
        ("-42", "118", ".", "0 50 100"),
        ("-4.2", "0.3", ".", "−4 −2 0"),
        ("0", "0.3467", ".", "0 0.1 0.2 0.3"),
        ("0", "700", ",", "0 200 400 600"),
        ("0", "38000", ".", "0 10\u202f000 20\u202f000 30\u202f000"),
        ("0", "999999999", ".", "0 250\u202f000\u202f000 500\u202f000\u202f000 750\u202f000\u202f000"),
    ],
)
def test_ticks(low: str, high: str, mark: str, written: str) -> None:
    assert mark in (".", ",")
    found = write_ticks(choose_ticks(Decimal(low), Decimal(high)), "," if mark == "," else ".")
    assert " ".join(found) == written


amounts = st.decimals(-999_999_999, 999_999_999, places=5) | st.decimals(-100, 100, places=3)


@given(amounts, amounts)
def test_ticks_are_few_round_and_take_in_zero(one: Decimal, other: Decimal) -> None:
    low, high = min(one, other, Decimal()), max(one, other, Decimal(1))
    ticks = choose_ticks(low, high)
    assert 2 <= len(ticks) <= 4
    assert 0 in ticks
    assert low <= ticks[0]
    assert ticks[-1] <= high
    assert len(set(write_ticks(ticks, "."))) == len(ticks)


zones = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana")])
words = st.text(max_size=20) | st.sampled_from(["12 am", "Günstigste Stunden: 02:00–05:00, 12,3 ct", "W" * 300])
moments = st.datetimes(datetime(2026, 3, 27), datetime(2026, 4, 1), timezones=zones)  # noqa: DTZ001 - zone given


@st.composite
def day_charts(draw_: st.DrawFn) -> DayPrices:
    zone, step = draw_(zones), timedelta(minutes=draw_(st.sampled_from([5, 15, 30, 60, 420, 1440])))
    days = []
    for n in range(draw_(st.integers(1, 3))):
        on = date(2026, 3, 28) + timedelta(n)
        some = draw_(st.lists(st.tuples(amounts, st.booleans()), min_size=1, max_size=30))
        start = datetime.combine(on, time(), zone).astimezone(UTC)
        prices = [Price(start + step * i, start + step * (i + 1), a, f) for i, (a, f) in enumerate(some)]
        hours = draw_(st.dictionaries(st.integers(0, 24), words, max_size=6))
        days.append(local_day(on, zone, draw_(words), prices, hours))
    now = draw_(st.none() | st.builds(Mark, moments, words))
    cheapest = draw_(st.none() | st.builds(Window, moments, moments, words))
    mark: DecimalMark = draw_(st.sampled_from([".", ","]))
    return DayPrices(draw_(words), draw_(words), tuple(days), now, cheapest, draw_(words), mark)


@st.composite
def period_charts(draw_: st.DrawFn) -> TimeOfDay:
    seconds = draw_(st.sets(st.integers(0, 86399), min_size=2, max_size=12))
    times = [time(s // 3600, s // 60 % 60, s % 60) for s in sorted(seconds)]
    pairs = list(zip(times, [*times[1:], times[0]], strict=True))
    kept = [pair for pair in pairs if draw_(st.booleans())] or pairs[:1]
    periods = [Period(a, b, draw_(amounts), draw_(words), draw_(words), draw_(words)) for a, b in kept]
    return TimeOfDay(draw_(words), draw_(words), tuple(periods))


@st.composite
def column_charts(draw_: st.DrawFn) -> Columns:
    known, some = st.builds(Column, words, amounts), st.builds(Column, words, st.none() | amounts)
    columns = (*draw_(st.lists(some, max_size=95)), draw_(known))
    mark: DecimalMark = draw_(st.sampled_from([".", ","]))
    return Columns(draw_(words), draw_(words), columns, mark)


@given(day_charts() | period_charts() | column_charts())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_chart_survives_json_and_is_drawn_inside_its_card(chart: DayPrices | TimeOfDay | Columns) -> None:
    picture = Card((Picture(chart, "alt"),))
    again = CARD.validate_json(CARD.dump_json(picture)).blocks[0]
    assert isinstance(again, Picture)
    assert repr(again.chart) == repr(chart)
    image = Image.open(BytesIO(draw(again.chart))).convert("RGB")
    width, height = image.size
    edges = ((0, 0, width, 9), (0, height - 9, width, height), (0, 0, 9, height), (width - 9, 0, width, height))
    for edge in edges:
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), style.AROUND)]
