"""What a person does with what they connected: look at it, name it, take a tariff or the whole location away."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation import awaited
from bot.conversation import location_panels as cards
from bot.conversation.alerts import flow as alert_flow
from bot.conversation.belonging import rights_at
from bot.conversation.cards import Action
from bot.conversation.context import Context
from bot.conversation.ending import can_close
from bot.conversation.frame import ENDS
from bot.conversation.home import ids_shown
from bot.conversation.location_calls import Remove, Removed, Survey, Surveyed
from bot.conversation.page import Page
from bot.conversation.pages.errands import is_bare
from bot.conversation.panel_parts import name_location
from bot.conversation.prices import looking
from bot.conversation.remembered import Panel
from bot.conversation.situation import (
    Deed,
    Due,
    Known,
    Location,
    Reaction,
    ReadBack,
    Situation,
    State,
    Trouble,
    find_location,
)
from bot.conversation.teams import Rights
from bot.conversation.turns import changed, send_action, show_again, with_state
from bot.conversation.understanding.folding import fold
from bot.conversation.understanding.words import Word, read_word

ASKING: frozenset[Panel] = frozenset({"manage", "name", "remove", "disconnect"})  # panels over that of a location
VISIT_S = 60  # as long what a page beside the chat tells of tariffs counts as of now


def press(now: Situation, action: Action, ctx: Context) -> Reaction | None:
    """A button about a location; None if it is another's."""
    act = _ACTS.get(action.verb)
    return act(now, action.value, ctx) if act else None


def show(now: Situation, about: str, ctx: Context, *, hint: str = "") -> Reaction:
    """One location, or all of them: as they are known, and then as FlatPeak tells it."""
    state = changed(now, panel="tariffs", about=about)
    shown = show_again(now, ctx, state=state, hint=hint)
    ids = cards.shown_ids(with_state(now, state), ctx)
    return shown._replace(call=Survey(ids)) if ids else shown


def visit(now: Situation, ctx: Context) -> Reaction:
    """The page beside the chat was opened: the tariffs that it tells are looked after."""
    home = now.state.home
    ids = ids_shown(now)
    due = not home.surveyed or ctx.now.timestamp() - home.surveyed >= VISIT_S
    seen = home.model_copy(update={"seen": True, **({"surveyed": int(ctx.now.timestamp())} if ids and due else {})})
    call = Survey(ids) if ids and due else None
    return Reaction(changed(now, home=seen), quiet=True, home=True, call=call)


def back(now: Situation, ctx: Context) -> Reaction:
    """From a question about a location to the location itself."""
    return show(now, _about(now), ctx)


def hear(now: Situation, text: str, ctx: Context) -> Reaction | Action | None:
    """What is typed while a question about a location is shown, or the button that it stands for; None: there is no
    such question."""
    match now.state.panel:
        case "name":
            return keep_name(now, text, ctx)
        case "remove" | "disconnect":
            word = read_word(text, ctx.language)
            verb = "@remove-now" if now.state.panel == "remove" else f"@{now.state.about.partition('|')[0]}"
            if word is Word.YES:
                return Action(verb, _about(now))
            return back(now, ctx) if word is Word.NO else show_again(now, ctx, hint=ctx.say("page-choose"))
        case _:
            return None


def find_named(now: Situation, text: str) -> Location | None:
    """The location that bears this name."""
    sought = fold(text)
    return next((one for one in now.locations if one.name and fold(one.name) == sought), None) if sought else None


def take(now: Situation, result: Surveyed | Removed, ctx: Context) -> Reaction:
    """What was asked of FlatPeak about locations."""
    return surveyed(now, result, ctx) if isinstance(result, Surveyed) else removed(now, result, ctx)


def surveyed(now: Situation, found: Surveyed, ctx: Context) -> Reaction:
    """How things stand: what is shown is brought up to date where it told something else."""
    known = {one.id: one for one in now.locations if one.id in {each.id for each in found.found}}
    moved = tuple(one for one in found.found if known.get(one.id) != one)
    gone = tuple(one for one in found.gone if find_location(now.locations, one))
    state, dues = _heed(now.state, found.found, ctx)
    if gone:
        state = _without(state, gone)
    here = now._replace(state=state, locations=_with(now.locations, moved, gone))
    kept = Reaction(
        state,
        locations=moved,
        forget_locations=gone,
        deeds=tuple(replace(_gone_deed(now, one, ctx), found=True) for one in gone),
        wake=dues,
        quiet=True,
    )
    if state.panel != "tariffs" or not (moved or gone or found.trouble):
        return kept
    hint = ctx.say("location-gone") if gone else ctx.say("survey-trouble") if found.trouble else ""
    return kept._replace(card=show_again(here, ctx, hint=hint).card, refresh=True, quiet=False)


def keep_name(now: Situation, typed: str, ctx: Context) -> Reaction:
    """Call a location what the person wants to call it."""
    here = cards.chosen(now)
    if here is None or not rights_at(now, here.id).connect:
        return show(now, "", ctx, hint=ctx.say("rights-connect" if here else "press-stale"))
    name = " ".join(typed.split())
    if problem := _fault(now, here, name, ctx):
        state = changed(now, panel="name", about=here.id)
        return Reaction(state, card=cards.ask_name(now, ctx, problem=problem, typed=typed))
    return _rename(now, here, name, "name-kept", ctx)


def disconnected(now: Situation, known: Known, ctx: Context) -> Reaction | None:
    """Whether a tariff that was to be disconnected without its page is gone; None: this was no such session."""
    purpose = now.session.purpose if now.session else None
    if known.location is None or purpose is None or not purpose.disconnect or now.state.ending != "DISCONNECT":
        return None
    left = any(
        slot.name == purpose.slot and slot.status in ("CONNECTED", "PENDING", "ERROR") for slot in known.location.slots
    )
    heard = bool(now.state.unread)
    state, dues = _heed(changed(now, unread=0, located=known.location.id), (known.location,), ctx)
    here = now._replace(locations=_with(now.locations, (known.location,), ()), state=state)
    if left:
        state = changed(here, panel="tariffs", about=known.location.id)
        shown = show_again(here, ctx, state=state, problem=ctx.say("ending-not-taken"), fresh=True)
    else:
        shown = show_again(here, ctx, state=changed(here, panel="ended"), fresh=heard)
    return shown._replace(locations=(known.location,), end_session=True, wake=dues)


def unsure(now: Situation, ctx: Context) -> Reaction | None:
    """A tariff was to be disconnected, and FlatPeak cannot say just now whether it is; None: there is no such doubt."""
    purpose = now.session.purpose if now.session else None
    if purpose is None or not purpose.disconnect or now.state.ending != "DISCONNECT" or now.state.unread:
        return None
    state = changed(now, panel="tariffs", about=purpose.location_id, unread=1)
    return show_again(now, ctx, state=state, hint=ctx.say("ending-unsure"))


def emptied(now: Situation, page: Page) -> Reaction | None:
    """A tariff was just disconnected, and no page of one is left to look at; None: there is."""
    alone = now.session is not None and now.session.purpose.disconnect
    if not is_bare(page) and (not alone or page.kind in ENDS):
        return None
    return send_action(now, "CLOSE", ending="DISCONNECT") if can_close(now) else ask_whether_gone(now)


def ask_whether_gone(now: Situation) -> Reaction:
    """The session that was to disconnect a tariff is over: only the location's status says what became of it."""
    state = changed(now, ending="DISCONNECT", errand="", finished=True, opening=None, unanswered=None, attempts=0)
    return Reaction(state, call=ReadBack(), quiet=True)


def removed(now: Situation, gone: Removed, ctx: Context) -> Reaction:
    """It is gone at FlatPeak, and so is all that was kept about it here."""
    here = find_location(now.locations, gone.location_id)
    name = name_location(here, ctx) if here else ctx.say("location-unnamed")
    state = _without(now.state, (gone.location_id,)).model_copy(update={"panel": "tariffs", "about": ""})
    session = now.session
    ends = session is not None and gone.location_id in (session.location_id, session.purpose.location_id)
    if ends:
        state = state.model_copy(update={"finished": True, "opening": None, "waiting": False, "unanswered": None})
    left = _with(now.locations, (), (gone.location_id,))
    after = now._replace(state=state, locations=left, session=None if ends else session)
    shown = show_again(after, ctx, hint=ctx.say("remove-done", name=name, brand=ctx.brand.name))
    deed = _gone_deed(now, gone.location_id, ctx)
    return shown._replace(forget_locations=(gone.location_id,), deeds=(deed,), end_session=ends)


def not_removed(now: Situation, trouble: Trouble, ctx: Context) -> Reaction:
    """FlatPeak could not be asked: nothing has gone here. Whether it has there is seen when it is tried again."""
    problem = f"{ctx.say(f'trouble-{trouble.kind}')} {ctx.say('remove-failed')}"
    return show_again(now, ctx, state=changed(now, panel="tariffs", about=_about(now)), problem=problem)


def _about(now: Situation) -> str:
    return now.state.about.rpartition("|")[2]


def _ask(panel: Panel, right: Callable[[Rights], bool], refusal: str) -> Callable[[Situation, str, Context], Reaction]:
    def act(now: Situation, value: str, ctx: Context) -> Reaction:
        id_ = value.rpartition("|")[2]
        if find_location(now.locations, id_) is None:
            return show(now, "", ctx, hint=ctx.say("press-stale"))
        if not right(rights_at(now, id_)):
            return show_again(now, ctx, hint=ctx.say(refusal))
        return show_again(now, ctx, state=changed(now, panel=panel, about=value, jotted=None))

    return act


def _unname(now: Situation, value: str, ctx: Context) -> Reaction:
    here = find_location(now.locations, value)
    if here is None or not rights_at(now, value).connect:
        return show(now, "", ctx, hint=ctx.say("rights-connect" if here else "press-stale"))
    return _rename(now, here, "", "name-gone", ctx)


def _remove(now: Situation, value: str, ctx: Context) -> Reaction:
    if not rights_at(now, value).disconnect:
        return show_again(now, ctx, hint=ctx.say("rights-disconnect"))
    if find_location(now.locations, value) is None:
        return show(now, "", ctx, hint=ctx.say("press-stale"))
    return Reaction(changed(now, panel="tariffs", about=value), call=Remove(value), quiet=True)


def _rename(now: Situation, here: Location, name: str, hint: str, ctx: Context) -> Reaction:
    named = replace(here, name=name)
    after = now._replace(locations=_with(now.locations, (named,), ()))
    shown = show_again(after, ctx, state=changed(now, panel="tariffs", about=here.id, jotted=None), hint=ctx.say(hint))
    return shown._replace(locations=(named,), deeds=(Deed("named", here.id, name),), home=True)


def _fault(now: Situation, here: Location, name: str, ctx: Context) -> str:
    if not fold(name):
        return ctx.say("name-empty")
    if len(name) > cards.NAME_CHARS:
        return ctx.say("page-brief", max=cards.NAME_CHARS)
    other = find_named(now, name)
    return ctx.say("name-taken", name=name) if other is not None and other.id != here.id else ""


def _heed(state: State, found: Sequence[Location], ctx: Context) -> tuple[State, tuple[Due, ...]]:
    """What their status means for alerts: those that it settles, and when to speak of the end of a contract."""
    dues: tuple[Due, ...] = ()
    for one in found:
        state = alert_flow.forget_solved(state, one, ctx)
        dues += alert_flow.ends_of(one, ctx)
    return state, dues


def _with(held: Sequence[Location], moved: Sequence[Location], gone: Sequence[str]) -> Sequence[Location]:
    """The locations as they are now, in their order."""
    if not moved and not gone:
        return held
    now = {one.id: one for one in moved}
    kept = tuple(now.pop(one.id, one) for one in held if one.id not in gone)
    return (*kept, *now.values())


def _without(state: State, gone: Sequence[str]) -> State:
    """The state with nothing about these locations."""
    for one in gone:
        state = awaited.forget(looking.drop(state, one), one)
    alerts = {id_: alert for id_, alert in state.alerts.items() if alert.location not in gone}
    muted = [one for one in state.prefs.muted_locations if one not in gone]
    changes: dict[str, object] = {"alerts": alerts, "prefs": state.prefs.model_copy(update={"muted_locations": muted})}
    if state.about in gone:
        changes["about"] = ""
    if state.prices.location in gone:
        changes["prices"] = type(state.prices)()
    return state.model_copy(update=changes)


def _gone_deed(now: Situation, location_id: str, ctx: Context) -> Deed:
    """What is gone is known by its name alone."""
    here = find_location(now.locations, location_id)
    return Deed("removed", location_id, name_location(here, ctx) if here else "")


_ACTS: dict[str, Callable[[Situation, str, Context], Reaction]] = {
    "@tariffs": show,
    "@location": show,
    "@more": _ask("manage", lambda _: True, ""),
    "@name": _ask("name", lambda may: may.connect, "rights-connect"),
    "@unname": _unname,
    "@remove": _ask("remove", lambda may: may.disconnect, "rights-disconnect"),
    "@remove-now": _remove,
    "@ask-disconnect": _ask("disconnect", lambda may: may.disconnect, "rights-disconnect"),
}
