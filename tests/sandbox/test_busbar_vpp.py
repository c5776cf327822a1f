"""The virtual power plants of busbar: joining, looking back, being paid, leaving and coming back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.flatpeak import vpp
from sandbox.flatpeak.busbar import BUSBAR
from tests.sandbox.busbar_pages import BUSBAR_PAGES, PERSON, at_consent, at_details, at_landing, at_payments, joined
from tests.sandbox.flatpeak_lab import BRISTOL, Lab, open_lab, read_sample


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab(generation=BUSBAR) as lab:
        yield lab


SENT = [
    ("vpp_landing", "CONNECT_TARIFF", "provider_select"),
    ("vpp_landing", "BACK", "session_redirect"),
    ("consent", "ALLOW", "vpp_summary"),
    ("consent", "DENY", "vpp_landing"),
    ("consent", "BACK", "vpp_summary"),
    ("vpp_summary", "CONNECT_TARIFF", "provider_select"),
    ("vpp_summary", "MANAGE_PARTICIPATION", "vpp_participation"),
    ("vpp_summary", "MANAGE_PAYMENTS", "payment_history"),
    ("vpp_summary", "inferred_CHANGE_PERIOD", "vpp_summary"),
    ("variants/vpp_summary.personal_details_placeholder", "ADDRESS_CHANGE", "postal_address_input"),
    ("variants/vpp_summary.personal_details_placeholder", "inferred_personal_details", "consent"),
    ("payment_history", "PAYMENT_DETAILS", "session_redirect"),
    ("payment_history", "REJOIN_PROGRAMME", "vpp_participation"),
    ("payment_history", "BACK", "vpp_summary"),
]


@pytest.mark.parametrize(("route", "sample", "next_route"), SENT)
async def test_each_answer_of_the_samples_leads_on(lab: Lab, route: str, sample: str, next_route: str) -> None:
    dialogue = await BUSBAR_PAGES[route](lab)
    name = dialogue.page["route"]
    body = read_sample(f"busbar/answers/{name}.{sample}.json") | {"connect_token": dialogue.token}
    answer = await lab.post(body)
    assert (answer.status_code, answer.json().get("route")) == (200, next_route), answer.text


async def test_a_programme_is_joined_with_details_and_consent(lab: Lab) -> None:
    dialogue = await at_consent(lab)
    assert dialogue.page["data"]["required_consents"] == ["DEVICE_INFORMATION", "SCHEDULING", "LOCATION"]
    page = await dialogue.act("ALLOW")
    assert page["programme"]["participation_state"] == "AWAITING_TELEMETRY"
    again = await lab.open(location_id=lab.location_of(dialogue))
    assert (await again.start("VPP"))["route"] == "vpp_summary"


async def test_without_consent_nothing_is_joined(lab: Lab) -> None:
    dialogue = await at_consent(lab)
    assert (await dialogue.refuse(action="MAYBE"))["code"] == "action_invalid"
    page = await dialogue.act("DENY")
    assert {one["subscription_status"] for one in page["data"]["programmes"]} == {"NOT_ENROLLED"}
    assert lab.world.participations == {}


async def test_the_older_list_names_providers(lab: Lab) -> None:
    lab.world.scenario.older_landing = True
    dialogue = await at_landing(lab)
    page = await dialogue.say(provider={"id": dialogue.page["data"]["providers"][0]["id"]})
    assert "personal_details" in page["data"]


@pytest.mark.parametrize("data", [{}, {"programme": {}}, {"programme": {"id": "vpr_1"}}, {"provider": {"id": "x"}}])
async def test_only_what_is_offered_can_be_chosen(lab: Lab, data: dict[str, Any]) -> None:
    dialogue = await at_landing(lab)
    assert (await dialogue.refuse(data=data))["code"] == "data_json_invalid"


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("email", "", "email_invalid"),
        ("email", "mare@", "email_invalid"),
        ("phone", "one", "phone_invalid"),
        ("phone", 31600000000, "data_json_invalid"),
    ],
)
async def test_details_must_make_sense(lab: Lab, member: str, value: Any, code: str) -> None:
    dialogue = await at_details(lab)
    assert (await dialogue.refuse(data={"personal_details": PERSON | {member: value}}))["code"] == code


async def test_another_address_leads_back_to_the_details(lab: Lab) -> None:
    dialogue = await at_details(lab)
    await dialogue.act("ADDRESS_CHANGE")
    page = await dialogue.say(postal_address=BRISTOL | {"address_line1": "15 Quillmoor Lane"})
    assert page["route"] == "vpp_summary"
    assert page["data"]["postal_address"]["address_line1"] == "15 Quillmoor Lane"


async def test_the_way_in_is_a_timeline(lab: Lab) -> None:
    dialogue = await at_consent(lab)
    await dialogue.act("ALLOW")
    timeline = (await dialogue.act("MANAGE_PARTICIPATION"))["participation_state"]
    assert [one["status"] for one in timeline] == ["COMPLETE"] * 2 + ["IN_PROGRESS"] + ["PENDING"] * 4
    vpp.move(lab.world, lab.location_of(dialogue), "INELIGIBLE")
    timeline = (await dialogue.start())["participation_state"]
    assert (timeline[-1]["state"], timeline[-1]["status"]) == ("INELIGIBLE", "COMPLETE")


@pytest.mark.parametrize(
    ("asked", "first", "last", "length"),
    [
        ({"period_type": "MONTH", "period_start": "2026-09-01"}, "2026-09-01", "2026-09-30", 30),
        ({"period_type": "YEAR"}, "2026-01-01", "2026-12-31", 12),
    ],
)
async def test_a_period_is_chosen(lab: Lab, asked: dict[str, str], first: str, last: str, length: int) -> None:
    dialogue = await joined(lab)
    shown = (await dialogue.send(route="vpp_summary", action="CHANGE_PERIOD", data=asked))["performance"]
    assert (shown["period_start"], shown["period_end"]) == (first, last)
    assert 0 < len(shown["series"]) <= length
    total = sum(one["dispatched_kwh"] for one in shown["series"])
    assert shown["energy_dispatched_kwh"] == pytest.approx(total)


async def test_a_day_is_one_of_its_month(lab: Lab) -> None:
    dialogue = await joined(lab)
    one = dialogue.page["performance"]["series"][-1]
    data = {"period_type": "DAY", "period_start": one["date"]}
    shown = (await dialogue.send(route="vpp_summary", action="CHANGE_PERIOD", data=data))["performance"]
    assert (shown["period_start"], shown["period_end"], shown["series"]) == (one["date"], one["date"], [one])


async def test_periods_end_where_the_history_does(lab: Lab) -> None:
    dialogue = await joined(lab)
    assert (dialogue.page["performance"]["has_previous"], dialogue.page["performance"]["has_next"]) == (True, False)
    data = {"period_type": "MONTH", "period_start": "2026-05-01"}
    shown = (await dialogue.send(route="vpp_summary", action="CHANGE_PERIOD", data=data))["performance"]
    assert (shown["has_previous"], shown["has_next"]) == (False, True)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"period_type": "WEEK"},
        {"period_type": "DAY", "period_start": "yesterday"},
        {"period_type": "DAY", "period_start": "2026-11-18"},
        {"period_type": "YEAR", "period_start": "0001-01-01"},
        "YEAR",
    ],
)
async def test_a_period_must_make_sense(lab: Lab, data: Any) -> None:
    dialogue = await joined(lab)
    assert (await dialogue.refuse(action="CHANGE_PERIOD", data=data))["code"] == "data_json_invalid"


async def test_how_to_be_paid_is_said_on_a_page_of_its_own(lab: Lab) -> None:
    dialogue = await at_payments(lab)
    assert dialogue.page["payment_details"] is None
    url = (await dialogue.act("PAYMENT_DETAILS"))["data"]["redirect_url"]
    assert "4242" in (await lab.http.get(url, params={"fp_cot": dialogue.token})).text
    back = await lab.http.post(url, params={"fp_cot": dialogue.token})
    assert back.headers["location"] == f"https://bot.test/back?own=1&fp_cot={dialogue.token}"
    assert (await dialogue.start())["payment_details"] == {"type": "CARD", "brand": "VISA", "last4": "4242"}
    assert (await lab.http.get(url, params={"fp_cot": dialogue.token})).status_code == 409
    assert (await lab.http.get(url)).status_code == 404


async def test_only_who_has_left_can_rejoin(lab: Lab) -> None:
    dialogue = await joined(lab)
    page = await dialogue.act("MANAGE_PAYMENTS")
    assert (page["programme_status"], "REJOIN_PROGRAMME" in page["actions"]) == ("ACTIVE", False)
    assert (await dialogue.refuse(action="REJOIN_PROGRAMME"))["code"] == "data_json_invalid"
    place = lab.location_of(dialogue)
    vpp.move(lab.world, place, "UNENROLMENT_REQUESTED")
    assert (await dialogue.start())["programme_status"] == "LEAVING"
    while vpp.advance(lab.world, place) != "OFFBOARDED":
        pass
    assert "REJOIN_PROGRAMME" in (await dialogue.start())["actions"]
    timeline = (await dialogue.act("REJOIN_PROGRAMME"))["participation_state"]
    assert [one["state"] for one in timeline if one["status"] == "IN_PROGRESS"] == ["AWAITING_TELEMETRY"]


async def test_payments_come_once_a_quarter(lab: Lab) -> None:
    paid = (await at_payments(lab)).page["transactions"]
    assert [one["status"] for one in paid] == ["PENDING", "PAID", "FAILED"]
    assert paid == sorted(paid, key=lambda one: str(one["date"]), reverse=True)


async def test_a_participation_is_read_by_its_device(lab: Lab) -> None:
    dialogue = await at_landing(lab, device_id="dev_6a6ec911ef4fdf66359b1fbb")
    await dialogue.say(programme={"id": dialogue.page["data"]["programmes"][0]["programme_id"]})
    await dialogue.say(personal_details=PERSON)
    await dialogue.act("ALLOW")
    for device, count in (("dev_6a6ec911ef4fdf66359b1fbb", 1), ("dev_1", 0)):
        assert len((await lab.get("/vpp-participations", device_id=device)).json()["data"]) == count
    assert (await lab.get("/vpp-participations/vpo_1")).status_code == 404
    assert (await lab.get(f"/locations/{lab.location_of(dialogue)}")).json()["devices"] == [
        "dev_6a6ec911ef4fdf66359b1fbb"
    ]
