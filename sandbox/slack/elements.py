"""Block elements and composition objects. Source: docs.slack.dev/reference/block-kit/block-elements."""

import re
from datetime import date
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sandbox.slack import limits
from sandbox.slack.checks import Check, Findings, Shapes, anything, by_type, flag, many, one_of, record, string, whole

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def text(most: int = limits.TEXT_CHARS, *, mrkdwn: bool = False) -> Check:
    """A text object; plain_text only, unless mrkdwn is allowed. Empty texts are refused."""
    plain = record({"type": anything, "text": string(most)}, {"emoji": flag})
    marked = record({"type": anything, "text": string(most)}, {"verbatim": flag})
    return by_type({"plain_text": plain, "mrkdwn": marked} if mrkdwn else {"plain_text": plain})


def _matches(pattern: re.Pattern[str], reason: str) -> Check:
    def check(found: Findings, value: Any, at: str) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            found.add(at, reason)

    return check


def _day(found: Findings, value: Any, at: str) -> None:
    try:
        right = isinstance(value, str) and _DATE.fullmatch(value) and date.fromisoformat(value)
    except ValueError:
        right = False
    if not right:
        found.add(at, "must be a valid date in the format YYYY-MM-DD")


def url(found: Findings, value: Any, at: str) -> None:
    """An absolute web address; where a person clicks, Slack itself need not reach it."""
    string(limits.URL_CHARS)(found, value, at)
    if isinstance(value, str) and value and not _host_of(value):
        found.add(at, "must be a valid URL")


def _host_of(address: str) -> str:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in {"http", "https"} and " " not in address else ""
    except ValueError:
        return ""


def picture_url(found: Findings, value: Any, at: str) -> None:
    """An address that Slack's servers can fetch: none of this machine or of a private network."""
    before = len(found.messages)
    url(found, value, at)
    if len(found.messages) == before and not _is_public(_host_of(value)):
        found.add(at, "downloading image failed")


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal"))


def slack_file(found: Findings, value: Any, at: str) -> None:
    """A file of the app, by id or by its private address."""
    record({}, {"id": string(limits.ID_CHARS), "url": string(limits.URL_CHARS)})(found, value, at)
    if isinstance(value, dict) and not found.knows_file(value):
        found.add(at, "invalid slack file")


def picture(required: Shapes, optional: Shapes) -> Check:
    """An image block or element: exactly one of image_url and slack_file."""

    def also(found: Findings, value: Any, at: str) -> None:
        if ("image_url" in value) == ("slack_file" in value):
            found.add(at, "must provide exactly one of: image_url, slack_file")

    sources = {"image_url": picture_url, "slack_file": slack_file}
    return record(
        {"type": anything, "alt_text": string(limits.IMAGE_TEXT_CHARS), **required}, sources | {**optional}, also
    )


_confirm = record(
    {
        "title": text(limits.CONFIRM_TITLE_CHARS),
        "text": text(limits.CONFIRM_TEXT_CHARS, mrkdwn=True),
        "confirm": text(limits.CONFIRM_BUTTON_CHARS),
        "deny": text(limits.CONFIRM_BUTTON_CHARS),
    },
    {"style": one_of("primary", "danger")},
)
_ID = {"action_id": string(limits.ID_CHARS)}
_CONFIRM = {**_ID, "confirm": _confirm}
_FOCUS = {**_CONFIRM, "focus_on_load": flag}
_HELD = {**_FOCUS, "placeholder": text(limits.PLACEHOLDER_CHARS)}


def option(*, mrkdwn: bool = False, linked: bool = False) -> Check:
    """An option object; only boxes may have mrkdwn, only an overflow menu may link."""
    words = text(limits.OPTION_CHARS, mrkdwn=mrkdwn)
    more: Shapes = {"description": text(limits.OPTION_CHARS, mrkdwn=mrkdwn), **({"url": url} if linked else {})}
    return record({"text": words, "value": string(limits.OPTION_VALUE_CHARS)}, more)


_option = option()
_box = option(mrkdwn=True)
_options = many(_option, limits.OPTIONS)
_group = record({"label": text(limits.GROUP_LABEL_CHARS), "options": _options})
_groups = many(_group, limits.OPTION_GROUPS)
_trigger = record({"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 2)})
_filter = record(
    {},
    {
        "include": many(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
_word = string(limits.ID_CHARS)
_selected = {"max_selected_items": whole(1, limits.OPTIONS)}


def _check_initial(found: Findings, value: Any, at: str) -> None:
    """Exactly one kind of list, and what is chosen at first is in it."""
    if ("options" in value) == ("option_groups" in value):
        found.add(at, "must provide exactly one of: options, option_groups")
        return
    offered = value.get("options") or [o for group in value["option_groups"] for o in group["options"]]
    chosen = [value["initial_option"]] if "initial_option" in value else value.get("initial_options", [])
    for one in chosen:
        if one not in offered:
            name = "initial_option" if "initial_option" in value else "initial_options"
            found.add(f"{at}/{name}", "must match an option in the list of options")


def _check_lengths(found: Findings, value: Any, at: str) -> None:
    least, most = value.get("min_length", 0), value.get("max_length", limits.INPUT_CHARS)
    if least > most:
        found.add(f"{at}/min_length", "must be less than or equal to max_length")
    elif "initial_value" in value and len(value["initial_value"]) > most:
        found.add(f"{at}/initial_value", f"must be less than {most + 1} characters")


def _check_numbers(found: Findings, value: Any, at: str) -> None:
    least, initial, most = (
        float(value[n]) if n in value else None for n in ("min_value", "initial_value", "max_value")
    )
    if least is not None and most is not None and least > most:
        found.add(f"{at}/min_value", "must be less than or equal to max_value")
    if initial is not None and ((least is not None and initial < least) or (most is not None and initial > most)):
        found.add(f"{at}/initial_value", "must be between min_value and max_value")


def _element(required: Shapes, optional: Shapes, also: Check | None = None) -> Check:
    return record({"type": anything, **required}, optional, also)


_number = _matches(_NUMBER, "must be a valid number")
_time = _matches(_TIME, "must be a valid time in the format HH:mm")
_TYPED: Shapes = {**_ID, "focus_on_load": flag, "placeholder": text(limits.PLACEHOLDER_CHARS)}
_DISPATCHED: Shapes = {**_TYPED, "dispatch_action_config": _trigger}
_initial = string(limits.INPUT_CHARS, 0)
_LISTS: Shapes = {**_HELD, "options": _options, "option_groups": _groups}
_SEARCHED: Shapes = {**_HELD, "min_query_length": whole(0, 100)}
_PLACES: Shapes = {"default_to_current_conversation": flag, "filter": _filter}

BUTTON: Shapes = {
    "button": _element(
        {"text": text(limits.BUTTON_CHARS)},
        {
            **_CONFIRM,
            "url": url,
            "value": string(limits.BUTTON_VALUE_CHARS),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(limits.BUTTON_CHARS),
        },
    ),
    "overflow": _element({"options": many(option(linked=True), limits.OVERFLOW_OPTIONS)}, _CONFIRM),
}
IMAGE: Shapes = {"image": picture({}, {})}
PICKERS: Shapes = {
    "datepicker": _element({}, {**_HELD, "initial_date": _day}),
    "timepicker": _element({}, {**_HELD, "initial_time": _time, "timezone": _word}),
    "checkboxes": _element(
        {"options": many(_box, limits.BOX_OPTIONS)},
        {**_FOCUS, "initial_options": many(_box, limits.BOX_OPTIONS)},
        _check_initial,
    ),
    "radio_buttons": _element(
        {"options": many(_box, limits.BOX_OPTIONS)}, {**_FOCUS, "initial_option": _box}, _check_initial
    ),
    "static_select": _element({}, {**_LISTS, "initial_option": _option}, _check_initial),
    "external_select": _element({}, {**_SEARCHED, "initial_option": _option}),
    "users_select": _element({}, {**_HELD, "initial_user": _word}),
    "conversations_select": _element(
        {}, {**_HELD, **_PLACES, "initial_conversation": _word, "response_url_enabled": flag}
    ),
    "channels_select": _element({}, {**_HELD, "initial_channel": _word, "response_url_enabled": flag}),
}
DATETIME: Shapes = {
    "datetimepicker": _element({}, {**_FOCUS, "initial_date_time": whole(1_000_000_000, 9_999_999_999)})
}
MULTI: Shapes = {
    "multi_static_select": _element({}, {**_LISTS, **_selected, "initial_options": _options}, _check_initial),
    "multi_external_select": _element({}, {**_SEARCHED, **_selected, "initial_options": _options}),
    "multi_users_select": _element({}, {**_HELD, **_selected, "initial_users": many(_word, 100)}),
    "multi_conversations_select": _element(
        {}, {**_HELD, **_PLACES, **_selected, "initial_conversations": many(_word, 100)}
    ),
    "multi_channels_select": _element({}, {**_HELD, **_selected, "initial_channels": many(_word, 100)}),
}
TYPED: Shapes = {
    "plain_text_input": _element(
        {},
        {
            **_DISPATCHED,
            "initial_value": _initial,
            "multiline": flag,
            "min_length": whole(0, limits.INPUT_CHARS),
            "max_length": whole(1, limits.INPUT_CHARS),
        },
        _check_lengths,
    ),
    "number_input": _element(
        {"is_decimal_allowed": flag},
        {**_DISPATCHED, "initial_value": _number, "min_value": _number, "max_value": _number},
        _check_numbers,
    ),
    "email_text_input": _element({}, {**_DISPATCHED, "initial_value": _initial}),
    "url_text_input": _element({}, {**_DISPATCHED, "initial_value": _initial}),
}
