"""From when until when a contract runs, as one message says it."""

import re
from datetime import date

from bot.conversation.context import Context
from bot.conversation.pages.advanced_progress import Term
from bot.conversation.understanding.date_reading import DateReading, Edge, read_date
from bot.conversation.understanding.dates import say_date
from bot.conversation.understanding.folding import clean
from bot.conversation.understanding.results import Doubtful

_LINE = re.compile(
    r"^[ \t]*(?:contract|vertrag|vertragslaufzeit|laufzeit)\b[ \t:;|]*(.*)$", re.IGNORECASE | re.MULTILINE
)
_BETWEEN = re.compile(r"\s+(?:-|to|until|till|through|bis(?:\s+zum)?)\s+|\s*->\s*", re.IGNORECASE)
_SINCE = re.compile(
    r"^(?:from|since|starts?(?:\s+on)?|ab(?:\s+dem)?|seit(?:\s+dem)?|vom|von|beginnt?(?:\s+am)?)\s+", re.IGNORECASE
)
_UNTIL = re.compile(r"^(?:until|till|to|ends?(?:\s+on)?|bis(?:\s+zum)?|endet(?:\s+am)?)\s+", re.IGNORECASE)


def read_term(text: str, ctx: Context) -> Term | str:
    """The days that a text names, or what was wrong with it. One day alone is the end, unless it says otherwise."""
    plain = clean(text[:200]).strip(" .,;:")
    parts = _BETWEEN.split(_SINCE.sub("", plain), maxsplit=1)
    if len(parts) == 2:
        start, end = _read(parts[0], "start", ctx), _read(parts[1], "end", ctx)
    elif _SINCE.match(plain):
        start, end = _read(_SINCE.sub("", plain), "start", ctx), None
    else:
        start, end = None, _read(_UNTIL.sub("", plain), "end", ctx)
    if start == "" or end == "" or not (start or end):
        return ctx.say("advanced-term-unread", example=say_term_example(ctx))
    known = Term(start if isinstance(start, date) else None, end if isinstance(end, date) else None)
    if known.start and known.end and known.end <= known.start:
        return ctx.say("advanced-term-order", start=say_date(known.start, ctx.language))
    return known


def take_term(text: str) -> tuple[str, str]:
    """A message without its line about the contract, and what that line says; the other lines keep their numbers."""
    found = _LINE.search(text)
    return (text[: found.start()] + text[found.end() :], found[1]) if found else (text, "")


def say_term(term: Term, ctx: Context) -> str:
    """ "1 December 2026 – 30 November 2027"; "" if nothing is known."""
    start, end = (say_date(day, ctx.language) if day else "" for day in (term.start, term.end))
    if start and end:
        return f"{start} – {end}"
    if start:
        return ctx.say("advanced-term-from", day=start)
    return ctx.say("advanced-term-until", day=end) if end else ""


def say_term_example(ctx: Context) -> str:
    """A message that would be understood."""
    year = ctx.today.year
    return say_term(Term(date(year, 1, 1), date(year, 12, 31)), ctx)


def _read(text: str, edge: Edge, ctx: Context) -> date | str:
    """The day, "" for what is none."""
    reading: DateReading = read_date(text, ctx.language, ctx.today, edge=edge)
    found = reading.candidates[0] if isinstance(reading, Doubtful) else reading
    return found if isinstance(found, date) and 1970 < found.year < 2200 else ""
