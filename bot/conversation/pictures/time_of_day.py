"""The picture of a day in periods: a bar for each, its price above, the times of change below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.conversation.pictures import style
from bot.conversation.pictures.axis import Scale, fit_scale
from bot.conversation.pictures.canvas import Box, Canvas, keep_inside, load_font, shorten
from bot.conversation.pictures.chart import DAY_SECONDS, Level, Period, TimeOfDay, classify

HEIGHT = 560
CEILING, TOP, BOTTOM = 172, 214, 430
TIME_LINES = (BOTTOM + 48, BOTTOM + 90)
PRICE_ROWS = 40
GAP = 3
CLEAR = 12  # pixels between two labels
TIE = 12  # a label this far from its bar is tied to it with a line


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of a period, and its place on the picture."""

    period: Period
    level: Level
    box: Box

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[2]) / 2


def draw_time_of_day(chart: TimeOfDay) -> Canvas:
    """Draw the chart."""
    canvas = Canvas(HEIGHT)
    canvas.head(chart.title, chart.unit)
    scale = fit_scale((period.amount for period in chart.periods), TOP, BOTTOM)
    bars = _place_bars(chart.periods, scale)
    gaps = _find_gaps(chart.periods, scale)
    for gap in gaps:
        canvas.fill(gap, style.GRID)
    canvas.hatch(gaps)
    for bar in bars:
        canvas.fill(bar.box, style.FILL[bar.level])
        canvas.edge(bar.box, style.EDGE[bar.level], below=bar.period.amount < 0)
    canvas.fill((style.LEFT, scale.zero, style.RIGHT - 1, scale.zero + 1), style.AXIS)
    _write_prices(canvas, bars)
    _write_times(canvas, chart.periods)
    return canvas


def _column(second: int) -> int:
    return round(style.LEFT + (style.RIGHT - style.LEFT) * second / DAY_SECONDS)


def _place_bars(periods: Sequence[Period], scale: Scale) -> list[Bar]:
    bars: list[Bar] = []
    for period, level in zip(periods, classify([period.amount for period in periods]), strict=True):
        top, bottom = scale.rows(period.amount)
        for start, end in period.spans():
            left = _column(start)
            right = _column(end) - 1 - (GAP if end < DAY_SECONDS else 0)
            bars.append(Bar(period, level, (left, top, max(left, right), bottom)))
    return bars


def _find_gaps(periods: Iterable[Period], scale: Scale) -> list[Box]:
    """The boxes of the hours that no period covers."""
    spans = sorted(span for period in periods for span in period.spans())
    edges = [(0, 0), *spans, (DAY_SECONDS, DAY_SECONDS)]
    return [
        (_column(before[1]), scale.top, max(_column(before[1]), _column(after[0]) - 1), scale.bottom)
        for before, after in pairwise(edges)
        if before[1] < after[0]
    ]


def _write_prices(canvas: Canvas, bars: Sequence[Bar]) -> None:
    """Write each period's price once, over its widest bar, clear of all bars and of other prices."""
    font = load_font("Semibold", style.MEDIUM)
    widest: dict[Period, Bar] = {}
    for bar in sorted(bars, key=lambda bar: -bar.width):
        widest.setdefault(bar.period, bar)
    taken: list[Box] = []
    for period, bar in widest.items():
        label = shorten(period.amount_label, font, style.WIDTH / 2)
        half = font.getlength(label) / 2
        centre = keep_inside(bar.middle, half)
        box = _find_room(round(centre - half), round(centre + half), bars, taken)
        if box is None:
            continue
        taken.append(box)
        if bar.box[1] - box[3] > TIE:
            canvas.fill((round(bar.middle) - 1, box[3] + 4, round(bar.middle), bar.box[1]), style.EDGE[bar.level])
        canvas.write((centre, box[3]), label, "Semibold", style.MEDIUM, style.INK, "ms")


def _find_room(left: int, right: int, bars: Iterable[Bar], taken: Sequence[Box]) -> Box | None:
    """The lowest free box for a price between two columns; None if there is none below the title."""
    line = min(bar.box[1] for bar in bars if bar.box[0] <= right and bar.box[2] >= left) - 10
    while line >= CEILING:
        top = line - PRICE_ROWS
        above = [
            other[1] - 1
            for other in taken
            if left - CLEAR < other[2] and right + CLEAR > other[0] and top < other[3] and line > other[1]
        ]
        if not above:
            return left, top, right, line
        line = min(above)
    return None


def _write_times(canvas: Canvas, periods: Iterable[Period]) -> None:
    """Write the times of change below, in a second line where the first is full."""
    times: dict[int, str] = {}
    for period in periods:
        spans = period.spans()
        times.setdefault(_column(spans[0][0]), period.start_label)
        times.setdefault(_column(spans[-1][1]), period.end_label)
    font = load_font("Regular", style.SMALL)
    free_from = [float(style.LEFT - style.OVERHANG) for _ in TIME_LINES]
    for column, label in sorted(times.items()):
        half = font.getlength(label) / 2
        centre = keep_inside(column, half, style.OVERHANG)
        row = next((row for row, free in enumerate(free_from) if centre - half >= free), None)
        if row is not None:
            canvas.fill((column, BOTTOM + 4, column, TIME_LINES[row] - 28), style.AXIS)
            canvas.write((centre, TIME_LINES[row]), label, anchor="ms")
            free_from[row] = centre + half + CLEAR
