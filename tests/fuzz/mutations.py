"""Documents with members missing, added, renamed, of another type, nested or far too large; a seed decides."""

import copy
import json
from random import Random
from typing import Any

from bot.conversation.exact import parse

WORDS = (
    "", " ", "\u0000", "\u202e<b>&amp;*_`", "\ud800", "😀" * 40, "e\u0301" * 200, "İıſß", "مرحبا 12,5", "a\nb\r\n\tc",
    "\u2028", "<!channel> <@U1> <https://x|y>", "{ $brand }", "%s%n", "0", "-1", "1e999", "NaN", "2026-02-30",
    "2026-11-17T00:00:00Z", "0001-01-01T00:00:00Z", "25:61:00", "CONNECTED ", "FIXED", "MARKET", "GBP", "XYZ",
    "true", "null", "https://x.example/", "javascript:alert(1)", "x" * 10_000, "ﷺ" * 3000, "🏳️‍🌈", "\u200b",
    "\ufeff",
)  # fmt: skip
NUMBERS = (0, -1, 1, 10**30, -0.0001, 1e-30, 3.14159265358979, 2**63, 1e15)
NAMES = (
    "id", "name", "display_name", "provider", "providers", "tariff", "tariffs", "data", "actions", "route", "hours",
    "rates", "options", "regions", "status", "cost", "currency_code", "timezone", "meter_reading", "programme",
    "postal_address", "participation_state", "performance", "surcharge", "consent", "required_consents",
    "valid_from", "colour", "", "x" * 300, "\ud83d",
)  # fmt: skip
ACTIONS = ("BACK", "CLOSE", "SAVE", "DISCONNECT", "EDIT", "TELEPORT", "", " ", "x" * 500, "ALLOW", 7, None, ["BACK"])
MANY = (100, 700, 3000)


def read(body: Any) -> Any:
    """The document as it comes over the wire: numbers exact, halves of surrogate pairs as they are."""
    return parse(json.dumps(body))


def mutated(body: Any, random: Random) -> Any:
    """A copy of a document with one to four changes."""
    made = copy.deepcopy(body)
    for _ in range(random.randint(1, 4)):
        holder, key = _pick(made, random)
        random.choice(CHANGES)(holder, key, random)
    return made


def _pick(body: Any, random: Random) -> tuple[Any, Any]:
    """Any member or item, at any depth."""
    holder: Any = {"": body}
    key: Any = ""
    while True:
        inner = holder[key]
        inside = list(inner) if isinstance(inner, dict) else list(range(len(inner))) if isinstance(inner, list) else []
        if not inside or (holder is not None and key != "" and random.random() < 0.3):
            return holder, key
        holder, key = inner, random.choice(inside)


def junk(random: Random, levels: int = 2) -> Any:
    """Any JSON."""
    kinds = 7 if levels else 5
    match random.randrange(kinds):
        case 0:
            return None
        case 1:
            return random.random() < 0.5
        case 2:
            return random.choice(NUMBERS)
        case 3 | 4:
            return random.choice(WORDS)
        case 5:
            return [junk(random, levels - 1) for _ in range(random.randrange(4))]
        case _:
            return {random.choice(NAMES): junk(random, levels - 1) for _ in range(random.randrange(4))}


def _drop(holder: Any, key: Any, random: Random) -> None:
    del holder[key]


def _retype(holder: Any, key: Any, random: Random) -> None:
    holder[key] = junk(random)


def _as_text(holder: Any, key: Any, random: Random) -> None:
    holder[key] = json.dumps(holder[key])[:200]


def _rename(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, dict):
        holder[random.choice(NAMES)] = holder.pop(key)
    else:
        random.shuffle(holder)


def _add(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, dict):
        holder[random.choice(NAMES)] = junk(random)
    else:
        holder.insert(0, junk(random))


def _nest(holder: Any, key: Any, random: Random) -> None:
    inner = holder[key]
    for _ in range(random.choice((1, 3, 150))):
        inner = [inner] if random.random() < 0.5 else {random.choice(NAMES): inner}
    holder[key] = inner


def _enlarge(holder: Any, key: Any, random: Random) -> None:
    inner, count = holder[key], random.choice(MANY)
    if isinstance(inner, list) and inner:
        holder[key] = [_numbered(inner[n % len(inner)], n) for n in range(count)]
    elif isinstance(inner, str):
        holder[key] = (inner or "x ") * (10_000 // max(1, len(inner or "x ")))
    elif isinstance(inner, dict):
        holder[key] = inner | {f"member_{n}": junk(random, 0) for n in range(min(count, 200))}
    else:
        holder[key] = [inner] * count


def _numbered(item: Any, number: int) -> Any:
    """Another item like this one, so that a list of them can be told apart."""
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        return item | {"id": f"{item['id']}{number}"}
    return f"{item}_{number}" if isinstance(item, str) else item


def _list_actions(holder: Any, key: Any, random: Random) -> None:
    if isinstance(holder, dict):
        holder["actions"] = [random.choice(ACTIONS) for _ in range(random.choice((0, 1, 3, 60)))]


CHANGES = (_drop, _retype, _retype, _as_text, _rename, _add, _nest, _enlarge, _list_actions)
