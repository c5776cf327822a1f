"""Cards of our own that can lie over a page: welcome, language, help, privacy, leaving, trouble, what is connected."""

from dataclasses import replace
from typing import assert_never

from bot.conversation import link_panels, location_panels, team_panels
from bot.conversation.cards import (
    Action,
    Block,
    Button,
    Card,
    Control,
    Controls,
    Link,
    Text,
    Title,
)
from bot.conversation.context import Context
from bot.conversation.frame import done_steps, has_page, remarks, show_page
from bot.conversation.likely import likely_providers
from bot.conversation.panel_parts import is_connected, row
from bot.conversation.prices import cards as price_cards
from bot.conversation.prices import watch_cards
from bot.conversation.sites import cards as site_cards
from bot.conversation.sites.job import is_asking
from bot.conversation.situation import Situation, find_location

CONNECT = Action("@connect")
LASTING = ("disabled", "refused")  # troubles that waiting does not mend


def show(now: Situation, ctx: Context, *, problem: str = "", hint: str = "") -> Card:
    """What the conversation shows now: a panel, the open page, or where to begin."""
    if now.state.panel:
        return _with(remarks(problem, hint), _panel(now, ctx))
    if has_page(now):
        return show_page(now, ctx._replace(likely=likely_providers(now)), problem=problem, hint=hint)
    return _with(remarks(problem, hint), location_panels.tariffs(now, ctx) if now.locations else _welcome(ctx))


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
            return _forget(now, ctx)
        case "forgotten":
            return _again(ctx, "forgotten")
        case "stopped":
            return _stopped(now, ctx)
        case "tariffs" | "ready":
            return _tariffs(now, ctx)
        case "manage" | "name" | "remove" | "disconnect":
            return location_panels.ask(now, ctx)
        case "link" | "join" | "moved" | "elsewhere":
            return link_panels.show_panel(now, ctx)
        case "trouble":
            return _trouble(now, ctx)
        case "ended":
            return _ended(now, ctx)
        case "waiting":
            return _waiting(now, ctx)
        case "late":
            return _late(now, ctx)
        case "sites":
            return _sites(now, ctx)
        case "settings":
            return team_panels.settings(now, ctx)
        case "alerts":
            return team_panels.alerts(now, ctx)
        case "prices":
            return price_cards.choose(now, ctx) if now.locations else location_panels.tariffs(now, ctx)
        case "watches":
            return watch_cards.show(now, ctx) if now.locations else location_panels.tariffs(now, ctx)
        case "":
            return _welcome(ctx)
        case other:
            assert_never(other)


def _welcome(ctx: Context) -> Card:
    rows = [row(ctx, ("button-connect", "@connect", "primary"))]
    return Card(
        (
            Title(ctx.say("welcome-title", brand=ctx.brand.name)),
            Text(ctx.say("welcome-text", brand=ctx.brand.name)),
            Text(ctx.say("welcome-ask")),
            Controls(
                (
                    *rows,
                    row(ctx, ("button-language", "@language", "plain"), ("button-help", "@help", "plain")),
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
    return Card((Title(title), Controls((*rows, row(ctx, ("button-close", "@continue", "plain"))))), rest=title)


def _help(now: Situation, ctx: Context) -> Card:
    controls: list[tuple[Control, ...]] = []
    asked = has_page(now) or is_asking(now.job)
    forward = ("button-go-on", "@continue", "primary") if asked else ("button-connect", "@connect", "primary")
    controls.append(row(ctx, forward))
    if ctx.brand.support_url:
        controls.append((Link(ctx.say("button-support"), ctx.brand.support_url),))
    title = ctx.say("help-title")
    return Card(
        (Title(title), Text(ctx.say("help-text")), Text(_commands(ctx)), Controls(tuple(controls))),
        rest=title,
    )


def _sites(now: Situation, ctx: Context) -> Card:
    if now.job is None:
        return site_cards.invite(ctx)
    return site_cards.show(now.job.plan, now.job.table, now.job.standings, ctx)


def _commands(ctx: Context) -> str:
    if not ctx.can.command:
        return ctx.say("help-commands")
    return ctx.say("help-commands-one", command=ctx.can.command)


def _privacy(ctx: Context) -> Card:
    controls: list[tuple[Control, ...]] = [
        row(ctx, ("button-export", "@export", "plain")),
        row(ctx, ("button-forget", "@forget", "danger")),
    ]
    if ctx.brand.privacy_url:
        controls.append((Link(ctx.say("button-privacy-policy"), ctx.brand.privacy_url),))
    controls.append(row(ctx, ("button-close", "@continue", "plain")))
    title = ctx.say("privacy-title")
    text = Text(ctx.say("privacy-text", brand=ctx.brand.name))
    return Card((Title(title), text, Controls(tuple(controls))), rest=title)


def _question(ctx: Context, topic: str, yes: tuple[str, str], no: tuple[str, str]) -> Card:
    title = ctx.say(f"{topic}-title")
    buttons = row(ctx, (*no, "primary"), (*yes, "danger"))
    return Card((Title(title), Text(ctx.say(f"{topic}-text")), Controls((buttons,))), rest=title)


def _forget(now: Situation, ctx: Context) -> Card:
    about = "forget-team" if ctx.can.teams else "forget"
    card = _question(ctx, about, ("button-forget-now", "@forget-now"), ("button-keep", "@continue"))
    linked = (Text(ctx.say("forget-linked")),) if now.state.links else ()
    return Card((*card.blocks[:-1], *linked, card.blocks[-1]), rest=card.rest)


def _again(ctx: Context, topic: str, begin: Action = CONNECT) -> Card:
    title = ctx.say(f"{topic}-title")
    button = Button(ctx.say("button-connect"), begin, "primary")
    return Card((Title(title), Text(ctx.say(f"{topic}-text")), Controls(((button,),))), rest=title)


def _stopped(now: Situation, ctx: Context) -> Card:
    """Who has something connected most likely goes back to that."""
    title = ctx.say("stopped-title")
    way = ("button-my-tariffs", "@tariffs", "plain") if now.locations else ("button-connect", "@connect", "primary")
    controls = Controls((*_to_sites(now, ctx), row(ctx, way)))
    return Card((Title(title), Text(ctx.say("stopped-text")), controls), rest=title)


def _waiting(now: Situation, ctx: Context) -> Card:
    title = ctx.say("waiting-title")
    buttons = (*_to_sites(now, ctx), row(ctx, ("button-my-tariffs", "@tariffs", "plain")))
    return Card((Title(title), Text(ctx.say("waiting-text")), Controls(buttons)), rest=title)


def _tariffs(now: Situation, ctx: Context) -> Card:
    """What is connected. A tariff that was waited for can be told elsewhere, as one that was there at once."""
    card, ways = location_panels.tariffs(now, ctx), _sharing(now, ctx) if now.state.panel == "ready" else ()
    return replace(card, blocks=(*card.blocks, Controls(ways))) if ways else card


def _late(now: Situation, ctx: Context) -> Card:
    title = ctx.say("late-title")
    look = row(ctx, ("page-look", "@look", "primary"))
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
    words = "trouble-kept-here" if kind in LASTING else "trouble-kept"
    kept = [Text(ctx.say(words))] if now.state.unanswered or now.state.typed else []
    buttons = row(ctx, ("button-try-again", "@retry", "primary"), ("button-cancel", "@cancel", "plain"))
    return Card((Title(title), *kept, Controls((buttons,))), rest=title)


def _ended(now: Situation, ctx: Context) -> Card:
    if now.state.ending == "DISCONNECT":
        here = find_location(now.locations, now.state.located)
        free = here is not None and not is_connected(here)  # it need not be found in a list first
        return _again(ctx, "disconnected", Action("@view", here.id) if here and free else CONNECT)
    title = ctx.say("ended-title")
    line = now.state.trail[-1].line if now.state.trail else ""
    ways = (row(ctx, ("button-my-tariffs", "@tariffs", "plain")), *_sharing(now, ctx))
    controls = Controls((*_to_sites(now, ctx), *ways))
    return Card(
        (
            *done_steps(now),
            Title(title),
            Text(ctx.say("ended-text", brand=ctx.brand.name, command=ctx.command("tariffs"))),
            controls,
        ),
        rest=f"✓ {line}" if line else title,  # what was connected is worth more than that it is over
    )


def _to_sites(now: Situation, ctx: Context) -> tuple[tuple[Control, ...], ...]:
    """The way back to a file of sites that waits for an answer."""
    return (row(ctx, ("sites-carry-on", "@continue", "primary")),) if is_asking(now.job) else ()


def _sharing(now: Situation, ctx: Context) -> tuple[tuple[Control, ...], ...]:
    """The offer to tell the chat in which this began."""
    return (row(ctx, ("button-share", "@share")),) if now.state.origin and not now.state.told else ()
