"""FlatPeak's keys: read once, again without an outage, and never more often than needed."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key

from bot.connect.jwks import COOL_DOWN_S, FRESH_S, STALE_S, Keys, KeySet, KeysUnavailable, Published, read_keys
from bot.connect.wire import Timeouts, Wire
from tests.connect.server import Server, reply


def encode(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()


def entry(kid: str, bits: int = 2048, **more: Any) -> dict[str, Any]:
    numbers = generate_private_key(65537, bits).public_key().public_numbers()
    return {"kty": "RSA", "kid": kid, "n": encode(numbers.n), "e": encode(numbers.e), **more}


KEY = read_keys(json.dumps({"keys": [entry("a")]}).encode())["a"]


class Source:
    """What FlatPeak publishes. `gate`: readings wait for it."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ("a",)
        self.reads = 0
        self.down = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()
        self.now = 0.0

    async def __call__(self) -> Keys:
        self.reads += 1
        self.begun.set()
        await self.gate.wait()
        return {} if self.down else dict.fromkeys(self.names, KEY)


@pytest.fixture
async def source() -> Source:
    return Source()


@pytest.fixture
async def keys(source: Source) -> AsyncIterator[KeySet]:
    found = KeySet(source, lambda: source.now)
    yield found
    await found.close()


async def test_a_key_is_read_once(source: Source, keys: KeySet) -> None:
    assert isinstance(await keys.find("a"), RSAPublicKey)
    assert await asyncio.gather(*(keys.find("a") for _ in range(100))) == [KEY] * 100
    assert source.reads == 1


async def test_all_who_come_at_once_wait_for_one_reading(source: Source, keys: KeySet) -> None:
    source.gate.clear()
    waiting = [asyncio.ensure_future(keys.find(name)) for name in ("a", "a", "b")]
    await source.begun.wait()
    source.gate.set()
    assert await asyncio.gather(*waiting) == [KEY, KEY, None]
    assert source.reads == 1


async def test_a_thousand_strange_ids_cost_one_reading_and_good_ones_pass(source: Source, keys: KeySet) -> None:
    await keys.find("a")
    source.now = COOL_DOWN_S
    assert set(await asyncio.gather(*(keys.find(f"x{n}") for n in range(1000)))) == {None}
    for _ in range(10):
        source.now += 1
        assert await keys.find(f"y{source.now}") is None
        assert await keys.find("a") is KEY
    assert source.reads == 2


async def test_an_id_that_stays_unknown_is_looked_for_ever_more_rarely(source: Source, keys: KeySet) -> None:
    for _ in range(24 * 60):
        source.now += 60
        assert await keys.find("x") is None
    assert source.reads < 40


async def test_a_new_key_is_good_at_once_or_at_the_first_repetition(source: Source, keys: KeySet) -> None:
    await keys.find("a")
    source.names = ("a", "b")
    source.now = 1
    assert await keys.find("b") is None
    source.now += 30  # FlatPeak's second attempt
    assert await keys.find("b") is KEY
    source.names, source.now = ("b", "c"), source.now + COOL_DOWN_S
    assert await keys.find("c") is KEY
    assert await keys.find("a") is None  # taken back


async def test_an_outage_takes_no_key_away(source: Source, keys: KeySet) -> None:
    await keys.find("a")
    source.down = True
    for _ in range(int(STALE_S // 3600)):
        source.now += 3600
        assert await keys.find("a") is KEY
        with pytest.raises(KeysUnavailable):
            await keys.find("x")
    source.now = STALE_S + 1
    with pytest.raises(KeysUnavailable):
        await keys.find("a")
    source.down, source.now = False, source.now + COOL_DOWN_S
    assert await keys.find("a") is KEY


async def test_without_keys_nothing_is_refused_for_good(source: Source, keys: KeySet) -> None:
    source.down = True
    for _ in range(50):
        with pytest.raises(KeysUnavailable):
            await keys.find("a")
    assert source.reads == 1
    source.down, source.now = False, COOL_DOWN_S
    assert await keys.find("a") is KEY


async def test_old_keys_are_read_again_while_nobody_waits(source: Source, keys: KeySet) -> None:
    await keys.find("a")
    source.now = FRESH_S + 1
    source.gate.clear()
    source.begun.clear()
    assert await asyncio.gather(*(keys.find("a") for _ in range(10))) == [KEY] * 10
    await source.begun.wait()
    assert source.reads == 2


async def test_a_slow_reading_holds_nobody_up(source: Source, keys: KeySet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.connect.jwks.WAIT_S", 0.01)
    await keys.find("a")
    source.now = COOL_DOWN_S
    source.gate.clear()
    with pytest.raises(KeysUnavailable):
        await keys.find("x")
    assert await keys.find("a") is KEY
    source.names = ("a", "x")
    source.gate.set()
    assert await keys.find("x") is KEY


def test_only_keys_that_can_have_signed_are_read() -> None:
    good = entry("good", use="sig", alg="PS256")
    others = [
        entry("small", 1024),
        entry("other use", use="enc"),
        entry("other algorithm", alg="RS256"),
        {**entry("no number"), "n": 5},
        {**entry("no exponent"), "e": ""},
        {"kty": "EC", "kid": "curve"},
        {**entry(""), "kid": 7},
        "text",
        None,
    ]
    assert list(read_keys(json.dumps({"keys": [*others, good]}).encode())) == ["good"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys":{}}', b"<html>", b'{"keys":[[]]}', b"\xff"])
def test_no_document_breaks_it(body: bytes) -> None:
    assert read_keys(body) == {}


async def test_they_are_read_where_they_are_published(server: Server) -> None:
    published = Published(f"{server.url}/jwks.json", Wire(Timeouts(total_s=5)))
    server.script += [reply({"keys": [entry("k")]}), reply({}, 503)]
    assert list(await published()) == ["k"]
    assert await published() == {}
    await published.close()
    gone = Published("http://127.0.0.1:9/jwks.json", Wire(Timeouts(total_s=5)))
    assert await gone() == {}
    await gone.close()
