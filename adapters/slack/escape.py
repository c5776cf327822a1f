"""Slack's mrkdwn: the one place where text is escaped. Wherever Slack takes plain_text, that is used instead."""

import re

from adapters.slack.limits import clean

_EMOJI_CODE = re.compile(r":(?=[^\s:]+:)")
_STYLED = re.compile(r"[*_~`\n\r]|^\s*>")
WORD_JOINER = "\u2060"  # has no width: between a colon and a word it keeps ":smile:" from becoming a picture


def escape(text: str) -> str:
    """Any text as mrkdwn that mentions nobody, links nothing and draws no emoji."""
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _EMOJI_CODE.sub(f":{WORD_JOINER}", text)


def is_literal(text: str) -> bool:
    """Whether mrkdwn would show it as it is, once escaped: neither styles nor emoji in it."""
    return not (_STYLED.search(text) or _EMOJI_CODE.search(text))
