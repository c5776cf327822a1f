"""Whole sessions against the sandbox, over real HTTP."""

from collections.abc import AsyncIterator
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.connect.client import FlatPeak
from bot.connect.outcomes import Doubt, Opened, SessionInfo
from bot.conversation.page import Page, items_at, number_at, text_at
from bot.conversation.situation import Location, PageCame, Purpose, Refused, Send, Trouble
from sandbox.calls import Calls
from sandbox.flatpeak.app import create_flatpeak
from sandbox.flatpeak.scenario import FaultKind
from sandbox.flatpeak.world import World
from sandbox.local import LocalServer
from tests.connect.server import client_of

LONDON = Purpose(address={"address_line1": "1 Strand", "city": "London", "country_code": "GB", "post_code": "WC2N 5EH"})


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def sandbox(world: World) -> AsyncIterator[str]:
    local = LocalServer()
    local.bind()
    await local.serve(create_flatpeak(world, Calls(), public_url=local.url))
    yield local.url
    await local.close()


@pytest.fixture
async def flatpeak(sandbox: str) -> AsyncIterator[FlatPeak]:
    async with client_of(
        sandbox, connect_url=sandbox + "/connect", account_id="acc_sandbox_1", asks_name=True, asks_term=True
    ) as client:
        yield client


def page_of(result: object) -> Page:
    assert isinstance(result, PageCame), result
    return result.page


async def open_session(client: FlatPeak, purpose: Purpose = LONDON) -> str:
    opened = await client.open(purpose, customer_reference="person-1", location_reference="home-1")
    assert isinstance(opened, Opened), opened
    return opened.token


async def walk_to_summary(client: FlatPeak, token: str) -> Page:
    page = page_of(await client.start(token))
    assert page.kind == "provider"
    for send, kind in (
        (Send(action="PROVIDER_MISSING"), "provider_name"),
        (Send(data={"provider": {"name": "Quillmoor Power"}}), "structure"),
        (Send(data={"options": ["FIXED"]}), "fixed_rate"),
        (Send(data={"cost": Decimal("24.67") / 100}), "tariff_name"),
        (Send(data={"tariff": {"name": "Steady"}}), "contract_term"),
        (Send(data={"contract_term_type": "UNTIL_TERMINATED"}), "summary"),
    ):
        page = page_of(await client.answer(token, page, send))
        assert page.kind == kind
    return page


@pytest.mark.parametrize("old_create_path", [False, True])
async def test_a_fixed_rate_from_opening_to_forgetting(flatpeak: FlatPeak, world: World, old_create_path: bool) -> None:
    world.scenario.old_create_path = old_create_path
    token = await open_session(flatpeak)
    assert await flatpeak.read_back(token) == SessionInfo("", "", ready=False)
    summary = await walk_to_summary(flatpeak, token)
    today = items_at(summary.data, "rates", "today")
    assert number_at(today[0], "tariff", "cost") == Decimal("0.2467")
    assert page_of(await flatpeak.answer(token, summary, Send(action="CLOSE"))).kind == "complete"

    info = await flatpeak.read_back(token)
    assert isinstance(info, SessionInfo)
    assert info.ready
    location = await flatpeak.location(info.location_id)
    assert isinstance(location, Location)
    assert location.address["city"] == "London"
    slot = location.slots[0]
    assert (slot.name, slot.status, slot.tariff) == ("commodity_import", "CONNECTED", "Steady")

    again = await open_session(flatpeak, Purpose(location_id=info.location_id))
    assert page_of(await flatpeak.start(again)).kind == "summary"
    edit = await open_session(flatpeak, Purpose(location_id=info.location_id, tariff_id=slot.tariff_id, edit=True))
    assert page_of(await flatpeak.start(edit)).kind == "provider"

    assert await flatpeak.delete_customer(info.customer_id) is None
    assert await flatpeak.location(info.location_id) == Refused("not_found")


async def test_a_refusal_keeps_the_page(flatpeak: FlatPeak) -> None:
    token = await open_session(flatpeak)
    page = page_of(await flatpeak.start(token))
    refused = await flatpeak.answer(token, page, Send(data={"provider": {"id": "prv_unknown"}}))
    assert refused == Refused("provider_not_found")
    assert page_of(await flatpeak.resume(token)) == page


async def test_a_gap_is_named(flatpeak: FlatPeak) -> None:
    token = await open_session(flatpeak)
    page = page_of(await flatpeak.start(token))
    for send in (
        Send(action="PROVIDER_MISSING"),
        Send(data={"provider": {"name": "Quillmoor Power"}}),
        Send(data={"options": ["TIME_OF_DAY"]}),
    ):
        page = page_of(await flatpeak.answer(token, page, send))
    hours = [
        {"valid_from": "00:00:00", "valid_to": "06:00:00", "cost": Decimal("0.1")},
        {"valid_from": "07:00:00", "valid_to": "00:00:00", "cost": Decimal("0.3")},
    ]
    refused = await flatpeak.answer(token, page, Send(data={"hours": hours}))
    assert refused == Refused("gap_in_time_period", ("06:00:00", "07:00:00"))


async def test_a_provider_login_has_a_link_with_the_token(flatpeak: FlatPeak) -> None:
    token = await open_session(flatpeak)
    page = page_of(await flatpeak.start(token))
    for provider in items_at(page.data, "providers"):
        came = page_of(await flatpeak.answer(token, page, Send(data={"provider": {"id": provider["id"]}})))
        if came.kind == "redirect":
            break
        page = page_of(await flatpeak.answer(token, came, Send(action="BACK")))
    else:
        pytest.fail("no provider with a login")
    assert parse_qs(urlsplit(text_at(came.data, "redirect_url")).query)["fp_cot"] == [token]
    assert page_of(await flatpeak.resume(token)) == came


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        ("down", Doubt("down")),
        ("server_error", Doubt("down")),
        ("rate_limit", Trouble("limited")),
        ("html", Doubt("nonsense")),
        ("truncated", Doubt("nonsense")),
        ("empty", Doubt("nonsense")),
        ("drop", Doubt("down")),
        ("error_page", Refused("unknown")),
    ],
)
async def test_after_trouble_connect_is_asked_where_it_stands(
    flatpeak: FlatPeak, world: World, fault: FaultKind, result: object
) -> None:
    token = await open_session(flatpeak)
    page = page_of(await flatpeak.start(token))
    world.scenario.fail(fault)
    assert await flatpeak.answer(token, page, Send(action="PROVIDER_MISSING")) == result
    moved = fault not in ("down", "server_error", "rate_limit")
    assert page_of(await flatpeak.resume(token)).kind == ("provider_name" if moved else "provider")


async def test_new_routes_and_missing_data_are_pages(flatpeak: FlatPeak, world: World) -> None:
    token = await open_session(flatpeak)
    world.scenario.fail("unknown_route")
    assert page_of(await flatpeak.start(token)).kind == "unknown"
    world.scenario.fail("no_data")
    assert page_of(await flatpeak.start(token)).data == {}


async def test_an_expired_session_says_so(flatpeak: FlatPeak, world: World) -> None:
    token = await open_session(flatpeak)
    world.expire(token)
    assert await flatpeak.resume(token) == Refused("token_expired")
    assert await flatpeak.read_back(token) == Refused("not_found")


async def test_an_account_that_is_switched_off(flatpeak: FlatPeak, world: World) -> None:
    assert (await flatpeak.check()).problems == ()
    world.scenario.account_disabled = True
    opened = await flatpeak.open(LONDON, customer_reference="p", location_reference="l")
    assert opened == Trouble("disabled")
