"""Reading prices: what is asked, what is made of every form of the reply, and what the refusals are."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.connect.client import FlatPeak
from bot.connect.prices import read_series
from bot.conversation.exact import parse
from bot.conversation.prices.model import Point, Series
from bot.conversation.situation import Trouble
from tests.connect.server import SAMPLES, Server, reply, sample

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 11, 17, tzinfo=STOCKHOLM)
END = datetime(2026, 11, 19, tzinfo=STOCKHOLM)
LOCATION = "loc_6ae8f8ecae8ebd3ce9d3579b"
NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


async def asked(flatpeak: FlatPeak, direction: str = "IMPORT") -> Series | Trouble:
    return await flatpeak.prices(LOCATION, direction, START, END)


def item(value: Any, **more: Any) -> dict[str, Any]:
    return {"valid_from": "2026-11-17T12:00:00Z", "valid_to": "2026-11-17T13:00:00Z", "price": value, **more}


async def test_the_sample_is_read(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply((SAMPLES / "rest/price.anode.json").read_bytes())]
    found = await asked(flatpeak)
    assert server.calls == [f"POST /prices/{LOCATION}"]
    assert server.last.json == sample("rest/price.request.anode.json")
    assert isinstance(found, Series)
    assert (found.currency, found.zone, found.refused, len(found.points)) == ("SEK", "Europe/Stockholm", "", 48)
    assert found.next_update == datetime(2026, 11, 18, 12, tzinfo=UTC)
    first, last = found.points[0], found.points[-1]
    assert first == Point(START.astimezone(UTC), START.astimezone(UTC) + timedelta(hours=1), Decimal("0.61098"))
    assert (last.end, last.confidence) == (END, Decimal("0.6"))


async def test_the_earlier_revision_has_another_path(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply({"message": "Not found"}, 404), reply({"data": []})]
    assert await asked(flatpeak, "EXPORT") == Series()
    assert server.calls[1] == f"GET /tariffs/rates/{LOCATION}"
    assert "end_time=2026-11-19T00:00:00%2B01:00" in server.last.query
    assert "direction=EXPORT" in server.last.query


@pytest.mark.parametrize("code", ["pending_connect", "no_tariff_connected", "no_price_data"])
async def test_why_there_are_none_is_told(server: Server, flatpeak: FlatPeak, code: str) -> None:
    server.script = [reply({"object": "error", "type": "invalid_request", "code": code, "message": "…"}, 422)]
    assert await asked(flatpeak) == Series(refused=code)


async def test_a_location_that_is_not_there(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply({"message": "Not found"}, 404), reply({"message": "Not found"}, 404)]
    assert await asked(flatpeak) == Series(refused="not_found")
    assert await flatpeak.prices("../events", "IMPORT", START, END) == Series(refused="not_found")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, {"object": "error", "type": "api_error", "code": "server_error"}, "down"),
        (422, {"object": "error", "type": "invalid_request", "code": "account_disabled"}, "disabled"),
        (429, {"message": "Too many requests"}, "limited"),
        (200, b"<html>", "nonsense"),
        (200, {"data": {}}, "nonsense"),
        (200, {}, "nonsense"),
    ],
)
async def test_trouble_leaves_no_doubt(server: Server, flatpeak: FlatPeak, status: int, body: Any, kind: str) -> None:
    server.script = [reply(body, status)]
    found = await asked(flatpeak)
    assert type(found) is Trouble
    assert found.kind == kind


@pytest.mark.parametrize(
    "told",
    [
        item({"value": 0.245, "confidence": 1}),
        item({"value": "0.245"}),
        item(None, tariff={"rate": 0.245, "confidence": 1}),
        item(None, tariff={"cost": 0.245}),
        item({"value": 0.245, "confidence": 1}, valid_from="2026-11-17T13:00:00+01:00"),
        item({"value": 0.245}, valid_from="2026-11-17T12:00:00"),
    ],
)
def test_every_spelling_of_a_price(told: dict[str, Any]) -> None:
    found = read_series(parse(json.dumps({"data": [told]})))
    assert found is not None
    assert found.points == (Point(NOON, NOON + timedelta(hours=1), Decimal("0.245")),)


@pytest.mark.parametrize(
    "told",
    [
        item({"value": None}),
        item({"value": "free"}),
        item({"value": "NaN"}),
        item({}),
        item(None),
        item({"value": 1}, valid_to="2026-11-17T12:00:00Z"),
        item({"value": 1}, valid_to="soon"),
        item({"value": 1}, valid_from=None),
        item({"value": 1}, valid_to="9999-12-31T23:59:59-12:00"),
        "0.245",
        None,
    ],
)
def test_what_is_no_price_is_left_out(told: Any) -> None:
    assert read_series(parse(json.dumps({"data": [told]}))) == Series()
