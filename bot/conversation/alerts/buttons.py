"""What the buttons of an alert do: later, no more of it, and what a person sets."""

from collections.abc import Callable, Iterator

from bot.conversation.alerts import cards
from bot.conversation.alerts.flow import AS_THERE, REMIND_AT, WAKE, reminder, with_alert
from bot.conversation.alerts.hours import at_clock, read_clock
from bot.conversation.alerts.model import HEARD, KINDS, Alert, Prefs
from bot.conversation.alerts.status import slot_of
from bot.conversation.cards import Action, Card, Text
from bot.conversation.context import Context
from bot.conversation.situation import Due, Reaction, Situation, State, find_location
from bot.conversation.turns import changed, show_again
from bot.conversation.zones import zone_of_location


def press(now: Situation, action: Action, ctx: Context) -> Reaction | None:
    """A button of an alert, or of what a person has set; None if it is another's."""
    act = _ACTS.get(action.verb)
    return act(now, action.value, ctx) if act else None


def read_repair(value: str) -> Alert | None:
    """The alert that a repair button is about; None for a value that is none."""
    kind, _, rest = value.partition("|")
    location, _, rest = rest.partition("|")
    tariff, _, slot = rest.partition("|")
    found = next((one for one in KINDS if one == kind), None)
    return Alert(kind=found, location=location, tariff=tariff, slot=slot) if found and location else None


def _snooze(now: Situation, value: str, ctx: Context) -> Reaction:
    days, _, id_ = value.partition(":")
    alert = now.state.alerts.get(id_)
    here = find_location(now.locations, alert.location) if alert else None
    if alert is None or here is None or not days.isdecimal():
        return _say(now.state, "alert-gone", ctx)
    at = at_clock(ctx.now, zone_of_location(here), min(int(days), 30), REMIND_AT)
    state = with_alert(now.state, id_, alert.model_copy(update={"snoozed": at.isoformat()}))
    due = Due(WAKE + id_, (at - ctx.now).total_seconds())
    there = (Due(f"{AS_THERE}{at.isoformat()}|{id_}", 0), due)
    return _say(state, "alert-snoozed", ctx, count=int(days))._replace(wake=(due,), wake_others=there)


def _say(state: State, words: str, ctx: Context, **values: int) -> Reaction:
    """A word beside whatever is open, which stays as it is."""
    return Reaction(state, notices=(Card((Text(ctx.say(words, **values)),), live=False),), quiet=True)


def _ask_mute(now: Situation, value: str, ctx: Context) -> Reaction:
    kind, _, location = value.partition(":")
    if kind == "price":
        return Reaction(now.state, card=cards.ask_mute("price", location, "", now, ctx), fresh=True)
    alert = now.state.alerts.get(value)
    if alert is None:
        return _say(now.state, "alert-gone", ctx)
    return Reaction(now.state, card=cards.ask_mute(alert.kind, alert.location, value, now, ctx), fresh=True)


def _mute_this(now: Situation, value: str, ctx: Context) -> Reaction:
    alert = now.state.alerts.get(value)
    state = with_alert(now.state, value, alert.model_copy(update={"stopped": True})) if alert else now.state
    state = state.model_copy(update={"panel": "alerts"})
    shown = show_again(now, ctx, state=state, hint=ctx.say("alert-stopped"))
    return shown._replace(wake_others=(Due(f"{AS_THERE}|{value}", 0),))


def _set(update: Callable[[Prefs, str], Prefs]) -> Callable[[Situation, str, Context], Reaction]:
    def act(now: Situation, value: str, ctx: Context) -> Reaction:
        state = changed(now, prefs=update(now.state.prefs, value), panel="alerts")
        shown = show_again(now, ctx, state=state, hint=ctx.say("alert-kept"))
        alerts, dues = _heard_again(now, state.prefs, ctx)
        return shown._replace(state=shown.state.model_copy(update={"alerts": alerts}), wake=dues)

    return act


def _heard_again(now: Situation, after: Prefs, ctx: Context) -> tuple[dict[str, Alert], tuple[Due, ...]]:
    """What is open and was muted until now is spoken of the next morning, as if it had been put off until then."""
    alerts = dict(now.state.alerts)
    again = [id_ for id_, one in now.state.alerts.items() if now.state.prefs.mutes(one) and not after.mutes(one)]
    dues = []
    for id_ in again:
        here = find_location(now.locations, now.state.alerts[id_].location)
        at = at_clock(ctx.now, zone_of_location(here) if here else ctx.zone, 1, REMIND_AT)
        alerts[id_] = alerts[id_].model_copy(update={"snoozed": at.isoformat()})
        dues.append(Due(WAKE + id_, (at - ctx.now).total_seconds()))
    return alerts, (*dues, *_reminded_again(now, after, ctx))


def _reminded_again(now: Situation, after: Prefs, ctx: Context) -> Iterator[Due]:
    """What is open is reminded of once more where all reminders were through, and more are wanted now."""
    before = now.state.prefs
    for id_, one in now.state.alerts.items():
        here = find_location(now.locations, one.location)
        silent = one.snoozed or after.mutes(one)
        if here is not None and before.reminders < one.told <= after.reminders and not silent:
            yield from reminder(one, slot_of(one, here), id_, zone_of_location(here), after, ctx)


def _mute_kind(prefs: Prefs, value: str) -> Prefs:
    muted = [kind for kind in HEARD if kind in prefs.muted or kind == value]
    return prefs.model_copy(update={"muted": muted})


def _unmute_kind(prefs: Prefs, value: str) -> Prefs:
    return prefs.model_copy(update={"muted": [kind for kind in prefs.muted if kind != value]})


def _mute_address(prefs: Prefs, value: str) -> Prefs:
    return prefs.model_copy(update={"muted_locations": list(dict.fromkeys([*prefs.muted_locations, value]))})


def _unmute_address(prefs: Prefs, value: str) -> Prefs:
    return prefs.model_copy(update={"muted_locations": [one for one in prefs.muted_locations if one != value]})


def _quiet(prefs: Prefs, value: str) -> Prefs:
    start, _, end = value.partition("-")
    if read_clock(start) is None or read_clock(end) is None:
        return prefs
    return prefs.model_copy(update={"quiet_from": start, "quiet_to": end})


def _reminders(prefs: Prefs, value: str) -> Prefs:
    return prefs.model_copy(update={"reminders": int(value)}) if value in ("0", "1", "2", "3") else prefs


_ACTS: dict[str, Callable[[Situation, str, Context], Reaction]] = {
    "@snooze": _snooze,
    "@mute": _ask_mute,
    "@mute-this": _mute_this,
    "@mute-kind": _set(_mute_kind),
    "@unmute-kind": _set(_unmute_kind),
    "@mute-address": _set(_mute_address),
    "@unmute-address": _set(_unmute_address),
    "@mute-all": _set(lambda prefs, _: prefs.model_copy(update={"off": True})),
    "@unmute-all": _set(lambda prefs, _: prefs.model_copy(update={"off": False})),
    "@quiet": _set(_quiet),
    "@reminders": _set(_reminders),
}
