"""How far joining a programme, or leaving it, has come: one step after another."""

from bot.conversation.cards import Block, Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Json, Page, items_at, text_at, value_at
from bot.conversation.pages.buttons import press_typed, rows
from bot.conversation.pages.confirming import Closing, asked_action, hear_sure, sure_card
from bot.conversation.pages.programmes import (
    LookingView,
    day_in,
    done_button,
    link_of,
    look_or_none,
    name_of,
    say_day,
    say_state,
    tariff_button,
)
from bot.conversation.pages.unknown import action_button, ask_action
from bot.conversation.pages.view import Draft, Heard, Move

MOST_STEPS = 20
TEXT_CHARS = 200
MARKS = {"COMPLETE": "✓", "IN_PROGRESS": "…", "PENDING": "○"}
_FRAME = frozenset({"BACK", "CLOSE", "CONNECT_TARIFF"})


class ParticipationView(Closing, LookingView):
    """The steps in their order: done, under way, still to come."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        if asked := asked_action(draft):
            return sure_card(ask_action(asked, ctx))
        programme = value_at(page.data, "programme")
        name = name_of(programme, "programme_display_name", "provider_display_name")
        title = ctx.say("participation-title", name=name) if name else ctx.say("participation-title-plain")
        steps = [item for item in items_at(page.data, "participation_state") if text_at(item, "state")][:MOST_STEPS]
        facts = tuple((_say_step(item, ctx), _say_when(item, ctx)) for item in steps)
        blocks: list[Block] = [Title(title)]
        blocks.append(Facts(facts) if facts else Text(ctx.say("participation-none")))
        others = (action_button(one, ctx) for one in dict.fromkeys(page.actions) if one not in _FRAME)
        controls = rows(
            tariff_button(page, ctx), *others, link_of(programme, ctx), look_or_none(len(facts), ctx), done_button(ctx)
        )
        return Card((*blocks, controls), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        typed = press_typed(self, page, draft, heard, ctx)
        return hear_sure(draft, typed, ctx) or super().hear(page, draft, typed, ctx)


def _say_step(item: Json, ctx: Context) -> str:
    mark = MARKS.get(text_at(item, "status"), "")
    return f"{mark} {say_state('participation-is-', text_at(item, 'state'), ctx)}".strip()


def _say_when(item: Json, ctx: Context) -> str:
    """When it was, or when it is expected, and what the operator says of it."""
    done = text_at(item, "status") == "COMPLETE"
    day = day_in(item, "occurred_at") if done else day_in(item, "expected_at")
    message = "participation-on" if done else "participation-by"
    when = ctx.say(message, day=say_day(day, ctx)) if day else ctx.say("participation-open")
    reasons = [say_state("participation-because-", code, ctx) for code in _codes(item)]
    parts = (when, text_at(item, "description")[:TEXT_CHARS], *reasons)
    return " · ".join(part for part in parts if part)


def _codes(item: Json) -> tuple[str, ...]:
    return tuple(code for code in items_at(item, "suspension_reasons") if isinstance(code, str) and code)[:MOST_STEPS]


VIEW = ParticipationView()
