"""REST: who may ask, lists and their pages, changing and deleting."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.calls import Calls
from sandbox.flatpeak.world import World
from tests.sandbox.flatpeak_lab import BRISTOL, URL, Lab, mount, open_lab, read_sample


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as lab:
        yield lab


def basic(text: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": ""},
        {"Authorization": "Basic ???"},
        {"Authorization": "Bearer acc_sandbox:sk_test_1"},
        basic("acc_sandbox"),
        basic("acc_sandbox:sk_test_"),
        basic("acc_sandbox:sk_live_1"),
        basic("acc_other:sk_test_1"),
    ],
)
async def test_a_login_needs_an_account_and_a_test_key(lab: Lab, headers: dict[str, str]) -> None:
    answer = await lab.http.get(f"{URL}/login", headers=headers)
    assert (answer.status_code, answer.json()) == (403, read_sample("errors/http_403.json"))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic wrong"])
async def test_calls_need_the_bearer_token(lab: Lab, header: str) -> None:
    answer = await lab.http.get(f"{URL}/locations", headers={"Authorization": header})
    assert (answer.status_code, answer.json()) == (403, {"message": "Bad credentials"})


async def test_a_bearer_token_lives_for_an_hour() -> None:
    clock = [datetime(2026, 11, 17, tzinfo=UTC)]
    transport = httpx.ASGITransport(app=mount(World(lambda: clock[0]), Calls()))
    async with httpx.AsyncClient(transport=transport) as http:
        login = (await http.get(f"{URL}/login", auth=("acc_sandbox_7", "sk_test_1"))).json()
        assert login["expires_in"] == 3600
        headers = {"Authorization": f"Bearer {login['bearer_token']}"}
        assert (await http.get(f"{URL}/locations", headers=headers)).status_code == 200
        clock[0] += timedelta(seconds=3600)
        assert (await http.get(f"{URL}/locations", headers=headers)).status_code == 403


async def test_accounts_do_not_see_each_other(lab: Lab) -> None:
    dialogue = await lab.connect_fixed()
    place = lab.location_of(dialogue)
    login = (await lab.http.get(f"{URL}/login", auth=("acc_sandbox_2", "sk_test_1"))).json()
    lab.http.headers["Authorization"] = f"Bearer {login['bearer_token']}"
    for path in (f"/locations/{place}", f"/locations/{place}/status", f"/connect/token?connect_token={dialogue.token}"):
        assert (await lab.http.get(f"{URL}{path}")).status_code == 404
    for path in ("/locations", "/customers", "/events"):
        assert (await lab.get(path)).json()["data"] == []


async def test_lists_are_newest_first_and_come_in_pages(lab: Lab) -> None:
    places = [lab.location_of(await lab.connect_fixed(cost=0.1 + n / 100)) for n in range(5)][::-1]

    async def ids(**query: Any) -> tuple[list[str], bool]:
        body = (await lab.get("/locations", **query)).json()
        return [one["id"] for one in body["data"]], body["has_more"]

    assert await ids() == (places, False)
    assert await ids(limit=2) == (places[:2], True)
    assert await ids(limit=2, starting_after=places[1]) == (places[2:4], True)
    assert await ids(limit=2, starting_after=places[3]) == (places[4:], False)
    assert await ids(limit=2, ending_before=places[4]) == (places[2:4], True)
    assert await ids(ending_before=places[1]) == (places[:1], False)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "x"},
        {"starting_after": "a", "ending_before": "b"},
        {"ending_before": "a"},
    ],
)
async def test_a_list_refuses_what_it_cannot_page(lab: Lab, query: dict[str, Any]) -> None:
    answer = await lab.get("/events", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "data_json_invalid")


async def test_a_session_without_a_location_cannot_be_read_yet(lab: Lab) -> None:
    dialogue = await lab.begin()
    for path in ("/connect/token", "/connect/tariff/token"):
        answer = await lab.get(path, connect_token=dialogue.token)
        assert (answer.status_code, answer.json()) == (422, read_sample("errors/http_422_pending.json"))
    assert (await lab.get("/connect/token")).status_code == 404


async def test_a_location_can_be_changed(lab: Lab) -> None:
    place = lab.location_of(await lab.connect_fixed())
    other = await lab.connect_fixed(customer_reference_id="chat-2")
    owner = lab.world.locations[lab.location_of(other)].customer_id
    change: dict[str, Any] = {
        "reference_id": "home-9",
        "customer_id": owner,
        "postal_address": {"city": "Leipzig", "country_code": "DE"},
    }
    body = (await lab.http.patch(f"{URL}/locations/{place}", json=change)).json()
    assert (body["reference_id"], body["customer_id"]) == ("home-9", owner)
    assert (body["timezone"], body["currency_code"]) == ("Europe/Berlin", "EUR")
    assert body["postal_address"] == BRISTOL | change["postal_address"]
    assert place in lab.world.customers[owner].locations
    lost = await lab.http.patch(f"{URL}/locations/{place}", json={"postal_address": {"city": "Nowhere"}})
    assert (lost.status_code, lost.json()["code"]) == (400, "timezone_not_found")


async def test_deleting_takes_what_belongs_along(lab: Lab) -> None:
    first = await lab.connect_fixed(customer_reference_id="chat-1")
    second = await lab.connect_fixed(customer_reference_id="chat-1")
    owner = lab.world.locations[lab.location_of(first)].customer_id
    gone = await lab.http.delete(f"{URL}/locations/{lab.location_of(first)}")
    assert (gone.status_code, gone.json()) == (202, read_sample("rest/location_delete.anode.json"))
    assert lab.world.customers[owner].locations == [lab.location_of(second)]
    assert (await lab.http.delete(f"{URL}/customers/{owner}")).status_code == 202
    assert (await lab.get("/locations")).json()["data"] == []
    assert (await lab.http.delete(f"{URL}/customers/{owner}")).status_code == 404
    kinds = [event["type"] for event in (await lab.get("/events", limit=3)).json()["data"]]
    assert kinds == ["customer.delete", "location.delete", "location.delete"]
    assert (await first.start())["route"] == "provider_select"  # its tariff is gone


async def test_events_can_be_found_by_kind_object_and_id(lab: Lab) -> None:
    place = lab.location_of(await lab.connect_fixed())
    await lab.connect_fixed()
    event = lab.world.trouble(place, "tariff.expiring")
    assert (await lab.get(f"/events/{event.id}")).json()["data"]["location_id"] == place
    assert (await lab.get("/events/evt_0")).status_code == 404
    about = (await lab.get("/events", object_id=place)).json()["data"]
    assert [one["type"] for one in about] == ["tariff.expiring", "location.update", "location.create"]
    assert len((await lab.get("/events", event_type="location.create")).json()["data"]) == 2


async def test_tariffs_are_listed_by_location(lab: Lab) -> None:
    place = lab.location_of(await lab.connect_fixed())
    assert (await lab.get("/tariffs/elements")).status_code == 400
    assert (await lab.get("/tariffs/elements", location_id=place, direction="EXPORT")).json()["data"] == []
    (tariff,) = (await lab.get("/tariffs/elements", location_id=place)).json()["data"]
    rate = tariff["schedule"][0]["days_and_hours"][0]["hours"][0]["rate"][0]
    assert (tariff["connection_type"], rate["fixed"]) == ("MANUAL", 0.2467)


async def test_every_call_is_announced_around_its_effect(lab: Lab) -> None:
    seen: list[tuple[str, str, int]] = []

    async def watch(call: Any, moment: str) -> None:
        seen.append((call.method, moment, len(lab.world.sessions)))

    lab.calls.watchers.append(watch)
    dialogue = await lab.open()
    await dialogue.start()
    assert seen == [
        ("POST /connect/token", "before", 0),
        ("POST /connect/token", "after", 1),
        ("session_start", "before", 1),
        ("session_start", "after", 1),
    ]
    assert lab.calls.to("connect", "session_start")[0].body["connect_token"] == dialogue.token
    await lab.get("/locations/loc_1/status")
    assert lab.calls.to("flatpeak")[-1].method == "GET /locations/{id}/status"
    assert lab.calls.to("flatpeak")[-1].body == {"id": "loc_1"}


async def test_a_watcher_that_stops_a_call_stops_it_before_its_effect(lab: Lab) -> None:
    async def stop(call: Any, moment: str) -> None:
        if moment == "before":
            raise ConnectionResetError

    lab.calls.watchers.append(stop)
    with pytest.raises(ConnectionResetError):
        await lab.open()
    assert lab.world.sessions == {}
