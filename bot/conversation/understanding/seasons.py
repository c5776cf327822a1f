"""Months and weekdays in a text: single ones, stretches such as "Oct-Mar", lists, and words such as "weekend"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.conversation.understanding.date_words import month_names, weekday_names
from bot.conversation.understanding.folding import clean, fold
from bot.conversation.understanding.schedules import DAYS, MONTHS, WEEKDAYS, WEEKEND

Kind = Literal["months", "days"]

_OTHERS = r"(?:all\s+)?(?:the\s+)?(?:other|remaining)\s+"
_ANDERE = r"(?:(?:an|in)\s+)?(?:allen?\s+)?(?:den\s+)?(?:übrigen?|anderen?|restlichen?)\s+"
_PHRASES: tuple[tuple[Kind, frozenset[int], str], ...] = (
    ("days", DAYS, r"every\s?day|daily|all\s+(?:days|week)|any\s+day|täglich|jeden\s+tag|alle\s+tage"),
    ("days", WEEKDAYS, r"week\s?-?days?|work(?:ing)?\s?-?days?|werktags?|werktagen?|wochentags?|wochentagen?"),
    ("days", WEEKEND, r"week\s?-?ends?|wochenend(?:e|en|es|s)?"),
    ("days", frozenset(), rf"{_OTHERS}days|{_ANDERE}tagen?"),
    (
        "months",
        MONTHS,
        r"(?:all|whole|entire)\s+(?:the\s+)?year(?:\s+round)?|year\s?-?round|ganzjährig|(?:das\s+)?ganzes?\s+jahr",
    ),
    (
        "months",
        frozenset(),
        rf"(?:the\s+)?rest\s+of\s+the\s+year|{_OTHERS}months|{_ANDERE}monaten?|im\s+übrigen\s+jahr",
    ),
)
_SPELLINGS: dict[str, tuple[Kind, int]] = {
    "mrz": ("months", 3), "tues": ("days", 1), "weds": ("days", 2), "thur": ("days", 3), "thurs": ("days", 3),
    "sonnabend": ("days", 5),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_RANGE = re.compile(r"\.?\s*(?:-|>|->|to\b|through\b|until\b|till\b|bis\b)\s*", re.IGNORECASE)
_LIST = re.compile(r"\.?\s*(?:,|/|&|\+|and\b|und\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text that says which months or which weekdays; `members` is empty for those not named elsewhere."""

    begin: int
    stop: int
    kind: Kind
    members: frozenset[int]


def find_marks(plain: str, language: str) -> tuple[Mark, ...]:
    """Every group of months or weekdays in a cleaned text, in its order."""
    words: list[Mark] = []
    for kind, members, pattern in _PHRASES:
        words += [Mark(*m.span(), kind, members) for m in re.finditer(rf"\b(?:{pattern})\b", plain, re.IGNORECASE)]
    names = _names(language)
    for match in _WORD.finditer(plain):
        if known := names.get(fold(match[0])):
            words.append(Mark(*match.span(), known[0], frozenset((known[1],))))
    return tuple(_group(plain, _apart(words)))


def read_months(text: str, language: str) -> frozenset[int] | None:
    """The months that a text names, None if it names anything else, or nothing."""
    return _read_only(text, language, "months")


def read_days(text: str, language: str) -> frozenset[int] | None:
    """The weekdays that a text names, None if it names anything else, or nothing."""
    return _read_only(text, language, "days")


def _read_only(text: str, language: str, kind: Kind) -> frozenset[int] | None:
    plain = clean(text[:200])
    marks = find_marks(plain, language)
    edges = [0, *(edge for mark in marks for edge in (mark.begin, mark.stop)), len(plain)]
    around = " ".join(plain[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2))
    strange = [word for word in _WORD.findall(around) if fold(word) not in _FILLING] or re.search(r"\d", around)
    if not marks or strange or any(mark.kind != kind or not mark.members for mark in marks):
        return None
    return frozenset().union(*(mark.members for mark in marks))


_FILLING = frozenset(("from", "von", "in", "im", "on", "am", "an", "the", "der", "den", "die", "and", "und"))


def _apart(words: Iterable[Mark]) -> list[Mark]:
    """The words in order, without those inside a longer phrase."""
    kept: list[Mark] = []
    for word in sorted(words, key=lambda mark: (mark.begin, -mark.stop)):
        if not kept or word.begin >= kept[-1].stop:
            kept.append(word)
    return kept


def _group(plain: str, words: list[Mark]) -> Iterable[Mark]:
    """Words that stand together as one: "Nov, Dec and Jan", "Mon-Fri"."""
    group: Mark | None = None
    last: Mark | None = None  # the word that a stretch may begin with
    for word in words:
        if group and last and word.kind == group.kind and word.members and group.members:
            between = plain[last.stop : word.begin]
            if _RANGE.fullmatch(between) and len(last.members) == len(word.members) == 1:
                members = group.members | _stretch(last, word)
                group, last = Mark(group.begin, word.stop, word.kind, members), word
                continue
            if _LIST.fullmatch(between):
                group, last = Mark(group.begin, word.stop, word.kind, group.members | word.members), word
                continue
        if group:
            yield _with_point(plain, group)
        group = last = word
    if group:
        yield _with_point(plain, group)


def _with_point(plain: str, mark: Mark) -> Mark:
    """The point of a short form belongs to it: "Okt." """
    ends = plain[mark.stop : mark.stop + 1] == "." and not plain[mark.stop + 1 : mark.stop + 2].isdigit()
    return Mark(mark.begin, mark.stop + 1, mark.kind, mark.members) if ends else mark


def _stretch(first: Mark, last: Mark) -> frozenset[int]:
    """From one to the other, over the end of the year or the week if need be."""
    [start], [end] = first.members, last.members
    size, base = (12, 1) if first.kind == "months" else (7, 0)
    return frozenset((start - base + step) % size + base for step in range((end - start) % size + 1))


@lru_cache(maxsize=64)
def _names(language: str) -> dict[str, tuple[Kind, int]]:
    found: dict[str, tuple[Kind, int]] = {name: ("months", month) for name, month in month_names(language).items()}
    for name, day in weekday_names(language).items():
        endings = ("", "s", "e", "en") if len(name) > 3 else ("",)
        found |= {name + ending: ("days", day) for ending in endings}
    return {**_SPELLINGS, **found}
