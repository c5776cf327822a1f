"""Tariffs by season, weekday or consumption, which cannot be entered in the chat."""

from bot.conversation.cards import Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import LOOK, chosen_action, do_button, look_button, press_typed, rows
from bot.conversation.pages.places import page_provider
from bot.conversation.pages.view import Draft, Heard, LookAgain, Move, Stay


class AdvancedView(OneQuestion):
    """Says so, and leads back to the kinds of price that can be entered."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = ctx.say("advanced-title")
        provider = page_provider(page)
        facts = (Facts(((ctx.say("page-provider"), provider),)),) if provider else ()
        back = do_button(ctx.say("advanced-back"), "BACK", primary=True) if "BACK" in page.actions else None
        return Card((Title(title), *facts, Text(ctx.say("advanced-text")), rows(back or look_button(ctx))), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        return LookAgain() if heard == LOOK else Stay(draft, ctx.say("unknown-unread"))


VIEW = AdvancedView()
