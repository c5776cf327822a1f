"""Every error code that anode can give, on the page that gives it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.flatpeak.providers import find_by_name
from tests.sandbox.flatpeak_lab import BRISTOL, URL, Dialogue, Lab, open_lab, read_sample
from tests.sandbox.flatpeak_pages import PAGES


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as lab:
        yield lab


def address(**changes: Any) -> dict[str, Any]:
    return {"postal_address": {**BRISTOL, **changes}}


def hours(*periods: tuple[str, str, Any]) -> dict[str, Any]:
    return {"hours": [{"valid_from": start, "valid_to": end, "cost": cost} for start, end, cost in periods]}


def all_day(days: str, *, end: str = "00:00:00", **rate: Any) -> dict[str, Any]:
    """One price for some weekdays, as the advanced page takes it but for what is changed."""
    priced = {"fixed": 0.2, "to_kwh": None, "surcharge_fixed": None, "surcharge_percentage": None, **rate}
    return {"days": [days], "hours": [{"valid_from": "00:00:00", "valid_to": end, "rate": [priced]}]}


def advanced(**changes: Any) -> dict[str, Any]:
    """The sample's schedule with one member of its first rate changed."""
    data = read_sample("anode/answers/rate_advanced_capture.data.json")["data"]
    data["tariff"]["schedule"][0] |= changes
    return dict(data)


ELSEWHERE = {"provider": {"id": find_by_name("DE", "Wattkiesel").id}}
OTHERS = {"tariff": {"id": find_by_name("GB", "Tidehollow Energy").tariffs[0].id}}
REFUSED: list[tuple[str, Any, str]] = [
    ("postal_address_capture", address(city=" "), "city_missing"),
    ("postal_address_capture", {"postal_address": {"country_code": "GB"}}, "city_missing"),
    ("postal_address_capture", address(country_code=""), "country_code_missing"),
    ("postal_address_capture", address(country_code="gb"), "country_code_invalid"),
    ("postal_address_capture", address(country_code="UK"), "country_code_invalid"),
    ("postal_address_capture", address(city="Nowhere"), "timezone_not_found"),
    ("postal_address_capture", address(country_code="MG"), "timezone_not_found"),
    ("postal_address_capture", address(country_code="US", city="Springfield"), "timezone_not_found"),
    ("postal_address_capture", address(city=5), "data_json_invalid"),
    ("postal_address_capture", {"postal_address": "Bristol"}, "data_json_invalid"),
    ("postal_address_capture", None, "data_json_invalid"),
    ("provider_select", {"provider": {}}, "provider_id_missing"),
    ("provider_select", {"provider": {"id": ""}}, "provider_id_missing"),
    ("provider_select", {"provider": {"id": "prv_6a6f4633662d80c60891b7c3"}}, "provider_not_found"),
    ("provider_select", ELSEWHERE, "provider_id_invalid"),
    ("provider_select", {"provider": {"id": 7}}, "data_json_invalid"),
    ("provider_name_capture", {"provider": {"name": "  "}}, "provider_name_missing"),
    ("provider_name_capture", {"provider": {}}, "provider_name_missing"),
    ("provider_name_capture", {"name": "x"}, "data_json_invalid"),
    ("tariff_select", {"tariff": {}}, "tariff_id_missing"),
    ("tariff_select", {"tariff": {"id": "trt_6a3def7f03a8c9969124726a"}}, "tariff_not_found"),
    ("tariff_select", OTHERS, "tariff_id_invalid"),
    ("tariff_structure_select", {"options": ["FIXED", "MARKET"]}, "option_invalid"),
    ("tariff_structure_select", {"options": []}, "option_invalid"),
    ("tariff_structure_select", {"options": ["TIERED"]}, "option_not_supported"),
    ("tariff_structure_select", {"options": ["ADVANCED"]}, "option_not_supported"),
    ("tariff_structure_select", {"options": "FIXED"}, "data_json_invalid"),
    ("rate_fixed_capture", {"cost": 0}, "cost_value_zero"),
    ("rate_fixed_capture", {"cost": -0.2}, "cost_value_negative"),
    ("rate_fixed_capture", {"cost": "0.2467"}, "data_json_invalid"),
    ("rate_fixed_capture", {"cost": True}, "data_json_invalid"),
    ("rate_fixed_capture", {}, "data_json_invalid"),
    ("rate_tod_capture", hours(("00:00:00", "00:00:00", 0)), "cost_value_zero"),
    ("rate_tod_capture", hours(("00:00:00", "00:00:00", -1)), "cost_value_negative"),
    ("rate_tod_capture", hours(("6:00", "22:00:00", 1), ("22:00:00", "06:00:00", 1)), "valid_from_invalid"),
    ("rate_tod_capture", hours(("06:00:00", "24:00:00", 1), ("00:00:00", "06:00:00", 1)), "valid_to_invalid"),
    ("rate_tod_capture", hours(("06:00:00", "22:00:00", 1)), "incomplete_time_period"),
    ("rate_tod_capture", hours(("00:00:00", "12:00:00", 1), ("06:00:00", "00:00:00", 1)), "incomplete_time_period"),
    ("rate_tod_capture", hours(*[("00:00:00", "00:00:00", 1)] * 2), "incomplete_time_period"),
    ("rate_tod_capture", hours(("06:00:00", "22:00:00", 1), ("23:00:00", "06:00:00", 1)), "gap_in_time_period"),
    ("rate_tod_capture", hours(), "data_json_invalid"),
    ("rate_tod_capture", hours(("00:00:00", "00:00:00", None)), "data_json_invalid"),
    ("surcharge_capture", {"surcharge": {"fixed": 0, "percentage": -1}}, "surcharge_percentage_invalid"),
    ("surcharge_capture", {"surcharge": {"fixed": 0.1}}, "data_json_invalid"),
    ("region_select", {"region": "DK1"}, "data_json_invalid"),
    ("region_select", {"region": None}, "data_json_invalid"),
    ("tariff_name_capture", {"tariff": {"name": ""}}, "tariff_name_missing"),
    ("contract_term_capture", {"contract_end_date": "30.11.2027"}, "date_format_invalid"),
    ("contract_term_capture", {"contract_end_date": "2027-02-30T00:00:00Z"}, "date_format_invalid"),
    ("contract_term_capture", {"contract_end_date": "9999-12-31T23:59:59-14:00"}, "date_format_invalid"),
    ("contract_term_capture", {"contract_end_date": "2027-11-30"}, "date_format_invalid"),
    ("contract_term_capture", {"contract_end_date": 2027}, "data_json_invalid"),
    ("contract_term_capture", {"contract_term_type": "FOREVER"}, "data_json_invalid"),
    ("rate_advanced_capture", advanced(dates=["24,25,26"]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(months=["January"]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(days_and_hours=[{"days": ["Weekday"], "hours": []}]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(days_and_hours=[]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(months=["Nov", "Dec"]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(months=["All"]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(days_and_hours=[all_day("Weekdays")]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(days_and_hours=[all_day("All"), all_day("Sun")]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(days_and_hours=[all_day("All", fixed=0)]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(days_and_hours=[all_day("All", fixed="0.2")]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(days_and_hours=[all_day("All", to_kwh=250)]), "data_json_invalid"),
    ("rate_advanced_capture", advanced(days_and_hours=[all_day("All", end="22:00:00")]), "data_json_invalid"),
    ("tariff_summary", {"tariff": {}}, "action_missing"),
    ("tariff_connection_pending", {}, "action_missing"),
    ("tariff_connection_failed", {}, "action_missing"),
]


@pytest.mark.parametrize(
    ("route", "data", "code"), REFUSED, ids=[f"{r}-{n}-{c}" for n, (r, _, c) in enumerate(REFUSED)]
)
async def test_a_wrong_answer_is_refused_and_changes_nothing(lab: Lab, route: str, data: Any, code: str) -> None:
    dialogue = await PAGES[route](lab)
    page, answers = dialogue.page, len(lab.world.session(dialogue.token).accepted)
    error = await dialogue.refuse(data=data)
    assert (error["code"], error["type"]) == (code, "invalid_request")
    assert error["context"] == f"connect.{route}"
    assert await dialogue.start() == page
    assert len(lab.world.session(dialogue.token).accepted) == answers


async def test_a_gap_is_named_by_both_ends(lab: Lab) -> None:
    dialogue = await PAGES["rate_tod_capture"](lab)
    error = await dialogue.refuse(data=hours(("07:00:00", "00:00:00", 1), ("00:00:00", "06:00:00", 1)))
    assert "06:00:00" in error["message"]
    assert "07:00:00" in error["message"]


@pytest.mark.parametrize("route", ["tariff_summary", "tariff_connection_pending", "tariff_connection_failed"])
async def test_an_outcome_page_knows_its_actions(lab: Lab, route: str) -> None:
    dialogue = await PAGES[route](lab)
    assert (await dialogue.refuse(action="SAVE"))["code"] == "action_invalid"
    assert (await dialogue.refuse())["code"] == "action_missing"


@pytest.mark.parametrize(
    "body",
    [
        {"action": "EDIT"},  # not an action of this page
        {},  # neither data nor action
        {"data": {"provider": {"id": "x"}}, "action": "BACK"},  # both
        {"route": "postal_address_capture", "data": address()},  # a page that is not current
        {"route": 5, "action": "BACK"},
        {"route": "provider_selct", "action": "BACK"},
    ],
)
async def test_what_does_not_belong_to_the_current_page_is_refused(lab: Lab, body: dict[str, Any]) -> None:
    dialogue = await lab.begin()
    error = await dialogue.refuse(**body)
    assert (error["code"], error["context"]) == ("data_json_invalid", "connect.provider_select")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"connect_token": 5}', b'{"cost": NaN}', b"\xff", b"[" * 100_000])
async def test_a_body_that_is_no_answer_is_refused(lab: Lab, raw: bytes) -> None:
    answer = await lab.post_raw(raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "data_json_invalid")


async def test_half_a_character_does_no_harm(lab: Lab) -> None:
    dialogue = await PAGES["provider_name_capture"](lab)
    head = f'{{"connect_token":"{dialogue.token}","route":"provider_name_capture",'
    raw = head.encode() + rb'"data":{"provider":{"name":"\ud800"}}}'
    assert (await lab.post_raw(raw)).json()["data"]["provider"]["display_name"] == "?"


async def test_an_unknown_token_is_not_found(lab: Lab) -> None:
    dialogue = Dialogue(lab, "cot_000000000000000000000000", {"route": "session_start"})
    error = await dialogue.refuse(404)
    assert (error["code"], error["context"]) == ("connect_token_not_found", "connect.session_start")


async def test_a_percentage_of_zero_is_refused_only_by_the_strict_switch(lab: Lab) -> None:
    dialogue = await PAGES["surcharge_capture"](lab)
    lab.world.scenario.strict_surcharge = True
    none = {"surcharge": {"fixed": 0, "percentage": 0}}
    assert (await dialogue.refuse(data=none))["code"] == "surcharge_percentage_invalid"
    lab.world.scenario.strict_surcharge = False
    assert (await dialogue.say(**none))["route"] == "tariff_summary"


URLS = {"connect_url": "https://bot.test/back", "callback_url": "https://bot.test/done"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"tariff_direction": "SIDEWAYS"}, "tariff_direction_invalid"),
        ({"tariff_direction": "LOCAL"}, "tariff_direction_not_supported"),
        ({"tariff_direction": "EXPORT", "tariff_type": "NON_COMMODITY"}, "tariff_direction_not_supported"),
        ({"tariff_type": "GAS"}, "tariff_type_invalid"),
        ({"connect_url": None}, "data_json_invalid"),
        ({"callback_url": "done"}, "data_json_invalid"),
        ({"postal_address": []}, "data_json_invalid"),
        ({"postal_address": {"country_code": "XX"}}, "country_code_invalid"),
        ({"route_options": {"tariff_name_capture": "yes"}}, "data_json_invalid"),
        ({"actions": {"disconnect_tariff": True}}, "data_json_invalid"),
        ({"tariff_id": "trf_1"}, "data_json_invalid"),
        ({"postal_address_type": "HOUSEBOAT"}, "data_json_invalid"),
    ],
)
async def test_a_session_is_not_opened_with_wrong_fields(lab: Lab, body: dict[str, Any], code: str) -> None:
    answer = await lab.http.post(f"{URL}/connect/token", json=URLS | body)
    error = answer.json()
    assert (answer.status_code, error["code"]) == (400, code)
    assert error["context"] == "api.connect_token_create"
    assert "connect_token" not in error


@pytest.mark.parametrize("body", [{"location_id": "loc_1"}, {"customer_id": "cus_1"}])
async def test_a_session_about_something_unknown_is_not_found(lab: Lab, body: dict[str, Any]) -> None:
    answer = await lab.http.post(f"{URL}/connect/token", json=URLS | body)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not Found"})


async def ask_prices(lab: Lab, place: str, **body: Any) -> tuple[int, Any]:
    answer = await lab.http.post(f"{URL}/prices/{place}", json={"end_time": "2026-11-18T00:00:00Z", **body})
    return answer.status_code, answer.json().get("code")


async def test_prices_that_are_not_there_say_why(lab: Lab) -> None:
    dialogue = await PAGES["tariff_connection_pending"](lab)
    place = lab.location_of(dialogue)
    assert await ask_prices(lab, place) == (422, "pending_connect")
    assert await ask_prices(lab, place, tariff_direction="EXPORT") == (422, "no_tariff_connected")
    assert await ask_prices(lab, place, tariff_direction="UP") == (400, "tariff_direction_invalid")
    lab.world.finish_pending(place, ok=False)
    assert await ask_prices(lab, place) == (422, "no_price_data")


@pytest.mark.parametrize(
    "body",
    [
        {"end_time": "tomorrow"},
        {"end_time": "2026-11-18T00:00:00"},
        {"end_time": "2026-11-16T00:00:00Z"},
        {"end_time": "2027-02-16T00:00:00Z"},
        {"end_time": None},
    ],
)
async def test_a_span_of_prices_must_make_sense(lab: Lab, body: dict[str, Any]) -> None:
    place = lab.location_of(await lab.connect_fixed())
    assert await ask_prices(lab, place, start_time="2026-11-17T00:00:00Z", **body) == (400, "data_json_invalid")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("duration", {"segment": "MIDDLE", "duration": 60}),
        ("duration", {"segment": "LOW", "duration": 0}),
        ("duration", {"segment": "LOW", "duration": 100000}),
        ("duration", {"segment": "LOW"}),
        ("duration", {"segment": "LOW", "duration": 60, "end_time": "2026-11-21T00:00:00Z"}),
        ("limit", {"segment": "LOW"}),
        ("limit", {"segment": "LOW", "relative": 2}),
    ],
)
async def test_a_schedule_must_make_sense(lab: Lab, path: str, body: dict[str, Any]) -> None:
    place = lab.location_of(await lab.connect_fixed())
    span = {"start_time": "2026-11-17T00:00:00Z", "end_time": "2026-11-18T00:00:00Z"}
    answer = await lab.http.post(f"{URL}/schedules/{path}/{place}", json=span | body)
    assert (answer.status_code, answer.json()["code"]) == (400, "data_json_invalid")


async def test_an_account_can_be_switched_off(lab: Lab) -> None:
    lab.world.scenario.account_disabled = True
    answer = await lab.get("/locations")
    assert (answer.status_code, answer.json()["code"], answer.json()["type"]) == (422, "account_disabled", "api_error")


@pytest.mark.parametrize(("version", "status"), [("2025-09-14.anode", 200), ("2024-08-24.zero", 422), ("x", 422)])
async def test_only_versions_of_the_generation_are_served(lab: Lab, version: str, status: int) -> None:
    answer = await lab.http.get(f"{URL}/locations", headers={"Flatpeak-Version": version})
    assert answer.status_code == status
    assert answer.json().get("code") in (None, "api_version_not_supported")
