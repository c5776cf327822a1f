"""The dialogue: from page to page, back and out, and what it leaves behind."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.flatpeak_lab import BRISTOL, URL, Dialogue, Lab, open_lab, read_sample
from tests.sandbox.flatpeak_pages import PAGES

ALL_PAGES = {"tariff_name_capture": True, "contract_term_capture": True, "advanced_tariff_capture": True}


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as lab:
        yield lab


async def slots(lab: Lab, dialogue: Dialogue) -> dict[str, str]:
    status = (await lab.get(f"/locations/{lab.location_of(dialogue)}/status")).json()["tariff_status"]
    return {slot: one["status"] for slot, one in status.items() if one["status"] not in ("NOT_CONNECTED",)}


async def test_a_fixed_rate_with_every_optional_page(lab: Lab) -> None:
    dialogue = await lab.open(route_options=ALL_PAGES, customer_reference_id="chat-1", location_reference_id="home-1")
    routes = [(await dialogue.start())["route"]]
    for data in (
        read_sample("anode/answers/postal_address_capture.client_data.json")["data"],
        {"provider": {"id": "find"}},
        {"options": ["FIXED"]},
        {"cost": 0.2467},
        {"tariff": {"name": "Quillmoor Steady 2026"}},
        {"contract_start_date": "2026-12-01T00:00:00Z", "contract_end_date": "2027-11-30T00:00:00Z"},
    ):
        if "provider" in data:
            await dialogue.choose("Quillmoor Power")
        else:
            await dialogue.say(**data)
        routes.append(dialogue.page["route"])
    assert routes == [
        "postal_address_capture",
        "provider_select",
        "tariff_structure_select",
        "rate_fixed_capture",
        "tariff_name_capture",
        "contract_term_capture",
        "tariff_summary",
    ]
    data = dialogue.page["data"]
    assert data["tariff"]["name"] == "Quillmoor Steady 2026"
    assert data["tariff"]["contract_end_date"] == "2027-11-30T00:00:00+00:00"
    assert [rate["tariff"]["cost"] for rate in data["rates"]["today"]] == [0.2467]
    end = await dialogue.act("CLOSE")
    assert end["route"] == "session_redirect"
    assert end["data"]["redirect_url"] == f"https://bot.test/done?fp_cot={dialogue.token}"
    read = (await lab.get("/connect/tariff/token", connect_token=dialogue.token)).json()
    assert read["tariff_available"] is True
    assert (read["customer_reference_id"], read["location_reference_id"]) == ("chat-1", "home-1")


async def test_the_numbers_of_an_answer_are_kept_as_they_were_written(lab: Lab) -> None:
    dialogue = await PAGES["rate_fixed_capture"](lab)
    session = lab.world.session(dialogue.token)
    for text in ("0.24500000000000002", "0.245"):
        raw = f'{{"connect_token":"{dialogue.token}","route":"rate_fixed_capture","data":{{"cost":{text}}}}}'.encode()
        answer = await lab.post_raw(raw)
        assert answer.json()["route"] == "tariff_summary"
        assert session.accepted_raw[-1] == raw
        assert str(session.draft.cost) == text
        await dialogue.start()
        await dialogue.act("BACK")
    assert [one.get("data") for one in session.accepted[-4::2]] == [{"cost": 0.24500000000000002}, {"cost": 0.245}]


async def test_starting_again_is_no_answer_and_shows_the_same_page(lab: Lab) -> None:
    dialogue = await PAGES["tariff_structure_select"](lab)
    page = dialogue.page
    for route in ("session_start", "session_restore", "session_start"):
        assert await dialogue.send(route=route) == page
    assert [one["route"] for one in lab.world.session(dialogue.token).accepted] == ["provider_select"]


@pytest.mark.parametrize("sample", ["session_start.client_start", "session_restore.resume"])
async def test_the_start_calls_of_other_clients_are_taken(lab: Lab, sample: str) -> None:
    dialogue = await lab.open()
    body = read_sample(f"anode/answers/{sample}.json") | {"connect_token": dialogue.token}
    assert (await lab.post(body)).json()["route"] == "postal_address_capture"


@pytest.mark.parametrize(
    ("page", "sample", "next_route"),
    [
        ("postal_address_capture", "data_minimum", "provider_select"),
        ("postal_address_capture", "data", "provider_select"),
        ("postal_address_capture", "BACK", "session_redirect"),
        ("postal_address_capture", "CLOSE", "session_redirect"),
        ("provider_select", "ADDRESS_CHANGE", "postal_address_capture"),
        ("provider_select", "PROVIDER_MISSING", "provider_name_capture"),
        ("provider_name_capture", "ADDRESS_CHANGE", "postal_address_capture"),
        ("provider_name_capture", "data", "tariff_structure_select"),
        ("provider_name_capture", "BACK", "provider_select"),
        ("tariff_select", "TARIFF_MISSING", "tariff_structure_select"),
        ("tariff_structure_select", "data_FIXED", "rate_fixed_capture"),
        ("tariff_structure_select", "data_TIME_OF_DAY", "rate_tod_capture"),
        ("tariff_structure_select", "data_MARKET", "surcharge_capture"),
        ("variants/tariff_structure_select.advanced", "data_ADVANCED", "rate_advanced_capture"),
        ("rate_tod_capture", "data", "tariff_summary"),
        ("rate_tod_capture", "data_all_day", "tariff_summary"),
        ("rate_tod_capture", "data_three_periods", "tariff_summary"),
        ("rate_advanced_capture", "data", "tariff_summary"),
        ("region_select", "data", "surcharge_capture"),
        ("surcharge_capture", "data", "tariff_summary"),
        ("surcharge_capture", "client_skip", "tariff_summary"),
        ("tariff_name_capture", "data", "tariff_summary"),
        ("contract_term_capture", "data_dates", "tariff_summary"),
        ("contract_term_capture", "data_unknown", "tariff_summary"),
        ("contract_term_capture", "data_until_terminated", "tariff_summary"),
        ("contract_term_capture", "client_end_date", "tariff_summary"),
        ("contract_term_capture", "client_skip", "tariff_summary"),
        ("tariff_summary", "EDIT", "provider_select"),
        ("tariff_summary", "WRONG_TARIFF", "tariff_summary"),
        ("tariff_summary", "DISCONNECT", "session_redirect"),
        ("tariff_summary", "CLOSE", "session_redirect"),
        ("tariff_connection_pending", "EDIT", "provider_select"),
        ("tariff_connection_pending", "DISCONNECT", "session_redirect"),
        ("tariff_connection_failed", "EDIT", "provider_select"),
        ("tariff_connection_failed", "DISCONNECT", "session_redirect"),
        ("tariff_connection_failed", "BACK_old_route", "provider_select"),
    ],
)
async def test_the_recorded_answers_lead_on(lab: Lab, page: str, sample: str, next_route: str) -> None:
    dialogue = await PAGES[page](lab)
    route = page.partition("/")[2].partition(".")[0] or page
    body = read_sample(f"anode/answers/{route}.{sample}.json")
    answer = await lab.post(body | {"connect_token": dialogue.token})
    assert answer.status_code == 200, answer.text
    assert answer.json()["route"] == next_route
    assert lab.world.session(dialogue.token).accepted[-1] == body | {"connect_token": dialogue.token}


async def test_back_needs_no_route_and_ends_at_the_callback(lab: Lab) -> None:
    dialogue = await PAGES["rate_fixed_capture"](lab)
    routes = [(await dialogue.send(action="BACK"))["route"] for _ in range(3)]
    assert routes == ["tariff_structure_select", "provider_select", "session_redirect"]
    assert lab.world.session(dialogue.token).ended
    assert (await dialogue.start())["route"] == "session_redirect"
    assert (await dialogue.refuse(action="CLOSE"))["code"] == "data_json_invalid"


async def test_back_skips_what_another_address_made_void(lab: Lab) -> None:
    dialogue = await lab.connect_fixed()
    await dialogue.act("EDIT")
    await dialogue.act("ADDRESS_CHANGE")
    await dialogue.say(postal_address=BRISTOL)
    routes = [(await dialogue.act("BACK"))["route"] for _ in range(4)]
    assert routes == ["postal_address_capture", "provider_select", "tariff_summary", "provider_select"]


async def test_what_was_typed_is_shown_again(lab: Lab) -> None:
    dialogue = await PAGES["rate_fixed_capture"](lab)
    await dialogue.say(cost=2.3415)
    assert (await dialogue.act("BACK"))["data"]["cost"] == 2.3415
    await dialogue.act("BACK")
    await dialogue.say(options=["TIME_OF_DAY"])
    sent = read_sample("anode/answers/rate_tod_capture.data.json")["data"]
    await dialogue.say(**sent)
    assert (await dialogue.act("BACK"))["data"]["hours"] == sent["hours"]
    for _ in range(2):
        await dialogue.act("BACK")
    assert dialogue.page["route"] == "provider_select"
    assert (await dialogue.act("ADDRESS_CHANGE"))["data"]["postal_address"] == BRISTOL


async def test_an_incomplete_address_is_offered_for_completion(lab: Lab) -> None:
    dialogue = await lab.open(postal_address={"post_code": "04109", "country_code": "DE"})
    page = await dialogue.start()
    assert page["route"] == "postal_address_capture"
    assert page["data"] == read_sample("anode/variants/postal_address_capture.prefilled.json")["data"]


async def test_a_library_tariff_needs_no_more_pages(lab: Lab) -> None:
    dialogue = await PAGES["tariff_select"](lab)
    tariffs = dialogue.page["data"]["tariffs"]
    assert len(tariffs) == 40
    assert max(len(one["name"]) for one in tariffs) > 100
    page = await dialogue.say(tariff={"id": tariffs[1]["id"]})
    assert page["data"]["connection_type"] == "LIBRARY"
    assert page["data"]["tariff"]["structure_type"] == "TIME_OF_DAY"


@pytest.mark.parametrize(
    ("city", "country", "post_code", "provider", "route"),
    [
        ("Aarhus", "DK", "8000", "Tangstrøm", "surcharge_capture"),
        ("Aarhus", "DK", "", "Tangstrøm", "region_select"),
        ("Paris", "FR", "75001", "Embrun Élec", "region_select"),
        ("Uppsala", "SE", "753 10", "Norrglimt Energi", "surcharge_capture"),
    ],
)
async def test_a_region_is_asked_where_the_address_leaves_it_open(
    lab: Lab, city: str, country: str, post_code: str, provider: str, route: str
) -> None:
    dialogue = await lab.begin_in(city, country, post_code)
    assert (await dialogue.choose(provider, country))["route"] == route


async def test_the_british_list_is_long_and_the_others_are_short(lab: Lab) -> None:
    british = (await lab.begin()).page["data"]["providers"]
    assert len(british) == 300
    assert len({one["display_name"] for one in british}) == 300
    assert any("é" in one["display_name"].casefold() for one in british)
    for city, country in (("Wien", "AT"), ("Austin", "US"), ("Toronto", "CA"), ("Sydney", "AU"), ("Zürich", "CH")):
        listed = (await lab.begin_in(city, country)).page["data"]["providers"]
        assert 10 <= len(listed) <= 25, country


async def test_a_list_of_providers_can_be_empty(lab: Lab) -> None:
    lab.world.scenario.no_providers = True
    assert (await lab.begin()).page["data"]["providers"] == []


async def test_a_wrong_tariff_can_be_reported_once(lab: Lab) -> None:
    dialogue = await lab.connect_fixed()
    page = await dialogue.act("WRONG_TARIFF")
    assert "WRONG_TARIFF" not in page["actions"]
    assert (await dialogue.refuse(action="WRONG_TARIFF"))["code"] == "action_invalid"


async def test_the_later_names_of_the_summary(lab: Lab) -> None:
    lab.world.scenario.later_names = True
    dialogue = await lab.begin()
    assert "tariff_direction" in dialogue.page
    await dialogue.choose("Quillmoor Power")
    await dialogue.say(options=["FIXED"])
    page = await dialogue.say(cost=0.2)
    assert (page["route"], page["actions"][0]) == ("tariffs_summary", "WRONG_TARIFF_REPORT")
    assert "WRONG_TARIFF_REPORT" not in (await dialogue.act("WRONG_TARIFF_REPORT"))["actions"]


@pytest.mark.parametrize(
    ("fields", "slot"),
    [
        ({}, "commodity_import"),
        ({"tariff_direction": "EXPORT"}, "commodity_export"),
        ({"tariff_type": "NON_COMMODITY"}, "non_commodity_import"),
    ],
)
async def test_a_session_fills_its_slot(lab: Lab, fields: dict[str, Any], slot: str) -> None:
    dialogue = await lab.connect_fixed(**fields)
    assert dialogue.page["direction"] == fields.get("tariff_direction", "IMPORT")
    assert dialogue.page["type"] == fields.get("tariff_type", "COMMODITY")
    assert await slots(lab, dialogue) == {
        slot: "CONNECTED",
        "non_commodity_export": "NOT_SUPPORTED",
        "local": "NOT_SUPPORTED",
    }


async def test_a_known_location_opens_on_its_summary(lab: Lab) -> None:
    first = await lab.connect_fixed(customer_reference_id="chat-1", location_reference_id="home-1")
    place = lab.location_of(first)
    again = await lab.open(location_id=place)
    page = await again.start()
    assert (page["route"], page["data"]["tariff"]["status"]) == ("tariff_summary", "CONNECTED")
    assert (await again.act("BACK"))["route"] == "session_redirect"
    export = await lab.open(location_id=place, tariff_direction="EXPORT")
    assert (await export.start())["route"] == "provider_select"
    tariff = lab.world.locations[place].tariffs["commodity_import"]
    renew = await lab.open(location_id=place, tariff_direction="EXPORT", tariff_id=tariff.id)
    assert (await renew.start())["route"] == "tariff_summary"
    read = (await lab.get("/connect/token", connect_token=again.token)).json()
    assert (read["customer_reference_id"], read["location_reference_id"]) == ("chat-1", "home-1")


async def test_editing_keeps_the_old_tariff_until_the_new_one_is_there(lab: Lab) -> None:
    place = lab.location_of(await lab.connect_fixed(cost=0.2))
    edit = await lab.open(location_id=place, actions={"edit_tariff": True})
    assert (await edit.start())["route"] == "provider_select"
    assert (await slots(lab, edit))["commodity_import"] == "CONNECTED"
    await edit.choose("Môrlanw Ynni")
    await edit.say(options=["FIXED"])
    page = await edit.say(cost=0.3)
    assert page["data"]["provider"]["display_name"] == "Môrlanw Ynni"
    assert lab.location_of(edit) == place
    assert len(lab.world.locations[place].tariffs) == 1


async def test_a_tariff_is_disconnected_without_pages(lab: Lab) -> None:
    first = await lab.connect_fixed()
    gone = await lab.open(location_id=lab.location_of(first), actions={"disconnect_tariff": True})
    assert "commodity_import" not in await slots(lab, first)
    assert (await gone.start())["route"] == "session_redirect"


async def test_the_earlier_path_takes_the_earlier_names(lab: Lab) -> None:
    body = read_sample("rest/connect_token_create.request_old_names.anode.json") | {"direction": "EXPORT"}
    answer = await lab.http.post(f"{URL}/connect/tariff/token", json=body)
    dialogue = Dialogue(lab, answer.json()["connect_token"])
    assert (await dialogue.start())["direction"] == "EXPORT"
    lab.world.scenario.old_create_path = True
    assert (await lab.http.post(f"{URL}/connect/token", json=body)).status_code == 404
    assert (await lab.http.post(f"{URL}/connect/tariff/token", json=body)).status_code == 200


async def test_one_reference_is_one_customer(lab: Lab) -> None:
    first = await lab.connect_fixed(customer_reference_id="chat-1")
    second = await lab.connect_fixed(customer_reference_id="chat-1")
    await lab.connect_fixed(customer_reference_id="chat-2")
    customers = (await lab.get("/customers", reference_id="chat-1")).json()["data"]
    assert [one["locations"] for one in customers] == [[lab.location_of(first), lab.location_of(second)]]


async def test_a_finished_session_tells_so_once(lab: Lab) -> None:
    dialogue = await lab.connect_fixed()
    assert (await lab.get("/events", event_type="connect_session.complete")).json()["data"] == []
    await dialogue.act("CLOSE")
    events = (await lab.get("/events", event_type="connect_session.complete")).json()["data"]
    assert [event["data"]["id"] for event in events] == [dialogue.token]


async def test_the_same_world_makes_the_same_ids() -> None:
    tokens = set()
    for _ in range(2):
        async with open_lab() as lab:
            tokens.add((await lab.open()).token)
    assert len(tokens) == 1


async def test_browsers_of_other_origins_may_post(lab: Lab) -> None:
    answer = await lab.http.options(f"{URL}/connect", headers={"Origin": "https://a.test"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")
