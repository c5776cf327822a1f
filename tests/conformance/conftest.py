"""The sandbox's FlatPeak behind something that may alter what it says, and walks through it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.conformance.findings import Walked
from bot.conformance.run import Host, walk_all
from sandbox.calls import Calls
from sandbox.flatpeak.app import create_flatpeak
from sandbox.flatpeak.generations import choose_generation
from sandbox.flatpeak.world import World
from sandbox.local import LocalServer

KEY = "sk_test_MARKERKEY"
Alter = Callable[[str, Any], Any]  # method and path, JSON: the JSON that is said in its place


@dataclass
class Altered:
    """An application whose JSON is altered on its way out; an altered status stands in `status`."""

    app: ASGIApp
    alter: Alter = lambda path, body: body
    status: dict[int, int] = field(default_factory=dict)
    limited: list[str] = field(default_factory=list)  # values of Retry-After, one for each call that is refused
    asked: list[str] = field(default_factory=list)
    held: str = ""  # the path of a call that waits, once it is done, until it is `let`
    waits: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = f"{scope['method']} {scope['path']}"
        self.asked.append(path)
        if self.limited and not path.endswith("/login"):
            headers = [(b"retry-after", self.limited.pop(0).encode())]
            await send({"type": "http.response.start", "status": 429, "headers": headers})
            await send({"type": "http.response.body", "body": b"{}"})
            return
        start: list[Message] = []

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
            elif message["type"] == "http.response.body":
                await self._say(path, start[0], message.get("body", b""), send)

        await self.app(scope, receive, say)

    async def _say(self, path: str, start: Message, body: bytes, send: Send) -> None:
        if path == self.held:
            self.waits.set()
            await self.let.wait()
        said = json.dumps(self.alter(path, json.loads(body))).encode() if body[:1] == b"{" else body
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        length = (b"content-length", str(len(said)).encode())
        status = self.status.get(start["status"], start["status"])
        await send({**start, "status": status, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": said})


@dataclass
class Stage:
    """FlatPeak on a port, as an account has it whose default is the oldest generation."""

    world: World
    host: Host
    altered: Altered
    pauses: list[float] = field(default_factory=list)

    async def walk(self, *versions: str) -> list[Walked]:
        """Walk; a pause that is asked for is written down and not made."""
        return await walk_all(self.host, versions, sleep=self._pause)

    async def _pause(self, wait_s: float) -> None:
        self.pauses.append(wait_s)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    generation = choose_generation("zero")
    assert generation is not None
    world, local = World(generation=generation), LocalServer()
    local.bind()
    altered = Altered(create_flatpeak(world, Calls(), public_url=local.url))
    await local.serve(altered)
    yield Stage(world, Host(local.url, f"{local.url}/connect", "acc_sandbox_1", KEY), altered)
    await local.close()
