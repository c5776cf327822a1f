"""The choice of a market price region."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.cards import Block, Text
from bot.conversation.context import Context
from bot.conversation.page import Page, items_at, text_at
from bot.conversation.pages.choosing import ChoiceView
from bot.conversation.pages.lists import Entry


class RegionView(ChoiceView):
    """Regions under our own names (message `region-CODE`), else their codes; what the page presets comes first."""

    empty_text = "region-none"
    prompt = "region-choose"

    def entries(self, page: Page, ctx: Context) -> tuple[Entry, ...]:
        codes = [code.strip() for code in items_at(page.data, "regions") if isinstance(code, str) and code.strip()]
        preset = text_at(page.data, "region")
        ordered = sorted(dict.fromkeys(codes), key=lambda code: code != preset)
        return tuple(Entry(code, say_region(code, ctx), alias=code) for code in ordered)

    def title(self, page: Page, ctx: Context) -> str:
        return ctx.say("region-title")

    def answer(self, entry: Entry) -> Mapping[str, Any]:
        return {"region": entry.id}

    def above(self, page: Page, ctx: Context) -> tuple[Block, ...]:
        return (Text(ctx.say("region-hint")),)


def say_region(code: str, ctx: Context) -> str:
    """The name of a price region; the code itself where we have none."""
    message = f"region-{code.lower()}"
    return ctx.say(message) if code.isalnum() and ctx.say.has(message) else code


VIEW = RegionView()
