"""What a reply makes of a surcharge. A draft holds "fixed" and "percentage" as far as they are known, as text."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.conversation.cards import Action, Block, Button, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, number_at, value_at
from bot.conversation.pages.asking import SKIP
from bot.conversation.pages.buttons import KEEP, rows
from bot.conversation.pages.price_words import MOST, explain_unread, page_currency, say_cost, settle, write
from bot.conversation.pages.prices import MEAN, Doubt, Taken, meant_amount, read_doubt, take_fee
from bot.conversation.pages.view import Draft, Heard
from bot.conversation.replies import Said
from bot.conversation.understanding.amounts import say_percent
from bot.conversation.understanding.currencies import find_currency, major_words, unit_key
from bot.conversation.understanding.folding import clean
from bot.conversation.understanding.money import Negative, Percent, Zero, read_percent
from bot.conversation.understanding.results import Doubtful, Unreadable
from bot.conversation.understanding.words import Word, read_word

FIXED, PERCENTAGE = "fixed", "percentage"
_PERCENT = re.compile(r"[-−+]?\s*\d[\d.,]*\s*(?:%|per\s?cent\b|percent\b|prozent\b|procent\b)", re.IGNORECASE)
_NONE = frozenset({Word.NONE, Word.NO, Word.SKIP})

Taking = tuple[Draft, str]  # the draft afterwards, and what was wrong, "" if nothing


def read_part(draft: Draft, name: str) -> Decimal | None:
    """A part that was answered already."""
    value = number_at(draft, name)
    return value if value is not None and 0 <= value < MOST else None


def held_part(name: str, page: Page, draft: Draft) -> Decimal | None:
    """A part that can be kept: given before, or held by Connect; None for zero."""
    given = number_at(draft, "held", name) or number_at(page.data, "surcharge", name)
    return given if given and 0 < given < MOST else None


def zero_refused(draft: Draft) -> bool:
    """Whether Connect wants a percentage above zero."""
    return value_at(draft, "zero_refused") is True


def say_part(name: str, value: Decimal, page: Page, ctx: Context) -> str:
    """ "7.25 öre", "25 %"."""
    return say_cost(value, page_currency(page), ctx) if name == FIXED else say_percent(value, ctx.language)


def hear_part(asked: str, heard: Heard, page: Page, draft: Draft, ctx: Context) -> Taking:
    """A press or a text to the question for one part. The text may hold the other part too."""
    held = held_part(asked, page, draft)
    doubt = read_doubt(draft)
    meant = meant_amount(doubt, heard, ctx) if doubt else None
    if meant is not None:
        return _keep(asked, meant, draft), ""
    word = read_word(heard.text, ctx.language) if isinstance(heard, Said) else None
    if held and (heard == KEEP or (word is Word.YES and not doubt)):
        return _keep(asked, held, draft), ""
    if heard == SKIP or word in _NONE:
        return _take_none(asked, draft, ctx)
    if not isinstance(heard, Said):
        return draft, ctx.say("page-gone")
    return _take_text(asked, heard.text, page, draft, ctx)


def take_form(typed: Mapping[str, str], page: Page, draft: Draft, ctx: Context) -> tuple[Draft, dict[str, str]]:
    """Both parts at once; an empty one is none. The draft afterwards, and what is wrong by field."""
    kept: Draft = {"zero_refused": True} if zero_refused(draft) else {}
    problems: dict[str, str] = {}
    for name in (FIXED, PERCENTAGE):
        text = typed.get(name, "")
        taken = _take(name, text, page, ctx) if text else Decimal(0)
        if taken == 0 and name == PERCENTAGE and zero_refused(draft):
            taken = ctx.say("error-surcharge-percentage-invalid")
        if isinstance(taken, str):
            problems[name] = taken
        elif isinstance(taken, Decimal):
            kept[name] = write(taken)
        elif "doubt" not in kept and not problems:
            kept["doubt"] = taken.draft()
    return (draft, problems) if problems else (kept, {})


def ask_percent_doubt(doubt: Doubt, ctx: Context) -> tuple[Block, ...]:
    """The readings of a percentage as buttons."""
    buttons = (Button(say_percent(value, ctx.language), Action(MEAN, write(value))) for value in doubt.amounts)
    title = ctx.say("surcharge-percent-doubt")
    return (Title(title), Text(ctx.say("price-doubt-type")), rows(*buttons))


def _take_none(asked: str, draft: Draft, ctx: Context) -> Taking:
    if asked == PERCENTAGE and zero_refused(draft):
        return draft, ctx.say("error-surcharge-percentage-invalid")
    return _keep(asked, Decimal(0), draft), ""


def _take_text(asked: str, text: str, page: Page, draft: Draft, ctx: Context) -> Taking:
    fee, percent = _split(text)
    if not percent and asked == PERCENTAGE:
        asked = FIXED if _names_money(text, page_currency(page), ctx) else PERCENTAGE
        fee, percent = (text, "") if asked == FIXED else ("", text)
    after = dict(draft)
    for name, part in ((PERCENTAGE, percent), (FIXED, fee)):
        taken = _take(name, part, page, ctx) if part else None
        if isinstance(taken, str):
            return draft, taken
        if isinstance(taken, Doubt):
            return _ask_between(name, taken, after), ""
        if taken == 0 and name == PERCENTAGE and zero_refused(draft):
            return draft, ctx.say("error-surcharge-percentage-invalid")
        after = _keep(name, taken, after) if taken is not None else after
    return after, ""


def _split(text: str) -> tuple[str, str]:
    """The part about the fee and the part about the percentage, each "" where the text has none."""
    plain = clean(text)
    found = _PERCENT.search(plain)
    if not found:
        return plain or text, ""
    rest = f"{plain[: found.start()]} {plain[found.end() :]}".strip(" +&,;")
    return (rest if any(char.isdigit() for char in rest) else ""), found[0].strip()


def _take(name: str, text: str, page: Page, ctx: Context) -> Taken:
    if name == FIXED:
        return take_fee(text, page_currency(page), ctx)
    reading = read_percent(text, ctx.language)
    if isinstance(reading, Zero):
        return Decimal(0)
    if isinstance(reading, Negative):
        return ctx.say("surcharge-negative")
    if isinstance(reading, Unreadable):
        return explain_unread(reading, ctx, say_percent(Decimal(20), ctx.language))
    if isinstance(reading, Doubtful):
        return Doubt(tuple(_round(percent) for percent in reading.candidates), reading.why.value)
    return _round(reading)


def _round(percent: Percent) -> Decimal:
    return settle(percent.value, "EUR")  # as many digits as are shown, like an amount


def _keep(name: str, value: Decimal, draft: Draft) -> Draft:
    """The draft with one part known. Percentages asked about keep their place until the fee is known."""
    kept: dict[str, Any] = {key: known for key, known in draft.items() if key not in ("doubt", "form")}
    return kept | {name: write(value)}


def _ask_between(name: str, doubt: Doubt, draft: Draft) -> Draft:
    """The draft with a doubt; the part that is doubtful becomes the one that is asked."""
    kept: dict[str, Any] = {key: known for key, known in draft.items() if key != "form"}
    if name == FIXED:
        kept.pop(FIXED, None)
    elif FIXED not in kept:
        return kept  # the fee comes first; a doubtful percentage is asked in its turn
    return kept | {"doubt": doubt.draft()}


def _names_money(text: str, currency: str, ctx: Context) -> bool:
    known = find_currency(currency)
    units = known.minor_words | major_words(known.code, ctx.language)
    return any(unit_key(word) in units for word in re.findall(r"[^\W\d_]+|[£€$¥¢]", clean(text)))
