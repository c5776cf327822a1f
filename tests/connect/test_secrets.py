"""Tokens, keys and what people typed are in no log line, no exception and no printed object."""

import logging

import pytest

from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.models import LoginReply, SessionReply
from bot.connect.outcomes import Opened, fingerprint, name_only
from bot.connect.rest import Access, Bearer
from bot.conversation.page import Page
from bot.conversation.situation import Purpose, Send
from tests.connect.server import BEARER, CLOSE, KEY, RESET, Server, client_of, reply

TOKEN = "cot_MARKERTOKEN"
STREET = "MARKERSTREET 7"
PAGE = Page("address", "postal_address_capture")
ADDRESS = {"address_line1": STREET, "city": "MARKERCITY", "country_code": "SE"}
ERROR = {"object": "error", "code": "city_missing", "message": f"No {STREET}", "connect_token": TOKEN}

REPLIES = [
    reply({"route": "postal_address_capture", "connect_token": TOKEN, "data": {"postal_address": ADDRESS}}),
    reply(ERROR, 400),
    reply({**ERROR, "code": STREET}, 400),
    reply({**ERROR, "code": "server_error"}, 500),
    reply({"message": f"no {TOKEN}"}, 404),
    reply({"message": f"no {TOKEN}"}, 403),
    reply(f"<html>{TOKEN}".encode()),
    reply({"bearer_token": 5, "location_id": {"a": STREET}}),
    b"MARKER is no HTTP\r\n\r\n",
    RESET,
    CLOSE,
]


async def call_all(client: FlatPeak) -> None:
    """Every operation, with marked secrets."""
    await client.open(Purpose(address=ADDRESS), customer_reference="MARKERPERSON", location_reference="MARKERHOME")
    await client.start(TOKEN)
    await client.resume(TOKEN)
    await client.answer(TOKEN, PAGE, Send(data={"postal_address": ADDRESS}))
    await client.read_back(TOKEN)
    await client.location("loc_MARKER")
    await client.delete_customer("cus_MARKER")
    await client.check()


@pytest.mark.parametrize("out", REPLIES)
async def test_no_log_line_holds_a_secret(server: Server, caplog: pytest.LogCaptureFixture, out: bytes) -> None:
    for name in ("httpx", "httpcore", "aiohttp", "aiohttp.client", "asyncio", "tariffbot.flatpeak"):
        caplog.set_level(logging.DEBUG, logger=name)
    caplog.set_level(logging.DEBUG)
    server.pick = lambda _: out
    async with client_of(server.url) as client:
        await call_all(client)
    assert "MARKER" not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)


async def test_a_failure_is_one_line_with_a_support_reference(
    server: Server, flatpeak: FlatPeak, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="tariffbot.flatpeak")
    server.script = [reply(ERROR, 400), reply(b"", 503)]
    await flatpeak.answer(TOKEN, PAGE, Send(action="CLOSE"))
    await flatpeak.answer(TOKEN, PAGE, Send(action="CLOSE"))
    reference = fingerprint(TOKEN)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        (
            "INFO",
            f"FlatPeak, answer: refused as city_missing, page postal_address_capture, support reference {reference}",
        ),
        (
            "WARNING",
            f"FlatPeak, answer: down, effect unknown, page postal_address_capture, support reference {reference}",
        ),
    ]
    assert reference not in TOKEN


@pytest.mark.parametrize(
    "thing",
    [
        Opened(TOKEN, 5),
        Access("https://api.example.com", "acc_1", KEY),
        Bearer(BEARER, 0.0, live_mode=False),
        LoginReply(bearer_token=BEARER),
        SessionReply.model_validate({"connect_token": TOKEN, "note": "MARKER"}),
    ],
)
def test_printed_objects_hide_what_they_hold(thing: object) -> None:
    assert "MARKER" not in repr(thing) + str(thing)


async def test_the_client_shows_nothing_of_its_settings() -> None:
    async with client_of("https://api.example.com", dialect=dialect_for("anode")) as client:
        assert "MARKER" not in repr(client)


@pytest.mark.parametrize(
    ("word", "shown"),
    [("city_missing", "city_missing"), ("", "none"), (STREET, "unnamed"), ("a\nb", "unnamed"), ("a" * 65, "unnamed")],
)
def test_only_names_are_repeated_in_logs(word: str, shown: str) -> None:
    assert name_only(word) == shown
