"""The webhook: what is believed, and when it is acknowledged."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from adapters.telegram.limits import WEBHOOK_BYTES
from adapters.telegram.webhook import PATH, webhook_route
from bot.conversation.replies import Arrival, Commanded
from tests.telegram.conftest import Lab

SECRET = "s3cret_of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Inbox:
    """Keeps what it is given, or fails."""

    def __init__(self) -> None:
        self.kept: list[tuple[dict[str, Any], Arrival | None]] = []
        self.broken = False

    async def __call__(self, update: dict[str, Any], arrival: Arrival | None) -> None:
        if self.broken:
            raise OSError("disk full of private words")
        self.kept.append((update, arrival))


@pytest.fixture
async def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def http(lab: Lab, inbox: Inbox) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Route(PATH, webhook_route(lab.channel, SECRET, inbox), methods=["POST"])])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot", headers={HEADER: SECRET}) as client:
        yield client


def update(lab: Lab) -> dict[str, Any]:
    lab.customer()
    return lab.world.updates.pending[-1].to_json()


async def test_update_is_stored_before_it_is_acknowledged(lab: Lab, inbox: Inbox, http: httpx.AsyncClient) -> None:
    body = update(lab)
    inbox.broken = True
    assert (await http.post(PATH, json=body)).status_code == 500
    inbox.broken = False
    assert (await http.post(PATH, json=body)).status_code == 200
    [(kept, arrival)] = inbox.kept
    assert kept == body
    assert arrival is not None
    assert arrival.reply == Commanded("start")


async def test_before_we_know_who_we_are_nothing_is_taken(lab: Lab, inbox: Inbox, http: httpx.AsyncClient) -> None:
    """A process that was started again would take what comes again for something new."""
    body, lab.channel.id = update(lab), 0
    assert ((await http.post(PATH, json=body)).status_code, inbox.kept) == (503, [])
    await lab.channel.start()
    assert (await http.post(PATH, json=body)).status_code == 200
    [(_, arrival)] = inbox.kept
    assert arrival is not None
    assert arrival.id == f"update:{lab.channel.id}:{body['update_id']}"


@pytest.mark.parametrize("given", [None, "", "wrong", SECRET[:-1], SECRET + "x", "ä"])
async def test_without_the_secret_nothing_happens(
    lab: Lab, inbox: Inbox, http: httpx.AsyncClient, given: str | None
) -> None:
    http.headers.pop(HEADER)
    headers = httpx.Headers([] if given is None else [(HEADER.encode(), given.encode("latin-1"))])
    answer = await http.post(PATH, json=update(lab), headers=headers)
    assert (answer.status_code, answer.content, inbox.kept) == (401, b"", [])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'"text"', b'{"update_id": "1"}', b"\xff\xfe"])
async def test_what_is_no_update_is_refused(inbox: Inbox, http: httpx.AsyncClient, body: bytes) -> None:
    assert (await http.post(PATH, content=body)).status_code == 400
    assert inbox.kept == []


async def test_size_is_capped(inbox: Inbox, http: httpx.AsyncClient) -> None:
    head = b'{"update_id": 1, "x": "'
    fits = head + b"x" * (WEBHOOK_BYTES - len(head) - 2) + b'"}'
    assert (await http.post(PATH, content=fits)).status_code == 200
    assert (await http.post(PATH, content=fits + b" ")).status_code == 413
    assert len(inbox.kept) == 1


async def test_unknown_updates_are_parked_and_acknowledged(inbox: Inbox, http: httpx.AsyncClient) -> None:
    for body in ({"update_id": 1}, {"update_id": 2, "message": 3}, {"update_id": 3, "brand_new": {"x": 1}}):
        assert (await http.post(PATH, json=body)).status_code == 200
    assert [arrival for _, arrival in inbox.kept] == [None, None, None]


async def test_logs_hold_neither_secret_nor_words(
    inbox: Inbox, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox.broken = True
    await http.post(PATH, content=json.dumps({"update_id": 1, "message": {"text": "private words"}}))
    await http.post(PATH, content=b"private words", headers={HEADER: "wrong-secret"})
    assert "OSError" in caplog.text
    for word in ("private words", SECRET, "wrong-secret"):
        assert word not in caplog.text


@pytest.mark.parametrize("secret", ["", "with space", "ä", "x" * 257])
async def test_no_webhook_without_a_proper_secret(lab: Lab, inbox: Inbox, secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        webhook_route(lab.channel, secret, inbox)
