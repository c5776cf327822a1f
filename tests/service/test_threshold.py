"""What holds for every route: a pace, a size, and what browsers are told."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.buckets import Buckets
from bot.threshold import OTHER, PAGE, PLATFORM, Threshold, network_of
from tests.chats.harness import open_stage

PAGES = ["/connect/return?fp_cot=none", "/connect/complete", "/l/none", "/slack/oauth_redirect?state=x&code=y"]
ELSEWHERE = "https://evil.example.com/"


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A service of both channels and a company, as a browser sees it."""
    slack = {"slack_client_id": "1.2", "slack_client_secret": "word"}
    async with (
        open_stage(tmp_path, also=True, company="on", **slack) as stage,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{stage.app.port}") as http,
    ):
        yield http


async def test_no_page_can_be_framed_kept_scripted_or_lead_elsewhere(web: httpx.AsyncClient) -> None:
    """Whatever is asked for: nothing that comes in is where we send somebody, or stands on a page as a link."""
    for path in PAGES:
        answer = await web.get(path)
        assert answer.headers["content-type"].startswith("text/html"), path
        policy = answer.headers["content-security-policy"].split("; ")
        assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy)
        told = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-frame-options": "DENY"}
        assert {**told, "x-content-type-options": "nosniff"}.items() <= dict(answer.headers).items()
        assert "strict-transport-security" not in answer.headers  # this one is not reached by https
        for name in ("next", "url", "return_to", "redirect_uri", "fp_cot", "state"):
            strange = {"Host": "evil.example.com", "Referer": ELSEWHERE}
            answer = await web.get(path, params={name: ELSEWHERE}, headers=strange)
            assert not answer.is_redirect, (path, name)
            assert "evil.example.com" not in answer.text, (path, name)


async def test_the_only_redirect_goes_to_slack_and_back_to_us(web: httpx.AsyncClient) -> None:
    asked = {"redirect_uri": ELSEWHERE, "next": ELSEWHERE}
    answer = await web.get("/slack/install", params=asked, headers={"Host": "evil.example.com"})
    assert answer.status_code == 302
    assert answer.headers["location"].partition("?")[0].endswith("/oauth/v2/authorize")
    assert "evil" not in answer.headers["location"]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Reads all, and answers with how much that was."""
    count = 0
    while (message := await receive())["type"] == "http.request":
        count += len(message.get("body", b""))
        if not message.get("more_body"):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": str(count).encode()})
            return
    await send({"type": "http.response.start", "status": 400, "headers": []})
    await send({"type": "http.response.body", "body": b"gone"})


def browser(threshold: Threshold, host: str = "192.0.2.1") -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(threshold, client=(host, 1)), base_url="http://bot")


async def test_an_address_that_asks_too_much_waits_and_others_do_not() -> None:
    now_s = 0.0
    threshold = Threshold(echo, clock=lambda: now_s)
    async with browser(threshold) as one, browser(threshold, "192.0.2.2") as other:
        statuses = [(await one.get("/connect/return")).status_code for _ in range(int(PAGE.at_once) + 1)]
        assert statuses == [200] * int(PAGE.at_once) + [429]
        assert (await one.get("/connect/return")).headers["retry-after"] == "1"
        assert (await other.get("/connect/return")).status_code == 200
        assert (await one.post("/telegram/webhook")).status_code == 200  # by its own measure
        now_s = 1 / PAGE.a_second
        assert (await one.get("/connect/return")).status_code == 200


@pytest.mark.parametrize(("path", "most"), [("/slack/events", PLATFORM.body_bytes), ("/nothing", OTHER.body_bytes)])
async def test_a_body_is_bounded_whether_it_says_its_length_or_not(path: str, most: int) -> None:
    async def pieces(size: int) -> AsyncIterator[bytes]:
        for start in range(0, size, 1000):
            yield b"x" * min(1000, size - start)

    async with browser(Threshold(echo)) as client:
        assert (await client.post(path, content=b"x" * most)).text == str(most)
        assert (await client.post(path, content=b"x" * (most + 1))).status_code == 413
        assert (await client.post(path, content=pieces(most))).text == str(most)
        assert (await client.post(path, content=pieces(most + 1))).text == "gone"


async def test_an_answer_says_what_it_says_and_the_rest_beside_it() -> None:
    own = [(b"Cache-Control", b"max-age=1"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"), (b"Connection", b"x")]

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body"})

    leaving = False
    async with browser(Threshold(answer, leaving=lambda: leaving)) as client:
        kept = (await client.get("/")).headers
        leaving = True
        last = (await client.get("/")).headers
    for headers in (kept, last):
        assert headers.get_list("cache-control") == ["max-age=1"]
        assert headers.get_list("set-cookie") == ["a=1", "b=2"]
        assert headers.get_list("x-frame-options") == ["DENY"]
    assert (kept.get_list("connection"), last.get_list("connection")) == (["x"], ["close"])
    assert len(own) == 4


async def test_behind_https_browsers_stay_there() -> None:
    async with browser(Threshold(echo, https=True)) as client:
        assert "max-age" in (await client.get("/connect/return")).headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("2001:db8::1%eth0", "2001:db8::/64"),
        ("testclient", "testclient"),
        ("no:address", "no:address"),
        ("", ""),
    ],
)
def test_who_asks_is_a_network(host: str, network: str) -> None:
    assert network_of({"client": (host, 1)}) == network


def test_those_who_asked_long_ago_are_forgotten() -> None:
    buckets = Buckets(1, 1, lambda: 0.0, most=2)
    assert [buckets.take(key) for key in ("a", "b", "a", "c", "a", "b")] == [True, True, False, True, False, True]
