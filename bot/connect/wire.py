"""HTTP to FlatPeak: one request out, one bounded reply in, and whether a failed request may have arrived.

httpx gives the request and reply types and the seam for tests, aiohttp does the transport. The client class of
httpx is left out: it logs every URL, and the address that reads a session back contains its token.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import aiohttp
import httpx

from bot.connect.outcomes import Doubt
from bot.connect.transport import AiohttpTransport
from bot.conversation.situation import Trouble

LONGEST_RETRY_S = 86400.0
ASKING = httpx.Headers({"Accept": "application/json", "User-Agent": "tariffbot"})
TELLING = httpx.Headers({**ASKING, "Content-Type": "application/json"})

_NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    aiohttp.ServerFingerprintMismatch,
    httpx.ConnectError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds until a connection stands, and until the whole reply is here."""

    connect_s: float = 5.0
    total_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete reply, whatever its status. Header names in any case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def retry_after_s(self) -> float | None:
        """Seconds that `Retry-After` asks to wait, given as seconds or as a date (RFC 9110, 10.2.3)."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return min(float(text), LONGEST_RETRY_S)
        until, now = _date_of(text), _date_of(self.headers.get("date", ""))
        return min(max(0.0, (until - now).total_seconds()), LONGEST_RETRY_S) if until and now else None


class Wire:
    """Connections to FlatPeak. Expected failures come back as Trouble, as Doubt where the request may have left."""

    def __init__(self, timeouts: Timeouts, transport: httpx.AsyncBaseTransport | None = None) -> None:
        # No wait of its own for reading: the time for the whole ends that, too.
        waits = httpx.Timeout(None, connect=timeouts.connect_s, pool=timeouts.total_s / 2)
        self._total_s, self._extensions = timeouts.total_s, {"timeout": waits.as_dict()}
        self._transport = transport or AiohttpTransport()

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply | Trouble:
        """Send one request, once; `body` is JSON. Redirects are not followed."""
        usual = ASKING if body is None else TELLING
        try:
            request = httpx.Request(
                method,
                _address(url).copy_merge_params(query) if query else _address(url),
                headers={**usual, **headers} if headers else usual,
                content=body,
                extensions=self._extensions,
            )
            async with asyncio.timeout(self._total_s):
                return await self._exchange(request)
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, TimeoutError) as error:
            return _trouble_of(error)

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _exchange(self, request: httpx.Request) -> Reply | Trouble:
        try:
            response = await self._transport.handle_async_request(request)
            body = await response.aread()
        except (httpx.ReadError, httpx.DecodingError):
            return Doubt("nonsense")  # the reply began and broke off
        return Reply(response.status_code, response.headers, body)


@lru_cache(maxsize=64)
def _address(url: str) -> httpx.URL:
    """An address without a query, read once: nearly all requests go to the same one."""
    return httpx.URL(url)


def _trouble_of(error: Exception) -> Trouble:
    slow = isinstance(error, TimeoutError | httpx.TimeoutException)
    if isinstance(error, _NEVER_LEFT):
        return Trouble("slow" if slow else "down")
    if isinstance(error, aiohttp.ClientResponseError):
        return Doubt("nonsense")  # not HTTP
    return Doubt("slow" if slow else "down")


def _date_of(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
