"""What a person reads when prices change: the new one instead of the old one, or the day's picture."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from bot.conversation.cards import Action, Block, Button, Card, Control, Controls, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.pages.price_chart import draw_rates, say_rates
from bot.conversation.pages.price_words import read_written, say_cost, write
from bot.conversation.panel_parts import name_location
from bot.conversation.prices.changes import Change
from bot.conversation.prices.hours import local_rates
from bot.conversation.prices.model import Series
from bot.conversation.prices.watch_words import currency_of
from bot.conversation.situation import Location
from bot.conversation.understanding.locales import find_locale
from bot.conversation.zones import zone_of_location

Written = tuple[str, str, str]  # the day, the price before, the price after; "" where it is no single one


def show(
    changes: Sequence[Change], series: Series, location: Location, direction: str, ctx: Context, *, in_team: bool
) -> Card:
    """What changes from when on. `ctx.zone` is where the location is."""
    currency, paid = currency_of(location, series.currency), direction == "EXPORT"
    blocks = _head(changes, currency, location, direction, ctx)
    last = changes[-1]
    if last.after is None:
        rates = local_rates(series.points, ctx.zone, last.day, days=1)
        drawn = draw_rates(rates, ctx.say("summary-chart-title"), currency, ctx, paid=paid)
        blocks += [drawn] if drawn else []
        blocks.append(Text(say_rates(rates, currency, ctx, paid=paid)))
    return _card(blocks, location, direction, ctx, in_team=in_team)


def show_again(written: Sequence[Written], location: Location, direction: str, ctx: Context) -> Card:
    """The same from what was kept of it, for somebody else."""
    ctx = ctx._replace(zone=zone_of_location(location))
    changes = [Change(date.fromisoformat(day), read_written(old), read_written(new)) for day, old, new in written]
    blocks = _head(changes, currency_of(location), location, direction, ctx)
    return _card(blocks, location, direction, ctx, in_team=False)


def write_all(changes: Sequence[Change]) -> list[Written]:
    """What is kept of changes."""
    return [(one.day.isoformat(), _write(one.before), _write(one.after)) for one in changes]


def _write(cost: Decimal | None) -> str:
    return "" if cost is None else write(cost)


def _head(changes: Sequence[Change], currency: str, location: Location, direction: str, ctx: Context) -> list[Block]:
    title = ctx.say("price-change-paid" if direction == "EXPORT" else "price-change")
    lines = "\n".join(_say(one, currency, ctx) for one in changes)
    return [Title(title), Facts(((ctx.say("page-address"), name_location(location, ctx)),)), Text(lines)]


def _card(blocks: Sequence[Block], location: Location, direction: str, ctx: Context, *, in_team: bool) -> Card:
    see = Button(ctx.say("button-prices"), Action("@prices", f"{location.id}|{direction}"), "primary")
    rows: list[tuple[Control, ...]] = [(see,)]
    if not in_team:
        rows.append((Button(ctx.say("alert-stop"), Action("@mute", f"price:{location.id}")),))
    (title,) = (block.text for block in blocks if isinstance(block, Title))
    return Card((*blocks, Controls(tuple(rows))), rest=title, live=False)


def _say(change: Change, currency: str, ctx: Context) -> str:
    day = _name_day(change.day, ctx)
    if change.after is None:
        return ctx.say("price-change-hours", day=day)
    after = say_cost(change.after, currency, ctx)
    if change.before is None:
        return ctx.say("price-change-single", day=day, after=after)
    return ctx.say("price-change-from", day=day, after=after, before=say_cost(change.before, currency, ctx))


def _name_day(day: date, ctx: Context) -> str:
    ahead = day - ctx.today
    if ahead <= timedelta(days=1):
        return ctx.say("price-from-tomorrow" if ahead == timedelta(days=1) else "price-from-today")
    return ctx.say("price-from-day", day=format_date(day, "d MMM", locale=find_locale(ctx.language)))
