"""From the wish to see prices to the card that shows them."""

from collections.abc import Callable
from typing import Literal

from bot.conversation.cards import Action, Card
from bot.conversation.context import Context
from bot.conversation.panel_parts import is_connected, is_used
from bot.conversation.prices import cards, looking
from bot.conversation.prices.model import HOURS, UNTILS, PriceView
from bot.conversation.prices.zones import zone_name, zone_of_series
from bot.conversation.remembered import Calling
from bot.conversation.situation import Location, Look, Priced, Reaction, ReadPrices, Situation, Trouble, find_location
from bot.conversation.turns import changed, show_again, with_state


def ask(now: Situation, ctx: Context) -> Reaction:
    """The prices of the only location; of several, it is asked which."""
    if len(now.locations) == 1:
        view = now.state.prices.model_copy(update=_wanted(now, now.locations[0].id))
        return _read(now, view, ctx)
    panel = "prices" if now.locations else "tariffs"  # which says that nothing is connected, and offers to
    return show_again(now, ctx, state=changed(now, panel=panel, about=""))


def press(now: Situation, action: Action, ctx: Context) -> Reaction | None:
    """A button about prices; None if it is another's."""
    act = _ACTS.get(action.verb)
    return act(now, action.value, ctx) if act else None


def priced(now: Situation, found: Priced, ctx: Context) -> Reaction:
    """The prices came, or FlatPeak's word on why there are none."""
    view, here = now.state.prices, find_location(now.locations, found.location_id)
    if here is None or (view.location, view.direction) != (found.location_id, found.direction):
        return show_again(now, ctx)
    series = found.series
    if series.refused == "not_found":
        # The location's own status tells whether it is gone.
        return _over(now, here, cards.show_why("no_price_data", view, here, now, ctx))._replace(call=Look(here.id))
    told = found.schedule.refused if found.schedule else ""
    if refused := series.refused or (told if told in cards.REFUSED else ""):
        return _over(now, here, cards.show_why(refused, view, here, now, ctx))
    zone = zone_of_series(series, here)
    shown = _over(now, here, cards.show_prices(view, here, series, zone, now, ctx, found.schedule))
    return shown._replace(state=looking.seen(with_state(now, shown.state), found, ctx))


def not_priced(now: Situation, trouble: Trouble, ctx: Context) -> Reaction:
    """FlatPeak cannot be asked just now."""
    view = now.state.prices
    here = find_location(now.locations, view.location)
    if here is None:
        return show_again(now, ctx, problem=ctx.say(f"trouble-{trouble.kind}"))
    return _over(now, here, cards.show_trouble(trouble.kind, view, here, now, ctx))


def read_again(now: Situation, calling: Calling) -> ReadPrices:
    """The call for prices that was under way when a process died."""
    if calling.kind in ("changes", "watch"):
        why: Literal["changes", "watch"] = "changes" if calling.kind == "changes" else "watch"
        return ReadPrices(calling.location, calling.direction, zone_name(now, calling.location), why)
    return _call(now, now.state.prices)


def _over(now: Situation, here: Location, card: Card) -> Reaction:
    """The card, over that of its location: what a person says next is about that one."""
    return Reaction(changed(now, panel="tariffs", about=here.id), card=card)


def _read(now: Situation, view: PriceView, ctx: Context) -> Reaction:
    """Ask for the prices that are looked at."""
    here = find_location(now.locations, view.location)
    if here is None:
        return show_again(now, ctx, hint=ctx.say("press-stale"))
    return Reaction(changed(now, prices=view), call=_call(now, view), quiet=True)


def _call(now: Situation, view: PriceView) -> ReadPrices:
    zone, hours = zone_name(now, view.location), view.hours if view.breaks else 0
    return ReadPrices(view.location, view.direction, zone, hours=hours, until=view.until)


def _see(now: Situation, value: str, ctx: Context) -> Reaction:
    if not value:
        return ask(now, ctx)
    location, _, direction = value.partition("|")
    return _read(now, now.state.prices.model_copy(update=_wanted(now, location, direction)), ctx)


def _wanted(now: Situation, location_id: str, direction: str = "") -> dict[str, str]:
    """Whose prices and in which direction; where only feeding in is connected, that is meant."""
    here = find_location(now.locations, location_id)
    only_export = here is not None and not is_connected(here) and any(is_used(slot) for slot in here.slots)
    export = direction == "EXPORT" or (not direction and only_export)
    return {"location": location_id, "direction": "EXPORT" if export else "IMPORT"}


def _set_hours(now: Situation, value: str, ctx: Context) -> Reaction:
    hours = next((count for count in HOURS if str(count) == value), now.state.prices.hours)
    return _read(now, now.state.prices.model_copy(update={"hours": hours}), ctx)


def _set_until(now: Situation, value: str, ctx: Context) -> Reaction:
    until = next((one for one in UNTILS if one == value), now.state.prices.until)
    return _read(now, now.state.prices.model_copy(update={"until": until}), ctx)


def _set_breaks(now: Situation, value: str, ctx: Context) -> Reaction:
    return _read(now, now.state.prices.model_copy(update={"breaks": value == "yes"}), ctx)


def _choose(now: Situation, value: str, ctx: Context) -> Reaction:
    return show_again(now, ctx, state=changed(now, panel="prices", about=""))


_ACTS: dict[str, Callable[[Situation, str, Context], Reaction]] = {
    "@prices": _see,
    "@price-hours": _set_hours,
    "@price-until": _set_until,
    "@price-breaks": _set_breaks,
    "@prices-choose": _choose,
}
