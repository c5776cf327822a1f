"""The bearer token: taken once for all, renewed in time, and patience with limits."""

import asyncio
from base64 import b64encode
from typing import Any

import pytest

from bot.connect.client import FlatPeak
from bot.connect.outcomes import Doubt
from bot.conversation.situation import Purpose, Slot, Trouble
from tests.connect.server import HANG, KEY, TOKEN, Server, client_of, reply, sample

STATUS = reply({"tariff_status": {"local": {"status": "CONNECTED"}}})
SLOTS = (Slot("local", "CONNECTED"),)
DENIED = reply(sample("errors/http_403.json"), 403)
LIMITED = reply(sample("errors/rate_limit.json"), 429)


class Clock:
    """A clock that a test moves. Sleeping moves it too."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def tokens_for(server: Server, expires_in: Any = 3600) -> None:
    """Each login gives another token: t1, t2, …"""
    server.log_in = lambda: reply({"bearer_token": f"t{len(server.logins)}", "expires_in": expires_in})


def used(server: Server) -> list[str]:
    return [r.headers["authorization"].removeprefix("Bearer ") for r in server.requests if r.path != "/login"]


async def test_the_login_takes_the_credentials_in_a_header(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [STATUS]
    assert await flatpeak.status("loc_1") == SLOTS
    login = server.requests[0]
    assert (login.method, login.path, login.body) == ("GET", "/login", b"")
    assert login.headers["authorization"] == "Basic " + b64encode(f"acc_1:{KEY}".encode()).decode()
    assert login.headers["flatpeak-version"] == "2025-09-14.anode"


@pytest.mark.parametrize("expires_in", [3600, "3600", 3600.0, None, "soon", -5])
async def test_a_token_serves_four_fifths_of_its_life(server: Server, expires_in: Any) -> None:
    tokens_for(server, expires_in)
    clock = Clock()
    server.script = [STATUS] * 3
    async with client_of(server.url, clock=clock, sleep=clock.sleep) as client:
        await client.status("loc_1")
        clock.now += 2879
        await client.status("loc_1")
        clock.now += 2
        await client.status("loc_1")
    assert used(server) == ["t1", "t1", "t2"]


async def test_all_who_wait_share_one_login(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [STATUS] * 30
    found = await asyncio.gather(*(flatpeak.status("loc_1") for _ in range(30)))
    assert set(found) == {SLOTS}
    assert len(server.logins) == 1


async def test_who_stops_waiting_does_not_stop_the_others(server: Server, flatpeak: FlatPeak) -> None:
    first = asyncio.create_task(flatpeak.status("loc_1"))
    second = asyncio.create_task(flatpeak.status("loc_1"))
    await asyncio.sleep(0)
    first.cancel()
    server.script = [STATUS]
    assert await second == SLOTS
    assert len(server.logins) == 1


@pytest.mark.parametrize("status", [401, 403])
async def test_a_token_that_is_not_accepted_is_renewed_once(server: Server, flatpeak: FlatPeak, status: int) -> None:
    tokens_for(server)
    denied = reply({"message": "no"}, status)
    server.script = [denied, STATUS, denied, denied]
    assert await flatpeak.status("loc_1") == SLOTS
    assert used(server) == ["t1", "t2"]
    assert await flatpeak.status("loc_1") == Trouble("disabled")
    assert used(server) == ["t1", "t2", "t2", "t3"]


async def test_a_session_is_created_once_though_the_token_was_old(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [DENIED, reply({"connect_token": TOKEN})]
    await flatpeak.open(Purpose(), customer_reference="p", location_reference="l")
    assert server.calls == ["POST /connect/token"] * 2


@pytest.mark.parametrize(
    ("login", "result"),
    [
        (DENIED, Trouble("disabled")),
        (reply({"message": "no"}, 401), Trouble("disabled")),
        (reply(sample("errors/account_disabled.json"), 422), Trouble("disabled")),
        (reply(sample("errors/api_version_not_supported.json"), 422), Trouble("disabled")),
        (reply({"object": "error", "code": "credentials_invalid"}, 400), Trouble("disabled")),
        (reply(b"", 500), Trouble("down")),
        (reply(b"<html>", 200), Trouble("nonsense")),
        (reply({"expires_in": 3600}), Trouble("nonsense")),
        (reply({"bearer_token": "two\nlines"}), Trouble("nonsense")),
        (reply(b"", 429, Retry_After="9"), Trouble("limited", 9.0)),
    ],
)
async def test_without_a_login_nothing_is_sent(
    server: Server, flatpeak: FlatPeak, login: bytes, result: Trouble
) -> None:
    server.log_in = lambda: login
    found = await flatpeak.open(Purpose(), customer_reference="p", location_reference="l")
    assert found == result
    assert not isinstance(found, Doubt)
    assert server.calls == []


async def test_a_failed_login_is_tried_again_by_the_next_call(server: Server, flatpeak: FlatPeak) -> None:
    server.log_in = lambda: reply(b"", 500)
    assert await flatpeak.status("loc_1") == Trouble("down")
    tokens_for(server)
    server.script = [STATUS]
    assert await flatpeak.status("loc_1") == SLOTS


async def test_a_limited_look_up_waits_longer_and_longer(server: Server) -> None:
    clock = Clock()
    server.script = [LIMITED, LIMITED, LIMITED, STATUS]
    async with client_of(server.url, clock=clock, sleep=clock.sleep) as client:
        assert await client.status("loc_1") == SLOTS
    assert clock.slept == [1.0, 2.0, 4.0]


async def test_it_waits_as_long_as_it_is_told_and_not_for_ever(server: Server) -> None:
    clock = Clock()
    long = reply(b"", 429, Retry_After="60")
    server.script = [reply(b"", 429, Retry_After="5"), STATUS, long, *[LIMITED] * 4]
    async with client_of(server.url, clock=clock, sleep=clock.sleep) as client:
        assert await client.status("loc_1") == SLOTS
        assert clock.slept == [5.0]
        assert await client.status("loc_1") == Trouble("limited", 60.0)
        assert await client.status("loc_1") == Trouble("limited")
    assert clock.slept == [5.0, 1.0, 2.0, 4.0]


async def test_creating_and_deleting_are_not_repeated(server: Server, flatpeak: FlatPeak) -> None:
    server.script = [LIMITED, LIMITED]
    assert await flatpeak.delete_customer("cus_1") == Trouble("limited")
    found = await flatpeak.open(Purpose(), customer_reference="p", location_reference="l")
    assert found == Trouble("limited")


async def test_closing_gives_up_a_login_that_is_under_way(server: Server, flatpeak: FlatPeak) -> None:
    server.log_in = lambda: HANG
    waiting = asyncio.create_task(flatpeak.status("loc_1"))
    await server.received.wait()
    await flatpeak.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
