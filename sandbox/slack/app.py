"""Slack's Web API over HTTP: /api/<method>, /upload/v1/<address> and /files-pri/<file>."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.calls import Call
from sandbox.hang_up import HungUpError, has_hung_up, wait_for_hang_up
from sandbox.local import DROP
from sandbox.slack.conversations import missing_scope
from sandbox.slack.errors import RefusedError
from sandbox.slack.faults import BrokenServerError, DroppedConnectionError, Moment
from sandbox.slack.files import is_visible, take_upload
from sandbox.slack.methods import METHODS, SCOPES, find_asker
from sandbox.slack.model import Json
from sandbox.slack.params import Asked, Params, read_params
from sandbox.slack.world import SlackWorld

_LOGIN_PAGE = "<!DOCTYPE html><title>Slack</title><p>Sign in to your workspace</p>"


def create_slack(world: SlackWorld) -> Starlette:
    """The Web API, the uploads and the private files of one world; every call is announced to `world.calls`."""

    async def serve_method(request: Request) -> Response:
        return await _Exchange(world, request).run()

    async def serve_upload(request: Request) -> Response:
        return await _serve_upload(world, request)

    async def serve_file(request: Request) -> Response:
        return _serve_file(world, request)

    return Starlette(
        routes=[
            Route("/api/{method}", serve_method, methods=["GET", "POST"]),
            Route("/upload/v1/{name}", serve_upload, methods=["POST"]),
            Route("/files-pri/{file}/{name:path}", serve_file, methods=["GET"]),
        ]
    )


class _Exchange:
    """One call and its answer."""

    def __init__(self, world: SlackWorld, request: Request) -> None:
        self.world = world
        self.request = request
        self.method: str = request.path_params["method"]
        self.asked: Asked | None = None

    async def run(self) -> Response:
        try:
            params = await read_params(self.request)
        except RefusedError as refusal:
            return self._answer(refusal)
        except ClientDisconnect:
            return Response(status_code=499)
        try:
            return await self._serve(params)
        except DroppedConnectionError:
            return await self._drop()
        except BrokenServerError:
            return HTMLResponse("<h1>Server Error</h1>", status_code=500)
        except HungUpError:
            return Response(status_code=499)

    async def _serve(self, params: Params) -> Response:
        asked = Asked(self.world, self.method, params, _base_of(self.request))
        asked.authorization = self.request.headers.get("authorization", "")
        self.asked = asked
        self.world.url = self.world.url or asked.base_url
        refusal: RefusedError | None = None
        try:
            find_asker(asked)
        except RefusedError as error:
            refusal = error
        call = Call("slack", self.method, {**_without_token(params), "(team)": asked.team_id}, self.world.now())
        calls = self.world.calls
        await calls.announce(call, "before")
        if calls.watchers and await has_hung_up(self.request):
            return Response(status_code=499)  # a watcher killed the bot: the call never arrived
        answer = self._answer(refusal) if refusal else self._answer(await self._act(asked))
        await calls.announce(call, "after")
        return answer

    async def _act(self, asked: Asked) -> Json | RefusedError:
        body: Json | RefusedError
        try:
            await self._meet("before", asked.team_id)
            self.world.rates.check(self.method, asked.team_id, self.world.now())
            scope = SCOPES.get(self.method)
            if scope and scope not in asked.installation.scopes:
                raise missing_scope(asked, scope)
            result = METHODS[self.method](asked)
            body = await result if inspect.isawaitable(result) else result
        except RefusedError as refusal:
            body = refusal
        await self._meet("after", asked.team_id)
        return body

    async def _meet(self, moment: Moment, team: str) -> None:
        fault = self.world.faults.find(self.method, moment, team)
        if fault:
            await self._wait_for(fault.happen())

    async def _wait_for(self, work: Awaitable[Any]) -> None:
        """Wait for something that may take long, unless the app hangs up."""
        task = asyncio.ensure_future(work)
        gone = asyncio.create_task(wait_for_hang_up(self.request))
        try:
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise HungUpError
            task.result()
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

    def _answer(self, result: Json | RefusedError) -> Response:
        headers: dict[str, str] = {}
        if self.asked and self.asked.is_known:
            headers["x-oauth-scopes"] = ",".join(self.asked.installation.scopes)
        if not isinstance(result, RefusedError):
            return JSONResponse({"ok": True, **result}, headers=headers)
        if result.retry_after is not None:
            headers["retry-after"] = str(result.retry_after)
        return JSONResponse(result.to_json(), status_code=result.status, headers=headers)


def _base_of(request: Request) -> str:
    """Where this server is reached, also where it is a part of another one."""
    return str(request.url.replace(path=request.scope.get("root_path", ""), query="")).rstrip("/")


def _without_token(params: Params) -> dict[str, Any]:
    return {name: value for name, value in params.values.items() if name != "token"}


async def _serve_upload(world: SlackWorld, request: Request) -> Response:
    data = await request.body()
    call = Call("slack", "(upload)", {"name": request.path_params["name"], "size": len(data)}, world.now())
    await world.calls.announce(call, "before")
    if world.calls.watchers and await has_hung_up(request):
        return Response(status_code=499)
    if not take_upload(world, request.path_params["name"], data):
        return PlainTextResponse("Bad Request", status_code=400)
    await world.calls.announce(call, "after")
    return PlainTextResponse(f"OK - {len(data)}")


def _serve_file(world: SlackWorld, request: Request) -> Response:
    """The bytes; who may not have them gets a page to sign in, as on Slack, and not an error."""
    file = world.files.get(request.path_params["file"].partition("-")[2])
    if file is None or file.deleted:
        return Response(status_code=404)
    asked = Asked(world, "files.info", Params(), _base_of(request), request.headers.get("authorization", ""))
    try:
        find_asker(asked)
    except RefusedError:
        return HTMLResponse(_LOGIN_PAGE)
    allowed = "files:read" in asked.installation.scopes and is_visible(world, file, asked.installation.bot.id)
    return Response(file.data, media_type=file.mime) if allowed else HTMLResponse(_LOGIN_PAGE)
