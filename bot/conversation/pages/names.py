"""Names that a person types because no list has them."""

from dataclasses import dataclass

from bot.conversation.cards import Action, Block, Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.forms import Field, Form
from bot.conversation.page import Page, text_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import KEEP, agrees, chosen_action, press_typed, rows
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import ask_words, blame, keep_form, read_typed, show_form
from bot.conversation.pages.places import change_address, page_address
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled
from bot.conversation.understanding.folding import clean, fold

NAME = "name"
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
    label: str
    provider_title: str = ""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = self._title(page, ctx)
        blocks: list[Block] = [Title(title), Text(ask_words(ctx.say(self.ask), ctx))]
        other = change_address(page, ctx)
        address = page_address(page, ctx)
        if other and address:
            blocks.append(Text(ctx.say("provider-name-check-address", address=address)))
        blocks += show_form(self._form(page, draft, ctx), draft, ctx.say("name-form-open"), ctx)
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
        if isinstance(heard, Filled):
            return self._hear_form(read_typed(self._form(page, draft, ctx), heard.values), draft, ctx)
        name = " ".join(clean(heard.text).split())
        problem = self._check(name, ctx)
        return Stay(draft, problem) if problem else self._answer(name)

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        del page
        problem = explain_error(code, gap, ctx)
        return Stay(blame(draft, draft, {NAME: problem}), problem)

    def _hear_form(self, typed: dict[str, str], draft: Draft, ctx: Context) -> Move:
        name = typed.get(NAME, "")
        if problem := self._check(name, ctx):
            return Stay(keep_form(draft, typed, {NAME: problem}), problem)
        return self._answer(name, keep_form({}, typed))

    def _check(self, name: str, ctx: Context) -> str:
        """What is wrong with a name, "" if nothing."""
        if not fold(name):
            return ctx.say(self.empty)
        return ctx.say("page-brief", max=NAME_CHARS) if len(name) > NAME_CHARS else ""

    def _form(self, page: Page, draft: Draft, ctx: Context) -> Form:
        label = ctx.say(self.label)
        return Form(f"{self.member}_name", label, (Field(NAME, label, value=self._given(page, draft)),))

    def _answer(self, name: str, draft: Draft | None = None) -> Answer:
        return Answer({self.member: {"name": name}}, name, draft or {})

    def _given(self, page: Page, draft: Draft) -> str:
        return (text_at(page.data, self.member, "name") or text_at(draft, "missed"))[:NAME_CHARS]

    def _agreed(self, heard: Heard, ctx: Context) -> bool:
        return agrees(heard, ctx)

    def _title(self, page: Page, ctx: Context) -> str:
        provider = text_at(page.data, "provider", "display_name")
        if provider and self.provider_title:
            return ctx.say(self.provider_title, provider=provider)
        return ctx.say(self.plain_title)
