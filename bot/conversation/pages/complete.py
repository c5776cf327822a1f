"""The end of a session that has a page of its own."""

from bot.conversation.cards import Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import LOOK, rows
from bot.conversation.pages.view import Draft, Heard, LookAgain, Move


class CompleteView(OneQuestion):
    """Closing words; whatever is done here, Connect is asked once more and the dialogue ends."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = ctx.say("complete-title")
        text = Text(ctx.say("complete-text", brand=ctx.brand.name))
        return Card((Title(title), text, rows(Button(ctx.say("complete-done"), LOOK, "primary"))), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        return LookAgain()


VIEW = CompleteView()
