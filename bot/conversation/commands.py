"""Commands and the buttons that stand for them: the same in every state, whatever page is open."""

from collections.abc import Callable
from dataclasses import replace

from babel import Locale

from bot.conversation import awaited, browser, leftovers, locations, team_commands
from bot.conversation.alerts import buttons as alert_buttons
from bot.conversation.alerts.status import repair_of
from bot.conversation.belonging import rights_at
from bot.conversation.cards import Action
from bot.conversation.context import Context
from bot.conversation.frame import ENDS, has_page, is_settled, open_page
from bot.conversation.invitation import Invitation
from bot.conversation.pages import view_of
from bot.conversation.pages.buttons import saves
from bot.conversation.pages.confirming import Closing
from bot.conversation.pages.view import Do
from bot.conversation.prices import flow as price_flow
from bot.conversation.prices import watch_flow
from bot.conversation.references import has_led_to, known_as, purpose_of
from bot.conversation.remembered import Step
from bot.conversation.replies import Commanded
from bot.conversation.sites.job import is_asking
from bot.conversation.situation import (
    Erase,
    Export,
    Open,
    Purpose,
    Reaction,
    Resume,
    Situation,
    find_location,
)
from bot.conversation.together import shows_tariff
from bot.conversation.turns import changed, how_to_look, send_action, send_of, show_again, with_state
from bot.conversation.understanding.folding import fold

# Registered with the platforms in this order; the descriptions are in the catalogues ("command-<name>").
NAMES = ("connect", "continue", "back", "cancel", "tariffs", "prices", "alerts", "link", "language", "help", "privacy")

# Wishes that a link into the private chat can carry. None of them does or undoes anything: anybody can make a link.
FROM_GROUPS = frozenset({"connect", "tariffs", "prices", "alerts", "language", "help", "privacy"})

SIDES = ("export", "grid")  # what a location can have beside a tariff for the energy that is consumed there

CONFIRM_FROM = 2  # answers given before leaving is asked twice


def obey(now: Situation, command: Commanded, ctx: Context) -> Reaction:
    """Follow a command. One that we do not know gets help."""
    if command.name in ("back", "cancel") and now.state.panel in locations.ASKING:
        return locations.back(now, ctx)
    match command.name:
        case "start":
            return _start(now, command.argument, ctx)
        case "connect":
            begun = with_state(now, changed(now, origin=command.origin, told=False))
            return connect(begun, ctx, typed=command.argument)
        case "continue":
            return go_on(now, ctx, fresh=True)
        case "back":
            return _back(now, ctx)
        case "cancel":
            return _cancel(now, ctx)
        case "tariffs":
            return locations.show(now, "", ctx)
        case "prices":
            wished = watch_flow.hear(now, command.argument, ctx)
            return wished or price_flow.ask(now, ctx)
        case "vpp" if ctx.brand.programmes:
            return _open_programmes(now, "", ctx)
        case "language":
            return _speak(now, command.argument, ctx) if command.argument else _panel(now, "language", ctx)
        case "help" | "privacy" | "settings" | "alerts":
            return _panel(now, command.name, ctx)
        case _:
            return show_again(now, ctx, hint=ctx.say("command-unknown", help=ctx.command("help")))


def follow(now: Situation, action: Action, ctx: Context) -> Reaction:
    """Follow a button of ours; its verb starts with "@"."""
    if (pressed := alert_buttons.press(now, action, ctx)) is not None:
        return pressed
    if (pressed := watch_flow.press(now, action, ctx)) is not None:
        return pressed
    if (pressed := price_flow.press(now, action, ctx)) is not None:
        return pressed
    if (pressed := locations.press(now, action, ctx)) is not None:
        return pressed
    simple = _BUTTONS.get(action.verb)
    if simple:
        return simple(now, ctx)
    match action.verb:
        case "@speak":
            return _speak(now, action.value, ctx)
        case "@repair":
            return _repair(now, action.value, ctx)
        case "@audit" | "@audit-file" | "@home-leaf":
            return team_commands.turn(now, action, ctx)
        case "@disconnect" | "@disconnect-export" | "@disconnect-grid":
            return _disconnect(now, action, ctx)
        case "@view" | "@view-export" | "@view-grid" if shows_tariff(now, _purpose_of(action)):
            return _turn_to(now, _purpose_of(action), ctx)  # everybody may look
        case _ if not rights_at(now, action.value).connect:
            return show_again(now, ctx, hint=ctx.say("rights-connect"))
        case "@programmes" if ctx.brand.programmes:
            return _open_programmes(now, action.value, ctx)
        case verb if verb in _AT_LOCATION:
            return _turn_to(now, _purpose_of(action), ctx)
        case _:
            return show_again(now, ctx, hint=ctx.say("press-stale"))


_AT_LOCATION = frozenset(
    {"@view", "@change", "@again", *(f"@{d}-{side}" for d in ("add", "view", "change", "again") for side in SIDES)}
)


def _purpose_of(action: Action) -> Purpose:
    """What a verb opens at a location, such as "@view", "@change-export", "@again" or "@add-grid"."""
    deed, _, side = action.verb.partition("-")
    return Purpose(
        direction="EXPORT" if side == "export" else "IMPORT",
        type="NON_COMMODITY" if side == "grid" else "COMMODITY",
        location_id=action.value,
        edit=deed in ("@change", "@again"),
        again=deed == "@again",
    )


def connect(now: Situation, ctx: Context, *, typed: str = "") -> Reaction:
    """Begin, or go on with what is open, or offer what is connected already."""
    if _holds_answer(now) and not typed.strip():
        return try_again(now, ctx)
    if has_page(now) and not is_settled(now):
        state = changed(now, panel="", about="")
        hint = "connect-open-first" if typed.strip() else "connect-open-already"
        return show_again(now, ctx, state=state, hint=ctx.say(hint), fresh=True)
    if not typed.strip() and (now.elsewhere or is_asking(now.job)):
        return go_on(now, ctx, fresh=True)
    if now.locations and not typed.strip():
        return locations.show(now, "", ctx)
    if not now.rights.connect:
        return show_again(now, ctx, hint=ctx.say("rights-connect"))
    return _open(now, Purpose(), typed=typed.strip())


def connect_invited(now: Situation, given: Invitation, location_id: str, ctx: Context) -> Reaction:
    """Open what a link of the company is for, or show what it has led to already."""
    known = find_location(now.locations, location_id)
    if known and has_led_to(given, known):
        # No card: the words at hand may be those of another language.
        return Reaction(changed(now, panel="tariffs", about=known.id, invited=None), fresh=True)
    if not now.rights.connect:
        return show_again(now, ctx, state=changed(now, invited=None), hint=ctx.say("rights-connect"), fresh=True)
    if _is_amid(now, ctx):
        return show_again(now, ctx, state=changed(now, panel="", about=""), hint=ctx.say("invited-later"), fresh=True)
    if location_id:  # in another chat, perhaps: by the company's word it is the same home
        now = with_state(now, changed(now, invited=None))
        return _open(now, replace(purpose_of(given), location_id=location_id))
    return _open(now, Purpose())


def _open_programmes(now: Situation, location_id: str, ctx: Context) -> Reaction:
    """The programmes of a home; of which, is asked where there are several."""
    if not now.rights.connect:
        return show_again(now, ctx, hint=ctx.say("rights-connect"))
    if not location_id and len(now.locations) > 1:
        return locations.show(now, "", ctx)
    chosen = location_id or (now.locations[0].id if now.locations else "")
    return _turn_to(now, Purpose(location_id=chosen, programme=True), ctx, fresh=not location_id)


def _connect_new(now: Situation, ctx: Context) -> Reaction:
    if (has_page(now) and not is_settled(now)) or _holds_answer(now):
        return connect(now, ctx)
    return _open(now, Purpose()) if now.rights.connect else show_again(now, ctx, hint=ctx.say("rights-connect"))


def _repair(now: Situation, value: str, ctx: Context) -> Reaction:
    """The session that mends what an alert was about, in place."""
    alert = alert_buttons.read_repair(value)
    if alert is None:
        return show_again(now, ctx, hint=ctx.say("press-stale"))
    if not rights_at(now, alert.location).connect:
        return show_again(now, ctx, hint=ctx.say("rights-connect"), fresh=True)
    return _turn_to(now, repair_of(alert, alert.slot), ctx, fresh=True)


def _turn_to(now: Situation, purpose: Purpose, ctx: Context, *, fresh: bool = False) -> Reaction:
    """Open what is wished at a location. What was given for something else is not lost by that: it comes first."""
    if _holds_answer(now):
        return try_again(now, ctx)
    if _is_amid(now, ctx):
        state = changed(now, panel="", about="")
        return show_again(now, ctx, state=state, hint=ctx.say("tariff-open-first"), fresh=fresh)
    return _open(now, purpose)._replace(fresh=fresh)


def _is_amid(now: Situation, ctx: Context) -> bool:
    """Whether leaving would lose something: answers or a login, in a session that can still be answered."""
    if not has_page(now) or now.session is None or ctx.now >= now.session.expires_at:
        return False
    page = open_page(now)
    if page.kind in ENDS and not saves(page):
        return False
    return now.state.answers > 0 or page.kind in ("redirect", "summary")


def _holds_answer(now: Situation) -> bool:
    """Whether words of the person are kept that Connect could not be told yet."""
    return is_kept(now) and bool(now.state.unanswered or now.state.typed or now.state.replaying)


def _disconnect(now: Situation, action: Action, ctx: Context) -> Reaction:
    """Open the tariff and end it there; the channel has asked whether that is meant."""
    if not rights_at(now, action.value).disconnect:
        return show_again(now, ctx, hint=ctx.say("rights-disconnect"))
    return _turn_to(now, replace(_purpose_of(action), disconnect=True), ctx)


def _open(now: Situation, purpose: Purpose, *, typed: str = "") -> Reaction:
    purpose, before = known_as(now.state, purpose), awaited.set_aside(now)
    state = changed(
        with_state(now, before.state),
        panel="",
        about="",
        draft={},
        trail=[],
        above=0,
        answers=0,
        known={},
        address=dict(purpose.address),
        opening=purpose,
        replaying=False,
        unanswered=None,
        typed=typed,
        ending="",
        finished=False,
        refused=0,
        waiting=False,
        late=False,
        attempts=0,
        on_behalf="",
        called="",
        errand=purpose.errand,  # for generations that open on the tariff all the same
        jotted=None,
    )
    left = leftovers.due(now.state, but=purpose.location_id)
    return before._replace(state=state, call=Open(purpose), wake=(*before.wake, *left), quiet=True)


def is_kept(now: Situation) -> bool:
    """Whether something waits to be tried again because Connect could not be asked."""
    return now.state.attempts > 0 and (now.state.unanswered is not None or not has_page(now))


def go_on(now: Situation, ctx: Context, *, fresh: bool = False, hint: str = "") -> Reaction:
    """Show where we are: the open question, what is connected, or where to begin."""
    if is_kept(now):
        return try_again(now, ctx)
    resting = not has_page(now)
    panel = "sites" if resting and is_asking(now.job) else "elsewhere" if resting and now.elsewhere else ""
    return show_again(now, ctx, state=changed(now, panel=panel, about=""), hint=hint, fresh=fresh)


def _start(now: Situation, payload: str, ctx: Context) -> Reaction:
    if payload in FROM_GROUPS and not (payload == "connect" and has_page(now)):
        return obey(now, Commanded(payload), ctx)
    return go_on(now, ctx, fresh=True)


def _back(now: Situation, ctx: Context) -> Reaction:
    if now.state.panel and now.state.panel != "trouble":
        return show_again(now, ctx, state=changed(now, panel="", about=""))
    if not has_page(now):
        return show_again(now, ctx, hint=ctx.say("nothing-to-go-back-to"))
    page = open_page(now)
    earlier = view_of(page).back(page, now.state.draft)
    if earlier is not None:
        return show_again(now, ctx, state=changed(now, draft=earlier, panel=""))
    if "BACK" not in page.actions:
        hint = "back-not-offered" if now.state.trail else "nothing-to-go-back-to"
        return show_again(now, ctx, hint=ctx.say(hint))
    return send_action(now, "BACK")


def _cancel(now: Situation, ctx: Context) -> Reaction:
    if not has_page(now) and not now.state.typed and now.state.opening is None:
        return show_again(now, ctx, state=changed(now, panel=""), hint=ctx.say("nothing-to-cancel"))
    if own := _own_ending(now, ctx):
        return send_action(now, own.action, own.done)
    if now.state.answers >= CONFIRM_FROM and now.state.panel != "cancel":
        return _panel(now, "cancel", ctx)
    return _stop(now, ctx)


def _look(now: Situation, ctx: Context) -> Reaction:
    if not now.state.waiting:
        return show_again(now, ctx, state=changed(now, panel=""))
    return Reaction(changed(now, late=True), call=how_to_look(now), quiet=True)


def connect_at(now: Situation, location_id: str, done: str) -> Reaction:
    """Go on at a location that is known and has no tariff: it need not be made a second time."""
    old = now.session.purpose if now.session else Purpose()
    begun = _open(now, replace(old, location_id=location_id))
    state = begun.state.model_copy(update={"trail": [Step(page="address", line=done)], "answers": 1})
    return begun._replace(state=state, end_session=True)


def restart(now: Situation) -> Reaction:
    """Another session for the same home, which goes as far as the choice of provider by itself."""
    old = now.session.purpose if now.session else (now.state.opening or Purpose())
    known = {kind: kept for kind, kept in now.state.known.items() if kind == "address"}
    address = now.state.address or old.address
    made = now.session.location_id if now.session and now.session.location_id in now.state.made else ""
    purpose = replace(old, edit=bool(old.location_id), location_id=old.location_id or made, address=address)
    begun = _open(now, purpose)
    state = begun.state.model_copy(update={"known": known, "replaying": bool(known)})
    return begun._replace(state=state, end_session=True)


def _own_ending(now: Situation, ctx: Context) -> Do | None:
    """How a page ends that has nothing left to stop."""
    if not has_page(now):
        return None
    page = open_page(now)
    view = view_of(page)
    return view.leave(page, ctx) if isinstance(view, Closing) else None


def _stop(now: Situation, ctx: Context) -> Reaction:
    if has_page(now):
        return send_action(now, "CLOSE", ending="STOP")
    state = changed(now, panel="stopped", typed="", opening=None, unanswered=None, replaying=False, attempts=0)
    shown = show_again(now, ctx, state=state)
    return shown._replace(end_session=now.session is not None, wake=leftovers.due(state))


def try_again(now: Situation, ctx: Context) -> Reaction:
    """The person wishes it. Should it fail again, that is news to them, and our own attempts begin anew."""
    return retry(with_state(now, changed(now, panel="", about="", attempts=min(now.state.attempts, 1))), ctx)


def retry(now: Situation, ctx: Context) -> Reaction:
    """Take up again what Connect could not be asked: the kept answer, the opening, or just where we stand."""
    state = now.state
    if now.session is None or now.state.finished:
        if state.opening is None and not state.typed:  # nothing was wished for: there is only something to show
            return show_again(now, ctx, state=changed(now, panel="", about=""), fresh=True)
        return Reaction(state, call=Open(now.state.opening or Purpose()), quiet=True)
    if now.state.unanswered is not None and now.session.page is not None:
        return Reaction(state, call=send_of(now.state.unanswered), quiet=True)
    return Reaction(state, call=Resume(), quiet=True)


def _speak(now: Situation, wanted: str, ctx: Context) -> Reaction:
    code = find_language(wanted, ctx)
    if code is None:
        return show_again(now, ctx, state=changed(now, panel="language"), problem=ctx.say("language-unknown"))
    # No card: the words at hand are those of the old language, and the pipeline shows the state in the new one.
    return Reaction(changed(now, language=code, panel=""))


def find_language(wanted: str, ctx: Context) -> str | None:
    """A language by its code, its own name, or its name in the language that we speak now or in English."""
    sought = fold(wanted)
    for code, own_name in ctx.languages:
        named = [Locale.parse(code, sep="-").get_language_name(spoken) for spoken in (_locale_of(ctx.language), "en")]
        if sought and sought in {fold(name) for name in (code, own_name, *filter(None, named))}:
            return code
    return None


def _locale_of(language: str) -> str:
    return language.partition("-")[0]


def _panel(now: Situation, name: str, ctx: Context) -> Reaction:
    return show_again(now, ctx, state=changed(now, panel=name, about=""))


_BUTTONS: dict[str, Callable[[Situation, Context], Reaction]] = {
    "@connect": connect,
    "@connect-new": _connect_new,
    "@look": _look,
    browser.DONE: lambda now, ctx: browser.look(now) if has_page(now) else go_on(now, ctx),
    "@continue": lambda now, ctx: go_on(now, ctx),
    "@back": _back,
    "@cancel": _cancel,
    "@stop": _stop,
    "@retry": try_again,
    "@language": lambda now, ctx: _panel(now, "language", ctx),
    "@help": lambda now, ctx: _panel(now, "help", ctx),
    "@settings": lambda now, ctx: _panel(now, "settings", ctx),
    "@alerts": lambda now, ctx: _panel(now, "alerts", ctx),
    "@privacy": lambda now, ctx: _panel(now, "privacy", ctx),
    "@share": team_commands.share,
    "@home-all": lambda now, ctx: team_commands.look_at(now, only_broken=False),
    "@home-broken": lambda now, ctx: team_commands.look_at(now, only_broken=True),
    "@forget": lambda now, ctx: _panel(now, "forget", ctx),
    "@forget-now": lambda now, ctx: Reaction(changed(now, panel="forgotten"), call=Erase(), quiet=True),
    "@export": lambda now, ctx: Reaction(changed(now, panel=""), call=Export(), quiet=True),
}
