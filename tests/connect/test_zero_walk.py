"""Whole sessions in generation zero against the sandbox, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.outcomes import SessionInfo
from bot.conversation.page import Page, items_at, number_at
from bot.conversation.prices.model import Schedule, Series
from bot.conversation.situation import Location, Purpose, Refused, Send
from sandbox.calls import Calls
from sandbox.flatpeak.app import create_flatpeak
from sandbox.flatpeak.generations import find_generation
from sandbox.flatpeak.world import World
from sandbox.local import LocalServer
from tests.connect.server import client_of
from tests.connect.test_walk import open_session, page_of
from tests.conversation.any_talk import NOW


@pytest.fixture
async def flatpeak() -> AsyncIterator[FlatPeak]:
    generation = find_generation("2024-08-24.zero")
    assert generation is not None
    local = LocalServer()
    local.bind()
    await local.serve(create_flatpeak(World(generation=generation), Calls(), public_url=local.url))
    async with client_of(
        local.url, connect_url=local.url + "/connect", account_id="acc_sandbox_1", dialect=dialect_for("zero")
    ) as client:
        yield client
    await local.close()


async def walk(client: FlatPeak, token: str, *steps: tuple[Send, str]) -> Page:
    page = page_of(await client.start(token))
    for send, kind in steps:
        page = page_of(await client.answer(token, page, send))
        assert page.kind == kind, page
    return page


FIXED = (
    (Send(action="PROVIDER_MISSING"), "provider_name"),
    (Send(data={"provider": {"name": "Quillmoor Power"}}), "structure"),
    (Send(data={"options": ["FIXED"]}), "fixed_rate"),
    (Send(data={"cost": Decimal("24.67") / 100}), "tariff_name"),
    (Send(data={"tariff": {"name": "Steady"}}), "contract_term"),
    (Send(data={"contract_start_date": None, "contract_term_type": "UNTIL_TERMINATED"}), "summary"),
)


async def test_a_fixed_rate_is_saved_read_and_disconnected(flatpeak: FlatPeak) -> None:
    token = await open_session(flatpeak)
    summary = await walk(flatpeak, token, *FIXED)
    assert number_at(summary.data, "cost") == Decimal("0.2467")
    assert (await flatpeak.read_back(token)) == SessionInfo("", "", ready=False)  # nothing is there before SAVE
    assert page_of(await flatpeak.answer(token, summary, Send(action="SAVE"))).kind == "complete"
    info = await flatpeak.read_back(token)
    assert isinstance(info, SessionInfo)
    location = await flatpeak.location(info.location_id)
    assert isinstance(location, Location)
    assert [slot.tariff for slot in location.slots if slot.status == "CONNECTED"] == ["Steady"]
    series = await flatpeak.prices(info.location_id, "IMPORT", NOW, NOW + timedelta(days=1))
    assert isinstance(series, Series)
    best = await flatpeak.schedule(info.location_id, "IMPORT", NOW, NOW + timedelta(days=1), 180)
    assert isinstance(best, Schedule)
    assert sum((part.end - part.start for part in best.parts), timedelta()) == timedelta(hours=3)

    again = await open_session(flatpeak, Purpose(location_id=info.location_id))
    managed = page_of(await flatpeak.start(again))
    assert managed.kind == "summary"
    assert page_of(await flatpeak.answer(again, managed, Send(action="EDIT"))).kind == "provider"
    ending = await open_session(flatpeak, Purpose(location_id=info.location_id))
    page = page_of(await flatpeak.start(ending))
    assert page_of(await flatpeak.answer(ending, page, Send(action="DISCONNECT"))).kind == "complete"
    assert await flatpeak.delete_customer(info.customer_id) is None
    assert await flatpeak.location(info.location_id) == Refused("not_found")


async def test_a_market_tariff_has_its_region_on_the_page_of_the_surcharge(flatpeak: FlatPeak) -> None:
    token = await open_session(flatpeak, Purpose(address={"city": "Ajaccio", "country_code": "FR"}))
    page = page_of(await flatpeak.start(token))
    assert page.kind == "provider"
    page = await walk(flatpeak, token, *FIXED[:2], (Send(data={"options": ["MARKET"]}), "surcharge"))
    amounts = {"fixed": Decimal("0.01"), "percentage": Decimal(20)}
    codes = items_at(page.data, "regions")
    data = {"surcharge": amounts, **({"region": codes[0]} if codes else {})}
    assert page_of(await flatpeak.answer(token, page, Send(data=data))).kind == "tariff_name"


async def test_neither_back_nor_close_is_taken(flatpeak: FlatPeak) -> None:
    token = await open_session(flatpeak)
    page = page_of(await flatpeak.start(token))
    assert not {"BACK", "CLOSE"} & set(page.actions)
    assert isinstance(await flatpeak.answer(token, page, Send(action="CLOSE")), Refused)
    assert page_of(await flatpeak.resume(token)) == page
