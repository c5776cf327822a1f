"""What Slack makes of the words that a person types. docs.slack.dev/messaging/formatting-message-text."""

import re

from sandbox.slack.model import Json

_PARTS = re.compile(
    r"(?P<token><[@#][A-Z0-9]+(?:\|[^>]*)?>)"
    r"|(?P<mail>[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,})"
    r"|(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)])"
    r"|(?P<host>(?<![\w.@/-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|io|de|eu|energy|co\.uk)\b(?:/[^\s<>]*[^\s<>.,;:!?)])?)"
)


def escape(text: str) -> str:
    """The three characters that mean something in messages."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write(text: str) -> str:
    """The text of the message as events carry it: escaped, with links and addresses marked."""
    done, at = [], 0
    for match in _PARTS.finditer(text):
        done += [escape(text[at : match.start()]), _mark(match)]
        at = match.end()
    return "".join([*done, escape(text[at:])])


def _mark(match: re.Match[str]) -> str:
    words = match.group()
    if match.lastgroup == "token":
        return words
    if match.lastgroup == "mail":
        return f"<mailto:{words}|{words}>"
    return f"<{escape(words)}>" if match.lastgroup == "url" else f"<http://{escape(words)}|{escape(words)}>"


def draw_rich_text(text: str, block_id: str) -> list[Json]:
    """The block that comes with every message a person types."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]
