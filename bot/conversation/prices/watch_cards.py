"""What a person has asked to be told of prices: the list, one of them, and questions about what was meant."""

from collections.abc import Sequence
from decimal import Decimal

from bot.conversation.alerts.hours import read_clock
from bot.conversation.cards import Action, Button, Card, Choices, Control, Controls, Text, Title
from bot.conversation.context import Context
from bot.conversation.pages.price_words import likely_costs, usual_cost, write
from bot.conversation.panel_parts import EXPORT, has, name_location, row
from bot.conversation.prices.due import slot_of
from bot.conversation.prices.model import Direction, Watch, WatchKind
from bot.conversation.prices.watch_words import currency_of, explain, name_watch
from bot.conversation.prices.watching import AT
from bot.conversation.situation import Location, Situation, find_location
from bot.conversation.understanding.currencies import find_currency
from bot.conversation.understanding.dates import say_time

CLOCKS = ("16:00", "18:00", "20:00")
HOURS = (2, 3, 4, 6)


def show(now: Situation, ctx: Context) -> Card:
    """The list for a location, one watch, or whose watches; `about` says which."""
    chosen = next((one for one in now.state.watches if one.id == now.state.about), None)
    if chosen is not None and (here := find_location(now.locations, chosen.location)):
        return _one(chosen, here, now, ctx)
    location, _, direction = now.state.about.partition("|")
    place = find_location(now.locations, location) or (now.locations[0] if len(now.locations) == 1 else None)
    if place is None:
        return _choose(now, ctx)
    return _list(place, "EXPORT" if direction == "EXPORT" and has(place, EXPORT) else "IMPORT", now, ctx)


def ask_which(specs: Sequence[Watch], now: Situation, ctx: Context) -> Card:
    """Which of several was meant: limits, or addresses."""
    several = len({one.location for one in specs}) > 1
    title = ctx.say("watch-which-address" if several else "watch-which-limit")
    rows = []
    for one in specs:
        here = find_location(now.locations, one.location)
        label = name_location(here, ctx) if several and here else name_watch(one, _currency(here), ctx)
        rows.append((Button(label, Action("@watch-set", spec_of(one))),))
    return Card((Title(title), Controls((*rows, row(ctx, ("button-close", "@watches"))))), rest=title)


def example(now: Situation, location: Location | None, ctx: Context) -> str:
    """A limit that would be understood."""
    limit = write(cheap_cost(_currency(location)))
    return name_watch(Watch(location="", kind="under", limit=limit), _currency(location), ctx)


def cheap_cost(currency: str) -> Decimal:
    """A price that is low where prices move: "10 p"."""
    band = find_currency(currency).band
    low = band.low * 10 / 3 if band else likely_costs(currency)[0]
    return low.quantize(Decimal(1).scaleb(low.adjusted()))


def spec_of(watch: Watch) -> str:
    """A wish as a button carries it."""
    return "|".join((watch.location, watch.direction, watch.kind, watch.limit, str(watch.hours), watch.at, watch.id))


def _list(location: Location, direction: Direction, now: Situation, ctx: Context) -> Card:
    title = ctx.say("watches-title", address=name_location(location, ctx))
    own = [one for one in now.state.watches if one.location == location.id]
    slot = slot_of(location, direction)
    same = slot is not None and slot.structure == "FIXED"
    text = ctx.say("watches-fixed" if same else "watches-text" if own else "watches-none")
    how = ctx.say("watches-how", example=example(now, location, ctx))
    rows: list[tuple[Control, ...]] = [
        (Button(f"✓ {name_watch(one, currency_of(location), ctx)}", Action("@watch", one.id)),) for one in own
    ]
    known = {spec_of(one.model_copy(update={"id": ""})) for one in own}
    for preset in _presets(location, direction):
        if spec_of(preset) not in known:
            label = ctx.say("watch-add", watch=name_watch(preset, currency_of(location), ctx))
            rows.append((Button(label, Action("@watch-set", spec_of(preset))),))
    if has(location, EXPORT):
        other = "IMPORT" if direction == "EXPORT" else "EXPORT"
        label = "watches-import" if direction == "EXPORT" else "watches-export"
        rows.append((Button(ctx.say(label), Action("@watches", f"{location.id}|{other}")),))
    if len(now.locations) > 1:
        rows.append(row(ctx, ("button-all-addresses", "@watches-choose")))
    rows.append(row(ctx, ("button-close", "@continue")))
    return Card((Title(title), Text(text), Text(how), Controls(tuple(rows))), rest=title)


def _presets(location: Location, direction: Direction) -> tuple[Watch, ...]:
    """Wishes that are a press away."""
    currency = currency_of(location)

    def wish(kind: WatchKind, limit: Decimal = Decimal(0)) -> Watch:
        return Watch(location=location.id, direction=direction, kind=kind, limit=write(limit))

    if direction == "EXPORT":
        return wish("best"), wish("over", usual_cost(currency, paid=True)), wish("under"), wish("day")
    return wish("best"), wish("under", cheap_cost(currency)), wish("under"), wish("day")


def _one(watch: Watch, location: Location, now: Situation, ctx: Context) -> Card:
    title = ctx.say("watch-title", watch=name_watch(watch, currency_of(location), ctx))
    text = explain(watch, now.state.prefs, ctx)
    rows = _others(watch, currency_of(location), ctx)
    rows.append((Button(ctx.say("watch-remove"), Action("@watch-remove", watch.id), "danger"),))
    back = Button(ctx.say("watch-all"), Action("@watches", f"{watch.location}|{watch.direction}"))
    rows.append((back, *row(ctx, ("button-close", "@continue"))))
    shown = (Title(title), Text(name_location(location, ctx)), Text(text), Text(ctx.say("watch-say")))
    return Card((*shown, Controls(tuple(rows))), rest=title)


def _others(watch: Watch, currency: str, ctx: Context) -> list[tuple[Control, ...]]:
    """What it can be changed to with a press."""

    def to(label: str, **changes: object) -> Button:
        return Button(label, Action("@watch-set", spec_of(watch.model_copy(update=changes))))

    if watch.kind in ("under", "over"):
        limit, step = Decimal(watch.limit), _step(currency)
        others = [write(limit + step * count) for count in (-2, -1, 1, 2)]
        shown = [to(name_watch(watch.model_copy(update={"limit": one}), currency, ctx), limit=one) for one in others]
        return [(one,) for one in shown]
    clocks = tuple(
        to(ctx.say("watch-at", time=say_time(read_clock(at) or AT, ctx.language)), at=at)
        for at in CLOCKS
        if at != watch.at
    )
    counts = tuple(to(ctx.say("prices-hours", count=count), hours=count) for count in HOURS if count != watch.hours)
    return [counts, clocks] if watch.kind == "best" else [clocks]


def _step(currency: str) -> Decimal:
    """A step that matters: about a twentieth of a usual price, as 1, 2 or 5."""
    rough = usual_cost(currency) / 20
    unit = Decimal(1).scaleb(rough.adjusted())
    return max((unit * part for part in (1, 2, 5) if unit * part <= rough), default=unit)


def _choose(now: Situation, ctx: Context) -> Card:
    title = ctx.say("watches-choose")
    entries = tuple(Button(name_location(one, ctx), Action("@watches", one.id)) for one in now.locations)
    close = Controls((row(ctx, ("button-close", "@continue")),))
    if ctx.can.menus:
        return Card((Title(title), Choices(entries, len(entries), prompt=ctx.say("home-find")), close), rest=title)
    return Card((Title(title), Controls(tuple((entry,) for entry in entries)), close), rest=title)


def _currency(location: Location | None) -> str:
    return currency_of(location) if location else "EUR"
