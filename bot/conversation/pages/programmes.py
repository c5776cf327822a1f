"""What pages about flexibility programmes have in common: their kinds, names, links, days and amounts."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from babel.dates import format_date

from bot.conversation.cards import Action, Button, Card, Facts, Link
from bot.conversation.context import Context
from bot.conversation.page import Json, Page, number_at, text_at, value_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import LOOK, agrees, chosen_action, do_button, look_button, press_typed
from bot.conversation.pages.price_words import MOST
from bot.conversation.pages.view import Do, Draft, Heard, LookAgain, Move, Stay
from bot.conversation.understanding.dates import say_date
from bot.conversation.understanding.locales import find_locale

LEAVE, TARIFF = "CLOSE", "CONNECT_TARIFF"
NAME_CHARS = 80


class LookingView(OneQuestion):
    """A page that shows something, and is left by its own button."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        """The card of the page."""
        raise NotImplementedError

    def press(self, page: Page, heard: Action, ctx: Context) -> Move | None:
        """What a button of this page alone comes to."""
        del page, heard, ctx
        return None

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if isinstance(heard, Action) and (pressed := self.press(page, heard, ctx)):
            return pressed
        if heard == LOOK:
            return LookAgain()
        if chosen := chosen_action(page, heard, LEAVE):
            return chosen
        return Do(LEAVE) if agrees(heard, ctx) else Stay(draft, hint=ctx.say("programme-unread"))


def done_button(ctx: Context, *, primary: bool = True) -> Button:
    """The way out."""
    return do_button(ctx.say("summary-done"), LEAVE, primary=primary)


def action_button(page: Page, action: str, label: str, ctx: Context, *, primary: bool = False) -> Button | None:
    """One of Connect's actions, where the page offers it."""
    return do_button(ctx.say(label), action, primary=primary) if action in page.actions else None


def tariff_button(page: Page, ctx: Context) -> Button | None:
    """The way to a tariff, where none is connected."""
    lacking = value_at(page.data, "tariff_connected") is not True
    return action_button(page, TARIFF, "action-connect-tariff", ctx, primary=True) if lacking else None


def facts_of(*rows: tuple[str, str]) -> tuple[Facts, ...]:
    """Those of the facts that are known; no block at all if none is."""
    known = tuple(row for row in rows if row[0] and row[1])
    return (Facts(known),) if known else ()


def name_of(data: Json, *names: str) -> str:
    """The first of some members that holds a name."""
    return next((text for name in names if (text := text_at(data, name)[:NAME_CHARS])), "")


def link_of(data: Json, ctx: Context) -> Link | None:
    """Where one can read more. Only an address that a browser may open for a customer."""
    url = text_at(data, "learn_more_url")
    try:
        parts = urlsplit(url)
        fit = parts.scheme == "https" and parts.hostname and parts.username is None and url.isprintable()
    except ValueError:
        return None
    return Link(ctx.say("programme-more"), url) if fit and " " not in url else None


def say_state(topic: str, code: str, ctx: Context) -> str:
    """What a state is called (a message that begins with the topic, such as "vpp-is-"), else its code."""
    message = topic + code.lower().replace("_", "-")
    known = code.replace("_", "").isalnum() and ctx.say.has(message)
    return ctx.say(message) if known else code[:NAME_CHARS]


def day_in(data: Json, name: str) -> date | None:
    """The day that begins a text, whether a time follows it or not."""
    try:
        found = date.fromisoformat(text_at(data, name)[:10])
    except ValueError:
        return None
    return found if 1970 < found.year < 9000 else None


def say_day(day: date | None, ctx: Context) -> str:
    """The day, "" for none."""
    return say_date(day, ctx.language) if day else ""


def say_month(day: date, ctx: Context, pattern: str = "LLLL y") -> str:
    """ "October 2026"; as the pattern of CLDR has it."""
    return format_date(day, pattern, locale=find_locale(ctx.language))


def amount_in(data: Json, *path: str) -> Decimal | None:
    """A number that can be shown."""
    found = number_at(data, *path)
    return found if found is not None and abs(found) < MOST else None


def look_or_none(blocks: int, ctx: Context) -> Button | None:
    """A way on where a page holds nothing to show."""
    return None if blocks else look_button(ctx)
