"""Names that a person types because no list has them."""

from dataclasses import dataclass

from bot.conversation.cards import Action, Block, Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, text_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import KEEP, agrees, chosen_action, press_typed, rows
from bot.conversation.pages.places import change_address, page_address
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled
from bot.conversation.understanding.folding import clean, fold

NAME_CHARS = 80  # the longest names on bills have about 60


@dataclass(frozen=True, slots=True)
class NameView(OneQuestion):
    """One name: `member` is where the page holds it and where it is sent; the rest are message ids.

    A draft may hold {"missed": what was looked for in a list before}; it is offered.
    """

    member: str
    ask: str
    keep: str
    empty: str
    plain_title: str
    provider_title: str = ""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = self._title(page, ctx)
        blocks: list[Block] = [Title(title), Text(ctx.say(self.ask))]
        other = change_address(page, ctx)
        address = page_address(page, ctx)
        if other and address:
            blocks.append(Text(ctx.say("provider-name-check-address", address=address)))
        given = self._given(page, draft)
        keep = Button(ctx.say(self.keep, name=given), KEEP, "primary") if given else None
        if keep or other:
            blocks.append(rows(keep, other))
        return Card(tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        given = self._given(page, draft)
        if given and (heard == KEEP or self._agreed(heard, ctx)):
            return self._answer(given)
        if isinstance(heard, Action):
            return Stay(draft, ctx.say(self.empty))
        text = heard.values.get("name", "") if isinstance(heard, Filled) else heard.text
        name = " ".join(clean(text).split())
        if not fold(name):
            return Stay(draft, ctx.say(self.empty))
        if len(name) > NAME_CHARS:
            return Stay(draft, ctx.say("page-brief", max=NAME_CHARS))
        return self._answer(name)

    def _answer(self, name: str) -> Answer:
        return Answer({self.member: {"name": name}}, name, {})

    def _given(self, page: Page, draft: Draft) -> str:
        return (text_at(page.data, self.member, "name") or text_at(draft, "missed"))[:NAME_CHARS]

    def _agreed(self, heard: Heard, ctx: Context) -> bool:
        return agrees(heard, ctx)

    def _title(self, page: Page, ctx: Context) -> str:
        provider = text_at(page.data, "provider", "display_name")
        if provider and self.provider_title:
            return ctx.say(self.provider_title, provider=provider)
        return ctx.say(self.plain_title)
