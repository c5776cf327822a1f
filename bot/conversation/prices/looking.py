"""Prices that we look at by ourselves: whether they have changed, and whether they are what somebody waits for."""

from datetime import datetime, timedelta
from typing import Literal

from bot.conversation.belonging import hears
from bot.conversation.cards import Card
from bot.conversation.context import Context
from bot.conversation.panel_parts import is_used
from bot.conversation.prices import change_cards, watch_words
from bot.conversation.prices.changes import Compared, compare, is_moving
from bot.conversation.prices.due import CHANGES, WATCH, due_daily, due_watches, slot_of
from bot.conversation.prices.hours import local_rates
from bot.conversation.prices.model import Series, Told, Watch
from bot.conversation.prices.watching import Hours, look
from bot.conversation.prices.zones import zone_name, zone_of_series
from bot.conversation.situation import (
    Due,
    Location,
    Priced,
    Reaction,
    ReadPrices,
    Situation,
    State,
    Trouble,
    find_location,
)
from bot.conversation.turns import changed, with_state

AGAIN = timedelta(minutes=15)  # docs.flatpeak.com: price errors are asked about no more often
LATELY = timedelta(hours=1)  # within which a chat refuses what it was sent
MOVING_DAYS = 7  # until prices that change daily are looked at again: the tariff may be another by then
DAY = timedelta(days=1)


def woken(now: Situation, what: str) -> Reaction | None:
    """The time has come to look at prices; None: it is the time of something else."""
    prefix = next((one for one in (CHANGES, WATCH) if what.startswith(one)), "")
    if not prefix:
        return None
    location, _, direction = what.removeprefix(prefix).rpartition(":")
    here = find_location(now.locations, location)
    if here is None:
        return Reaction(drop(now.state, location), quiet=True)
    slot = slot_of(here, direction)
    watched = any(_is_about(one, location, direction) for one in now.state.watches)
    if slot is None or not (watched or (prefix == CHANGES and is_used(slot))):
        return Reaction(now.state, quiet=True)
    zone = zone_name(now, location)
    why: Literal["changes", "watch"] = "changes" if prefix == CHANGES else "watch"
    return Reaction(now.state, call=ReadPrices(location, direction, zone, why), quiet=True)


def priced(now: Situation, found: Priced, ctx: Context) -> Reaction:
    """Prices that we have looked at by ourselves came, or FlatPeak's word on why there are none."""
    here = find_location(now.locations, found.location_id)
    if here is None:
        return Reaction(now.state, quiet=True)
    zone = zone_of_series(found.series, here)
    ctx = ctx._replace(zone=zone)
    watched = _look_for_watches(now, found, here, ctx)
    if not _is_for_changes(now):
        return watched
    told = _tell_changes(with_state(now, watched.state), found, here, ctx)
    return watched._replace(
        state=told.state,
        notices=(*told.notices, *watched.notices),
        shared=told.shared,
        to_team=told.to_team,
        wake=(*told.wake, *watched.wake),
    )


def not_priced(now: Situation, trouble: Trouble) -> Reaction:
    """FlatPeak cannot be asked just now; it is asked again later, and nobody is told."""
    calling = now.state.calling
    if calling is None:
        return Reaction(now.state, quiet=True)
    after = max(AGAIN.total_seconds(), trouble.retry_after_s or 0.0)
    prefix = CHANGES if calling.kind == "changes" else WATCH
    return Reaction(now.state, wake=(Due(f"{prefix}{calling.location}:{calling.direction}", after),), quiet=True)


def seen(now: Situation, found: Priced, ctx: Context) -> State:
    """The state of a person who looks at prices themselves: what they see need not be told."""
    key, here = key_of(found), find_location(now.locations, found.location_id)
    if key not in now.state.known_prices or here is None or found.series.refused:
        return now.state
    return _keep(now.state, key, _compare(now, found, here, ctx).told)


def forget(state: State, location_id: str) -> State:
    """The state without what is known of the prices at a location, because what is connected there is another now."""
    known = {key: told for key, told in state.known_prices.items() if key.partition("|")[0] != location_id}
    return state if len(known) == len(state.known_prices) else state.model_copy(update={"known_prices": known})


def drop(state: State, location_id: str) -> State:
    """The state without anything about the prices at a location that is gone."""
    left = [one for one in state.watches if one.location != location_id]
    kept = state if len(left) == len(state.watches) else state.model_copy(update={"watches": left})
    return forget(kept, location_id)


def tell_instead(now: Situation, ctx: Context) -> tuple[State, tuple[Card, ...]]:
    """Changes that the team's chat refused, for whoever connected; and the state in which they are told."""
    cards: list[Card] = []
    known = dict(now.state.known_prices)
    for key, told in now.state.known_prices.items():
        location, _, direction = key.partition("|")
        lately = bool(told.shared) and ctx.now - datetime.fromisoformat(told.shared_at) < LATELY
        here = find_location(now.locations, location) if lately else None
        if here is not None:
            cards.append(change_cards.show_again(told.shared, here, direction, ctx))
        known[key] = told.model_copy(update={"shared": []})
    return changed(now, known_prices=known), tuple(cards)


def key_of(found: Priced) -> str:
    """Under which prices are known in a conversation."""
    return f"{found.location_id}|{found.direction}"


def _is_for_changes(now: Situation) -> bool:
    return now.state.calling is not None and now.state.calling.kind == "changes"


def _is_about(watch: Watch, location: str, direction: str) -> bool:
    return (watch.location, watch.direction) == (location, direction)


def _look_for_watches(now: Situation, found: Priced, here: Location, ctx: Context) -> Reaction:
    """Look at the prices for every watch on them."""
    mine = [one for one in now.state.watches if _is_about(one, found.location_id, found.direction)]
    if not mine:
        return Reaction(now.state, quiet=True)
    series, today = found.series, ctx.today
    hours = Hours(ctx.now, ctx.zone, now.state.prefs, watch_words.currency_of(here, series.currency))
    if series.refused:  # what is not there is not beyond any limit; a day's prices are waited for as if they were late
        soonest = max(ctx.now + AGAIN, min(look(one, (), hours).again for one in mine))
        return Reaction(now.state, wake=(due_watches(here.id, found.direction, soonest, ctx),), quiet=True)
    rates = local_rates(series.points, ctx.zone, today - DAY, days=3)
    looked = {one.id: look(one, rates, hours) for one in mine}
    watches = [looked[one.id].watch if one.id in looked else one for one in now.state.watches]
    cards = tuple(watch_words.show_news(news, here, hours, ctx) for one in looked.values() for news in one.news)
    soonest = min([one.again for one in looked.values()] + _news_at(series, ctx))
    again = due_watches(here.id, found.direction, soonest, ctx)
    return Reaction(changed(now, watches=watches), notices=cards, wake=(again,), quiet=True)


def _tell_changes(now: Situation, found: Priced, here: Location, ctx: Context) -> Reaction:
    """Tell what has changed, if it is wanted and the hour is right."""
    series, prefs, key = found.series, now.state.prefs, key_of(found)
    if series.refused:
        return Reaction(now.state, wake=(due_daily(here, found.direction, ctx),), quiet=True)
    compared = _compare(now, found, here, ctx)
    days = MOVING_DAYS if is_moving(series, slot_of(here, found.direction), ctx.zone, ctx.today) else 0
    wake: tuple[Due, ...] = (due_daily(here, found.direction, ctx, days=days),)
    if not days and any(at - ctx.now <= AGAIN for at in _news_at(series, ctx)):
        wake = (Due(f"{CHANGES}{here.id}:{found.direction}", AGAIN.total_seconds()),)
    to_team = bool(now.rules and now.rules.alerts)
    muted = not to_team and prefs.mutes_prices(here.id)  # one member does not silence the team's chat
    if not compared.changes or muted or not hears(now, here.id):
        return Reaction(_keep(now.state, key, compared.told), wake=wake, quiet=True)
    quiet_end = Hours(ctx.now, ctx.zone, prefs, "").quiet_end(ctx.now)
    if quiet_end is not None:
        wait = (quiet_end - ctx.now).total_seconds()
        return Reaction(now.state, wake=(Due(f"{CHANGES}{here.id}:{found.direction}", wait),), quiet=True)
    card = change_cards.show(compared.changes, series, here, found.direction, ctx, in_team=to_team)
    shared = change_cards.write_all(compared.changes) if to_team else []
    told = compared.told.model_copy(update={"shared": shared, "shared_at": ctx.now.isoformat()})
    state = _keep(now.state, key, told)
    if to_team:
        return Reaction(state, shared=(card,), to_team=True, wake=wake, quiet=True)
    return Reaction(state, notices=(card,), wake=wake, quiet=True)


def _news_at(series: Series, ctx: Context) -> list[datetime]:
    """When there may be other prices, by FlatPeak's word, or because they could not be asked for again yet."""
    told = series.next_update
    return [max(told, ctx.now + AGAIN)] if told and told > ctx.now else []


def _compare(now: Situation, found: Priced, here: Location, ctx: Context) -> Compared:
    slot, known = slot_of(here, found.direction), now.state.known_prices.get(key_of(found))
    zone = zone_of_series(found.series, here)
    return compare(known, found.series, slot, zone, ctx.now.astimezone(zone).date())


def _keep(state: State, key: str, told: Told) -> State:
    return state.model_copy(update={"known_prices": {**state.known_prices, key: told}})
