"""What a programme has paid, and where to."""

from bot.conversation.cards import Block, Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Json, Page, items_at, text_at, value_at
from bot.conversation.pages.buttons import rows
from bot.conversation.pages.price_words import page_currency
from bot.conversation.pages.programmes import (
    NAME_CHARS,
    LookingView,
    action_button,
    amount_in,
    day_in,
    done_button,
    facts_of,
    name_of,
    say_day,
    say_state,
)
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.amounts import say_price_major

MOST_PAYMENTS = 24
REJOIN = "REJOIN_PROGRAMME"


class PaymentsView(LookingView):
    """The payments, newest first, the way they are paid, and whom to ask about them."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = ctx.say("payments-title")
        payments = tuple(filter(None, (_say(item, page, ctx) for item in items_at(page.data, "transactions"))))
        blocks: list[Block] = [Title(title)]
        blocks.append(Facts(payments[:MOST_PAYMENTS]) if payments else Text(ctx.say("payments-none")))
        blocks += facts_of(
            (ctx.say("payments-method"), _method(page, ctx)),
            (ctx.say("payments-help"), name_of(page.data, "support_email")),
            (ctx.say("payments-reference"), name_of(page.data, "support_reference")),
        )
        left = text_at(page.data, "programme_status") == "LEFT"
        controls = rows(
            action_button(page, "PAYMENT_DETAILS", "payments-details" if _method(page, ctx) else "payments-first", ctx),
            action_button(page, REJOIN, "payments-rejoin", ctx) if left else None,
            done_button(ctx),
        )
        return Card((*blocks, controls), rest=title)


def _say(item: Json, page: Page, ctx: Context) -> tuple[str, str] | None:
    amount = amount_in(item, "amount")
    if amount is None:
        return None
    day, status = say_day(day_in(item, "date"), ctx), text_at(item, "status")
    said = say_price_major(amount, page_currency(page), ctx.language)
    state = say_state("payment-is-", status, ctx) if status else ""
    return day or ctx.say("payments-undated"), " · ".join(part for part in (said, state) if part)


def _method(page: Page, ctx: Context) -> str:
    """ "VISA, ending in 0042"."""
    details = value_at(page.data, "payment_details")
    name, last = name_of(details, "brand", "type"), text_at(details, "last4")[:NAME_CHARS]
    return ctx.say("payments-ending", name=name, last=last) if name and last else name or last


VIEW = PaymentsView()
