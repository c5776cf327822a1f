"""The switches: what goes wrong, for how many calls, and what was done nevertheless."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.calls import Calls
from sandbox.flatpeak.scenario import Scenario
from sandbox.flatpeak.world import World
from sandbox.local import LocalServer
from tests.sandbox.flatpeak_lab import URL, Dialogue, Lab, mount, open_lab
from tests.sandbox.flatpeak_pages import PAGES


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as lab:
        yield lab


async def press(lab: Lab, dialogue: Dialogue) -> httpx.Response:
    """An answer with an effect that can be seen: on to the name of the provider."""
    return await lab.post({"connect_token": dialogue.token, "route": "provider_select", "action": "PROVIDER_MISSING"})


async def route_now(dialogue: Dialogue) -> str:
    return str((await dialogue.start())["route"])


@pytest.mark.parametrize(("kind", "status"), [("down", 503), ("server_error", 500), ("rate_limit", 429)])
async def test_a_refused_call_has_no_effect(lab: Lab, kind: Any, status: int) -> None:
    dialogue = await lab.begin()
    lab.world.scenario.fail(kind)
    answer = await press(lab, dialogue)
    assert answer.status_code == status
    assert await route_now(dialogue) == "provider_select"
    assert lab.world.session(dialogue.token).accepted == []
    assert "Retry-After" not in answer.headers


async def test_the_refusals_have_their_documented_bodies(lab: Lab) -> None:
    dialogue = await lab.begin()
    for kind in ("down", "server_error", "rate_limit"):
        lab.world.scenario.fail(kind)
        body = (await press(lab, dialogue)).json()
        if kind == "down":
            assert body == {"message": "Service Unavailable"}
        else:
            assert (body["type"], body["code"]) == {
                "server_error": ("connect_error", "server_error"),
                "rate_limit": ("rate_limit", "rate_limited"),
            }[kind]


@pytest.mark.parametrize("kind", ["html", "truncated", "empty", "no_data", "unknown_route", "error_page"])
async def test_a_spoilt_reply_has_its_effect(lab: Lab, kind: Any) -> None:
    dialogue = await lab.begin()
    lab.world.scenario.fail(kind)
    answer = await press(lab, dialogue)
    assert answer.status_code == 200
    match kind:
        case "html":
            assert answer.headers["Content-Type"].startswith("text/html")
        case "empty":
            assert answer.content == b""
        case "truncated":
            with pytest.raises(json.JSONDecodeError):
                answer.json()
        case "no_data":
            assert "data" not in answer.json()
        case "unknown_route":
            assert answer.json()["route"] == "meter_photo_capture"
        case _:
            assert answer.json()["route"] == "error"
            assert answer.json()["error_code"]
    assert await route_now(dialogue) == "provider_name_capture"
    assert len(lab.world.session(dialogue.token).accepted) == 1


async def test_a_page_under_an_unknown_name_takes_its_actions(lab: Lab) -> None:
    dialogue = await lab.begin()
    lab.world.scenario.fail("unknown_route")
    dialogue.page = (await press(lab, dialogue)).json()
    assert (await dialogue.act("BACK"))["route"] == "provider_select"
    assert (await dialogue.refuse(route="meter_photo_capture", action="BACK"))["code"] == "data_json_invalid"


async def test_a_slow_call_is_waited_for() -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    world = World(sleep=sleep)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=mount(world, Calls()))) as http:
        world.scenario.fail("slow", "rest", delay_s=7.5)
        assert (await http.get(f"{URL}/login", auth=("acc_sandbox", "sk_test_1"))).status_code == 200
        world.scenario.fail("slow", delay_s=2)
        await http.post(f"{URL}/connect", json={})
    assert waited == [7.5, 2]


async def test_a_dropped_connection_leaves_its_effect() -> None:
    world, server = World(), LocalServer()
    server.bind()
    url = f"{server.url}/flatpeak"
    await server.serve(mount(world, Calls(), url))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.close)
        http = await stack.enter_async_context(httpx.AsyncClient())
        login = await http.get(f"{url}/login", auth=("acc_sandbox", "sk_test_1"))
        http.headers["Authorization"] = f"Bearer {login.json()['bearer_token']}"
        body = {"connect_url": "https://bot.test/back", "callback_url": "https://bot.test/done"}
        world.scenario.fail("drop", "rest")
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post(f"{url}/connect/token", json=body)
        assert len(world.sessions) == 1


async def test_faults_count_their_calls_and_know_their_target(lab: Lab) -> None:
    dialogue = await lab.begin()
    lab.world.scenario.fail("down", calls=2)
    lab.world.scenario.fail("rate_limit", "rest")
    lab.world.scenario.fail("server_error")
    assert [(await press(lab, dialogue)).status_code for _ in range(4)] == [503, 503, 500, 200]
    assert [(await lab.get("/locations")).status_code for _ in range(2)] == [429, 200]
    lab.world.scenario.fail("down", calls=None)
    assert {(await press(lab, dialogue)).status_code for _ in range(5)} == {503}
    lab.world.scenario.clear()
    assert lab.world.scenario == Scenario()


async def test_an_expired_session_is_neither_answered_nor_read(lab: Lab) -> None:
    dialogue = await lab.connect_fixed()
    lab.world.expire(dialogue.token)
    for route in ("session_start", "session_restore", "tariff_summary"):
        error = await dialogue.refuse(route=route, action="CLOSE")
        assert (error["code"], error["context"]) == ("token_expired", f"connect.{route}")
    assert (await lab.get("/connect/token", connect_token=dialogue.token)).status_code == 404


async def test_a_session_expires_by_itself_after_a_day() -> None:
    clock = [datetime(2026, 11, 17, tzinfo=UTC)]
    async with open_lab() as lab:
        lab.world.now = lambda: clock[0]
        lab.http.headers["Authorization"] = f"Bearer {lab.world.log_in('acc_sandbox')}"
        dialogue = await lab.open()
        await dialogue.start()
        clock[0] += timedelta(seconds=86399)
        await dialogue.start()
        clock[0] += timedelta(seconds=1)
        assert (await dialogue.refuse(route="session_start"))["code"] == "token_expired"


async def test_reading_a_tariff_can_stay_pending_and_then_work(lab: Lab) -> None:
    lab.world.scenario.pending = True
    dialogue = await PAGES["tariff_connection_pending"](lab)
    place = lab.location_of(dialogue)
    read = (await lab.get("/connect/token", connect_token=dialogue.token)).json()
    assert (read["location_id"], read["tariff_available"]) == (place, False)
    assert lab.world.finish_pending(place, ok=True) == ["commodity_import"]
    kinds = [event["type"] for event in (await lab.get("/events", limit=2)).json()["data"]]
    assert kinds == ["connect_session.complete", "location.update"]
    error = await dialogue.refuse(action="EDIT")
    assert (error["code"], error["context"]) == ("data_json_invalid", "connect.tariff_summary")
    assert await route_now(dialogue) == "tariff_summary"
    assert lab.world.finish_pending(place, ok=True) == []


async def test_reading_a_tariff_can_fail_in_the_end(lab: Lab) -> None:
    dialogue = await PAGES["tariff_connection_pending"](lab)
    await dialogue.act("CLOSE")
    place = lab.location_of(dialogue)
    lab.world.finish_pending(place, ok=False)
    event = (await lab.get("/events", limit=1)).json()["data"][0]
    assert (event["type"], event["data"]["location_id"]) == ("tariff.fetch.failed", place)
    again = await lab.open(location_id=place, tariff_id=event["data"]["tariff_id"])
    assert (await again.start())["route"] == "tariff_connection_failed"
    status = (await lab.get(f"/locations/{place}/status")).json()["tariff_status"]["commodity_import"]
    assert status["status"] == "ERROR"


async def test_the_switches_can_be_set_over_http(lab: Lab) -> None:
    dialogue = await lab.begin()
    wanted = {"pending": True, "faults": [{"kind": "down", "calls": 1}]}
    shown = (await lab.http.post(f"{URL}/_sandbox/scenario", json=wanted)).json()
    assert shown == (await lab.get("/_sandbox/scenario")).json()
    assert shown["pending"] is True
    assert shown["faults"] == [{"kind": "down", "target": "connect", "calls": 1, "delay_s": 0.0}]
    assert (await press(lab, dialogue)).status_code == 503
    await lab.http.post(f"{URL}/_sandbox/expire", json={"connect_token": dialogue.token})
    assert (await dialogue.refuse(route="session_start"))["code"] == "token_expired"


async def test_a_pending_tariff_can_be_finished_over_http(lab: Lab) -> None:
    place = lab.location_of(await PAGES["tariff_connection_pending"](lab))
    answer = await lab.http.post(f"{URL}/_sandbox/finish_pending", json={"location_id": place, "ok": False})
    assert answer.json() == {"slots": ["commodity_import"]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("scenario", {"gravity": False}),
        ("scenario", {"pending": "yes"}),
        ("scenario", {"faults": [{"kind": "boredom"}]}),
        ("scenario", {"faults": [{"kind": "down", "colour": 1}]}),
        ("scenario", []),
        ("expire", {"connect_token": "cot_1"}),
        ("finish_pending", {}),
    ],
)
async def test_wrong_switches_are_refused_in_words(lab: Lab, path: str, body: Any) -> None:
    answer = await lab.http.post(f"{URL}/_sandbox/{path}", json=body)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert lab.world.scenario == Scenario()
