"""What the company is told: signed, in order, again until it is taken, and no more than it needs to know."""

import asyncio
import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.company import telling
from bot.company.secrets import read_secret
from bot.company.webhooks import GAPS, Answer, Webhooks, sign
from bot.house import House
from bot.letters import list_letters, resend
from sandbox.company import SECRET
from sandbox.telegram.people import Person
from storage.database import Database
from tests.chats import browser
from tests.chats.harness import LOOK_EVERY_S
from tests.company.conftest import HOME, Behind, connect

# The vector that the standard's own libraries are tested with.
VECTOR = {
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "at": 1614265330,
    "body": b'{"test": 2432232314}',
    "signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
OTHER = "whsec_" + base64.b64encode(b"another secret of thirty-two byt").decode()
NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


def test_the_signature_is_that_of_the_standard() -> None:
    assert sign([read_secret(VECTOR["secret"])], VECTOR["id"], VECTOR["at"], VECTOR["body"]) == VECTOR["signature"]  # type: ignore[arg-type]


@pytest.mark.parametrize("secret", ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_short", "whsec_" + "A" * 28, "whsec_é"])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="24 to 64 random bytes"):
        read_secret(secret)


async def test_each_secret_signs_and_the_body_is_what_was_signed() -> None:
    received: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        received.append(head + await reader.readexactly(len(VECTOR["body"])))  # type: ignore[arg-type]
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        webhooks = Webhooks(_url(server), [SECRET, OTHER], lambda: NOW)
        assert (await webhooks.deliver("msg_1", VECTOR["body"])).taken  # type: ignore[arg-type]
        await webhooks.close()
    head, _, body = received[0].partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:])
    exact = next(line for line in head.decode().split("\r\n") if line.lower().startswith("webhook-signature"))
    content = b"msg_1.%d." % NOW.timestamp() + body
    wanted = [
        base64.b64encode(hmac.new(base64.b64decode(one[6:]), content, hashlib.sha256).digest()).decode()
        for one in (SECRET, OTHER)
    ]
    assert exact.partition(": ")[2] == " ".join(f"v1,{one}" for one in wanted)
    assert (headers["webhook-id"], headers["content-type"]) == ("msg_1", "application/json")
    assert (body, headers["webhook-timestamp"]) == (VECTOR["body"], str(int(NOW.timestamp())))


@pytest.mark.parametrize(
    ("reply", "why", "final"),
    [
        (b"", "no answer: ReadTimeout|no answer: TimeoutError", False),
        (b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", "answered 302", False),
        (b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "answered 500", False),
        (b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", "answered 410", True),
        (b"nonsense\r\n\r\n", "no answer: RemoteProtocolError", False),
    ],
)
async def test_only_2xx_in_time_counts(reply: bytes, why: str, final: bool) -> None:
    over = asyncio.Event()
    connections = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        if not reply:
            await over.wait()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        webhooks = Webhooks(_url(server), [SECRET], lambda: NOW, limit_s=10 if reply else 0.5)
        found = await webhooks.deliver("msg_1", b"{}")
        over.set()
        await webhooks.close()
    assert not found.taken
    assert (found.why in why.split("|"), found.final) == (True, final)
    assert connections <= 1


async def test_a_backend_that_is_not_there_is_no_error() -> None:
    webhooks = Webhooks("http://127.0.0.1:1/", [SECRET], lambda: NOW)
    assert await webhooks.deliver("msg_1", b"{}") == Answer(False, "no answer: ConnectError")
    await webhooks.close()


async def test_what_is_told_arrives_in_order_and_says_no_more_than_it_must(company: Behind) -> None:
    person = await connect(company)
    await _press(company, person, "Done")
    await _press(company, person, "My tariffs")
    await _press(company, person, "Change tariff")
    for word in ("Quillmoor Power", "one price", "26"):
        person.say(word)
        await company.stage.settle()
    await _press(company, person, "Disconnect")
    await _press(company, person, "Yes, disconnect")
    assert company.told() == ["tariff.connected", "tariff.changed", "tariff.disconnected"]
    [location] = company.stage.flatpeak.locations.values()
    assert company.world.events[0] == {
        "timestamp": company.world.events[0]["timestamp"],
        "type": "tariff.connected",
        "data": {
            "location_id": location.id,
            "customer_reference": "customer-4711",
            "location_reference": "home-1",
            "channel": "telegram",
            "slot": "commodity_import",
        },
    }
    assert datetime.fromisoformat(company.world.events[0]["timestamp"]).tzinfo is not None
    assert not any(word in str(company.world.events) for word in ("Strand", "Quillmoor", "0.26"))


async def test_what_is_not_taken_holds_up_its_customer_and_nobody_else(company: Behind) -> None:
    company.world.fail = [500]
    await connect(company)
    await connect(company, number=72, customer_reference="customer-5822", location_reference="home-2")
    assert [event["data"]["customer_reference"] for event in company.world.events] == ["customer-5822"]
    first = company.stage.telegram.people[71]
    first.say("/privacy")
    await company.stage.settle()
    await _press(company, first, "Delete everything")
    first.press(first.chat.from_bot[-1].id, "Yes, delete everything")
    while await _waiting(company) < 2:
        await company.stage.changes.wait(company.stage.changes.count, LOOK_EVERY_S)
    assert company.told() == ["tariff.connected"]
    company.stage.clock.advance(GAPS[0].total_seconds())
    await company.stage.settle()
    assert company.told() == ["tariff.connected", "tariff.connected", "customer.forgotten"]
    assert company.world.events[2]["data"]["customer_reference"] == "customer-4711"
    shown = await company.http.get("/api/sessions", params={"customer_reference": "customer-4711"})
    assert shown.json()["data"] == []


@pytest.mark.parametrize("home", ["home-1", "home-2"])
async def test_who_is_forgotten_takes_nothing_along_that_another_chat_has(company: Behind, home: str) -> None:
    """Two chats of one customer, with the same home or each with its own."""
    anna, world = await connect(company), company.stage.flatpeak
    first = next(iter(world.locations))
    bert = company.stage.telegram.person(72, "Bert", "en-GB")
    bert.start(await company.link(location_reference=home, address={**HOME, "address_line1": "5 Strand"}))
    await company.stage.settle()
    if home == "home-2":
        for text in ("yes", "Quillmoor Power", "one price", "20"):
            bert.say(text)
            await company.stage.settle()
    theirs = list(world.locations)[-1]
    await _forget(company, anna)
    assert list(world.locations) == [theirs]
    assert [one.reference_id for one in world.customers.values()] == ["customer-4711"]
    assert company.world.events[-1]["data"]["location_ids"] == ([first] if home == "home-2" else [])
    await _forget(company, bert)
    assert (world.locations, world.customers) == ({}, {})


async def test_what_is_given_up_is_seen_and_sent_after_all(company: Behind) -> None:
    company.world.fail = [410]
    await connect(company)
    house = company.stage.app.house
    [line] = await list_letters(house.db)
    assert "  dead  tariff.connected for company::" in line
    assert line.endswith(": answered 410")
    assert "4711" not in line
    assert await resend(house.db, int(line.split()[0]))
    company.stage.clock.now = datetime.now(UTC) + timedelta(seconds=1)  # the command has no other clock
    await company.stage.settle()
    assert company.told() == ["tariff.connected"]


def test_the_gaps_grow_and_last_for_days() -> None:
    assert list(GAPS) == sorted(GAPS)
    assert timedelta(days=3) <= sum(GAPS, timedelta()) <= timedelta(days=5)


async def test_who_never_comes_back_has_abandoned_it_once(company: Behind) -> None:
    person = company.stage.telegram.person(71, "Anna", "en-GB")
    person.start(await company.link(address=HOME))
    await company.stage.settle()
    await connect(company, number=72, customer_reference="customer-5822")
    company.stage.clock.advance(timedelta(days=1, minutes=1).total_seconds())
    house = company.stage.app.house
    other = _another(house)
    await asyncio.gather(*(_sweep(one) for one in (house, other)))
    await other.db.close()
    await company.stage.settle()
    assert company.told() == ["tariff.connected", "session.abandoned"]
    told = company.world.events[1]["data"]
    assert (told["customer_reference"], told["slot"], told["reason"]) == (
        "customer-4711",
        "commodity_import",
        "expired",
    )
    shown = (await company.http.get(f"/api/sessions/{told['session_id']}")).json()
    assert shown["state"] == "abandoned"


async def test_a_tariff_that_is_still_read_is_pending_and_then_connected(company: Behind) -> None:
    person = company.stage.telegram.person(71, "Anna", "en-GB")
    address = {"address_line1": "Invalidenstr. 44", "city": "Berlin", "post_code": "10115", "country_code": "DE"}
    person.start(await company.link(address=address))
    for word in ("yes", "wattkiesel"):
        await company.stage.settle()
        person.say(word)
    await company.stage.settle()
    [url] = [button.url for button in person.chat.from_bot[-1].buttons if button.url]
    await browser.log_in(url, ["slow/demo", "allow"])
    await company.stage.settle()
    company.stage.clock.advance(timedelta(hours=25).total_seconds())
    await _sweep(company.stage.app.house)
    assert await _states(company) == ["pending"]
    assert company.told() == []
    company.stage.flatpeak.finish_pending(next(iter(company.stage.flatpeak.locations)), True)
    company.stage.clock.advance(timedelta(hours=25).total_seconds())
    await company.stage.settle()
    assert set(await _states(company)) == {"connected"}  # also of the session that looked for it in its place
    assert company.told() == ["tariff.connected"]


async def test_a_session_that_is_read_only_after_the_next_began_is_told_with_its_own_names(company: Behind) -> None:
    stage = company.stage
    person = stage.telegram.person(71, "Anna", "en-GB")
    person.start(await company.link(address=HOME))
    for text in ("yes", "Quillmoor Power", "one price"):
        await stage.settle()
        person.say(text)
    await stage.settle()
    stage.flatpeak.scenario.fail("down", "rest", calls=50)
    person.say("24.5")
    await stage.settle()
    await _press(company, person, "Done")
    person.say("9 Coppergate, York YO1 9NR")
    await stage.settle()
    stage.clock.advance(31)
    await stage.settle()
    assert company.told() == []
    stage.flatpeak.scenario.clear()
    stage.clock.advance(121)
    await stage.settle()
    assert company.told() == ["tariff.connected"]
    told = company.world.events[0]["data"]
    assert (told["customer_reference"], told["location_reference"]) == ("customer-4711", "home-1")
    assert sorted(await _states(company)) == ["connected", "open"]


async def test_the_word_of_a_link_is_in_no_log(company: Behind, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "tariffbot")
    word = await company.link()
    company.stage.telegram.person(71, "Anna", "en-GB").start(word)
    await company.stage.settle()
    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("tariffbot"))
    assert word not in told
    assert "4711" not in told


async def _states(company: Behind) -> list[str]:
    return [one["state"] for one in (await company.http.get("/api/sessions")).json()["data"]]


async def _waiting(company: Behind) -> int:
    query = "SELECT count(*) FROM outbox WHERE channel = 'company'"
    return int(await company.stage.app.house.db.read(lambda conn: conn.exec_driver_sql(query).scalar_one()))


def _url(server: asyncio.Server) -> str:
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhooks"


async def _sweep(house: House) -> int:
    return await house.db.write(lambda conn: telling.sweep(conn, house))


def _another(house: House) -> House:
    """The same database as another process has it."""
    return replace(house, db=Database(house.db.url.render_as_string(hide_password=False)), owner="another/1/x")


async def _forget(company: Behind, person: Person) -> None:
    person.say("/privacy")
    await company.stage.settle()
    for label in ("Delete everything", "Yes, delete everything"):
        await _press(company, person, label)


async def _press(company: Behind, person: Any, label: str) -> None:
    person.press(person.chat.from_bot[-1].id, label)
    await company.stage.settle()
