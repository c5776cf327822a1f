"""The best hours with breaks: what is asked, what is made of every spelling, and what the refusals are."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.prices import read_parts
from bot.conversation.exact import parse
from bot.conversation.prices.model import Point, Schedule
from bot.conversation.situation import Trouble
from tests.connect.server import SAMPLES, Server, client_of, reply, sample

START = datetime.fromisoformat("2026-11-17T18:00:00+01:00")
END = datetime.fromisoformat("2026-11-18T07:00:00+01:00")
HOUR = timedelta(hours=1)
TWO = datetime(2026, 11, 18, 1, tzinfo=UTC)  # in the night in Stockholm


@pytest.fixture
async def zero(server: Server) -> AsyncIterator[FlatPeak]:
    async with client_of(server.url, dialect=dialect_for("zero")) as client:
        yield client


@pytest.fixture
async def busbar(server: Server) -> AsyncIterator[FlatPeak]:
    async with client_of(server.url, dialect=dialect_for("busbar")) as client:
        yield client


async def asked(flatpeak: FlatPeak, location: str, direction: str = "IMPORT") -> Schedule | Trouble:
    return await flatpeak.schedule(location, direction, START, END, 120)


async def test_anode_is_asked_by_the_location(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [reply((SAMPLES / "rest/schedule_duration.anode.json").read_bytes())]
    found = await asked(flatpeak, "loc_1")
    assert server.calls == ["POST /schedules/duration/loc_1"]
    assert server.last.json == sample("rest/schedule_duration.request.anode.json")
    assert found == Schedule(START, END, 120, (Point(TWO, TWO + 2 * HOUR, Decimal("0.2714")),))


async def test_the_earlier_revision_has_the_path_of_zero(server: Server, flatpeak: FlatPeak) -> None:
    earlier = (SAMPLES / "rest/schedule_duration_old_names.anode.json").read_bytes()
    server.script = [reply({"message": "Not found"}, 404), reply(earlier)]
    found = await asked(flatpeak, "loc_1", "EXPORT")
    assert server.calls[1] == "GET /slots/time/loc_1"
    assert found == Schedule(START, END, 120, (Point(TWO, TWO + 2 * HOUR, Decimal("0.2714")),))


async def test_busbar_is_asked_with_the_location_in_the_body(server: Server, busbar: FlatPeak) -> None:
    server.script = [reply((SAMPLES / "rest/schedule_duration.busbar.json").read_bytes())]
    wanted = sample("rest/schedule_duration.request.busbar.json")
    found = await asked(busbar, wanted["location_id"])
    assert server.calls == ["POST /schedules/duration"]
    del wanted["device_id"]
    assert server.last.json == wanted
    assert found == Schedule(START, END, 120, (Point(TWO, TWO + 2 * HOUR, Decimal("0.8931")),))


async def test_zero_is_asked_with_a_get_and_tells_several_parts(server: Server, zero: FlatPeak) -> None:
    server.script = [reply((SAMPLES / "rest/slots_time.zero.json").read_bytes())]
    found = await asked(zero, "loc_1", "EXPORT")
    assert server.calls == ["GET /slots/time/loc_1"]
    for told in ("segment=HIGH", "duration=120", "direction=EXPORT", "start_time=2026-11-17T18:00:00%2B01:00"):
        assert told in server.last.query, "feeding in is best paid when the price is high"
    assert isinstance(found, Schedule)
    parts = (Point(TWO, TWO + 2 * HOUR, Decimal("0.1481")), Point(TWO + 3 * HOUR, TWO + 4 * HOUR, Decimal("0.1533")))
    assert found.parts == parts


@pytest.mark.parametrize("code", ["pending_connect", "no_tariff_connected", "no_price_data"])
async def test_why_there_is_none_is_told(server: Server, flatpeak: FlatPeak, code: str) -> None:
    server.script = [reply({"object": "error", "type": "invalid_request", "code": code, "message": "…"}, 422)]
    assert await asked(flatpeak, "loc_1") == Schedule(START, END, 120, refused=code)
    assert await asked(flatpeak, "../events") == Schedule(START, END, 120, refused="not_found")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, {"object": "error", "type": "api_error", "code": "server_error"}, "down"),
        (422, {"object": "error", "type": "invalid_request", "code": "account_disabled"}, "disabled"),
        (200, {"object": "list"}, "nonsense"),
    ],
)
async def test_trouble_is_told_apart(server: Server, flatpeak: FlatPeak, status: int, body: Any, kind: str) -> None:
    server.script = [reply(body, status)]
    found = await asked(flatpeak, "loc_1")
    assert isinstance(found, Trouble)
    assert found.kind == kind


@pytest.mark.parametrize(
    "item",
    [
        {"start_time": "2026-11-18T02:00:00Z", "price": {"average": 1}},
        {"start_time": "2026-11-18T02:00:00Z", "end_time": "2026-11-18T01:00:00Z", "price": {"average": 1}},
        {"start_time": "2026-11-18T02:00:00Z", "end_time": "2026-11-18T03:00:00Z", "price": {"average": "low"}},
        "02:00",
        None,
    ],
)
def test_a_part_that_cannot_be_read_spoils_the_schedule(item: Any) -> None:
    good = {"start_time": "2026-11-18T04:00:00Z", "end_time": "2026-11-18T05:00:00Z", "price": {"average": 0.1}}
    assert read_parts(parse(json.dumps({"data": [good, item]}).encode())) is None
    known = read_parts(parse(json.dumps({"data": [good]}).encode()))
    assert known == (Point(TWO + 3 * HOUR, TWO + 4 * HOUR, Decimal("0.1")),)
