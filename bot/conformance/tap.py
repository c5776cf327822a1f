"""The way to FlatPeak: one call at a time, so many and no more, with patience; and all that came back is kept."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.connect.models import to_flag
from bot.connect.rest import Sleep
from bot.connect.transport import AiohttpTransport
from bot.connect.wire import Reply
from bot.conversation.exact import parse
from bot.conversation.page import text_at, value_at

PATIENCE_S = 20.0  # for one reply
WAITS_S = (2.0, 5.0, 15.0, 30.0)  # after 429 without Retry-After
LONGEST_WAIT_S = 60.0

log = logging.getLogger("tariffbot.conformance")


class StoppedError(Exception):
    """The walk cannot go on. The text is a sentence for the operator."""


class LiveError(StoppedError):
    """Something says that it is live, which is never walked."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its reply. `path` is below the API's address, "" for Connect; what is no JSON is None."""

    method: str
    path: str
    status: int
    asked: Any = field(repr=False)
    document: Any = field(repr=False)

    @property
    def code(self) -> str:
        """The code of an error, "" for any other reply."""
        return text_at(self.document, "code") or text_at(self.document, "error_code")


class Tap(httpx.AsyncBaseTransport):
    """The transport of a walk. Raises StoppedError, which no client takes for trouble of the network."""

    def __init__(
        self, api_url: str, *, calls: int, sleep: Sleep, inner: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.made, self.api_url = 0, api_url
        self._left, self._sleep = calls, sleep
        self._inner = inner or AiohttpTransport()
        self._turn = asyncio.Lock()
        self._kept: list[Exchange] = []

    def take(self) -> list[Exchange]:
        """What came since the last time."""
        kept, self._kept = self._kept, []
        return kept

    def allow(self, calls: int) -> None:
        """So many calls from now on."""
        self._left = calls

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send when it is our turn; told to wait, wait and send again, for what was limited was not done."""
        async with self._turn:
            response = await self._send(request)
            for wait_s in WAITS_S:
                if response.status_code != 429:
                    break
                asked_s = Reply(429, response.headers, b"").retry_after_s
                await self._wait(wait_s if asked_s is None else asked_s)
                response = await self._send(request)
            self._keep(request, response)
            return response

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()

    async def _send(self, request: httpx.Request) -> httpx.Response:
        if self._left <= 0:
            raise StoppedError(f"{self.made} calls were made, and no more are allowed")
        self._left -= 1
        self.made += 1
        async with asyncio.timeout(PATIENCE_S):
            response = await self._inner.handle_async_request(request)
            await response.aread()
        return response

    async def _wait(self, wait_s: float) -> None:
        if wait_s > LONGEST_WAIT_S:
            raise StoppedError(f"FlatPeak asks for a pause of {wait_s:.0f} s: try again later")
        log.info("FlatPeak asks for a pause of %.0f s", wait_s)
        await self._sleep(wait_s)

    def _keep(self, request: httpx.Request, response: httpx.Response) -> None:
        asked, document = _json(request.content), _json(response.content)
        if to_flag(value_at(document, "live_mode")):
            raise LiveError("a reply says live_mode: these are no test credentials. Nothing more was called")
        at_connect = isinstance(asked, Mapping) and "route" in asked
        path = "" if at_connect else str(request.url).partition("?")[0].removeprefix(self.api_url)
        self._kept.append(Exchange(request.method, path, response.status_code, asked, document))


def _json(body: bytes) -> Any:
    try:
        return parse(body)
    except ValueError:
        return None
