"""Every page and every REST reply of zero has the members, types and actions of its recorded sample."""

from collections.abc import AsyncIterator

import pytest

from sandbox.flatpeak.zero import ZERO
from tests.sandbox.flatpeak_lab import URL, Lab, open_lab, read_sample, shape_of
from tests.sandbox.zero_pages import ZERO_PAGES


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab(generation=ZERO) as lab:
        yield lab


@pytest.mark.parametrize("name", ZERO_PAGES)
async def test_a_page_looks_like_its_sample(lab: Lab, name: str) -> None:
    page = (await ZERO_PAGES[name](lab)).page
    sample = read_sample(f"zero/{name}.json")
    assert page["route"] == sample["route"]
    assert page.get("actions") == sample.get("actions")
    if page["route"] == "session_redirect":
        assert page["data"].pop("redirect_uri") == page["data"]["redirect_url"]
    if page["route"] == "summary_tou_confirm":  # the tariff of the sample was not there the day before
        sample["data"]["rates"]["yesterday"] = sample["data"]["rates"]["today"]
    assert shape_of(page) == shape_of(sample)


async def test_every_page_of_the_guide_is_reached() -> None:
    routes = {name.split("/")[-1].split(".")[0] for name in ZERO_PAGES}
    assert len(routes) == 17


@pytest.mark.parametrize(
    "error",
    ["address_line1_missing", "post_code_missing", "market_region_invalid", "geo_location_not_found", "server_error"],
)
async def test_an_error_looks_like_its_sample(lab: Lab, error: str) -> None:
    if error == "server_error":
        dialogue = await ZERO_PAGES["provider_select"](lab)
        lab.world.scenario.fail("server_error")
        given = await dialogue.refuse(500, action="PROVIDER_MISSING")
    elif error.endswith("_missing"):
        dialogue = await ZERO_PAGES["postal_address_capture"](lab)
        whole = read_sample("zero/answers/postal_address_capture.data.json")["data"]["postal_address"]
        given = await dialogue.refuse(data={"postal_address": whole | {error.removesuffix("_missing"): ""}})
    else:
        dialogue = await ZERO_PAGES["market_surcharge_capture"](lab)
        region = {"region": "GB"} if error == "market_region_invalid" else {}
        given = await dialogue.refuse(data={"surcharge": {"fixed": 0, "percentage": 1}} | region)
    sample = read_sample("zero/server_error.json" if error == "server_error" else f"errors/{error}.json")
    assert shape_of(given) == shape_of(sample)
    assert [given[name] for name in ("context", "type", "code")] == [
        sample[name] for name in ("context", "type", "code")
    ]


async def test_rest_replies_look_like_their_samples(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["summary_tou_confirm"](lab)
    await dialogue.act("SAVE")
    place = lab.location_of(dialogue)
    customer = lab.world.locations[place].customer_id
    tariff = lab.world.locations[place].tariffs["commodity_import"].id
    span = {"start_time": "2026-11-17T18:00:00Z", "end_time": "2026-11-18T07:00:00Z", "segment": "LOW"}
    replies = {
        "connect_token_get": await lab.get("/connect/tariff/token", connect_token=dialogue.token),
        "location_get": await lab.get(f"/locations/{place}"),
        "locations_list": await lab.get("/locations"),
        "customer_get": await lab.get(f"/customers/{customer}"),
        "customers_list": await lab.get("/customers"),
        "tariff_elements_list": await lab.get("/tariffs/elements", location_id=place),
        "tariff_rates": await lab.get(f"/tariffs/rates/{place}", end_time="2026-11-18T00:00:00Z"),
        "slots_time": await lab.get(f"/slots/time/{place}", duration=180, **span),
        "slots_threshold": await lab.get(f"/slots/threshold/{place}", absolute=0.9, **span),
    }
    for name, answer in replies.items():
        assert answer.status_code == 200, name
        assert shape_of(answer.json()) == shape_of(read_sample(f"rest/{name}.zero.json")), name
    one = (await lab.get(f"/tariffs/elements/{tariff}")).json()
    assert one == replies["tariff_elements_list"].json()["data"][0]
    status = (await lab.get(f"/locations/{place}/status")).json()["tariff_status"]["commodity_import"]
    sample = read_sample("rest/location_status.zero.json")["tariff_status"]["commodity_import"]
    assert shape_of(status) == shape_of(sample)
    for path, name in ((f"/tariffs/elements/{tariff}", "tariff_element"), (f"/locations/{place}", "location")):
        answer = await lab.http.delete(f"{URL}{path}")
        assert (answer.status_code, answer.json()) == (202, read_sample(f"rest/{name}_delete.zero.json"))


async def test_events_look_like_their_samples(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["session_complete"](lab)
    place = lab.location_of(dialogue)
    lab.world.trouble(place, "tariff.expiring")
    lab.world.trouble(place, "tariff.fetch.failed")
    lab.world.trouble(place, "tariff.expired")
    await lab.http.delete(f"{URL}/locations/{place}")
    given = {event["type"]: event for event in (await lab.get("/events")).json()["data"]}
    for kind in ("tariff.expiring", "tariff.fetch.failed", "tariff.expired", "location.delete", "location.update"):
        assert shape_of(given[kind]) == shape_of(read_sample(f"events/{kind}.zero.json")), kind
    assert {"customer.create", "location.create"} <= set(given)
    assert not {"connect_session.complete", "connect.session.complete"} & set(given), "zero has no such event"
