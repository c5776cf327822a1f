"""The three ways a bot may write its parameters (JSON, form, multipart) read into one shape."""

import json
from dataclasses import dataclass, field
from email.message import Message as Headers
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.telegram.errors import RefusedError, bad_request
from sandbox.telegram.limits import UPLOAD_BYTES

_INTEGERS = {
    "chat_id", "message_id", "message_thread_id", "user_id", "offset", "limit", "timeout",
    "reply_to_message_id", "cache_time", "max_connections",
}  # fmt: skip
_FLAGS = {
    "disable_notification", "protect_content", "show_alert", "drop_pending_updates", "has_spoiler",
    "disable_content_type_detection", "show_caption_above_media", "allow_sending_without_reply",
}  # fmt: skip
_STRUCTURES = {
    "reply_markup": "reply keyboard markup",
    "entities": "message entities",
    "caption_entities": "message entities",
    "reply_parameters": "reply parameters",
    "link_preview_options": "link preview options",
    "media": "input media",
    "commands": "list of bot commands",
    "scope": "BotCommandScope",
    "menu_button": "MenuButton",
    "allowed_updates": "allowed updates",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file inside a multipart body."""

    name: str
    data: bytes


@dataclass(slots=True)
class Params:
    """Decoded parameters: numbers, flags and structures have their types, files stand apart."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string; absent is empty."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; anything else counts as absent, as the server has it."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def flag(self, name: str) -> bool:
        """A boolean; absent is false."""
        return self.values.get(name) is True

    def to_record(self) -> dict[str, Any]:
        """What the record of calls keeps: files replaced by name and size."""
        return self.values | {k: {"name": f.name, "size": len(f.data)} for k, f in self.files.items()}


async def read_params(request: Request) -> Params:
    """Query string and body together; the body wins."""
    params = Params(dict(request.query_params))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _read_body(request)
    if kind == "application/json" and body:
        params.values |= _read_json(body)
    elif kind == "application/x-www-form-urlencoded":
        params.values |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif kind == "multipart/form-data":
        _read_multipart(request.headers["content-type"], body, params)
    params.values = {name: _convert(name, value) for name, value in params.values.items()}
    return params


async def _read_body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > UPLOAD_BYTES + 1024 * 1024:
            raise RefusedError(413, "Request Entity Too Large")
        parts.append(part)
    return b"".join(parts)


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        decoded = json.loads(body)
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(decoded, dict):
        raise bad_request("can't parse request JSON object")
    return decoded


def _read_multipart(content_type: str, body: bytes, params: Params) -> None:
    boundary = _header_value(content_type, "boundary")
    if not boundary:
        raise bad_request("can't find boundary in the request")
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]:
        head, separator, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not separator:
            continue  # the closing mark, or nothing
        disposition = next(
            (
                line.partition(":")[2]
                for line in head.decode("utf-8", "replace").split("\r\n")
                if line.lower().startswith("content-disposition:")
            ),
            "",
        )
        name = _header_value(disposition, "name")
        filename = _header_value(disposition, "filename")
        if filename:
            params.files[name] = Upload(filename, data)
        else:
            params.values[name] = data.decode("utf-8", "replace")


def _header_value(header: str, name: str) -> str:
    message = Headers()
    message["content-type"] = header.strip()
    value = message.get_param(name, "")
    return value[2] if isinstance(value, tuple) else str(value)


def _convert(name: str, value: Any) -> Any:
    if name in _INTEGERS and isinstance(value, str):
        digits = value.strip().removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() else value
    if name in _FLAGS and isinstance(value, str):
        return value.lower() in {"true", "1", "yes"}
    if name in _STRUCTURES and isinstance(value, str):
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {_STRUCTURES[name]} JSON object") from None
    return value
