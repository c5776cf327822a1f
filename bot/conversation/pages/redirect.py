"""The sign-in at the provider, in the person's browser."""

import re
from urllib.parse import urlsplit

from bot.conversation.cards import Block, Button, Card, Link, Note, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, text_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import LOOK, chosen_action, do_button, press_typed, rows
from bot.conversation.pages.view import Draft, Heard, LookAgain, Move, Stay
from bot.conversation.replies import Said
from bot.conversation.understanding.folding import fold
from bot.conversation.understanding.words import Word, read_word

_URL_MEMBERS = ("redirect_url", "redirect_uri", "callback_url", "callback_uri")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PASSWORD_LIKE = re.compile(r"(?=\S*\d)(?=\S*[^\W\d])\S{6,}|\S*[^\w\s.,!?'’-]\S*", re.UNICODE)


class RedirectView(OneQuestion):
    """A link button and what to press afterwards. The draft says {"looked": true} once Connect was asked again."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title, ready = ctx.say("redirect-title"), ctx.say("redirect-ready")
        url = sign_in_url(page)
        blocks: list[Block] = [Title(title)]
        if draft.get("looked") is True:
            blocks.append(Note(ctx.say("redirect-unfinished", ready=ready), "problem"))
        if url:
            blocks += [Text(ctx.say("redirect-text", brand=ctx.brand.name)), Text(ctx.say("redirect-safe"))]
        else:
            blocks.append(Text(ctx.say("redirect-no-link", ready=ready)))
        link = Link(ctx.say("redirect-open"), url) if url else None
        other = do_button(ctx.say("redirect-other"), "BACK") if "BACK" in page.actions else None
        blocks.append(rows(link, Button(ready, LOOK), other))
        return Card(tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        if heard == LOOK or self._says_ready(heard, ctx):
            return LookAgain()
        quiet = {name: value for name, value in draft.items() if name != "looked"}
        if isinstance(heard, Said) and looks_secret(heard.text):
            return Stay(quiet, ctx.say("redirect-secret"))
        return Stay(quiet, hint=ctx.say("redirect-unread", ready=ctx.say("redirect-ready")))

    def _says_ready(self, heard: Heard, ctx: Context) -> bool:
        if not isinstance(heard, Said):
            return False
        words = {fold(word) for word in ctx.say("redirect-ready-words").split(",")}
        return fold(heard.text) in words or read_word(heard.text, ctx.language) is Word.YES


def sign_in_url(page: Page) -> str:
    """The address to open: https, or http on this machine for trying things out; "" if there is none such."""
    for member in _URL_MEMBERS:
        url = text_at(page.data, member)
        if url and _may_open(url):
            return url
    return ""


def looks_secret(text: str) -> bool:
    """Whether a text may be sign-in details: an e-mail address, or something like a password."""
    return any("@" in part or _PASSWORD_LIKE.fullmatch(part) for part in text.split())


def _may_open(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


VIEW = RedirectView()
