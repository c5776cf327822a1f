"""Cards for those who work together: settings with the team's rules, where alerts go, what was done, what is told."""

from collections.abc import Iterator
from datetime import tzinfo

from bot.conversation.alerts.cards import show_prefs
from bot.conversation.cards import (
    Action,
    Block,
    Button,
    Card,
    Control,
    Controls,
    Facts,
    Fields,
    File,
    Mention,
    Named,
    Text,
    Title,
)
from bot.conversation.context import Context
from bot.conversation.deeds import WHO, say_deed, say_detail
from bot.conversation.forms import Field, Form
from bot.conversation.panel_parts import name_location, row, say_where
from bot.conversation.situation import Audited, Situation, find_location
from bot.conversation.team import Entry
from bot.conversation.teams import Rules
from bot.conversation.understanding.dates import say_date, say_time
from bot.conversation.zones import zone_of_person


def settings(now: Situation, ctx: Context) -> Card:
    """What a person can set; who runs the team also sets its rules."""
    title = ctx.say("settings-title")
    buttons: list[tuple[Control, ...]] = [
        row(ctx, ("button-language", "@language"), ("button-alerts", "@alerts")),
        row(ctx, ("button-privacy", "@privacy"), ("button-help", "@help")),
    ]
    blocks: list[Block] = [Title(title)]
    if now.rules is not None:
        blocks += show_rules(now.rules, ctx)
        blocks += _rules_fields(now, ctx)
        buttons.append(row(ctx, ("button-audit", "@audit")))
    buttons.append(row(ctx, ("button-close", "@continue")))
    return Card((*blocks, Controls(tuple(buttons))), rest=title)


def alerts(now: Situation, ctx: Context) -> Card:
    """Who hears when a tariff needs somebody."""
    title = ctx.say("alerts-title")
    return Card((Title(title), *_heard_by(now, ctx), *_rules_fields(now, ctx), *show_prefs(now, ctx)), rest=title)


def _heard_by(now: Situation, ctx: Context) -> tuple[Block, ...]:
    if now.rules is None:
        return ()
    if not now.rules.alerts:
        return (Text(ctx.say("alerts-to-person")),)
    where = Named(ctx.say("rules-alerts"), (Mention(now.rules.alerts, "chat"),))
    return Text(ctx.say("alerts-to-chat")), where


def rules_form(rules: Rules, ctx: Context, problems: dict[str, str] | None = None) -> Form:
    """The team's rules. Members "connect", "connectors", "disconnect", "disconnectors", "alerts"."""
    problems = problems or {}
    options = tuple((who, ctx.say(f"rules-{who}")) for who in WHO)

    def who(name: str, value: str) -> Field:
        return Field(
            name, ctx.say(f"rules-may-{name}"), "choice", value, options=options, problem=problems.get(name, "")
        )

    def people(name: str, chosen: tuple[str, ...]) -> Field:
        label, value = ctx.say(f"rules-{name}"), ",".join(chosen)
        return Field(name, label, "people", value, required=False, problem=problems.get(name, ""))

    fields = (
        who("connect", rules.connect),
        people("connectors", rules.connectors),
        who("disconnect", rules.disconnect),
        people("disconnectors", rules.disconnectors),
        Field("alerts", ctx.say("rules-alerts"), "chat", rules.alerts, ctx.say("rules-alerts-hint"), required=False),
    )
    return Form("rules", ctx.say("rules-title"), fields, send=ctx.say("rules-save"))


def show_rules(rules: Rules, ctx: Context) -> tuple[Block, ...]:
    """The rules in their order, with the people and the chat that they name."""
    blocks: list[Block] = []
    for label, words, named in _list_rules(rules, ctx):
        before = blocks[-1] if blocks else None
        if named:
            blocks.append(Named(label, named))
        elif isinstance(before, Facts):
            blocks[-1] = Facts((*before.rows, (label, words)))
        else:
            blocks.append(Facts(((label, words),)))
    return tuple(blocks)


def _list_rules(rules: Rules, ctx: Context) -> Iterator[tuple[str, str, tuple[Mention, ...]]]:
    """Of each rule what it is about, and either words or whom it names."""
    for what, who, people in (
        ("connect", rules.connect, rules.connectors),
        ("disconnect", rules.disconnect, rules.disconnectors),
    ):
        named = tuple(map(Mention, people)) if who == "chosen" else ()
        yield ctx.say(f"rules-may-{what}"), ctx.say(f"rules-{who}"), named
    chat = (Mention(rules.alerts, "chat"),) if rules.alerts else ()
    yield ctx.say("rules-alerts"), ctx.say("rules-alerts-person"), chat


def audit(now: Situation, found: Audited, ctx: Context) -> Card:
    """What was done, newest first."""
    title = ctx.say("audit-title")
    lines = tuple(
        (_say_moment(entry, zone_of_person(now.state), ctx), _say_entry(now, entry, ctx)) for entry in found.entries
    )
    leaves = [
        Button(ctx.say("audit-newer"), Action("@audit", str(found.leaf - 1))) if found.leaf else None,
        Button(ctx.say("audit-older"), Action("@audit", str(found.leaf + 1))) if found.more else None,
    ]
    turning: tuple[Control, ...] = tuple(button for button in leaves if button)
    below = row(ctx, ("audit-as-file", "@audit-file"), ("button-close", "@continue"))
    shown: Block = Facts(lines) if lines else Text(ctx.say("audit-empty"))
    return Card((Title(title), shown, Controls(tuple(filter(None, (turning, below))))), rest=title)


def audit_file(now: Situation, entries: tuple[Entry, ...], ctx: Context) -> Card:
    """All that was done, as a file."""
    file = File("tariffbot-audit.csv", _table(now, entries, ctx))
    return Card((Text(ctx.say("audit-file")), file), live=False)


def told(now: Situation, ctx: Context) -> str:
    """What the chat in which this began would be told."""
    where = _name(now, now.state.located, ctx) or ctx.say("location-unnamed")
    line = now.state.trail[-1].line if now.state.trail else ""
    what = f"{where} · {line}" if line else where
    return ctx.say("share-text", who=now.state.name or ctx.say("share-somebody"), what=what)


def share_card(now: Situation, ctx: Context) -> Card:
    """The message for the chat in which this began."""
    return Card((Text(told(now, ctx)),), live=False)


def _rules_fields(now: Situation, ctx: Context) -> tuple[Block, ...]:
    if now.rules is None or not now.rights.rules or not ctx.can.forms:
        return ()
    return (Fields(rules_form(now.rules, ctx), ctx.say("rules-open")),)


def _say_moment(entry: Entry, zone: tzinfo, ctx: Context) -> str:
    at = entry.at.astimezone(zone)
    return f"{say_date(at.date(), ctx.language)}, {say_time(at.time(), ctx.language)}"


def _say_entry(now: Situation, entry: Entry, ctx: Context) -> str:
    who, detail = entry.who or ctx.say("share-somebody"), say_detail(entry, ctx)
    # What bears its name in the detail need not be named by FlatPeak's id as well.
    about = "" if entry.deed in ("named", "removed") and detail else _name(now, entry.about, ctx)
    return " · ".join(filter(None, (who, say_deed(entry, ctx), about, detail)))


def _name(now: Situation, location_id: str, ctx: Context) -> str:
    found = find_location(now.locations, location_id) if location_id else None
    return name_location(found, ctx) if found else location_id


def _table(now: Situation, entries: tuple[Entry, ...], ctx: Context) -> str:
    places = {one.id: (one.name, say_where(one, ctx)) for one in now.locations}
    rows = [("time", "person", "deed", "name", "address", "location_id", "detail")]
    for e in entries:
        said, where, detail = say_deed(e, ctx), places.get(e.about, ("", "")), say_detail(e, ctx)
        rows.append((e.at.isoformat(timespec="seconds"), e.who, said, *where, e.about, detail))
    return "\r\n".join(",".join(map(_cell, one)) for one in rows) + "\r\n"


def _cell(text: str) -> str:
    """One cell of a CSV file. A leading sign would make it a formula where it is opened."""
    safe = f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
    return '"' + safe.replace('"', '""') + '"' if any(c in safe for c in ',"\n\r') else safe
