"""Where FlatPeak delivers events: nothing is believed without its signature, and 200 means that it is stored."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.connect.events import NoEvent
from bot.connect.jwks import KeySet, KeysUnavailable
from bot.connect.signature import BadSignature, Unsigned, read_signature

log = logging.getLogger("tariffbot.events")

PATH = "/flatpeak/events"
BODY_BYTES = 1_000_000  # ours; the largest sample, a location with everything, has 1.6 kB
READ_S = STORE_S = 4.0  # FlatPeak waits ten seconds; keys may take five, once in a while
# What still comes of a body that was not read to its end is not waited for.
MORE = {503: {"Retry-After": "30"}, 408: {"Connection": "close"}, 413: {"Connection": "close"}}
TELL_EVERY_S = 60.0  # of one reason; a flood must not fill the logs
SKEWED = 3  # deliveries in a row that are outside the window, until we look at our clock


class Take(Protocol):
    """Stores an event before it is acknowledged; one that is not believed is fetched. Raises NoEvent."""

    async def __call__(self, body: bytes, *, believed: bool) -> bool: ...


class TooLong(Exception):
    """A body that no event has."""


class Deliveries:
    """The endpoint. `window_s`: how far from now a delivery may be signed; `unsigned`: also take what is not signed."""

    def __init__(
        self,
        keys: KeySet,
        take: Take,
        *,
        window_s: int,
        unsigned: bool = False,
        now_s: Callable[[], float] = time.time,
        count: Callable[[str, str], None] = lambda outcome, reason: None,
    ) -> None:
        self._keys, self._take, self._count = keys, take, count
        self._window_s, self._unsigned, self._now_s = window_s, unsigned, now_s
        self._skewed, self._skew_s = 0, 0.0
        self._told: dict[str, tuple[float, int]] = {}  # reason: when it was logged, how often it came since

    def routes(self) -> list[Route]:
        """With and without a slash at the end: FlatPeak takes a redirection for a failure."""
        return [Route(path, self.receive, methods=["POST"]) for path in (PATH, f"{PATH}/")]

    async def receive(self, request: Request) -> Response:
        """200: stored, or there already. 401: not believed. 400, 408, 413: no event. 503: try again."""
        try:
            body, believed = await self._read(request)
        except BadSignature as error:
            return self._refuse(401, str(error), "signature")
        except TooLong:
            return self._refuse(413, "the body is too long", "too long")
        except (ClientDisconnect, TimeoutError):
            return self._refuse(408, "the body did not come to its end", "cut")
        except KeysUnavailable:
            return self._refuse(503, "FlatPeak's keys cannot be read", "keys")
        try:
            async with asyncio.timeout(STORE_S):
                await self._take(body, believed=believed)
        except NoEvent:
            return self._refuse(400, "the body is no event", "no event")
        except Exception as error:
            return self._refuse(503, f"it could not be stored: {type(error).__name__}", "database")
        return Response(status_code=200)

    def warnings(self) -> list[str]:
        """What an operator should know although we work."""
        found = []
        if self._unsigned:
            found.append(
                "FLATPEAK_UNSIGNED_EVENTS is on: anybody can make us ask FlatPeak for events; "
                "have signing switched on for your account, and unset it"
            )
        if self._skewed >= SKEWED:
            side = "ago" if self._skew_s > 0 else "ahead of us"
            found.append(
                f"the last deliveries of FlatPeak were signed {abs(self._skew_s):.0f} seconds {side}: "
                "look at the clock of this machine"
            )
        return found

    async def _read(self, request: Request) -> tuple[bytes, bool]:
        """The body, and whether it can be believed as it is; else it is only a hint at what to fetch."""
        try:
            signature = read_signature(request.scope["headers"])
        except Unsigned:
            if not self._unsigned:
                raise
            return await _read_body(request), False
        key = await self._keys.find(signature.key_id)
        if key is None:
            raise BadSignature("FlatPeak has no such key")
        body = await _read_body(request)
        signature.verify(key, body)
        age_s = signature.age_s(self._now_s())
        if abs(age_s) <= self._window_s:
            self._skewed = 0
            return body, True
        self._skewed, self._skew_s = self._skewed + 1, age_s
        self._count("doubted", "clock")
        self._tell("a delivery is outside of the replay window by the clock; the event is fetched instead")
        return body, False

    def _refuse(self, status: int, why: str, reason: str) -> Response:
        self._count("refused", reason)
        self._tell(f"a delivery was refused with {status}: {why}")
        return Response(why, status, headers=MORE.get(status), media_type="text/plain")

    def _tell(self, what: str) -> None:
        """A line in the log, now or with those that come within a minute."""
        now_s = time.monotonic()
        at_s, more = self._told.get(what, (-TELL_EVERY_S, 0))
        if now_s - at_s < TELL_EVERY_S:
            self._told[what] = (at_s, more + 1)
            return
        log.warning("%s%s", what, f" ({more} times more since the last such line)" if more else "")
        self._told[what] = (now_s, 0)


async def _read_body(request: Request) -> bytes:
    """The whole body. Raises TooLong before more than that is read."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdecimal() and int(length[:20]) > BODY_BYTES:
        raise TooLong
    body = bytearray()
    async with asyncio.timeout(READ_S):
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_BYTES:
                raise TooLong
    return bytes(body)
