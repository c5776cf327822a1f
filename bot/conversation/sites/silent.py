"""The conversation of one of many sites: the same as a person's, but nothing is shown and it ends by itself."""

from collections.abc import Mapping

from bot.conversation import leftovers
from bot.conversation.awaited import UNREAD, UNREAD_AFTER_S
from bot.conversation.cards import Action
from bot.conversation.context import Context
from bot.conversation.conversation import Event, react
from bot.conversation.exact import parse
from bot.conversation.frame import has_page, open_page
from bot.conversation.location_calls import LeftRead, ReadLeft
from bot.conversation.page import Page, items_at, text_at
from bot.conversation.pages.buttons import DO
from bot.conversation.panel_parts import is_used
from bot.conversation.panels import LASTING
from bot.conversation.results import QUICK_RETRY_ATTEMPTS
from bot.conversation.sites.plan import Verdict
from bot.conversation.sites.there import meet
from bot.conversation.situation import (
    Due,
    Location,
    Open,
    PageCame,
    Reaction,
    Refused,
    Send,
    Session,
    Situation,
    State,
    Trouble,
    Woken,
)
from bot.conversation.turns import changed

# Why a page cannot be passed without a person (message ids).
_NEEDS = {
    "address": "sites-needs-address",
    "provider": "sites-needs-provider",
    "provider_name": "sites-needs-provider",
    "redirect": "sites-needs-login",
    "tariff": "sites-needs-tariff",
    "structure": "sites-needs-price",
    "fixed_rate": "sites-needs-price",
    "tod_rate": "sites-needs-price",
    "surcharge": "sites-needs-price",
    "region": "sites-needs-region",
    "tariff_name": "sites-needs-details",
    "contract_term": "sites-needs-details",
    "failed": "sites-needs-failed",
}
_LISTED = {"provider": ("providers", "sites-needs-other-provider"), "tariff": ("tariffs", "sites-needs-other-tariff")}
BEGIN = "site"  # what a site's conversation is woken for
BEGIN_AGAIN_S = 10.0  # where somebody else is just connecting it
_LEFT = ("summary", "pending")  # pages that are left as soon as they come: the tariff is on its way, or there


def react_site(now: Situation, event: Event, ctx: Context) -> tuple[Reaction, Verdict]:
    """What an event comes to for a site that nobody looks at."""
    if isinstance(event, Woken) and event.what == BEGIN and now.state.left:  # it may have connected it already
        return Reaction(now.state, call=ReadLeft(), quiet=True), Verdict("running")
    if isinstance(event, LeftRead):
        return _take_left(now, event, ctx)
    if isinstance(event, Trouble) and now.state.calling and now.state.calling.kind == "read_left":
        return react(now, event, ctx), Verdict("running")
    reaction, there = meet(now, react(now, event, ctx))
    if there:
        return reaction, there
    after = after_event(now, event, reaction)
    if lacking := _lacks(after, reaction):
        state = changed(after, replaying=False, unanswered=None)
        return _hush(Reaction(state, end_session=True)), _needs(after, lacking)
    if isinstance(event, PageCame) and _is_new(now, event.page) and _can_leave(after, reaction):
        left = react(after, Action(DO, _ending(event.page)), ctx)
        reaction, after = left, after._replace(state=left.state)
    verdict = judge(after, event, reaction)
    if verdict.status == "connected" and after.state.unread:  # what became of it is read, never guessed
        verdict = Verdict("waiting", location_id=verdict.location_id)
    over = verdict.status == "needs_you"
    if over and now.session and after.state.unanswered is not None:
        return _leave(reaction), verdict
    ends = reaction.end_session or over
    return _hush(reaction, still=over)._replace(end_session=ends), verdict


def begins_at(now: Situation, event: Event, reaction: Reaction) -> Mapping[str, str]:
    """The address at which a site's session is about to begin, or has just begun; else {}."""
    match event, reaction.call:
        case Woken(what=what), Open(purpose=purpose) if what == BEGIN:
            return purpose.address
        case PageCame(), _ if now.session and now.session.page is None:
            return now.session.purpose.address
        case _:
            return {}


def give_way(now: Situation) -> Reaction:
    """Somebody else is just connecting the site: begin later, and see then what they have come to."""
    wake = (Due(BEGIN, BEGIN_AGAIN_S), *leftovers.due(now.state))
    return Reaction(now.state, end_session=True, quiet=True, wake=wake)


def _leave(reaction: Reaction) -> Reaction:
    """Nobody knows whether an answer was taken: what the session has made is read once it can be."""
    state = reaction.state.model_copy(update={"left": max(reaction.state.left, 1)})
    dues = (Due(UNREAD, UNREAD_AFTER_S),)
    return _hush(reaction, still=True)._replace(state=state, leave_session=True, wake=dues)


def _take_left(now: Situation, found: LeftRead, ctx: Context) -> tuple[Reaction, Verdict]:
    """What an earlier attempt has made; if it has connected nothing, another may."""
    reaction = _hush(react(now, found, ctx))
    if found.location and any(map(is_used, found.location.slots)):
        over = {"opening": None, "unanswered": None, "replaying": False, "finished": True, "panel": "", "attempts": 0}
        late = Verdict("needs_you", "sites-needs-late", location_id=found.location.id)
        verdict = judge_location(found.location) or late
        return reaction._replace(state=reaction.state.model_copy(update=over)), verdict
    begun = now.state.replaying and now.state.unanswered is None and now.session is None
    if begun and not reaction.state.left:
        return react_site(now._replace(state=reaction.state), Woken(BEGIN), ctx)
    return reaction, Verdict("running")


def judge(after: Situation, event: Event, reaction: Reaction) -> Verdict:
    """How far a site has come after a reaction to an event."""
    state = after.state
    where = _location(after, reaction)
    if reaction.call is not None:
        return Verdict("running", location_id=where)
    if state.panel == "trouble":
        return _judge_trouble(state, event, where)
    if state.late or _is_error(reaction):
        return _needs(after, "sites-needs-late" if state.late else "sites-needs-failed", where)
    if state.waiting:
        return Verdict("waiting", location_id=where)
    if state.finished:
        connected = state.panel in ("ended", "tariffs")
        return Verdict("connected", location_id=where) if connected else _needs(after, "sites-needs-other", where)
    if not has_page(after):
        return Verdict("running", location_id=where)
    page = open_page(after)
    if page.kind == "summary" and _ending(page) == "CLOSE":
        return Verdict("connected", location_id=where)
    if isinstance(event, Refused):
        return Verdict("needs_you", *_say_refused(event.code), location_id=where)
    return _needs(after, _NEEDS.get(page.kind, "sites-needs-other"), where)


def judge_location(location: Location) -> Verdict | None:
    """What a location that was read says of a site that waited for its provider; None while it still does."""
    found = {slot.status for slot in location.slots}
    if "ERROR" in found:
        return Verdict("needs_you", "sites-needs-failed", location_id=location.id)
    is_read = "CONNECTED" in found and "PENDING" not in found
    return Verdict("connected", location_id=location.id) if is_read else None


def after_event(now: Situation, event: Event, reaction: Reaction) -> Situation:
    """The situation as a reaction leaves it."""
    session = now.session
    if isinstance(event, PageCame) and session:
        session = Session(session.purpose, event.page, session.opened_at, session.expires_at, session.location_id)
    return now._replace(state=reaction.state, session=session)


def _hush(reaction: Reaction, *, still: bool = False) -> Reaction:
    """Nothing to show, nobody to sign in; `still`: nothing to wake for either."""
    wake = () if still else tuple(due for due in reaction.wake if due.what != "login")
    return reaction._replace(card=None, notices=(), fresh=False, quiet=True, wake=wake)


def _is_new(now: Situation, page: Page) -> bool:
    return now.session is None or now.session.page != page


def _can_leave(after: Situation, reaction: Reaction) -> bool:
    given = isinstance(reaction.call, Send)
    return has_page(after) and open_page(after).kind in _LEFT and not given


def _ending(page: Page) -> str:
    return "SAVE" if "SAVE" in page.actions else "CLOSE"


def _lacks(after: Situation, reaction: Reaction) -> str:
    """A message id where what is about to be chosen is not offered here; Connect need not be asked."""
    kept = after.state.unanswered
    if not (after.state.replaying and isinstance(reaction.call, Send) and kept and kept.data and has_page(after)):
        return ""
    page = open_page(after)
    listed, reason = _LISTED.get(page.kind, ("", ""))
    ids = {text_at(item, "id") for item in items_at(page.data, listed)} if listed else set()
    return "" if not listed or text_at(parse(kept.data), page.kind, "id") in ids else reason


def _needs(after: Situation, reason: str, where: str = "") -> Verdict:
    """Reasons that quote a name quote that of the answer which was about to be given."""
    kept = after.state.unanswered
    return Verdict("needs_you", reason, {"name": kept.done} if kept else {}, where)


def _judge_trouble(state: State, event: Event, where: str) -> Verdict:
    if isinstance(event, Refused):
        return Verdict("needs_you", *_say_refused(event.code), location_id=where)
    if state.about not in LASTING and state.attempts <= QUICK_RETRY_ATTEMPTS:
        return Verdict("running", location_id=where)
    return Verdict("needs_you", f"trouble-{state.about}", {}, where, halts=state.about == "disabled")


def _say_refused(code: str) -> tuple[str, dict[str, str]]:
    return "error-unknown", {"code": code}


def _location(after: Situation, reaction: Reaction) -> str:
    if reaction.locations:
        return reaction.locations[-1].id
    return after.session.location_id if after.session else ""


def _is_error(reaction: Reaction) -> bool:
    """Whether what was read back is a tariff that could not be read."""
    return any(slot.status == "ERROR" for location in reaction.locations for slot in location.slots)
