"""What a person sees of prices: the days as a picture and in words, the best hours, and why there is nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import Literal

from babel.dates import format_date
from babel.lists import format_list

from bot.conversation.cards import Action, Block, Button, Card, Choices, Control, Controls, Text, Title
from bot.conversation.context import Context
from bot.conversation.pages.price_chart import draw_rates, say_rates, say_shortly, single_cost
from bot.conversation.pages.price_words import USUAL_CURRENCY, say_cost
from bot.conversation.pages.rates import Rate, mean_cost
from bot.conversation.panel_parts import EXPORT, is_used, name_location, row
from bot.conversation.prices.hours import MORNING, at_home, best_window, deadline, is_twice, local_rates
from bot.conversation.prices.model import HOURS, UNTILS, PriceView, Schedule, Series
from bot.conversation.prices.parts import split_hours
from bot.conversation.situation import Location, Situation
from bot.conversation.understanding.dates import say_time
from bot.conversation.understanding.locales import find_locale

REFUSED = ("pending_connect", "no_tariff_connected", "no_price_data")


def choose(now: Situation, ctx: Context) -> Card:
    """Whose prices."""
    entries = tuple(Button(name_location(one, ctx), Action("@prices", one.id)) for one in now.locations)
    title, close = ctx.say("prices-choose"), Controls((row(ctx, ("button-close", "@continue")),))
    if ctx.can.menus:
        return Card((Title(title), Choices(entries, len(entries), prompt=ctx.say("home-find")), close), rest=title)
    return Card((Title(title), Controls(tuple((entry,) for entry in entries)), close), rest=title)


def show_prices(
    view: PriceView,
    location: Location,
    series: Series,
    zone: tzinfo,
    now: Situation,
    ctx: Context,
    schedule: Schedule | None = None,
) -> Card:
    """The prices of today and tomorrow, and when it is best to use energy, or to feed it in."""
    ctx = ctx._replace(zone=zone)
    paid = view.direction == "EXPORT"
    rates = local_rates(series.points, zone, ctx.today)
    if not rates:
        return show_why("no_price_data", view, location, now, ctx)
    currency = series.currency or location.currency or USUAL_CURRENCY
    title = _title(view, location, ctx)
    cost = single_cost(rates)
    watches = Button(ctx.say("button-watches"), Action("@watches", _value(view)))
    ways = ((watches,), *_ways(view, location, now, ctx))
    if cost is not None:
        price = ctx.say("summary-all-day", price=say_cost(cost, currency, ctx))
        sure = not any(rate.forecast for rate in rates)
        said = price if sure else ctx.say("prices-day-forecast", day=price)
        return Card((Title(title), Text(said), Controls(ways)), rest=title)
    drawn = draw_rates(rates, ctx.say("summary-chart-title"), currency, ctx, paid=paid)
    picture: tuple[Block, ...] = (drawn,) if drawn else ()
    words = Text(say_rates(rates, currency, ctx, paid=paid))
    parts = split_hours(schedule, zone) if view.breaks and schedule else ()
    said = _say_parts(view, parts, currency, ctx) if parts else _say_window(view, rates, currency, zone, ctx)
    window = Text(said)
    return Card((Title(title), *picture, words, window, Controls((*_windows(view, ctx), *ways))), rest=title)


def show_why(code: str, view: PriceView, location: Location, now: Situation, ctx: Context) -> Card:
    """Why there are no prices, and what leads on."""
    known = code if code in REFUSED else "no_price_data"
    title = _title(view, location, ctx)
    export = view.direction == "EXPORT"
    rows: list[tuple[Control, ...]] = []
    if now.rights.connect and known != "pending_connect":
        connected = known == "no_price_data"
        label = "prices-reconnect" if connected else "button-add-export" if export else "button-connect"
        verb = ("@again-export" if export else "@again") if connected else "@add-export" if export else "@view"
        rows.append((Button(ctx.say(label), Action(verb, location.id), "primary"),))
    text = ctx.say(f"prices-{known.replace('_', '-')}")
    return Card((Title(title), Text(text), Controls((*rows, *_ways(view, location, now, ctx)))), rest=title)


def show_trouble(kind: str, view: PriceView, location: Location, now: Situation, ctx: Context) -> Card:
    """FlatPeak cannot be asked, and nothing is kept that could be shown."""
    title = _title(view, location, ctx)
    again = Button(ctx.say("button-try-again"), Action("@prices", _value(view)), "primary")
    rows: tuple[tuple[Control, ...], ...] = ((again,), *_ways(view, location, now, ctx))
    return Card((Title(title), Text(ctx.say(f"trouble-{kind}")), Controls(rows)), rest=title)


def _title(view: PriceView, location: Location, ctx: Context) -> str:
    message = "prices-title-export" if view.direction == "EXPORT" else "prices-title"
    return ctx.say(message, address=name_location(location, ctx))


def _windows(view: PriceView, ctx: Context) -> tuple[tuple[Control, ...], ...]:
    """For how many hours, by when, and whether in a row; what is chosen stands out."""
    hours = tuple(
        Button(_mark(ctx.say("prices-hours", count=count), count == view.hours), Action("@price-hours", str(count)))
        for count in HOURS
    )
    labels = {until: ctx.say(f"prices-until-{until}", time=_morning(ctx)) for until in UNTILS}
    untils = tuple(
        Button(_mark(label, until == view.until), Action("@price-until", until)) for until, label in labels.items()
    )
    breaks = tuple(
        Button(_mark(ctx.say(label), view.breaks == chosen), Action("@price-breaks", "yes" if chosen else "no"))
        for label, chosen in (("prices-in-a-row", False), ("prices-breaks", True))
    )
    return (hours, untils, breaks)


def _mark(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _morning(ctx: Context) -> str:
    return say_time(MORNING, ctx.language)


def _ways(view: PriceView, location: Location, now: Situation, ctx: Context) -> tuple[tuple[Control, ...], ...]:
    """The other direction where it is connected, the other addresses, and the location itself."""
    other = view.model_copy(update={"direction": "IMPORT" if view.direction == "EXPORT" else "EXPORT"})
    rows: list[tuple[Control, ...]] = []
    if view.direction == "EXPORT" or any(slot.name == EXPORT and is_used(slot) for slot in location.slots):
        label = "button-prices-import" if view.direction == "EXPORT" else "button-prices-export"
        rows.append((Button(ctx.say(label), Action("@prices", _value(other))),))
    if len(now.locations) > 1:
        rows.append(row(ctx, ("button-all-addresses", "@prices-choose")))
    return (*rows, row(ctx, ("button-close", "@continue")))


def _value(view: PriceView) -> str:
    return f"{view.location}|{view.direction}"


def _say_window(view: PriceView, rates: Sequence[Rate], currency: str, zone: tzinfo, ctx: Context) -> str:
    paid = view.direction == "EXPORT"
    by = ctx.say(f"prices-by-{view.until}", time=_morning(ctx))
    found = best_window(rates, ctx.now, deadline(view.until, ctx.now, zone), view.hours, dearest=paid)
    if found is None:
        return ctx.say("prices-window-none", count=view.hours, by=by)
    said = ctx.say(
        "prices-window-paid" if paid else "prices-window",
        count=view.hours,
        by=by,
        span=say_span(found, zone, ctx),
        price=say_shortly(found.cost, currency, ctx),
    )
    return ctx.say("prices-window-forecast", window=said) if found.forecast else said


def _say_parts(view: PriceView, parts: Sequence[Rate], currency: str, ctx: Context) -> str:
    """The best hours with breaks between them, by their days."""
    said: list[str] = []
    for day, same in groupby(parts, lambda part: part.day):
        first, *others = (_say_hours(part, ctx) for part in same)
        said += [_say_day(day, first, "part", ctx), *others]
    words = ctx.say(
        "prices-parts-paid" if view.direction == "EXPORT" else "prices-parts",
        count=view.hours,
        by=ctx.say(f"prices-by-{view.until}", time=_morning(ctx)),
        spans=format_list(said, locale=find_locale(ctx.language)),
        price=say_shortly(mean_cost(parts), currency, ctx),
    )
    forecast = any(part.forecast for part in parts)
    return ctx.say("prices-window-forecast", window=words) if forecast else words


def say_span(window: Rate, zone: tzinfo, ctx: Context) -> str:
    """When it is, with its day: today, tomorrow, or the date."""
    at = replace(window, start=at_home(window.start, zone), end=at_home(window.end, zone))
    return _say_day(at.day, _say_hours(at, ctx._replace(zone=zone)), "span", ctx)


def _say_hours(part: Rate, ctx: Context) -> str:
    return f"{_say_clock(part.start, ctx.zone, ctx)}–{_say_clock(part.end, ctx.zone, ctx)}"


def _say_day(day: date, span: str, how: Literal["span", "part"], ctx: Context) -> str:
    ahead = day - ctx.today
    if ahead <= timedelta(days=1):
        return ctx.say(f"prices-{how}-tomorrow" if ahead else f"prices-{how}-today", span=span)
    return ctx.say(f"prices-{how}-day", day=format_date(day, "d MMM", locale=find_locale(ctx.language)), span=span)


def _say_clock(moment: datetime, zone: tzinfo, ctx: Context) -> str:
    """A time of day; one that comes twice says which of them it is."""
    said = say_time(moment.time(), ctx.language)
    return f"{said} ({moment.tzname()})" if is_twice(moment, zone) else said
