"""The pictures are read back pixel by pixel: a bar that is wrong by a row or an hour is found."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from time import thread_time

import pytest
from PIL import Image

from bot.conversation.pictures import canvas, style
from bot.conversation.pictures.canvas import Canvas, has_glyph, tidy
from bot.conversation.pictures.chart import (
    Day,
    DayPrices,
    Price,
    TimeOfDay,
    Window,
)
from bot.conversation.pictures.draw import draw
from tests.conversation.picture_lab import (
    BARS,
    BERLIN,
    HOUR,
    LONG_DAY,
    MONDAY,
    SAMPLES,
    SHORT_DAY,
    SUMMARIES,
    Pixel,
    View,
    chart_of,
    day_of,
    local_day,
    period,
    prices_from,
)

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
