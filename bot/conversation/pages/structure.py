"""How the price works: one price, prices by time of day, or the market's."""

import re

from bot.conversation.cards import Action, Block, Button, Card, Choices, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, items_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import LOOK, PICK, SIMPLER, chosen_action, look_button, press_typed, rows, step_back
from bot.conversation.pages.view import Answer, Draft, Heard, LookAgain, Move, Stay
from bot.conversation.replies import Said
from bot.conversation.understanding.folding import clean, fold
from bot.conversation.understanding.seasons import find_marks

SAID = "said"  # the member of a draft with a message that tells the prices already

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")

# Option to the messages of its label, its explanation and the typed words that mean it.
_KNOWN = {
    "FIXED": ("structure-fixed", "structure-fixed-text", "structure-fixed-words"),
    "TIME_OF_DAY": ("structure-time-of-day", "structure-time-of-day-text", "structure-time-of-day-words"),
    "MARKET": ("structure-market", "structure-market-text", "structure-market-words"),
    "ADVANCED": ("structure-advanced", "structure-advanced-text", "structure-advanced-words"),
}


class StructureView(OneQuestion):
    """The known options in the order received, others under their code."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = ctx.say("structure-title")
        options = read_options(page)
        if not options:
            other = None if "BACK" in page.actions else Button(ctx.say("redirect-other"), SIMPLER)  # Back leads there
            return Card((Title(title), Text(ctx.say("structure-none")), rows(other, look_button(ctx))), rest=title)
        texts = tuple((say_option(code, ctx), ctx.say(_KNOWN[code][1])) for code in options if code in _KNOWN)
        buttons = tuple(Button(say_option(code, ctx), Action(PICK, code)) for code in options)
        blocks: list[Block] = [Title(title), Facts(texts)] if texts else [Title(title)]
        blocks += [Text(ctx.say("structure-hint")), Choices(buttons, len(buttons), prompt=ctx.say("structure-choose"))]
        return Card(tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        if heard == LOOK:
            return LookAgain()
        if heard == SIMPLER:
            return step_back(page)
        options = read_options(page)
        if isinstance(heard, Action) and heard.verb == PICK:
            return _answer(heard.value, {}, ctx) if heard.value in options else Stay(draft, ctx.say("page-gone"))
        meant = _meant(options, heard.text, ctx) if isinstance(heard, Said) else []
        if isinstance(heard, Said) and len(meant) == 1:
            return _answer(meant[0], {SAID: heard.text} if _has_prices(heard.text) else {}, ctx)
        return Stay(draft, ctx.say("structure-unread") if options else ctx.say("page-choose"))


def read_options(page: Page) -> list[str]:
    """The offered structures that this chat can go on with."""
    codes = [code.strip() for code in items_at(page.data, "options") if isinstance(code, str)]
    # What the newest generation calls ADVANCED_TARIFF_INPUT leads to a page that no document shows.
    return list(dict.fromkeys(code for code in codes if code and not code.startswith("ADVANCED_")))


def say_option(code: str, ctx: Context) -> str:
    """What a structure is called here; the code itself where we have no words."""
    return ctx.say(_KNOWN[code][0]) if code in _KNOWN else code


def _answer(code: str, draft: Draft, ctx: Context) -> Answer:
    return Answer({"options": [code]}, say_option(code, ctx), draft)


def _meant(options: list[str], text: str, ctx: Context) -> list[str]:
    if "ADVANCED" in options and _has_prices(text) and find_marks(clean(text), ctx.language):
        return ["ADVANCED"]  # prices for some months or weekdays, whatever words stand beside them
    typed = f" {fold(text)} "
    return [code for code in options if any(f" {word} " in typed for word in _typed_words(code, ctx))]


def _has_prices(text: str) -> bool:
    """Whether a message may hold the prices themselves: one number can be a name, as in "Economy 7"."""
    return len(_NUMBER.findall(text)) > 1


def _typed_words(code: str, ctx: Context) -> list[str]:
    listed = ctx.say(_KNOWN[code][2]) if code in _KNOWN else code
    return [word for word in (fold(part) for part in listed.split(",")) if word]


VIEW = StructureView()
