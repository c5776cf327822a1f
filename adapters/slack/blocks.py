"""Small builders of Block Kit. Each keeps to its limits by cutting; none fails, none makes an empty text."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from adapters.slack import limits
from adapters.slack.escape import escape, is_literal
from adapters.slack.limits import clean, cut, cut_head, split, units
from bot.conversation.cards import Confirm, Mention

Json = dict[str, Any]

_ID = re.compile(r"[A-Z0-9]{1,20}")
ID_CHARS = 20
NOTHING = "…"  # where Slack wants words and there are none


def line(text: str) -> str:
    """A text on one line."""
    return " ".join(clean(text).split())


def plain(text: str, most: int) -> Json:
    """A text object that shows any text literally."""
    text = clean(text)
    return {"type": "plain_text", "text": cut(text, most) if text.strip() else NOTHING, "emoji": False}


def bold(text: str, most: int) -> Json:
    """A text object in bold, or plain where bold would not show it literally."""
    text = line(text)
    if not text or not is_literal(text) or units(text) > most - 2:
        return plain(text, most)
    return {"type": "mrkdwn", "text": f"*{escape(text)}*", "verbatim": True}


def heading(text: str) -> list[Json]:
    """A title: a header; a bold section where it is too long for one, plain ones where it is no title any more."""
    text = line(text)
    if not text:
        return []
    if units(text) <= limits.HEADER_CHARS:
        return [{"type": "header", "text": plain(text, limits.HEADER_CHARS)}]
    if units(text) <= limits.SECTION_CHARS - 2:  # with two asterisks
        return [{"type": "section", "text": bold(text, limits.SECTION_CHARS)}]
    return sections(text)


def section(text: str) -> Json:
    """One section; what is longer belongs through `sections`."""
    return {"type": "section", "text": plain(text, limits.SECTION_CHARS)}


def sections(text: str) -> list[Json]:
    """A text of any length, in as many sections as it takes."""
    return [section(part) for part in split(text, limits.SECTION_CHARS)]


def pairs(rows: Sequence[tuple[str, str]]) -> list[Json]:
    """Names on the left and values on the right."""
    fields = [[bold(name, limits.FIELD_CHARS), plain(value, limits.FIELD_CHARS)] for name, value in rows]
    most = limits.SECTION_FIELDS // 2
    chunks = [fields[start : start + most] for start in range(0, len(fields), most)]
    return [{"type": "section", "fields": [one for pair in chunk for one in pair]} for chunk in chunks]


def naming(label: str, mentions: Sequence[Mention], *, rings: bool) -> list[Json]:
    """A name on the left, and on the right people or channels as Slack names them. In a channel (`rings`) naming
    people would call them, so there they stay ids; the name of a channel rings nobody."""
    shown = [_mention(one, rings=rings) for one in mentions]
    chunks = [shown[start : start + limits.FIELD_MENTIONS] for start in range(0, len(shown), limits.FIELD_MENTIONS)]
    made = [{"type": "mrkdwn", "text": ", ".join(chunk), "verbatim": True} for chunk in chunks]
    return [{"type": "section", "fields": [bold(label, limits.FIELD_CHARS), one]} for one in made]


def _mention(one: Mention, *, rings: bool) -> str:
    if not _ID.fullmatch(one.id) or (rings and one.what == "person"):
        return escape(line(one.id)[:ID_CHARS]) or NOTHING
    return f"<{'@' if one.what == 'person' else '#'}{one.id}>"


def context(text: str) -> list[Json]:
    """A text in small print, of any length."""
    return [
        {"type": "context", "elements": [plain(part, limits.CONTEXT_CHARS)]}
        for part in split(text, limits.CONTEXT_CHARS)
    ]


def image(file_id: str, alt: str) -> Json:
    """A picture that was uploaded."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": plain(alt, limits.ALT_CHARS)["text"]}


def actions(elements: Iterable[Json]) -> Json:
    """Buttons and menus side by side."""
    return {"type": "actions", "elements": list(elements)}


def confirmation(confirm: Confirm, *, danger: bool) -> Json:
    """The dialog that Slack shows before a press counts."""
    made: Json = {
        "title": plain(line(confirm.title), limits.CONFIRM_TITLE_CHARS),
        "text": plain(confirm.text, limits.CONFIRM_TEXT_CHARS),
        "confirm": plain(line(confirm.yes), limits.CONFIRM_BUTTON_CHARS),
        "deny": plain(line(confirm.no), limits.CONFIRM_BUTTON_CHARS),
    }
    return {**made, "style": "danger"} if danger else made


def button(label: str, action_id: str, style: str = "plain", confirm: Confirm | None = None) -> Json:
    """Something to press."""
    made: Json = {"type": "button", "text": plain(line(label), limits.BUTTON_CHARS), "action_id": action_id}
    if style != "plain":
        made["style"] = style
    if confirm:
        made["confirm"] = confirmation(confirm, danger=style == "danger")
    return made


def option(label: str, value: str) -> Json:
    """An entry of a menu; a long label goes on below itself, and of one too long for that the end is shown there."""
    label = line(label)
    text = cut(label, limits.OPTION_CHARS)
    made: Json = {"text": plain(text, limits.OPTION_CHARS), "value": value}
    if text != label:
        going_on = label[len(text) - 1 :].strip()
        made["description"] = plain(f"…{cut_head(going_on, limits.OPTION_CHARS - 1)}", limits.OPTION_CHARS)
    return made


def menu(kind: str, action_id: str, prompt: str, **rest: Any) -> Json:
    """A menu of any kind; `prompt` stands in it while nothing is chosen."""
    made: Json = {"type": kind, "action_id": action_id, **rest}
    if prompt.strip():
        made["placeholder"] = plain(line(prompt), limits.PLACEHOLDER_CHARS)
    return made


def warning(text: str) -> list[Json]:
    """What is wrong, to be seen before the rest."""
    return sections(f"⚠️ {text}") if text.strip() else []


def size(part: Json | list[Json]) -> int:
    """How much of a message's budget this takes: all of its words and addresses, at any depth."""
    if isinstance(part, list):
        return sum(map(size, part))
    total = 0
    for name, value in part.items():
        if isinstance(value, _NESTED):
            total += size(value)
        elif name in _COUNTED:
            total += units(value)
    return total


_NESTED = (dict, list)  # as a union it would be made anew for each value, which took half of the time
_COUNTED = frozenset({"text", "alt_text", "url"})
