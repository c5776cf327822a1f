"""The Slack window's HTTP side: its files, its people, and what they do."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.page.answers import read_json, refuse
from sandbox.page.slack.acts import ACTS, add_person
from sandbox.page.slack.view import PICTURES
from sandbox.slack.platform import Platform


def list_routes(platform: Platform) -> list[Route]:
    """All under /page/slack."""
    desk = _Desk(platform)
    return [
        Route("/page/slack/files/{id}", desk.send_file),
        Route("/page/slack/people", desk.add_person, methods=["POST"]),
        Route("/page/slack/people/{id}/{act}", desk.act, methods=["POST"]),
    ]


class _Desk:
    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def send_file(self, request: Request) -> Response:
        file = self.platform.world.files.get(request.path_params["id"])
        if file is None or file.deleted:
            return Response(status_code=404)
        shown = file.mime in PICTURES
        headers = {"Content-Disposition": "inline" if shown else "attachment", "Cache-Control": "max-age=3600"}
        return Response(file.data, media_type=file.mime if shown else "application/octet-stream", headers=headers)

    async def add_person(self, request: Request) -> Response:
        return JSONResponse({"id": add_person(self.platform, await read_json(request)).id})

    async def act(self, request: Request) -> Response:
        user = self.platform.world.users.get(request.path_params["id"])
        act = ACTS.get(request.path_params["act"])
        if user is None or user.is_bot or act is None:
            return refuse(404, "no such person or act")
        try:
            return JSONResponse(await act(self.platform.person(user), await read_json(request)))
        except (LookupError, ValueError, RuntimeError) as error:
            return refuse(400, str(error.args[0] if error.args else error))
