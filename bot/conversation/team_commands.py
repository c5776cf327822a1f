"""What those who work together can do beside connecting: rules, who did what, telling the chat where it began."""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.cards import Action, Card, Controls, Fields, Title
from bot.conversation.context import Context
from bot.conversation.deeds import WHO, write_rules
from bot.conversation.panel_parts import row
from bot.conversation.situation import Audited, Deed, Reaction, ReadAudit, Situation, Taken
from bot.conversation.team import AUDIT_LEAF
from bot.conversation.team_panels import audit, audit_file, rules_form, share_card, show_rules
from bot.conversation.teams import Rules
from bot.conversation.turns import changed, show_again
from bot.conversation.understanding.dates import say_time
from bot.conversation.zones import zone_of_person


def turn(now: Situation, action: Action, ctx: Context) -> Reaction:
    """Turn the pages of what was done, or of the page beside the chat."""
    leaf = int(action.value) if action.value.isdecimal() and len(action.value) < 5 else 0
    if action.verb == "@home-leaf":
        return Reaction(changed(now, home=now.state.home.model_copy(update={"leaf": leaf})), quiet=True, home=True)
    if now.rules is None:
        return show_again(now, ctx, hint=ctx.say("press-stale"))
    return Reaction(now.state, call=ReadAudit(leaf, whole=action.verb == "@audit-file"), quiet=True)


def take_audit(now: Situation, found: Audited, ctx: Context) -> Reaction:
    """What was done, or all of it as a file and below it what was shown before."""
    if not found.whole:
        return Reaction(now.state, card=audit(now, found, ctx))
    file = audit_file(now, found.entries, ctx)
    first = replace(found, entries=found.entries[:AUDIT_LEAF], more=len(found.entries) > AUDIT_LEAF)
    return Reaction(now.state, notices=(file,), card=audit(now, first, ctx))


def look_at(now: Situation, *, only_broken: bool) -> Reaction:
    """Which locations the page beside the chat shows."""
    home = now.state.home.model_copy(update={"leaf": 0, "only_broken": only_broken})
    return Reaction(changed(now, home=home), quiet=True, home=True)


def share(now: Situation, ctx: Context) -> Reaction:
    """Tell the chat in which this began what is connected now."""
    if now.state.origin is None or now.state.told:
        return show_again(now, ctx, hint=ctx.say("press-stale"))
    state = changed(now, told=True)
    shown = show_again(now, ctx, state=state, hint=ctx.say("share-done"))
    return Reaction(state, card=shown.card, shared=(share_card(now, ctx),))


def keep_rules(now: Situation, values: Mapping[str, str], ctx: Context) -> Reaction:
    """Take the team's new rules, from who may set them."""
    if now.rules is None or not now.rights.rules:
        return show_again(now, ctx, hint=ctx.say("rights-rules"))
    rules = Rules.model_validate(
        {
            "connect": _who(values, "connect"),
            "connectors": _people(values, "connectors"),
            "disconnect": _who(values, "disconnect"),
            "disconnectors": _people(values, "disconnectors"),
            "alerts": values.get("alerts", "").strip(),
        }
    )
    if problems := _faults(rules, ctx):
        form = Fields(rules_form(rules, ctx, problems), ctx.say("rules-open"))
        title = ctx.say("rules-title")
        close = Controls((row(ctx, ("button-close", "@continue")),))
        return Reaction(changed(now, panel="settings"), card=Card((Title(title), form, close), rest=title))
    title = ctx.say("rules-kept")
    close = Controls((row(ctx, ("button-settings", "@settings"), ("button-close", "@continue")),))
    card = Card((Title(title), *show_rules(rules, ctx), close), rest=title)
    deeds = (Deed("rules", detail=write_rules(rules)),)
    return Reaction(changed(now, jotted=None), card=card, fresh=True, rules=rules, deeds=deeds, home=True)


def say_taken(taken: Taken, now: Situation, ctx: Context) -> str:
    """Why a location cannot be changed just now."""
    since = say_time(taken.since.astimezone(zone_of_person(now.state)).time(), ctx.language)
    return ctx.say("location-taken", who=taken.who or ctx.say("share-somebody"), time=since)


def _who(values: Mapping[str, str], name: str) -> str:
    return values.get(name, "") if values.get(name, "") in WHO else "everyone"


def _people(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in values.get(name, "").split(",") if one.strip()))


def _faults(rules: Rules, ctx: Context) -> dict[str, str]:
    nobody = ctx.say("rules-nobody")
    chosen = (("connectors", rules.connect, rules.connectors), ("disconnectors", rules.disconnect, rules.disconnectors))
    return {name: nobody for name, who, people in chosen if who == "chosen" and not people}
