"""Charts for the tests of pictures, and a drawn picture that can be asked about its pixels."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image

from bot.conversation.pictures import style
from bot.conversation.pictures.chart import (
    HOURS,
    Day,
    DayPrices,
    Mark,
    Period,
    Price,
    TimeOfDay,
    Window,
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


def local_day(on: date, zone: tzinfo, label: str, prices: Sequence[Price], hours: Mapping[int, str] = HOURS) -> Day:
    """The day `on` as it passes in `zone`, with labels for its local hours (0 to 24) where they truly are."""
    midnight = datetime.combine(on, time(), zone)
    following = datetime.combine(on + timedelta(days=1), time(), zone)
    marks = tuple(
        Mark(following if hour == 24 else datetime.combine(on, time(hour), zone), text) for hour, text in hours.items()
    )
    return Day(label, midnight, following, tuple(prices), marks)


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
