"""Tariffs on their way while the chat has gone on to something else: they are looked for, and told of, all the same."""

from dataclasses import replace

from bot.conversation import handing_on
from bot.conversation.alerts import flow as alert_flow
from bot.conversation.cards import Action, Button, Card, Controls, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.ending import PENDING_AFTER, due_after
from bot.conversation.panel_parts import name_location, name_slot
from bot.conversation.situation import (
    Due,
    Location,
    Look,
    Looked,
    Noticed,
    Reaction,
    Situation,
    Slot,
    State,
)
from bot.conversation.turns import changed, with_state

WAKE = "awaited:"
_LAST = "awaited-last:"


def woken(now: Situation, what: str, attempt: int) -> Reaction:
    """Look for it again, the last time too if FlatPeak cannot be asked then."""
    id_ = what.removeprefix(WAKE)
    if id_ not in now.state.awaited or _is_waited_for(now, id_):
        return Reaction(now.state, quiet=True)
    again = due_after(what, PENDING_AFTER, attempt + 1)
    looking = what if again else _LAST + id_
    dues = again or (Due(what, PENDING_AFTER[-1], attempt),)
    return Reaction(changed(now, looking=looking), call=Look(id_), wake=dues, quiet=True)


def looked(now: Situation, found: Looked, ctx: Context) -> Reaction:
    """FlatPeak's word on a location; whoever waits for its tariff is told if that has come, or will not."""
    told, id_ = alert_flow.looked(now, found, ctx), found.location_id
    if id_ not in now.state.awaited or _is_waited_for(now, id_):
        return told
    slot = _slot_of(found.location, now.state.awaited[id_])
    if slot is not None and slot.status == "PENDING" and now.state.looking != _LAST + id_:
        return told
    told = replace(told, state=forget(told.state, id_))
    if (
        _is_listed(now, id_)
        or found.location is None
        or slot is None
        or slot.status not in ("CONNECTED", "PENDING", "ERROR")
    ):
        return told
    if slot.status == "ERROR":  # that is an alert like any other, and FlatPeak may tell of it besides
        noticed = Noticed("tariff.fetch.failed", id_, slot.tariff_id, "", "", ctx.now)
        alerted = alert_flow.notice(with_state(now, told.state), noticed)
        return replace(told, state=alerted.state, call=alerted.call)
    heard = handing_on.ask_heard(now, id_)
    return replace(told, notices=(*told.notices, _show(found.location, slot, ctx)), wake=(*told.wake, *heard))


def heed(state: State, location: Location, name: str) -> State:
    """The state that knows whether the tariff of a slot is awaited, now that its status was read."""
    slot = _slot_of(location, name)
    if slot is None or slot.status != "PENDING":
        return forget(state, location.id)
    return state.model_copy(update={"awaited": {**state.awaited, location.id: name}}) if state.waiting else state


def set_aside(state: State) -> tuple[Due, ...]:
    """When to look for the tariff that was waited for until now, as another session takes the chat."""
    waits = state.waiting and state.located in state.awaited
    return due_after(WAKE + state.located, PENDING_AFTER, 1) if waits else ()


def forget(state: State, location_id: str) -> State:
    """The state that waits for nothing at a location."""
    if location_id not in state.awaited:
        return state
    return state.model_copy(update={"awaited": {k: v for k, v in state.awaited.items() if k != location_id}})


def _is_waited_for(now: Situation, location_id: str) -> bool:
    """Whether the session itself looks for it, and says so."""
    return now.state.waiting and now.state.located == location_id


def _is_listed(now: Situation, location_id: str) -> bool:
    """Whether it is a site of a file, of which the card of all sites tells."""
    standings = now.job.standings.values() if now.job else ()
    return any(one.status == "waiting" and one.location_id == location_id for one in standings)


def _slot_of(location: Location | None, name: str) -> Slot | None:
    return next((slot for slot in location.slots if slot.name == name), None) if location else None


def _show(location: Location, slot: Slot, ctx: Context) -> Card:
    title = ctx.say("waited-connected" if slot.status == "CONNECTED" else "late-title")
    named = " · ".join(dict.fromkeys(filter(None, (slot.provider, slot.tariff))))
    facts = [(ctx.say("page-address"), name_location(location, ctx))]
    facts += [(name_slot(slot, ctx), named)] if named else []
    why = () if slot.status == "CONNECTED" else (Text(ctx.say("late-text")),)
    # The panel of the location lies over a question that may be open; showing the tariff at Connect would end that.
    button = Button(ctx.say("button-view"), Action("@location", location.id))
    return Card((Title(title), Facts(tuple(facts)), *why, Controls(((button,),))), rest=title, live=False)
