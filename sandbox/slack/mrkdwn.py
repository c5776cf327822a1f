"""Slack's mrkdwn: what in a text is active, how it reads, and how it looks. docs.slack.dev/messaging/formatting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

Kind = Literal["text", "user", "channel", "special", "link"]

_ACTIVE = re.compile(r"<([^<>\n]+)>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_KINDS: dict[str, Kind] = {"@": "user", "#": "channel", "!": "special"}
_PRE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_STYLES = (("*", "b"), ("_", "i"), ("~", "s"))
_STYLED = {
    mark: re.compile(rf"(?<![\w{re.escape(mark)}]){re.escape(mark)}(\S(?:[^\n]*?\S)?){re.escape(mark)}(?!\w)")
    for mark, _ in _STYLES
}
_HELD = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: plain words, or something active with its target ("U07…", "channel", a web address)."""

    kind: Kind
    text: str
    target: str = ""


def read_pieces(text: str) -> Iterator[Piece]:
    """The text in its parts, unescaped."""
    end = 0
    for match in _ACTIVE.finditer(text):
        if match.start() > end:
            yield Piece("text", unescape(text[end : match.start()]))
        yield _read_active(match[1])
        end = match.end()
    if end < len(text):
        yield Piece("text", unescape(text[end:]))


def _read_active(inside: str) -> Piece:
    target, _, label = inside.partition("|")
    kind = _KINDS.get(target[0], "link") if target else "link"
    if kind == "link":
        address = unescape(target)
        return Piece("link", unescape(label) or address.removeprefix("mailto:"), address)
    return Piece(kind, unescape(label) or _name(kind, target), target[1:])


def _name(kind: Kind, target: str) -> str:
    return f"@{target[1:]}" if kind == "special" else target


def unescape(text: str) -> str:
    """The three entities that Slack knows."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], text)


def to_plain(text: str) -> str:
    """The words that a person reads, with their formatting marks."""
    return "".join(piece.text for piece in read_pieces(text))


def active_in(text: str) -> list[Piece]:
    """Everything in a text that is more than words: mentions, broadcasts, links."""
    return [piece for piece in read_pieces(text) if piece.kind != "text"]


def marked_texts(part: Any) -> Iterator[str]:
    """Every text in blocks that Slack reads as mrkdwn, at any depth."""
    if isinstance(part, list):
        for item in part:
            yield from marked_texts(item)
    elif isinstance(part, dict):
        if part.get("type") in {"mrkdwn", "markdown"} and isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            if isinstance(value, dict | list):
                yield from marked_texts(value)


def active_in_message(text: str, blocks: list[dict[str, Any]]) -> list[Piece]:
    """Everything active in a message's text and blocks."""
    return [piece for words in (text, *marked_texts(blocks)) for piece in active_in(words)]


def to_html(text: str) -> str:
    """The text as a page shows it. Only tags made here come out; mentions are <span class="mention">."""
    held: list[str] = []

    def hold(html: str) -> str:
        held.append(html)
        return f"\ue000{len(held) - 1}\ue001"

    clean = text.replace("\ue000", "").replace("\ue001", "")
    clean = _PRE.sub(lambda m: hold(f"<pre>{escape(to_plain(m[1]))}</pre>"), clean)
    clean = _CODE.sub(lambda m: hold(f"<code>{escape(to_plain(m[1]))}</code>"), clean)
    clean = _ACTIVE.sub(lambda m: hold(_show(_read_active(m[1]))), clean)
    html = "<br>".join(_show_line(line) for line in clean.split("\n"))
    return _HELD.sub(lambda m: held[int(m[1])], html)


def _show(piece: Piece) -> str:
    if piece.kind != "link":
        return f'<span class="mention">{escape(piece.text)}</span>'
    if not piece.target.startswith(("https://", "http://", "mailto:")):
        return escape(piece.text)
    return f'<a href="{escape(piece.target)}" rel="noopener noreferrer" target="_blank">{escape(piece.text)}</a>'


def _show_line(line: str) -> str:
    html = escape(unescape(line))
    quote = html.startswith("&gt;")
    html = html.removeprefix("&gt;").lstrip() if quote else html
    for mark, tag in _STYLES:
        html = _STYLED[mark].sub(rf"<{tag}>\1</{tag}>", html)
    return f"<blockquote>{html}</blockquote>" if quote else html
