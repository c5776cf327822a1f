"""What a customer is asked to let a company see and do. Nothing is allowed by default."""

from bot.conversation.cards import Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, items_at, text_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import chosen_action, do_button, press_typed, rows
from bot.conversation.pages.places import page_provider
from bot.conversation.pages.view import Do, Draft, Heard, Move, Stay
from bot.conversation.replies import Said
from bot.conversation.understanding.words import Word, read_word

ALLOW, DENY = "ALLOW", "DENY"
MOST_CODES = 40  # nobody could look through more of them on a card
CODE_CHARS = 60
DECISIONS = {ALLOW: "allowed", DENY: "denied"}  # what is written of it


class ConsentView(OneQuestion):
    """Each thing with its name and what it covers, and two buttons of the same weight."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        provider, account = page_provider(page), text_at(page.data, "account", "display_name") or ctx.brand.name
        title = ctx.say("consent-title", provider=provider) if provider else ctx.say("consent-title-plain")
        codes = read_codes(page)
        facts = tuple(_say_code(code, ctx) for code in codes[:MOST_CODES])
        asks = "consent-many" if len(codes) > MOST_CODES else "consent-text" if facts else "consent-nothing"
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
    found = (code.strip()[:CODE_CHARS] for code in items_at(page.data, "required_consents") if isinstance(code, str))
    return tuple(dict.fromkeys(code for code in found if code))


def _choices(page: Page) -> tuple[str, ...]:
    """What cannot be shown whole cannot be allowed."""
    return (DENY,) if len(read_codes(page)) > MOST_CODES else (ALLOW, DENY)


def _say_code(code: str, ctx: Context) -> tuple[str, str]:
    """Its name and what it covers; for one that we do not know, the code itself."""
    message = "consent-" + code.lower().replace("_", "-")
    if not ctx.say.has(message):
        return code, ctx.say("consent-unknown")
    return ctx.say(message), ctx.say(f"{message}-text")


VIEW = ConsentView()
