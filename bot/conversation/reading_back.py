"""What became of a session, over REST: its location, and how the tariff stands that it was for."""

from bot.conversation import awaited, handing_on, leftovers, locations
from bot.conversation.alerts import flow as alert_flow
from bot.conversation.context import Context
from bot.conversation.location_calls import LeftRead, ReadLeft
from bot.conversation.prices import looking
from bot.conversation.prices.due import dues_of
from bot.conversation.remembered import Step
from bot.conversation.situation import (
    Due,
    Known,
    Location,
    Looked,
    Reaction,
    ReadBack,
    Situation,
    Slot,
    State,
    Trouble,
    find_location,
)
from bot.conversation.turns import changed, show_again, tell_late, with_awaited, with_state

READ_AFTER = (30.0, 120.0, 600.0, 3600.0, 14400.0)  # seconds until it is tried again, the last of them on and on


def woken(now: Situation, what: str) -> Reaction:
    """Read what could not be read before."""
    if what == awaited.UNREAD and now.state.left:
        return Reaction(now.state, call=ReadLeft(), quiet=True)
    if what == "read" and now.state.unread:
        return Reaction(now.state, call=ReadBack(), quiet=True)
    return Reaction(now.state, quiet=True)


def take(now: Situation, known: Known, ctx: Context) -> Reaction:
    """The session was read back: keep its location; say so if a tariff that we waited for has come, or failed."""
    name = _slot_name(now)
    if known.location and not now.state.waiting:  # how it stands is shown
        now = with_state(now, awaited.seen(now.state, known.location.id, name))
    if over := locations.disconnected(now, known, ctx):
        return over
    located = known.location.id if known.location else now.state.located
    now = with_state(now, changed(now, unread=0, located=located))
    if known.location is None and (doubt := locations.unsure(now, ctx)):
        return doubt
    if known.location is None:
        return tell_late(now, ctx) if now.state.late else Reaction(now.state, quiet=True)
    now = with_state(now, _heed(now, known.location, ctx))
    others = awaited.settle(now, Reaction(now.state), known.location, ctx)
    told = _tell(with_state(now, others.state), known.location, name, ctx)
    ends = (*alert_flow.ends_of(known.location, ctx), *dues_of(known.location, ctx))
    return told._replace(
        locations=(known.location,),
        notices=(*others.notices, *told.notices),
        shared=others.shared,
        to_team=others.to_team,
        wake=(*ends, *others.wake, *told.wake),
    )


def not_read(now: Situation, trouble: Trouble, ctx: Context) -> Reaction:
    """FlatPeak could not be asked; nobody waits for it."""
    due = _due("read", now.state.unread + 1, trouble)
    if doubt := locations.unsure(now, ctx):
        return doubt._replace(wake=(due,))
    return Reaction(changed(now, unread=due.attempt), wake=(due,), quiet=True)


def left_unread(now: Situation, trouble: Trouble) -> Reaction:
    """The same of sessions that another took the place of."""
    due = _due(awaited.UNREAD, now.state.left, trouble)
    return Reaction(changed(now, left=now.state.left + 1), wake=(due,), quiet=True)


def take_left(now: Situation, found: LeftRead, ctx: Context) -> Reaction:
    """What a session has made that another took the place of; then the next of them is read."""
    if not found.session:
        return Reaction(changed(now, left=0), quiet=True)
    again = Due(awaited.UNREAD, 1.0)
    location_id = found.location.id if found.location else ""
    state, dues = awaited.placed(changed(now, left=1, looking=""), location_id, found.slot)
    if found.location is None:
        return Reaction(state, wake=(again,), quiet=True)
    now = with_state(now, state)
    told = awaited.looked(now, Looked(location_id, with_awaited(found.location, now)), ctx)
    over = (awaited.tell_ended(now, found.location, found.slot, ctx),) if found.ends else ()
    return told._replace(notices=(*told.notices, *over), wake=(*told.wake, *dues, again))


def _due(what: str, attempt: int, trouble: Trouble) -> Due:
    after_s = READ_AFTER[min(attempt, len(READ_AFTER)) - 1]
    return Due(what, max(after_s, trouble.retry_after_s or 0.0), attempt)


def _heed(now: Situation, location: Location, ctx: Context) -> State:
    state = alert_flow.forget_solved(now.state, location, ctx)
    state = state.model_copy(update={"made": leftovers.kept(state, location.id)})
    # They have just said themselves what the prices are.
    return looking.forget(state, location.id) if state.answers else state


def _tell(now: Situation, location: Location, name: str, ctx: Context) -> Reaction:
    """Say it where somebody waits for it, or where what is shown lacks it."""
    here = _with_location(now, location)
    slot = next((one for one in location.slots if one.name == name), None)
    if now.state.waiting and now.state.finished and slot and slot.status in ("CONNECTED", "ERROR"):
        state = changed(here, waiting=False, panel="tariffs", about=location.id)
        state, dues = awaited.seen(state, location.id, name), handing_on.ask_heard(now, location.id)
        words = "waited-connected"
        if slot.status == "ERROR":
            words = "waited-failed"
            state, reminders = alert_flow.keep_told(with_state(here, state), location.id, slot, ctx)
            dues = (*dues, *reminders)
        elif now.state.origin:
            state = state.model_copy(update={"panel": "ready", "trail": _named_last(now, slot)})
        shown = show_again(here, ctx, state=state, hint=ctx.say(words))
        return Reaction(state, card=shown.card, fresh=True, end_session=True, wake=dues)
    if now.state.late:
        return tell_late(here, ctx)
    ended = now.state.finished and not now.state.waiting
    if ended and now.state.panel == "tariffs" and find_location(now.locations, location.id) is None:
        return show_again(here, ctx)._replace(end_session=True)  # the list that is open lacks it
    return Reaction(now.state, quiet=True, end_session=ended)


def _named_last(now: Situation, slot: Slot) -> list[Step]:
    """The steps of the session, of which the last says what it came to and no more that it is waited for."""
    last = Step(page="complete", line=" · ".join(dict.fromkeys(filter(None, (slot.provider, slot.tariff)))))
    return [*now.state.trail[:-1], last]


def _with_location(now: Situation, location: Location) -> Situation:
    """The situation with a location as it is known now."""
    others = tuple(one for one in now.locations if one.id != location.id)
    return now._replace(locations=(*others, location))


def _slot_name(now: Situation) -> str:
    purpose = now.session.purpose if now.session else now.state.opening
    return purpose.slot if purpose else "commodity_import"
