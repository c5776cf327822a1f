"""JSON in and out: numbers keep every digit that was sent; replies can be spoilt by a fault."""

import json
from decimal import Decimal
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.flatpeak.errors import RefusedError, ThinError
from sandbox.flatpeak.scenario import Fault
from sandbox.local import DROP

JSON_TYPE = "application/json"
UNKNOWN_ROUTE = "meter_photo_capture"
_HTML = "<!doctype html><html><head><title>Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class DroppedResponse(Response):
    """Ends the connection without an answer; on other servers than ours, in the middle of one."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if DROP in scope:
            await scope[DROP]()
            return
        headers = [(b"content-type", JSON_TYPE.encode()), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def read_json(raw: bytes) -> Any:
    """The decoded body with exact numbers. Raises ValueError for anything that is not JSON."""
    try:
        return json.loads(raw, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_plain(raw: bytes) -> Any:
    """The decoded body as any client library reads it, None if it is not JSON."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def write_json(body: Any) -> bytes:
    """Whole numbers without a point, as in the published samples."""
    return json.dumps(body, ensure_ascii=False, default=_write_number).encode(errors="replace")


def _write_number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"cannot write {value!r}")
    return int(value) if value == value.to_integral_value() else float(value)


def refuse_by(fault: Fault | None) -> None:
    """The faults that stop a call before anything is done."""
    if fault and fault.kind == "down":
        raise ThinError(503)
    if fault and fault.kind == "rate_limit":
        raise RefusedError("rate_limited", status=429, type_="rate_limit")
    if fault and fault.kind == "server_error":
        type_ = "connect_error" if fault.target == "connect" else "api_error"
        raise RefusedError("server_error", status=500, type_=type_)


def reply(status: int, body: dict[str, Any], fault: Fault | None, headers: dict[str, str] | None = None) -> Response:
    """The reply, spoilt if a fault says so."""
    kind = fault.kind if fault else None
    if kind == "drop":
        return DroppedResponse()
    if kind == "html":
        return Response(_HTML, status, headers, "text/html")
    if kind == "empty":
        return Response(b"", status, headers)
    content = write_json(_alter(body, kind))
    if kind == "truncated":
        content = content[: len(content) // 2]
    return Response(content, status, headers, JSON_TYPE)


def _alter(body: dict[str, Any], kind: str | None) -> dict[str, Any]:
    if kind == "no_data":
        return {name: value for name, value in body.items() if name != "data"}
    if kind == "unknown_route" and "route" in body:
        return body | {"route": UNKNOWN_ROUTE}
    if kind == "error_page":
        kept = {name: body[name] for name in ("connect_token", "live_mode") if name in body}
        return kept | {
            "route": "error",
            "error_code": "unknown",
            "error_message": "The step could not be shown.",
        }
    return body
