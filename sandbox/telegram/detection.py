"""What Telegram does to every text: trim it, and find commands, links, addresses and mentions in it."""

import re
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.formatting import Entity, order
from sandbox.telegram.limits import count_units

_PATTERNS = {
    "url": re.compile(
        r"(?<![\w@/.])(?:(?:https?|tg)://[^\s<>\"]+|(?:[a-z0-9-]+\.)+(?:com|org|net|de|uk|eu|io|me)\b(?:/[^\s<>\"]*)?)",
        re.IGNORECASE,
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])"),
    "mention": re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}\b"),
    "hashtag": re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*"),
}
_OPAQUE = {"code", "pre", "text_link"}
_FOR_CLIENTS = {"text_mention", "custom_emoji", "expandable_blockquote", "blockquote"}
KNOWN_TYPES = {
    *_PATTERNS, *_OPAQUE, *_FOR_CLIENTS, "bold", "italic", "underline", "strikethrough", "spoiler",
    "phone_number", "cashtag", "date_time",
}  # fmt: skip


def finish(text: str, entities: tuple[Entity, ...]) -> tuple[str, tuple[Entity, ...]]:
    """Trimmed text, entities moved with it, and the ones that Telegram finds by itself."""
    cut = count_units(text) - count_units(text.lstrip())
    trimmed = text.strip()
    end = count_units(trimmed)
    kept = []
    for entity in entities:
        start = max(entity.offset - cut, 0)
        stop = min(entity.offset - cut + entity.length, end)
        if stop > start:
            kept.append(Entity(entity.type, start, stop - start, entity.url, entity.language, entity.custom_emoji_id))
    return trimmed, tuple(sorted([*kept, *_find(trimmed, kept)], key=order))


def _find(text: str, known: list[Entity]) -> list[Entity]:
    taken = [(e.offset, e.offset + e.length) for e in known if e.type in _OPAQUE]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            words = match.group().rstrip(".,;:!?)'") if kind == "url" else match.group()
            start = count_units(text[: match.start()])
            stop = start + count_units(words)
            if all(stop <= a or start >= b for a, b in taken):
                taken.append((start, stop))
                found.append(Entity(kind, start, stop - start))
    return found


def read_entities(raw: Any, text: str) -> tuple[Entity, ...]:
    """Entities given explicitly instead of a parse mode."""
    if not isinstance(raw, list):
        raise bad_request("can't parse entities: expected an Array")
    length = count_units(text)
    entities = []
    for item in raw:
        if not isinstance(item, dict) or item.get("type") not in KNOWN_TYPES:
            raise bad_request("can't parse entities: unsupported type of an entity")
        offset, size = item.get("offset"), item.get("length")
        if not isinstance(offset, int) or not isinstance(size, int) or offset < 0 or offset + size > length:
            raise bad_request("can't parse entities: entity is out of the text")
        entities.append(
            Entity(
                item["type"],
                offset,
                size,
                item.get("url"),
                item.get("language"),
                item.get("custom_emoji_id"),
            )
        )
    return tuple(entities)
