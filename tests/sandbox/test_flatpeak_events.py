"""The emulator's events: signed as documented, delivered at the documented times, spoilt in every way."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.flatpeak.events import RETRY_AT, Webhook
from sandbox.flatpeak.objects import Event
from sandbox.flatpeak.telling import LIFECYCLE_SHAPES, LOCATION_SHAPES, SESSION_SHAPES
from sandbox.flatpeak.world import World
from sandbox.local import LocalServer
from tests.sandbox.flatpeak_lab import NOW, URL, Lab, open_lab, read_sample
from tests.sandbox.test_flatpeak_shapes import shape_of


@dataclass
class Listener:
    """What our side of the webhook got; `statuses` are answered in turn, then 200."""

    got: list[tuple[httpx.Headers, bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        self.got.append((httpx.Headers(request.headers.raw), await request.body()))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Desk:
    """A world that delivers to a listener."""

    world: World
    listener: Listener
    clock: Clock

    @property
    def webhook(self) -> Webhook:
        return self.world.webhook

    def emit(self, type_: str = "tariff.expiring", **data: Any) -> Event:
        return self.world.emit("acc_sandbox", type_, {"location_id": "loc_1", **data})

    async def attempts(self, count: int) -> list[int]:
        """The statuses so far, once there are so many."""
        while len(self.webhook.attempts) < count:
            await self.webhook.changes.wait(self.webhook.changes.count, 5)
        return [attempt.status for attempt in self.webhook.attempts]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    listener, clock = Listener(), Clock()
    server = LocalServer()
    server.bind()
    await server.serve(Starlette(routes=[Route("/hook", listener.take, methods=["POST"])]))
    world = World(clock)
    world.webhook.address = f"{server.url}/hook"
    yield Desk(world, listener, clock)
    await world.webhook.aclose()
    await server.close()


def verify(headers: httpx.Headers, body: bytes, key: dict[str, str]) -> None:
    """The documented steps. Raises InvalidSignature."""
    n, e = (int.from_bytes(base64.urlsafe_b64decode(key[part] + "==")) for part in ("n", "e"))
    signature = base64.urlsafe_b64decode(headers["Flatpeak-Signature"].removeprefix("v1=") + "==")
    assert len(signature) == 256
    message = headers["Flatpeak-Timestamp"].encode() + b"." + body
    RSAPublicNumbers(e, n).public_key().verify(signature, message, PSS(MGF1(SHA256()), 32), SHA256())


async def test_a_delivery_is_signed_as_documented(desk: Desk) -> None:
    event = desk.emit(name="Glimtvägen ⚡")
    await desk.attempts(1)
    ((headers, body),) = desk.listener.got
    verify(headers, body, desk.world.keys.current.view())
    assert set(read_sample("events/delivery_headers.signed.json")) <= {
        name.title().replace("-Id", "-ID") for name in headers
    }
    assert headers["Flatpeak-Key-ID"] == desk.world.keys.current.id
    assert datetime.fromtimestamp(int(headers["Flatpeak-Timestamp"]), UTC) == NOW.replace(microsecond=0)
    assert json.loads(body)["id"] == event.id
    assert "ä".encode() in body


async def test_what_is_not_taken_is_repeated_at_the_documented_times(desk: Desk) -> None:
    desk.listener.statuses = [500, 302, 404, 500, 503, 429]
    desk.emit()
    for number, after_s in enumerate(RETRY_AT):
        desk.clock.now = NOW + timedelta(seconds=after_s)
        desk.webhook.clock_moved()
        assert len(await desk.attempts(number + 1)) == number + 1
    assert [a.status for a in desk.webhook.attempts] == [500, 302, 404, 500, 503, 429]
    assert [(a.at - NOW).total_seconds() for a in desk.webhook.attempts] == [0, 30, 3600, 21600, 43200, 86400]
    while desk.webhook.under_way:
        await desk.webhook.changes.wait(desk.webhook.changes.count, 0.01)
    assert len(desk.listener.got) == 6


async def test_once_taken_it_is_not_repeated(desk: Desk) -> None:
    desk.listener.statuses = [503, 204]
    desk.emit()
    await desk.attempts(1)
    desk.clock.now += timedelta(days=3)
    desk.webhook.clock_moved()
    assert await desk.attempts(2) == [503, 204]
    while desk.webhook.under_way:
        await desk.webhook.changes.wait(desk.webhook.changes.count, 0.01)


async def test_events_come_double_and_out_of_order(desk: Desk) -> None:
    desk.webhook.copies, desk.webhook.held = 3, True
    ids = [desk.emit(number=number).id for number in range(3)]
    assert desk.listener.got == []
    desk.webhook.release("reversed")
    await desk.attempts(9)
    found = [json.loads(body)["id"] for _, body in desk.listener.got]
    assert sorted(found) == sorted(ids * 3)
    assert found.index(ids[2]) < found.index(ids[0])


async def test_only_types_that_are_asked_for_are_delivered(desk: Desk) -> None:
    desk.webhook.types = frozenset({"tariff.expired"})
    desk.emit("location.update")
    desk.emit("tariff.expired")
    await desk.attempts(1)
    assert [json.loads(body)["type"] for _, body in desk.listener.got] == ["tariff.expired"]


@pytest.mark.parametrize(
    "spoilt",
    [
        "unsigned",
        "no_headers",
        "wrong_salt",
        "reserialised",
        "changed",
        "unknown_key",
        "wrong_key",
        "twice",
        "other_scheme",
    ],
)
async def test_a_spoilt_delivery_cannot_be_verified(desk: Desk, spoilt: Any) -> None:
    event = desk.emit()
    await desk.attempts(1)
    await desk.webhook.send(event, spoilt)
    headers, body = desk.listener.got[-1]
    if spoilt in ("unsigned", "no_headers"):
        assert headers.get("Flatpeak-Signature", "none") == "none"
        assert "Flatpeak-Key-ID" not in headers
        return
    published = {key.id: key.view() for key in desk.world.keys.published}
    if spoilt == "unknown_key":
        assert headers["Flatpeak-Key-ID"] not in published
    elif spoilt in ("twice", "other_scheme"):
        assert not headers["Flatpeak-Signature"].startswith("v1=") or " " in headers["Flatpeak-Signature"]
    else:
        with pytest.raises(InvalidSignature):
            verify(headers, body, published[headers["Flatpeak-Key-ID"]])
    if spoilt == "reserialised":
        assert json.loads(body) == json.loads(desk.listener.got[0][1])


@pytest.mark.parametrize(("spoilt", "moved_s"), [("old", -3600), ("future", 3600)])
async def test_one_that_is_out_of_time_is_signed_well(desk: Desk, spoilt: Any, moved_s: int) -> None:
    await desk.webhook.send(desk.emit(), spoilt)
    headers, body = next(x for x in desk.listener.got if int(x[0]["Flatpeak-Timestamp"]) != int(NOW.timestamp()))
    verify(headers, body, desk.world.keys.current.view())
    assert int(headers["Flatpeak-Timestamp"]) == int(NOW.timestamp()) + moved_s


async def test_a_flood_has_a_strange_key_each_time(desk: Desk) -> None:
    event = desk.emit()
    answers = await desk.webhook.flood(event, ["unknown_key"], 20)
    assert [a.status for a in answers] == [200] * 20
    assert len({headers["Flatpeak-Key-ID"] for headers, _ in desk.listener.got}) == 21


async def test_keys_are_published_rotated_and_withheld() -> None:
    async with open_lab() as lab:
        keys = lab.world.keys
        first = (await lab.get("/jwks.json")).json()["keys"]
        assert [key["kid"] for key in first] == [keys.current.id]
        assert set(first[0]) == set(read_sample("events/signature_vector.json")["jwks"]["keys"][0])
        rotated = await lab.http.post(f"{URL}/_sandbox/rotate", json={})
        assert rotated.json() == {"key": keys.current.id}
        assert len((await lab.get("/jwks.json")).json()["keys"]) == 2
        keys.rotate(keep_old=False)
        assert [key["kid"] for key in (await lab.get("/jwks.json")).json()["keys"]] == [keys.current.id]
        keys.down = True
        assert (await lab.get("/jwks.json")).status_code == 503
        assert keys.reads == 4


async def data_of(lab: Lab, event: Event) -> dict[str, Any]:
    data: dict[str, Any] = (await lab.get(f"/events/{event.id}")).json()["data"]
    return data


async def test_every_shape_of_the_documents_can_be_had() -> None:
    async with open_lab() as lab:
        dialogue = await lab.connect_fixed()
        place, session = lab.location_of(dialogue), lab.world.session(dialogue.token)
        for shape, sample in zip(LIFECYCLE_SHAPES, ("anode", "zero", "lifecycle_early", "early_2024"), strict=True):
            told = await data_of(lab, lab.world.trouble(place, "tariff.expired", shape=shape))
            assert shape_of(told) == shape_of(read_sample(f"events/tariff.expired.{sample}.json")["data"]), shape
        for kind, spelling in (("anode", "connect_session.complete"), ("anode", "connect.session.complete")):
            told = await data_of(lab, lab.world.complete(session, type_=spelling))
            assert shape_of(told) == shape_of(read_sample(f"events/{spelling}.{kind}.json")["data"])
        minimal = await data_of(lab, lab.world.complete(session, "minimal"))
        assert shape_of(minimal) == shape_of(read_sample("events/connect_session.complete.minimal.json")["data"])
        for one in SESSION_SHAPES:
            assert await data_of(lab, lab.world.complete(session, one))
        for each in LOCATION_SHAPES:
            told = await data_of(lab, lab.world.touch(place, each))
            sample = read_sample(f"events/location.update.{'misspelt' if each == 'ids' else each}.json")["data"]
            assert set(told) == set(sample), each


async def test_it_can_be_done_over_http(desk: Desk) -> None:
    async with open_lab() as lab:
        place = lab.location_of(await lab.connect_fixed())
        lab.world.webhook.held = True
        control = f"{URL}/_sandbox"
        await lab.http.post(f"{control}/webhook", json={"address": desk.webhook.address, "held": True})
        told = await lab.http.post(f"{control}/event", json={"location_id": place, "type": "tariff.expired"})
        assert told.json()["data"]["location_id"] == place
        odd = {"location_id": place, "type": "locaiton.update", "shape": "ids"}
        assert (await lab.http.post(f"{control}/event", json=odd)).json()["type"] == "locaiton.update"
        assert (await lab.http.post(f"{control}/event", json={"location_id": "loc_x", "type": "x"})).status_code == 400
        await lab.http.post(f"{control}/webhook", json={"held": False})
        while len(lab.world.webhook.attempts) < 2:
            await lab.world.webhook.changes.wait(lab.world.webhook.changes.count, 5)
        assert {json.loads(body)["type"] for _, body in desk.listener.got} == {"tariff.expired", "locaiton.update"}
        await lab.world.webhook.aclose()


async def test_nobody_is_there() -> None:
    world = World(Clock())
    world.webhook.address = "http://127.0.0.1:9/hook"
    attempt = await world.webhook.send(world.emit("acc_sandbox", "tariff.expired", {}))
    assert attempt.status == 0
    await world.webhook.aclose()
