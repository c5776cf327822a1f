"""Three generations side by side: which one a call and a session speak, and that nothing sent breaks any of them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, settings

from sandbox.flatpeak.anode import ANODE
from sandbox.flatpeak.busbar import BUSBAR
from sandbox.flatpeak.events import VERSIONS
from sandbox.flatpeak.generation import Generation
from sandbox.flatpeak.generations import GENERATIONS, find_generation
from sandbox.flatpeak.zero import ZERO
from tests.sandbox.busbar_pages import BUSBAR_PAGES, UNPUBLISHED, connect_fixed
from tests.sandbox.flatpeak_lab import URL, Dialogue, Lab, open_lab, read_sample
from tests.sandbox.test_flatpeak_any import ANYTHING
from tests.sandbox.zero_pages import ZERO_PAGES

OTHERS: list[tuple[Generation, str, Callable[[Lab], Awaitable[Dialogue]]]] = [
    *((ZERO, name, reach) for name, reach in ZERO_PAGES.items()),
    *((BUSBAR, name, reach) for name, reach in (BUSBAR_PAGES | UNPUBLISHED).items()),
]


@pytest.mark.parametrize(("generation", "name", "reach"), OTHERS, ids=[f"{g.name}-{n}" for g, n, _ in OTHERS])
@given(data=ANYTHING)
@settings(max_examples=5, deadline=None)
async def test_any_answer_to_any_page(
    generation: Generation, name: str, reach: Callable[[Lab], Awaitable[Dialogue]], data: Any
) -> None:
    async with open_lab(generation=generation) as lab:
        dialogue = await reach(lab)
        body = {"connect_token": dialogue.token, "route": dialogue.page["route"], "data": data}
        known = [{**body, "action": action} for action in dialogue.page.get("actions", [])]
        for sent in (body, {**body, "route": data}, {**body, "action": data}, data, *known):
            answer = await lab.http.post(f"{URL}/connect", content=json.dumps(sent), headers={"Authorization": ""})
            reply = answer.json()
            assert answer.status_code in (200, generation.validation_status, 404)
            assert ("route" in reply) == (answer.status_code == 200)
            assert reply.get("object") == (None if answer.status_code == 200 else "error")
        assert (await dialogue.start())["route"]


VERSION_OF = {one: one.versions[0] for one in GENERATIONS}


@pytest.mark.parametrize("default", GENERATIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("wanted", GENERATIONS, ids=lambda one: one.name)
async def test_a_call_may_name_a_newer_version_than_the_account(default: Generation, wanted: Generation) -> None:
    async with open_lab(generation=default) as lab:
        answer = await lab.http.get(f"{URL}/locations", headers={"Flatpeak-Version": VERSION_OF[wanted]})
        older = GENERATIONS.index(wanted) < GENERATIONS.index(default)
        assert answer.status_code == (422 if older else 200)
        if older:
            told, sample = answer.json(), read_sample("errors/api_version_not_supported.json")
            assert [told[name] for name in ("context", "type", "code")] == ["api", sample["type"], sample["code"]]
            assert VERSION_OF[wanted] in told["message"]
            assert VERSION_OF[default] in told["message"]


@pytest.mark.parametrize(
    ("generation", "method", "path"),
    [
        (ZERO, "POST", "/connect/token"),
        (ZERO, "GET", "/connect/token"),
        (ZERO, "POST", "/prices/loc_1"),
        (ZERO, "POST", "/schedules/duration/loc_1"),
        (ZERO, "POST", "/auth/tokens"),
        (ANODE, "GET", "/tariffs/rates/loc_1"),
        (ANODE, "GET", "/slots/time/loc_1"),
        (ANODE, "POST", "/auth/tokens"),
        (ANODE, "POST", "/prices"),
        (ANODE, "GET", "/vpp-participations"),
        (BUSBAR, "GET", "/login"),
        (BUSBAR, "POST", "/connect/token"),
        (BUSBAR, "POST", "/connect/tariff/token"),
        (BUSBAR, "GET", "/tariffs/elements"),
        (BUSBAR, "POST", "/schedules/limit/loc_1"),
    ],
    ids=lambda one: getattr(one, "name", None),
)
async def test_a_generation_has_no_calls_of_the_others(generation: Generation, method: str, path: str) -> None:
    async with open_lab(generation=generation) as lab:
        answer = await lab.http.request(method, f"{URL}{path}")
        assert answer.status_code in (404, 405)


async def test_a_session_goes_on_as_it_began_whatever_the_account_speaks() -> None:
    async with open_lab() as lab:
        dialogue = await lab.begin()
        lab.world.generation = BUSBAR
        page = await dialogue.send(route="session_start")
        assert (page["route"], page["type"]) == ("provider_select", "COMMODITY")
        await dialogue.choose("Quillmoor Power")
        assert (await dialogue.refuse(400, data={"options": ["ADVANCED_TARIFF_INPUT"]}))[
            "code"
        ] == "option_not_supported"


@pytest.mark.parametrize("generation", GENERATIONS, ids=lambda one: one.name)
async def test_an_event_speaks_as_its_object_was_made(generation: Generation) -> None:
    connected = {
        ZERO: ZERO_PAGES["session_complete"],
        ANODE: lambda lab: lab.connect_fixed(),
        BUSBAR: connect_fixed,
    }
    async with open_lab(generation=generation) as lab:
        place = lab.location_of(await connected[generation](lab))
        lab.world.generation = BUSBAR
        event = lab.world.trouble(place, "tariff.expired")
        assert find_generation(VERSIONS[event.generation]) == generation
        headers, _ = lab.world.webhook.sign(b"{}", version=VERSIONS[event.generation])
        assert headers["Flatpeak-Version"] == VERSION_OF[generation]
        assert ("customer_id" in event.data) == (generation == ZERO)


async def test_a_tariff_of_one_generation_is_read_in_another() -> None:
    async with open_lab() as lab:
        place = lab.location_of(await lab.connect_fixed())
        headers = {"Flatpeak-Version": VERSION_OF[BUSBAR]}
        told = (await lab.http.get(f"{URL}/locations/{place}", headers=headers)).json()
        assert [one["status"] for one in told["tariff_elements"]] == ["CONNECTED"]


async def test_what_the_accounts_speak_is_chosen_over_http() -> None:
    async with open_lab() as lab:
        path = f"{URL}/_sandbox/generation"
        names = ["zero", "anode", "busbar"]
        assert (await lab.http.get(path)).json() == {"name": "anode", "names": names}
        for said, name in (("zero", "zero"), ("2026-08-01.busbar", "busbar"), (" Anode ", "anode")):
            assert (await lab.http.post(path, json={"name": said})).json()["name"] == name
        answer = await lab.http.post(path, json={"name": "yotta"})
        assert (answer.status_code, lab.world.generation) == (400, ANODE)


async def test_a_participation_goes_on_over_http() -> None:
    async with open_lab(generation=BUSBAR) as lab:
        dialogue = await BUSBAR_PAGES["consent"](lab)
        await dialogue.act("ALLOW")
        body = {"location_id": lab.location_of(dialogue)}
        answers = [await lab.http.post(f"{URL}/_sandbox/vpp", json=body | one) for one in ({}, {"state": "SUSPENDED"})]
        assert [answer.json()["state"] for answer in answers] == ["CONFIRMING_DISPATCH", "SUSPENDED"]
        assert (await lab.http.post(f"{URL}/_sandbox/vpp", json={"location_id": "loc_1"})).status_code == 400
