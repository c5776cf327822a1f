"""Any page that has no module of its own: its texts as text, its actions as buttons."""

import re
from collections.abc import Iterator, Mapping

from bot.conversation.cards import Block, Button, Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Json, Page
from bot.conversation.pages.buttons import LOOK, chosen_action, do_button, look_button, press_typed, rows
from bot.conversation.pages.confirming import Closing, Sure, ask_button, asked_action, hear_sure, sure_card
from bot.conversation.pages.view import Draft, Heard, LookAgain, Move, Stay

_FRAME = frozenset({"BACK", "CLOSE"})  # the frame has buttons for these
_ASKED_TWICE = frozenset({"DISCONNECT", "DENY", "DELETE"})
_NOT_FOR_PEOPLE = re.compile(r"(^|_)(id|token|url|uri|secret|key|code)s?$")
_NAMES = ("name", "display_name")  # these are told by what they are the name of
SHOWN_TEXTS = 8
TEXT_CHARS = 300


class UnknownView(Closing):
    """A step that this chat does not know yet still has ways on."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        if asked := asked_action(draft):
            return sure_card(_ask_action(asked, ctx))
        title = ctx.say("unknown-title")
        step = readable(page.route) or page.kind
        blocks: list[Block] = [Title(title), Text(ctx.say("unknown-text", step=step))]
        facts = tuple(read_texts(page.data))[:SHOWN_TEXTS]
        if facts:
            blocks.append(Facts(facts))
        actions = (action for action in dict.fromkeys(page.actions) if action and action not in _FRAME)
        blocks.append(rows(*(_action_button(action, ctx) for action in actions), look_button(ctx)))
        return Card(tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if move := hear_sure(draft, heard, ctx):
            return move
        if chosen := chosen_action(page, heard):
            return chosen
        return LookAgain() if heard == LOOK else Stay(draft, ctx.say("unknown-unread"))


def read_texts(data: Json, name: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a page that are meant for people, under the names of their members; no ids and no addresses."""
    if isinstance(data, Mapping):
        for member, value in data.items():
            if not _NOT_FOR_PEOPLE.search(str(member).lower()):
                yield from read_texts(value, name if name and member in _NAMES else str(member))
    elif isinstance(data, list | tuple):
        for value in data:
            yield from read_texts(value, name)
    elif isinstance(data, str) and data.strip() and "://" not in data:
        yield readable(name), " ".join(data.split())[:TEXT_CHARS]


def say_action(action: str, ctx: Context) -> str:
    """What one of Connect's actions does (message `action-CODE`); its code in plain letters where we have no words."""
    message = "action-" + action.lower().replace("_", "-")
    return ctx.say(message) if ctx.say.has(message) else readable(action)


def readable(code: str) -> str:
    """A code as words: `METER_PHOTO` is "Meter photo"."""
    return " ".join(code.replace("_", " ").split()).capitalize()[:TEXT_CHARS]


def _action_button(action: str, ctx: Context) -> Button:
    label = say_action(action, ctx)
    return ask_button(label, _ask_action(action, ctx), ctx) if action in _ASKED_TWICE else do_button(label, action)


def _ask_action(action: str, ctx: Context) -> Sure:
    label = say_action(action, ctx)
    title = ctx.say("action-sure-title", action=label)
    return Sure(action, title, ctx.say("action-sure-text"), label, ctx.say("action-sure-no"))


VIEW = UnknownView()
