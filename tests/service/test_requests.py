"""How requests are read, byte by byte: what is refused, and what is kept of one. The same with either reader."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.requests import PART_BYTES, PROTOCOL
from tests.chats.harness import open_stage

HEAD = b"POST / HTTP/1.1\r\nHost: bot\r\n"
PATIENCE_S = 10


async def tell(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the size of the body, and with the names of the headers as they are after it."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    text = b" ".join([scope["path"].encode(), b"%d" % size, *(name for name, _ in scope["headers"])])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(text))]})
    await send({"type": "http.response.body", "body": text})


@pytest.fixture(params=[PROTOCOL, H11Protocol])
async def port(request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """Where a server listens that reads as ours does, or as it does where ours cannot be had."""
    config = uvicorn.Config(tell, http=request.param, ws="none", lifespan="off", log_config=None, access_log=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    listener = await asyncio.get_running_loop().create_server(
        lambda: config.http_protocol_class(config=config, server_state=server.server_state, app_state={}),  # type: ignore[call-arg]
        "127.0.0.1",
    )
    async with listener:
        yield listener.sockets[0].getsockname()[1]


async def answers(port: int, *pieces: bytes) -> str:
    """All that comes back until the connection is closed from there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(PATIENCE_S):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            return (await reader.read()).decode()
    finally:
        writer.close()


LAST = b"Connection: close\r\n\r\n"


async def test_an_ordinary_request(port: int) -> None:
    assert (await answers(port, HEAD + b"Content-Length: 3\r\n" + LAST, b"a", b"bc")).endswith(
        "/ 3 host content-length connection"
    )


async def test_several_on_one_connection_in_their_order(port: int) -> None:
    first, second = (f"GET /{name} HTTP/1.1\r\nHost: bot\r\n".encode() for name in ("one", "two"))
    told = await answers(port, first + b"\r\n" + second + LAST)
    assert told.count("HTTP/1.1 200 OK") == 2
    assert 0 < told.index("/one 0") < told.index("/two 0")


async def test_another_protocol_is_not_taken_up_and_the_connection_goes_on(port: int) -> None:
    """Some clients ask for HTTP/2 with their first request, and go on with HTTP/1.1."""
    asked = b"Content-Length: 2\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\nab"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(PATIENCE_S):
        writer.write(HEAD + asked)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0])
        assert (await reader.readexactly(size)).startswith(b"/ 2 ")
        writer.write(HEAD + b"Content-Length: 1\r\n" + LAST + b"a")
        assert b"\r\n\r\n/ 1 " in await reader.read()
    writer.close()


async def test_the_body_of_one_who_asks_for_another_protocol_is_no_request(port: int) -> None:
    """A proxy hands the wish on, and would take a second answer for that to somebody else's request."""
    body = b"GET /hidden HTTP/1.1\r\nHost: bot\r\n\r\n"
    asked = b"Content-Length: %d\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n" % len(body)
    told = await answers(port, HEAD + asked, body)
    assert f"\r\n\r\n/ {len(body)} " in told
    assert "hidden" not in told


async def test_who_asks_whether_to_go_on_is_told(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(PATIENCE_S):
        writer.write(HEAD + b"Expect: 100-continue\r\nContent-Length: 1\r\n" + LAST)
        assert await reader.readuntil(b"\r\n") == b"HTTP/1.1 100 Continue\r\n"
        writer.write(b"a")
        assert b"/ 1 " in await reader.read()
    writer.close()


async def test_what_follows_a_body_is_no_header(port: int) -> None:
    body = b"Transfer-Encoding: chunked\r\n" + LAST + b"2\r\nab\r\n1;note=x\r\nc\r\n0\r\nX-Late: 1\r\n\r\n"
    assert (await answers(port, HEAD + body)).endswith("/ 3 host transfer-encoding connection")


@pytest.mark.parametrize(
    "asked",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # the beginning of TLS
        b"GET / HTTP/1.1\r\nHost: bot\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: bot\r\nX: a\x00b\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        HEAD + b"Transfer-Encoding: gzip, nonsense\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ],
)
async def test_what_is_no_request_is_refused(port: int, asked: bytes) -> None:
    told = await answers(port, asked)
    assert told.startswith("HTTP/1.1 400 ")
    assert "200 OK" not in told


@pytest.mark.parametrize("port", [PROTOCOL], indirect=True)
async def test_it_is_no_proxy(port: int) -> None:
    assert (await answers(port, b"CONNECT bot:80 HTTP/1.1\r\nHost: bot\r\n\r\n")).startswith("HTTP/1.1 4")


LONG = b"x" * 1000
PIECES = PART_BYTES // 1000


@pytest.mark.parametrize(
    ("begun", "piece"),
    [
        (b"GET /", LONG),
        (b"GET / HTTP/1.1\r\nX: ", LONG),
        (b"GET / HTTP/1.1\r\n", b"X: " + LONG[:995] + b"\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", b"X: " + LONG[:995] + b"\r\n"),
    ],
)
async def test_no_part_is_kept_that_does_not_end(port: int, begun: bytes, piece: bytes) -> None:
    """Up to its measure it is waited for; beyond, the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begun + piece * (PIECES - 1))
    end = asyncio.ensure_future(reader.read())
    assert (await answers(port, HEAD + b"Content-Length: 0\r\n" + LAST)).startswith("HTTP/1.1 200 ")
    assert not end.done()
    writer.write(piece * (PIECES + 1))
    async with asyncio.timeout(PATIENCE_S):
        assert (await end).startswith(b"HTTP/1.1 400 ")
    writer.close()


async def test_a_body_may_be_long_and_come_in_pieces(port: int) -> None:
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    pieces = [HEAD + b"Transfer-Encoding: chunked\r\n" + LAST, *[chunk * 10] * 30, b"0\r\n\r\n"]
    assert f"/ {1024 * 300} " in await answers(port, *pieces)


async def test_the_service_reads_so(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        assert stage.app._server
        assert stage.app._server.config.http_protocol_class is PROTOCOL


@pytest.mark.parametrize(("uvloop", "loop"), [("", "uvloop"), ("sys.modules['uvloop'] = None", "asyncio")])
def test_commands_run_on_the_quicker_loop_where_it_is(tmp_path: Path, uvloop: str, loop: str) -> None:
    if sys.platform == "win32" or sys.implementation.name != "cpython":
        loop = "asyncio"
    script = f"""
import asyncio, sys
from bot import cli
{uvloop}
async def look(settings, arguments):
    print(type(asyncio.get_running_loop()).__module__.partition(".")[0])
    return 3
cli._migrate = look
sys.argv = ["tariffbot", "migrate"]
cli.main()
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (3, loop), done.stderr
