"""HTTP to FlatPeak: one request out, one bounded reply in, and whether a failed request may have arrived.

httpx gives the request and reply types and the seam for tests, aiohttp does the transport. The client class of
httpx is left out: it logs every URL, and the address that reads a session back contains its token.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp
import httpx

from bot.connect.outcomes import Doubt
from bot.connect.transport import AiohttpTransport
from bot.conversation.situation import Trouble

LONGEST_RETRY_S = 86400.0
ASKING = {"Accept": "application/json", "User-Agent": "tariffbot"}
TELLING = ASKING | {"Content-Type": "application/json"}

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
        self._total_s = timeouts.total_s
        self._waits = aiohttp.ClientTimeout(connect=timeouts.total_s / 2, sock_connect=timeouts.connect_s)
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
        told = {**usual, **headers} if headers else usual
        try:
            address = str(httpx.URL(url).copy_merge_params(query)) if query else url
            async with asyncio.timeout(self._total_s):
                return await self._exchange(method, address, told, body)
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, TimeoutError) as error:
            return _trouble_of(error)

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _exchange(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Reply | Trouble:
        try:
            if isinstance(self._transport, AiohttpTransport):
                reply, content = await self._transport.exchange(method, url, headers, body, self._waits)
                return Reply(reply.status, reply.headers, content)
            timeout = {"connect": self._waits.sock_connect, "read": None, "write": None, "pool": self._waits.connect}
            request = httpx.Request(method, url, headers=headers, content=body, extensions={"timeout": timeout})
            response = await self._transport.handle_async_request(request)
            return Reply(response.status_code, response.headers, await response.aread())
        except (httpx.ReadError, httpx.DecodingError):
            return Doubt("nonsense")  # the reply began and broke off


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
