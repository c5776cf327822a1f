"""From what FlatPeak told to what the person reads: look first, then tell, remind, or be silent."""

from datetime import datetime, time, timedelta, tzinfo

from bot.conversation.alerts import cards
from bot.conversation.alerts.hours import at_clock, next_allowed
from bot.conversation.alerts.model import Alert, AlertKind, Prefs, alert_id
from bot.conversation.alerts.status import days_left, is_solved, slot_of
from bot.conversation.belonging import hears
from bot.conversation.cards import Card, Text
from bot.conversation.context import Context
from bot.conversation.location_calls import ReadLeft
from bot.conversation.panels import LASTING
from bot.conversation.prices import looking
from bot.conversation.prices.due import dues_of
from bot.conversation.situation import (
    Call,
    Due,
    Location,
    Look,
    Looked,
    Noticed,
    Reaction,
    ReadBack,
    Situation,
    Slot,
    State,
    Trouble,
    find_location,
)
from bot.conversation.turns import changed, how_to_look, waited_for, with_state
from bot.conversation.zones import zone_of_location

REMIND_DAYS = (1, 3, 7)
REMIND_AT = time(9)
SILENT_DAYS = 7  # between two looks at what nobody is told of, or can be: it may be solved meanwhile
AT_ONCE = timedelta(hours=1)  # what comes within is the same reminder
WAKE = "alert:"
LOOK_AGAIN_S = (60.0, 300.0, 1800.0, 3600.0)  # while FlatPeak cannot be asked
ENDS_DAYS = (30, 7, 1)  # before the end of a contract
LOOK = "look:"  # at a location of which something was told that is no alert
ENDING = "ends:"
AS_THERE = "as-there:"  # what was said of an alert in another chat of the person: "until|alert", no time: no more
UNHEARD = "unheard"  # the team's chat refused

_KINDS: dict[str, AlertKind] = {
    "tariff.expiring": "expiring",
    "tariff.expired": "expired",
    "tariff.fetch.failed": "failed",
    "tariff.connection.upgrade": "upgrade",
}


def notice(now: Situation, noticed: Noticed) -> Reaction:
    """FlatPeak told of something. A hint: before anything is said, the location's status is asked."""
    known = find_location(now.locations, noticed.location_id) is not None
    if noticed.kind == "session.complete" and (call := _how_to_read(now, noticed, known=known)):
        looking_for = LOOK + noticed.location_id if isinstance(call, Look) else ""
        return Reaction(changed(now, looking=looking_for), call=call, quiet=True)
    if not known:
        return Reaction(now.state, quiet=True)
    kind = _KINDS.get(noticed.kind)
    if kind is None:
        return woken(now, LOOK + noticed.location_id)
    id_ = alert_id(kind, noticed.location_id, noticed.tariff_id)
    before = now.state.alerts.get(id_)
    if before is not None and (before.told or before.looks == 0):
        return Reaction(now.state, quiet=True)  # it is in hand, and its own time comes
    alert = before or Alert(kind=kind, location=noticed.location_id, tariff=noticed.tariff_id)
    return _look(with_state(now, with_alert(now.state, id_, alert)), id_)


def woken(now: Situation, what: str) -> Reaction:
    """The time of an alert has come, the end of a contract is near, or the person spoke of it in another chat."""
    if what.startswith(AS_THERE):
        until, _, id_ = what.removeprefix(AS_THERE).partition("|")
        alert = now.state.alerts.get(id_)
        said = {"snoozed": until} if until else {"stopped": True}
        state = with_alert(now.state, id_, alert.model_copy(update=said)) if alert else now.state
        return Reaction(state, quiet=True)
    if what.startswith(ENDING):
        location, _, slot = what.removeprefix(ENDING).partition(":")
        here = find_location(now.locations, location)
        held = next((one for one in here.slots if one.name == slot), None) if here else None
        if here is None or held is None:
            return Reaction(now.state, quiet=True)
        id_ = alert_id("expiring", location, held.tariff_id)
        alert = now.state.alerts.get(id_)
        if alert is None:
            alert = Alert(kind="expiring", location=location, tariff=held.tariff_id, slot=slot, dated=True)
        if alert.told > now.state.prefs.reminders:
            return Reaction(now.state, quiet=True)
        return _look(with_state(now, with_alert(now.state, id_, alert)), id_)
    if what.startswith(LOOK):
        return Reaction(changed(now, looking=what), call=Look(what.removeprefix(LOOK)), quiet=True)
    id_ = what.removeprefix(WAKE)
    return _look(now, id_) if id_ in now.state.alerts else Reaction(now.state, quiet=True)


def looked(now: Situation, found: Looked, ctx: Context) -> Reaction:
    """FlatPeak's word on how things stand at a location."""
    location, id_ = found.location, now.state.looking
    state = changed(now, looking="")
    if location is None:
        left = {key: alert for key, alert in state.alerts.items() if alert.location != found.location_id}
        return Reaction(state.model_copy(update={"alerts": left}), forget_locations=(found.location_id,), quiet=True)
    settled = forget_solved(state, location, ctx)
    alert = settled.alerts.get(id_)
    told = (
        Reaction(settled, quiet=True) if alert is None else _tell(with_state(now, settled), id_, alert, location, ctx)
    )
    dues = (*told.wake, *ends_of(location, ctx), *dues_of(location, ctx, soon=not id_ or id_.startswith(LOOK)))
    return told._replace(locations=(location,), wake=dues)


def fail(now: Situation, location: Location, slot: Slot, ctx: Context) -> Reaction:
    """A tariff that was waited for cannot be read, whether FlatPeak tells of that or not."""
    if len(without(now.state, "failed", location.id, slot.name)) < len(now.state.alerts):
        return Reaction(now.state, quiet=True)  # it is in hand
    alert = Alert(kind="failed", location=location.id, tariff=slot.tariff_id, slot=slot.name)
    return _tell(now, alert_id("failed", location.id, slot.tariff_id), alert, location, ctx)


def keep_told(now: Situation, location_id: str, slot: Slot, ctx: Context) -> tuple[State, tuple[Due, ...]]:
    """The state with the alert of a tariff that cannot be read, which the dialogue itself has told; its reminders."""
    if now.state.site:  # the chat of those whose site it is has it
        return now.state, ()
    here = find_location(now.locations, location_id)
    zone = zone_of_location(here) if here else ctx.zone
    id_ = alert_id("failed", location_id, slot.tariff_id)
    said = ctx.now.isoformat()
    alert = Alert(kind="failed", location=location_id, tariff=slot.tariff_id, slot=slot.name, told=1, said=said)
    state = changed(now, alerts={**without(now.state, "failed", location_id, slot.name), id_: alert})
    return state, reminder(alert, slot, id_, zone, state.prefs, ctx)


def without(state: State, kind: AlertKind, location_id: str, slot: str) -> dict[str, Alert]:
    """The alerts but for those of a kind about one slot."""
    matter = (kind, location_id, slot)
    return {id_: one for id_, one in state.alerts.items() if (one.kind, one.location, one.slot) != matter}


def tell_instead(now: Situation, ctx: Context) -> Reaction:
    """The team's chat could not be written to: whoever connected hears, and how that is mended."""
    cards_ = []
    for id_, alert in now.state.alerts.items():
        here = find_location(now.locations, alert.location) if alert.shared else None
        if here is not None:
            cards_.append(cards.show_alert(alert, id_, here, ctx))
    unshared = {id_: alert.model_copy(update={"shared": False}) for id_, alert in now.state.alerts.items()}
    state, prices = looking.tell_instead(with_state(now, changed(now, alerts=unshared)), ctx)
    if not cards_ and not prices:
        return Reaction(now.state, quiet=True)
    why = Card((Text(ctx.say("alerts-unheard")),), live=False)
    return Reaction(state, notices=(why, *cards_, *prices), quiet=True)


def not_looked(now: Situation, trouble: Trouble) -> Reaction:
    """FlatPeak cannot be asked just now; it is asked again, and only then said."""
    id_ = now.state.looking
    alert = now.state.alerts.get(id_)
    state = changed(now, looking="")
    if alert is None:
        lasts = not id_.startswith(LOOK) or trouble.kind in LASTING
        return Reaction(state, wake=() if lasts else (Due(id_, LOOK_AGAIN_S[-1]),), quiet=True)
    after = max(LOOK_AGAIN_S[min(alert.looks, len(LOOK_AGAIN_S) - 1)], trouble.retry_after_s or 0.0)
    again = alert.model_copy(update={"looks": alert.looks + 1})
    return Reaction(with_alert(state, id_, again), wake=(Due(WAKE + id_, after),), quiet=True)


def ends_of(location: Location, ctx: Context) -> tuple[Due, ...]:
    """When to speak of the end of its contracts: the next of 30, 7 and 1 days before."""
    zone = zone_of_location(location)
    dues = []
    for slot in location.slots:
        left = days_left(slot, ctx.now.astimezone(zone).date())
        ahead = [left - days for days in ENDS_DAYS if left is not None and left > days]
        if ahead:
            at = at_clock(ctx.now, zone, min(ahead), REMIND_AT)
            dues.append(Due(f"{ENDING}{location.id}:{slot.name}", (at - ctx.now).total_seconds()))
    return tuple(dues)


def _tell(now: Situation, id_: str, alert: Alert, location: Location, ctx: Context) -> Reaction:
    """Tell it, if it is wanted and the hour is right; and set when to come back to it."""
    prefs, zone = now.state.prefs, zone_of_location(location)
    if not hears(now, location.id):  # another chat of the person does
        left = {key: other for key, other in now.state.alerts.items() if key != id_}
        return Reaction(now.state.model_copy(update={"alerts": left}), quiet=True)
    ctx = ctx._replace(zone=zone)
    slot = slot_of(alert, location)
    alert = alert.model_copy(update={"slot": slot.name if slot else alert.slot, "looks": 0})
    if _is_part_of_another(now.state, id_, alert):
        left = {key: other for key, other in now.state.alerts.items() if key != id_}
        return Reaction(now.state.model_copy(update={"alerts": left}), quiet=True)
    if alert.kind == "failed" and waited_for(now) == (location.id, alert.slot):  # the session itself tells it
        return Reaction(with_alert(now.state, id_, alert), wake=(Due(WAKE + id_, LOOK_AGAIN_S[-1]),), quiet=True)
    to_team = bool(now.rules and now.rules.alerts)
    if alert.stopped if to_team else prefs.mutes(alert):  # one member does not silence the team's chat
        return Reaction(with_alert(now.state, id_, alert), wake=(_silent(id_, zone, ctx),), quiet=True)
    if alert.snoozed and ctx.now < (until := datetime.fromisoformat(alert.snoozed)):
        wake = Due(WAKE + id_, (until - ctx.now).total_seconds())  # this look may have come in its place
        return Reaction(with_alert(now.state, id_, alert), wake=(wake,), quiet=True)
    allowed = next_allowed(ctx.now, zone, prefs)
    if allowed is not None:
        wait = (allowed - ctx.now).total_seconds()
        return Reaction(with_alert(now.state, id_, alert), wake=(Due(WAKE + id_, wait),), quiet=True)
    if _is_told_all(alert, prefs) and not alert.snoozed:
        return Reaction(with_alert(now.state, id_, alert), wake=(_silent(id_, zone, ctx),), quiet=True)
    if alert.said and ctx.now - datetime.fromisoformat(alert.said) < AT_ONCE:  # two may fall on one morning
        return Reaction(with_alert(now.state, id_, alert), quiet=True)
    if "" in now.away and not to_team:  # it is told once they are back
        return Reaction(with_alert(now.state, id_, alert), wake=(_silent(id_, zone, ctx),), quiet=True)
    heard = {"told": alert.told + 1, "shared": to_team, "said": ctx.now.isoformat(), "snoozed": ""}
    told = alert.model_copy(update=heard)
    card = cards.show_alert(told, id_, location, ctx, in_team=to_team)
    state = with_alert(now.state, id_, told)
    dues = reminder(told, slot, id_, zone, prefs, ctx)
    if to_team:
        return Reaction(state, shared=(card,), to_team=True, wake=dues, quiet=True)
    return Reaction(state, notices=(card,), wake=dues, quiet=True)


def _is_told_all(alert: Alert, prefs: Prefs) -> bool:
    """Whether all has been said that is wanted: reminders may be fewer by now."""
    return alert.told > (0 if alert.kind == "upgrade" else min(prefs.reminders, len(REMIND_DAYS)))


def _is_part_of_another(state: State, id_: str, alert: Alert) -> bool:
    """One matter is one card: that the contract has ended says all that is to be said of a tariff, and one that was
    never read may have been told of without its id."""
    ended = state.alerts.get(alert_id("expired", alert.location, alert.tariff))
    if alert.kind in ("expiring", "failed") and ended is not None and not state.prefs.mutes(ended):
        return True
    others = (one for key, one in state.alerts.items() if key != id_ and not (one.tariff and alert.tariff))
    return any((one.kind, one.location, one.slot) == (alert.kind, alert.location, alert.slot) for one in others)


def reminder(alert: Alert, slot: Slot | None, id_: str, zone: tzinfo, prefs: Prefs, ctx: Context) -> tuple[Due, ...]:
    """When the person is reminded of what they were told, if they are once more."""
    if alert.kind == "expiring" and slot is not None and slot.contract_end:
        return ()  # the days that are left remind of it
    if _is_told_all(alert, prefs):
        return (_silent(id_, zone, ctx),)
    at = at_clock(ctx.now, zone, REMIND_DAYS[alert.told - 1], REMIND_AT)
    return (Due(WAKE + id_, (at - ctx.now).total_seconds()),)


def _silent(id_: str, zone: tzinfo, ctx: Context) -> Due:
    at = at_clock(ctx.now, zone, SILENT_DAYS, REMIND_AT)
    return Due(WAKE + id_, (at - ctx.now).total_seconds())


def forget_solved(state: State, location: Location, ctx: Context) -> State:
    """The state without the alerts that a location's status, as it is now, has settled."""
    today = ctx.now.astimezone(zone_of_location(location)).date()
    left = {
        id_: alert
        for id_, alert in state.alerts.items()
        if alert.location != location.id or not is_solved(alert, location, today)
    }
    return state if len(left) == len(state.alerts) else state.model_copy(update={"alerts": left})


def _how_to_read(now: Situation, noticed: Noticed, *, known: bool) -> Call | None:
    """How to read a session that came to its end, should it not have been read; None: its location is known."""
    if now.state.left:
        return ReadLeft()
    if now.state.waiting:
        return how_to_look(now)
    if now.state.unread:
        return ReadBack()
    return Look(noticed.location_id) if noticed.location_id and not known else None


def _look(now: Situation, id_: str) -> Reaction:
    location = now.state.alerts[id_].location
    return Reaction(changed(now, looking=id_), call=Look(location), quiet=True)


def with_alert(state: State, id_: str, alert: Alert) -> State:
    """The state that remembers an alert by this id."""
    return state.model_copy(update={"alerts": {**state.alerts, id_: alert}})
