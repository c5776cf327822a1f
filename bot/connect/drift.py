"""What is new about a document of FlatPeak, against what `shapes` expects. Told without a single value of it.

Member names and JSON types are told, lists as one of their items; codes only where they look like one of FlatPeak's.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from bot.connect.events import event_of
from bot.connect.shapes import ANY, COMMON, ENVELOPE, FLAG, NUMBER, ROUTES, TEXT
from bot.connect.shapes import Shape as Expected
from bot.connect.shapes_rest import CODES, ERROR, EVENT, EVENT_IDS, OBJECTS
from bot.conversation.exact import dump
from bot.conversation.page import items_at, text_at, value_at

Kind = Literal["route", "member", "type", "action", "value", "code", "event"]
SAMPLE_CHARS = 2000
NOVELTIES = 20  # of one document; the rest is told once these are known
ITEMS = 4  # of a list, from its start: a day has up to a hundred prices, and each page may cost a turn little
DEEPEST, WIDEST = 6, 40  # levels, and members of one object, in a sample
_NAME = re.compile(r"[A-Za-z][A-Za-z_]{0,47}\d{0,2}")
_CODE = re.compile(r"[A-Z][A-Z_]{1,47}\d{0,2}|[a-z][a-z_]{1,47}\d{0,2}")
_EVENT = re.compile(r"[a-z][a-z_.]{1,79}")


@dataclass(frozen=True, slots=True)
class Novelty:
    """Something that we did not expect. `sample` is JSON: names and types. One is like another by all the rest."""

    kind: Kind
    generation: str
    place: str  # a route, "error", "event", or the name of an object
    what: str  # the way to a member, a code, an action
    sample: str

    @property
    def fingerprint(self) -> str:
        """The same in every process."""
        told = "\n".join((self.kind, self.generation, self.place, self.what))
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def of_page(generation: str, envelope: Mapping[str, Any]) -> tuple[Novelty, ...]:
    """What is new about a page."""
    route = text_at(envelope, "route")
    known = ROUTES[generation].get(route)
    place = _named(route, _NAME)
    if known is None:
        return (Novelty("route", generation, place, "", _sample(envelope)),)
    data = value_at(envelope, "data")
    usual = known.actions | COMMON | {""}
    content = known.holds if generation == "busbar" else {}  # there it may also stand beside `data`
    found = [
        *_compare({**content, **ENVELOPE}, envelope, ""),
        *(_compare(known.holds, data, "data") if data is not None else ()),
        *(
            ("action", _named(action, _CODE), envelope)
            for action in items_at(envelope, "actions")
            if isinstance(action, str) and action.strip() not in usual
        ),
    ]
    return _told(generation, place, found)


def of_error(generation: str, error: Mapping[str, Any]) -> tuple[Novelty, ...]:
    """What is new about an error object."""
    code = text_at(error, "code") or text_at(error, "error_code")
    found = [*_compare(ERROR, error, "")]
    if code and code not in CODES:
        found.append(("code", _named(code, _CODE), error))
    return _told(generation, "error", found)


def of_event(generation: str, found: Mapping[str, Any]) -> tuple[Novelty, ...]:
    """What is new about an event. It must be one. Its data is another object each time, of which ids alone are read."""
    event = event_of(found)
    data = value_at(found, "data")
    ids = {name: value for name, value in data.items() if name in EVENT_IDS} if isinstance(data, Mapping) else data
    news = [*_compare(EVENT, found, ""), *_compare(EVENT_IDS, ids, "data")]
    if not event.is_known:
        news.append(("event", _named(event.type, _EVENT), found))
    return _told(generation, "event", news)


def of_object(generation: str, name: str, found: Mapping[str, Any]) -> tuple[Novelty, ...]:
    """What is new about an object of the REST API."""
    return _told(generation, name, [*_compare(OBJECTS[name], found, "")])


_Found = tuple[Kind, str, Any]  # what kind, what, and of what a sample is to be shown


def _told(generation: str, place: str, found: Sequence[_Found]) -> tuple[Novelty, ...]:
    once = {(kind, what): about for kind, what, about in found}
    some = list(once.items())[:NOVELTIES]
    return tuple(Novelty(kind, generation, place, what, _sample(about)) for (kind, what), about in some)


def _compare(expected: Expected, found: Any, path: str) -> Iterator[_Found]:
    """What is new below a path. Nothing at all is never new: members may be missing."""
    if expected == ANY or found is None:
        return
    if isinstance(expected, tuple):
        fitting = next((one for one in expected if _is_of(one, found)), None)
        expected = expected[0] if fitting is None else fitting
    if not _is_of(expected, found):
        yield "type", f"{path}: {_type_of(found)}", found
    elif isinstance(expected, Mapping):
        yield from _compare_members(expected, found, path)
    elif isinstance(expected, list):
        for item in found[:ITEMS]:
            yield from _compare(expected[0], item, f"{path}[]")
    elif isinstance(expected, frozenset) and (code := found.strip()) and code not in expected:
        yield "value", f"{path}: {_named(code, _CODE)}", found


def _compare_members(expected: Mapping[str, Expected], found: Mapping[str, Any], path: str) -> Iterator[_Found]:
    for name, value in found.items():
        if name not in expected:
            yield "member", f"{path}.{_named(name, _NAME)}".lstrip("."), value
        elif type(value) is not _PLAIN.get(expected[name] if isinstance(expected[name], str) else ""):
            yield from _compare(expected[name], value, f"{path}.{name}".lstrip("."))


_PLAIN = {TEXT: str, NUMBER: Decimal, FLAG: bool}  # most members are these, and need no longer look


def _is_of(expected: Expected, found: Any) -> bool:
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping)
    if isinstance(expected, list):
        return isinstance(found, list)
    return _type_of(found) == (TEXT if isinstance(expected, frozenset) else expected)


def _type_of(found: Any) -> str:
    match found:
        case None:
            return "null"
        case bool():
            return FLAG
        case int() | float() | Decimal():
            return NUMBER
        case str():
            return TEXT
        case Mapping():
            return "object"
        case _:
            return "list"


def _sample(found: Any) -> str:
    """The structure of a JSON value, as JSON."""
    return dump(_structure(found, DEEPEST)).decode()[:SAMPLE_CHARS]


def _structure(found: Any, levels: int) -> Any:
    if not isinstance(found, Mapping | list) or not levels:
        return _type_of(found)
    if isinstance(found, list):
        return [_structure(one, levels - 1) for one in found[:1]]
    return {_named(name, _NAME): _structure(one, levels - 1) for name, one in list(found.items())[:WIDEST]}


def _named(word: str, like: re.Pattern[str]) -> str:
    """A name or code as FlatPeak gives them; anything else could be content and is not repeated."""
    return word.strip() if like.fullmatch(word.strip()) else "?"
