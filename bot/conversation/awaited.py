"""Tariffs on their way while the chat has gone on to something else: they are looked for, and told of, all the same.

Each is remembered by its location and slot, "loc_1:commodity_import", with how often it was looked for; where the
session that made it has not been read back, without the location. The open session looks for its own, and tells of it.
"""

from bot.conversation import handing_on
from bot.conversation.alerts import flow as alert_flow
from bot.conversation.cards import Action, Button, Card, Controls, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.ending import PENDING_AFTER, due_after
from bot.conversation.page import Page
from bot.conversation.panel_parts import is_used, name_location, name_slot
from bot.conversation.situation import (
    Due,
    Location,
    Look,
    Looked,
    Reaction,
    Situation,
    Slot,
    State,
    find_location,
)
from bot.conversation.turns import MOST_LOOKS, changed, how_to_look, waited_for, with_state

WAKE = "awaited:"
UNREAD = "unread"  # to read back what was left before it could be
UNREAD_AFTER_S = 30.0
_LATE = MOST_LOOKS + 1  # it was told that it is not looked for any more
_TOLD = MOST_LOOKS + 2  # it was told that it is there; whether that could be delivered is not known yet


def set_aside(now: Situation) -> Reaction:
    """Another session takes the chat: what this one waits for is awaited, and what is unread is read later."""
    state, own = now.state, waited_for(now)
    dues: tuple[Due, ...] = ()
    if own:
        location_id, slot = own
        state = state.model_copy(
            update={
                "awaited": {**state.awaited, f"{location_id}:{slot}": _LATE if state.late else 0},
                "alerts": alert_flow.without(state, "failed", location_id, slot),  # it is being read anew
            }
        )
        dues = due_after(f"{WAKE}{location_id}:{slot}", PENDING_AFTER, 1) if location_id and not state.late else ()
    if now.session is None or not (state.unread or (own and not own[0])):
        return Reaction(state, wake=dues)
    state = state.model_copy(update={"unread": 0, "left": max(state.left, 1)})
    return Reaction(state, wake=(*dues, Due(UNREAD, UNREAD_AFTER_S)), leave_session=True)


def woken(now: Situation, what: str, attempt: int) -> Reaction:
    """Look for it, again and again until it is told of."""
    key = what.removeprefix(WAKE)
    location_id, _, slot = key.partition(":")
    looks = now.state.awaited.get(key, _LATE)
    if looks == _TOLD and "" not in now.away:
        return Reaction(seen(now.state, location_id, slot), quiet=True)
    if looks >= _LATE:
        return Reaction(now.state, quiet=True)
    again = Due(what, PENDING_AFTER[min(attempt, MOST_LOOKS - 1)], attempt + 1)
    if waited_for(now) == (location_id, slot):
        return Reaction(now.state, wake=(again,), quiet=True)
    state = changed(now, awaited={**now.state.awaited, key: min(attempt, MOST_LOOKS)}, looking=what)
    return Reaction(state, call=Look(location_id), wake=(again,), quiet=True)


def looked(now: Situation, found: Looked, ctx: Context) -> Reaction:
    """FlatPeak's word on a location: alerts, and what has become of the tariffs there that somebody waits for."""
    told = alert_flow.looked(now, found, ctx)
    if found.location is None:
        return told._replace(state=forget(told.state, found.location_id))
    told = settle(now, told, found.location, ctx)
    own = waited_for(now)
    slot = _slot_of(found.location, own[1]) if own and own[0] == found.location_id else None
    came = slot is not None and slot.status in ("CONNECTED", "ERROR") and told.call is None
    return told._replace(call=how_to_look(now)) if came else told


def settle(now: Situation, told: Reaction, location: Location, ctx: Context) -> Reaction:
    """The reaction that also tells what has become of tariffs at a location, each once."""
    for key, looks in told.state.awaited.items():
        id_, _, name = key.partition(":")
        slot = _slot_of(location, name)
        if id_ != location.id or slot is None or looks == _TOLD or waited_for(now) == (id_, name):
            continue
        if slot.status == "ERROR" or (slot.status == "CONNECTED" and _is_listed(now, id_)):
            left = told._replace(state=seen(told.state, id_, name))
        elif slot.status == "CONNECTED":
            state = told.state.model_copy(update={"awaited": {**told.state.awaited, key: _TOLD}})
            left = told._replace(state=state, wake=(*told.wake, Due(WAKE + key, handing_on.HEARD_S)))
        elif looks == MOST_LOOKS:
            left = told._replace(state=told.state.model_copy(update={"awaited": {**told.state.awaited, key: _LATE}}))
        else:
            continue
        told = left if _is_listed(now, id_) else _tell(now, left, location, slot, ctx)
    return told


def told_by_page(now: Situation, arrived: Reaction, page: Page, ctx: Context) -> Reaction:
    """What was waited for is shown by the session itself. That it failed is an open alert all the same."""
    own = waited_for(now)
    arrived = arrived._replace(fresh=True)  # a new message rings, an edit does not
    if page.kind != "failed" or own is None or not own[0]:
        return arrived
    known = _slot_of(find_location(now.locations, own[0]), own[1]) or Slot(own[1], "ERROR")
    state, dues = alert_flow.keep_told(with_state(now, arrived.state), own[0], known, ctx)
    return arrived._replace(state=state, wake=(*arrived.wake, *dues))


def placed(state: State, location_id: str, slot: str) -> tuple[State, tuple[Due, ...]]:
    """The state that knows where it is what a session made that was left unread; and when to look for it."""
    looks = state.awaited.get(f":{slot}")
    if looks is None:
        return state, ()
    state, key = seen(state, "", slot), f"{location_id}:{slot}"
    if not location_id:
        return state, ()
    state = state.model_copy(update={"awaited": {**state.awaited, key: looks}})
    return state, due_after(WAKE + key, PENDING_AFTER, 1) if looks != _LATE else ()


def unheard(state: State) -> tuple[State, tuple[str, ...]]:
    """The state of somebody who is back, with what to wake for so that they hear what could not be delivered."""
    untold = {key: 0 for key, looks in state.awaited.items() if looks == _TOLD}
    back = state.model_copy(update={"awaited": {**state.awaited, **untold}}) if untold else state
    return back, tuple(WAKE + key for key in untold)


def seen(state: State, location_id: str, slot: str) -> State:
    """The state that does not wait for a tariff any more."""
    left = {key: looks for key, looks in state.awaited.items() if key != f"{location_id}:{slot}"}
    return state if len(left) == len(state.awaited) else state.model_copy(update={"awaited": left})


def forget(state: State, location_id: str) -> State:
    """The state that waits for nothing at a location."""
    left = {key: looks for key, looks in state.awaited.items() if key.partition(":")[0] != location_id}
    return state if len(left) == len(state.awaited) else state.model_copy(update={"awaited": left})


def tell_ended(now: Situation, location: Location, name: str, ctx: Context) -> Card:
    """What became of a tariff that was to be disconnected when the chat went on, as was promised then."""
    slot = _slot_of(location, name)
    if slot is not None and is_used(slot):
        return _card("", location, slot, ctx.say("ending-not-taken"), ctx)
    before = _slot_of(find_location(now.locations, location.id), name) or Slot(name, "")
    return _card(ctx.say("disconnected-title"), location, before, ctx.say("disconnected-text"), ctx)


def _tell(now: Situation, told: Reaction, location: Location, slot: Slot, ctx: Context) -> Reaction:
    if slot.status == "ERROR":  # that is an alert like any other, whether FlatPeak tells of it besides or not
        alerted = alert_flow.fail(with_state(now, told.state), location, slot, ctx)
        dues = (*told.wake, *alerted.wake)
        return told._replace(
            state=alerted.state,
            notices=(*told.notices, *alerted.notices),
            shared=(*told.shared, *alerted.shared),
            to_team=told.to_team or alerted.to_team,
            wake=dues,
        )
    heard = handing_on.ask_heard(now, location.id)
    return told._replace(notices=(*told.notices, _show(location, slot, ctx)), wake=(*told.wake, *heard))


def _is_listed(now: Situation, location_id: str) -> bool:
    """Whether it is a site of a file, of which the card of all sites tells."""
    standings = now.job.standings.values() if now.job else ()
    return any(one.status == "waiting" and one.location_id == location_id for one in standings)


def _slot_of(location: Location | None, name: str) -> Slot | None:
    return next((slot for slot in location.slots if slot.name == name), None) if location else None


def _show(location: Location, slot: Slot, ctx: Context) -> Card:
    if slot.status == "CONNECTED":
        return _card(ctx.say("waited-connected"), location, slot, "", ctx)
    return _card(ctx.say("late-title"), location, slot, ctx.say("late-text"), ctx)


def _card(title: str, location: Location, slot: Slot, why: str, ctx: Context) -> Card:
    named = " · ".join(dict.fromkeys(filter(None, (slot.provider, slot.tariff))))
    facts = [(ctx.say("page-address"), name_location(location, ctx))]
    facts += [(name_slot(slot, ctx), named)] if named else []
    head, text = (Title(title),) if title else (), (Text(why),) if why else ()
    # The panel of the location lies over a question that may be open; showing the tariff at Connect would end that.
    button = Button(ctx.say("button-view"), Action("@location", location.id))
    return Card((*head, Facts(tuple(facts)), *text, Controls(((button,),))), rest=title or why, live=False)
