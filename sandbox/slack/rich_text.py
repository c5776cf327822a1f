"""Rich text and tables. Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block and …/table-block."""

from typing import Any

from sandbox.slack import limits
from sandbox.slack.checks import Check, Findings, Shapes, anything, by_type, flag, many, one_of, record, string, whole
from sandbox.slack.elements import url

_MOST = 10_000  # no published limit for the number of parts
_word = string(limits.ID_CHARS)
_STYLE: Shapes = {"style": record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))}


def _part(required: Shapes, optional: Shapes | None = None) -> Check:
    return record({"type": anything, **required}, optional)


_inline = by_type(
    {
        "text": _part({"text": string(limits.POST_CHARS)}, _STYLE),
        "link": _part({"url": url}, {**_STYLE, "text": string(limits.POST_CHARS), "unsafe": flag}),
        "emoji": _part({"name": _word}, {"unicode": _word, "skin_tone": whole(1, 6)}),
        "user": _part({"user_id": _word}, _STYLE),
        "channel": _part({"channel_id": _word}, _STYLE),
        "usergroup": _part({"usergroup_id": _word}, _STYLE),
        "broadcast": _part({"range": one_of("here", "channel", "everyone")}),
        "date": _part({"timestamp": whole(0, 10**11), "format": _word}, {"url": url, "fallback": _word}),
        "color": _part({"value": _word}),
    }
)
_inlines = many(_inline, _MOST, 0)
_section = _part({"elements": _inlines})
_BORDER: Shapes = {"border": whole(0, 1)}
_line = by_type({"rich_text_section": _section})
_paragraph = by_type(
    {
        "rich_text_section": _section,
        "rich_text_list": _part(
            {"elements": many(_line, _MOST), "style": one_of("bullet", "ordered")},
            {**_BORDER, "indent": whole(0, 8), "offset": whole(0, 10_000)},
        ),
        "rich_text_preformatted": _part({"elements": _inlines}, {**_BORDER, "language": _word}),
        "rich_text_quote": _part({"elements": _inlines}, _BORDER),
    }
)
RICH_TEXT: Shapes = {"elements": many(_paragraph, _MOST)}

_cell = by_type(
    {
        "raw_text": _part({"text": string(limits.TABLE_CHARS)}),
        "rich_text": _part({**RICH_TEXT}, {"block_id": _word}),
    }
)
_column = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def _column_or_none(found: Findings, value: Any, at: str) -> None:
    if value is not None:
        _column(found, value, at)


TABLE: Shapes = {"rows": many(many(_cell, limits.TABLE_COLUMNS), limits.TABLE_ROWS)}
TABLE_OPTIONAL: Shapes = {"column_settings": many(_column_or_none, limits.TABLE_COLUMNS)}
