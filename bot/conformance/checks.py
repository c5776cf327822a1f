"""One reply against what we expect: its shape, its HTTP status, the members that we rely on, known contradictions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conformance.calls import Replied, replied, say_call
from bot.conformance.contradictions import of_envelope
from bot.conformance.findings import Kind
from bot.conformance.tap import Exchange
from bot.connect.drift import Novelty, of_error, of_event, of_object, of_page
from bot.connect.errors import is_error
from bot.connect.outcomes import name_only
from bot.connect.shapes_rest import CODES
from bot.conversation.page import Page, items_at, text_at, value_at

SAMPLE_CHARS = 160
VALIDATION = {"zero": frozenset({409}), "anode": frozenset({400}), "busbar": frozenset(range(400, 422))}
UNAVAILABLE = frozenset({"pending_connect", "no_tariff_connected", "no_price_data"})
UNAVAILABLE |= {"account_disabled", "api_version_not_supported"}
ANY_STATUS = frozenset({"token_expired", "rate_limited"})  # theirs is not published
THIN = frozenset({403, 404, 409, 422, 429})
DONE = (200, 201, 202, 204)

EXPECTED = {
    "route": "a page that we know",
    "member": "only members that we know",
    "type": "members of the types that we know",
    "action": "only actions that we know",
    "value": "only values that we know",
    "code": "an error code that we know",
    "event": "only events that we know",
}
# By the kind of a page, in the one shape that all generations are brought to.
PAGE_MEMBERS = {
    "provider": ("providers[].id", "providers[].display_name"),
    "tariff": ("tariffs[].id", "tariffs[].name"),
    "structure": ("options[]",),
    "fixed_rate": ("currency_code",),
    "tod_rate": ("currency_code",),
    "surcharge": ("currency_code",),
    "region": ("regions[]",),
    "redirect": ("redirect_url",),
    "summary": ("currency_code",),
    "consent": ("required_consents[]",),
}


@dataclass(frozen=True, slots=True)
class Odd:
    """Something odd about one reply."""

    kind: Kind
    expected: str
    came: str


def check(generation: str, exchange: Exchange) -> Iterator[Odd]:
    """All that is odd about one reply, whatever it is."""
    document = exchange.document
    if not isinstance(document, Mapping):
        if exchange.status != 204:
            yield _odd(exchange, "a JSON object", f"HTTP {exchange.status} without one")
    elif is_error(document):
        yield from map(_novel, of_error(generation, document))
        yield from _status_of_error(generation, exchange)
    elif exchange.status not in DONE:
        yield from _thin(exchange)
    elif not exchange.path:
        yield from map(_novel, of_page(generation, document))
        yield from (Odd("note", *told) for told in of_envelope(generation, document))
    elif found := replied(exchange):
        yield from _objects(generation, exchange, document, found)


def check_page(page: Page) -> Iterator[Odd]:
    """What we rely on in a page and do not find there."""
    if not page.kind or page.kind == "unknown":
        return
    for path in _absent(page.data, PAGE_MEMBERS.get(page.kind, ())):
        yield Odd("difference", f"page {name_only(page.route)} with {path}", "without it, or empty")


def _objects(generation: str, exchange: Exchange, document: Mapping[str, Any], found: Replied) -> Iterator[Odd]:
    if found.listed and not isinstance(document.get("data"), list):
        yield _odd(exchange, "a list in data", "none")
    for one in items_at(document, "data") if found.listed else (document,):
        if not isinstance(one, Mapping):
            yield _odd(exchange, f"objects ({found.object})", "something else")
            continue
        is_event = found.object == "event"
        yield from map(_novel, of_event(generation, one) if is_event else of_object(generation, found.object, one))
        for path in _absent(one, found.relied):
            yield _odd(exchange, f"{found.object} with {path}", "without it, or empty")


def _status_of_error(generation: str, exchange: Exchange) -> Iterator[Odd]:
    code = exchange.code
    if code not in CODES - ANY_STATUS or exchange.status >= 500:
        return
    expected = frozenset({422}) if code in UNAVAILABLE else VALIDATION[generation]
    if exchange.status not in expected:
        told = str(min(expected)) if len(expected) == 1 else "4XX"
        yield _odd(exchange, f"HTTP {told} with {code}", f"HTTP {exchange.status}")


def _thin(exchange: Exchange) -> Iterator[Odd]:
    """REST may refuse with a message alone; Connect has error objects."""
    if exchange.status < 500 and (not exchange.path or exchange.status not in THIN):
        yield _odd(exchange, "an error object", f"HTTP {exchange.status} without one")


def _absent(found: Any, paths: Sequence[str]) -> Iterator[str]:
    return (path for path in paths if not _is_there(found, path.split(".")))


def _is_there(found: Any, path: Sequence[str]) -> bool:
    """Whether there is something at the path, in each item of the lists on it. Empty lists lack nothing but items."""
    if not path:
        return found not in (None, "", {}, [])
    name, listed = path[0].removesuffix("[]"), path[0].endswith("[]")
    value = value_at(found, name)
    if not listed:
        return _is_there(value, path[1:])
    if not isinstance(value, list):
        return False
    return bool(value) if len(path) == 1 else all(_is_there(item, path[1:]) for item in value)


def _odd(exchange: Exchange, expected: str, came: str) -> Odd:
    route = name_only(text_at(exchange.asked, "route")) if not exchange.path else ""
    where = f"{say_call(exchange)} {route}".strip()
    return Odd("difference", expected, f"{where}: {came}")


def _novel(one: Novelty) -> Odd:
    told = f"{one.place}: {one.what}" if one.what else one.place
    sample = (
        one.sample[:SAMPLE_CHARS] if one.kind in ("route", "member", "type") else ""
    )  # else it is that of the whole
    return Odd("difference", EXPECTED[one.kind], f"{told} {sample}".strip())
