"""What can happen on the way: is it known afterwards whether an answer arrived?"""

import asyncio
import gzip
import json
import socket
from typing import Any

import httpx
import pytest

from bot.connect import transport
from bot.connect.client import FlatPeak
from bot.connect.outcomes import Doubt, took_effect_unknown
from bot.connect.wire import Timeouts
from bot.conversation.page import Page
from bot.conversation.situation import PageCame, Send, Trouble
from tests.connect.server import CLOSE, DRIP, HANG, RESET, TOKEN, Server, client_of, reply, sample

PAGE = sample("anode/provider_select.json")
OPEN_PAGE = Page("fixed_rate", "rate_fixed_capture")
SEND = Send(data={"cost": 1})
HASTY = Timeouts(connect_s=0.2, total_s=0.3)


async def answer(client: FlatPeak) -> Any:
    return await client.answer(TOKEN, OPEN_PAGE, SEND)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_a_connection_that_is_refused_leaves_no_doubt() -> None:
    async with client_of(f"http://127.0.0.1:{free_port()}") as client:
        result = await answer(client)
    assert result == Trouble("down")
    assert not took_effect_unknown(result)


async def test_a_host_that_does_not_exist_leaves_no_doubt() -> None:
    async with client_of("http://nowhere.invalid") as client:
        assert await answer(client) == Trouble("down")


async def test_a_connection_that_never_stands_leaves_no_doubt() -> None:
    """A listener whose queue is full lets further connections wait."""
    with socket.socket() as busy, socket.socket() as first, socket.socket() as second:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(busy.getsockname())
        async with client_of(f"http://127.0.0.1:{busy.getsockname()[1]}", timeouts=HASTY) as client:
            assert await answer(client) == Trouble("slow")


@pytest.mark.parametrize("ending", [RESET, CLOSE])
async def test_a_connection_lost_after_sending_is_in_doubt(server: Server, flatpeak: FlatPeak, ending: bytes) -> None:
    server.script = [ending]
    result = await answer(flatpeak)
    assert result == Doubt("down")
    assert took_effect_unknown(result)
    assert len(server.requests) == 1, "an answer is never repeated"


async def test_a_kept_connection_lost_while_sending_is_not_used_again_for_the_answer(
    server: Server, flatpeak: FlatPeak
) -> None:
    server.script = [reply(PAGE), CLOSE, reply(PAGE)]
    assert isinstance(await answer(flatpeak), PageCame)
    assert await answer(flatpeak) == Doubt("down")
    assert isinstance(await answer(flatpeak), PageCame)


async def test_a_reply_that_does_not_come_is_in_doubt(server: Server) -> None:
    server.script = [HANG]
    async with client_of(server.url, timeouts=HASTY) as client:
        assert await answer(client) == Doubt("slow")
    assert len(server.requests) == 1


async def test_a_reply_that_drips_is_bounded_as_a_whole(server: Server) -> None:
    server.script = [DRIP + b"HTTP/1.1 200 Begun\r\nContent-Length: 100\r\n\r\n{"]
    async with client_of(server.url, timeouts=HASTY) as client:
        assert await answer(client) == Doubt("slow")


@pytest.mark.parametrize(
    "out",
    [
        b"HTTP/1.1 200 Cut\r\nContent-Length: 5000\r\n\r\n" + json.dumps(PAGE).encode(),
        reply(json.dumps(PAGE).encode()[:-20]),
        reply(b"<html>hello</html>", Content_Type="text/html"),
        reply(b""),
        reply([PAGE]),
        reply({"data": {}}),
        reply(b"", 302, Location="https://elsewhere.example.com/"),
        reply(b"no gzip", Content_Encoding="gzip"),
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    ],
    ids=["cut off", "half", "html", "empty", "list", "no route", "redirected", "not gzip", "not http"],
)
async def test_a_reply_that_makes_no_sense_is_in_doubt(server: Server, flatpeak: FlatPeak, out: bytes) -> None:
    server.script = [out]
    assert await answer(flatpeak) == Doubt("nonsense")
    assert len(server.requests) == 1


async def test_a_reply_beyond_all_measure_is_not_read(
    server: Server, flatpeak: FlatPeak, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "REPLY_BYTES", 1000)
    page = {"route": "provider_select", "data": {"x": ""}}
    room = 1000 - len(json.dumps(page))
    page["data"] = {"x": "x" * room}
    server.script = [reply(page), reply({**page, "data": {"x": "x" * (room + 1)}})]
    assert isinstance(await answer(flatpeak), PageCame)
    assert await answer(flatpeak) == Doubt("nonsense")


async def test_packed_replies_are_unpacked(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(gzip.compress(json.dumps(PAGE).encode()), Content_Encoding="gzip")]
    came = await answer(flatpeak)
    assert isinstance(came, PageCame)
    assert came.page.kind == "provider"


async def test_a_cancelled_answer_ends_its_connection(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [HANG]
    task = asyncio.create_task(answer(flatpeak))
    await server.received.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_address_that_is_none_is_trouble_not_an_exception() -> None:
    for url in ("connect.example.com", "ftp://connect.example.com", "http://[::1", "http://a:b:c/"):
        async with client_of(url, connect_url=url) as client:
            assert await answer(client) == Trouble("down")


async def test_any_transport_of_httpx_will_do() -> None:
    any_transport = httpx.MockTransport(lambda request: httpx.Response(200, json=PAGE, request=request))
    async with client_of("https://api.example.com", transport=any_transport) as client:
        assert isinstance(await answer(client), PageCame)
