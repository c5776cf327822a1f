"""What the outside world answered, and what that means for the conversation."""

from dataclasses import replace
from typing import assert_never

from bot.conversation import awaited, browser, handing_on, leftovers, locations, reading_back, team_commands
from bot.conversation.alerts import flow as alert_flow
from bot.conversation.cards import Card, File, Text
from bot.conversation.commands import is_kept, retry
from bot.conversation.context import Context
from bot.conversation.decisions import with_decision
from bot.conversation.ending import PENDING_AFTER, due_after, finish
from bot.conversation.exact import parse
from bot.conversation.frame import ENDS, has_page, open_page
from bot.conversation.inviting import greet, is_awaited, prefill
from bot.conversation.location_calls import LeftRead, Removed, Surveyed, Tidied
from bot.conversation.moving import moved_on
from bot.conversation.page import Page
from bot.conversation.pages import view_of
from bot.conversation.pages.buttons import saves
from bot.conversation.pages.errands import find_errand, is_beyond, look_first
from bot.conversation.pages.view import Answer
from bot.conversation.prices import flow as price_flow
from bot.conversation.prices import looking
from bot.conversation.replies import Said
from bot.conversation.situation import (
    Audited,
    Deed,
    Due,
    Erased,
    Exported,
    Fetched,
    Gone,
    Known,
    Looked,
    Open,
    PageCame,
    Priced,
    Purpose,
    Reaction,
    ReadBack,
    Refused,
    Result,
    Resume,
    Send,
    Session,
    Situation,
    State,
    Trouble,
    Woken,
)
from bot.conversation.told_already import hear_told
from bot.conversation.turns import (
    changed,
    has_moved,
    how_to_look,
    kept_of,
    send_action,
    send_of,
    show_again,
    tell_late,
    with_state,
)

# Seconds until we look again by ourselves.
LOGIN_AFTER = (60.0, 180.0, 600.0, 1800.0)
RETRY_AFTER = (15.0, 60.0, 300.0, 900.0, 3600.0, 7200.0, 14400.0, 28800.0)
_ASKED_FROM = {"export": "privacy", "erase": "forget"}  # nothing has happened yet, so it can be asked again there
QUICK_RETRY_ATTEMPTS = len(RETRY_AFTER)
_MOST_RETRIES = {"disabled": 0, "refused": QUICK_RETRY_ATTEMPTS}  # what waiting mends is tried on and on


def take(now: Situation, result: Result, ctx: Context) -> Reaction:
    """What a result comes to."""
    match result:
        case PageCame(page=page):
            return with_decision(now, _take_page(now, page, ctx))
        case Refused():
            return _take_refusal(now, result, ctx)
        case Trouble():
            return _take_trouble(now, result, ctx)
        case Known():
            return reading_back.take(now, result, ctx)
        case Gone(location_id=location_id):
            return _take_gone(now, location_id, ctx)
        case Exported(content=content):
            card = Card((Text(ctx.say("export-text")), File("tariffbot-export.json", content)), live=False)
            return Reaction(now.state, notices=(card,))
        case Looked():
            return awaited.looked(now, result, ctx)
        case Priced():
            return price_flow.priced(now, result, ctx) if _is_viewed(now) else looking.priced(now, result, ctx)
        case LeftRead():
            return reading_back.take_left(now, result, ctx)
        case Surveyed() | Removed():
            return locations.take(now, result, ctx)
        case Tidied():
            return leftovers.tidied(now, result, ctx)
        case Audited():
            return team_commands.take_audit(now, result, ctx)
        case Fetched():
            return show_again(now, ctx, problem=ctx.say("file-not-read" if result.reached else "file-not-fetched"))
        case Erased():
            return Reaction(State(language=now.state.language, hint=now.state.hint, panel="forgotten"))
        case _:
            assert_never(result)


def wake(now: Situation, woken: Woken, ctx: Context) -> Reaction:
    """Something that was put off is due; it is quiet unless it changes anything."""
    if woken.what.startswith((alert_flow.WAKE, alert_flow.LOOK, alert_flow.ENDING, alert_flow.AS_THERE)):
        return alert_flow.woken(now, woken.what)
    if (looked := looking.woken(now, woken.what)) is not None:
        return looked
    if woken.what == leftovers.WAKE:
        return leftovers.woken(now)
    if woken.what.startswith(awaited.WAKE):
        return awaited.woken(now, woken.what, woken.attempt)
    if woken.what.startswith(handing_on.LEFT):
        return handing_on.tell_colleague(now, woken.what, ctx)
    if woken.what == alert_flow.UNHEARD:
        return alert_flow.tell_instead(now, ctx)
    if woken.what == "site" and now.session is None and now.state.opening is not None and not now.state.finished:
        return retry(now, ctx)
    if woken.what == "retry" and (now.state.panel == "trouble" or is_kept(now)):
        return retry(now, ctx)
    if woken.what in ("read", awaited.UNREAD):
        return reading_back.woken(now, woken.what)
    if woken.what in ("pending", "login") and has_page(now) and is_kept(now):
        return retry(now, ctx)  # what was given comes first; where it leads shows what to wait for
    if woken.what == "show":
        return show_again(now, ctx, fresh=True)
    if woken.what == "untold":
        return show_again(now, ctx, state=changed(now, told=False), hint=ctx.say("share-failed"), fresh=True)
    if woken.what == "pending" and now.state.waiting:
        again = due_after("pending", PENDING_AFTER, woken.attempt + 1)
        heard = () if again or not now.state.located else handing_on.ask_heard(now, now.state.located)
        return Reaction(changed(now, late=not again), call=how_to_look(now), wake=(*again, *heard), quiet=True)
    if woken.what == "login" and has_page(now) and _is_in_browser(now):
        return Reaction(now.state, call=Resume(), wake=due_after("login", LOGIN_AFTER, woken.attempt + 1), quiet=True)
    return Reaction(now.state, quiet=True)


def _take_page(now: Situation, page: Page, ctx: Context) -> Reaction:
    if page.kind == "complete":
        return locations.ask_whether_gone(now) if _is_disconnecting(now) else finish(now)
    before = now.session.page if now.session else None
    kept, before_draft = now.state.unanswered, now.state.draft
    if kept is None and before == page:
        return _still_there(now, ctx)
    if kept and before and _has_looked(now) and not has_moved(before, page, send_of(kept)):
        return Reaction(now.state, call=send_of(kept), quiet=True)  # Connect never got it
    waited = now if now.state.waiting and kept is None else None
    now = now._replace(state=moved_on(now, before, page), session=_with_page(now, page))
    if kept and kept.action == "DISCONNECT" and (over := locations.emptied(now, page)):
        return over
    if first := look_first(page, parse(kept.data) if kept and kept.data else None, _wanted_slot(now)):
        now = with_state(now, changed(now, draft=first))
    missed = before_draft.get("missed") or before_draft.get("query")
    if missed and page.kind == "provider_name":
        now = with_state(now, changed(now, draft={"missed": missed}))  # nobody should have to type it twice
    told = hear_told(open_page(now), before_draft, ctx) if has_page(now) else None
    if told:
        now = with_state(now, changed(now, draft=told.draft))
    if now.state.replaying:
        return _replay(now, page, ctx)
    if is_awaited(now):
        return greet(_arrive(with_state(now, prefill(now, page)), page, ctx), ctx)
    if now.state.typed and page.kind == "address":
        return _hear_typed(now, page, ctx)
    refused = kept is None and before is not None and _is_another_way(before, page)
    hint = ctx.say("redirect-refused") if refused else ""
    if kept and kept.action == "DISCONNECT" and "tariffs" in page.data:
        hint = ctx.say("disconnected-title")  # of this one; what is left is shown
    arrived = _arrive(now, page, ctx, hint=hint, problem=told.problem if told else "")
    return awaited.told_by_page(waited, arrived, page, ctx) if waited else arrived


def _has_looked(now: Situation) -> bool:
    """Whether we only asked where the session stands, so that no answer went along."""
    return now.state.calling is not None and now.state.calling.kind == "resume"


def _is_another_way(before: Page, page: Page) -> bool:
    """Whether Connect asks on where a sign-in should have brought the tariff: it was refused, or broken off."""
    return before.kind == "redirect" and page.kind not in ENDS and page.kind != "redirect"


def _with_page(now: Situation, page: Page) -> Session | None:
    if now.session is None:
        return None
    s = now.session
    return Session(s.purpose, page, s.opened_at, s.expires_at, s.location_id)


def _arrive(now: Situation, page: Page, ctx: Context, *, hint: str = "", problem: str = "") -> Reaction:
    """Show a page that is new, and what goes with its kind."""
    errand = now.state.errand
    if errand:
        now = with_state(now, changed(now, errand=""))
        if wanted := find_errand(open_page(now), errand, _wanted_slot(now)):
            return send_action(now, wanted.action, ending=errand, data=wanted.data)
        if errand == "DISCONNECT":
            return send_action(now, "CLOSE", ending=errand)  # there is nothing to disconnect, as its status will say
        if is_beyond(open_page(now), errand, _wanted_slot(now)):
            hint = ctx.say("tariffs-no-other")
    state = now.state.model_copy(update={"waiting": page.kind == "pending"})
    shown = show_again(now, ctx, state=state, hint=hint, problem=problem)
    match page.kind:
        case "summary" | "pending" | "failed":
            dues = due_after("pending", PENDING_AFTER, 1) if page.kind == "pending" else ()
            return Reaction(shown.state, card=shown.card, call=ReadBack(), wake=dues)
        case "redirect":
            return Reaction(shown.state, card=shown.card, wake=due_after("login", LOGIN_AFTER, 1))
        case _ if browser.is_offered(now, page):
            return Reaction(shown.state, card=shown.card, wake=due_after("login", LOGIN_AFTER, 1))
        case _:
            return shown


def _wanted_slot(now: Situation) -> str:
    """What the session was opened for, "COMMODITY_IMPORT"."""
    return now.session.purpose.slot.upper() if now.session else ""


def _still_there(now: Situation, ctx: Context) -> Reaction:
    """We asked where the session stands, and it has not moved."""
    if now.state.late:
        return tell_late(now, ctx)
    looked = bool(now.state.draft.get("looked"))
    if looked or now.state.panel == "trouble" or now.state.attempts:
        # The card may be the same as before; only as a new message is it an answer.
        return show_again(now, ctx, state=changed(now, panel="", about="", attempts=0), fresh=looked)
    return Reaction(now.state, quiet=True)


def _hear_typed(now: Situation, page: Page, ctx: Context) -> Reaction:
    """What was typed before the session was open answers its first question."""
    move = view_of(page).hear(page, {}, Said(now.state.typed), ctx)
    state = now.state.model_copy(update={"typed": ""})
    if isinstance(move, Answer):
        send = Send(data=move.data)
        state = state.model_copy(update={"draft": move.draft, "unanswered": kept_of(send, move.done)})
        return Reaction(state, call=send, quiet=True)
    draft = getattr(move, "draft", {})
    problem = getattr(move, "problem", "")
    return show_again(now, ctx, state=state.model_copy(update={"draft": draft}), problem=problem)


def _replay(now: Situation, page: Page, ctx: Context) -> Reaction:
    """Bring a new session to where the expired one was, answer by answer."""
    known = dict(now.state.known)
    given = known.pop(page.kind, None)
    if given is None or page.kind in ENDS or page.kind == "redirect":
        return _arrive(with_state(now, changed(now, replaying=False)), page, ctx)
    return Reaction(changed(now, known=known, unanswered=given), call=send_of(given), quiet=True)


def _take_refusal(now: Situation, refused: Refused, ctx: Context) -> Reaction:
    opening = now.state.opening.location_id if now.state.opening else ""
    if refused.code == "not_found" and opening and now.session is None:
        return _take_gone(now, opening, ctx)
    if _is_disconnecting(now):
        return locations.ask_whether_gone(now)
    if refused.code == "token_expired" or now.session is None:
        return _begin_anew(now, ctx)
    kept = now.state.unanswered
    if kept is None or now.session.page is None:
        return _take_trouble(now, Trouble("refused"), ctx)
    if kept.action == "CLOSE":
        return finish(now)  # a page that refuses CLOSE is left all the same; nothing of it is lost
    page = open_page(now)
    stay = view_of(page).refuse(page, now.state.draft, refused.code, refused.gap, ctx)
    known = ctx.say.has("error-" + refused.code.replace("_", "-"))
    state = changed(now, draft=stay.draft, unanswered=None, replaying=False, panel="", ending="", attempts=0)
    state = state.model_copy(update={"refused": browser.count_refusal(now, page, refused.code, known)})
    shown = show_again(now, ctx, state=state, problem=stay.problem, hint=stay.hint)
    offered = browser.is_offered(with_state(now, state), page)
    return shown._replace(wake=due_after("login", LOGIN_AFTER, 1)) if offered else shown


def _begin_anew(now: Situation, ctx: Context) -> Reaction:
    """The session is too old: open another and bring it to where this one was. A new one cannot be too old."""
    if now.state.replaying and (now.session is None or ctx.now < now.session.expires_at):
        return _take_trouble(now, Trouble("refused"), ctx)
    kept, known = now.state.unanswered, dict(now.state.known)
    if _only_waits(now):
        return _wait_on(now)
    if kept and kept.data and not kept.action and now.session and now.session.page:
        known[now.session.page.kind] = kept
    old = now.session.purpose if now.session else (now.state.opening or Purpose())
    location = (now.session.location_id if now.session else "") or old.location_id
    purpose = replace(old, location_id=location, address=now.state.address or old.address)
    before = awaited.set_aside(now)
    state = before.state.model_copy(update={"known": known, "opening": purpose, "replaying": True, "attempts": 0})
    state = state.model_copy(update={"unanswered": None, "draft": {}, "trail": [], "above": 0})
    again = kept.action if kept and location and not kept.data and kept.action in ("DISCONNECT", "EDIT") else ""
    state = state.model_copy(update={"errand": again or purpose.errand, "panel": ""})
    return before._replace(state=state, call=Open(purpose), quiet=True, end_session=True)


def _only_waits(now: Situation) -> bool:
    """Whether the session has nothing left to be answered, and the tariff comes without it."""
    kept = now.state.unanswered
    waits = now.state.waiting and has_page(now) and not saves(open_page(now))
    return waits and (kept is None or kept.action == "CLOSE")


def _wait_on(now: Situation) -> Reaction:
    """Wait as if the person had chosen to, and look on where we are: how often does not begin anew."""
    if now.state.unanswered:
        return finish(now)
    waiting = finish(with_state(now, changed(now, ending="CLOSE")))
    return waiting._replace(state=waiting.state.model_copy(update={"late": now.state.late}), wake=())


def _take_trouble(now: Situation, trouble: Trouble, ctx: Context) -> Reaction:
    """Connect cannot be asked just now. What was given is kept, and tried again by itself for a while."""
    calling = now.state.calling.kind if now.state.calling else ""
    if calling == "look":
        return alert_flow.not_looked(now, trouble)
    if calling == "read_left":
        return reading_back.left_unread(now, trouble)
    if calling == "prices":
        return price_flow.not_priced(now, trouble, ctx)
    if calling in ("changes", "watch"):
        return looking.not_priced(now, trouble)
    if calling == "tidy":
        return leftovers.tidied(now, Tidied((), trouble=trouble), ctx)
    if calling == "survey":
        return locations.surveyed(now, Surveyed((), trouble=trouble), ctx)
    if calling == "remove":
        return locations.not_removed(now, trouble, ctx)
    if calling in _ASKED_FROM:
        state = changed(now, panel=_ASKED_FROM[calling])
        return show_again(now, ctx, state=state, problem=ctx.say(f"trouble-{trouble.kind}"), fresh=True)
    if now.state.late and now.state.unanswered is None:
        return tell_late(now, ctx, problem=ctx.say(f"trouble-{trouble.kind}"))
    if now.state.waiting and now.state.unanswered is None and now.state.panel != "trouble":
        return Reaction(now.state, quiet=True)  # a look of our own that nobody waits for
    if now.state.unanswered is not None and now.state.unanswered.action == "CLOSE":
        return finish(now)  # who leaves need not wait; a session that is not closed ends by itself
    if calling == "read_back":
        return reading_back.not_read(now, trouble, ctx)
    attempt = now.state.attempts + 1
    after_s = max(trouble.retry_after_s or 0.0, RETRY_AFTER[min(attempt, QUICK_RETRY_ATTEMPTS) - 1])
    dues = (Due("retry", after_s, attempt),) if attempt <= _MOST_RETRIES.get(trouble.kind, attempt) else ()
    state = changed(now, panel="trouble", about=trouble.kind, attempts=attempt)
    shown = show_again(now, ctx, state=state)
    already = now.state.panel == "trouble" and now.state.about == trouble.kind
    # A person who tried again sees that it was tried, though the words are the same.
    again = now.state.attempts > 0 and not now.state.panel
    return Reaction(state, card=shown.card, wake=dues, quiet=already, fresh=again)


def _take_gone(now: Situation, location_id: str, ctx: Context) -> Reaction:
    """The location was deleted at FlatPeak: it goes here too, and the person is told."""
    left = tuple(one for one in now.locations if one.id != location_id)
    state = changed(
        now, panel="tariffs", about="", opening=None, waiting=False, late=False, unread=0, attempts=0, finished=True
    )
    shown = show_again(
        now._replace(state=state, session=None, locations=left), ctx, hint=ctx.say("location-gone"), fresh=True
    )
    deed = Deed("removed", location_id, found=True)
    return shown._replace(forget_locations=(location_id,), end_session=True, deeds=(deed,))


def _is_disconnecting(now: Situation) -> bool:
    """Whether the session is there to end a tariff, and nothing else."""
    ends = now.session is not None and now.session.purpose.disconnect
    return ends and "DISCONNECT" in (now.state.errand, now.state.ending)


def _is_in_browser(now: Situation) -> bool:
    """Whether the person may be at a provider's login, or go on with the session on the web."""
    page = open_page(now)
    return page.kind == "redirect" or browser.is_offered(now, page)


def _is_viewed(now: Situation) -> bool:
    """Whether prices come to somebody who looks at them, and not to ourselves."""
    return now.state.calling is None or now.state.calling.kind not in ("changes", "watch")
