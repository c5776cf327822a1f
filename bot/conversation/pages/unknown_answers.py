"""What a person answers on a page that nobody has described: read by kind, kept as text, sent as the page had it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.conversation.context import Context
from bot.conversation.exact import number_text
from bot.conversation.forms import Field, Form
from bot.conversation.page import value_at
from bot.conversation.pages.days import midnight_utc
from bot.conversation.pages.price_words import explain_unread
from bot.conversation.pages.unknown_questions import NUMBER, Question, day_of
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.amounts import MINUS, say_number
from bot.conversation.understanding.date_reading import read_date
from bot.conversation.understanding.dates import say_date
from bot.conversation.understanding.folding import clean
from bot.conversation.understanding.numerals import find_numerals
from bot.conversation.understanding.results import Doubtful, Unreadable
from bot.conversation.understanding.words import Word, read_word

YES, NO = "yes", "no"
GIVEN = "given"
FORM_NAME = "unknown"
MOST_CHARS = 200
_EARLIEST = date(1900, 1, 1)


class Unread(Exception):
    """The text is no answer; the message says why, in the person's words."""


def read_given(questions: Sequence[Question], draft: Draft) -> dict[str, str]:
    """What was given so far, by question; "" for one that was passed over."""
    given = value_at(draft, GIVEN)
    if not isinstance(given, Mapping):
        return {}
    texts = {one.name: given.get(one.name) for one in questions}
    return {name: text for name, text in texts.items() if isinstance(text, str)}


def read_value(question: Question, text: str, ctx: Context) -> str:
    """What a text means, as a draft keeps it. Raises Unread."""
    text = " ".join(clean(text).split())
    match question.kind:
        case "number":
            return _read_number(text, ctx)
        case "date":
            return _read_day(text, ctx)
        case "flag":
            word = read_word(text, ctx.language)
            if word not in (Word.YES, Word.NO):
                raise Unread(ctx.say("unknown-flag"))
            return YES if word is Word.YES else NO
        case "choice":
            if all(text != entry.id for entry in question.entries):
                raise Unread(ctx.say("page-gone"))
            return text
        case "text":
            if not text:
                raise Unread(ctx.say("unknown-empty"))
            if len(text) > MOST_CHARS:
                raise Unread(ctx.say("page-brief", max=MOST_CHARS))
            return text


def _read_number(text: str, ctx: Context) -> str:
    found = find_numerals(text[:MOST_CHARS], ctx.language)
    if len(found) != 1 or not found[0].readings:
        raise Unread(ctx.say("unknown-number"))
    return number_text(found[0].readings[0])


def _read_day(text: str, ctx: Context) -> str:
    found = read_date(text[:MOST_CHARS], ctx.language, ctx.today, earliest=_EARLIEST)
    if isinstance(found, Unreadable):
        raise Unread(explain_unread(found, ctx, example_of(ctx)))
    return (found.candidates[0] if isinstance(found, Doubtful) else found).isoformat()


def example_of(ctx: Context) -> str:
    """A day as one may write it."""
    return say_date(ctx.today, ctx.language)


def say_value(question: Question, kept: str, ctx: Context) -> str:
    """What was given, in the person's words."""
    match question.kind:
        case "flag":
            return ctx.say("unknown-yes" if kept == YES else "unknown-no")
        case "choice":
            return next((entry.name for entry in question.entries if entry.id == kept), kept)
        case "date" if (day := day_of(kept)) is not None:
            return say_date(day, ctx.language)
        case "number":
            return _say_number(kept, ctx)
        case _:
            return kept


def send_value(question: Question, kept: str) -> Any:
    """What was given, as it is sent."""
    match question.kind:
        case "flag":
            return kept == YES
        case "number":
            return Decimal(kept)
        case "date" if (day := day_of(kept)) is not None:
            return midnight_utc(day)
        case _:
            return kept


def is_kept(question: Question, kept: str) -> bool:
    """Whether a draft's text is still a value of this question; a page can change beneath a draft."""
    match question.kind:
        case "number":
            return NUMBER.fullmatch(kept) is not None
        case "choice":
            return any(entry.id == kept for entry in question.entries)
        case "date":
            return day_of(kept) is not None
        case _:
            return True


def make_form(title: str, questions: Sequence[Question], given: Mapping[str, str], ctx: Context) -> Form:
    """All questions at once."""
    return Form(FORM_NAME, title, tuple(_field(one, given.get(one.name) or one.held, ctx) for one in questions))


def _field(question: Question, kept: str, ctx: Context) -> Field:
    match question.kind:
        case "flag":
            options = tuple((value, ctx.say(f"unknown-{value}")) for value in (YES, NO))
            return Field(question.name, question.label, "choice", kept, required=False, options=options)
        case "choice":
            options = tuple((entry.id, entry.name) for entry in question.entries)
            return Field(question.name, question.label, "choice", kept, required=False, options=options)
        case "date":
            return Field(question.name, question.label, "date", kept, required=False)
        case "number":
            hint, text = ctx.say("unknown-number"), _say_number(kept, ctx)
            return Field(question.name, question.label, value=text, hint=hint, required=False)
        case _:
            return Field(question.name, question.label, value=kept, required=False)


def _say_number(kept: str, ctx: Context) -> str:
    """A number with the marks of the person's language; it is read back as the same."""
    if not NUMBER.fullmatch(kept):
        return kept
    return say_number(Decimal(kept), ctx.language, 18).replace(MINUS, "-")
