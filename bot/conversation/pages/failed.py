"""A tariff that could not be read."""

from bot.conversation.cards import Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.buttons import chosen_action, do_button, press_typed, rows
from bot.conversation.pages.confirming import STOP, Closing, ask_button, ask_stop, asked_action, hear_sure, sure_card
from bot.conversation.pages.places import page_provider
from bot.conversation.pages.view import Do, Draft, Heard, Move, Stay

LATER = "CLOSE"


class FailedView(Closing):
    """Another try, or an end to it."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        stop = ask_stop("failed", ctx)
        if asked_action(draft):
            return sure_card(stop)
        provider = page_provider(page)
        title = ctx.say("failed-title-provider", provider=provider) if provider else ctx.say("failed-title")
        controls = rows(
            do_button(ctx.say("failed-again"), _again(page), primary=True),
            do_button(ctx.say("failed-later"), LATER),
            ask_button(ctx.say("failed-stop"), stop, ctx),
        )
        return Card((Title(title), Text(ctx.say("failed-text")), controls), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if move := hear_sure(draft, heard, ctx):
            return move
        chosen = chosen_action(page, heard, _again(page), LATER, STOP)
        return chosen or Stay(draft, hint=ctx.say("failed-unread"))

    def leave(self, page: Page, ctx: Context) -> Do:
        return Do(LATER)


def _again(page: Page) -> str:
    return "RECONNECT" if "RECONNECT" in page.actions else "EDIT"


VIEW = FailedView()
