"""Whole conversations with FlatPeak in generation busbar against the sandbox, over real HTTP."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest

from bot.calls import Caller, Made, Ours, Subject
from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.outcomes import Opened
from bot.conversation.cards import Picture
from bot.conversation.page import Page, items_at, text_at
from bot.conversation.pages.view import Do
from bot.conversation.prices.model import Schedule, Series
from bot.conversation.situation import Call, Erase, Erased, Location, Open, PageCame, Purpose, Refused, Resume, Send
from sandbox.calls import Calls
from sandbox.flatpeak import vpp
from sandbox.flatpeak.app import create_flatpeak
from sandbox.flatpeak.generations import find_generation
from sandbox.flatpeak.world import World
from sandbox.local import LocalServer
from tests.connect.server import client_of
from tests.connect.test_walk import page_of
from tests.conversation.page_chat import Chat

ADDRESS = {
    "address_line1": "1 Strand",
    "address_line2": "",
    "city": "London",
    "state": "",
    "post_code": "WC2N 5EH",
    "country_code": "GB",
}


@pytest.fixture
def world() -> World:
    generation = find_generation("2026-08-01.busbar")
    assert generation is not None
    return World(generation=generation)


@pytest.fixture
async def flatpeak(world: World) -> AsyncIterator[FlatPeak]:
    local = LocalServer()
    local.bind()
    await local.serve(create_flatpeak(world, Calls(), public_url=local.url))
    async with client_of(
        local.url, connect_url=local.url + "/connect", account_id="acc_sandbox_1", dialect=dialect_for("busbar")
    ) as client:
        yield client
    await local.close()


class Nobody:
    """The part of our house that forgets; it has nothing to forget."""

    async def erase(self, key: str) -> None:
        del key

    async def shared(self, key: str) -> frozenset[str]:
        del key
        return frozenset()

    async def made(self, key: str) -> dict[str, bool]:
        del key
        return {}


class Person:
    """Somebody whose calls are made as a turn of the service makes them."""

    def __init__(self, flatpeak: FlatPeak) -> None:
        self.caller = Caller(flatpeak, cast(Ours, Nobody()))
        self.subject = Subject(references=("person-1",))

    async def make(self, call: Call, *, doubtful: bool = False) -> Made:
        made = await self.caller.make(call, self.subject, "k", doubtful=doubtful)
        if made.opened is not None:
            purpose = call.purpose if isinstance(call, Open) else self.subject.purpose
            self.subject = replace(self.subject, token=made.opened.token, purpose=purpose, page=None)
        if made.location_id:
            self.subject = replace(self.subject, location_id=made.location_id)
        if isinstance(made.result, PageCame):
            self.subject = replace(self.subject, page=made.result.page)
        return made

    async def go(self, *steps: tuple[Call, str]) -> Page:
        """Make calls, each of which leads to a page of this kind."""
        for call, kind in steps:
            came = page_of((await self.make(call)).result)
            assert came.kind == kind, came
        assert self.subject.page is not None
        return self.subject.page


def steps(*more: tuple[Call, str]) -> Sequence[tuple[Call, str]]:
    given = Send(data={"postal_address": ADDRESS})
    return ((Open(Purpose()), "address"), (given, "provider"), *more)


FIXED = (
    (Send(action="PROVIDER_MISSING"), "provider_name"),
    (Send(data={"provider": {"name": "Quillmoor Power"}}), "structure"),
    (Send(data={"options": ["FIXED"]}), "tod_rate"),
)


def day(cost: Decimal) -> dict[str, Any]:
    return {"hours": [{"cost": cost, "valid_from": "00:00:00", "valid_to": "00:00:00"}]}


async def test_the_address_comes_first_and_then_everything_is_as_elsewhere(flatpeak: FlatPeak) -> None:
    person = Person(flatpeak)
    page = await person.go(*steps(*FIXED, (Send(data=day(Decimal("0.2467"))), "tariff_name")))
    page = await person.go((Send(data={"tariff": {"name": "Steady"}}), "summary"))
    (held,) = items_at(page.data, "tariffs")
    assert text_at(held, "tariff", "name") == "Steady"
    location = await flatpeak.location(person.subject.location_id)
    assert isinstance(location, Location)
    (slot,) = location.slots
    assert (slot.name, slot.status, slot.tariff) == ("commodity_import", "CONNECTED", "Steady")
    now = page_start(page)
    series = await flatpeak.prices(location.id, "IMPORT", now, now + timedelta(hours=6))
    assert isinstance(series, Series)
    assert series.points
    best = await flatpeak.schedule(location.id, "IMPORT", now, now + timedelta(hours=6), 180)
    assert isinstance(best, Schedule)
    assert sum((part.end - part.start for part in best.parts), timedelta()) == timedelta(hours=3)

    reported = {"tariff_id": text_at(held, "id"), "description": "The evening price is too low."}
    page = await person.go((Send(data=reported, action="CREATE_ISSUE_REPORT"), "summary"))
    assert items_at(page.data, "tariffs")[0]["reported"] is True
    withdrawn = {"tariff_id": text_at(held, "id")}
    page = await person.go((Send(data=withdrawn, action="CANCEL_ISSUE_REPORT"), "summary"))
    assert items_at(page.data, "tariffs")[0]["reported"] is False
    assert isinstance((await person.make(Erase())).result, Erased)
    assert await flatpeak.location(location.id) == Refused("not_found")


def page_start(page: Page) -> datetime:
    first = items_at(page.data, "tariffs")[0]["rates"]["today"][0]
    return datetime.fromisoformat(text_at(first, "valid_from"))


async def test_an_address_that_cannot_be_placed_is_asked_again(flatpeak: FlatPeak) -> None:
    person = Person(flatpeak)
    await person.go((Open(Purpose()), "address"))
    refused = await person.make(Send(data={"postal_address": {**ADDRESS, "country_code": "ZZ"}}))
    assert refused.result == Refused("geo_location_not_found")
    assert refused.opened is None
    await person.go((Resume(), "address"), (Send(data={"postal_address": ADDRESS}), "provider"))


async def test_an_address_that_was_given_twice_is_one_location(flatpeak: FlatPeak) -> None:
    person = Person(flatpeak)
    await person.go((Open(Purpose()), "address"))
    before = person.subject
    first = await person.make(Send(data={"postal_address": ADDRESS}))
    person.subject = before  # the process died before it could write that down
    again = await person.make(Send(data={"postal_address": ADDRESS}), doubtful=True)
    assert isinstance(first.opened, Opened)
    assert isinstance(again.opened, Opened)
    assert first.opened.location_id == again.opened.location_id
    assert first.opened.token != again.opened.token


async def test_who_leaves_before_giving_an_address_leaves_nothing(flatpeak: FlatPeak) -> None:
    person = Person(flatpeak)
    await person.go((Open(Purpose()), "address"))
    assert isinstance((await person.make(Erase())).result, Erased)


async def test_programmes_are_the_other_conversation(flatpeak: FlatPeak) -> None:
    person = Person(flatpeak)
    page = await person.go(
        (Open(Purpose(programme=True)), "address"), (Send(data={"postal_address": ADDRESS}), "vpp_landing")
    )
    assert items_at(page.data, "programmes")
    assert page_of((await person.make(Resume())).result).kind == "vpp_landing"
    await person.go((Send(action="CONNECT_TARIFF"), "provider"))


DETAILS = {"first_name": "Mare", "last_name": "Dijkstra", "email": "mare@example.com", "phone": "+31600000000"}


async def test_a_programme_is_joined_looked_at_and_managed(flatpeak: FlatPeak, world: World) -> None:
    person = Person(flatpeak)
    page = await person.go(
        (Open(Purpose(programme=True)), "address"), (Send(data={"postal_address": ADDRESS}), "vpp_landing")
    )
    joined = Chat(page).act("pick", text_at(items_at(page.data, "programmes")[0], "programme_id"))
    page = await person.go((Send(data=joined.sent), "personal_details"))
    page = await person.go((Send(data={"personal_details": DETAILS}), "consent"))
    assert Chat(page).title.startswith("What ")
    page = await person.go((Send(action="ALLOW"), "vpp_summary"))
    while vpp.advance(world, person.subject.location_id) != "ACTIVE":
        pass
    page = await person.go((Resume(), "vpp_summary"))
    assert any(isinstance(block, Picture) for block in Chat(page).card.blocks)
    period = Chat(page).press("‹ Earlier").outcome
    assert isinstance(period, Do)
    page = await person.go((Send(data=period.data, action=period.action), "vpp_summary"))
    page = await person.go((Send(action="MANAGE_PARTICIPATION"), "participation"))
    assert len(Chat(page).facts) > 2
    page = await person.go((Send(action="BACK"), "vpp_summary"), (Send(action="MANAGE_PAYMENTS"), "payments"))
    assert Chat(page).title == "Your payments"
