"""What the client sends, and what it makes of the replies."""

import asyncio
import json
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest

from bot.connect.client import FlatPeak
from bot.connect.models import TariffObject, slots_of, slots_of_tariffs
from bot.connect.outcomes import Doubt, Opened, SessionInfo
from bot.conversation.page import Page, number_at
from bot.conversation.situation import PageCame, Purpose, Refused, Send, Slot, Trouble
from tests.connect.server import BEARER, TOKEN, Server, client_of, reply, sample

HOME = Purpose()
PAGE = sample("anode/provider_select.json")
EXPIRED = sample("errors/token_expired.json")
CREATED = {"connect_token": TOKEN, "expires_in": 86400, "live_mode": False}
LOCATION = "loc_6ae8f8ecae8ebd3ce9d3579b"


async def opened(client: FlatPeak, purpose: Purpose = HOME) -> Any:
    return await client.open(purpose, customer_reference="person-1", location_reference="home-1")


async def test_a_new_location_is_opened_with_what_is_known(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(CREATED)]
    purpose = Purpose(direction="EXPORT", address={"city": "Uppsala", "country_code": "SE", "floor": "2"})
    assert await opened(flatpeak, purpose) == Opened(TOKEN, 86400, live_mode=False)
    assert server.calls == ["POST /connect/token"]
    assert server.last.json == {
        "connect_url": "https://bot.example.com/connect/return",
        "callback_url": "https://bot.example.com/connect/complete",
        "tariff_direction": "EXPORT",
        "tariff_type": "COMMODITY",
        "customer_reference_id": "person-1",
        "location_reference_id": "home-1",
        "postal_address": {
            "address_line1": "",
            "address_line2": "",
            "city": "Uppsala",
            "state": "",
            "post_code": "",
            "country_code": "SE",
        },
    }
    assert server.last.headers["content-type"] == "application/json"
    assert server.last.headers["authorization"] == f"Bearer {BEARER}"
    assert server.last.headers["flatpeak-version"] == "2025-09-14.anode"


async def test_an_existing_location_is_opened_by_its_id_alone(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(CREATED)]
    await opened(flatpeak, Purpose(location_id=LOCATION, tariff_id="trf_1", edit=True, address={"city": "Uppsala"}))
    body = server.last.json
    assert body.pop("connect_url")
    assert body.pop("callback_url")
    assert body == {
        "tariff_direction": "IMPORT",
        "tariff_type": "COMMODITY",
        "location_id": LOCATION,
        "tariff_id": "trf_1",
        "actions": {"edit_tariff": True},
    }


async def test_extra_pages_are_asked_for_where_they_are_wanted(server: Server) -> None:
    server.script = [reply(CREATED), reply(CREATED)]
    async with client_of(server.url, asks_name=True, asks_term=True) as client:
        await opened(client)
    assert server.last.json["route_options"] == {"tariff_name_capture": True, "contract_term_capture": True}
    async with client_of(server.url, asks_advanced=True, asks_term=True) as client:
        await opened(client)
    assert server.last.json["route_options"] == {"advanced_tariff_capture": True, "contract_term_capture": True}


@pytest.mark.parametrize("missing", [reply({"message": "Not Found"}, 404), reply(b"<html>", 404)])
async def test_the_earlier_create_call_is_found_once_and_remembered(
    server: Server, flatpeak: FlatPeak, missing: bytes
) -> None:
    server.script = [missing, reply(CREATED), reply(CREATED)]
    assert isinstance(await opened(flatpeak), Opened)
    assert isinstance(await opened(flatpeak), Opened)
    assert server.calls == ["POST /connect/token", "POST /connect/tariff/token", "POST /connect/tariff/token"]
    assert server.last.json["direction"] == "IMPORT"
    assert server.last.json["type"] == "COMMODITY"
    assert not {"tariff_direction", "tariff_type"} & set(server.last.json)


async def test_an_unknown_location_does_not_change_the_path(server: Server, flatpeak: FlatPeak) -> None:
    missing = reply({"message": "Not Found"}, 404)
    server.script = [missing, missing, reply(CREATED)]
    assert await opened(flatpeak, Purpose(location_id="loc_gone")) == Refused("not_found")
    assert isinstance(await opened(flatpeak), Opened)
    assert server.calls[-1] == "POST /connect/token"


@pytest.mark.parametrize(
    ("out", "result"),
    [
        (reply({"connect_token": TOKEN, "expires_in": "3600"}), Opened(TOKEN, 3600)),
        (reply({"connect_token": TOKEN, "live_mode": True}), Opened(TOKEN, 86400, live_mode=True)),
        (reply({"connect_token": TOKEN, "expires_in": None}), Opened(TOKEN, 86400)),
        (reply({"expires_in": 5}), Doubt("nonsense")),
        (reply(sample("errors/tariff_direction_invalid.json"), 400), Refused("tariff_direction_invalid")),
        (reply(sample("errors/account_disabled.json"), 422), Trouble("disabled")),
        (reply(b"", 503), Doubt("down")),
        (reply(b"", 429, Retry_After="3"), Trouble("limited", 3.0)),
    ],
)
async def test_what_opening_can_come_to(server: Server, flatpeak: FlatPeak, out: bytes, result: object) -> None:
    server.script = [out]
    assert await opened(flatpeak) == result


async def test_connect_gets_the_body_and_no_authorization(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(PAGE), reply(PAGE)]
    came = await flatpeak.start(TOKEN)
    assert isinstance(came, PageCame)
    assert server.last.json == {"connect_token": TOKEN, "route": "session_start"}
    await flatpeak.answer(TOKEN, came.page, Send(action="PROVIDER_MISSING"))
    assert server.last.json == {"connect_token": TOKEN, "route": "provider_select", "action": "PROVIDER_MISSING"}
    assert (server.last.method, server.last.path) == ("POST", "/connect-endpoint")
    assert "authorization" not in server.last.headers
    assert server.last.headers["content-type"] == "application/json"
    assert server.logins == []


async def test_prices_travel_digit_for_digit(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(b'{"route": "rate_fixed_capture", "data": {"cost": 0.2467}}')]
    send = Send(data={"cost": Decimal("24.50") / 100})
    came = await flatpeak.answer(TOKEN, Page("fixed_rate", "rate_fixed_capture"), send)
    assert server.last.body.endswith(b'"data":{"cost":0.245}}')
    assert isinstance(came, PageCame)
    assert number_at(came.page.data, "cost") == Decimal("0.2467")


async def test_a_skipped_page_sends_neither_data_nor_action(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(PAGE)]
    await flatpeak.answer(TOKEN, Page("contract_term", "contract_term_capture"), Send())
    assert server.last.json == {"connect_token": TOKEN, "route": "contract_term_capture"}


async def test_resuming_falls_back_once(server: Server, flatpeak: FlatPeak) -> None:
    refused = reply(sample("errors/data_json_invalid.json"), 400)
    server.script = [refused, reply(PAGE), refused, refused]
    assert isinstance(await flatpeak.resume(TOKEN), PageCame)
    assert [r.json["route"] for r in server.requests] == ["session_start", "session_restore"]
    assert await flatpeak.resume(TOKEN) == Refused("data_json_invalid")


@pytest.mark.parametrize(
    ("out", "result"),
    [(reply(EXPIRED, 400), Refused("token_expired")), (reply(b"", 503), Doubt("down"))],
)
async def test_resuming_ends_where_the_answer_is_clear(
    server: Server, flatpeak: FlatPeak, out: bytes, result: object
) -> None:
    server.script = [out]
    assert await flatpeak.resume(TOKEN) == result


async def test_a_limit_on_connect_is_told_and_not_waited_for(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(sample("errors/rate_limit.json"), 429, Retry_After="1")]
    assert await flatpeak.answer(TOKEN, Page("x", "x"), Send(action="EDIT")) == Trouble("limited", 1.0)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("flags", "ready"),
    [
        ({"tariff_available": True}, True),
        ({"is_tariff_processed": True}, True),
        ({"data_available": "true"}, True),
        ({"price_available": True}, True),
        ({"tariff_available": False, "is_tariff_processed": True}, False),
        ({}, False),
    ],
)
async def test_a_session_is_read_back(server: Server, flatpeak: FlatPeak, flags: dict[str, Any], ready: bool) -> None:
    server.script = [reply({"location_id": LOCATION, "customer_id": "cus_1", **flags})]
    assert await flatpeak.read_back(TOKEN) == SessionInfo(LOCATION, "cus_1", ready=ready)
    assert server.calls == ["GET /connect/tariff/token"]
    assert parse_qs(server.last.query) == {"connect_token": [TOKEN]}


@pytest.mark.parametrize("name", ["connect_token_get.anode", "connect_token_get_zero_names.anode"])
async def test_both_published_forms_are_read(server: Server, flatpeak: FlatPeak, name: str) -> None:
    server.script = [reply(sample(f"rest/{name}.json"))]
    assert await flatpeak.read_back(TOKEN) == SessionInfo(LOCATION, "cus_6a1c77574d87a97ccded2eaa", ready=True)


async def test_reading_back_has_two_paths(server: Server, flatpeak: FlatPeak) -> None:
    missing = reply(sample("errors/http_404.json"), 404)
    server.script = [missing, reply({"location_id": LOCATION}), missing, missing]
    assert await flatpeak.read_back(TOKEN) == SessionInfo(LOCATION, "", ready=False)
    assert server.calls == ["GET /connect/tariff/token", "GET /connect/token"]
    assert await flatpeak.read_back(TOKEN) == Refused("not_found")


@pytest.mark.parametrize("name", ["http_422_pending", "pending_connect"])
async def test_a_tariff_still_being_linked_is_not_ready(server: Server, flatpeak: FlatPeak, name: str) -> None:
    server.script = [reply(sample(f"errors/{name}.json"), 422)]
    assert await flatpeak.read_back(TOKEN) == SessionInfo("", "", ready=False)


async def test_an_account_that_is_off_is_trouble(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(sample("errors/account_disabled.json"), 422)]
    assert await flatpeak.read_back(TOKEN) == Trouble("disabled")


async def by_path(server: Server, replies: dict[str, bytes], client: FlatPeak) -> Any:
    """Both calls about a location go out at once: reply by path."""
    server.pick = lambda request: replies[request.path]
    return await client.location(LOCATION)


async def test_a_location_with_its_slots(server: Server, flatpeak: FlatPeak) -> None:
    found = await by_path(
        server,
        {
            f"/locations/{LOCATION}": reply(sample("rest/location_get.anode.json")),
            f"/locations/{LOCATION}/status": reply(sample("rest/location_status.anode.json")),
        },
        flatpeak,
    )
    assert (found.id, found.timezone, found.currency) == (LOCATION, "Europe/Stockholm", "SEK")
    assert found.address["city"] == "Uppsala"
    assert [slot.name for slot in found.slots] == [
        "commodity_import",
        "commodity_export",
        "non_commodity_import",
        "non_commodity_export",
        "local",
    ]
    assert found.slots[0] == Slot(
        name="commodity_import",
        status="CONNECTED",
        connection_type="MARKET",
        provider="Norrglimt Energi",
        tariff="Norrglimt Timpris",
        tariff_id="trf_6a78753733d142a199149f95",
        contract_end="2027-06-30",
        structure="MARKET",
    )
    assert found.slots[1] == Slot("commodity_export", "NOT_CONNECTED")


@pytest.mark.parametrize(
    ("told", "day"),
    [("0001-01-01T00:00:00Z", ""), ("2027-06-30T23:00:00Z", "2027-07-01"), ("2027-06-30", "2027-06-30")],
)
def test_an_end_is_the_day_that_the_pages_read(told: str, day: str) -> None:
    status = {"commodity_import": {"status": "CONNECTED", "tariff": {"contract_end_date": told}}}
    assert slots_of(status)[0].contract_end == day
    tariff = TariffObject.model_validate({"status": "CONNECTED", "contract_end_date": told})
    assert slots_of_tariffs([tariff], [])[0].contract_end == day


@pytest.mark.parametrize("name", ["http_422_pending", "pending_connect"])
async def test_a_location_without_status_has_the_short_one(server: Server, flatpeak: FlatPeak, name: str) -> None:
    found = await by_path(
        server,
        {
            f"/locations/{LOCATION}": reply(sample("rest/location_get.anode.json")),
            f"/locations/{LOCATION}/status": reply(sample(f"errors/{name}.json"), 422),
        },
        flatpeak,
    )
    assert found.slots[0] == Slot("commodity_import", "CONNECTED")


async def test_a_location_that_is_gone(server: Server, flatpeak: FlatPeak) -> None:
    missing = reply(sample("errors/http_404.json"), 404)
    found = await by_path(
        server, {f"/locations/{LOCATION}": missing, f"/locations/{LOCATION}/status": missing}, flatpeak
    )
    assert found == Refused("not_found")


@pytest.mark.parametrize("id_", ["", "..", "a/b", "loc_1?x=1", "loc 1"])
async def test_an_id_that_is_none_is_never_asked_for(server: Server, flatpeak: FlatPeak, id_: str) -> None:
    assert await flatpeak.location(id_) == Refused("not_found")
    assert await flatpeak.delete_customer(id_) is None
    assert server.requests == []


async def test_status_values_are_trimmed(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [
        reply(sample("rest/location_status.zero.json")),
        reply(sample("rest/location_status_pending.anode.json")),
        reply({"tariff_status": {"commodity_import": {"status": None, "provider": [], "tariff": "x"}, "local": []}}),
    ]
    trimmed = await flatpeak.status(LOCATION)
    assert isinstance(trimmed, tuple)
    assert [slot.status for slot in trimmed[:2]] == ["CONNECTED", "CONNECTED"]
    pending = await flatpeak.status(LOCATION)
    assert isinstance(pending, tuple)
    assert pending[0] == Slot("commodity_import", "PENDING", "DIRECT", "Klitvind El")
    assert await flatpeak.status(LOCATION) == (Slot("commodity_import", ""), Slot("local", ""))


@pytest.mark.parametrize(
    ("out", "result"),
    [
        (reply(sample("rest/customer_delete.anode.json"), 202), None),
        (reply(b"", 204), None),
        (reply(sample("errors/http_404.json"), 404), None),
        (reply(b"", 500), Trouble("down")),
        (reply({"message": "no"}, 409), Trouble("refused")),
    ],
)
async def test_a_customer_is_deleted(server: Server, flatpeak: FlatPeak, out: bytes, result: object) -> None:
    server.script = [out]
    assert await flatpeak.delete_customer("cus_1") == result
    assert server.calls == ["DELETE /customers/cus_1"]


async def test_a_location_is_deleted(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply({"message": "Accepted"}, 202), reply({"message": "Not found"}, 404), reply({}, 500)]
    assert [await flatpeak.delete_location("loc_1") for _ in range(2)] == [None, None]
    assert isinstance(await flatpeak.delete_location("loc_1"), Trouble)
    assert server.calls == ["DELETE /locations/loc_1"] * 3


async def test_a_session_that_disconnects_says_so(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply({"connect_token": "cot_1"})]
    await flatpeak.open(Purpose(location_id="loc_1", disconnect=True), customer_reference="c", location_reference="l")
    assert json.loads(server.requests[-1].body)["actions"] == {"disconnect_tariff": True}


async def test_the_check_says_what_to_do(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply(EXPIRED, 400)]
    checked = await flatpeak.check()
    assert (checked.problems, checked.live_mode) == ((), False)
    server.log_in = lambda: reply({"message": "Bad credentials"}, 403)
    server.script = [reply(b"<html>hello</html>")]
    async with client_of(server.url) as other:
        login, connect = (await other.check()).problems
    assert "FLATPEAK_API_KEY" in login
    assert "FLATPEAK_CONNECT_URL" in connect


async def test_many_answers_at_once_each_get_their_page(server: Server, flatpeak: FlatPeak) -> None:
    server.pick = lambda request: reply({"route": "provider_select", "data": {"of": request.json["connect_token"]}})
    tokens = [f"cot_{number}" for number in range(60)]
    came = await asyncio.gather(*(flatpeak.start(token) for token in tokens))
    assert [c.page.data["of"] for c in came if isinstance(c, PageCame)] == tokens
