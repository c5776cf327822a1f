"""A step that the chat cannot do is offered on the web: the same session, which the chat takes up afterwards."""

from bot.conversation.cards import Action, Block, Button, Controls, Link, Note, Text
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.unknown_questions import is_answerable
from bot.conversation.situation import Reaction, Resume, Situation

DONE = "@browser"
REFUSALS = 2  # of one page, until its answers are of no use
_OF_THE_FORM = frozenset({"data_json_invalid", "action_invalid", "action_missing", "option_not_supported"})
_FRAME = frozenset({"BACK", "CLOSE"})


def is_offered(now: Situation, page: Page) -> bool:
    """Whether the open page is better done on the web. Never where nobody has named an address there."""
    if not page.web or page.kind == "redirect":
        return False
    hopeless = page.kind == "unknown" and not is_answerable(page.data) and not set(page.actions) - _FRAME
    return hopeless or now.state.refused >= REFUSALS


def count_refusal(now: Situation, page: Page, code: str, known: bool) -> int:
    """How often the page was refused in a way that no other answer mends; `known`: there are words for this code."""
    hopeless = page.kind == "unknown" or not known or code in _OF_THE_FORM
    return now.state.refused + 1 if hopeless else now.state.refused


def offer(now: Situation, page: Page, ctx: Context) -> list[Block]:
    """The way there, and the button for who is back; nothing where it is not offered."""
    if not is_offered(now, page):
        return []
    ready = ctx.say("browser-ready")
    blocks: list[Block] = [Text(ctx.say("browser-text"))]
    if now.state.draft.get("looked") is True:
        blocks.append(Note(ctx.say("browser-unfinished", ready=ready), "problem"))
    link = Link(ctx.say("browser-open"), page.web)
    return [*blocks, Controls(((link,), (Button(ready, Action(DONE)),)))]


def look(now: Situation) -> Reaction:
    """Ask Connect how far they have come."""
    draft = {**now.state.draft, "looked": True}
    return Reaction(now.state.model_copy(update={"panel": "", "draft": draft}), call=Resume(), quiet=True)
