"""Telegram's HTML: the one place where text is escaped, and how a long one is cut without breaking it."""

import re
from collections.abc import Iterable
from html import unescape

from adapters.telegram.limits import units

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(r"<(?P<tag>[^>]*)>|&\w+;|[^<&]", re.DOTALL)
_JOINING = re.compile("[\u0300-\u036f\u200d\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_CHARACTER_PARTS = 12  # code points of which one visible character may consist

Styled = tuple[str, tuple[str, ...]]  # one character as markup, and the tags around it


def escape(text: str) -> str:
    """Any text as markup that shows it literally."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def isolate(value: str, beside: str) -> str:
    """A value that keeps its own direction where it, or what stands beside it, reads from the right."""
    if value.isascii() and beside.isascii():
        return value
    mixed = RIGHT_TO_LEFT.search(value) or RIGHT_TO_LEFT.search(beside)
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}" if mixed else value


def plain(markup: str) -> str:
    """The text without any style."""
    return unescape(re.sub(r"<[^>]*>", "", markup))


def split(markup: str, most: int) -> list[str]:
    """Parts of at most `most` visible units, cut between paragraphs, lines or words where there are any.

    Open tags are closed at a cut and opened again; what separates two parts stays at the end of the first.
    Parts that show nothing are left out, for they cannot be sent.
    """
    text = plain(markup)
    if units(text) <= most:
        return [markup] if text.strip() else []
    characters, parts = _read(markup), list[str]()
    while characters:
        end = _cut(characters, most)
        if any(not raw.isspace() for raw, _ in characters[:end]):
            parts.append(_write(characters[:end]))
        characters = characters[end:]
    return parts


def _read(markup: str) -> list[Styled]:
    tags, characters = list[str](), list[Styled]()
    for token in _TOKEN.finditer(markup):
        tag = token["tag"]
        if tag is None:
            characters.append((token[0], tuple(tags)))
        elif tag.startswith("/"):
            tags.pop()
        else:
            tags.append(tag)
    return characters


def _write(characters: Iterable[Styled]) -> str:
    out, tags = list[str](), tuple[str, ...]()
    for raw, wanted in [*characters, ("", ())]:
        same = next((i for i, (old, new) in enumerate(zip(tags, wanted, strict=False)) if old != new), None)
        same = min(len(tags), len(wanted)) if same is None else same
        out += [f"</{tag.split()[0]}>" for tag in reversed(tags[same:])]
        out += [f"<{tag}>" for tag in wanted[same:]]
        out.append(raw)
        tags = wanted
    return "".join(out)


def _cut(characters: list[Styled], most: int) -> int:
    """How many of the characters make the next part."""
    full = room = 0
    for raw, _ in characters:
        room += units(unescape(raw))
        if room > most:
            break
        full += 1
    if full == len(characters):
        return full
    flat = "".join(raw if raw.isspace() else "x" for raw, _ in characters[:full])
    for separator in ("\n\n", "\n", " "):
        found = flat.rfind(separator, full // 2)
        if found >= 0:
            return found + len(separator)
    return _whole_character(characters, full)


def _whole_character(characters: list[Styled], full: int) -> int:
    """The last place up to `full` that is not inside of an emoji or an accented letter."""
    for place in range(full, max(0, full - _CHARACTER_PARTS), -1):
        if characters[place - 1][0] != "\u200d" and not _JOINING.match(characters[place][0]):
            return place
    return full
