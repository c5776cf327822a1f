"""What every request passes before any route, and every answer after it: a pace, a size, and what browsers are told.

What a request says is not looked at here. Routes that believe somebody check that by themselves: a signature, a secret,
a key, a state; and what they read they bound by their own formats, which are narrower than these sizes.
"""

import ipaddress
import logging
import time
from collections.abc import Callable
from typing import NamedTuple

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.buckets import Buckets

log = logging.getLogger("tariffbot.http")

TELL_EVERY_S = 60.0
NETWORK_BITS = 64  # of an IPv6 address: the rest a machine chooses for itself


class Limit(NamedTuple):
    """How many requests one address may send, and how many bytes each."""

    a_second: float
    at_once: float
    body_bytes: int


PAGE = Limit(20, 200, 16_384)  # each reads the database once or twice
PLATFORM = Limit(1_000, 5_000, 4_000_000)  # more than a process can handle; what comes too fast comes again
COMPANY = Limit(200, 1_000, 65_536)  # each of its keys has a pace of its own
OTHER = Limit(20, 100, 16_384)
LIMITS = {
    "/flatpeak/": PLATFORM,
    "/telegram/": PLATFORM,
    "/slack/events": PLATFORM,
    "/slack/": PAGE,
    "/connect/": PAGE,
    "/l/": PAGE,
    "/api/": COMPANY,
    "/": OTHER,
}

# On every answer. Pages hold nothing of anybody; no script, no frame, no form, no referrer, no cache.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HTTPS_ONLY = "max-age=31536000"  # a year, of this very name
CONNECTION = b"connection"


class Threshold:
    """Around all routes. `https`: the world reaches us by it alone; `leaving`: nothing more is to come to us."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        https: bool = False,
        leaving: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._leaving, self._clock = app, leaving, clock
        headers = {**HEADERS, "Strict-Transport-Security": HTTPS_ONLY} if https else HEADERS
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._buckets = {path: Buckets(one.a_second, one.at_once, clock) for path, one in LIMITS.items()}
        self._told_s = -TELL_EVERY_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = self._with_headers(send)
        kind = next(path for path in LIMITS if scope["path"].startswith(path) or path == "/")
        limit = LIMITS[kind]
        if not self._buckets[kind].take(network_of(scope)):
            self._tell(kind)
            await PlainTextResponse("Too Many Requests", 429, {"Retry-After": "1"})(scope, receive, send)
        elif _length(scope) > limit.body_bytes:
            await PlainTextResponse("Content Too Large", 413, {"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, _bounded(receive, limit.body_bytes), send)

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                given += [header for header in self._headers if header[0] not in names]
                if self._leaving():  # a connection that is kept would bring more at the very moment at which it is cut
                    given = [header for header in given if header[0].lower() != CONNECTION] + [(CONNECTION, b"close")]
                message = {**message, "headers": given}
            await send(message)

        return send_with_headers

    def _tell(self, kind: str) -> None:
        now_s = self._clock()
        if now_s - self._told_s >= TELL_EVERY_S:
            self._told_s = now_s
            log.warning("requests below %s are refused for a while: too many come from one address", kind)


def network_of(scope: Scope) -> str:
    """Who asks: an address, or of those of which everybody has many the part that is theirs."""
    host = str((scope.get("client") or ("",))[0])
    if ":" not in host:  # of IPv4, which is written in one way only, or a name
        return host
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or ipaddress.ip_network((address, NETWORK_BITS), strict=False))


def _length(scope: Scope) -> int:
    """The length that a request says it has, 0 where it says none."""
    said: bytes = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(said[:20]) if said.isdigit() else 0


def _bounded(receive: Receive, most: int) -> Receive:
    """What comes in, up to so many bytes; who sends more without having said so is gone."""
    left = most

    async def receive_bounded() -> Message:
        nonlocal left
        message = await receive()
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            if left < 0:
                return {"type": "http.disconnect"}
        return message

    return receive_bounded
