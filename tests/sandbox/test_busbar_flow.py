"""The tariff side of busbar: a location first, one action to begin with, one summary of all tariffs."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.flatpeak.busbar import BUSBAR
from sandbox.flatpeak.providers import find_by_name
from tests.sandbox.busbar_pages import BUSBAR_PAGES, UNPUBLISHED, connect_fixed, signed_in
from tests.sandbox.flatpeak_lab import BRISTOL, URL, Dialogue, Lab, open_lab, read_sample


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab(generation=BUSBAR) as lab:
        yield lab


URLS = {"connect_url": "https://bot.test/back", "callback_url": "https://bot.test/done"}


async def test_a_login_is_a_post(lab: Lab) -> None:
    account = ("acc_sandbox", "sk_test_1")
    assert (await lab.http.get(f"{URL}/login", auth=account)).status_code == 404
    answer = await lab.http.post(f"{URL}/auth/tokens", auth=account)
    assert set(answer.json()) == set(read_sample("rest/auth_tokens.busbar.json"))
    assert (await lab.http.post(f"{URL}/auth/tokens", auth=("acc_other", "sk_test_1"))).status_code == 403


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "data_json_invalid"),
        (URLS, 400, "data_json_invalid"),
        (URLS | {"location_id": "loc_1"}, 404, None),
        (URLS | {"provider_id": "prv_1"}, 400, "provider_not_found"),
        (URLS | {"callback_url": "done"}, 400, "data_json_invalid"),
    ],
)
async def test_a_session_needs_a_location_and_two_addresses(
    lab: Lab, body: dict[str, Any], status: int, code: str | None
) -> None:
    place = (await lab.http.post(f"{URL}/locations", json={})).json()["id"]
    sent = {"location_id": place} | body if len(body) > 2 or "provider_id" in body else body
    answer = await lab.http.post(f"{URL}/connect", json=sent)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_a_location_begins_anywhere(lab: Lab) -> None:
    bare = (await lab.http.post(f"{URL}/locations", json={"reference_id": "home"})).json()
    assert "timezone" not in bare
    told = (await lab.http.patch(f"{URL}/locations/{bare['id']}", json={"postal_address": BRISTOL})).json()
    assert told["timezone"] == "Europe/London"
    nowhere = {"postal_address": BRISTOL | {"city": "Nowhere"}}
    answer = await lab.http.post(f"{URL}/locations", json=nowhere)
    assert (answer.status_code, answer.json()["code"]) == (400, "geo_location_not_found")
    owner = (await lab.http.post(f"{URL}/customers", json={"reference_id": "chat-1"})).json()
    owned = await lab.http.post(f"{URL}/locations", json={"customer_id": owner["id"]})
    assert (await lab.get(f"/customers/{owner['id']}")).json()["locations"] == [owned.json()["id"]]


async def test_the_first_call_says_what_for(lab: Lab) -> None:
    dialogue = await lab.open(postal_address=BRISTOL)
    assert (await dialogue.refuse(route="session_restore"))["code"] == "data_json_invalid"
    assert (await dialogue.refuse(route="session_start"))["code"] == "action_missing"
    assert (await dialogue.refuse(route="session_start", action="SOLAR"))["code"] == "action_invalid"
    assert (await dialogue.start("TARIFF"))["route"] == "provider_select"
    await dialogue.choose("Quillmoor Power")
    assert (await dialogue.start("TARIFF"))["route"] == "plan_structure", "the same again changes nothing"
    assert (await dialogue.start())["route"] == "plan_structure"
    assert (await dialogue.start("VPP"))["route"] == "vpp_landing"


async def test_an_address_that_another_session_brought_is_known(lab: Lab) -> None:
    waiting = await lab.open()
    place = lab.location_of(waiting)
    assert (await lab.http.patch(f"{URL}/locations/{place}", json={"postal_address": BRISTOL})).status_code == 200
    assert (await waiting.start("TARIFF"))["data"]["postal_address"] == BRISTOL


async def test_a_session_may_name_its_provider(lab: Lab) -> None:
    dialogue = await lab.open(postal_address=BRISTOL, provider_id=find_by_name("GB", "Quillmoor Power").id)
    assert (await dialogue.start("TARIFF"))["route"] == "plan_structure"
    assert (await dialogue.act("BACK"))["route"] == "provider_select"


SENT = [
    ("postal_address_input", "inferred_data", "provider_select"),
    ("plan_structure", "inferred_data_FIXED", "price_input"),
    ("plan_structure", "inferred_data_TIME_OF_DAY", "price_input"),
    ("plan_structure", "inferred_data_MARKET", "tariff_name_input"),
    ("plan_structure", "inferred_data_ADVANCED_TARIFF_INPUT", "advanced_tariff_input"),
    ("plan_structure", "BACK", "provider_select"),
    ("price_input", "inferred_data_fixed", "tariff_name_input"),
    ("price_input", "inferred_data_time_of_use", "tariff_name_input"),
    ("price_input", "BACK", "plan_structure"),
    ("region_select", "inferred_data", "tariff_name_input"),
    ("tariff_name_input", "inferred_data", "tariffs_summary"),
    ("tariff_name_input", "CLOSE", "session_redirect"),
    ("connection_failed", "EDIT", "provider_select"),
    ("connection_failed", "DISCONNECT", "session_redirect"),
    ("connection_failed", "CLOSE", "session_redirect"),
    ("inferred/connection_pending", "inferred_EDIT", "provider_select"),
    ("inferred/connection_pending", "inferred_DISCONNECT", "session_redirect"),
    ("tariffs_summary", "CLOSE", "session_redirect"),
    ("tariff_summary", "CHANGE", "provider_select"),
    ("tariff_summary", "RETRY", "plan_structure"),
    ("tariff_summary", "DISCONNECT", "tariff_summary"),
    ("location_summary", "DISCONNECT", "location_summary"),
    ("location_summary", "ERROR_REPORT", "location_summary"),
]


@pytest.mark.parametrize(("route", "sample", "next_route"), SENT)
async def test_each_answer_of_the_samples_leads_on(lab: Lab, route: str, sample: str, next_route: str) -> None:
    dialogue = await BUSBAR_PAGES[route](lab)
    body = read_sample(f"busbar/answers/{route.split('/')[-1]}.{sample}.json")
    answer = await lab.post(body | {"connect_token": dialogue.token})
    assert (answer.status_code, answer.json().get("route")) == (200, next_route), answer.text


REFUSED: list[tuple[str, Any, str]] = [
    ("postal_address_input", {"postal_address": BRISTOL | {"address_line1": " "}}, "address_line1_missing"),
    ("postal_address_input", {"postal_address": BRISTOL | {"post_code": ""}}, "post_code_missing"),
    ("postal_address_input", {"postal_address": BRISTOL | {"city": ""}}, "city_missing"),
    ("postal_address_input", {"postal_address": BRISTOL | {"country_code": ""}}, "country_code_missing"),
    ("postal_address_input", {"postal_address": BRISTOL | {"country_code": "UK"}}, "country_code_invalid"),
    ("postal_address_input", {"postal_address": BRISTOL | {"city": "Nowhere"}}, "geo_location_not_found"),
    ("inferred/provider_select", {"provider": {}}, "provider_id_missing"),
    ("plan_structure", {"options": ["FIXED", "MARKET"]}, "option_invalid"),
    ("plan_structure", {"options": ["ADVANCED"]}, "option_not_supported"),
    ("price_input", {"cost": 0.2}, "data_json_invalid"),
    ("price_input", {"hours": [{"cost": 0, "valid_from": "00:00:00", "valid_to": "00:00:00"}]}, "cost_value_zero"),
    ("price_input", {"hours": [{"cost": 1, "valid_from": "0:00", "valid_to": "00:00:00"}]}, "valid_from_invalid"),
    (
        "price_input",
        {"hours": [{"cost": 1, "valid_from": "00:00:00", "valid_to": "07:00:00"}]},
        "incomplete_time_period",
    ),
    ("region_select", {"region": "GB"}, "data_json_invalid"),
    ("tariff_name_input", {"tariff": {"name": " "}}, "tariff_name_missing"),
]


@pytest.mark.parametrize(
    ("route", "data", "code"), REFUSED, ids=[f"{r}-{n}-{c}" for n, (r, _, c) in enumerate(REFUSED)]
)
async def test_a_wrong_answer_is_refused_and_changes_nothing(lab: Lab, route: str, data: Any, code: str) -> None:
    dialogue = await BUSBAR_PAGES[route](lab)
    page = dialogue.page
    error = await dialogue.refuse(data=data)
    assert (error["code"], error["type"]) == (code, "invalid_request")
    assert error["context"] == f"connect.{route.split('/')[-1]}"
    assert await dialogue.start() == page


async def test_a_structure_may_have_to_be_an_action(lab: Lab) -> None:
    dialogue = await BUSBAR_PAGES["plan_structure"](lab)
    body = read_sample("busbar/answers/plan_structure.inferred_action_MARKET.json") | {"connect_token": dialogue.token}
    assert (await lab.post(body)).json()["code"] == "data_json_invalid"
    lab.world.scenario.options_as_actions = True
    assert (await dialogue.refuse(data={"options": ["MARKET"]}))["code"] == "action_missing"
    assert (await dialogue.refuse(action="SOLAR"))["code"] == "data_json_invalid"
    assert (await lab.post(body)).json()["route"] == "tariff_name_input"


async def test_one_period_is_one_price(lab: Lab) -> None:
    dialogue = await connect_fixed(lab)
    prices = dialogue.page["tariffs"][0]["prices"]["today"]
    assert [one["price"] for one in prices] == [{"value": 0.2467, "confidence": 1}]
    assert (await lab.get(f"/connect/{dialogue.token}")).json()["data_available"]


async def test_an_action_is_about_one_of_several_tariffs(lab: Lab) -> None:
    dialogue = await signed_in(lab, "solar")
    export, bought = [one.get("tariff_id", one.get("id")) for one in dialogue.page["tariffs"]]
    assert (await dialogue.refuse(action="DISCONNECT"))["code"] == "data_json_invalid"
    assert (await dialogue.refuse(action="DISCONNECT", data={"tariff_id": "trf_1"}))["code"] == "tariff_not_found"
    assert (await dialogue.refuse(action="DISCONNECT", data=[]))["code"] == "data_json_invalid"
    page = await dialogue.act_on(export, "DISCONNECT")
    assert [one["tariff_id"] for one in page["tariffs"]] == [bought]
    assert (await dialogue.act_on(bought, "RECONNECT"))["route"] == "session_redirect"
    page = await dialogue.sign_in("anna")
    assert [one["direction"] for one in page["tariffs"]] == ["IMPORT"]
    assert page["tariffs"][0]["tariff_id"] != bought


async def test_an_issue_report_is_opened_added_to_and_withdrawn(lab: Lab) -> None:
    dialogue = await connect_fixed(lab)
    tariff = dialogue.page["tariffs"][0]["tariff_id"]

    def named(sample: str) -> dict[str, Any]:
        body = read_sample(f"busbar/answers/tariffs_summary.inferred_{sample}.json")
        return body | {"connect_token": dialogue.token, "data": body["data"] | {"tariff_id": tariff}}

    async def status(sample: str) -> str:
        answer = (await lab.post(named(sample))).json()
        return str(answer["tariffs"][0]["status"] if "tariffs" in answer else answer["code"])

    assert await status("UPDATE_ISSUE_REPORT") == "action_invalid"
    assert await status("CREATE_ISSUE_REPORT") == "ERROR_REPORTED"
    assert await status("CREATE_ISSUE_REPORT") == "action_invalid"
    assert await status("UPDATE_ISSUE_REPORT") == "ERROR_REPORTED"
    held = lab.world.locations[lab.location_of(dialogue)].tariffs["commodity_import"]
    assert held.reports == [named(f"{one}_ISSUE_REPORT")["data"]["description"] for one in ("CREATE", "UPDATE")]
    error = await dialogue.refuse(action="UPDATE_ISSUE_REPORT", data={"tariff_id": tariff, "description": " "})
    assert error["code"] == "data_json_invalid"
    assert await status("CANCEL_ISSUE_REPORT") == "CONNECTED"
    assert await status("CANCEL_ISSUE_REPORT") == "action_invalid"


@pytest.mark.parametrize(
    ("switch", "refused"),
    [("older_summary", "RECONNECT"), ("oldest_summary", "CREATE_ISSUE_REPORT"), ("", "CHANGE"), ("", "ERROR_REPORT")],
)
async def test_each_form_of_the_summary_has_its_own_actions(lab: Lab, switch: str, refused: str) -> None:
    dialogue = await connect_fixed(lab)
    tariff = dialogue.page["tariffs"][0]["tariff_id"]
    if switch:
        setattr(lab.world.scenario, switch, True)
        await dialogue.start()
    assert refused not in dialogue.page["actions"]
    assert (await dialogue.refuse(action=refused, data={"tariff_id": tariff}))["code"] == "action_invalid"


async def test_the_older_form_guesses_nothing_among_several(lab: Lab) -> None:
    dialogue = await signed_in(lab, "solar")
    lab.world.scenario.older_summary = True
    (_, (slot, sold)) = lab.world.locations[lab.location_of(dialogue)].tariffs.items()
    assert (await dialogue.refuse(action="DISCONNECT"))["code"] == "data_json_invalid"
    left = (await dialogue.act_on(sold.id, "DISCONNECT"))["tariff_status"]
    assert left
    assert slot not in left
    await dialogue.act("DISCONNECT")
    assert not lab.world.locations[lab.location_of(dialogue)].tariffs


async def test_a_tariff_that_was_read_is_estimated_while_it_cannot_be(lab: Lab) -> None:
    dialogue = await connect_fixed(lab)
    place = lab.location_of(dialogue)
    lab.world.trouble(place, "tariff.fetch.failed")
    shown = (await dialogue.start())["tariffs"][0]
    assert (shown["status"], shown["temporary"]) == ("ERROR", True)
    assert {one["price"]["confidence"] for one in shown["prices"]["today"]} == {0.6}
    element = (await lab.get(f"/locations/{place}")).json()["tariff_elements"][0]
    assert (element["status"], element["temporary"]) == ("ERROR", True)


@pytest.mark.parametrize(("ok", "route"), [(True, "tariffs_summary"), (False, "connection_failed")])
async def test_a_pending_tariff_opens_on_its_own_page(lab: Lab, ok: bool, route: str) -> None:
    first = await signed_in(lab, "slow")
    place = lab.location_of(first)
    again = await lab.open(location_id=place)
    assert (await again.start("TARIFF"))["route"] == "connection_pending"
    assert (await lab.get(f"/connect/{first.token}")).json()["data_available"] is False
    lab.world.finish_pending(place, ok)
    assert (await again.start())["route"] == route
    assert (await (await lab.open(location_id=place)).start("TARIFF"))["route"] == route


async def test_there_is_no_status_of_a_location(lab: Lab) -> None:
    place = lab.location_of(await connect_fixed(lab))
    assert (await lab.get(f"/locations/{place}/status")).status_code == 404


async def test_a_session_ends_at_the_callback(lab: Lab) -> None:
    dialogue = await connect_fixed(lab)
    page = await dialogue.act("CLOSE")
    assert page["data"] == {"redirect_url": f"https://bot.test/done?fp_cot={dialogue.token}"}
    told = (await lab.get("/events", event_type="connect_session.complete")).json()["data"]
    assert [event["data"]["data_available"] for event in told] == [True]


@pytest.mark.parametrize("route", sorted(UNPUBLISHED))
async def test_pages_that_nobody_published_take_what_anode_does(lab: Lab, route: str) -> None:
    dialogue = await UNPUBLISHED[route](lab)
    told = "rate_advanced_capture" if route == "advanced_tariff_input" else route
    data = read_sample(f"anode/answers/{told}.data.json")["data"]
    if route == "tariff_select":
        data["tariff"]["id"] = dialogue.page["data"]["tariffs"][0]["id"]
    after = {"provider_name_capture": "plan_structure", "tariff_select": "tariffs_summary"}
    assert (await dialogue.say(**data))["route"] == after.get(route, "tariff_name_input")


async def test_prices_ask_for_a_location(lab: Lab) -> None:
    place = lab.location_of(await connect_fixed(lab))
    end = {"end_time": "2026-11-18T00:00:00Z"}
    assert (await lab.http.post(f"{URL}/prices", json=end)).json()["code"] == "data_json_invalid"
    assert (await lab.http.post(f"{URL}/prices", json=end | {"location_id": "loc_1"})).status_code == 404
    export = end | {"location_id": place, "tariff_direction": "EXPORT"}
    answer = await lab.http.post(f"{URL}/prices", json=export)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_tariff_connected")


async def test_connect_and_the_opening_of_sessions_share_one_path(lab: Lab) -> None:
    dialogue = Dialogue(lab, "cot_000000000000000000000000", {"route": "session_start"})
    assert (await dialogue.refuse(404))["code"] == "connect_token_not_found"
    answer = await lab.http.post(f"{URL}/connect", json=URLS, headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer.json()) == (403, read_sample("errors/http_403.json"))
