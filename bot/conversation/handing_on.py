"""What somebody who has left us can no longer be told: a colleague, or another chat of theirs, hears of it."""

from bot.conversation.alerts import flow as alert_flow
from bot.conversation.alerts.hours import next_allowed
from bot.conversation.cards import Action, Button, Card, Controls, Text, Title
from bot.conversation.context import Context
from bot.conversation.panel_parts import name_location
from bot.conversation.situation import Due, Location, Noticed, Reaction, Situation, find_location
from bot.conversation.zones import zone_of_location

HEARD = "heard:"  # of whoever waited: whether they can be told at all
LEFT = "left:"  # of whoever hears of it in their place
HEARD_S = 60.0  # by then a person who was written to and is no longer there is known to be


def ask_heard(now: Situation, location_id: str) -> tuple[Due, ...]:
    """When to see whether what became of a tariff was heard; in a team only, as nobody else has it."""
    return (Due(f"{HEARD}{location_id}", HEARD_S),) if now.rules is not None else ()


def tell_colleague(now: Situation, what: str, ctx: Context) -> Reaction:
    """What became of a tariff, for somebody who did not wait for it."""
    here = find_location(now.locations, what.removeprefix(LEFT))
    if here is None:
        return Reaction(now.state, quiet=True)
    broken = next((slot for slot in here.slots if slot.status == "ERROR"), None)
    if broken is not None:  # that needs somebody, and is an alert like any other
        return alert_flow.notice(now, Noticed("tariff.fetch.failed", here.id, broken.tariff_id, "", "", ctx.now))
    allowed = next_allowed(ctx.now, zone_of_location(here), now.state.prefs)
    if allowed is not None:
        return Reaction(now.state, wake=(Due(what, (allowed - ctx.now).total_seconds()),), quiet=True)
    card = _show(here, ctx)
    if now.rules is not None and now.rules.alerts:
        return Reaction(now.state, shared=(card,), to_team=True, quiet=True)
    return Reaction(now.state, notices=(card,), quiet=True)


def _show(here: Location, ctx: Context) -> Card:
    waits = any(slot.status == "PENDING" for slot in here.slots)
    title = ctx.say("left-waits-title" if waits else "left-connected-title")
    text = ctx.say("left-text", address=name_location(here, ctx))
    button = Button(ctx.say("button-view"), Action("@view", here.id))
    return Card((Title(title), Text(text), Controls(((button,),))), rest=title, live=False)
