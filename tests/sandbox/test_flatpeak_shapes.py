"""Every page and every REST reply has the members, types and actions of its recorded sample."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.flatpeak_lab import URL, Lab, open_lab, read_sample, shape_of
from tests.sandbox.flatpeak_pages import PAGES


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as lab:
        lab.world.scenario.sparse_actions = True
        yield lab


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_looks_like_its_sample(lab: Lab, name: str) -> None:
    dialogue = await PAGES[name](lab)
    sample = read_sample(f"anode/{name}.json")
    assert dialogue.page["route"] == sample["route"]
    assert dialogue.page.get("actions") == sample.get("actions")
    assert shape_of(dialogue.page) == shape_of(sample)


async def test_every_page_lists_back_and_close_unless_told_otherwise(lab: Lab) -> None:
    lab.world.scenario.sparse_actions = False
    for name, reach in PAGES.items():
        if name not in ("variants/session_redirect.end_of_session", "tariffs_summary"):
            dialogue = await reach(lab)
            assert {"BACK", "CLOSE"} <= set(dialogue.page["actions"]), name


@pytest.mark.parametrize("error", ["data_json_invalid", "server_error", "token_expired"])
async def test_an_error_of_connect_looks_like_its_sample(lab: Lab, error: str) -> None:
    dialogue = await lab.begin()
    if error == "server_error":
        lab.world.scenario.fail("server_error")
        given = await dialogue.refuse(500, data={})
    elif error == "token_expired":
        lab.world.expire(dialogue.token)
        given = await dialogue.refuse(route="session_start")
    else:
        given = await dialogue.refuse(data={})
    sample = read_sample(f"errors/{error}.json")
    assert shape_of(given) == shape_of(sample)
    assert [given[name] for name in ("context", "type", "code")] == [
        sample[name] for name in ("context", "type", "code")
    ]
    assert given["time_created"] == "2026-11-17T08:15:22.003"


async def test_rest_replies_look_like_their_samples(lab: Lab) -> None:
    dialogue = await PAGES["tariff_summary"](lab)
    await dialogue.act("CLOSE")
    place = lab.location_of(dialogue)
    customer = lab.world.locations[place].customer_id
    token = await lab.get("/connect/token", connect_token=dialogue.token)
    replies = {
        "connect_token_get": token.json(),
        "location_get": (await lab.get(f"/locations/{place}")).json(),
        "locations_list": (await lab.get("/locations")).json(),
        "customer_get": (await lab.get(f"/customers/{customer}")).json(),
        "customers_list": (await lab.get("/customers")).json(),
        "tariff_elements_list": (await lab.get("/tariffs/elements", location_id=place)).json(),
    }
    for name, path in (
        ("price", f"/prices/{place}"),
        ("schedule_duration", f"/schedules/duration/{place}"),
        ("schedule_limit", f"/schedules/limit/{place}"),
    ):
        request = read_sample(f"rest/{name}.request.anode.json")
        if "absolute" in request:
            request["absolute"] = 0.9
        answer = await lab.http.post(f"{URL}{path}", json=request)
        replies[name] = answer.json()
    for name, reply in replies.items():
        assert shape_of(reply) == shape_of(read_sample(f"rest/{name}.anode.json")), name


async def test_the_status_of_each_slot_looks_like_its_sample(lab: Lab) -> None:
    dialogue = await PAGES["tariff_connection_pending"](lab)
    place = lab.location_of(dialogue)
    status = (await lab.get(f"/locations/{place}/status")).json()
    assert shape_of(status) == shape_of(read_sample("rest/location_status_pending.anode.json"))
    lab.world.finish_pending(place, ok=True)
    connected = (await lab.get(f"/locations/{place}/status")).json()["tariff_status"]["commodity_import"]
    sample = read_sample("rest/location_status.anode.json")["tariff_status"]["commodity_import"]
    assert shape_of(connected) == shape_of(sample)


async def test_events_look_like_their_samples(lab: Lab) -> None:
    dialogue = await lab.connect_fixed()
    await dialogue.act("CLOSE")
    lab.world.trouble(lab.location_of(dialogue), "tariff.connection.upgrade")
    lab.world.trouble(lab.location_of(dialogue), "tariff.fetch.failed")
    lab.world.trouble(lab.location_of(dialogue), "tariff.expired")
    given = {event["type"]: event for event in (await lab.get("/events")).json()["data"]}
    samples = read_sample("rest/events_list.anode.json")["data"]
    for sample in samples:
        assert shape_of(given[sample["type"]]) == shape_of(sample), sample["type"]
    assert list(given)[:3] == ["tariff.expired", "tariff.fetch.failed", "tariff.connection.upgrade"]
    assert {"customer.create", "location.create", "connect_session.complete"} <= set(given)
