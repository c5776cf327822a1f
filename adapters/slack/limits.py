"""What Slack allows, where it says so, and what we do at the limit.

Slack does not say how it counts. `units` counts no less than any way that was seen: in UTF-16, with `& < >` as they are
escaped. "Reference" is docs.slack.dev/reference, "SDK" what slack_sdk 3.47 refuses.
"""

import re

MESSAGE_BLOCKS = 50  # reference/block-kit/blocks; split into several messages
MESSAGE_CHARS = 10_000  # not documented, 13,000 seen in slackapi/bolt-js#2509; split into several messages
TEXT_CHARS = 600  # ours: the top-level text is for notifications and screen readers; cut with "…"
VIEW_BLOCKS = 100  # reference/views; merged, then cut with "…"
HEADER_CHARS = 150  # reference/block-kit/blocks/header-block, SDK; longer: a bold section
SECTION_CHARS = 3000  # …/section-block, SDK; split into several
SECTION_FIELDS = 10  # …/section-block, SDK; split into several
FIELD_MENTIONS = 80  # ours: an id with its marks has up to 25 characters of the 2000 below
FIELD_CHARS = 2000  # …/section-block; never near: what is longer than FACT_CHARS gets lines of its own
FACT_CHARS = 200  # ours: what is readable in half of a phone's width
CONTEXT_CHARS = 2000  # ours: no limit but the 3,000 of every text is documented; split into several
ALT_CHARS = 2000  # reference/block-kit/blocks/image-block, SDK; cut with "…", the whole stands below
ACTIONS = 25  # …/actions-block, SDK; split into several
ROW_BUTTONS = 5  # ours: more in one row are no row on any screen
ROW_CHARS = 60  # ours: labels of buttons that share a row though each has one of its own elsewhere
BUTTON_CHARS = 75  # reference/block-kit/block-elements/button-element, SDK; cut with "…", the whole stands above
URL_CHARS = 3000  # …/button-element, SDK; a longer address is written
CONFIRM_TITLE_CHARS = 100  # reference/block-kit/composition-objects/confirmation-dialog-object, SDK; cut with "…"
CONFIRM_TEXT_CHARS = 300  # the same; cut with "…", the whole stands above
CONFIRM_BUTTON_CHARS = 30  # the same; cut with "…"
OPTIONS = 100  # …/block-elements/select-menu-element, SDK; more: a menu that asks us
OPTION_CHARS = 75  # …/composition-objects/option-object, SDK; goes on in its description
OPTION_VALUE_CHARS = (
    150  # the same, slackapi/bolt-python#838 (not the 2,000 of a button); never cut: a number, or typed
)
MENU_CHARS = 4000  # ours: longer menus leave a message too little room, so they ask us
PLACEHOLDER_CHARS = 150  # …/block-elements/select-menu-element, SDK; cut with "…"
FEW = 5  # ours: up to so many entries are buttons, one touch instead of two …
FEW_CHARS = 34  # … if a phone shows their labels whole (…/button-element: cut at about 30)
VIEW_TITLE_CHARS = 24  # reference/views, SDK; cut at a word, the whole stands in the view
VIEW_BUTTON_CHARS = 24  # the same; cut with "…"
VIEW_BYTES = 200_000  # reference/views has 250 KB; more: menus ask us for their entries
METADATA_CHARS = 3000  # reference/views, SDK; never near: ids only
ID_CHARS = 255  # action_id, block_id, callback_id, SDK; never near
LABEL_CHARS = 2000  # reference/block-kit/blocks/input-block, SDK; cut with "…"
HINT_CHARS = 2000  # the same; cut with "…"
ERROR_CHARS = 2000  # ours, of an error at a field: not documented; cut with "…"
INPUT_CHARS = 3000  # …/block-elements/plain-text-input-element; cut with "…"

_HEAVY = {"&": 5, "<": 4, ">": 4}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINING = re.compile("[\u0300-\u036f\u200d\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_CHARACTER_PARTS = 12  # code points of which one visible character may consist


def units(text: str) -> int:
    """The length in the most careful way of counting."""
    heavy = 4 * text.count("&") + 3 * text.count("<") + 3 * text.count(">")
    return heavy + (len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2)


def clean(text: str) -> str:
    """The text without what no JSON carries."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits together with "…"."""
    return text if units(text) <= most else text[: _fitting(text, most - 1)].rstrip() + "…"


def cut_head(text: str, most: int) -> str:
    """As much of the end as fits, from the beginning of a word where there is one."""
    if units(text) <= most:
        return text
    place = next((place for place in range(len(text)) if units(text[place:]) <= most), len(text))
    word = text.find(" ", place, place + most // 2)
    while word < 0 and place < len(text) and _JOINING.match(text[place]):
        place += 1
    return text[max(word, place) :].strip()


def cut_at_word(text: str, most: int) -> str:
    """The same, between two words where that leaves more than half."""
    if units(text) <= most:
        return text
    kept = text[: _fitting(text, most - 1) + 1]
    place = kept.rfind(" ")
    return kept[:place].rstrip(" ,;:–-") + "…" if place > len(kept) // 2 else cut(text, most)


def split(text: str, most: int) -> list[str]:
    """Parts that fit, cut between paragraphs, lines or words where there are any; none that shows nothing."""
    parts, rest = list[str](), clean(text)
    while rest.strip():
        end = len(rest) if units(rest) <= most else _cut_place(rest, most)
        if rest[:end].strip():
            parts.append(rest[:end].strip("\n"))
        rest = rest[end:]
    return parts


def _cut_place(text: str, most: int) -> int:
    full = _fitting(text, most)
    for separator in ("\n\n", "\n", " "):
        found = text.rfind(separator, full // 2, full)
        if found >= 0:
            return found + len(separator)
    return full


def _fitting(text: str, most: int) -> int:
    """How many characters fit, at least one; not to the middle of an emoji or an accented letter."""
    full = 0
    for character in text:
        most -= _HEAVY.get(character, 2 if character > "\uffff" else 1)
        if most < 0:
            break
        full += 1
    for place in range(full, max(0, full - _CHARACTER_PARTS), -1):
        if place == len(text) or (text[place - 1] != "\u200d" and not _JOINING.match(text[place])):
            return place
    return max(full, 1)
