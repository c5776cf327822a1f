"""Only the page itself may act, and nothing else may be loaded into it."""

from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.page.answers import refuse

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Guard:
    """Around the whole page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", CONTENT_POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        if scope["type"] == "http" and _is_foreign(Request(scope)):
            await refuse(403, "this page acts only for itself")(scope, receive, send)
        else:
            await self.app(scope, receive, send_guarded)


def _is_foreign(request: Request) -> bool:
    """A write from another site: other origin, or a body that needs no permission to be sent."""
    if request.method in {"GET", "HEAD"}:
        return False
    origin = request.headers.get("origin")
    kind = request.headers.get("content-type", "").partition(";")[0]
    same = origin is None or origin.partition("://")[2] == request.headers.get("host")
    return not same or kind != "application/json"
