"""The dialogue of zero: nothing counts before SAVE, there is no way back, and refusals come with 409."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.flatpeak.zero import ZERO
from tests.sandbox.flatpeak_lab import BRISTOL, URL, Dialogue, Lab, open_lab, read_sample
from tests.sandbox.zero_pages import NO_END, ZERO_PAGES, at_fixed_summary


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab(generation=ZERO) as lab:
        yield lab


async def read_back(lab: Lab, dialogue: Dialogue) -> dict[str, Any]:
    answer = await lab.get("/connect/tariff/token", connect_token=dialogue.token)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def slot(lab: Lab, dialogue: Dialogue) -> str:
    status = (await lab.get(f"/locations/{lab.location_of(dialogue)}/status")).json()
    return str(status["tariff_status"]["commodity_import"]["status"])


SENT = [
    ("postal_address_capture", "data", "provider_select"),
    ("postal_address_capture", "client_data", "provider_select"),
    ("postal_address_capture", "data_minimum", "provider_select"),
    ("provider_select", "PROVIDER_MISSING", "provider_name_capture"),
    ("provider_select", "ADDRESS_CHANGE", "postal_address_capture"),
    ("provider_name_capture", "ADDRESS_CHANGE", "postal_address_capture"),
    ("provider_name_capture", "data", "tariff_structure_select"),
    ("tariff_select", "TARIFF_MISSING", "tariff_structure_select"),
    ("tariff_structure_select", "data_FIXED", "rate_fixed_capture"),
    ("tariff_structure_select", "data_TIME_OF_DAY", "rate_tod_capture"),
    ("tariff_structure_select", "data_MARKET", "market_surcharge_capture"),
    ("rate_fixed_capture", "data", "tariff_name_capture"),
    ("rate_tod_capture", "data", "tariff_name_capture"),
    ("rate_tod_capture", "data_three_periods", "tariff_name_capture"),
    ("rate_advanced_capture", "data", "tariff_name_capture"),
    ("market_surcharge_capture", "data_with_region", "tariff_name_capture"),
    ("tariff_name_capture", "data", "contract_term_capture"),
    ("contract_term_capture", "data_dates", "summary_fixed_confirm"),
    ("contract_term_capture", "data_unknown", "summary_fixed_confirm"),
    ("contract_term_capture", "data_no_end", "summary_fixed_confirm"),
    ("contract_term_capture", "client_end_date", "summary_fixed_confirm"),
    ("contract_term_capture", "client_skip", "summary_fixed_confirm"),
    ("summary_fixed_confirm", "SAVE", "session_complete"),
    ("summary_fixed_confirm", "EDIT", "provider_select"),
    ("summary_fixed_confirm", "DISCONNECT", "session_complete"),
    ("summary_tou_confirm", "SAVE", "session_complete"),
    ("summary_tou_confirm", "EDIT", "provider_select"),
    ("summary_tou_confirm", "DISCONNECT", "session_complete"),
    ("summary_tariff_inprogress", "SAVE", "session_complete"),
    ("summary_tariff_inprogress", "DISCONNECT", "provider_select"),
    ("summary_tariff_inprogress", "DISMISS_DIRECT", "provider_select"),
    ("summary_tariff_failed", "RECONNECT", "provider_select"),
    ("summary_tariff_failed", "DISCONNECT", "session_complete"),
]


@pytest.mark.parametrize(("route", "sample", "next_route"), SENT)
async def test_each_answer_of_the_samples_leads_on(lab: Lab, route: str, sample: str, next_route: str) -> None:
    dialogue = await ZERO_PAGES[route](lab)
    body = read_sample(f"zero/answers/{route}.{sample}.json")
    answer = await lab.post(body | {"connect_token": dialogue.token})
    assert (answer.status_code, answer.json().get("route")) == (200, next_route), answer.text


@pytest.mark.parametrize("name", [name for name in ZERO_PAGES if name != "session_complete"])
@pytest.mark.parametrize("action", ["BACK", "CLOSE"])
async def test_no_page_has_a_way_back_or_out(lab: Lab, name: str, action: str) -> None:
    dialogue = await ZERO_PAGES[name](lab)
    assert (await dialogue.refuse(409, action=action))["code"] == "action_invalid"


@pytest.mark.parametrize("route", ["summary_fixed_confirm", "summary_tariff_inprogress", "summary_tariff_failed"])
async def test_an_outcome_page_knows_its_actions(lab: Lab, route: str) -> None:
    dialogue = await ZERO_PAGES[route](lab)
    assert (await dialogue.refuse(action="WRONG_TARIFF"))["code"] == "action_invalid"
    assert (await dialogue.refuse())["code"] == "action_missing"


async def test_a_session_starts_and_resumes_by_restoring_it(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["rate_fixed_capture"](lab)
    page = dialogue.page
    error = await dialogue.refuse(409, route="session_start")
    assert (error["code"], error["context"]) == ("data_json_invalid", "connect.rate_fixed_capture")
    assert await dialogue.start() == page


async def test_nothing_is_saved_before_save(lab: Lab) -> None:
    dialogue = await at_fixed_summary(lab)
    assert lab.world.locations == {}
    assert (await lab.get("/connect/tariff/token", connect_token=dialogue.token)).status_code == 422
    await dialogue.act("SAVE")
    told = await read_back(lab, dialogue)
    assert (told["is_tariff_processed"], told["complete_action"]) == (True, "SAVE")
    assert await slot(lab, dialogue) == "CONNECTED"


async def test_an_edit_that_is_not_saved_leaves_the_old_tariff(lab: Lab) -> None:
    first = await ZERO_PAGES["session_complete"](lab)
    place = lab.location_of(first)
    await at_fixed_summary(lab, location_id=place)
    old = lab.world.locations[place].tariffs["commodity_import"]
    again = await lab.open(location_id=place)
    assert (await again.start())["data"]["tariff"]["name"] == old.name
    assert lab.world.locations[place].tariffs["commodity_import"].session == first.token


async def test_a_summary_is_answered_under_its_own_route(lab: Lab) -> None:
    dialogue = await at_fixed_summary(lab)
    assert (await dialogue.refuse(route="summary_tou_confirm", action="SAVE"))["code"] == "data_json_invalid"


async def test_a_known_location_is_disconnected_without_a_page(lab: Lab) -> None:
    first = await ZERO_PAGES["summary_tou_confirm"](lab)
    await first.act("SAVE")
    gone = await lab.open(location_id=lab.location_of(first))
    page = await gone.send(route="summary_fixed_confirm", action="DISCONNECT")
    assert page["route"] == "session_complete"
    assert await slot(lab, first) == "NOT_CONNECTED"
    assert (await read_back(lab, gone))["complete_action"] == "DISCONNECT"
    again = await lab.open(location_id=lab.location_of(first))
    assert (await again.refuse(route="summary_fixed_confirm", action="DISCONNECT"))["code"] == "data_json_invalid"


async def test_what_is_still_being_read_can_be_saved(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["summary_tariff_inprogress"](lab)
    await dialogue.act("SAVE")
    assert not (await read_back(lab, dialogue))["is_tariff_processed"]
    lab.world.finish_pending(lab.location_of(dialogue), ok=True)
    assert (await read_back(lab, dialogue))["is_tariff_processed"]


@pytest.mark.parametrize(("ok", "route"), [(True, "summary_tou_confirm"), (False, "summary_tariff_failed")])
async def test_the_page_of_a_reading_follows_it(lab: Lab, ok: bool, route: str) -> None:
    dialogue = await ZERO_PAGES["summary_tariff_inprogress"](lab)
    assert lab.world.finish_unsaved(ok) == 1
    assert (await dialogue.start())["route"] == route


async def test_a_dismissed_login_is_not_offered_again(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["summary_tariff_inprogress"](lab)
    await dialogue.act("DISMISS_DIRECT")
    assert (await dialogue.choose("Tidehollow Energy"))["route"] == "tariff_select"
    assert lab.world.locations == {}


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        ("2027-11-30T00:00:00Z", "2027-11-30T00:00:00+00:00"),
        (NO_END, None),
        (None, None),
    ],
)
async def test_an_end_may_be_a_day_or_none_or_unknown(lab: Lab, end: str | None, shown: str | None) -> None:
    dialogue = await at_fixed_summary(lab, end)
    assert dialogue.page["data"]["tariff"]["contract_end_date"] == shown


async def test_the_end_is_the_callback_with_the_token(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["session_complete"](lab)
    assert dialogue.page["data"]["callback_uri"] == f"https://bot.test/done?fp_cot={dialogue.token}"
    assert (await dialogue.start())["route"] == "session_complete"
    assert (await dialogue.refuse(action="SAVE"))["code"] == "data_json_invalid"


async def test_a_login_comes_back_to_the_callback_where_nothing_else_is_named(lab: Lab) -> None:
    answer = await lab.http.post(
        f"{URL}/connect/tariff/token", json={"callback_uri": "https://bot.test/done", "postal_address": BRISTOL}
    )
    dialogue = Dialogue(lab, answer.json()["connect_token"])
    await dialogue.start()
    await dialogue.choose("Tidehollow Energy")
    url = dialogue.page["data"]["redirect_url"]
    await lab.http.post(url, params={"fp_cot": dialogue.token}, data={"step": "login", "user": "a", "password": "demo"})
    back = await lab.http.post(url, params={"fp_cot": dialogue.token}, data={"step": "consent", "choice": "allow"})
    assert back.headers["location"] == f"https://bot.test/done?fp_cot={dialogue.token}"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"direction": "SIDEWAYS"}, "tariff_direction_invalid"),
        ({"direction": "LOCAL"}, "tariff_direction_not_supported"),
        ({"type": "GAS"}, "tariff_type_invalid"),
        ({"callback_uri": None}, "data_json_invalid"),
        ({"callback_uri": "done"}, "data_json_invalid"),
        ({"postal_address": {"country_code": "XX"}}, "country_code_invalid"),
    ],
)
async def test_a_session_is_not_opened_with_wrong_fields(lab: Lab, body: dict[str, Any], code: str) -> None:
    answer = await lab.http.post(f"{URL}/connect/tariff/token", json={"callback_uri": "https://b.test/d"} | body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["context"] == "api.connect_token_create"


async def test_only_zeros_own_names_count(lab: Lab) -> None:
    body = read_sample("rest/connect_token_create.request.zero.json")
    assert (await lab.http.post(f"{URL}/connect/tariff/token", json=body | {"tariff_direction": 5})).status_code == 200
    body["callback_url"] = body.pop("callback_uri")
    assert (await lab.http.post(f"{URL}/connect/tariff/token", json=body)).status_code == 409


async def test_a_reference_is_taken_only_once(lab: Lab) -> None:
    answers = [await lab.http.post(f"{URL}/locations", json={"reference_id": "home"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json() == read_sample("errors/http_409.json")


@pytest.mark.parametrize(("path", "status"), [("slots/time", 400), ("slots/threshold", 409), ("tariffs/rates", 409)])
async def test_a_span_must_make_sense(lab: Lab, path: str, status: int) -> None:
    place = lab.location_of(await ZERO_PAGES["session_complete"](lab))
    answer = await lab.get(f"/{path}/{place}", end_time="soon", segment="LOW", duration="60", relative="0.5")
    assert (answer.status_code, answer.json()["code"]) == (status, "data_json_invalid")


async def test_days_of_a_month_are_numbers_or_by_one_example_text(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["rate_advanced_capture"](lab)
    texts = read_sample("zero/answers/rate_advanced_capture.data_dates_as_text.json")["data"]
    numbers = read_sample("zero/answers/rate_advanced_capture.data.json")["data"]
    numbers["tariff"]["schedule"][0]["dates"] = [24, 25]
    assert (await dialogue.refuse(data=texts))["code"] == "data_json_invalid"
    lab.world.scenario.dates_as_text = True
    assert (await dialogue.refuse(data=numbers))["code"] == "data_json_invalid"
    assert (await dialogue.say(**texts))["route"] == "tariff_name_capture"
    held = lab.world.session(dialogue.token).draft.advanced
    assert held is not None
    assert held["schedule"][0]["dates"] == [24, 25, 26]


async def test_an_expired_token_is_refused_with_409(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["provider_select"](lab)
    lab.world.expire(dialogue.token)
    error = await dialogue.refuse(409, route="session_restore")
    assert (error["code"], error["context"]) == ("token_expired", "connect.session_restore")
    assert (await lab.get("/connect/tariff/token", connect_token=dialogue.token)).status_code == 404


async def test_prices_that_are_not_there_say_why(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["summary_tariff_inprogress"](lab)
    await dialogue.act("SAVE")
    place = lab.location_of(dialogue)
    asked = {"end_time": "2026-11-18T00:00:00Z"}

    async def code(**query: str) -> tuple[int, str]:
        answer = await lab.get(f"/tariffs/rates/{place}", **asked, **query)
        return answer.status_code, answer.json()["code"]

    assert await code() == (422, "pending_connect")
    assert await code(direction="EXPORT") == (422, "no_tariff_connected")
    assert await code(direction="UP") == (409, "tariff_direction_invalid")
    assert await code(include_carbon="perhaps") == (409, "data_json_invalid")
    lab.world.finish_pending(place, ok=False)
    assert await code() == (422, "no_price_data")


async def test_energy_is_planned_where_it_costs_least(lab: Lab) -> None:
    dialogue = await ZERO_PAGES["summary_tou_confirm"](lab)
    await dialogue.act("SAVE")
    car = {"device_id": "dev_1", "direction": "IMPORT", "energy": {"units": "KWH", "value": 11}}
    body = {
        "location_id": lab.location_of(dialogue),
        "max_power": {"units": "W", "value": 11000},
        "data": [car | {"start_time": "2026-11-17T00:00:00Z", "end_time": "2026-11-18T00:00:00Z"}],
    }
    answer = (await lab.http.post(f"{URL}/schedules", json=body)).json()
    assert answer["object"] == "schedule"
    cheapest = (await lab.get(f"/slots/time/{body['location_id']}", segment="LOW", duration=60, **{
        name: body["data"][0][name] for name in ("start_time", "end_time")})).json()  # fmt: skip
    assert [p["start_time"] for p in answer["data"][0]["schedule"]] == [p["start_time"] for p in cheapest["data"]]
    assert (await lab.http.post(f"{URL}/schedules", json=body | {"data": []})).status_code == 409
