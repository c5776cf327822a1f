"""The sign-in at the provider, in the person's browser."""

import re

from bot.conversation.cards import Action, Block, Button, Card, Link, Note, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, text_at, value_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import LOOK, agrees, chosen_action, press_typed, rows
from bot.conversation.pages.view import Draft, Heard, LookAgain, Move, Restart, Stay
from bot.conversation.replies import Said
from bot.conversation.understanding.folding import fold

OTHER = Action("other")
# Members of ours: what is opened is no provider's sign-in, but where payments go to; or it is that of a tariff which
# is there, and no other provider can be chosen in this session.
PAYING, FIXED = "paying", "fixed"
_PASSWORD_LIKE = re.compile(r"(?=\S*\d)(?=\S*[^\W\d])\S{6,}|\S*[^\w\s.,!?'’-]\S*", re.UNICODE)


class RedirectView(OneQuestion):
    """A link button and what to press afterwards. The draft says {"looked": true} once Connect was asked again."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        topic = _topic(page)
        title, ready = ctx.say(f"{topic}-title"), ctx.say(f"{topic}-ready")
        url = text_at(page.data, "redirect_url")
        blocks: list[Block] = [Title(title)]
        if draft.get("looked") is True:
            blocks.append(Note(ctx.say(f"{topic}-unfinished", ready=ready), "problem"))
        if url:
            blocks += [Text(ctx.say(f"{topic}-text", brand=ctx.brand.name)), Text(ctx.say(f"{topic}-safe"))]
        else:
            blocks.append(Text(ctx.say(f"{topic}-no-link", ready=ready)))
        link = Link(ctx.say(f"{topic}-open"), url) if url else None
        # Back leads there, if it is listed.
        bound = "BACK" in page.actions or any(value_at(page.data, one) is True for one in (PAYING, FIXED))
        other = None if bound else Button(ctx.say("redirect-other"), OTHER)
        blocks.append(rows(link, Button(ready, LOOK), other))
        return Card(tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        if heard == OTHER:
            return Restart()
        if heard == LOOK or self._says_ready(heard, ctx):
            return LookAgain()
        quiet = {name: value for name, value in draft.items() if name != "looked"}
        if isinstance(heard, Said) and looks_secret(heard.text):
            return Stay(quiet, ctx.say("redirect-secret"))
        topic = _topic(page)
        return Stay(quiet, hint=ctx.say(f"{topic}-unread", ready=ctx.say(f"{topic}-ready")))

    def _says_ready(self, heard: Heard, ctx: Context) -> bool:
        words = {fold(word) for word in ctx.say("redirect-ready-words").split(",")}
        return agrees(heard, ctx) or (isinstance(heard, Said) and fold(heard.text) in words)


def _topic(page: Page) -> str:
    """Of which messages the card is made."""
    return "paying" if value_at(page.data, PAYING) is True else "redirect"


def looks_secret(text: str) -> bool:
    """Whether a text may be sign-in details: an e-mail address, or something like a password."""
    return any("@" in part or _PASSWORD_LIKE.fullmatch(part) for part in text.split())


VIEW = RedirectView()
