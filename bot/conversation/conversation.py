"""One turn of a conversation: what has come to be and what happened now, in; what to show and to ask next, out."""

from dataclasses import replace
from typing import assert_never

from bot.conversation import asides, browser, commands, linking, locations, results, team_commands
from bot.conversation.alerts import flow as alert_flow
from bot.conversation.cards import Action, Card, Text
from bot.conversation.context import Context
from bot.conversation.frame import has_page, is_settled, open_page
from bot.conversation.invitation import Invited
from bot.conversation.inviting import take_invited
from bot.conversation.known_address import find_answered, find_free, find_typed
from bot.conversation.link_model import LinkDone, LinkTold
from bot.conversation.pages import view_of
from bot.conversation.pages.view import Answer, Do, LookAgain, Move, Restart, Stay
from bot.conversation.prices import watch_flow
from bot.conversation.prices.looking import drop
from bot.conversation.remembered import Jotted
from bot.conversation.replies import (
    Commanded,
    Edited,
    Filled,
    Left,
    Moved,
    Nobody,
    Returned,
    Said,
    Shared,
    Visited,
)
from bot.conversation.situation import (
    Fetch,
    Location,
    LoginReturned,
    Noticed,
    Reaction,
    Result,
    Resume,
    Send,
    Situation,
    StalePress,
    Taken,
    Woken,
)
from bot.conversation.turns import changed, kept_of, send_action, show_again, with_state
from bot.conversation.understanding.address_reading import read_address
from bot.conversation.understanding.words import Word, read_word
from bot.conversation.zones import zone_of

Reply = Said | Action | Commanded | Filled | Shared | Edited | Visited | Left | Returned | Moved | Nobody | StalePress
Happening = Invited | LinkDone | LinkTold | LoginReturned | Noticed | Taken | Woken
Event = Reply | Happening | Result


# What yes and no mean while a question of ours lies over the page. Yes to linking is a wish: see `linking`.
_ASKED: dict[str, dict[Word, str]] = {
    "cancel": {Word.YES: "@stop", Word.NO: "@continue"},
    "forget": {Word.YES: "@forget-now", Word.NO: "@continue"},
    "join": {Word.NO: "@continue"},
}

# Words that mean a command whatever page is open.
_COMMANDS: dict[Word | None, str] = {Word.CANCEL: "cancel", Word.BACK: "back", Word.HELP: "help"}


def react(now: Situation, event: Event, ctx: Context) -> Reaction:
    """What an event comes to. Pure: the same arguments give the same reaction, and nothing is raised."""
    ctx = ctx._replace(zone=zone_of(now))
    if isinstance(event, Result):
        reaction = results.take(now, event, ctx)
    elif isinstance(event, Happening):
        reaction = _take_happening(now, event, ctx)
    else:
        reaction = _take_reply(now, event, ctx)
    for gone in reaction.forget_locations:
        reaction = reaction._replace(state=drop(reaction.state, gone))
    return reaction


def _take_reply(now: Situation, reply: Reply, ctx: Context) -> Reaction:
    match reply:
        case Said():
            return _hear_text(now, reply, ctx)
        case Action(verb=verb) if verb.startswith("@"):
            return commands.follow(now, reply, ctx)
        case Filled(done=False):
            return Reaction(changed(now, jotted=Jotted(form=reply.form, values=reply.values)), quiet=True)
        case Filled(form="name"):
            return locations.keep_name(now, reply.values.get("name", ""), ctx)
        case Filled(form="rules"):
            return team_commands.keep_rules(now, reply.values, ctx)
        case Action() | Filled():
            return _hear(now, reply, ctx)
        case Commanded(name="connect", argument=typed) if typed and (known := find_typed(now, typed)):
            return _show_connected(now, known, ctx)
        case Commanded(name="connect", argument=typed) if typed and has_page(now) and open_page(now).kind == "address":
            begun = with_state(now, changed(now, origin=reply.origin, told=False))
            return _hear(begun, Said(typed), ctx)._replace(fresh=True)
        case Commanded():
            return commands.obey(now, reply, ctx)
        case Shared(what="document", file=file) if file is not None and ctx.can.files:
            return Reaction(now.state, call=Fetch(replace(file, caption=reply.caption)), quiet=True)
        case Shared(caption=caption) if caption.strip():
            heard, unread = _hear_text(now, Said(caption), ctx), Text(ctx.say("shared-caption"))
            return heard._replace(notices=(Card((unread,), live=False), *heard.notices))
        case Shared():
            return show_again(now, ctx, problem=ctx.say("shared-not-text"))
        case Edited():
            return show_again(now, ctx, hint=ctx.say("edited-not-read"))
        case StalePress():
            return show_again(now, ctx, hint=ctx.say("press-stale"), fresh=True)
        case Visited():
            return locations.visit(now, ctx)
        case Left() | Returned() | Moved() | Nobody():
            return Reaction(now.state, quiet=True)  # about the way to the person, not about what is said
        case _:
            assert_never(reply)


def _take_happening(now: Situation, happening: Happening, ctx: Context) -> Reaction:
    match happening:
        case Invited():
            return take_invited(now, happening, ctx)
        case LinkDone():
            return linking.take(now, happening, ctx)
        case LinkTold():
            return linking.told(now, happening, ctx)
        case Taken():
            state = now.state if has_page(now) else changed(now, opening=None)
            return show_again(now, ctx, state=state, hint=team_commands.say_taken(happening, now, ctx), fresh=True)
        case Noticed():
            return alert_flow.notice(now, happening)
        case LoginReturned():
            return _look_again(now, ctx)
        case Woken():
            return results.wake(now, happening, ctx)
        case _:
            assert_never(happening)


def _hear_text(now: Situation, said: Said, ctx: Context) -> Reaction:
    command = _COMMANDS.get(read_word(said.text, ctx.language))
    if command:
        return commands.obey(now, Commanded(command), ctx)
    if (beside := asides.hear(now, said.text, ctx)) is not None:
        return beside
    if now.state.panel == "language" and (not has_page(now) or commands.find_language(said.text, ctx)):
        return commands.obey(now, Commanded("language", said.text.strip()), ctx)
    if (asked := locations.hear(now, said.text, ctx)) is not None:
        return commands.follow(now, asked, ctx) if isinstance(asked, Action) else asked
    if (agreed := _hear_verdict(now, said.text, ctx)) is not None:
        return agreed
    if (wished := watch_flow.hear(now, said.text, ctx)) is not None:
        return wished
    if has_page(now) and not (is_settled(now) and _is_address(said.text)):
        return _hear(now, said, ctx)
    if commands.is_kept(now):
        return commands.try_again(now, ctx)
    if (named := locations.find_named(now, said.text)) is not None:
        return locations.show(now, named.id, ctx)
    if not said.text.strip() or (now.locations and not _is_address(said.text)):
        return show_again(now, ctx, hint=ctx.say("nothing-open"))
    if known := find_typed(now, said.text):
        return _show_connected(now, known, ctx)
    return commands.connect(now, ctx, typed=said.text)


def _hear_verdict(now: Situation, text: str, ctx: Context) -> Reaction | None:
    """Yes or no to a question of ours; None where none is asked, or this is for the page beneath."""
    verbs = _ASKED.get(now.state.panel)
    word = read_word(text, ctx.language) if verbs else None
    if verbs and word in verbs:
        return commands.follow(now, Action(verbs[word]), ctx)
    return show_again(now, ctx, hint=ctx.say("page-choose")) if verbs and not has_page(now) else None


def _is_address(text: str) -> bool:
    """Whether somebody who has something connected means another address by this. What was read is asked about."""
    parts = read_address(text).parts
    return "?" not in text and bool(parts.city and parts.country_code) and any(map(str.isdigit, parts.address_line1))


def _show_connected(now: Situation, location: Location, ctx: Context) -> Reaction:
    """What there is at an address that somebody wished to connect. A question that is open stays so beneath."""
    without = now._replace(state=changed(now, jotted=None))
    return locations.show(without, location.id, ctx, hint=ctx.say("address-connected-already"))


def _hear(now: Situation, heard: Said | Action | Filled, ctx: Context) -> Reaction:
    if not has_page(now):
        return show_again(now, ctx, hint=ctx.say("nothing-open"))
    page = open_page(now)
    move = view_of(page).hear(page, now.state.draft, heard, ctx)
    if isinstance(move, Stay | LookAgain) and commands.is_kept(now):
        return commands.try_again(now, ctx)  # it was meant for a later page, or as a knock; the kept answer stays
    return follow_move(now, move, ctx)


def follow_move(now: Situation, move: Move, ctx: Context) -> Reaction:
    """What a page's own verdict on a reply comes to."""
    match move:
        case Stay(draft=draft, problem=problem, hint=hint):
            state = changed(now, draft=draft, panel="", unanswered=None, jotted=None)
            return show_again(now, ctx, state=state, problem=problem, hint=hint)
        case Answer(data=data) if (known := find_answered(now, data)) is not None:
            return _show_connected(now, known, ctx)
        case Answer(data=data, done=done) if (free := find_free(now, data)) is not None:
            return commands.connect_at(now, free.id, done)
        case Answer(data=data, done=done, draft=draft):
            send = Send(data=data)
            state = changed(now, panel="", ending="", draft=draft, unanswered=kept_of(send, done), jotted=None)
            return Reaction(state, call=send, quiet=True)
        case Do(action=action, done=done, data=data):
            return send_action(now, action, done, data=data)
        case LookAgain():
            return Reaction(
                changed(now, panel="", draft={**now.state.draft, "looked": True}), call=Resume(), quiet=True
            )
        case Restart():
            return commands.restart(now)
        case _:
            assert_never(move)


def _look_again(now: Situation, ctx: Context) -> Reaction:
    if not has_page(now):
        return show_again(now, ctx, fresh=True)
    if commands.is_kept(now):
        return commands.try_again(now, ctx)
    page = open_page(now)
    away = page.kind == "redirect" or browser.is_offered(now, page)
    asked = {**now.state.draft, "looked": True} if away else now.state.draft
    return Reaction(changed(now, panel="", draft=asked), call=Resume(), quiet=True)
