"""The sandbox as a whole on a port: it starts anywhere, again and again, and stops at once."""

import asyncio

import aiohttp
import pytest

from sandbox.server import SandboxServer


async def test_everything_is_at_one_address() -> None:
    async with SandboxServer() as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        async with session.get("/") as page:
            assert "Sandbox" in await page.text()
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        async with session.get(f"/telegram/bot{sandbox.telegram.token}/getMe") as me:
            assert (await me.json())["result"]["is_bot"]
        async with session.get("/flatpeak/_sandbox/scenario") as scenario:
            assert scenario.status == 200
        async with session.get("/static/..%2Fapp.py") as outside:
            assert outside.status == 404
        assert [call.method for call in sandbox.calls.to("telegram")] == ["getMe"]


async def test_stopping_waits_for_nobody() -> None:
    async with aiohttp.ClientSession() as session:
        async with SandboxServer() as sandbox:
            url = f"{sandbox.url}/telegram/bot{sandbox.telegram.token}/getUpdates?timeout=50"
            poll = asyncio.create_task(session.get(url).__aenter__())
            stream = await session.get(f"{sandbox.url}/page/events")
            await sandbox.telegram.updates.polling.wait()
            started = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - started < 0.5
        with pytest.raises(aiohttp.ClientConnectionError):
            await poll
        stream.close()


async def test_a_port_is_free_again_at_once() -> None:
    async with SandboxServer() as first:
        port = int(first.url.rpartition(":")[2])
    async with SandboxServer(port=port) as second:
        assert second.url == first.url
    with pytest.raises(OSError, match="in use"):
        async with SandboxServer() as third, SandboxServer(port=int(third.url.rpartition(":")[2])):
            pass


async def test_the_stream_tells_only_what_is_new() -> None:
    async with SandboxServer() as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        ada = sandbox.telegram.person(7, "Ada")
        ada.start()
        async with session.get("/page/events") as stream:
            mark = (await stream.content.readline()).decode().partition(": ")[2].strip()
            assert await stream.content.readline() == b"event: phones\n"
            assert b'"reset": true' in await stream.content.readline()
        ada.say("later")
        async with session.get("/page/events", headers={"Last-Event-ID": mark}) as stream:
            await stream.content.readline()
            assert await stream.content.readline() == b"event: phones\n"
            news = await stream.content.readline()
            assert b"later" in news
            assert b'"text": "/start"' not in news
