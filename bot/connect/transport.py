"""httpx's transport port on aiohttp, for whole replies of a bounded size."""

from collections.abc import Mapping

import aiohttp
import httpx

CONNECTIONS = 20
KEPT_OPEN_S = 20.0  # shorter than a load balancer's, so that no request starts on a connection it is closing
REPLY_BYTES = 8 * 1024 * 1024  # a list of some hundred providers takes 50 kB


class AiohttpTransport(httpx.AsyncBaseTransport):
    """One aiohttp session."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read the whole reply, unpacked. Redirects are not followed. Raises httpx.HTTPError."""
        waits = request.extensions["timeout"]
        timeout = aiohttp.ClientTimeout(connect=waits["pool"], sock_connect=waits["connect"], sock_read=waits["read"])
        url, content = str(request.url), request.content or None
        try:
            reply, body = await self.exchange(request.method, url, request.headers, content, timeout)
        except TimeoutError as error:
            raise httpx.TimeoutException(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:
            raise httpx.ConnectError(type(error).__name__) from None
        headers = [(name, value) for name, value in reply.raw_headers if name.lower() != b"content-encoding"]
        return httpx.Response(reply.status, headers=headers, content=body, request=request)

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, waits: aiohttp.ClientTimeout
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        """The same without the types of httpx, which take 0.05 ms to be made.

        Raises aiohttp's errors as they are, httpx.ReadError for a reply that broke off or has no end.
        """
        async with self._open().request(
            method, url, headers=headers, data=content, allow_redirects=False, timeout=waits
        ) as reply:
            return reply, await _read(reply)

    async def aclose(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT_OPEN_S)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


async def _read(reply: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    try:
        async for part in reply.content.iter_any():
            body += part
            if len(body) > REPLY_BYTES:
                raise httpx.ReadError("longer than any reply of FlatPeak")
    except aiohttp.ClientPayloadError as error:
        raise httpx.ReadError("the reply broke off") from error
    return bytes(body)
