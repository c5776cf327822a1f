"""A customer whom the company sent: the session is for what it asked for, and begins with what it knows."""

from dataclasses import asdict

from bot.conversation.cards import Card, Text, Title
from bot.conversation.commands import connect_invited
from bot.conversation.context import Context
from bot.conversation.invitation import Invitation, Invited
from bot.conversation.page import Page
from bot.conversation.pages.address_parts import Progress, read_progress
from bot.conversation.pages.places import read_parts
from bot.conversation.situation import Reaction, Situation, State
from bot.conversation.turns import changed, show_again, with_state


def take_invited(now: Situation, invited: Invited, ctx: Context) -> Reaction:
    """Open what the link is for; one that is of no use gets a word, and the ordinary start."""
    given = invited.invitation
    if given is None:
        state = changed(now, panel="", about="")
        return show_again(now, ctx, state=state, hint=ctx.say(f"invited-{invited.why}"), fresh=True)
    state = changed(
        now,
        language=now.state.language or _spoken(given, ctx),
        customer=given.customer_reference,
        invited=given,
    )
    return connect_invited(with_state(now, state), given, invited.location_id, ctx)


def is_awaited(now: Situation) -> bool:
    """Whether the session that has just opened is the one that the link was for."""
    given, session = now.state.invited, now.session
    return given is not None and session is not None and _is_for(session.purpose.location_reference, given)


def prefill(now: Situation, page: Page) -> State:
    """The state in which the address that the company knows is asked to be confirmed, or completed."""
    given = now.state.invited
    parts = read_parts({"address": given.address if given else {}}, "address")
    known = page.kind == "address" and any(asdict(parts).values())
    return changed(now, invited=None, draft=Progress(parts).draft() if known else now.state.draft)


def greet(arrived: Reaction, ctx: Context) -> Reaction:
    """The first page, below who we are."""
    brand = ctx.brand.name
    words = (Title(ctx.say("welcome-title", brand=brand)), Text(ctx.say("welcome-text", brand=brand)))
    return arrived._replace(
        notices=(Card((*words, *_say_known(arrived.state, ctx)), live=False), *arrived.notices), fresh=True
    )


def _say_known(state: State, ctx: Context) -> tuple[Text, ...]:
    progress = read_progress(state.draft)
    if progress is None:
        return ()
    return (Text(ctx.say("invited-address-part" if progress.question() else "invited-address")),)


def _is_for(reference: str, given: Invitation) -> bool:
    return bool(reference) and reference == given.location_reference


def _spoken(given: Invitation, ctx: Context) -> str:
    """The language that the company named, if we speak it."""
    wanted = given.language.lower()
    codes = [code for code, _ in ctx.languages]
    exact = [code for code in codes if code.lower() == wanted]
    near = [code for code in codes if code.lower().partition("-")[0] == wanted.partition("-")[0]]
    return next(iter(exact or near), "")
