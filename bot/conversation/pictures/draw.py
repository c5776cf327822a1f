"""From a chart to a PNG."""

from bot.conversation.pictures.chart import Columns, DayPrices, TimeOfDay
from bot.conversation.pictures.columns import draw_columns
from bot.conversation.pictures.day_prices import draw_day_prices
from bot.conversation.pictures.time_of_day import draw_time_of_day


def draw(chart: DayPrices | TimeOfDay | Columns) -> bytes:
    """The picture as an opaque PNG, 1000 pixels wide. Pure, and safe to call from any thread."""
    match chart:
        case DayPrices():
            return draw_day_prices(chart).png()
        case TimeOfDay():
            return draw_time_of_day(chart).png()
        case Columns():
            return draw_columns(chart).png()
