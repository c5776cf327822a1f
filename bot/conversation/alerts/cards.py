"""What a person reads of an alert, and what they set."""

from datetime import date

from bot.conversation.alerts.model import HEARD, Alert, HeardKind, Prefs
from bot.conversation.alerts.status import days_left, slot_of
from bot.conversation.cards import Action, Block, Button, Card, Control, Controls, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.panel_parts import name_location, name_slot, row
from bot.conversation.situation import Location, Situation, find_location
from bot.conversation.understanding.dates import say_date

QUIET = (("22:00", "07:00"), ("20:00", "08:00"), ("00:00", "00:00"))  # choices; the last: never quiet
MOST_REMINDERS = 3


def show_alert(alert: Alert, id_: str, location: Location, ctx: Context, *, in_team: bool = False) -> Card:
    """What happened at which address, what it means, and the button that mends it."""
    slot = slot_of(alert, location)
    left = days_left(slot, ctx.today) if slot else None
    title = ctx.say(f"alert-{alert.kind}")
    if alert.kind == "expiring" and left is not None and left >= 0:
        title = ctx.say("alert-expiring-in", count=left)
    facts = [(ctx.say("page-address"), name_location(location, ctx))]
    if slot:
        named = " · ".join(dict.fromkeys(filter(None, (slot.provider, slot.tariff))))
        facts += [(name_slot(slot, ctx), named)] if named else []
    if slot and alert.kind in ("expiring", "expired") and left is not None and slot.contract_end:
        facts.append((ctx.say("alert-contract-end"), _say_end(slot.contract_end, ctx)))
    repair = Button(ctx.say(f"alert-repair-{alert.kind}"), Action("@repair", repair_value(alert, location)), "primary")
    rows: list[tuple[Control, ...]] = [(repair,)]
    if not in_team:
        rows.append(
            (
                Button(ctx.say("alert-tomorrow"), Action("@snooze", f"1:{id_}")),
                Button(ctx.say("alert-next-week"), Action("@snooze", f"7:{id_}")),
            )
        )
        rows.append((Button(ctx.say("alert-stop"), Action("@mute", id_)),))
    text = Text(ctx.say(f"alert-{alert.kind}-text"))
    return Card((Title(title), Facts(tuple(facts)), text, Controls(tuple(rows))), rest=title, live=False)


def ask_mute(kind: HeardKind, location_id: str, id_: str, now: Situation, ctx: Context) -> Card:
    """Which alerts are not wanted any more. `id_`: of the one alert, "" where there is none to be settled."""
    title = ctx.say("alert-stop-title")
    here = find_location(now.locations, location_id)
    this: tuple[tuple[Control, ...], ...] = ((Button(ctx.say("alert-stop-this"), Action("@mute-this", id_)),),)
    address = name_location(here, ctx) if here else location_id
    rows = (
        *(this if id_ else ()),
        (Button(ctx.say("alert-stop-kind", kind=_say_kind(kind, ctx)), Action("@mute-kind", kind)),),
        (Button(ctx.say("alert-stop-address", address=address), Action("@mute-address", location_id)),),
        (Button(ctx.say("alert-stop-all"), Action("@mute-all")),),
        row(ctx, ("button-close", "@continue")),
    )
    return Card((Title(title), Controls(rows)), rest=title)


def show_prefs(now: Situation, ctx: Context) -> tuple[Block, ...]:
    """What is open, and what a person hears of when."""
    prefs = now.state.prefs
    rows: list[tuple[Control, ...]] = []
    facts: list[tuple[str, str]] = []
    for alert in now.state.alerts.values():
        here = find_location(now.locations, alert.location)
        if here:
            facts.append((ctx.say(f"alert-{alert.kind}"), name_location(here, ctx)))
            label = f"{ctx.say(f'alert-repair-{alert.kind}')}: {name_location(here, ctx)}"
            rows.append((Button(label, Action("@repair", repair_value(alert, here)), "primary"),))
    blocks: tuple[Block, ...] = (Facts(tuple(facts)),) if facts else ()
    rows += [(_switch(kind, prefs, ctx),) for kind in HEARD if not prefs.off]
    rows.append((_next_quiet(prefs, ctx), _next_reminders(prefs, ctx)))
    if now.locations:
        watches = ctx.say("alert-watches", count=len(now.state.watches))
        rows.append((Button(watches, Action("@watches")),))
    rows += [
        (Button(ctx.say("alert-unmute", address=_name(now, one, ctx)), Action("@unmute-address", one)),)
        for one in prefs.muted_locations[:8]
    ]
    rows.append(row(ctx, ("alert-all-on", "@unmute-all")) if prefs.off else row(ctx, ("alert-all-off", "@mute-all")))
    linked = (Text(ctx.say("alerts-linked")),) if now.state.links else ()
    return (*blocks, Facts(_say_prefs(prefs, ctx)), *linked, Controls((*rows, row(ctx, ("button-close", "@continue")))))


def repair_value(alert: Alert, location: Location) -> str:
    """What the button carries: it must work where nothing is remembered of the alert, as for a colleague."""
    slot = slot_of(alert, location)
    return "|".join((alert.kind, alert.location, alert.tariff, slot.name if slot else alert.slot))


def _say_end(end: str, ctx: Context) -> str:
    return say_date(date.fromisoformat(end[:10]), ctx.language)


def _say_prefs(prefs: Prefs, ctx: Context) -> tuple[tuple[str, str], ...]:
    if prefs.off:
        return ((ctx.say("alerts-title"), ctx.say("alert-is-off")),)
    kinds = tuple(
        (ctx.say(f"alert-kind-{kind}"), ctx.say("alert-is-off" if kind in prefs.muted else "alert-is-on"))
        for kind in HEARD
    )
    return (
        *kinds,
        (ctx.say("alert-quiet"), _say_quiet(prefs, ctx)),
        (ctx.say("alert-reminders"), str(prefs.reminders)),
    )


def _say_kind(kind: str, ctx: Context) -> str:
    return ctx.say(f"alert-kind-{kind}")


def _say_quiet(prefs: Prefs, ctx: Context) -> str:
    if prefs.quiet_from == prefs.quiet_to:
        return ctx.say("alert-quiet-never")
    return ctx.say("alert-quiet-from-to", start=prefs.quiet_from, end=prefs.quiet_to)


def _switch(kind: str, prefs: Prefs, ctx: Context) -> Button:
    is_off = kind in prefs.muted
    words = "alert-turn-on" if is_off else "alert-turn-off"
    verb = "@unmute-kind" if is_off else "@mute-kind"
    return Button(ctx.say(words, kind=_say_kind(kind, ctx)), Action(verb, kind))


def _next_quiet(prefs: Prefs, ctx: Context) -> Button:
    now = (prefs.quiet_from, prefs.quiet_to)
    at = QUIET.index(now) if now in QUIET else -1
    start, end = QUIET[(at + 1) % len(QUIET)]
    words = "alert-set-quiet-never" if start == end else "alert-set-quiet"
    return Button(ctx.say(words, start=start, end=end), Action("@quiet", f"{start}-{end}"))


def _next_reminders(prefs: Prefs, ctx: Context) -> Button:
    after = (prefs.reminders - 1) % (MOST_REMINDERS + 1)
    return Button(ctx.say("alert-set-reminders", count=after), Action("@reminders", str(after)))


def _name(now: Situation, location_id: str, ctx: Context) -> str:
    here = find_location(now.locations, location_id)
    return name_location(here, ctx) if here else location_id
