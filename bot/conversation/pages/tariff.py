"""The choice of a tariff from FlatPeak's library."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.cards import Block, Text
from bot.conversation.context import Context
from bot.conversation.page import Page, items_at
from bot.conversation.pages.choosing import ChoiceView
from bot.conversation.pages.lists import Entry, read_entries
from bot.conversation.pages.places import page_provider


class TariffView(ChoiceView):
    """Tariffs that a provider sells, found by name or description."""

    missing_action = "TARIFF_MISSING"
    missing_label = "tariff-missing"
    empty_text = "tariff-empty"
    prompt = "tariff-choose"

    def entries(self, page: Page, ctx: Context) -> tuple[Entry, ...]:
        return read_entries(items_at(page.data, "tariffs"), "name", "description")

    def title(self, page: Page, ctx: Context) -> str:
        provider = page_provider(page)
        return ctx.say("tariff-title-provider", provider=provider) if provider else ctx.say("tariff-title")

    def answer(self, entry: Entry) -> Mapping[str, Any]:
        return {"tariff": {"id": entry.id}}

    def above(self, page: Page, ctx: Context) -> tuple[Block, ...]:
        return (Text(ctx.say("tariff-where")),) if self.entries(page, ctx) else ()


VIEW = TariffView()
