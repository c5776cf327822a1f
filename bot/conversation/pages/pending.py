"""A tariff that FlatPeak cannot read at once."""

from bot.conversation.cards import Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.buttons import chosen_action, do_button, ending_action, press_typed, rows
from bot.conversation.pages.confirming import STOP, Closing, ask_button, ask_stop, asked_action, hear_sure, sure_card
from bot.conversation.pages.places import page_provider
from bot.conversation.pages.view import Do, Draft, Heard, Move, Stay


class PendingView(Closing):
    """Waiting is the main choice; whoever waits is written to."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        stop = ask_stop("pending", ctx)
        if asked_action(draft):
            return sure_card(stop)
        provider = page_provider(page)
        title = ctx.say("pending-title-provider", provider=provider) if provider else ctx.say("pending-title")
        controls = rows(
            do_button(ctx.say("pending-wait"), ending_action(page), primary=True),
            _by_hand(page, ctx),
            do_button(ctx.say("pending-again"), "EDIT") if "EDIT" in page.actions else None,
            ask_button(ctx.say("pending-stop"), stop, ctx),
        )
        return Card((Title(title), Text(ctx.say("pending-text")), controls), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if move := hear_sure(draft, heard, ctx):
            return move
        chosen = chosen_action(page, heard, ending_action(page), STOP)
        if chosen and chosen.action == ending_action(page):
            return self.leave(page, ctx)
        if chosen:
            return chosen
        return Stay(draft, hint=ctx.say("pending-unread", wait=ctx.say("pending-wait")))

    def leave(self, page: Page, ctx: Context) -> Do:
        return Do(ending_action(page), ctx.say("pending-done"))


def _by_hand(page: Page, ctx: Context) -> Button | None:
    if "DISMISS_DIRECT" not in page.actions:
        return None
    return do_button(ctx.say("pending-by-hand"), "DISMISS_DIRECT")


VIEW = PendingView()
