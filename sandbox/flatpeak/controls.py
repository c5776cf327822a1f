"""The switches over HTTP, for the sandbox's own page; nothing here belongs to FlatPeak."""

from collections.abc import Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from sandbox.flatpeak.objects import Json
from sandbox.flatpeak.wire import JSON_TYPE, read_plain, write_json
from sandbox.flatpeak.world import World


class Controls:
    """JSON in, JSON out; 400 with a sentence for what cannot be done."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def show(self, _: Request) -> Response:
        """All switches and waiting faults."""
        return _answer(200, asdict(self.world.scenario))

    async def change(self, request: Request) -> Response:
        """Set the switches that are named."""
        return await self._do(request, self._change)

    async def finish_pending(self, request: Request) -> Response:
        """`{"location_id", "ok"}`."""
        return await self._do(request, self._finish)

    async def expire(self, request: Request) -> Response:
        """`{"connect_token"}`."""
        return await self._do(request, self._expire)

    async def _do(self, request: Request, act: Callable[[Json], Json]) -> Response:
        body = read_plain(await request.body())
        try:
            if not isinstance(body, dict):
                raise ValueError("send a JSON object")
            return _answer(200, act(body))
        except KeyError as error:
            return _answer(400, {"message": f"missing or unknown: {error.args[0]}"})
        except (TypeError, ValueError) as error:
            return _answer(400, {"message": str(error)})

    def _change(self, body: Json) -> Json:
        self.world.scenario.update(body)
        return asdict(self.world.scenario)

    def _finish(self, body: Json) -> Json:
        return {"slots": self.world.finish_pending(str(body["location_id"]), bool(body.get("ok", True)))}

    def _expire(self, body: Json) -> Json:
        self.world.expire(str(body["connect_token"]))
        return {"expired": True}


def _answer(status: int, body: Json) -> Response:
    return Response(write_json(body), status, media_type=JSON_TYPE)
