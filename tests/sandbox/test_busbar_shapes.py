"""Every page and every REST reply of busbar has the members, types and actions of its recorded sample."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.flatpeak.busbar import BUSBAR
from tests.sandbox.busbar_pages import BUSBAR_PAGES, UNPUBLISHED, connect_fixed, joined, signed_in
from tests.sandbox.flatpeak_lab import BRISTOL, URL, Lab, open_lab, read_sample, shape_of


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab(generation=BUSBAR) as lab:
        lab.world.scenario.sparse_actions = True
        yield lab


def level_days(page: dict[str, Any]) -> None:
    """Whether a day has prices depends on when the tariff was there."""
    held = page.get("tariffs") or list(page.get("tariff_status", {}).values())
    for tariff in held:
        if "prices" in tariff:
            tariff["prices"] |= dict.fromkeys(("yesterday", "tomorrow"), tariff["prices"]["today"])


@pytest.mark.parametrize("name", BUSBAR_PAGES)
async def test_a_page_looks_like_its_sample(lab: Lab, name: str) -> None:
    page = (await BUSBAR_PAGES[name](lab)).page
    sample = read_sample(f"busbar/{name}.json")
    assert page["route"] == sample["route"]
    if name == "variants/vpp_landing.providers_list":
        del sample["actions"]  # that of the later page has none
    assert page.get("actions") == sample.get("actions")
    level_days(page)
    level_days(sample)
    assert shape_of(page) == shape_of(sample)


@pytest.mark.parametrize("name", UNPUBLISHED)
async def test_a_page_that_nobody_published_is_as_in_anode(lab: Lab, name: str) -> None:
    page = (await UNPUBLISHED[name](lab)).page
    sample = read_sample(f"anode/{'rate_advanced_capture' if name == 'advanced_tariff_input' else name}.json")
    assert page["route"] == name
    assert shape_of(page["data"]) == shape_of(sample["data"])


async def test_two_tariffs_are_named_by_two_members(lab: Lab) -> None:
    page = (await signed_in(lab, "solar")).page
    sample = read_sample("busbar/tariffs_summary.json")
    assert {one["direction"] for one in page["tariffs"]} == {"IMPORT", "EXPORT"}
    for shown, published in zip(page["tariffs"], sample["tariffs"], strict=True):
        assert set(shown) == set(published)


async def test_every_page_lists_back_and_close_unless_told_otherwise(lab: Lab) -> None:
    lab.world.scenario.sparse_actions = False
    for name, reach in (BUSBAR_PAGES | UNPUBLISHED).items():
        dialogue = await reach(lab)
        lab.world.scenario.clear()
        assert {"BACK", "CLOSE"} <= set(dialogue.page["actions"]), name


@pytest.mark.parametrize("error", ["email_invalid", "phone_invalid"])
async def test_an_error_looks_like_its_sample(lab: Lab, error: str) -> None:
    dialogue = await BUSBAR_PAGES["variants/vpp_summary.personal_details_placeholder"](lab)
    person = read_sample("busbar/answers/vpp_summary.inferred_personal_details.json")["data"]
    person["personal_details"][error.removesuffix("_invalid")] = "nobody"
    given, sample = await dialogue.refuse(data=person), read_sample(f"errors/{error}.json")
    assert shape_of(given) == shape_of(sample)
    assert [given[name] for name in ("context", "type", "code")] == [
        sample[name] for name in ("context", "type", "code")
    ]


async def test_rest_replies_look_like_their_samples(lab: Lab) -> None:
    dialogue = await joined(lab)
    place = lab.location_of(dialogue)
    again = await lab.open(location_id=place)
    await again.start("TARIFF")
    await again.choose("Tidehollow Energy")
    await again.sign_in("anna")
    joined_as = (await lab.get("/vpp-participations")).json()["data"][0]["id"]
    replies = {
        "connect_session_get": await lab.get(f"/connect/{again.token}"),
        "connect_session_get_r1": await lab.get("/connect/sessions", connect_token=again.token),
        "location_get": await lab.get(f"/locations/{place}"),
        "locations_list": await lab.get("/locations"),
        "vpp_participations_list": await lab.get("/vpp-participations"),
        "vpp_participation_get": await lab.get(f"/vpp-participations/{joined_as}"),
    }
    about = {"location_id": place, "device_id": lab.world.locations[place].devices[0]}
    for name, path in (
        ("price", "/prices"),
        ("schedule_duration", "/schedules/duration"),
        ("schedule_limit", "/schedules/limit"),
    ):
        body = read_sample(f"rest/{name}.request.busbar.json") | about
        replies[name] = await lab.http.post(f"{URL}{path}", json=body)
    replies["price_r1"] = await lab.http.post(
        f"{URL}/prices/{place}", json=read_sample("rest/price.request.busbar.json")
    )
    for name, answer in replies.items():
        assert answer.status_code == 200, name
        assert shape_of(answer.json()) == shape_of(read_sample(f"rest/{name}.busbar.json")), name


async def test_opening_looks_like_its_samples(lab: Lab) -> None:
    place = (await lab.http.post(f"{URL}/locations", json={"postal_address": BRISTOL})).json()["id"]
    body = read_sample("rest/connect_session_create.request.busbar.json") | {"location_id": place}
    del body["provider_id"]
    for path, name in (("/connect", "connect_session_create"), ("/connect/sessions", "connect_session_create_r1")):
        answer = await lab.http.post(f"{URL}{path}", json=body)
        assert shape_of(answer.json()) == shape_of(read_sample(f"rest/{name}.busbar.json")), name
    lab.world.scenario.old_create_path = True
    statuses = [
        (await lab.http.post(f"{URL}{path}", json=body)).status_code for path in ("/connect", "/connect/sessions")
    ]
    assert statuses == [404, 200]


async def test_the_list_of_tariffs_has_formulas(lab: Lab) -> None:
    dialogue = await BUSBAR_PAGES["tariffs_summary"](lab)
    answer = (await lab.get("/tariffs", location_id=lab.location_of(dialogue))).json()
    sample = read_sample("rest/tariffs_list.busbar.json")
    assert shape_of(answer) == shape_of(sample)
    assert (await lab.get(f"/tariffs/{answer['data'][0]['id']}")).json() == answer["data"][0]


async def test_events_look_like_their_samples(lab: Lab) -> None:
    dialogue = await connect_fixed(lab)
    await dialogue.act("CLOSE")
    lab.world.trouble(lab.location_of(dialogue), "tariff.expired")
    events = (await lab.get("/events")).json()["data"]
    given = {event["type"]: event for event in reversed(events)}
    for kind in ("connect_session.complete", "location.update"):
        sample = read_sample(f"events/{kind}.busbar.json")
        if kind == "location.update":
            sample["data"] |= {
                "devices": [],
                "tariff_elements": [sample["data"]["tariff_elements"][0] | {"devices": []}],
            }
        assert shape_of(given[kind]) == shape_of(sample), kind
    assert "time_created" in given["tariff.expired"]
