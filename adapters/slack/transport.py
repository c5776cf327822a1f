"""The way to Slack: JSON posts over one aiohttp session.

The library's own client takes 0.12 ms more a call (0.35 instead of 0.23, measured), logs bodies when it is told to log
much, and puts the whole answer into its errors.
"""

import json
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp

OFFICIAL_URL = "https://slack.com/api/"
CONNECTIONS = 64
CONNECT_S, READ_S, WRITE_S = 5.0, 20.0, 30.0
KEEPALIVE_S = 30.0  # shorter than the server's, so that no request starts on a connection it is closing
RETRY_AFTER_S = 30.0  # ours, where a 429 comes without a time
CHUNK_BYTES = 65_536

JSON = "application/json; charset=utf-8"
# Reading methods take no JSON: docs.slack.dev/apis/web-api, "POST bodies".
AS_FORM = frozenset({"users.info", "files.info", "files.getUploadURLExternal", "oauth.v2.access"})
POINTER = re.compile(r"\[json-pointer:([/\w-]{0,120})\]")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class TransportError(Exception):
    """A call that brought no result. No text of it holds a token, an address or anybody's words."""


class NotSent(TransportError):
    """No connection came about: the request provably did not leave."""


class NoAnswer(TransportError):
    """The request may have arrived, but no whole answer came back."""


class ServerFailed(TransportError):
    """An answer of 500 to 599."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server answered {status}")
        self.status = status


class TooMany(TransportError):
    """Refused for now."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"too many requests; wait {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


class Refused(TransportError):
    """An answer that says no: Slack's code, and where in the blocks the trouble is, as JSON pointers."""

    def __init__(self, code: str, pointers: tuple[str, ...] = (), needed: str = "") -> None:
        where = f" at {', '.join(pointers)}" if pointers else ""
        super().__init__(f"{code}{where}" + (f" (needs {needed})" if needed else ""))
        self.code, self.pointers = code, pointers


class SlackApi:
    """The Web API, the addresses for answers, and the files, of one installation of Slack."""

    def __init__(self, url: str = OFFICIAL_URL) -> None:
        self._url = url.rstrip("/") + "/"
        self._session: aiohttp.ClientSession | None = None
        # Below WARNING these log calls with their bodies and people's words.
        for name in ("slack_sdk", "slack_bolt", "aiohttp"):
            logging.getLogger(name).setLevel(logging.WARNING)

    def open(self) -> None:
        """Needs a running event loop."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEPALIVE_S)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), timeout=_timeout(READ_S)
            )

    async def close(self) -> None:
        """What is under way is broken off."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(
        self, token: str, method: str, fields: Mapping[str, Any], *, read_s: float | None = None
    ) -> dict[str, Any]:
        """The answer of one method. Fields that are None are left out."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = {name: value for name, value in fields.items() if value is not None}
        body: Any
        if method in AS_FORM:
            body = {name: str(value) for name, value in sent.items()}
        else:
            headers["Content-Type"] = JSON
            body = _encode(sent).encode("utf-8", "replace")
        return _result(*await self._post(self._url + method, body, headers, read_s))

    async def respond(self, response_url: str, message: Mapping[str, Any], *, read_s: float | None = None) -> None:
        """Answer an interaction through the address that came with it."""
        if not self.is_own(response_url):
            raise Refused("not_an_address_of_slack")
        body = _encode(dict(message)).encode("utf-8", "replace")
        status, _, content = await self._post(response_url, body, {"Content-Type": JSON}, read_s)
        if status != 200:
            raise Refused(_code_of(content) or f"http_{status}")

    async def upload(self, upload_url: str, content: bytes) -> None:
        """Send a file's bytes to the address that Slack gave for them."""
        headers = {"Content-Type": "application/octet-stream"}
        status, _, _ = await self._post(upload_url, content, headers, None)
        if status != 200:
            raise Refused(f"http_{status}")

    async def fetch(self, url: str, token: str, most: int) -> bytes:
        """A file, up to `most` bytes. The token goes to nobody but Slack, so no redirect is followed."""
        if not self.is_own(url):
            raise Refused("not_an_address_of_slack")
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._open_session.get(url, headers=headers, allow_redirects=False) as response:
                _check(response.status, response.headers)
                if response.status != 200:  # a redirect leads to the login page: the scope files:read is missing
                    raise Refused(f"http_{response.status}")
                return await _read(response, most)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotSent(type(error).__name__) from None  # reading twice does no harm

    def is_own(self, url: str) -> bool:
        """Whether an address belongs to the Slack that we are set up for: its host, or one below it."""
        own, other = urlsplit(self._url), urlsplit(url)
        hosts = (own.hostname or "", other.hostname or "")
        within = (hosts[0] == hosts[1] and own.port == other.port) or hosts[1].endswith(f".{hosts[0]}")
        return own.scheme == other.scheme and within

    @property
    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise NotSent("the channel is closed")
        return self._session

    async def _post(
        self, url: str, body: Any, headers: dict[str, str], read_s: float | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        more: dict[str, Any] = {} if read_s is None else {"timeout": _timeout(read_s)}
        try:
            async with self._open_session.post(
                url, data=body, headers=headers, allow_redirects=False, **more
            ) as response:
                status, content = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__) from None
        _check(status, response.headers)
        return status, response.headers, content


def _timeout(read_s: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=CONNECT_S + WRITE_S + read_s, connect=CONNECT_S, sock_read=read_s)


def _check(status: int, headers: Mapping[str, str]) -> None:
    if status == 429:
        raise TooMany(_retry_after(headers))
    if status >= 500:
        raise ServerFailed(status)


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        return max(1.0, float(headers["Retry-After"]))
    except (ValueError, LookupError):
        return RETRY_AFTER_S


def _result(status: int, headers: Mapping[str, str], content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        if status >= 300:
            raise Refused(f"http_{status}")
        raise NoAnswer("the answer is none of the Web API")
    if answer["ok"]:
        return answer
    code = str(answer.get("error") or "unknown")
    if code in ("ratelimited", "rate_limited"):
        raise TooMany(_retry_after(headers))
    raise Refused(code, _pointers(answer), str(answer.get("needed") or ""))


def _pointers(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Where Slack sees the trouble. Its sentences are left: some quote what they refuse."""
    metadata = answer.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    found = (POINTER.search(str(message)) for message in messages or ())
    return tuple(match[1] for match in found if match)


def _code_of(content: bytes) -> str:
    """Slack's code in an answer that is JSON or a bare word."""
    try:
        answer = json.loads(content)
    except ValueError:
        word = content[:60].decode("ascii", "replace").strip()
        return word if re.fullmatch(r"[a-z_]+", word) else ""
    return str(answer.get("error") or "") if isinstance(answer, dict) else ""


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
        content += chunk
        if len(content) > most:
            raise Refused("file_too_large")
    return bytes(content)
