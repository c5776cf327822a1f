"""What a customer is asked to let a company see and do. Nothing is allowed by default."""

from dataclasses import dataclass

from bot.conversation.cards import Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Json, Page, items_at, text_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import chosen_action, do_button, press_typed, rows
from bot.conversation.pages.places import page_provider
from bot.conversation.pages.programmes import name_of
from bot.conversation.pages.view import Do, Draft, Heard, Move, Stay
from bot.conversation.replies import Said
from bot.conversation.understanding.words import Word, read_word

ALLOW, DENY = "ALLOW", "DENY"
MOST_CODES = 40  # nobody could look through more of them on a card
CODE_CHARS = 60
MOST_CHARS = 300  # of what one of them covers
DECISIONS = {ALLOW: "allowed", DENY: "denied"}  # what is written of it


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that is asked for, in Connect’s words; "" where it sends a code alone."""

    code: str
    name: str = ""
    covers: str = ""


class ConsentView(OneQuestion):
    """Each thing with its name and what it covers, and two buttons of the same weight."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        provider, account = page_provider(page), text_at(page.data, "account", "display_name") or ctx.brand.name
        title = ctx.say("consent-title", provider=provider) if provider else ctx.say("consent-title-plain")
        facts = tuple(_say_wish(wish, ctx) for wish in _wishes(page)[:MOST_CODES] if wish.code)
        asks = "consent-many" if ALLOW not in _choices(page) else "consent-text" if facts else "consent-nothing"
        text = Text(ctx.say(asks, account=account))
        controls = rows(*(do_button(ctx.say(f"action-{one.lower()}"), one) for one in _choices(page)))
        return Card((Title(title), text, *([Facts(facts)] if facts else []), controls), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        chosen = chosen_action(page, heard, *_choices(page))
        if chosen and chosen.action in DECISIONS and chosen.action not in _choices(page):
            return Stay(draft, ctx.say("page-gone"))
        if isinstance(heard, Said) and read_word(heard.text, ctx.language) is Word.NO:
            chosen = Do(DENY)  # who says no has decided; a yes has to name what it is said to
        if chosen and chosen.action in DECISIONS:
            return Do(chosen.action, ctx.say(f"consent-{DECISIONS[chosen.action]}"))
        return chosen or Stay(draft, hint=ctx.say("consent-unread"))


def read_codes(page: Page) -> tuple[str, ...]:
    """What is asked for, by Connect's codes."""
    return tuple(dict.fromkeys(wish.code for wish in _wishes(page) if wish.code))


def _wishes(page: Page) -> tuple[Wish, ...]:
    """What is asked for, in Connect's order; what cannot be read has no code."""
    items = (item for item in items_at(page.data, "required_consents") if item not in (None, ""))
    return tuple(dict.fromkeys(map(_read_wish, items)))


def _read_wish(item: Json) -> Wish:
    """A code, or an object that says more of it: none of either kind has a published shape but the code."""
    if isinstance(item, str):
        return Wish(item.strip()[:CODE_CHARS])
    name = name_of(item, "display_name", "name", "title")
    code = name_of(item, "code", "type", "id")[:CODE_CHARS] or name
    return Wish(code, name, " ".join(text_at(item, "description").split())[: MOST_CHARS + 1])


def _choices(page: Page) -> tuple[str, ...]:
    """What cannot be shown whole cannot be allowed."""
    wishes = _wishes(page)
    whole = len(wishes) <= MOST_CODES and all(wish.code and len(wish.covers) <= MOST_CHARS for wish in wishes)
    return (ALLOW, DENY) if whole else (DENY,)


def _say_wish(wish: Wish, ctx: Context) -> tuple[str, str]:
    """Its name and what it covers; for one that we do not know, what Connect says, or the code itself."""
    message = "consent-" + wish.code.lower().replace("_", "-")
    if ctx.say.has(f"{message}-text"):
        return ctx.say(message), wish.covers or ctx.say(f"{message}-text")
    return wish.name or wish.code, wish.covers or ctx.say("consent-unknown")


VIEW = ConsentView()
