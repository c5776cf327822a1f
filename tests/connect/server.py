"""A server on loopback that replies with exactly the bytes a test scripts, and keeps what it was sent."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.wire import Timeouts

SAMPLES = Path(__file__).parent.parent / "samples"
TOKEN = "cot_6a3579d1cd095452ea138518"
KEY = "sk_test_MARKERKEY"
BEARER = "MARKERBEARER"

RESET = b"reset"  # the request is read, then the connection is cut off
CLOSE = b"close"  # the request is read, then the connection ends in order, without a reply
LOGINS = ("/login", "/auth/tokens")
DRIP = b"drip"  # what stands behind it is sent, and nothing follows
HANG = b"hang"  # the request is read, and nothing follows


def sample(path: str) -> Any:
    """A sample of the API, parsed."""
    return json.loads((SAMPLES / path).read_text())


def reply(content: Any = b"", status: int = 200, **headers: str) -> bytes:
    """An HTTP reply; anything but bytes is sent as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    head = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}"]
    head += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*head, "", ""]).encode() + body


@dataclass
class Request:
    """A request as it arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """Replies in turn from `script`; a login is answered without it. An unscripted request fails the test."""

    script: list[bytes] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    log_in: Callable[[], bytes] = lambda: reply({"bearer_token": BEARER, "expires_in": 3600, "live_mode": False})
    pick: Callable[[Request], bytes] | None = None  # replies by request, in place of the script
    unscripted: list[str] = field(default_factory=list)
    received: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._exchange(reader, writer):
                pass
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await _read_request(reader)
        if request.path in LOGINS:
            self.logins.append(request.body)
            self.requests.append(request)
            out = self.log_in()
        else:
            self.requests.append(request)
            out = self._next(request)
        self.received.set()
        if out.startswith(DRIP):
            writer.write(out.removeprefix(DRIP))
        if out == HANG or out.startswith(DRIP):
            await reader.read()
            return False
        if out == RESET:
            writer.transport.abort()
            return False
        if out == CLOSE:
            return False
        writer.write(out)
        await writer.drain()
        return not out.startswith(b"HTTP/1.1 200 Cut")

    def _next(self, request: Request) -> bytes:
        if self.pick:
            return self.pick(request)
        if self.script:
            return self.script.pop(0)
        self.unscripted.append(f"{request.method} {request.path}")
        return reply({"message": "unscripted"}, 418)

    @property
    def calls(self) -> list[str]:
        """Method and path of all requests beside logins."""
        return [f"{r.method} {r.path}" for r in self.requests if r.path not in LOGINS]

    @property
    def last(self) -> Request:
        return self.requests[-1]


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    path, _, query = target.partition("?")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, query, headers, body)


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[Server]:
    """A scripted server that must have been asked exactly what was scripted."""
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    server.url = f"http://127.0.0.1:{port}"
    async with listening:
        yield server
    assert server.unscripted == []
    assert server.script == [], "not everything that was scripted was asked for"


@contextlib.asynccontextmanager
async def client_of(url: str, *, connect_url: str = "", **settings: Any) -> AsyncIterator[FlatPeak]:
    """A client against a server, with short time limits."""
    client = FlatPeak(
        **{
            "api_url": url,
            "connect_url": connect_url or url + "/connect-endpoint",
            "account_id": "acc_1",
            "api_key": KEY,
            "public_url": "https://bot.example.com",
            "dialect": dialect_for("anode"),
            "timeouts": Timeouts(connect_s=2.0, total_s=5.0),
            **settings,
        }
    )
    try:
        yield client
    finally:
        await client.close()
