"""Prices that were told at the question before theirs: the page that asks for them reads them."""

from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages import view_of
from bot.conversation.pages.structure import SAID
from bot.conversation.pages.view import Draft, Stay
from bot.conversation.replies import Said

_READ_BY = ("advanced_rate", "tod_rate")  # nothing is sent from there that was not looked through


def hear_told(page: Page, before: Draft, ctx: Context) -> Stay | None:
    """What a page makes of the message that led to it; `before`: the draft of the page that took it."""
    said = before.get(SAID)
    if page.kind not in _READ_BY or not isinstance(said, str):
        return None
    move = view_of(page).hear(page, {}, Said(said), ctx)
    return move if isinstance(move, Stay) else None
