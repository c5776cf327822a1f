"""The end of a session, and looking again at what FlatPeak is still busy with."""

from bot.conversation.frame import ENDS, PROGRAMMES
from bot.conversation.location_calls import Tidy
from bot.conversation.pages.tariffs_summary import is_broken
from bot.conversation.remembered import Step
from bot.conversation.situation import Due, Reaction, ReadBack, Situation

# Seconds until we look again by ourselves. FlatPeak reads a tariff within minutes, at worst within a day.
PENDING_AFTER = (10.0, 30.0, 120.0, 900.0, 3600.0, 7200.0, 14400.0, 28800.0, 43200.0, 86400.0)


def due_after(what: str, after: tuple[float, ...], attempt: int) -> tuple[Due, ...]:
    """The next of several attempts, none after the last; the first is number 1."""
    return (Due(what, after[attempt - 1], attempt),) if attempt <= len(after) else ()


def can_close(now: Situation) -> bool:
    """Whether the open page can be told that we leave it. Where it cannot, leaving it is all there is to do."""
    page = now.session.page if now.session else None
    return page is None or "CLOSE" in page.actions


def finish(now: Situation) -> Reaction:
    """The session came to its end. What became of it is asked over REST, never guessed from the end itself."""
    ending = now.state.ending
    page = now.session.page if now.session else None
    kind = page.kind if page else ""
    stopped = ending in ("STOP", "BACK") or (ending == "CLOSE" and bool(kind) and kind not in ENDS)
    waits = kind == "pending" and ending in ("CLOSE", "SAVE")
    looked = kind in PROGRAMMES and ending in ("CLOSE", "BACK", "STOP")
    looked = looked or (ending == "CLOSE" and page is not None and is_broken(page))  # there is more to do
    panel = (
        "tariffs"
        if looked
        else "stopped"
        if stopped or (kind == "failed" and ending == "CLOSE")
        else "waiting"
        if waits
        else "ended"
    )
    left = now.state.unanswered.done if now.state.unanswered else ""
    state = now.state.model_copy(
        update={
            "panel": panel,
            "about": now.session.location_id if looked and now.session else now.state.about,
            "finished": True,
            "trail": [*now.state.trail, Step(page="complete", line=left)],
            "draft": {},
            "unanswered": None,
            "attempts": 0,
            "waiting": panel == "waiting",
            "late": False,
            "opening": None,
        }
    )
    dues = due_after("pending", PENDING_AFTER, 1) if panel == "waiting" else ()
    over = stopped and not looked
    looking = ReadBack() if not over else Tidy() if state.made else None  # for this session, perhaps
    return Reaction(state, call=looking, wake=dues, end_session=over)
