"""The page's HTTP side: three files, one stream of what changed, and what a customer can do."""

import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.flatpeak.world import World
from sandbox.page.acts import ACTS, change_flatpeak
from sandbox.page.view import show_world
from sandbox.telegram import TelegramWorld

FOLDER = Path(__file__).parent
STATIC_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PING_S = 15.0
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def create_page(telegram: TelegramWorld, flatpeak: World | None = None) -> Starlette:
    """The page of one world, to be mounted at /."""
    page = _Page(telegram, flatpeak)
    return Starlette(
        routes=[
            Route("/", page.show),
            Route("/page/events", page.stream),
            Route("/page/files/{id}", page.send_file),
            Route("/page/people", page.add_person, methods=["POST"]),
            Route("/page/people/{id:int}/{act}", page.act, methods=["POST"]),
            Route("/page/flatpeak/{act}", page.change_flatpeak, methods=["POST"]),
            Route("/static/{name}", page.send_static),
        ],
        middleware=[Middleware(_Guard)],
    )


class _Page:
    def __init__(self, telegram: TelegramWorld, flatpeak: World | None) -> None:
        self.world = telegram
        self.flatpeak = flatpeak
        self.boot = secrets.token_hex(4)  # a page that outlives the process starts anew

    async def show(self, request: Request) -> Response:
        return FileResponse(FOLDER / "page.html", media_type="text/html; charset=utf-8")

    async def send_static(self, request: Request) -> Response:
        path = FOLDER / request.path_params["name"]
        if path.suffix not in STATIC_TYPES or path.parent != FOLDER or not path.is_file():
            return Response(status_code=404)
        headers = {"Cache-Control": "no-cache"}
        return FileResponse(path, media_type=STATIC_TYPES[path.suffix], headers=headers)

    async def stream(self, request: Request) -> Response:
        if not self.world.people:
            self.world.person(first_name="Alex", language_code="en")
        boot, _, count = request.headers.get("last-event-id", "").partition(":")
        since = int(count) if boot == self.boot and count.isdigit() else -1
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(since), media_type="text/event-stream", headers=headers)

    async def _events(self, since: int) -> AsyncIterator[str]:
        while True:
            count = self.world.changes.count
            view = json.dumps(show_world(self.world, since), ensure_ascii=False)
            yield f"id: {self.boot}:{count}\ndata: {view}\n\n"
            since = count
            while not await self.world.changes.wait(since, PING_S):
                yield ": still here\n\n"

    async def send_file(self, request: Request) -> Response:
        file = self.world.files.by_id.get(request.path_params["id"])
        if file is None:
            return Response(status_code=404)
        shown = file.mime in {"image/png", "image/jpeg"}
        headers = {"Content-Disposition": "inline" if shown else "attachment", "Cache-Control": "max-age=3600"}
        media_type = file.mime if shown else "application/octet-stream"
        return Response(file.data, media_type=media_type, headers=headers)

    async def add_person(self, request: Request) -> Response:
        body = await _read_json(request)
        name = str(body.get("name", "")).strip()[:64] or "Customer"
        language = str(body.get("language", "")).strip()[:12] or None
        return JSONResponse({"id": self.world.person(first_name=name, language_code=language).id})

    async def act(self, request: Request) -> Response:
        person = self.world.people.get(request.path_params["id"])
        act = ACTS.get(request.path_params["act"])
        if person is None or act is None:
            return _refuse(404, "no such customer or act")
        try:
            return JSONResponse(await act(person, await _read_json(request)))
        except (KeyError, IndexError, ValueError, RuntimeError) as error:
            return _refuse(400, str(error))

    async def change_flatpeak(self, request: Request) -> Response:
        if self.flatpeak is None:
            return _refuse(404, "no FlatPeak in this sandbox")
        try:
            return JSONResponse(change_flatpeak(self.flatpeak, request.path_params["act"]))
        except KeyError as error:
            return _refuse(404, str(error))


class _Guard:
    """Only the page itself may act; nothing else may be loaded into it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", CONTENT_POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        if scope["type"] == "http" and _is_foreign(Request(scope)):
            await _refuse(403, "this page acts only for itself")(scope, receive, send)
        else:
            await self.app(scope, receive, send_guarded)


def _is_foreign(request: Request) -> bool:
    """A write from another site: other origin, or a body that needs no permission to be sent."""
    if request.method in {"GET", "HEAD"}:
        return False
    origin = request.headers.get("origin")
    kind = request.headers.get("content-type", "").partition(";")[0]
    same = origin is None or origin.partition("://")[2] == request.headers.get("host")
    return not same or kind != "application/json"


async def _read_json(request: Request) -> dict[str, Any]:
    body = await request.json()
    if not isinstance(body, dict):
        raise ValueError("send a JSON object")
    return body


def _refuse(status: int, message: str) -> JSONResponse:
    return JSONResponse({"message": message}, status)
