"""What FlatPeak documents is no news, in any generation; whatever differs from it is, and no value of it is told."""

import copy
import json
from decimal import Decimal
from typing import Any

import pytest

from bot.connect.drift import NOVELTIES, SAMPLE_CHARS, Kind, Novelty, of_error, of_event, of_object, of_page
from bot.connect.errors import is_error
from bot.connect.shapes import ROUTES
from tests.connect.server import SAMPLES, Server, client_of, reply
from tests.connect.server import TOKEN as SESSION

OBJECTS = {
    "connect_token_get": "session",
    "connect_token_create": "session",
    "connect_session_create": "session",
    "connect_session_get": "session",
    "location_get": "location",
    "location_status": "status",
    "price": "prices",
    "tariff_rates": "prices",
    "tariff_element_get": "tariff",
}


def documents(pattern: str) -> dict[str, Any]:
    found = {
        str(path.relative_to(SAMPLES)): path for path in sorted(SAMPLES.glob(pattern)) if "answers" not in path.parts
    }
    return {name: json.loads(path.read_text("utf-8"), parse_float=Decimal) for name, path in found.items()}


def told(found: tuple[Novelty, ...]) -> list[tuple[Kind, str]]:
    return [(one.kind, one.what) for one in found]


@pytest.mark.parametrize("generation", ROUTES)
def test_every_page_of_the_samples_is_expected(generation: str) -> None:
    pages = documents(f"{generation}/**/*.json")
    assert len(pages) > 20
    for name, body in pages.items():
        found = of_error(generation, body) if is_error(body) else of_page(generation, body)
        assert told(found) == ([("route", "")] if "unknown_route" in name else []), name


def test_every_error_of_the_samples_is_expected() -> None:
    errors = [body for body in documents("errors/*.json").values() if is_error(body)]
    assert len(errors) > 40
    assert [told(of_error("anode", body)) for body in errors] == [[]] * len(errors)


def test_every_event_of_the_samples_is_expected() -> None:
    for name, body in documents("events/*.json").items():
        if isinstance(body, dict) and body.get("object") == "event":
            new = [("event", "tariff.something.new")] if "unknown.type" in name else []
            assert told(of_event("anode", body)) == new, name


def test_every_object_of_the_samples_is_expected() -> None:
    looked = 0
    for name, body in documents("rest/*.json").items():
        start = name.removeprefix("rest/").partition(".")[0]
        if "request" not in name and (known := next((OBJECTS[one] for one in OBJECTS if start.startswith(one)), "")):
            looked += 1
            assert told(of_object("anode", known, body)) == [], name
    assert looked > 15


@pytest.mark.parametrize(
    ("change", "new"),
    [
        ({"route": "meter_photo"}, ("route", "")),
        ({"route": "anna@example.com"}, ("route", "")),
        ({"colour": "red"}, ("member", "colour")),
        ({"anna@example.com": 1}, ("member", "?")),
        ({"live_mode": "no"}, ("type", "live_mode: text")),
        ({"actions": ["BACK", "CALL_ME"]}, ("action", "CALL_ME")),
        ({"actions": ["12 Main Street"]}, ("action", "?")),
        ({"type": "HEAT"}, ("value", "type: HEAT")),
        ({"data": []}, ("type", "data: list")),
        ({"data": {"tariff": {"status": "SLEEPING "}}}, ("value", "data.tariff.status: SLEEPING")),
        ({"data": {"connection_type": "PIGEON"}}, ("value", "data.connection_type: PIGEON")),
        ({"data": {"tariff": {"structure_type": "by the moon"}}}, ("value", "data.tariff.structure_type: ?")),
        (
            {"data": {"rates": {"today": [{"tariff": {"cost": "0.2"}}]}}},
            ("type", "data.rates.today[].tariff.cost: text"),
        ),
        ({"data": {"rates": {"today": [{"tariff": {"tax": 1}}]}}}, ("member", "data.rates.today[].tariff.tax")),
        ({"data": {"provider": "Octopus"}}, ("type", "data.provider: text")),
    ],
)
def test_a_change_is_news(change: dict[str, Any], new: tuple[Kind, str]) -> None:
    page = documents("anode/variants/tariff_summary.fixed.json").popitem()[1]
    assert told(of_page("anode", {**page, **change})) == [new]


def test_what_one_generation_knows_is_news_in_another() -> None:
    page = documents("busbar/consent.json").popitem()[1]
    assert told(of_page("busbar", page)) == []
    assert told(of_page("zero", page)) == [("route", "")]


def test_nothing_and_missing_members_are_no_news() -> None:
    page = documents("anode/tariff_summary.json").popitem()[1]
    bare = {"route": page["route"], "data": {"provider": None, "rates": {"today": None}}, "actions": None}
    assert told(of_page("anode", bare)) == []


def test_errors_and_events_that_are_new() -> None:
    error = documents("errors/city_missing.json").popitem()[1]
    assert told(of_error("zero", {**error, "code": "moon_full", "type": "joke", "hint": 1})) == [
        ("value", "type: joke"),
        ("member", "hint"),
        ("code", "moon_full"),
    ]
    event = documents("events/tariff.expired.zero.json").popitem()[1]
    assert told(of_event("zero", {**event, "type": "tariff.born"})) == [("event", "tariff.born")]
    assert told(of_event("zero", {**event, "data": {**event["data"], "location_id": 5}})) == [
        ("type", "data.location_id: number")
    ]


def test_a_slot_with_a_new_status() -> None:
    status = copy.deepcopy(documents("rest/location_status.anode.json").popitem()[1])
    status["tariff_status"]["commodity_import"]["status"] = "RESTING"
    assert told(of_object("anode", "status", status)) == [("value", "tariff_status.commodity_import.status: RESTING")]


def test_no_value_is_told() -> None:
    page = documents("anode/variants/postal_address_capture.prefilled.json").popitem()[1]
    (found,) = of_page("anode", {**page, "route": "postal_address_quiz", "note": {"anna@example.com": ["Anna", "Eva"]}})
    assert json.loads(found.sample)["data"]["postal_address"]["city"] == "text"
    assert json.loads(found.sample)["note"] == {"?": ["text"]}
    values = [value for value in [*page["data"]["postal_address"].values(), page["connect_token"], "anna"] if value]
    assert [value for value in values if value in repr(found)] == []


def test_however_much_is_new_little_is_told() -> None:
    page = documents("anode/tariff_summary.json").popitem()[1]
    found = of_page("anode", {**page, **{f"m{'x' * n}": {"a" * 40 + "b" * m: m for m in range(90)} for n in range(90)}})
    assert len(found) == NOVELTIES
    assert all(len(one.sample) <= SAMPLE_CHARS for one in found)
    assert len({one.fingerprint for one in found}) == NOVELTIES


async def test_the_client_tells_of_pages_errors_and_objects(server: Server) -> None:
    seen: list[Novelty] = []
    page = documents("anode/tariff_select.json").popitem()[1]
    status = documents("rest/location_status.anode.json").popitem()[1]
    error = documents("errors/city_missing.json").popitem()[1]
    server.script = [
        reply({"route": "quiz"}),
        reply(json.loads(json.dumps({**page, "mood": 1}, default=str))),
        reply({**error, "code": "moon_full"}, 400),
        reply({**status, "weather": "fine"}),
    ]
    async with client_of(server.url, heed=seen.extend) as client:
        await client.start(SESSION)
        await client.resume(SESSION)
        await client.start(SESSION)
        await client.status("loc_1")
        client.heed_event(b'{"id": "evt_1", "object": "event", "type": "moon.full", "data": {}}')
        client.heed_event(b"no event")
        client.heed_event(b"{}")
    assert [(one.kind, one.place, one.what) for one in seen] == [
        ("route", "quiz", ""),
        ("member", "tariff_select", "mood"),
        ("code", "error", "moon_full"),
        ("member", "status", "weather"),
        ("event", "event", "moon.full"),
    ]
    assert {one.generation for one in seen} == {"anode"}
