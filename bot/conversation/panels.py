"""Cards of our own that can lie over a page: welcome, language, help, privacy, leaving, trouble, what is connected."""

from collections.abc import Sequence
from typing import assert_never

from bot.conversation.cards import (
    Action,
    Block,
    Button,
    Card,
    Control,
    Controls,
    Facts,
    Link,
    Text,
    Title,
)
from bot.conversation.context import Context
from bot.conversation.frame import done_steps, has_page, remarks, show_page
from bot.conversation.situation import Location, Situation, Slot
from bot.conversation.understanding.address import Address, part_names, say_address

EXPORT = "commodity_export"


def show(now: Situation, ctx: Context, *, problem: str = "", hint: str = "") -> Card:
    """What the conversation shows now: a panel, the open page, or where to begin."""
    if now.state.panel:
        return _with(remarks(problem, hint), _panel(now, ctx))
    if has_page(now):
        return show_page(now, ctx, problem=problem, hint=hint)
    return _with(remarks(problem, hint), _tariffs(now, ctx) if now.locations else _welcome(ctx))


def _with(notes: list[Block], card: Card) -> Card:
    return Card((*notes, *card.blocks), rest=card.rest) if notes else card


def _panel(now: Situation, ctx: Context) -> Card:
    match now.state.panel:
        case "language":
            return _language(ctx)
        case "help":
            return _help(now, ctx)
        case "privacy":
            return _privacy(ctx)
        case "cancel":
            return _question(ctx, "cancel", ("button-stop", "@stop"), ("button-go-on", "@continue"))
        case "forget":
            return _question(ctx, "forget", ("button-forget-now", "@forget-now"), ("button-keep", "@continue"))
        case "forgotten":
            return _again(ctx, "forgotten")
        case "stopped":
            return _again(ctx, "stopped")
        case "tariffs":
            return _tariffs(now, ctx)
        case "trouble":
            return _trouble(now, ctx)
        case "ended":
            return _ended(now, ctx)
        case "waiting":
            return _waiting(ctx)
        case "late":
            return _late(now, ctx)
        case "":
            return _welcome(ctx)
        case other:
            assert_never(other)


def _welcome(ctx: Context) -> Card:
    rows = [_row(ctx, ("button-connect", "@connect", "primary"))]
    return Card(
        (
            Title(ctx.say("welcome-title", brand=ctx.brand.name)),
            Text(ctx.say("welcome-text", brand=ctx.brand.name)),
            Text(ctx.say("welcome-ask")),
            Controls(
                (
                    *rows,
                    _row(ctx, ("button-language", "@language", "plain"), ("button-help", "@help", "plain")),
                )
            ),
        ),
        rest=ctx.say("welcome-title", brand=ctx.brand.name),
    )


def _language(ctx: Context) -> Card:
    rows = tuple(
        (Button(own_name, Action("@speak", code), "primary" if code == ctx.language else "plain"),)
        for code, own_name in ctx.languages
    )
    title = ctx.say("language-title")
    return Card((Title(title), Controls((*rows, _row(ctx, ("button-close", "@continue", "plain"))))), rest=title)


def _help(now: Situation, ctx: Context) -> Card:
    controls: list[tuple[Control, ...]] = []
    forward = "button-go-on" if has_page(now) else "button-connect"
    controls.append(_row(ctx, (forward, "@continue" if has_page(now) else "@connect", "primary")))
    if ctx.brand.support_url:
        controls.append((Link(ctx.say("button-support"), ctx.brand.support_url),))
    title = ctx.say("help-title")
    return Card(
        (Title(title), Text(ctx.say("help-text")), Text(ctx.say("help-commands")), Controls(tuple(controls))),
        rest=title,
    )


def _privacy(ctx: Context) -> Card:
    controls: list[tuple[Control, ...]] = [
        _row(ctx, ("button-export", "@export", "plain")),
        _row(ctx, ("button-forget", "@forget", "danger")),
    ]
    if ctx.brand.privacy_url:
        controls.append((Link(ctx.say("button-privacy-policy"), ctx.brand.privacy_url),))
    controls.append(_row(ctx, ("button-close", "@continue", "plain")))
    title = ctx.say("privacy-title")
    text = Text(ctx.say("privacy-text", brand=ctx.brand.name))
    return Card((Title(title), text, Controls(tuple(controls))), rest=title)


def _question(ctx: Context, topic: str, yes: tuple[str, str], no: tuple[str, str]) -> Card:
    title = ctx.say(f"{topic}-title")
    row = _row(ctx, (*no, "primary"), (*yes, "danger"))
    return Card((Title(title), Text(ctx.say(f"{topic}-text")), Controls((row,))), rest=title)


def _again(ctx: Context, topic: str) -> Card:
    title = ctx.say(f"{topic}-title")
    row = _row(ctx, ("button-connect", "@connect", "primary"))
    return Card((Title(title), Text(ctx.say(f"{topic}-text")), Controls((row,))), rest=title)


def _waiting(ctx: Context) -> Card:
    title = ctx.say("waiting-title")
    row = _row(ctx, ("button-my-tariffs", "@tariffs", "plain"))
    return Card((Title(title), Text(ctx.say("waiting-text")), Controls((row,))), rest=title)


def _late(now: Situation, ctx: Context) -> Card:
    title = ctx.say("late-title")
    look = _row(ctx, ("page-look", "@look", "primary"))
    location = _location_waited_for(now)
    change = (Button(ctx.say("button-change"), Action("@change", location)),) if location else ()
    return Card((Title(title), Text(ctx.say("late-text")), Controls(tuple(filter(None, (look, change))))), rest=title)


def _location_waited_for(now: Situation) -> str:
    """The location of the session, "" if none is known; the newest where the session is over."""
    if now.session and now.session.location_id:
        return now.session.location_id
    return now.locations[-1].id if now.locations and now.state.finished else ""


def _trouble(now: Situation, ctx: Context) -> Card:
    kind = now.state.about or "down"
    title = ctx.say(f"trouble-{kind}")
    kept = [Text(ctx.say("trouble-kept"))] if now.state.unanswered or now.state.typed else []
    row = _row(ctx, ("button-try-again", "@retry", "primary"), ("button-cancel", "@cancel", "plain"))
    return Card((Title(title), *kept, Controls((row,))), rest=title)


def _ended(now: Situation, ctx: Context) -> Card:
    if now.state.ending == "DISCONNECT":
        return _again(ctx, "disconnected")
    title = ctx.say("ended-title")
    line = now.state.trail[-1].line if now.state.trail else ""
    row = _row(ctx, ("button-my-tariffs", "@tariffs", "plain"))
    return Card(
        (*done_steps(now), Title(title), Text(ctx.say("ended-text", brand=ctx.brand.name)), Controls((row,))),
        rest=f"✓ {line}" if line else title,  # what was connected is worth more than that it is over
    )


def _tariffs(now: Situation, ctx: Context) -> Card:
    if not now.locations:
        return _again(ctx, "tariffs-none")
    chosen = next((x for x in now.locations if x.id == now.state.about), None)
    if chosen is None and len(now.locations) == 1:
        chosen = now.locations[0]
    return _location(chosen, len(now.locations), ctx) if chosen else _locations(now.locations, ctx)


def _locations(locations: Sequence[Location], ctx: Context) -> Card:
    rows = tuple((Button(name_location(x, ctx), Action("@location", x.id)),) for x in locations)
    title = ctx.say("tariffs-title")
    return Card(
        (Title(title), Controls((*rows, _row(ctx, ("button-add-address", "@connect-new", "plain"))))),
        rest=title,
    )


def _location(location: Location, total: int, ctx: Context) -> Card:
    facts = tuple((_name_slot(s, ctx), _say_slot(s, ctx)) for s in location.slots if _is_used(s))
    view = Action("@view", location.id)
    rows: list[tuple[Control, ...]] = [(Button(ctx.say("button-connect"), view, "primary"),)]
    if any(s.name != EXPORT and _is_used(s) for s in location.slots):
        change = Button(ctx.say("button-change"), Action("@change", location.id))
        rows = [(Button(ctx.say("button-view"), view, "primary"), change)]
    if any(s.name == EXPORT and _is_used(s) for s in location.slots):
        rows.append(
            (
                Button(ctx.say("button-view-export"), Action("@view-export", location.id)),
                Button(ctx.say("button-change-export"), Action("@change-export", location.id)),
            )
        )
    else:
        rows.append((Button(ctx.say("button-add-export"), Action("@add-export", location.id)),))
    rows.append(_row(ctx, ("button-add-address", "@connect-new", "plain")))
    if total > 1:
        rows.append(_row(ctx, ("button-all-addresses", "@tariffs", "plain")))
    title = name_location(location, ctx)
    shown: tuple[Block, ...] = (Facts(facts),) if facts else ()
    return Card((Title(title), *shown, Controls(tuple(rows))), rest=title)


def name_location(location: Location, ctx: Context) -> str:
    """The address in one line, or a word for a home whose address is not known."""
    parts = Address(**{name: location.address.get(name, "") for name in part_names()})
    return say_address(parts, ctx.language, with_country=False) or ctx.say("location-unnamed")


def _name_slot(slot: Slot, ctx: Context) -> str:
    message = f"slot-{slot.name.replace('_', '-')}"
    return ctx.say(message) if ctx.say.has(message) else slot.name


def _say_slot(slot: Slot, ctx: Context) -> str:
    name = " · ".join(dict.fromkeys(x for x in (slot.provider, slot.tariff) if x))
    message = f"slot-is-{slot.status.lower()}"
    said = ctx.say(message) if ctx.say.has(message) else slot.status
    return f"{name} ({said})" if name else said


def _is_used(slot: Slot) -> bool:
    return slot.status not in ("NOT_CONNECTED", "NOT_SUPPORTED", "")


def _row(ctx: Context, *buttons: tuple[str, str, str] | tuple[str, str]) -> tuple[Button, ...]:
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
