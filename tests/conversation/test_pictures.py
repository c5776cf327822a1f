"""The pictures are read back pixel by pixel: a bar that is wrong by a row or an hour is found."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path
from time import thread_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.conversation.pictures import canvas, style
from bot.conversation.pictures.axis import choose_ticks, write_ticks
from bot.conversation.pictures.canvas import Canvas, has_glyph, tidy
from bot.conversation.pictures.chart import (
    Day,
    DayPrices,
    DecimalMark,
    Mark,
    Period,
    Price,
    TimeOfDay,
    Window,
    classify,
    from_json,
    local_day,
    to_json,
)
from bot.conversation.pictures.draw import draw

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)
LONG_DAY, SHORT_DAY = date(2026, 10, 25), date(2026, 3, 29)
BARS = {*style.FILL.values(), *style.EDGE.values()}
SAMPLES = Path(__file__).parents[1] / "samples" / "anode"
HOUR = timedelta(hours=1)
SUMMARIES = ["tariff_summary.json", *(f"variants/{p.name}" for p in (SAMPLES / "variants").glob("tariff_summary*"))]
Pixel = tuple[int, ...]


def prices_from(start: datetime, step: timedelta, amounts: Iterable[int | str], forecast: bool = False) -> list[Price]:
    start = start.astimezone(UTC)
    return [Price(start + step * n, start + step * (n + 1), Decimal(a), forecast) for n, a in enumerate(amounts)]


def day_of(on: date, amounts: Sequence[int | str], step: timedelta = HOUR, forecast: bool = False) -> Day:
    return local_day(on, BERLIN, "Today", prices_from(datetime.combine(on, time(), BERLIN), step, amounts, forecast))


def chart_of(*days: Day, now: datetime | None = None, cheapest: Window | None = None) -> DayPrices:
    return DayPrices("Title", "ct/kWh", days, Mark(now, "Now") if now else None, cheapest, "Forecast", ",")


def period(start: int, end: int, amount: str) -> Period:
    return Period(time(start), time(end), Decimal(amount), f"{start:02}:00", f"{end:02}:00", amount)


class View:
    """A picture that was drawn, and where its axis runs."""

    def __init__(self, chart: DayPrices | TimeOfDay) -> None:
        self.image = Image.open(BytesIO(draw(chart))).convert("RGB")
        self.pixels = self.image.load()
        self.zero = max(range(self.image.height), key=lambda y: self.count(y, style.AXIS))
        self.panels = self.runs(self.zero, style.AXIS)

    def at(self, x: int, y: int) -> Pixel:
        assert self.pixels is not None
        pixel = self.pixels[x, y]
        assert isinstance(pixel, tuple)
        return pixel

    def count(self, y: int, colour: Pixel) -> int:
        """How many pixels of a row have a colour."""
        colours = self.image.crop((0, y, style.WIDTH, y + 1)).getcolors(style.WIDTH) or []
        return sum(number for number, found in colours if found == colour)

    def runs(self, y: int, *colours: Pixel) -> list[tuple[int, int]]:
        """First columns of a colour on a row, and the columns after the last."""
        found = [
            list(group) for is_it, group in groupby(range(style.WIDTH), lambda x: self.at(x, y) in colours) if is_it
        ]
        return [(columns[0], columns[-1] + 1) for columns in found]

    def column(self, share: float, panel: int = 0) -> int:
        left, right = self.panels[panel]
        return int(left + share * (right - left))

    def bar(self, share: float, panel: int = 0, colours: Iterable[Pixel] = BARS) -> int:
        """Rows of a bar at a share of the day; below zero they count as negative."""
        x, wanted = self.column(share, panel), set(colours)
        above, below = 0, 0
        while self.at(x, self.zero - 1 - above) in wanted:
            above += 1
        while self.at(x, self.zero + 2 + below) in wanted:
            below += 1
        return -below if below else above

    def level(self, share: float, panel: int = 0) -> Pixel:
        step = 1 if self.bar(share, panel) > 0 else -2
        return self.at(self.column(share, panel), self.zero - step)


# What is drawn


def test_bars_are_as_high_as_their_prices() -> None:
    amounts = [10 + 3 * hour for hour in range(24)]
    view = View(chart_of(day_of(MONDAY, amounts)))
    heights = [view.bar((hour + 0.5) / 24) for hour in range(24)]
    assert heights[-1] > 300
    for amount, height in zip(amounts, heights, strict=True):
        assert abs(height - heights[-1] * amount / amounts[-1]) <= 1


def test_bars_begin_and_end_at_their_instants() -> None:
    view = View(chart_of(day_of(MONDAY, [5] * 7 + [90] + [5] * 16)))
    row = view.zero - 200
    [(left, right)] = view.runs(row, style.FILL["high"])
    assert abs(left - view.column(7 / 24)) <= 1
    assert abs(right - view.column(8 / 24)) <= 3


@pytest.mark.parametrize(("on", "hours"), [(LONG_DAY, 25), (SHORT_DAY, 23), (MONDAY, 24)])
def test_days_of_a_clock_change_keep_true_hours(on: date, hours: int) -> None:
    amounts = [10 + 2 * hour for hour in range(hours)]
    view = View(chart_of(day_of(on, amounts)))
    heights = [view.bar((hour + 0.5) / hours) for hour in range(hours)]
    for amount, height in zip(amounts, heights, strict=True):
        assert abs(height - heights[-1] * amount / amounts[-1]) <= 1
    moved = hours - 24
    lines = [x for x, _ in view.runs(view.zero - heights[-1] + 3, style.GRID)]
    local = (0, 6 + moved, 12 + moved, 18 + moved, hours)
    expected = [view.column(hour / hours) for hour in local]
    assert all(abs(x - y) <= 1 for x, y in zip(lines, expected, strict=True)), (lines, expected)


def test_negative_prices_hang_below_zero() -> None:
    view = View(chart_of(day_of(MONDAY, [-20] * 12 + [40] * 12)))
    below, above = view.bar(0.25), view.bar(0.75)
    assert below < -80
    assert abs(above + 2 * below) <= 5
    assert view.at(view.column(0.25), view.zero + 1 - below) == style.EDGE["low"]
    assert view.at(view.column(0.75), view.zero - above) == style.EDGE["high"]
    assert all(view.at(view.column(0.25), view.zero - rows) not in BARS for rows in range(1, 200))


def test_all_negative_prices() -> None:
    view = View(chart_of(day_of(MONDAY, [-30] * 12 + [-15] * 12)))
    assert view.bar(0.25) < 2 * view.bar(0.75) + 8 < 0


def test_zero_is_still_seen() -> None:
    view = View(chart_of(day_of(MONDAY, [0] * 12 + [30] * 12)))
    assert 3 <= view.bar(0.25) <= 6
    assert 3 <= View(chart_of(day_of(MONDAY, [0] * 24))).bar(0.5) <= 6


def test_one_price_for_the_whole_day_is_one_medium_bar() -> None:
    view = View(chart_of(day_of(MONDAY, ["24.67"], timedelta(hours=24))))
    assert len({view.bar(hour / 24 + 0.01) for hour in range(24)}) == 1
    assert view.runs(view.zero - 50, style.FILL["medium"]) == view.panels


def test_equal_prices_are_medium() -> None:
    view = View(chart_of(day_of(MONDAY, ["24.67"] * 24)))
    assert {view.level((hour + 0.5) / 24) for hour in range(24)} == {style.FILL["medium"]}


def test_levels_are_those_of_each_day() -> None:
    cheap, dear = day_of(MONDAY, [1, 5, 9], 8 * HOUR), day_of(MONDAY + timedelta(1), [31, 35, 39], 8 * HOUR)
    view = View(chart_of(cheap, dear))
    expected = [style.FILL["low"], style.FILL["medium"], style.FILL["high"]]
    for panel in (0, 1):
        assert [view.level(share, panel) for share in (1 / 6, 3 / 6, 5 / 6)] == expected


def test_missing_hours_stay_empty() -> None:
    view = View(chart_of(day_of(MONDAY, [20] * 18)))
    assert view.bar(17.5 / 24) > 100
    assert [view.bar(share) for share in (0.76, 0.8, 0.9, 0.99)] == [0, 0, 0, 0]


def test_prices_outside_the_day_are_cut_off() -> None:
    start = datetime.combine(MONDAY, time(), BERLIN)
    whole = prices_from(start - 30 * HOUR, HOUR, [50] * 30 + [20] * 24 + [70] * 9)
    view = View(chart_of(local_day(MONDAY, BERLIN, "Today", whole)))
    same = View(chart_of(day_of(MONDAY, [20] * 24)))
    assert view.image.tobytes() == same.image.tobytes()


def test_a_forecast_is_lighter_and_striped() -> None:
    view = View(chart_of(day_of(MONDAY, [20] * 24), day_of(MONDAY + timedelta(1), [20] * 24, forecast=True)))
    left, right = view.panels[1]
    seen = {view.at(x, view.zero - 60) for x in range(left, right)}
    assert {style.FORECAST["medium"], style.PAPER} <= seen
    assert not seen & BARS
    assert style.FORECAST["medium"] not in {view.at(x, view.zero - 60) for x in range(*view.panels[0])}


def test_now_is_a_line_at_its_instant() -> None:
    now = datetime.combine(MONDAY, time(18), BERLIN)
    view = View(chart_of(day_of(MONDAY, [20] * 24), now=now))
    [(left, right)] = view.runs(view.zero - 30, style.INK)
    assert abs((left + right) / 2 - view.column(0.75)) <= 2


def test_now_outside_the_days_is_not_shown() -> None:
    day = day_of(MONDAY, [20] * 24)
    assert draw(chart_of(day, now=day.end)) == draw(chart_of(day))


def test_the_cheapest_window_crosses_midnight() -> None:
    start = datetime.combine(MONDAY, time(22), BERLIN)
    cheapest = Window(start, start + 4 * HOUR, "Cheapest: 22:00–02:00")
    view = View(chart_of(day_of(MONDAY, [20] * 24), day_of(MONDAY + timedelta(1), [20] * 24), cheapest=cheapest))
    (first, end), (second, last) = view.runs(view.zero + 8, style.BEST)
    expected = (view.column(22 / 24), view.panels[0][1], view.panels[1][0], view.column(2 / 24, 1))
    assert all(abs(x - y) <= 1 for x, y in zip((first, end, second, last), expected, strict=True))


def test_periods_of_a_day() -> None:
    view = View(TimeOfDay("Day", "p/kWh", (period(22, 6, "10"), period(6, 18, "20"))))
    night, day = view.bar(0.1), view.bar(0.5)
    assert view.bar(0.97) == night
    assert abs(day - 2 * night) <= 1
    assert view.level(0.1) == style.FILL["low"]
    assert view.level(0.5) == style.FILL["high"]
    left, right = view.column(18 / 24), view.column(22 / 24)
    gap = {view.at(x, view.zero - 40) for x in range(left + 1, right - 1)}
    assert gap == {style.GRID, style.PAPER}


def test_a_period_of_the_whole_day_and_one_below_zero() -> None:
    assert View(TimeOfDay("Day", "p", (period(0, 0, "24.67"),))).bar(0.99) > 150
    assert View(TimeOfDay("Day", "p", (period(0, 12, "-5"), period(12, 0, "10")))).bar(0.25) < -40


@pytest.mark.parametrize("name", SUMMARIES)
def test_samples(name: str) -> None:
    rates = json.loads((SAMPLES / name).read_text(), parse_float=Decimal)["data"]["rates"]
    days = []
    for items in (rates["today"], rates["tomorrow"]):
        prices = [
            Price(
                datetime.fromisoformat(item["valid_from"]),
                datetime.fromisoformat(item["valid_to"]),
                Decimal(item["tariff"]["cost"]) * 100,
                item["tariff"]["confidence"] < 1,
            )
            for item in items
        ]
        if prices:
            days.append(Day("Day", prices[0].start, prices[-1].end, tuple(prices)))
    if not days:
        with pytest.raises(ValueError, match="at least one price"):
            chart_of(*days)
    else:
        assert len(View(chart_of(*days)).panels) == len(days)


# How it is drawn


def small_steps(forecast: bool = True) -> DayPrices:
    """The fullest picture: two days of five minutes."""
    amounts = [(n * 7919) % 211 - 40 for n in range(288)]
    days = [day_of(MONDAY + timedelta(n), amounts, timedelta(minutes=5), forecast) for n in (0, 1)]
    return chart_of(*days, now=days[0].start + 9 * HOUR)


def test_the_file_is_a_small_opaque_png_of_the_card() -> None:
    for chart, height in ((small_steps(), 660), (TimeOfDay("Day", "p", (period(0, 0, "9"),)), 560)):
        data = draw(chart)
        image = Image.open(BytesIO(data))
        assert (image.format, image.mode, image.size) == ("PNG", "P", (1000, height))
        assert "transparency" not in image.info
        assert len(data) < 60_000


def test_drawing_takes_little_processor_time() -> None:
    chart = small_steps()
    draw(chart)

    def measure() -> float:
        start = thread_time()
        draw(chart)
        return thread_time() - start

    assert min(measure() for _ in range(5)) < 0.08


def test_nothing_is_written_too_small_for_a_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: set[int] = set()
    load: Callable[..., object] = canvas.load_font

    def record(weight: style.Weight, size: int) -> object:
        sizes.add(size)
        return load(weight, size)

    monkeypatch.setattr(canvas, "load_font", record)
    draw(small_steps())
    draw(TimeOfDay("Day", "p", (period(0, 6, "9"), period(6, 0, "20"))))
    assert len(sizes) >= 3
    assert min(sizes) >= 30


def test_our_colours_survive_the_palette() -> None:
    ours = [value for value in vars(style).values() if isinstance(value, tuple) and len(value) == 3]
    ours = [colour for colour in ours if all(isinstance(part, int) and part <= 255 for part in colour)]
    ours += [*style.FILL.values(), *style.EDGE.values(), *style.FORECAST.values()]
    card = Canvas(300)
    for n, colour in enumerate(ours):
        card.fill((100 + 20 * n, 100, 110 + 20 * n, 110), colour)
    image = Image.open(BytesIO(card.png())).convert("RGB")
    assert [image.getpixel((105 + 20 * n, 105)) for n in range(len(ours))] == ours
    assert len(ours) >= 17


def luminance(colour: Pixel) -> float:
    parts = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Pixel, other: Pixel) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrasts() -> None:
    """WCAG 2.2: 4.5 for text, 3 for what carries meaning; levels also differ in grey."""
    assert all(contrast(text, style.PAPER) >= 4.5 for text in (style.INK, style.QUIET, style.BEST))
    assert all(contrast(edge, style.PAPER) >= 3 for edge in style.EDGE.values())
    low, medium, high = (style.FILL[level] for level in ("low", "medium", "high"))
    assert min(contrast(low, medium), contrast(low, high), contrast(medium, high)) >= 1.5


def test_the_letters_of_our_currencies_and_languages() -> None:
    assert not [c for c in "€£¢¥₺₽öøåäÅÖØÄÜüßéèçñčřłżőțăğİ−–—…·’„“" if not has_glyph(c)]


def test_what_the_font_lacks_is_left_out() -> None:
    assert not has_glyph("日")
    assert tidy("Grün\n☀日本 🙂  Strom") == "Grün Strom"


def test_threads_draw_the_same() -> None:
    charts: list[DayPrices | TimeOfDay] = [small_steps(), TimeOfDay("Day", "p", (period(22, 6, "9"),))] * 8
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(draw, charts)) == [draw(chart) for chart in charts]


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
        ("pie", lambda: from_json({"kind": "pie"})),
        ("at least one price", lambda: from_json(to_json(chart_of(day)) | {"days": []})),
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


@given(day_charts() | period_charts())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_chart_survives_json_and_is_drawn_inside_its_card(chart: DayPrices | TimeOfDay) -> None:
    again = from_json(json.loads(json.dumps(to_json(chart))))
    assert repr(again) == repr(chart)
    image = Image.open(BytesIO(draw(again))).convert("RGB")
    width, height = image.size
    edges = ((0, 0, width, 9), (0, height - 9, width, height), (0, 0, 9, height), (width - 9, 0, width, height))
    for edge in edges:
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), style.AROUND)]
