"""The choice of an energy provider."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.cards import Block, Button, Facts
from bot.conversation.context import Context
from bot.conversation.page import Page, items_at
from bot.conversation.pages.choosing import ChoiceView
from bot.conversation.pages.lists import Entry, read_entries
from bot.conversation.pages.places import change_address, page_address
from bot.conversation.understanding.folding import fold


class ProviderView(ChoiceView):
    """Providers that serve the address; often the address is why one is missing."""

    missing_action = "PROVIDER_MISSING"
    missing_label = "provider-missing"
    empty_text = "provider-empty"
    prompt = "provider-choose"

    def entries(self, page: Page, ctx: Context) -> tuple[Entry, ...]:
        """In FlatPeak's order, but first those that the person has already."""
        ranks = {fold(name): rank for rank, name in enumerate(ctx.likely)}
        entries = read_entries(items_at(page.data, "providers"), "display_name")
        return tuple(sorted(entries, key=lambda one: ranks.get(fold(one.name), len(ranks))))

    def title(self, page: Page, ctx: Context) -> str:
        return ctx.say("provider-title-export" if page.direction == "EXPORT" else "provider-title")

    def answer(self, entry: Entry) -> Mapping[str, Any]:
        return {"provider": {"id": entry.id}}

    def above(self, page: Page, ctx: Context) -> tuple[Block, ...]:
        address = page_address(page, ctx)
        offered = address and change_address(page, ctx)
        return (Facts(((ctx.say("page-address"), address),)),) if offered else ()

    def others(self, page: Page, ctx: Context) -> tuple[Button | None, ...]:
        return (change_address(page, ctx),)


VIEW = ProviderView()
