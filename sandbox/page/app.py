"""The page's HTTP side: its files, one stream of what changed, and what a customer can do."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.flatpeak.world import World
from sandbox.page.acts import ACTS, change_flatpeak
from sandbox.page.answers import read_json, refuse
from sandbox.page.feed import Feed, Source
from sandbox.page.guard import Guard
from sandbox.page.slack.app import list_routes
from sandbox.page.slack.view import Show
from sandbox.page.view import show_world
from sandbox.slack.platform import Platform
from sandbox.telegram import TelegramWorld

FOLDER = Path(__file__).parent
FOLDERS = (FOLDER, FOLDER / "slack")
STATIC_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def create_page(telegram: TelegramWorld, slack: Platform, flatpeak: World | None = None) -> Starlette:
    """The page of these worlds, to be mounted at /."""
    page = _Page(telegram, slack, flatpeak)
    return Starlette(
        routes=[
            Route("/", page.show),
            Route("/page/events", page.stream),
            Route("/page/files/{id}", page.send_file),
            Route("/page/people", page.add_person, methods=["POST"]),
            Route("/page/people/{id:int}/{act}", page.act, methods=["POST"]),
            Route("/page/flatpeak/{act}", page.change_flatpeak, methods=["POST"]),
            *list_routes(slack),
            Route("/static/{name:path}", page.send_static),
        ],
        middleware=[Middleware(Guard)],
    )


class _Page:
    def __init__(self, telegram: TelegramWorld, slack: Platform, flatpeak: World | None) -> None:
        self.world = telegram
        self.flatpeak = flatpeak
        self.feed = Feed(
            Source("phones", telegram.changes, lambda since: show_world(telegram, since)),
            Source("slack", slack.world.changes, Show(slack).describe),
        )

    async def show(self, request: Request) -> Response:
        return FileResponse(FOLDER / "page.html", media_type="text/html; charset=utf-8")

    async def send_static(self, request: Request) -> Response:
        path = FOLDER / request.path_params["name"]
        if path.suffix not in STATIC_TYPES or path.parent not in FOLDERS or not path.is_file():
            return Response(status_code=404)
        headers = {"Cache-Control": "no-cache"}
        return FileResponse(path, media_type=STATIC_TYPES[path.suffix], headers=headers)

    async def stream(self, request: Request) -> Response:
        if not self.world.people:
            self.world.person(first_name="Alex", language_code="en")
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        events = self.feed.follow(request.headers.get("last-event-id", ""))
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    async def send_file(self, request: Request) -> Response:
        file = self.world.files.by_id.get(request.path_params["id"])
        if file is None:
            return Response(status_code=404)
        shown = file.mime in {"image/png", "image/jpeg"}
        headers = {"Content-Disposition": "inline" if shown else "attachment", "Cache-Control": "max-age=3600"}
        media_type = file.mime if shown else "application/octet-stream"
        return Response(file.data, media_type=media_type, headers=headers)

    async def add_person(self, request: Request) -> Response:
        body = await read_json(request)
        name = str(body.get("name", "")).strip()[:64] or "Customer"
        language = str(body.get("language", "")).strip()[:12] or None
        return JSONResponse({"id": self.world.person(first_name=name, language_code=language).id})

    async def act(self, request: Request) -> Response:
        person = self.world.people.get(request.path_params["id"])
        act = ACTS.get(request.path_params["act"])
        if person is None or act is None:
            return refuse(404, "no such customer or act")
        try:
            return JSONResponse(await act(person, await read_json(request)))
        except (KeyError, IndexError, ValueError, RuntimeError) as error:
            return refuse(400, str(error))

    async def change_flatpeak(self, request: Request) -> Response:
        if self.flatpeak is None:
            return refuse(404, "no FlatPeak in this sandbox")
        try:
            return JSONResponse(change_flatpeak(self.flatpeak, request.path_params["act"]))
        except KeyError as error:
            return refuse(404, str(error))
