"""From one page to the next: what a conversation knows once an answer was taken."""

from collections.abc import Mapping

from bot.conversation.exact import parse
from bot.conversation.page import Page
from bot.conversation.remembered import Step
from bot.conversation.situation import Situation, State


def moved_on(now: Situation, before: Page | None, page: Page) -> State:
    """The state once an answer was taken: its line joins the trail, its data what is known."""
    kept = now.state.unanswered
    state, trail = now.state, _trail_to(page, before, now.state)
    answers, known, address = state.answers, dict(state.known), state.address
    if kept and kept.data and before and not kept.action:
        answers += 1
        known[before.kind] = kept
        given = parse(kept.data)
        if before.kind == "address" and isinstance(given, Mapping):
            address = {k: v for k, v in given.get("postal_address", {}).items() if isinstance(v, str)}
    return state.model_copy(
        update={
            "draft": {},
            "trail": trail,
            "above": min(state.above, len(trail)),
            "answers": answers,
            "known": known,
            "address": address,
            "unanswered": None,
            "panel": "",
            "about": "",
            "attempts": 0,
            "ending": "",
            "late": False,
            "jotted": None,
            "refused": 0,
        }
    )


def _trail_to(page: Page, before: Page | None, state: State) -> list[Step]:
    """The finished steps above a page: a page that came back is open again, and so is what followed it."""
    kept, trail = state.unanswered, state.trail
    kinds = [step.page for step in trail]
    if page.kind in kinds:
        trail = trail[: kinds.index(page.kind)]
    # After SAVE the same page says all that its line would say.
    asked_again = before is not None and before.kind == page.kind and not (kept and kept.action not in ("", "SAVE"))
    if kept is None or before is None or kept.action == "BACK" or asked_again:
        return trail
    return [*trail, Step(page=before.kind, line=kept.done)]
