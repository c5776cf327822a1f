"""The picture of amounts in a row, such as the energy of each day of a month: a bar for each, names below."""

from bot.conversation.pictures import style
from bot.conversation.pictures.axis import choose_ticks, fit_scale, write_ticks
from bot.conversation.pictures.canvas import Canvas, load_font
from bot.conversation.pictures.chart import Columns

HEIGHT = 560
TOP, BOTTOM = 150, 450
NAME_LINE = BOTTOM + 48
GAP = 3
CLEAR = 14  # pixels between two names


def draw_columns(chart: Columns) -> Canvas:
    """Draw the chart."""
    canvas = Canvas(HEIGHT)
    canvas.head(chart.title, chart.unit)
    scale = fit_scale((column.amount for column in chart.columns if column.amount is not None), TOP, BOTTOM)
    ticks = choose_ticks(scale.low, scale.high)
    labels = write_ticks(ticks, chart.decimal_mark)
    left = round(style.LEFT + max(load_font("Regular", style.SMALL).getlength(label) for label in labels) + 16)
    for tick, label in zip(ticks, labels, strict=True):
        canvas.fill((left, scale.row(tick), style.RIGHT - 1, scale.row(tick) + 1), style.GRID)
        canvas.write((left - 16, scale.row(tick) + 11), label, anchor="rs")
    for number, column in enumerate(chart.columns):
        if column.amount is not None:
            start, end = _edges(number, len(chart.columns), left)
            top, bottom = scale.rows(column.amount)
            box = (start, top, max(start, end - GAP), bottom)
            canvas.fill(box, style.FILL["low"])
            canvas.edge(box, style.EDGE["low"], below=column.amount < 0)
    canvas.fill((left, scale.zero, style.RIGHT - 1, scale.zero + 1), style.AXIS)
    _write_names(canvas, chart, left)
    return canvas


def _edges(number: int, count: int, left: int) -> tuple[int, int]:
    """The first and the last pixel column of one of them."""
    width = style.RIGHT - left
    return left + width * number // count, left + width * (number + 1) // count - 1


def _write_names(canvas: Canvas, chart: Columns, left: int) -> None:
    """Write the names that fit, from the left."""
    font = load_font("Regular", style.SMALL)
    free_from: float = left - CLEAR
    for number, column in enumerate(chart.columns):
        start, end = _edges(number, len(chart.columns), left)
        half, centre = font.getlength(column.name) / 2, (start + end) / 2
        if column.name and centre - half >= free_from and centre + half <= style.RIGHT + style.OVERHANG:
            canvas.write((centre, NAME_LINE), column.name, anchor="ms")
            free_from = centre + half + CLEAR
