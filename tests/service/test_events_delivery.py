"""Deliveries at the door of a running service: what is taken, what is refused, and that neither costs the other."""

import asyncio
import base64
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.deliveries import BODY_BYTES
from bot.events import NOBODY, NOT_FOUND, SILENT, UNKNOWN_TYPE
from sandbox.flatpeak.events import SPOILT, Spoilt, headers_of, write
from tests.databases import Server, any_server, postgres_server, server, sqlite_files
from tests.service.event_stage import ANNA, EventStage, address_of, open_events

__all__ = ["any_server", "postgres_server", "server", "sqlite_files"]

SAMPLES = Path(__file__).parents[1] / "samples/events"
BODIES = {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.*.*.json"))}
REFUSED: tuple[Spoilt, ...] = tuple(kind for kind in SPOILT if kind not in ("", "old", "future"))


@pytest.fixture
async def stage(any_server: Server) -> AsyncIterator[EventStage]:
    async with open_events(any_server.migrated()) as opened:
        yield opened


async def post(stage: EventStage, body: bytes, headers: dict[str, str] | None = None, path: str = "") -> httpx.Response:
    signed = headers_of(stage.flatpeak.keys.current, body, stage.clock()) if headers is None else headers
    async with httpx.AsyncClient(timeout=10) as client:
        return await client.post(stage.webhook.address + path, content=body, headers=signed)


async def test_an_event_is_stored_and_reaches_whom_it_concerns(stage: EventStage) -> None:
    event = stage.trouble()
    assert (await stage.settled(event))[event.id] == ("noticed", "")
    assert await stage.noticed() == [(ANNA, event.id)]
    assert [a.status for a in stage.webhook.attempts] == [200]


async def test_twenty_at_once_at_two_processes_have_one_effect(server: Server) -> None:
    async with open_events(server.migrated()) as stage:
        await stage.start()
        event = stage.trouble()
        body = write(event)
        headers = headers_of(stage.flatpeak.keys.current, body, stage.clock())
        async with httpx.AsyncClient(timeout=10) as client:
            ways = [address_of(app) for app in stage.apps] * 10
            posts = [
                client.post(way, content=body, headers={**headers, "X-Request-Id": str(number)})
                for number, way in enumerate(ways)
            ]
            answers = await asyncio.gather(*posts)
        assert {answer.status_code for answer in answers} == {200}
        await stage.settled(event)
        assert await stage.noticed() == [(ANNA, event.id)]
        assert len(await stage.outcomes()) == 1


async def test_what_cannot_be_believed_is_refused_and_leaves_nothing(stage: EventStage) -> None:
    stage.webhook.held = True
    event = stage.trouble()
    assert {kind: (await stage.webhook.send(event, kind)).status for kind in REFUSED} == dict.fromkeys(REFUSED, 401)
    assert await stage.outcomes() == {}
    assert (await stage.webhook.send(event)).status == 200


@pytest.mark.parametrize("spoilt", ["old", "future"])
async def test_one_out_of_time_is_fetched_by_its_id(stage: EventStage, spoilt: Spoilt) -> None:
    stage.webhook.held = True
    event = stage.trouble()
    assert (await stage.webhook.send(event, spoilt)).status == 200
    await stage.settled(event)
    assert await stage.noticed() == [(ANNA, event.id)]
    assert len(stage.sandbox.calls.to("flatpeak", "GET /events/{id}")) == 1
    assert (await stage.webhook.send(event, spoilt)).status == 200  # and is known from then on
    assert len(stage.sandbox.calls.to("flatpeak", "GET /events/{id}")) == 1


async def test_one_out_of_time_that_flatpeak_does_not_know_has_no_effect(stage: EventStage) -> None:
    event = stage.trouble()
    await stage.settled(event)
    forged = json.loads(write(event)) | {"id": "evt_forged"}
    body = json.dumps(forged).encode()
    old = headers_of(stage.flatpeak.keys.current, body, stage.clock.now.replace(year=2025))
    assert (await post(stage, body, old)).status_code == 200
    assert (await stage.settled("evt_forged"))["evt_forged"] == ("ignored", NOT_FOUND)
    assert await stage.noticed() == [(ANNA, event.id)]


@pytest.mark.parametrize(("age_s", "fetched"), [(299, 0), (-299, 0), (300, 0), (301, 1), (-301, 1)])
async def test_the_window_has_two_sides(stage: EventStage, age_s: int, fetched: int) -> None:
    stage.webhook.held = True
    event = stage.trouble()
    body = write(event)
    headers = headers_of(stage.flatpeak.keys.current, body, stage.clock())
    stage.clock.advance(seconds=age_s)
    assert (await post(stage, body, headers)).status_code == 200
    await stage.settled(event)
    assert len(stage.sandbox.calls.to("flatpeak", "GET /events/{id}")) == fetched
    assert len(await stage.noticed()) == 1


async def test_the_window_is_a_setting(any_server: Server) -> None:
    async with open_events(any_server.migrated(), flatpeak_replay_window=30) as stage:
        stage.webhook.held = True
        event = stage.trouble()
        body = write(event)
        headers = headers_of(stage.flatpeak.keys.current, body, stage.clock())
        stage.clock.advance(seconds=31)
        await post(stage, body, headers)
        await stage.settled(event)
        assert len(stage.sandbox.calls.to("flatpeak", "GET /events/{id}")) == 1


async def test_a_clock_that_is_wrong_is_told_of(stage: EventStage) -> None:
    stage.webhook.held = True
    for _ in range(3):
        await stage.webhook.send(stage.trouble(), "future")
    async with httpx.AsyncClient() as client:
        told = (await client.get(stage.webhook.address.replace("/flatpeak/events", "/health/ready"))).json()
    assert "look at the clock" in told["warnings"][0]
    await stage.webhook.send(stage.trouble())
    assert stage.app.deliveries.warnings() == []


ODD = [
    b'{ "id" : "evt_odd",\n "type":"tariff.expired", "a":1.0, "a":2, "data":{"location_id":"%s"} }\n',
    b'{"id":"evt_odd","type":"tariff.expired","n":"\\u00e9 \xf0\x9f\x94\x8c","data":{"location_id":"%s"}}',
]


@pytest.mark.parametrize("body", ODD)
async def test_bytes_are_verified_as_they_came(stage: EventStage, body: bytes) -> None:
    whole = body.replace(b"%s", stage.place.encode())
    assert (await post(stage, whole)).status_code == 200
    assert (await stage.settled("evt_odd"))["evt_odd"] == ("noticed", "")


async def test_a_good_signature_on_no_event_is_refused_for_good(stage: EventStage) -> None:
    for body in (b"", b"[]", b"{}", b"\xff", b'{"id":"evt_1"}', b"[" * 3000):
        assert (await post(stage, body)).status_code == 400, body


async def test_what_is_too_long_is_not_read(stage: EventStage) -> None:
    long = b"[" + b" " * BODY_BYTES + b"]"
    assert (await post(stage, long)).status_code == 413
    headers = headers_of(stage.flatpeak.keys.current, b"{}", stage.clock())
    written = 0

    async def drip() -> AsyncIterator[bytes]:
        nonlocal written
        while written < 50 * BODY_BYTES:
            written += 65536
            yield b" " * 65536

    with contextlib.suppress(httpx.WriteError, httpx.ReadError):  # the connection was closed while we still wrote
        async with httpx.AsyncClient(timeout=10) as client:
            assert (await client.post(stage.webhook.address, content=drip(), headers=headers)).status_code == 413
    assert written < 40 * BODY_BYTES


HEADERS: list[dict[str, Any]] = [
    {},
    {"Flatpeak-Signature": ""},
    *({"Flatpeak-Signature": x} for x in ("garbage", "v1", "v1,@@@", "v1=@@@", "v1=" + "A" * 10_000, b"v1=\xff\xfe")),
    *({"Flatpeak-Timestamp": x} for x in ("abc", "-5", "9" * 30, "", b"\xc3\xa9")),
    *({"Flatpeak-Key-ID": x} for x in ("", "../../etc", b"\xf0\x9f", "x" * 9000)),
    {"Flatpeak-Signature-Scheme": "v9"},
]


async def test_malformed_headers_are_never_our_fault(stage: EventStage) -> None:
    good = headers_of(stage.flatpeak.keys.current, b"{}", stage.clock())
    async with httpx.AsyncClient() as client:
        for changed in HEADERS:
            headers = {**good, **changed} if changed else {}
            raw = [(k.encode(), v if isinstance(v, bytes) else v.encode()) for k, v in headers.items()]
            answer = await client.post(stage.webhook.address, content=b"{}", headers=raw)
            assert 400 <= answer.status_code < 500, changed
    assert (await stage.webhook.send(stage.trouble())).status == 200


async def test_neither_a_slash_nor_another_method_redirects(stage: EventStage) -> None:
    body = write(stage.trouble())
    assert (await post(stage, body, path="/")).status_code == 200
    async with httpx.AsyncClient() as client:
        assert (await client.get(stage.webhook.address)).status_code == 405


async def test_the_check_vector_is_known_by_its_own_key_only(stage: EventStage) -> None:
    vector = json.loads((SAMPLES / "signature_vector.json").read_text())
    answer = await post(stage, base64.b64decode(vector["body_base64"]), vector["headers"])
    assert answer.status_code == 401


async def test_every_sample_is_taken(stage: EventStage) -> None:
    reasons = {}
    for name, body in BODIES.items():
        assert (await post(stage, body)).status_code == 200
        id_ = json.loads(body)["id"]
        outcome, reasons[name] = (await stage.settled(id_))[id_]
        assert outcome == "ignored"
        assert (await post(stage, body)).status_code == 200
    assert {name for name, reason in reasons.items() if reason == UNKNOWN_TYPE} == {"unknown.type.anode"}
    assert {name.split(".")[0] for name, reason in reasons.items() if reason == SILENT} == {
        "customer",
        "device",
        "location",
    }
    assert set(reasons.values()) == {UNKNOWN_TYPE, SILENT, NOBODY}
    assert len(await stage.read("SELECT id FROM events")) == len(BODIES)
    assert len(await stage.read("SELECT id FROM events WHERE length(body) > 0")) == 1  # the unknown one is kept


async def test_a_key_is_rotated_without_an_outage(stage: EventStage) -> None:
    stage.webhook.held = True
    stage.app._keys._clock = lambda: stage.clock().timestamp()
    old = stage.trouble()
    assert (await stage.webhook.send(old)).status == 200
    stage.clock.advance(minutes=10)
    in_flight = stage.webhook.sign(write(stage.trouble()))
    stage.flatpeak.keys.rotate()
    assert (await stage.webhook.send(stage.trouble())).status == 200
    assert (await stage.webhook.post("", *in_flight)).status == 200
    assert stage.flatpeak.keys.reads == 2
    stage.flatpeak.keys.down = True
    stage.clock.advance(hours=30)
    assert (await stage.webhook.send(stage.trouble())).status == 200  # known keys stay good
    refused = await stage.webhook.send(stage.trouble(), "unknown_key")
    assert (refused.status, refused.retry_after) == (503, "30")


async def test_a_flood_does_not_slow_the_good_ones(stage: EventStage) -> None:
    stage.webhook.held = True
    first = stage.trouble()
    await stage.webhook.send(first)
    flood = asyncio.ensure_future(stage.webhook.flood(first, REFUSED, 600))
    slowest = 0.0
    for _ in range(20):
        began = time.monotonic()
        assert (await stage.webhook.send(stage.trouble())).status == 200
        slowest = max(slowest, time.monotonic() - began)
    answers = await flood
    assert {answer.status for answer in answers} == {401}
    assert slowest < 5
    assert stage.flatpeak.keys.reads <= 2
    assert len(await stage.outcomes()) == 21


async def test_slow_keys_hold_nobody_else_up(stage: EventStage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.connect.jwks.WAIT_S", 0.5)
    stage.webhook.held = True
    gate = asyncio.Event()

    async def wait(_: float) -> None:
        await gate.wait()

    stage.flatpeak.sleep, stage.flatpeak.keys.delay_s = wait, 60
    waiting = asyncio.ensure_future(stage.webhook.send(stage.trouble()))
    async with httpx.AsyncClient() as client:
        live = await client.get(stage.webhook.address.replace("/flatpeak/events", "/health/live"))
        assert live.status_code == 200
    assert (await waiting).status == 503
    gate.set()
    while stage.app._keys._asking:
        await asyncio.wait([stage.app._keys._asking])
    assert (await stage.webhook.send(stage.trouble())).status == 200


async def test_without_a_database_it_is_sent_again(stage: EventStage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.webhook.held = True
    event, write_unit = stage.trouble(), stage.app.house.db.write

    async def broken(unit: Any) -> Any:
        raise OSError("no disk")

    monkeypatch.setattr(stage.app.house.db, "write", broken)
    refused = await stage.webhook.send(event)
    assert (refused.status, refused.retry_after) == (503, "30")
    monkeypatch.setattr(stage.app.house.db, "write", write_unit)
    assert (await stage.webhook.send(event)).status == 200
    await stage.settled(event)
    assert len(await stage.noticed()) == 1


@pytest.mark.parametrize("spoilt", ["unsigned", "no_headers"])
async def test_unsigned_events_are_taken_where_a_setting_says_so_and_each_is_fetched(
    any_server: Server, spoilt: Spoilt, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_events(any_server.migrated(), flatpeak_unsigned_events=True) as stage:
        assert "FLATPEAK_UNSIGNED_EVENTS is on" in caplog.text
        async with httpx.AsyncClient() as client:
            told = (await client.get(stage.webhook.address.replace("/flatpeak/events", "/health/ready"))).json()
        assert "FLATPEAK_UNSIGNED_EVENTS is on" in told["warnings"][0]
        stage.webhook.held = True
        event = stage.trouble()
        assert (await stage.webhook.send(event, spoilt)).status == 200
        lie = json.dumps({**json.loads(write(event)), "id": "evt_lie"}).encode()
        assert (await post(stage, lie, {})).status_code == 200
        outcomes = await stage.settled(event, "evt_lie")
        assert outcomes == {event.id: ("noticed", ""), "evt_lie": ("ignored", NOT_FOUND)}
        assert await stage.noticed() == [(ANNA, event.id)]
        assert (await stage.webhook.send(stage.trouble(), "wrong_key")).status == 401
