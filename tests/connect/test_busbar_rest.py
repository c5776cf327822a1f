"""Generation busbar over REST: a location before its session, and what is read of both."""

from typing import Any

import pytest

from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.outcomes import Opened, SessionInfo
from bot.conversation.prices.model import Series
from bot.conversation.situation import Location, Purpose, Refused, Trouble
from tests.connect.server import TOKEN, Server, client_of, reply, sample
from tests.conversation.any_talk import NOW

LOCATION = "loc_6a4b0aa25c8b4e84bb866c42"


@pytest.fixture
async def busbar(server: Server) -> Any:
    async with client_of(server.url, dialect=dialect_for("2026-08-01.busbar")) as client:
        yield client


ADDRESS = {"address_line1": "Klitstien 22", "city": "Aarhus", "post_code": "8000", "country_code": "DK"}
NONE_HELD = {"object": "list", "data": [], "has_more": False}


async def opened(client: FlatPeak, purpose: Purpose) -> Any:
    return await client.open(purpose, customer_reference="person-1", location_reference="home-1")


async def test_a_location_is_made_before_its_session(server: Server, busbar: FlatPeak) -> None:
    created = sample("rest/connect_session_create.busbar.json")
    server.script = [reply(NONE_HELD), reply(sample("rest/location_get.busbar.json"), 201), reply(created)]
    session = await opened(busbar, Purpose(address=ADDRESS))
    assert session == Opened(created["id"], 86400, location_id=LOCATION)
    assert server.calls == ["GET /locations", "POST /locations", "POST /connect"]
    assert server.requests[-2].json == {
        "reference_id": "home-1",
        "postal_address": {**ADDRESS, "address_line2": "", "state": ""},
    }
    assert server.last.json == {
        "location_id": LOCATION,
        "connect_url": "https://bot.example.com/connect/return",
        "callback_url": "https://bot.example.com/connect/complete",
    }
    assert [r.path for r in server.requests[:1]] == ["/auth/tokens"]


async def test_a_location_is_made_once(server: Server, busbar: FlatPeak) -> None:
    ours = {**sample("rest/location_get.busbar.json"), "reference_id": "home-1"}
    created = reply(sample("rest/connect_session_create.busbar.json"))
    server.script = [reply({}, 503), reply({**NONE_HELD, "data": [ours]}), created]
    assert isinstance(await opened(busbar, Purpose(address=ADDRESS)), Trouble)  # it may be there already
    assert isinstance(await opened(busbar, Purpose(address=ADDRESS)), Opened)
    assert server.calls == ["GET /locations", "GET /locations", "POST /connect"]


async def test_a_location_of_somebody_else_is_not_taken(server: Server, busbar: FlatPeak) -> None:
    strange = sample("rest/locations_list.busbar.json")  # as if the reference had not been heeded
    made = {**sample("rest/location_get.busbar.json"), "id": "loc_6a4b0aa25c8b4e84bb866c99"}
    created = reply(sample("rest/connect_session_create.busbar.json"))
    server.script = [reply(strange), reply(made, 201), created]
    assert isinstance(await opened(busbar, Purpose(address=ADDRESS)), Opened)
    assert server.last.json["location_id"] == made["id"]


@pytest.mark.parametrize(
    "missing", [reply({"message": "Not Found"}, 404), reply({"message": "Unknown member"}, 400)], ids=["404", "400"]
)
async def test_the_earlier_path_is_tried_when_the_first_is_refused(
    server: Server, busbar: FlatPeak, missing: bytes
) -> None:
    r1 = sample("rest/connect_session_create_r1.busbar.json")
    server.script = [missing, reply(r1), reply(r1)]
    assert await opened(busbar, Purpose(location_id=LOCATION)) == Opened(r1["connect_token"], 86400)
    assert await opened(busbar, Purpose(location_id=LOCATION)) == Opened(r1["connect_token"], 86400)
    assert server.calls == ["POST /connect", "POST /connect/sessions", "POST /connect/sessions"]


async def test_an_address_that_is_refused_names_its_part(server: Server, busbar: FlatPeak) -> None:
    server.script = [reply(NONE_HELD), reply(sample("errors/geo_location_not_found.json"), 400)]
    assert await opened(busbar, Purpose(address=ADDRESS)) == Refused("geo_location_not_found")


@pytest.mark.parametrize("name", ["connect_session_get", "connect_session_get_r1"])
async def test_both_names_of_the_flag_are_read(server: Server, busbar: FlatPeak, name: str) -> None:
    server.script = [reply(sample(f"rest/{name}.busbar.json"))]
    assert await busbar.read_back(TOKEN) == SessionInfo(LOCATION, "", ready=True)
    assert server.calls == [f"GET /connect/{TOKEN}"]


TARIFF = "trf_6ad1edc8f2dad7914e9e97d5"


@pytest.mark.parametrize("listed", [True, False])
async def test_a_location_tells_its_tariffs(server: Server, busbar: FlatPeak, listed: bool) -> None:
    read = {**sample("rest/tariffs_list.busbar.json")["data"][0], "id": TARIFF}
    replies = {
        f"/locations/{LOCATION}": reply(sample("rest/location_get.busbar.json")),
        "/locations": reply(sample("rest/locations_list.busbar.json") if listed else {}, 200 if listed else 500),
        f"/tariffs/{TARIFF}": reply(read),
    }
    server.pick = lambda request: replies[request.path]
    location = await busbar.location(LOCATION)
    assert isinstance(location, Location)
    (slot,) = location.slots
    assert (slot.name, slot.status, slot.tariff) == ("commodity_import", "CONNECTED", "Klitvind Spot")
    assert (slot.provider, slot.contract_end) == ("Klitvind El" if listed else "", "2027-12-01")


async def test_prices_are_asked_with_the_location_in_the_body(server: Server, busbar: FlatPeak) -> None:
    server.script = [reply(sample("rest/price.busbar.json"))]
    series = await busbar.prices(LOCATION, "IMPORT", NOW, NOW)
    assert isinstance(series, Series)
    assert series.points
    assert server.calls == ["POST /prices"]
    assert server.last.json["location_id"] == LOCATION
