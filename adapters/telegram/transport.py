"""The way to the Bot API: python-telegram-bot's request port on aiohttp, whose cost does not grow with its pool."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import aiohttp
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from adapters.telegram.limits import RETRY_AFTER_S

CONNECTIONS = 64
CONNECT_S, READ_S, WRITE_S = 5.0, 20.0, 30.0
KEEPALIVE_S = 30.0  # shorter than the server's, so that no request starts on a connection it is closing


class NotSent(NetworkError):
    """No connection came about: the request provably did not leave."""


class NoAnswer(NetworkError):
    """The request may have arrived, but no whole answer came back."""


class ServerFailed(NetworkError):
    """An answer of 500 to 599."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the server answered {code}")
        self.code = code


_QUOTED = {byte: quote_plus(bytes([byte])) for byte in range(256)}
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


class TooMany(NetworkError):
    """Refused for now. The library's RetryAfter warns about its own future whenever one is made."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"too many requests; wait {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


class JsonBody:
    """The arguments of a method, already as the Bot API takes them; None is left out.

    They travel as JSON (core.telegram.org/bots/api#making-requests): as a form they take five times as long to write.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.body = _to_json({name: value for name, value in fields.items() if value is not None}).encode()


class AiohttpRequest(BaseRequest):
    """Requests over one aiohttp session. No exception of it names the URL, which holds the token."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_S

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEPALIVE_S)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | JsonBody | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("the channel is closed")
        read_s = read_timeout if isinstance(read_timeout, int | float) else READ_S
        timeout = aiohttp.ClientTimeout(total=CONNECT_S + WRITE_S + read_s, connect=CONNECT_S, sock_read=read_s)
        body = _encode(request_data)
        try:
            async with self._session.request(method, url, timeout=timeout, **body) as response:
                code, content = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__) from None
        if code >= 500:
            raise ServerFailed(code)
        if code == 429:
            raise TooMany(_retry_after(content))
        return code, content

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as an object. Unlike the original this logs nothing of what it cannot read."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise NoAnswer("the answer is no JSON") from None
        if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
            raise NoAnswer("the answer has no result")
        answer["result"] = _shorten(answer.get("result"))
        return answer


def _shorten(result: Any) -> Any:
    """Of a message that we sent or edited, what is looked at; objects of the rest would cost 0.2 ms.

    After an edit that is nothing: the library takes True for it too, as the Bot API answers for inline messages.
    """
    if not isinstance(result, dict) or "message_id" not in result:
        return result
    return "edit_date" in result or {name: result.get(name) for name in ("message_id", "date", "chat")}


def _retry_after(content: bytes) -> float:
    try:
        return max(1.0, float(json.loads(content)["parameters"]["retry_after"]))
    except (ValueError, TypeError, LookupError):
        return RETRY_AFTER_S


def _as_form(fields: Mapping[str, str]) -> bytes:
    """As `urlencode` writes it, in half the time: a keyboard has hundreds of characters that need it."""
    parts = (f"{name}={value.encode().decode('latin-1').translate(_QUOTED)}" for name, value in fields.items())
    return "&".join(parts).encode()


def _encode(data: RequestData | JsonBody | None) -> dict[str, Any]:
    if data is None:
        return {}
    if isinstance(data, JsonBody):
        return {"data": data.body, "headers": JSON}
    if not data.contains_files:
        # As the library itself sends it: the form that every server of the Bot API surely takes.
        return {"data": _as_form(data.json_parameters), "headers": FORM}
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return {"data": form}
