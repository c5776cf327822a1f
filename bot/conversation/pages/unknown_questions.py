"""What can be asked on a page that nobody has described: its lists are choices, its empty and plain values are fields.

What is sent back has the form of what came, as the pages that are described have it: a choice of `tariffs` is sent as
`tariff` with its id, one of bare codes under `options` as a list of one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from bot.conversation.page import Json, text_at
from bot.conversation.pages.lists import Entry

MOST_QUESTIONS = 12
MOST_ENTRIES = 2000
DEEPEST = 4
TEXT_CHARS = 300
ID_CHARS = 200
SHORT = 4  # codes up to here are names by themselves: "GB", "DK1"
NAMES = ("display_name", "name")  # these are told by what they are the name of
_NAMED_BY = (*NAMES, "title", "label", "description")
_LISTS = frozenset({"options"})  # sent as a list of one
ADDRESS = "postal_address"  # is told in one line
_NOT_ASKED = frozenset({"provider", "account", "programme", "timezone", "connection_type", ADDRESS})
NOT_FOR_PEOPLE = re.compile(r"(^|_)(id|token|url|uri|secret|key|code)s?$")
NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?")  # as a draft has it
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.]*(Z|[+-]\d{2}:?\d{2})?)?")
_DATED = re.compile(r"(^|_)(date|day)$|_(at|on|from|until)$")

Kind = Literal["text", "number", "flag", "date", "choice"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask. `name` is for drafts and forms, `path` leads to the member that is sent."""

    name: str
    path: tuple[str, ...]
    kind: Kind
    label: str
    held: str = ""  # what the page holds already, as a draft has it
    entries: tuple[Entry, ...] = ()
    bare: bool = False  # the entries are codes, and no objects with an id


def find_questions(data: Json) -> tuple[Question, ...]:
    """The questions of a page, in its order."""
    found = list(_find(data, (), DEEPEST))[:MOST_QUESTIONS]
    labels = [one[2] for one in found]
    return tuple(
        Question(f"q{number}", path, kind, _label(path, label, labels.count(label) > 1), held, entries, bare)
        for number, (path, kind, label, held, entries, bare) in enumerate(found)
    )


_Found = tuple[tuple[str, ...], Kind, str, str, tuple[Entry, ...], bool]


def _find(data: Json, path: tuple[str, ...], levels: int) -> Iterator[_Found]:
    for name, value in data.items() if isinstance(data, Mapping) else ():
        if NOT_FOR_PEOPLE.search(name.lower()) or (name in _NOT_ASKED and _says_something(value)):
            continue
        here = (*path, name)
        if isinstance(value, Mapping):
            yield from _find(value, here, levels - 1) if levels > 1 else ()
        elif isinstance(value, list | tuple):
            if entries := _read_entries(value):
                yield here, "choice", readable(singular(name)), "", entries, not isinstance(value[0], Mapping)
        elif kind := _kind_of(name, value):
            yield here, kind, _call(here), _held(value), (), False


def _says_something(value: Json) -> bool:
    """Whether there is anything to show; what is empty is there to be filled in."""
    return any(map(_says_something, value.values())) if isinstance(value, Mapping) else value not in (None, "")


def _call(path: tuple[str, ...]) -> str:
    """A name is called after what it is the name of."""
    return readable(path[-2] if path[-1] in NAMES and len(path) > 1 else path[-1])


def _kind_of(name: str, value: Json) -> Kind | None:
    """What is asked for; a text that says something is shown and not asked for."""
    match value:
        case bool():
            return "flag"
        case int() | float() | Decimal():
            return "number"
        case None | "":
            return "date" if _DATED.search(name.lower()) else "text"
        case str() if _DAY.fullmatch(value.strip()) and day_of(value.strip()):
            return "date"
        case _:
            return None


def day_of(text: str) -> date | None:
    """The day that a text begins with, as ISO 8601 writes it."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _held(value: Json) -> str:
    match value:
        case bool():
            return "yes" if value else ""  # nobody has said no yet
        case str():
            return value.strip()[:10]
        case None | 0:
            return ""
        case _:
            text = format(Decimal(str(value)), "f") if abs(value) < 10**12 else ""
            return text if NUMBER.fullmatch(text) else ""


def _read_entries(items: Sequence[Json]) -> tuple[Entry, ...]:
    """What can be chosen from a list; nothing where it is a list of something else."""
    found = [_read_entry(item) for item in items[:MOST_ENTRIES]]
    return tuple({entry.id: entry for entry in found if entry}.values())


def _read_entry(item: Json) -> Entry | None:
    if isinstance(item, str):
        code = item.strip()
        return Entry(code, readable(code) if code.isupper() and len(code) > SHORT else code) if _fits(code) else None
    own = text_at(item, "id")
    if not _fits(own):
        return None
    name = next((text for member in _NAMED_BY if (text := text_at(item, member))), own)
    return Entry(own, " ".join(name.split())[:TEXT_CHARS])


def _fits(id_: str) -> bool:
    return 0 < len(id_) <= ID_CHARS and id_.isprintable()


def read_texts(data: Json, asked: Sequence[Question] = (), path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The texts of a page that are meant for people, under the names of their members; no ids and no addresses."""
    if path and any(one.path == path for one in asked):
        return
    if isinstance(data, Mapping):
        for member, value in data.items() if len(path) < 2 * DEEPEST else ():
            if not NOT_FOR_PEOPLE.search(str(member).lower()) and member != ADDRESS:
                yield from read_texts(value, asked, (*path, str(member)))
    elif isinstance(data, list | tuple):
        for value in data:
            if not isinstance(value, list | tuple):
                yield from read_texts(value, asked, path)
    elif isinstance(data, str) and data.strip() and "://" not in data:
        named = [part for part in path if part not in NAMES] or list(path)
        yield readable(named[-1] if named else ""), " ".join(data.split())[:TEXT_CHARS]


def make_answer(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an answer, from values as they are sent; what was not given is left out."""
    data: dict[str, Any] = {}
    for one in questions:
        if one.name in given:
            *above, last = one.path
            name, value = _sent(one, last, given[one.name])
            for part in (name, *reversed(above)):
                value = {part: value}
            _merge(data, value)
    return data


def _sent(question: Question, name: str, value: Any) -> tuple[str, Any]:
    """A value under the name of its member."""
    if question.kind != "choice":
        return name, value
    if not question.bare:
        return singular(name), {"id": value}
    return (name, [value]) if name in _LISTS else (singular(name), value)


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Two members can be sent under one name: objects are joined, else the later one counts."""
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def singular(name: str) -> str:
    """`tariffs` is "tariff", `countries` is "country"."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("s")


def readable(code: str) -> str:
    """A code as words: `METER_PHOTO` is "Meter photo"."""
    return " ".join(code.replace("_", " ").split()).capitalize()[:TEXT_CHARS]


def _label(path: tuple[str, ...], label: str, ambiguous: bool) -> str:
    own = label or "…"
    above = readable(path[-2]) if ambiguous and len(path) > 1 else ""
    return f"{above}: {own}" if above else own


def is_answerable(data: Json) -> bool:
    """Whether there is anything to ask."""
    return bool(find_questions(data))
