"""Two people on one tariff: looking at it holds up nobody, and only one of them changes it at a time."""

from bot.conversation.frame import ENDS
from bot.conversation.pages.summary import REPORTS
from bot.conversation.pages.tariffs_summary import ISSUES
from bot.conversation.panel_parts import is_used
from bot.conversation.situation import Call, Open, Purpose, Send, Session, Situation, State, find_location

HARMLESS = ("CLOSE", "CHANGE_PERIOD", *REPORTS, *ISSUES)  # actions that leave a tariff as it is


def is_looking(session: Session, state: State) -> bool:
    """Whether a session only shows how things stand: there is nothing begun that a colleague could spoil."""
    page, kept = session.page, state.unanswered
    shows = page is not None and page.kind in ENDS and "SAVE" not in page.actions
    return (shows or state.finished) and (kept is None or kept.action in HARMLESS) and not state.errand


def location_changed(now: Situation, after: State, call: Call | None) -> str:
    """The id of the location that a call begins to change, "" where it only looks, or goes on with what it began."""
    match call:
        case Open(purpose=purpose) if after.errand or not shows_tariff(now, purpose):
            return purpose.location_id
        case Send(action=action) if now.session and action not in HARMLESS and is_looking(now.session, now.state):
            return now.session.location_id or now.session.purpose.location_id
        case _:
            return ""


def shows_tariff(now: Situation, purpose: Purpose) -> bool:
    """Whether a session opens on a tariff that there is, and not on the choice of another."""
    here = find_location(now.locations, purpose.location_id) if not purpose.edit else None
    name = f"{purpose.type}_{purpose.direction}".lower()
    return here is not None and any(slot.name == name and is_used(slot) for slot in here.slots)
