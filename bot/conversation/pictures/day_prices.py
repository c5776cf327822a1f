"""The picture of prices over a day or a few: bars from zero, the cheapest window, the present moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.pictures import style
from bot.conversation.pictures.axis import Scale, choose_ticks, fit_scale, write_ticks
from bot.conversation.pictures.canvas import Box, Canvas, keep_inside, load_font, shorten
from bot.conversation.pictures.chart import Day, DayPrices, Mark, Price, Window, classify

HEIGHT = 660
DAY_LINE = 146
NOW_TOP, NOW_HEIGHT = 160, 44
BOTTOM, LEGEND_LINE = 520, 620
BETWEEN_DAYS = 28
GAP, GAP_FROM = 2, 12  # bars at least this wide stand apart
CLEAR = 12  # between two labels
SWATCH = 40


@dataclass(frozen=True, slots=True)
class Panel:
    """A day and the pixel columns that it takes."""

    day: Day
    left: int
    right: int

    def column(self, at: datetime) -> int:
        """The column of an instant; one outside the day is at the day's edge."""
        share = (at - self.day.start) / (self.day.end - self.day.start)
        return round(self.left + min(max(share, 0), 1) * (self.right - self.left))

    def columns(self, start: datetime, end: datetime) -> tuple[int, int]:
        """The first and the last column of a stretch of time, at least one column."""
        left = self.column(start)
        return left, max(left, self.column(end) - 1)

    def holds(self, at: datetime) -> bool:
        """Whether the instant is in the day."""
        return self.day.start <= at < self.day.end


def draw_day_prices(chart: DayPrices) -> Canvas:
    """Draw the chart."""
    shown = [price for day in chart.days for price in day.shown()]
    forecast = bool(chart.forecast_label) and any(price.forecast for price in shown)
    has_now = chart.now is not None and any(day.start <= chart.now.at < day.end for day in chart.days)
    canvas = Canvas(HEIGHT)
    canvas.head(chart.title, chart.unit)
    scale = fit_scale(
        (price.amount for price in shown),
        NOW_TOP + (NOW_HEIGHT + 8 if has_now else 12),
        BOTTOM if forecast or chart.cheapest else BOTTOM + 48,
    )
    ticks = choose_ticks(scale.low, scale.high)
    labels = write_ticks(ticks, chart.decimal_mark)
    left = round(style.LEFT + max(load_font("Regular", style.SMALL).getlength(label) for label in labels) + 16)
    panels = _lay_panels(chart.days, left)
    for panel in panels:
        _draw_ground(canvas, panel, scale, chart.cheapest)
        for tick in ticks:
            canvas.fill((panel.left, scale.row(tick), panel.right - 1, scale.row(tick) + 1), style.GRID)
        _draw_bars(canvas, panel, scale)
        canvas.fill((panel.left, scale.zero, panel.right - 1, scale.zero + 1), style.AXIS)
    for tick, label in zip(ticks, labels, strict=True):
        canvas.write((left - 16, scale.row(tick) + 11), label, anchor="rs")
    _draw_hours(canvas, panels, scale.bottom + 48)
    if chart.now:
        _draw_now(canvas, panels, chart.now, scale)
    _draw_legend(canvas, chart.cheapest, chart.forecast_label if forecast else "")
    return canvas


def _lay_panels(days: Sequence[Day], left: int) -> list[Panel]:
    room = style.RIGHT - left - BETWEEN_DAYS * (len(days) - 1)
    total = sum((day.end - day.start for day in days), timedelta())
    panels: list[Panel] = []
    for day in days:
        width = max(1, round(room * ((day.end - day.start) / total)))
        panels.append(Panel(day, left, left + width))
        left += width + BETWEEN_DAYS
    return panels


def _draw_ground(canvas: Canvas, panel: Panel, scale: Scale, cheapest: Window | None) -> None:
    """The day's name, lines for its hours, and the band and the bracket of the cheapest window."""
    canvas.write((panel.left, DAY_LINE), panel.day.label, "Semibold", 34, style.INK, width=panel.right - panel.left)
    for mark in panel.day.hours:
        column = panel.column(mark.at)
        canvas.fill((column, scale.top, column, scale.bottom), style.GRID)
    if cheapest and cheapest.start < panel.day.end and cheapest.end > panel.day.start:
        left, right = panel.columns(cheapest.start, cheapest.end)
        canvas.fill((left, scale.top, right, scale.bottom), style.BEST_BAND)
        canvas.fill((left, scale.bottom + 6, right, scale.bottom + 13), style.BEST)


def _draw_bars(canvas: Canvas, panel: Panel, scale: Scale) -> None:
    prices = panel.day.shown()
    levels = classify([price.amount for price in prices])
    boxes = [_place_bar(panel, price, scale) for price in prices]
    for price, level, box in zip(prices, levels, boxes, strict=True):
        canvas.fill(box, style.FORECAST[level] if price.forecast else style.FILL[level])
    canvas.hatch([box for box, price in zip(boxes, prices, strict=True) if price.forecast])
    for price, level, box in zip(prices, levels, boxes, strict=True):
        canvas.edge(box, style.EDGE[level], below=price.amount < 0)


def _place_bar(panel: Panel, price: Price, scale: Scale) -> Box:
    left, right = panel.columns(price.start, price.end)
    if right - left + 1 >= GAP_FROM and price.end < panel.day.end:
        right -= GAP
    top, bottom = scale.rows(price.amount)
    return left, top, right, bottom


def _draw_hours(canvas: Canvas, panels: Sequence[Panel], line: int) -> None:
    """Write the hours that fit; where two days meet, the next day's first hour is the one that counts."""
    font = load_font("Regular", style.SMALL)
    free_from: float = style.LEFT - style.OVERHANG
    for panel in panels:
        last = panel is panels[-1]
        for mark in panel.day.hours:
            if not (panel.holds(mark.at) or (last and mark.at == panel.day.end)):
                continue
            half = font.getlength(mark.label) / 2
            centre = keep_inside(panel.column(mark.at), half, style.OVERHANG)
            if centre - half >= free_from:
                canvas.write((centre, line), mark.label, anchor="ms")
                free_from = centre + half + CLEAR


def _draw_now(canvas: Canvas, panels: Sequence[Panel], now: Mark, scale: Scale) -> None:
    font = load_font("Semibold", style.SMALL)
    label = shorten(now.label, font, style.WIDTH / 2)
    half = font.getlength(label) / 2 + 20
    for panel in (panel for panel in panels if panel.holds(now.at)):
        column = panel.column(now.at)
        canvas.fill((column - 2, scale.top, column + 2, scale.bottom), style.PAPER)
        canvas.fill((column - 1, NOW_TOP + NOW_HEIGHT, column + 1, scale.bottom), style.INK)
        centre = keep_inside(column, half)
        box = (round(centre - half), NOW_TOP, round(centre + half), NOW_TOP + NOW_HEIGHT - 1)
        canvas.pill(box, style.INK)
        canvas.write((centre, NOW_TOP + 33), label, "Semibold", colour=style.PAPER, anchor="ms")


def _draw_legend(canvas: Canvas, cheapest: Window | None, forecast_label: str) -> None:
    right = float(style.RIGHT)
    if forecast_label:
        right -= canvas.write((right, LEGEND_LINE), forecast_label, anchor="rs", width=style.WIDTH / 3) + SWATCH + 14
        box = (round(right), LEGEND_LINE - 24, round(right) + SWATCH - 1, LEGEND_LINE + 2)
        canvas.fill(box, style.FORECAST["medium"])
        canvas.hatch([box])
        canvas.edge(box, style.EDGE["medium"])
    if cheapest:
        canvas.fill((style.LEFT, LEGEND_LINE - 24, style.LEFT + SWATCH - 1, LEGEND_LINE + 2), style.BEST_BAND)
        canvas.fill((style.LEFT, LEGEND_LINE - 5, style.LEFT + SWATCH - 1, LEGEND_LINE + 2), style.BEST)
        start = style.LEFT + SWATCH + 14
        canvas.write((start, LEGEND_LINE), cheapest.label, "Semibold", colour=style.BEST, width=right - start - 24)
