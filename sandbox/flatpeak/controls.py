"""The switches over HTTP, for the sandbox's own page; nothing here belongs to FlatPeak."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import cast, get_args

from starlette.requests import Request
from starlette.responses import Response

from sandbox.flatpeak import vpp
from sandbox.flatpeak.changing import change_prices
from sandbox.flatpeak.generations import GENERATIONS, choose_generation
from sandbox.flatpeak.objects import Json
from sandbox.flatpeak.views import view_event
from sandbox.flatpeak.wire import JSON_TYPE, read_plain, write_json
from sandbox.flatpeak.world import TariffTrouble, World


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

    async def generation(self, request: Request) -> Response:
        """`{"name"}`: what the accounts speak by default; asked without a body, which they are."""
        return await self._do(request, self._speak) if request.method == "POST" else _answer(200, self._spoken())

    async def vpp(self, request: Request) -> Response:
        """`{"location_id", "state"}`: a participation goes on, to this state or to the next on its way."""
        return await self._do(request, self._participate)

    async def finish_pending(self, request: Request) -> Response:
        """`{"location_id", "ok"}`."""
        return await self._do(request, self._finish)

    async def expire(self, request: Request) -> Response:
        """`{"connect_token"}`."""
        return await self._do(request, self._expire)

    async def event(self, request: Request) -> Response:
        """`{"location_id", "type", "slot", "shape"}`: something happens at a location."""
        return await self._do(request, self._happen)

    async def prices(self, request: Request) -> Response:
        """`{"location_id", "costs", "day", "slot"}`: prices as texts, in force from a local day on."""
        return await self._do(request, self._reprice)

    async def webhook(self, request: Request) -> Response:
        """`{"address", "copies", "held"}`: where events are delivered, and how."""
        return await self._do(request, self._deliver)

    async def rotate(self, request: Request) -> Response:
        """`{"keep_old"}`: sign with a new key."""
        return await self._do(request, self._rotate)

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

    def _spoken(self) -> Json:
        return {"name": self.world.generation.name, "names": [one.name for one in GENERATIONS]}

    def _speak(self, body: Json) -> Json:
        found = choose_generation(str(body["name"]))
        if found is None:
            raise ValueError(f"no generation {body['name']}")
        self.world.generation = found
        return self._spoken()

    def _participate(self, body: Json) -> Json:
        place = str(body["location_id"])
        if "state" in body:
            vpp.move(self.world, place, str(body["state"]))
        else:
            vpp.advance(self.world, place)
        return {"state": self.world.participations[place].state}

    def _finish(self, body: Json) -> Json:
        return {"slots": self.world.finish_pending(str(body["location_id"]), bool(body.get("ok", True)))}

    def _expire(self, body: Json) -> Json:
        self.world.expire(str(body["connect_token"]))
        return {"expired": True}

    def _happen(self, body: Json) -> Json:
        place, type_, world = str(body["location_id"]), str(body["type"]), self.world
        if type_ in get_args(TariffTrouble):
            slot, shape = body.get("slot", "commodity_import"), body.get("shape", "anode")
            event = world.trouble(place, cast(TariffTrouble, type_), slot, shape)
        else:
            event = world.touch(place, body.get("shape", "anode"), type_)
        return view_event(event)

    def _reprice(self, body: Json) -> Json:
        costs, day = tuple(map(_cost, body["costs"])), date.fromisoformat(str(body["day"]))
        slot = body.get("slot", "commodity_import")
        return view_event(change_prices(self.world, str(body["location_id"]), costs, day, slot))

    def _deliver(self, body: Json) -> Json:
        webhook = self.world.webhook
        webhook.address = str(body.get("address", webhook.address))
        webhook.copies = int(body.get("copies", webhook.copies))
        webhook.held = bool(body.get("held", webhook.held))
        if not webhook.held:
            webhook.release()
        return {"address": webhook.address, "copies": webhook.copies, "held": webhook.held}

    def _rotate(self, body: Json) -> Json:
        return {"key": self.world.keys.rotate(keep_old=bool(body.get("keep_old", True))).id}


def _cost(told: object) -> Decimal:
    try:
        return Decimal(str(told))
    except InvalidOperation:
        raise ValueError(f"no price: {told}") from None


def _answer(status: int, body: Json) -> Response:
    return Response(write_json(body), status, media_type=JSON_TYPE)
