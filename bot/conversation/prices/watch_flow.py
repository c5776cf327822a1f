"""Watches as a person sets, changes and removes them: by words or by buttons."""

from collections.abc import Callable
from decimal import Decimal
from typing import get_args

from bot.conversation.alerts.hours import read_clock
from bot.conversation.cards import Action
from bot.conversation.context import Context
from bot.conversation.frame import has_page
from bot.conversation.pages.price_words import read_written, say_cost, write
from bot.conversation.prices import watch_cards
from bot.conversation.prices.due import due_watches
from bot.conversation.prices.model import Direction, Watch, WatchKind
from bot.conversation.prices.watch_words import currency_of, explain, name_watch
from bot.conversation.situation import Location, Reaction, Situation, find_location
from bot.conversation.turns import changed, show_again
from bot.conversation.understanding.watches import MOST_HOURS, NoWish, Wish, read_wish
from bot.conversation.zones import zone_of_location

MOST_WATCHES = 20  # of a person; nobody reads more


def hear(now: Situation, text: str, ctx: Context) -> Reaction | None:
    """A wish in words. None: it is none, or an open question comes first."""
    on_top = now.state.panel == "watches"
    if not now.locations or not text.strip() or (has_page(now) and not on_top):
        return None
    changing = _find(now, now.state.about) if on_top else None
    here = find_location(now.locations, changing.location) if changing else _place(now)
    wish = read_wish(text, currency_of(here or now.locations[0]), ctx.language)
    if wish is None and not on_top:
        return None
    if not isinstance(wish, Wish):
        return _ask(now, wish or NoWish(), here, ctx)
    places = [here] if here else list(now.locations)
    several = [_watch(wish, place, limit, changing) for place in places for limit in wish.limits or (Decimal(0),)]
    if len(several) > 1:
        return Reaction(changed(now, panel="watches"), card=watch_cards.ask_which(several, now, ctx))
    return _set(now, several[0], ctx)


def press(now: Situation, action: Action, ctx: Context) -> Reaction | None:
    """A button about watches; None if it is another's."""
    act = _ACTS.get(action.verb)
    return act(now, action.value, ctx) if act else None


def read_spec(value: str) -> Watch | None:
    """The wish that a button carries."""
    location, direction, kind, limit, hours, at, id_ = (value.split("|") + [""] * 7)[:7]
    cost, count = read_written(limit), int(hours) if hours.isascii() and hours.isdecimal() else 0
    if kind not in get_args(WatchKind) or cost is None or not 0 < count <= MOST_HOURS or read_clock(at) is None:
        return None
    way: Direction = "EXPORT" if direction == "EXPORT" else "IMPORT"
    return Watch(id=id_, location=location, direction=way, kind=kind, limit=limit, hours=count, at=at)  # type: ignore[arg-type]


def _ask(now: Situation, missing: NoWish, here: Location | None, ctx: Context) -> Reaction:
    """Say what is missing; the presets stand below."""
    cheap = watch_cards.cheap_cost(currency_of(here or now.locations[0]))
    price = say_cost(cheap, currency_of(here or now.locations[0]), ctx)
    problem = ctx.say(f"watch-unclear-{missing.about}", price=price, most=MOST_HOURS)
    state = now.state if now.state.panel == "watches" else changed(now, panel="watches", about=here.id if here else "")
    return show_again(now, ctx, state=state, problem=problem)


def _watch(wish: Wish, location: Location, limit: Decimal, changing: Watch | None) -> Watch:
    before = changing or Watch(location=location.id, kind=wish.kind)
    at = f"{wish.at:%H:%M}" if wish.at else before.at
    way: Direction = "EXPORT" if wish.export else before.direction
    return Watch(
        id=before.id,
        location=location.id,
        direction=way,
        kind=wish.kind,
        limit=write(limit),
        hours=wish.hours or before.hours,
        at=at,
    )


def _set(now: Situation, watch: Watch, ctx: Context) -> Reaction:
    """Keep it, say when it is told, and look at prices for it at once."""
    here = find_location(now.locations, watch.location)
    if here is None:
        return show_again(now, ctx, hint=ctx.say("press-stale"))
    others = [one for one in now.state.watches if one.id != watch.id]
    same = next((one for one in others if _is_same(one, watch)), None)
    if same is not None:
        return show_again(now, ctx, state=changed(now, panel="watches", about=same.id), hint=ctx.say("watch-there"))
    if len(others) >= MOST_WATCHES:
        state = changed(now, panel="watches", about=here.id)
        return show_again(now, ctx, state=state, problem=ctx.say("watches-full", count=MOST_WATCHES))
    known = _find(now, watch.id)
    kept = watch if known else watch.model_copy(update={"id": _new_id(now)})
    place = f"{here.id}|{kept.direction}"
    watched = now.state.watched + (0 if known else 1)
    every = [kept if one is known else one for one in now.state.watches] if known else [*others, kept]
    state = changed(now, watches=every, watched=watched, panel="watches", about=place)
    name, when = name_watch(kept, currency_of(here), ctx), explain(kept, state.prefs, ctx)
    shown = show_again(now, ctx, state=state, hint=ctx.say("watch-set", watch=name, when=when))
    zoned = ctx._replace(zone=zone_of_location(here))
    return shown._replace(wake=(due_watches(here.id, kept.direction, ctx.now, zoned),))


def _is_same(one: Watch, other: Watch) -> bool:
    if (one.location, one.direction, one.kind) != (other.location, other.direction, other.kind):
        return False
    if one.kind in ("under", "over"):
        return Decimal(one.limit) == Decimal(other.limit)
    return one.at == other.at and (one.kind == "day" or one.hours == other.hours)


def _press_set(now: Situation, value: str, ctx: Context) -> Reaction:
    watch = read_spec(value)
    return _set(now, watch, ctx) if watch else show_again(now, ctx, hint=ctx.say("press-stale"))


def _remove(now: Situation, value: str, ctx: Context) -> Reaction:
    gone = _find(now, value)
    if gone is None:
        return show_again(now, ctx, state=changed(now, panel="watches", about=""), hint=ctx.say("watch-gone"))
    left = [one for one in now.state.watches if one.id != value]
    state = changed(now, watches=left, panel="watches", about=f"{gone.location}|{gone.direction}")
    return show_again(now, ctx, state=state, hint=ctx.say("watch-removed"))


def _see(now: Situation, value: str, ctx: Context) -> Reaction:
    known = _find(now, value)
    if known is None and value.startswith("w"):
        return show_again(now, ctx, state=changed(now, panel="watches", about=""), hint=ctx.say("watch-gone"))
    return show_again(now, ctx, state=changed(now, panel="watches", about=value))


def _list(now: Situation, value: str, ctx: Context) -> Reaction:
    place = _place(now)
    return show_again(now, ctx, state=changed(now, panel="watches", about=value or (place.id if place else "")))


def _place(now: Situation) -> Location | None:
    """The location that is spoken of: the only one, or the one on the card."""
    if len(now.locations) == 1:
        return now.locations[0]
    return find_location(now.locations, now.state.about.partition("|")[0]) if now.state.panel else None


def _find(now: Situation, id_: str) -> Watch | None:
    return next((one for one in now.state.watches if one.id == id_), None) if id_ else None


def _new_id(now: Situation) -> str:
    """A name that was not given before, so that an old button never means another."""
    return f"w{now.state.watched + 1}"


_ACTS: dict[str, Callable[[Situation, str, Context], Reaction]] = {
    "@watches": _list,
    "@watches-choose": lambda now, _, ctx: show_again(now, ctx, state=changed(now, panel="watches", about="all")),
    "@watch": _see,
    "@watch-set": _press_set,
    "@watch-remove": _remove,
}
