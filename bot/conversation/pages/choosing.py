"""Pages on which one entry of a list is chosen."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.cards import Action, Block, Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, text_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import LOOK, PICK, chosen_action, do_button, look_button, press_typed, rows
from bot.conversation.pages.lists import Entry, hear_list, show_list
from bot.conversation.pages.view import Answer, Do, Draft, Heard, LookAgain, Move, Stay
from bot.conversation.replies import Said
from bot.conversation.understanding.words import Word, read_word

_NOT_HERE = frozenset({Word.NOT_LISTED, Word.NONE, Word.UNKNOWN})


class ChoiceView(OneQuestion):
    """A list with search, and a way on for those whose entry is not in it."""

    missing_action = ""
    missing_label = ""  # message ids
    empty_text = ""
    prompt = ""

    def entries(self, page: Page, ctx: Context) -> tuple[Entry, ...]:
        """What can be chosen."""
        raise NotImplementedError

    def title(self, page: Page, ctx: Context) -> str:
        """The question."""
        raise NotImplementedError

    def answer(self, entry: Entry) -> Mapping[str, Any]:
        """The data that tells Connect of the choice."""
        raise NotImplementedError

    def above(self, page: Page, ctx: Context) -> tuple[Block, ...]:
        """What stands between the question and the list."""
        del page, ctx
        return ()

    def others(self, page: Page, ctx: Context) -> tuple[Button | None, ...]:
        """Further buttons below the list."""
        del page, ctx
        return ()

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = self.title(page, ctx)
        entries = self.entries(page, ctx)
        missing = self._missing(ctx)
        blocks: list[Block] = [Title(title), *self.above(page, ctx)]
        empty = Text(ctx.say(self.empty_text, missing=missing))
        blocks += show_list(entries, draft, ctx.say(self.prompt), ctx) if entries else (empty,)
        button = do_button(missing, self.missing_action, primary=not entries) if missing else None
        look = None if entries or button else look_button(ctx)
        below = rows(button, look, *self.others(page, ctx))
        return Card((*blocks, below) if below.rows else tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        pressed = press_typed(self, page, draft, heard, ctx)
        if not (isinstance(pressed, Action) and pressed.verb == PICK):
            heard = pressed  # a typed name is looked up in the whole list, not only among the entries shown
        if chosen := chosen_action(page, heard, *filter(None, [self.missing_action])):
            return chosen
        if heard == LOOK:
            return LookAgain()
        if self._not_here(heard, ctx):
            return Do(self.missing_action)
        entries = self.entries(page, ctx)
        found = hear_list(entries, draft, heard, ctx, self._missing(ctx)) if entries else self._nothing(draft, ctx)
        return found if isinstance(found, Stay) else Answer(self.answer(found), found.name, draft)

    def back(self, page: Page, draft: Draft) -> Draft | None:
        return {} if text_at(draft, "query") else None

    def _missing(self, ctx: Context) -> str:
        return ctx.say(self.missing_label) if self.missing_label else ""

    def _not_here(self, heard: Heard, ctx: Context) -> bool:
        said = isinstance(heard, Said) and read_word(heard.text, ctx.language) in _NOT_HERE
        return said and bool(self.missing_action)

    def _nothing(self, draft: Draft, ctx: Context) -> Stay:
        return Stay(draft, ctx.say("page-choose"))
