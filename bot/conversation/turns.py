"""Small steps that every turn is made of."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation import panels
from bot.conversation.context import Context
from bot.conversation.ending import PENDING_AFTER, can_close, finish
from bot.conversation.exact import dump, parse
from bot.conversation.location_calls import LeftRead, Surveyed
from bot.conversation.location_panels import NAME_CHARS
from bot.conversation.page import Page, items_at, text_at, value_at
from bot.conversation.remembered import Kept
from bot.conversation.situation import (
    Known,
    Location,
    Looked,
    Purpose,
    Reaction,
    ReadBack,
    Result,
    Resume,
    Send,
    Situation,
    Slot,
    State,
    find_location,
)
from bot.conversation.understanding.folding import fold

MOST_LOOKS = len(PENDING_AFTER)  # for a tariff on its way; whoever waits is then told so


def changed(now: Situation, **changes: object) -> State:
    """The state with some members changed."""
    return now.state.model_copy(update=changes)


def with_state(now: Situation, state: State) -> Situation:
    """The situation under another state."""
    return now._replace(state=state)


def show_again(
    now: Situation,
    ctx: Context,
    *,
    state: State | None = None,
    problem: str = "",
    hint: str = "",
    fresh: bool = False,
) -> Reaction:
    """Show what is open now, with a remark where there is one."""
    state = state or now.state
    card = panels.show(with_state(now, state), ctx, problem=problem, hint=hint)
    return Reaction(state, card=card, fresh=fresh)


def with_names(result: Result, now: Situation) -> Result:
    """What FlatPeak tells of locations, with what it does not tell: the names that people gave them, and what they
    wait for."""
    match result:
        case Surveyed(found=found):
            return replace(result, found=tuple(_named(one, now) for one in found))
        case Known(location=Location() as location):
            return replace(result, location=_christened(_named(location, now), now))
        case Looked(location=Location() as location) | LeftRead(location=Location() as location):
            return replace(result, location=_named(location, now))
        case _:
            return result


def _named(location: Location, now: Situation) -> Location:
    before = find_location(now.locations, location.id)
    named = replace(location, name=before.name) if before and before.name else location
    return with_awaited(named, now)


def with_awaited(location: Location, now: Situation) -> Location:
    """Not every generation has a word for a tariff on its way: what somebody waits for is not just missing."""
    keys = (key.partition(":") for key, looks in now.state.awaited.items() if looks <= MOST_LOOKS)
    awaited = {name for held, _, name in keys if held == location.id}
    id_, slot = _about(now)
    if id_ == location.id and now.state.waiting:
        awaited.add(slot)
    elif id_ == location.id and now.session is not None:
        awaited.discard(slot)  # the session shows how it stands
    told = {slot.name: slot for slot in location.slots}
    missing = {name for name in awaited if name not in told or told[name].status == "NOT_CONNECTED"}
    pending = {name: replace(told.get(name, Slot(name, "")), status="PENDING") for name in sorted(missing)}
    return replace(location, slots=tuple({**told, **pending}.values())) if pending else location


def waited_for(now: Situation) -> tuple[str, str] | None:
    """The location ("" before it is known) and slot of the tariff that the session itself waits for, and tells of."""
    return _about(now) if now.state.waiting else None


def _about(now: Situation) -> tuple[str, str]:
    if now.session is None:
        return now.state.located, (now.state.opening or Purpose()).slot
    return now.session.location_id or now.session.purpose.location_id, now.session.purpose.slot


def _christened(location: Location, now: Situation) -> Location:
    """A site of a file is called as the file calls it, unless it has a name or another location has that one."""
    wanted = now.state.called
    taken = {fold(one.name) for one in now.locations if one.id != location.id}
    fits = fold(wanted) and len(wanted) <= NAME_CHARS and fold(wanted) not in taken
    return replace(location, name=wanted) if fits and not location.name else location


def how_to_look(now: Situation) -> Resume | ReadBack:
    """How to ask whether a pending tariff has come."""
    return ReadBack() if now.state.finished or now.session is None else Resume()


def tell_late(now: Situation, ctx: Context, *, problem: str = "") -> Reaction:
    """It is pending still, and whoever waits has to know that we stop looking."""
    return show_again(now, ctx, state=changed(now, panel="late", draft={}), problem=problem, fresh=True)


def send_action(
    now: Situation, action: str, done: str = "", *, ending: str = "", data: Mapping[str, Any] | None = None
) -> Reaction:
    """Choose one of the page's actions; `ending`: what is meant by it, should the session end."""
    send = Send(data=data, action=action)
    state = changed(now, panel="", unanswered=kept_of(send, done), ending=ending or action)
    if action == "CLOSE" and not can_close(now):
        return finish(with_state(now, state))
    return Reaction(state, call=send, quiet=True)


def kept_of(send: Send, done: str = "") -> Kept:
    """An answer in the form in which it is remembered."""
    return Kept(data="" if send.data is None else dump(send.data).decode(), action=send.action, done=done)


def send_of(kept: Kept) -> Send:
    """A remembered answer, as it was given."""
    return Send(data=parse(kept.data) if kept.data else None, action=kept.action)


def has_moved(before: Page, after: Page, send: Send) -> bool:
    """Whether a page that Connect shows after a doubt means that the answer was taken.

    Another route does; so does the same route that no longer offers the action (a report that was made).
    """
    if after.route != before.route:
        return True
    if send.action and send.data is not None and _told_of(before) != _told_of(after):
        return True
    return bool(send.action) and send.action in before.actions and send.action not in after.actions


def _told_of(page: Page) -> list[object]:
    """How the tariffs of a page that shows several stand, whatever their prices do meanwhile."""
    tariffs = items_at(page.data, "tariffs")
    return [
        (text_at(one, "id"), text_at(one, "tariff", "status"), value_at(one, "reported") is True) for one in tariffs
    ]
