"""What surrounds every page: the finished steps above, Back and Cancel below."""

from dataclasses import replace

from bot.conversation.cards import Action, Block, Button, Card, Controls, Done, Note
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages import view_of
from bot.conversation.situation import Situation
from bot.conversation.zones import zone_of

# Pages on which leaving is a choice of the page itself, in words of its own.
ENDS = frozenset({"summary", "pending", "failed", "complete"})

MOST_STEPS = 8  # finished steps above a question that must still be seen


def show_page(now: Situation, ctx: Context, *, problem: str = "", hint: str = "") -> Card:
    """The card of the open page as far as its draft has come."""
    page = open_page(now)
    ctx = replace(ctx, zone=zone_of(now))
    view = view_of(page)
    card = view.show(page, now.state.draft, ctx)
    blocks = [*done_steps(now), *remarks(problem, hint)]
    blocks += card.blocks
    footer = _footer(page, now, ctx)
    if footer:
        blocks.append(Controls((footer,)))
    return Card(tuple(blocks), rest=card.rest)


def done_steps(now: Situation) -> list[Block]:
    """The lines of the finished steps; none where there is nothing to say."""
    lines = tuple(step.line for step in now.state.trail if step.line)[-MOST_STEPS:]
    return [Done(lines)] if lines else []


def remarks(problem: str = "", hint: str = "") -> list[Block]:
    """A problem and a hint as notes; none where there is nothing to say."""
    notes: list[Block] = []
    if problem:
        notes.append(Note(problem, "problem"))
    if hint:
        notes.append(Note(hint, "hint"))
    return notes


def open_page(now: Situation) -> Page:
    """The page that Connect waits on. Only for a situation that has one."""
    assert now.session is not None
    assert now.session.page is not None
    return now.session.page


def has_page(now: Situation) -> bool:
    """Whether a page of Connect is open."""
    return now.session is not None and now.session.page is not None and not now.state.finished


def can_go_back(now: Situation) -> bool:
    """Whether there is an earlier question, on this page or before it."""
    if not has_page(now):
        return False
    page = open_page(now)
    return "BACK" in page.actions or view_of(page).back(page, now.state.draft) is not None


def _footer(page: Page, now: Situation, ctx: Context) -> tuple[Button, ...]:
    row: list[Button] = []
    if can_go_back(now):
        row.append(Button(ctx.say("button-back"), Action("@back")))
    if page.kind not in ENDS:
        row.append(Button(ctx.say("button-cancel"), Action("@cancel")))
    return tuple(row)
