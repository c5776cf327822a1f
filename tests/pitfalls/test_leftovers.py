"""Homes that are made for a session before it is there: made once, and deleted again where nothing came of it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.calls import Caller, Subject
from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.conversation.location_calls import Tidied, Tidy
from bot.conversation.situation import Open, Purpose, Trouble
from tests.connect.server import Request, Server, client_of, reply, running, sample

ADDRESS = {"address_line1": "Klitstien 22", "city": "Aarhus", "post_code": "8000", "country_code": "DK"}
HOME = sample("rest/location_get.busbar.json")
BARE = {**HOME, "tariff_elements": []}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as server:
        yield server


@pytest.fixture
async def busbar(server: Server) -> AsyncIterator[FlatPeak]:
    async with client_of(server.url, dialect=dialect_for("busbar")) as client:
        yield client


async def test_an_opening_that_is_begun_again_makes_no_second_home(server: Server, busbar: FlatPeak) -> None:
    made: list[dict[str, Any]] = []

    def pick(request: Request) -> bytes:
        if request.path == "/connect":
            return reply({}, 503)
        if request.method == "POST":
            made.append({**BARE, **request.json, "id": f"loc_{len(made)}"})
            return reply(made[-1], 201)
        return reply({"object": "list", "data": made, "has_more": False})  # whatever reference is asked for

    server.pick = pick
    caller, purpose = Caller(busbar, None), Purpose(address=ADDRESS)  # type: ignore[arg-type]
    first = await caller.make(Open(purpose), Subject(("person",), row=7), "paper::7")
    again = await caller.make(Open(purpose), Subject(("person",), row=7), "paper::7")
    assert isinstance(again.result, Trouble)
    assert (first.home, again.home, len(made)) == ("loc_0", "loc_0", 1)
    other = await caller.make(Open(purpose), Subject(("person",), row=8), "paper::7")
    assert (other.home, len(made)) == ("loc_1", 2)


async def test_only_what_nothing_came_of_is_deleted(server: Server, busbar: FlatPeak) -> None:
    homes = {"loc_bare": BARE, "loc_tariff": HOME, "loc_programme": BARE, "loc_open": BARE}
    deleted: list[str] = []

    def pick(request: Request) -> bytes:
        found = re.fullmatch(r"/locations/(\w+)", request.path)
        if request.method == "DELETE" and found:
            deleted.append(found[1])
            return reply({"message": "Accepted"}, 202)
        if not found:
            return reply({"object": "list", "data": [], "has_more": False})
        known = homes.get(found[1])
        return reply({**known, "id": found[1]}) if known else reply({"message": "Not Found"}, 404)

    server.pick = pick
    bare = {"loc_bare": True, "loc_gone": True, "loc_tariff": True, "loc_programme": False, "loc_open": True}
    subject = Subject(made=bare, in_use=frozenset({"loc_open"}))
    made = await Caller(busbar, None).make(Tidy(), subject, "paper::7")  # type: ignore[arg-type]
    assert isinstance(made.result, Tidied)
    assert deleted == ["loc_bare"]
    assert made.result.gone == ("loc_bare", "loc_gone")
    assert [one.id for one in made.result.kept] == ["loc_tariff", "loc_programme"]
    assert made.result.trouble is None
