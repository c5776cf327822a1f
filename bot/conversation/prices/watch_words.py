"""Watches in words: what each waits for, when it is told, and what it has found."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.conversation.alerts.hours import read_clock
from bot.conversation.alerts.model import Prefs
from bot.conversation.cards import Action, Block, Button, Card, Controls, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.pages.price_chart import draw_rates, say_rates, say_shortly
from bot.conversation.pages.price_words import USUAL_CURRENCY, say_either
from bot.conversation.panel_parts import name_location
from bot.conversation.prices.cards import say_span
from bot.conversation.prices.model import Watch
from bot.conversation.prices.watching import AT, EVENING, Hours, News
from bot.conversation.situation import Location
from bot.conversation.understanding.dates import say_time


def name_watch(watch: Watch, currency: str, ctx: Context) -> str:
    """What it waits for, in a few words."""
    if watch.kind == "best":
        words = "watch-best-paid" if watch.direction == "EXPORT" else "watch-best"
        return ctx.say(words, count=watch.hours, time=_say_clock(watch.at, ctx))
    if watch.kind == "day":
        said = ctx.say("watch-day", time=_say_clock(watch.at, ctx))
    elif watch.kind == "under" and Decimal(watch.limit) == 0:
        said = ctx.say("watch-negative")
    else:
        said = ctx.say(f"watch-{watch.kind}", limit=say_either(Decimal(watch.limit), currency, ctx))
    return ctx.say("watch-export", watch=said) if watch.direction == "EXPORT" else said


def explain(watch: Watch, prefs: Prefs, ctx: Context) -> str:
    """When it is told, and what becomes of it in quiet hours."""
    if prefs.off or watch.location in prefs.muted_locations:
        return ctx.say("watch-when-off", alerts=ctx.command("alerts"))
    quiet = prefs.quiet_from != prefs.quiet_to
    start, end = read_clock(prefs.quiet_from) or AT, read_clock(prefs.quiet_to) or AT
    if watch.kind in ("best", "day"):
        at = read_clock(watch.at) or AT
        within = start <= at < end if start < end else at >= start or at < end
        words = "watch-when-daily-quiet" if quiet and within else "watch-when-daily"
        return ctx.say(words, time=_say_clock(watch.at, ctx))
    if not quiet:
        return ctx.say("watch-when-crossed")
    before = (datetime.combine(datetime.min, start) + timedelta(days=1) - EVENING).time()  # noqa: DTZ901 - a clock time
    said = {"start": start, "end": end, "before": before}
    return ctx.say("watch-when-crossed-quiet", **{name: say_time(at, ctx.language) for name, at in said.items()})


def show_news(news: News, location: Location, hours: Hours, ctx: Context) -> Card:
    """What a watch has found."""
    ctx = ctx._replace(zone=hours.zone)
    watch, currency, paid = news.watch, hours.currency, news.watch.direction == "EXPORT"
    title = _headline(watch, currency, ctx)
    facts = [(ctx.say("page-address"), name_location(location, ctx))]
    blocks: list[Block] = []
    if news.day:
        drawn = draw_rates(news.day, ctx.say("summary-chart-title"), currency, ctx, paid=paid)
        blocks += [drawn] if drawn else []
        blocks.append(Text(say_rates(news.day, currency, ctx, paid=paid)))
    elif news.time:
        shown = replace(news.time, start=max(news.time.start, ctx.now))
        facts.append((ctx.say("watch-found-when"), say_span(shown, hours.zone, ctx)))
        facts.append((ctx.say(f"watch-found-{_found(watch)}"), say_shortly(shown.cost, currency, ctx)))
        blocks += [Text(ctx.say("watch-found-forecast"))] if shown.forecast else []
    see = Button(ctx.say("button-prices"), Action("@prices", f"{watch.location}|{watch.direction}"), "primary")
    change = Button(ctx.say("watch-change"), Action("@watch", watch.id))
    shown_first = (Title(title), Facts(tuple(facts)))
    return Card((*shown_first, *blocks, Controls(((see,), (change,)))), rest=title, live=False)


def currency_of(location: Location, told: str = "") -> str:
    """The currency of its prices."""
    return told or location.currency or USUAL_CURRENCY


def _headline(watch: Watch, currency: str, ctx: Context) -> str:
    paid = "-paid" if watch.direction == "EXPORT" else ""
    if watch.kind in ("under", "over"):
        if watch.kind == "under" and Decimal(watch.limit) == 0:
            return ctx.say(f"watch-told-negative{paid}")
        return ctx.say(f"watch-told-{watch.kind}{paid}", limit=say_either(Decimal(watch.limit), currency, ctx))
    return ctx.say(f"watch-told-{watch.kind}{paid}", count=watch.hours)


def _found(watch: Watch) -> str:
    return "best" if watch.kind == "best" else "highest" if watch.kind == "over" else "lowest"


def _say_clock(at: str, ctx: Context) -> str:
    return say_time(read_clock(at) or AT, ctx.language)
