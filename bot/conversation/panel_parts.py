"""Pieces of which cards of our own are made: rows of buttons, the name of a location, its tariffs."""

from datetime import date

from bot.conversation.asking_twice import final_button
from bot.conversation.belonging import rights_at
from bot.conversation.cards import Action, Button
from bot.conversation.context import Context
from bot.conversation.situation import Location, Situation, Slot
from bot.conversation.understanding.address import Address, part_names, say_address
from bot.conversation.understanding.dates import say_date

IMPORT = "commodity_import"
EXPORT = "commodity_export"
GRID = "non_commodity_import"
ASKED = (IMPORT, EXPORT, GRID)  # the slots that every location is asked about


def name_location(location: Location, ctx: Context) -> str:
    """The name that the person gave it; else its address."""
    return location.name or say_where(location, ctx)


def say_where(location: Location, ctx: Context) -> str:
    """The address in one line, or a word for a home whose address is not known."""
    parts = Address(**{name: location.address.get(name, "") for name in part_names()})
    return say_address(parts, ctx.language, with_country=False) or ctx.say("location-unnamed")


def list_slots(location: Location, ctx: Context) -> tuple[tuple[str, str], ...]:
    """Names and values of the tariffs of a location."""
    return tuple((name_slot(s, ctx), _say_slot(s, ctx)) for s in location.slots if is_used(s))


def list_all_slots(location: Location, ctx: Context) -> tuple[tuple[str, str], ...]:
    """The same, with those that have no tariff yet."""
    known = {slot.name: slot for slot in location.slots}
    asked = [known.get(name, Slot(name, "NOT_CONNECTED")) for name in ASKED]
    others = [slot for slot in location.slots if slot.name not in ASKED and is_used(slot)]
    return tuple((name_slot(slot, ctx), _say_slot(slot, ctx)) for slot in (*asked, *others))


def name_slot(slot: Slot, ctx: Context) -> str:
    """What a slot is called."""
    message = f"slot-{slot.name.replace('_', '-')}"
    return ctx.say(message) if ctx.say.has(message) else slot.name


def sum_up(location: Location, ctx: Context) -> str:
    """Its tariffs in one line: how each stands, without how it came to be."""
    used = [slot for slot in location.slots if is_used(slot)]
    if not used:
        return ctx.say("slot-is-not-connected")
    told = [(slot, _say_standing(slot, ctx)) for slot in used]
    return ", ".join(said if slot.name == ASKED[0] else f"{name_slot(slot, ctx)} {said}" for slot, said in told)


def _say_slot(slot: Slot, ctx: Context) -> str:
    """How it stands, where the prices come from, and when the contract ends."""
    if not is_used(slot):
        return _say_standing(slot, ctx)
    source = f"slot-by-{slot.connection_type.lower()}"
    by = ctx.say(source) if slot.connection_type and ctx.say.has(source) else ""
    return " · ".join(filter(None, (_say_standing(slot, ctx), by, _say_end(slot, ctx))))


def _say_end(slot: Slot, ctx: Context) -> str:
    try:
        ends = date.fromisoformat(slot.contract_end)
    except ValueError:
        return ""
    return ctx.say("slot-until", day=say_date(ends, ctx.language))


def _say_standing(slot: Slot, ctx: Context) -> str:
    name = " · ".join(dict.fromkeys(x for x in (slot.provider, slot.tariff) if x))
    message = f"slot-is-{(slot.status or 'NOT_CONNECTED').lower().replace('_', '-')}"
    said = ctx.say(message) if ctx.say.has(message) else slot.status
    return f"{name} ({said})" if name else said


def is_used(slot: Slot) -> bool:
    """Whether anything is connected there, or was to be."""
    return slot.status not in ("NOT_CONNECTED", "NOT_SUPPORTED", "")


def is_connected(location: Location) -> bool:
    """Whether there is a tariff for the energy that is consumed there."""
    return any(slot.name not in (EXPORT, GRID) and is_used(slot) for slot in location.slots)


def has(location: Location, name: str) -> bool:
    """Whether a slot has a tariff, or was to have one."""
    return any(slot.name == name and is_used(slot) for slot in location.slots)


def can_have(location: Location, name: str) -> bool:
    """Whether a slot is free for a tariff."""
    return all(slot.name != name or slot.status in ("NOT_CONNECTED", "") for slot in location.slots)


def enders(location: Location, now: Situation, ctx: Context) -> tuple[Button, ...]:
    """What disconnects from outside of the tariff's page, once that is asked twice."""
    if not rights_at(now, location.id).disconnect:
        return ()
    verbs = (
        ("disconnect", is_connected(location)),
        ("disconnect-export", has(location, EXPORT)),
        ("disconnect-grid", has(location, GRID)),
    )
    ending = (verb for verb, held in verbs if held)
    return tuple(
        final_button(
            ctx.say(f"button-{verb}"),
            Action("@ask-disconnect", f"{verb}|{location.id}"),
            Action(f"@{verb}", location.id),
            *ask_ending(ctx),
            ctx,
        )
        for verb in ending
    )


def ask_ending(ctx: Context) -> tuple[str, str, str, str]:
    """The second question before a tariff is disconnected: its title and text, and what is answered."""
    title, yes, no = (ctx.say(f"summary-stop-{part}") for part in ("title", "yes", "no"))
    return title, ctx.say("summary-stop-text", brand=ctx.brand.name), yes, no


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
