"""The public address: passes every request on to a bot, and announces it before and after."""

import itertools
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.calls import Call, Calls
from sandbox.local import LocalServer

TAKEN = (
    *("content-type", "x-telegram-bot-api-secret-token"),
    *("x-slack-signature", "x-slack-request-timestamp", "x-slack-retry-num", "x-slack-retry-reason"),
    *(f"flatpeak-{name}" for name in ("signature", "signature-scheme", "timestamp", "key-id", "version")),
)


class Relay:
    """`targets`: addresses of bots, which take turns; where one is not there, the next is asked.

    "after" is when the bot has answered and nobody knows it yet.
    """

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.targets: Sequence[str] = ()
        self._turns = itertools.count()
        self._server = LocalServer()
        self._server.bind()
        self.url = self._server.url
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession()
        await self._server.serve(Starlette(routes=[Route("/{path:path}", self._pass_on, methods=["GET", "POST"])]))

    async def close(self) -> None:
        await self._server.close()
        if self._session:
            await self._session.close()

    async def _pass_on(self, request: Request) -> Response:
        assert self._session is not None
        turn = next(self._turns)
        body = await request.body()
        call = Call("bot", f"{request.method} {request.url.path}{_kind_of(body)}", body, datetime.now(UTC))
        headers = {name: request.headers[name] for name in TAKEN if name in request.headers}
        await self.calls.announce(call, "before")
        for number in range(len(self.targets)):
            target = self.targets[(turn + number) % len(self.targets)]
            try:
                url = f"{target}{request.url.path}?{request.url.query}"
                async with self._session.request(request.method, url, data=body or None, headers=headers) as answer:
                    content = await answer.read()
            except aiohttp.ClientConnectorError:
                continue  # nobody is there: the next may be
            except aiohttp.ClientError:
                break
            await self.calls.announce(call, "after")
            return Response(content, answer.status, media_type=answer.content_type)
        return Response(status_code=502)


def _kind_of(body: bytes) -> str:
    """What Slack sends to its one address, in a word; nothing for anybody else."""
    if body.startswith(b"payload="):
        return f" {json.loads(parse_qs(body.decode())['payload'][0])['type']}"
    if body.startswith(b"{"):
        said: dict[str, Any] = json.loads(body)
        return f" {said['event']['type']}" if "event" in said else ""
    return " command" if b"&command=" in body or body.startswith(b"command=") else ""
