"""Pieces of which cards of our own are made: rows of buttons, the name of a location, its tariffs."""

from bot.conversation.cards import Action, Button
from bot.conversation.context import Context
from bot.conversation.situation import Location, Slot
from bot.conversation.understanding.address import Address, part_names, say_address

EXPORT = "commodity_export"


def name_location(location: Location, ctx: Context) -> str:
    """The address in one line, or a word for a home whose address is not known."""
    parts = Address(**{name: location.address.get(name, "") for name in part_names()})
    return say_address(parts, ctx.language, with_country=False) or ctx.say("location-unnamed")


def list_slots(location: Location, ctx: Context) -> tuple[tuple[str, str], ...]:
    """Names and values of the tariffs of a location."""
    return tuple((name_slot(s, ctx), _say_slot(s, ctx)) for s in location.slots if is_used(s))


def name_slot(slot: Slot, ctx: Context) -> str:
    """What a slot is called."""
    message = f"slot-{slot.name.replace('_', '-')}"
    return ctx.say(message) if ctx.say.has(message) else slot.name


def _say_slot(slot: Slot, ctx: Context) -> str:
    name = " · ".join(dict.fromkeys(x for x in (slot.provider, slot.tariff) if x))
    message = f"slot-is-{slot.status.lower()}"
    said = ctx.say(message) if ctx.say.has(message) else slot.status
    return f"{name} ({said})" if name else said


def is_used(slot: Slot) -> bool:
    """Whether anything is connected there, or was to be."""
    return slot.status not in ("NOT_CONNECTED", "NOT_SUPPORTED", "")


def is_connected(location: Location) -> bool:
    """Whether there is a tariff for what is consumed there."""
    return any(slot.name != EXPORT and is_used(slot) for slot in location.slots)


def row(ctx: Context, *buttons: tuple[str, str, str] | tuple[str, str]) -> tuple[Button, ...]:
    """Buttons side by side: message id of the label, verb, and a style where it is not plain."""
    made = []
    for label, verb, *style in buttons:
        match style:
            case ["primary"]:
                made.append(Button(ctx.say(label), Action(verb), "primary"))
            case ["danger"]:
                made.append(Button(ctx.say(label), Action(verb), "danger"))
            case _:
                made.append(Button(ctx.say(label), Action(verb)))
    return tuple(made)
