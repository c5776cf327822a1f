"""Linking the chats of one person: what they wish for, and what they see of what came of it."""

import re
from dataclasses import replace

from bot.conversation.alerts import flow as alert_flow
from bot.conversation.cards import Action, Card, Text
from bot.conversation.context import Context
from bot.conversation.ending import PENDING_AFTER, due_after
from bot.conversation.frame import has_page, open_page
from bot.conversation.link_model import LinkDone, LinkTold, LinkWish
from bot.conversation.link_panels import CODE_LETTERS, show_links
from bot.conversation.prices.due import dues_of
from bot.conversation.replies import Commanded, Said
from bot.conversation.situation import Due, Reaction, Situation, State, Woken
from bot.conversation.turns import changed, show_again, with_state
from bot.conversation.understanding.command_words import read_command_word
from bot.conversation.understanding.words import Word, read_word

PREFIX = "link-"  # of the code in a link that opens a chat
TOLD = "link"  # what the other chats are woken for
# Crockford's: none is mistaken for another, typed or read aloud.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
_WITH_DASHES = re.compile(r"\w{3}[-‐–]\w{3}[-‐–]\w{3}")
_HEARD_FROM = 20  # locations whose contracts are looked at when a chat begins to hear of them

_WISHES: dict[str, LinkWish] = {
    "@link-code": LinkWish("code"),
    "@link-join": LinkWish("join"),
    "@link-part": LinkWish("part"),
    "@link-alerts": LinkWish("route"),
    "@link-bring": LinkWish("bring"),
}


_DONE = {"part": "link-parted", "join": "link-joined", "route": "link-routed"}


def wish_of(now: Situation, event: object) -> LinkWish | None:
    """What somebody wishes for by this; None: nothing about links."""
    match event:
        case Commanded(name="link", argument=typed):
            return LinkWish("read", read_code(typed)) if typed.strip() else LinkWish("code")
        case Commanded(name="start", argument=payload) if payload.startswith(PREFIX):
            return LinkWish("read", read_code(payload.removeprefix(PREFIX)))
        case Said(text=text) if not has_page(now) and now.state.panel != "name" and read_command_word(text) == "link":
            return LinkWish("code")
        case Said(text=text) if now.state.panel == "join" and _is_yes(text, now.state):
            return LinkWish("join", now.state.about.partition("|")[0])
        case Said(text=text) if now.state.panel in ("link", "join") or _WITH_DASHES.fullmatch(text.strip()):
            code = read_code(text)
            # In threes nobody answers a question of a page; without dashes it may be a name.
            return LinkWish("read", code) if code else None
        case Woken(what="link"):
            return LinkWish("told")
        case Action(verb=verb, value=value) if verb in _WISHES:
            return replace(_WISHES[verb], value=value)
        case _:
            return None


def _is_yes(text: str, state: State) -> bool:
    return read_word(text, state.language or state.hint) is Word.YES


def read_code(text: str) -> str:
    """The letters of a code, however they are written; "" if it is none."""
    letters = re.sub(r"[\s‐–-]", "", text).upper().translate(_MEANT)
    return letters if len(letters) == CODE_LETTERS and set(letters) <= set(LETTERS) else ""


def take(now: Situation, done: LinkDone, ctx: Context) -> Reaction:
    """What came of a wish. What it has changed of the state is in the situation."""
    if done.why:
        return show_again(now, ctx, problem=ctx.say(f"link-{done.why}"), fresh=True)
    match done.matter:
        case "code":
            return Reaction(changed(now, panel="link", about=""), card=show_links(now, ctx, done), fresh=True)
        case "read":
            about = f"{done.value}|{done.count}|{done.label}"
            return show_again(now, ctx, state=changed(now, panel="join", about=about), fresh=True)
        case "bring":
            return _brought(now, done, ctx)
        case "part" | "join" | "route":
            hint = ctx.say(_DONE[done.matter], label=done.label)
            shown = show_again(now, ctx, state=changed(now, panel="link", about=""), hint=hint)
            return shown._replace(wake=_ends(now, ctx))


def told(now: Situation, news: LinkTold, ctx: Context) -> Reaction:
    """What the person did in another chat: said here too, as it may not have been them."""
    command = ctx.command("link")
    words = [ctx.say("link-told", label=one.label, command=command) for one in news.joined]
    words += [ctx.say("link-parted", label=one.label) for one in news.parted]
    notices = tuple(Card((Text(one),), live=False) for one in words)
    # Where the open question has gone to another chat, its card says so.
    quiet = not notices and now.state.panel != "moved"
    return Reaction(now.state, notices=notices, quiet=quiet, wake=_ends(now, ctx))


def _brought(now: Situation, done: LinkDone, ctx: Context) -> Reaction:
    """The open question of another chat, here; and what is waited for there is waited for here."""
    dues: tuple[Due, ...] = ()
    if has_page(now) and open_page(now).kind == "pending":
        dues = due_after("pending", PENDING_AFTER, 1)
    elif has_page(now) and open_page(now).kind == "redirect":
        dues = (Due("login", 60.0),)
    return show_again(now, ctx, hint=ctx.say("link-brought", label=done.label), fresh=True)._replace(wake=dues)


def _ends(now: Situation, ctx: Context) -> tuple[Due, ...]:
    """Who begins to hear of locations hears of the end of their contracts, and whether their prices change."""
    some = now.locations[:_HEARD_FROM]
    return tuple(due for one in some for due in (*alert_flow.ends_of(one, ctx), *dues_of(one, ctx)))


def stripped(state: State, label: str) -> State:
    """What is left in a chat when its open question has gone to another."""
    fresh = State()
    gone = {name: getattr(fresh, name) for name in (*OF_SESSION, "made")}
    return state.model_copy(update={**gone, "panel": "moved", "about": label})


def joined_by(now: Situation, other: State, key: str) -> Situation:
    """The situation with what belongs to the open question of another chat."""
    taken = {name: getattr(other, name) for name in OF_SESSION}
    taken |= {"panel": "", "about": "", "above": 0, "on_behalf": other.on_behalf or key}
    taken["made"] = {**now.state.made, **other.made}
    return with_state(now, now.state.model_copy(update=taken))


OF_SESSION = (
    *("draft", "trail", "answers", "known", "address", "replaying", "unanswered", "opening", "typed", "finished"),
    *("ending", "attempts", "waiting", "late", "unread", "located", "errand", "jotted", "on_behalf"),
)
