"""Requests by HTTP: what is believed, when it is acknowledged, and what is said of it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.http import BODY_BYTES, is_signed, read_payload
from bot.conversation.replies import Said
from sandbox.slack.signing import sign
from tests.slack.entrance import EVENTS, House, open_house

OLD, NEW = "the-old-secret", "the-new-secret"
FORM = "application/x-www-form-urlencoded"
EVENT: dict[str, Any] = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message"}, "team_id": "T1"}
COMMAND = {
    "command": "/tariff",
    "text": "connect 1 Payload Road + 2%",
    "team_id": "T1",
    "user_id": "U1",
    "trigger_id": "1.2",
}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as made:
        yield made


@pytest.fixture
async def http(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=house.ours.url) as client:
        yield client


def signed(secret: str, body: bytes, kind: str, age_s: int = 0) -> dict[str, str]:
    return sign(secret, body, datetime.now(UTC) - timedelta(seconds=age_s)) | {"Content-Type": kind}


def bodies() -> dict[str, tuple[bytes, str]]:
    """One of everything that comes to the address."""
    interaction = {
        "type": "block_actions",
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "actions": [{"action_id": "l:0"}],
    }
    options = {"type": "block_suggestion", "user": {"id": "U1"}, "team": {"id": "T1"}, "action_id": "x", "value": ""}
    return {
        "event": (json.dumps(EVENT).encode(), "application/json"),
        "command": ("&".join(f"{k}={quote_plus(v)}" for k, v in COMMAND.items()).encode(), FORM),
        "command with %20": ("&".join(f"{k}={quote(v)}" for k, v in COMMAND.items()).encode(), FORM),
        "interaction": (f"payload={quote_plus(json.dumps(interaction))}".encode(), FORM),
        "options": (f"payload={quote_plus(json.dumps(options))}".encode(), FORM),
    }


@pytest.mark.parametrize("what", bodies())
async def test_signatures(house: House, http: httpx.AsyncClient, what: str) -> None:
    body, kind = bodies()[what]
    secret = house.world.app.signing_secret

    async def status(headers: dict[str, str], sent: bytes = body) -> int:
        return (await http.post(EVENTS, content=sent, headers=headers)).status_code

    good = signed(secret, body, kind)
    assert await status(good) == 200
    assert await status(signed(secret, body, kind, age_s=290)) == 200
    assert await status(signed("another secret", body, kind)) == 401
    assert await status(signed(secret, body, kind, age_s=360)) == 401
    assert await status(signed(secret, body, kind, age_s=-360)) == 401
    assert await status(good, body.replace(b"T1", b"T2")) == 401
    assert await status({"Content-Type": kind}) == 401
    assert await status(good | {"X-Slack-Request-Timestamp": "soon"}) == 401
    assert await status(good | {"X-Slack-Signature": "v0="}) == 401


def test_while_secrets_change_both_are_good() -> None:
    now = datetime.now(UTC)
    for secret in (OLD, NEW):
        headers = {name.lower(): value for name, value in sign(secret, b"body", now).items()}
        given = headers["x-slack-request-timestamp"], headers["x-slack-signature"], b"body", now.timestamp()
        assert is_signed((NEW, OLD), *given)
        assert is_signed((NEW,), *given) == (secret == NEW)
        assert not is_signed((), *given)
        assert not is_signed(("",), *given)


def test_an_empty_secret_signs_nothing() -> None:
    now = datetime.now(UTC)
    headers = sign("", b"body", now)
    assert not is_signed(
        ("",), headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"], b"body", now.timestamp()
    )


async def test_slack_looks_whether_we_are_there(house: House) -> None:
    assert await house.platform.delivery.verify_url()
    checked = await house.platform.delivery.check_ssl()
    assert (checked.status, checked.problem) == (200, "")
    assert house.desk.kept == {}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'"text"', b"\xff\xfe", b"payload=%7B", b"payload=[]"])
async def test_what_is_none_of_slacks_is_refused(house: House, http: httpx.AsyncClient, body: bytes) -> None:
    for kind in ("application/json", FORM):
        answer = await http.post(EVENTS, content=body, headers=signed(house.world.app.signing_secret, body, kind))
        assert answer.status_code in (200, 400, 404)  # some bytes are a form, of nothing that we know
    assert house.desk.kept == {}


async def test_strange_shapes_are_no_failures_of_ours(
    house: House, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    shapes: list[dict[str, Any]] = [
        {"type": "event_callback", "event": None},
        {"type": "event_callback", "event": []},
        {
            "type": "event_callback",
            "event": {"type": "message", "channel_type": "im", "user": 7},
            "authorizations": [7],
        },
        {"type": "event_callback", "event": {"type": "user_change", "user": []}, "event_id": "Ev2"},
        {"type": "event_callback", "event": {"type": "app_uninstalled"}, "authorizations": "x"},
        {"type": "block_actions", "user": [], "team": "T", "actions": [[]]},
        {"type": "view_submission", "view": {"callback_id": "form", "state": []}, "user": {}, "team": {}},
        {"type": "of another time"},
        {"command": 3},
    ]
    for shape in shapes:
        body = json.dumps(shape).encode()
        headers = signed(house.world.app.signing_secret, body, "application/json")
        answer = await http.post(EVENTS, content=body, headers=headers)
        assert answer.status_code in (200, 400, 404, 500), shape
    assert house.desk.kept == {}
    assert not [record for record in caplog.records if record.exc_info]


async def test_size_is_capped(house: House, http: httpx.AsyncClient) -> None:
    assert (await http.post(EVENTS, content=b"x" * (BODY_BYTES + 1))).status_code == 413


def test_bodies_are_read_by_their_kind() -> None:
    body, kind = bodies()["command"]
    assert read_payload(body, kind) == COMMAND
    assert read_payload(*bodies()["command with %20"]) == COMMAND
    assert read_payload(b'payload={"type":"x"}', FORM) == {"type": "x"}
    assert read_payload(b'{"type":"x"}', "application/json; charset=utf-8") == {"type": "x"}


async def test_an_event_is_acknowledged_after_it_is_stored_and_not_before(house: House) -> None:
    house.desk.slow = asyncio.Event()
    ada = house.person()
    ada.say("hello")
    await house.desk.arrived.wait()
    for _ in range(20):
        await asyncio.sleep(0)
    assert house.platform.delivery.attempts == []  # were we killed now, Slack would send it again
    house.desk.slow.set()
    await house.settle()
    [attempt] = house.platform.delivery.attempts
    assert (attempt.answer.status, house.desk.replies) == (200, [Said("hello")])


async def test_what_could_not_be_stored_comes_again(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.platform.delivery.retry_after_s = (0.0, 0.0, 0.0)
    house.desk.broken = True
    ada = house.person()
    ada.say("my street")
    await house.desk.arrived.wait()
    house.desk.broken = False
    await house.settle()
    assert [attempt.answer.status for attempt in house.platform.delivery.attempts][-1] == 200
    assert house.desk.replies == [Said("my street")]
    assert "OSError" in caplog.text
    assert "disk full" not in caplog.text


async def test_a_first_delivery_that_is_a_retry_counts(house: House) -> None:
    """What came before it may never have arrived."""
    ada = house.person()
    house.platform.delivery.retry_after_s = (0.2, 0.2, 0.2)
    address, house.platform.delivery.request_url = house.platform.delivery.request_url, ""
    ada.say("hello")
    await ada.wait_until(lambda: house.platform.delivery.attempts or None)
    house.platform.delivery.request_url = address
    await house.settle()
    assert [attempt.number for attempt in house.platform.delivery.attempts] == [0, 1]
    assert house.desk.replies == [Said("hello")]


async def test_no_body_and_no_token_in_any_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("", "slack_bolt", "slack_sdk", "adapters.slack"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    ada = house.person()
    ada.say("secret street 7")
    await ada.command("connect secret street 7")
    house.desk.broken = True
    await ada.command("connect secret street 7")
    house.desk.broken = False
    await house.shelf.remove(house.team.id)
    await ada.command("connect secret street 7")
    async with httpx.AsyncClient() as client:
        await client.post(house.ours.url + EVENTS, content=b'{"text": "secret street 7"}')
    await house.settle()
    written = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert not [line for line in written if "secret street" in line or house.app.token in line]


async def test_settings_of_ours_do_not_make_bolt_keep_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Bolt reads the same variables, and would keep states and installations in files of its own."""
    given = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
    for name in given:
        monkeypatch.setenv(name, f"xoxb-{name}")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with open_house() as house:
        ada = house.person()
        ada.say("hello")
        await ada.command("help")
        await house.settle()
        assert len(house.desk.kept) == 2
    assert list(tmp_path.iterdir()) == []


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1))
def test_an_interaction_is_read_as_it_was_written(interaction: dict[str, str]) -> None:
    for ascii_only in (True, False):
        text = json.dumps(interaction, ensure_ascii=ascii_only).encode("utf-8", "replace").decode()
        assert read_payload(urlencode({"payload": text}).encode(), FORM) == json.loads(text)
