"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from hmac import compare_digest
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.calls import Call, Calls
from sandbox.hang_up import HungUpError, has_hung_up, wait_for_hang_up
from sandbox.local import DROP
from sandbox.telegram.errors import RefusedError
from sandbox.telegram.faults import DroppedConnectionError, Moment
from sandbox.telegram.methods import Method, find_method
from sandbox.telegram.params import Params, read_params
from sandbox.telegram.world import TelegramWorld


def create_telegram(world: TelegramWorld, calls: Calls) -> Starlette:
    """The Bot API server of one world; every call is announced to `calls`."""

    async def serve_method(request: Request) -> Response:
        return await _Exchange(world, calls, request).run()

    async def serve_file(request: Request) -> Response:
        return _serve_file(world, request)

    return Starlette(
        routes=[
            Route("/file/bot{token}/{path:path}", serve_file, methods=["GET"]),
            Route("/bot{token}/{method}", serve_method, methods=["GET", "POST"]),
        ],
        exception_handlers={404: _say_not_found},
    )


class _Exchange:
    """One call and its answer."""

    def __init__(self, world: TelegramWorld, calls: Calls, request: Request) -> None:
        self.world = world
        self.calls = calls
        self.request = request

    async def run(self) -> Response:
        try:
            params = await read_params(self.request)
        except RefusedError as refusal:
            return _answer(refusal.to_json())
        except ClientDisconnect:
            return Response(status_code=499)
        name = self.request.path_params["method"]
        method = find_method(name)
        call = Call("telegram", name, params.to_record(), self.world.now())
        try:
            await self.calls.announce(call, "before")
            if self.calls.watchers and await has_hung_up(self.request):
                return Response(status_code=499)  # a watcher killed the bot: the call never arrived
            body = await self._act(name, method, params)
            await self.calls.announce(call, "after")
        except DroppedConnectionError:
            return await self._drop()
        except HungUpError:
            return Response(status_code=499)
        return _answer(body)

    async def _act(self, name: str, method: Method | None, params: Params) -> dict[str, Any]:
        try:
            if not _is_token(self.world, self.request):
                raise RefusedError(401, "Unauthorized")
            if method is None:
                raise RefusedError(404, "Not Found: method not found")
            await self._meet(name, "before", params)
            if name.lower() == "getupdates":
                result = await self._wait_for(method(self.world, params))
            else:
                result = await method(self.world, params)
            body = {"ok": True, "result": result}
        except RefusedError as refusal:
            body = refusal.to_json()
        await self._meet(name, "after", params)
        return body

    async def _meet(self, name: str, moment: Moment, params: Params) -> None:
        fault = self.world.faults.find(name, moment, params.values)
        if fault:
            await self._wait_for(fault.happen())

    async def _wait_for(self, work: Awaitable[Any]) -> Any:
        """Wait for something that may take long, unless the bot hangs up."""
        task = asyncio.ensure_future(work)
        gone = asyncio.create_task(wait_for_hang_up(self.request))
        try:
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise HungUpError
            return task.result()
        finally:
            for waiting in (task, gone):
                waiting.cancel()
            with suppress(asyncio.CancelledError):
                await gone

    async def _drop(self) -> Response:
        drop: Callable[[], Coroutine[Any, Any, None]] | None = self.request.scope.get(DROP)
        if drop is None:
            raise RuntimeError("connections can be dropped only under LocalServer")
        await drop()
        return Response(status_code=499)


def _is_token(world: TelegramWorld, request: Request) -> bool:
    return compare_digest(request.path_params["token"].encode(), world.token.encode())


def _serve_file(world: TelegramWorld, request: Request) -> Response:
    if not _is_token(world, request):
        return _answer(RefusedError(401, "Unauthorized").to_json())
    file = world.files.at(request.path_params["path"])
    if file is None:
        return _answer(RefusedError(404, "Not Found").to_json())
    return Response(file.data, media_type="application/octet-stream")


async def _say_not_found(request: Request, error: Exception) -> Response:
    return _answer(RefusedError(404, "Not Found").to_json())


def _answer(body: dict[str, Any]) -> Response:
    return JSONResponse(body, status_code=body.get("error_code", 200))
