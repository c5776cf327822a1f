"""When prices are looked at by ourselves: daily, where what is connected may change, and for what is watched."""

from datetime import datetime, time
from zlib import crc32

from bot.conversation.alerts.hours import at_clock
from bot.conversation.context import Context
from bot.conversation.panel_parts import EXPORT, is_used
from bot.conversation.situation import Due, Location, Situation, Slot
from bot.conversation.zones import zone_of_location

CHANGES = "changes:"
WATCH = "watch:"
DAILY = time(17)  # within this hour: the next day's prices are out, and it is not night yet
SLOTS = {"IMPORT": "commodity_import", "EXPORT": EXPORT}


def dues_of(location: Location, ctx: Context, *, soon: bool = False) -> tuple[Due, ...]:
    """When to look whether the prices at a location have changed; `soon`: something was told of it."""
    used = (direction for direction in SLOTS if (slot := slot_of(location, direction)) and is_used(slot))
    return tuple(Due(f"{CHANGES}{location.id}:{way}", 0.0) if soon else due_daily(location, way, ctx) for way in used)


def due_daily(location: Location, direction: str, ctx: Context, *, days: int = 0) -> Due:
    """The next daily look, or one that many days later; a look that is to come before stays."""
    zone, clock = zone_of_location(location), _clock_of(location.id)
    at = at_clock(ctx.now, zone, days, clock)
    if at <= ctx.now:
        at = at_clock(ctx.now, zone, days + 1, clock)
    return Due(f"{CHANGES}{location.id}:{direction}", (at - ctx.now).total_seconds(), postpones=False)


def due_watches(location_id: str, direction: str, at: datetime, ctx: Context) -> Due:
    """When to look at prices for what is watched there."""
    return Due(f"{WATCH}{location_id}:{direction}", max(0.0, (at - ctx.now).total_seconds()))


def dues_of_watches(now: Situation, ctx: Context, location_id: str = "") -> tuple[Due, ...]:
    """Look now for all that is watched, or for that of one location."""
    places = {(one.location, one.direction) for one in now.state.watches if location_id in ("", one.location)}
    return tuple(due_watches(location, way, ctx.now, ctx) for location, way in sorted(places))


def slot_of(location: Location, direction: str) -> Slot | None:
    """The tariff of a direction."""
    return next((slot for slot in location.slots if slot.name == SLOTS[direction]), None)


def _clock_of(location_id: str) -> time:
    """Not all at the same time: FlatPeak is asked for each."""
    return time(DAILY.hour, crc32(location_id.encode()) % 60)
