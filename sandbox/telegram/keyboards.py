"""Reply markup: checked as strictly as Telegram does, then kept."""

import json
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad_request
from sandbox.telegram.limits import (
    CALLBACK_DATA_BYTES,
    COPY_TEXT_CHARS,
    KEYBOARD_BUTTONS,
    KEYBOARD_BYTES,
    count_units,
)
from sandbox.telegram.model import Button, Json, Keyboard

_ACTIONS = (
    "callback_data", "url", "login_url", "web_app", "copy_text", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat",
)  # fmt: skip
_REPLY_KINDS = {"keyboard", "remove_keyboard", "force_reply"}
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}


def read_markup(raw: Any, *, allow_local_urls: bool, inline_only: bool = False) -> tuple[Keyboard, Json | None]:
    """(inline keyboard, other markup) of a reply_markup parameter; both empty when there is none."""
    if raw is None:
        return (), None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        return _read_inline(raw["inline_keyboard"], allow_local_urls), None
    if not raw:
        return (), None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if not _REPLY_KINDS & raw.keys():
        raise bad_request("object expected as reply markup")
    return (), _read_reply_keyboard(raw)


def _read_inline(raw: Any, allow_local_urls: bool) -> Keyboard:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise bad_request('field "inline_keyboard" must be of type Array of Arrays')
    rows = tuple(tuple(_read_button(item, allow_local_urls) for item in row) for row in raw if row)
    if sum(len(row) for row in rows) > KEYBOARD_BUTTONS:
        raise bad_request("reply markup is too long")
    written = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    if len(written.encode("utf-8", "surrogatepass")) > KEYBOARD_BYTES:
        raise bad_request("reply markup is too long")
    return rows


def _read_button(raw: Any, allow_local_urls: bool) -> Button:
    if not isinstance(raw, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = raw.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    kind = next((name for name in _ACTIONS if name in raw), None)
    if kind is None:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    value = raw[kind]
    if kind == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif kind in {"url", "login_url", "web_app"}:
        _check_url(value if kind == "url" else (value or {}).get("url"), kind, allow_local_urls)
    elif kind == "copy_text":
        copied = value.get("text", "") if isinstance(value, dict) else ""
        if not 1 <= count_units(copied) <= COPY_TEXT_CHARS:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return Button(text.strip(), kind, value, raw)


def _check_url(url: Any, kind: str, allow_local_urls: bool) -> None:
    """Only http, https and tg lead anywhere; the real server also refuses hosts that nobody else can reach."""
    if not isinstance(url, str) or not url or any(c.isspace() for c in url):
        raise bad_request("BUTTON_URL_INVALID")
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        raise bad_request("BUTTON_URL_INVALID") from None
    if parts.scheme not in {"http", "https", "tg"} or (parts.scheme == "tg" and kind != "url"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme == "tg":
        return
    local = host in _LOCAL_HOSTS or host.endswith(".localhost")
    if local and allow_local_urls:
        return
    if local:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if "." not in host or host.startswith(".") or host.endswith("."):
        raise bad_request("BUTTON_URL_INVALID")
    if kind == "web_app" and parts.scheme != "https":
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _read_reply_keyboard(raw: Json) -> Json:
    rows = raw.get("keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be of type Array of Arrays')
    for item in (item for row in rows for item in row):
        text = item if isinstance(item, str) else item.get("text") if isinstance(item, dict) else None
        if not isinstance(text, str) or not text.strip():
            raise bad_request("keyboard button text must be non-empty")
    return raw
