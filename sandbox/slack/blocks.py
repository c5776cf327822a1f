"""Blocks of messages and views: each one's limits, and what must be unique among them."""

from collections.abc import Callable, Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

from sandbox.slack import elements, limits
from sandbox.slack.checks import Check, Findings, Shapes, anything, by_type, flag, many, record, string
from sandbox.slack.elements import text
from sandbox.slack.model import File, Json, Workspace
from sandbox.slack.rich_text import RICH_TEXT, TABLE, TABLE_OPTIONAL
from sandbox.slack.surfaces import elements_of

Surface = Literal["message", "modal", "home"]

_ACTIONS: Shapes = {**elements.BUTTON, **elements.PICKERS, **elements.DATETIME}
_ACCESSORIES: Shapes = {**elements.BUTTON, **elements.IMAGE, **elements.PICKERS, **elements.MULTI}
_INPUTS: Shapes = {**elements.PICKERS, **elements.DATETIME, **elements.MULTI, **elements.TYPED}


def _block(required: Shapes, optional: Shapes | None = None, also: Check | None = None) -> Check:
    return record({"type": anything, **required}, {"block_id": string(limits.ID_CHARS), **(optional or {})}, also)


def _check_section(found: Findings, value: Any, at: str) -> None:
    if "text" not in value and "fields" not in value:
        found.add(at, "missing required field: text")


_section = _block(
    {},
    {
        "text": text(limits.SECTION_CHARS, mrkdwn=True),
        "fields": many(text(limits.FIELD_CHARS, mrkdwn=True), limits.SECTION_FIELDS),
        "accessory": by_type(_ACCESSORIES),
        "expand": flag,
    },
    _check_section,
)
_written = text(mrkdwn=True)
_COMMON: Shapes = {
    "section": _section,
    "header": _block({"text": text(limits.HEADER_CHARS)}),
    "divider": _block({}),
    "image": elements.picture({}, {"block_id": string(limits.ID_CHARS), "title": text(limits.IMAGE_TEXT_CHARS)}),
    "actions": _block({"elements": many(by_type(_ACTIONS), limits.ACTIONS_ELEMENTS)}),
    "context": _block(
        {
            "elements": many(
                by_type({"plain_text": _written, "mrkdwn": _written, **elements.IMAGE}), limits.CONTEXT_ELEMENTS
            )
        }
    ),
    "rich_text": _block(RICH_TEXT),
}
_MESSAGE: Shapes = {
    **_COMMON,
    "table": _block(TABLE, TABLE_OPTIONAL),
    "markdown": _block({"text": string(limits.MARKDOWN_CHARS)}),
}
_VIEW: Shapes = {
    **_COMMON,
    "input": _block(
        {"label": text(limits.LABEL_CHARS), "element": by_type(_INPUTS)},
        {"hint": text(limits.LABEL_CHARS), "optional": flag, "dispatch_action": flag},
    ),
}
_CHECKS: dict[Surface, Check] = {
    "message": many(by_type(_MESSAGE), limits.MESSAGE_BLOCKS, 0),
    "modal": many(by_type(_VIEW), limits.VIEW_BLOCKS, 0),
    "home": many(by_type(_VIEW), limits.VIEW_BLOCKS, 0),
}


def check_blocks(found: Findings, blocks: Any, at: str, surface: Surface, refused: set[str]) -> None:
    """All mistakes in these blocks. `refused`: block types that this Slack does not know yet."""
    _CHECKS[surface](found, blocks, at)
    if found.messages:
        return
    for number, block in enumerate(blocks):
        if block["type"] in refused:
            found.add(f"{at}/{number}/type", f"unsupported type: {block['type']}")
    _check_unique(found, blocks, at)
    _check_focus(found, blocks, at)
    if surface != "modal":
        _check_response_urls(found, blocks, at)


def _check_unique(found: Findings, blocks: list[Json], at: str) -> None:
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        name = block.get("block_id")
        if name is not None and name in seen:
            found.add(f"{at}/{number}/block_id", f"`block_id` `{name}` already exists")
        seen.add(name or "")
        actions: set[str] = set()
        for place, element in enumerate(elements_of(block)):
            action = element.get("action_id")
            if action is not None and action in actions:
                pointer = f"{at}/{number}/elements/{place}/action_id"
                found.add(pointer, f"`action_id` `{action}` already exists for block_id `{name or ''}`")
            actions.add(action or "")


def _check_focus(found: Findings, blocks: list[Json], at: str) -> None:
    focused = [e for block in blocks for e in elements_of(block) if e.get("focus_on_load")]
    if len(focused) > 1:
        found.add(at, "only one element can have focus_on_load set to true")


def _check_response_urls(found: Findings, blocks: list[Json], at: str) -> None:
    """Only an input of a modal can ask for a response_url."""
    for number, block in enumerate(blocks):
        if any(e.get("response_url_enabled") for e in elements_of(block)):
            found.add(f"{at}/{number}", "invalid additional property: response_url_enabled")


def complete_blocks(blocks: list[Json], new_id: Callable[[], str]) -> list[Json]:
    """The blocks as Slack keeps them: those without ids have got some. The given ones are not changed."""
    return [_complete(block, new_id) for block in blocks]


def _complete(block: Json, new_id: Callable[[], str]) -> Json:
    done = block if "block_id" in block else {**block, "block_id": new_id()}
    if done["type"] == "actions":
        return {**done, "elements": [_named(e, new_id) for e in done["elements"]]}
    if done["type"] == "input":
        return {**done, "element": _named(done["element"], new_id)}
    accessory = done.get("accessory") if done["type"] == "section" else None
    if accessory and accessory["type"] != "image":
        return {**done, "accessory": _named(accessory, new_id)}
    return done


def _named(element: Json, new_id: Callable[[], str]) -> Json:
    return element if "action_id" in element else {**element, "action_id": new_id()}


_READ = frozenset(("text", "alt_text"))


def count_chars(blocks: list[Json]) -> int:
    """All characters that people can read in these blocks, also in menus."""
    total = 0
    waiting: list[Any] = [blocks]
    while waiting:  # no recursion: this runs for each message, also one with a hundred options
        part = waiting.pop()
        for name, value in part.items() if isinstance(part, dict) else enumerate(part):
            if isinstance(value, str):
                total += len(value) if name in _READ else 0
            elif isinstance(value, dict | list):
                waiting.append(value)
    return total


def texts_of(part: Any) -> Iterator[str]:
    """Every string under "text" and "alt_text", at any depth."""
    if isinstance(part, list):
        for item in part:
            yield from texts_of(item)
    elif isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str):
                if name in _READ:
                    yield value
            elif isinstance(value, dict | list):
                yield from texts_of(value)


def file_finder(files: dict[str, File], team: Workspace, app_id: str) -> Callable[[Json], bool]:
    """Whether a slack_file is a finished picture of this app that is still there."""

    def knows(asked: Json) -> bool:
        name = asked.get("id") or _id_in(asked.get("url"))
        file = files.get(name) if isinstance(name, str) else None
        if file is None or file.deleted or not file.complete or file.app_id != app_id:
            return False
        same_place = file.team is team or (team.enterprise is not None and file.team.enterprise is team.enterprise)
        return same_place and file.mime in {"image/png", "image/jpeg", "image/gif"}

    return knows


def _id_in(address: Any) -> str:
    if not isinstance(address, str):
        return ""
    parts = urlsplit(address).path.split("/")
    return next((part.partition("-")[2] for part in parts if part.startswith("T") and "-" in part), "")
