"""FlatPeak's public keys: fetched once and kept, reloaded without anyone waiting, and never given up for an outage."""

import asyncio
import logging
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from bot.connect.wire import Reply, Timeouts, Wire
from bot.conversation.exact import parse
from bot.conversation.page import items_at, text_at

log = logging.getLogger("tariffbot.flatpeak")

FRESH_S = 24 * 3600.0  # then the keys are read again, beside the work
STALE_S = 7 * 24 * 3600.0  # so long they are believed while they cannot be read again
# FlatPeak's first repetition comes after 30 s: who was refused because we had only just looked gets in with that.
COOL_DOWN_S = 30.0
LONGEST_UNKNOWN_S = 3600.0
UNKNOWN_KEPT = 1024
WAIT_S = 5.0  # of the ten seconds that a delivery has
KEY_BITS = 2048
TIMEOUTS = Timeouts(connect_s=5.0, total_s=15.0)

Keys = Mapping[str, RSAPublicKey]
Clock = Callable[[], float]


class KeysUnavailable(Exception):
    """Whether a key is FlatPeak's cannot be said now: its keys could not be read."""


class KeySet:
    """The keys by their id. `load` reads them all; it returns none where they could not be read."""

    def __init__(self, load: Callable[[], Awaitable[Keys]], clock: Clock = time.monotonic) -> None:
        self._load, self._clock = load, clock
        self._keys: Keys = {}
        self._loaded_at = self._asked_at = -STALE_S - COOL_DOWN_S  # on the clock's scale
        self._asking: asyncio.Task[None] | None = None
        self._unknown: dict[str, tuple[float, float]] = {}  # id: until when it is not asked for, and how long that was

    async def find(self, key_id: str) -> RSAPublicKey | None:
        """The key of this id, None if FlatPeak has none. Raises KeysUnavailable."""
        known = self._known(key_id)
        if known is not None:
            if self._clock() - self._loaded_at > FRESH_S:
                self._ask()
            return known
        if self._clock() < self._unknown.get(key_id, (-1.0, 0.0))[0]:
            return None
        if self._ask() and self._asking:
            await asyncio.wait({self._asking}, timeout=WAIT_S)
        known = self._known(key_id)
        if known is None:
            self._miss(key_id)
        return known

    async def close(self) -> None:
        """Give up a reading that is under way."""
        if self._asking:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    def _known(self, key_id: str) -> RSAPublicKey | None:
        return self._keys.get(key_id) if self._clock() - self._loaded_at <= STALE_S else None

    def _ask(self) -> bool:
        """Read the keys again unless that was done just now. Whether a reading is under way."""
        if self._asking is None and self._clock() - self._asked_at >= COOL_DOWN_S:
            self._asked_at = self._clock()
            self._asking = asyncio.get_running_loop().create_task(self._read())
        return self._asking is not None

    async def _read(self) -> None:
        try:
            keys = await self._load()
            if keys:
                self._keys, self._loaded_at = keys, self._asked_at
        except Exception:
            log.exception("FlatPeak's keys could not be read in a way that was not foreseen")
        finally:
            self._asking = None

    def _miss(self, key_id: str) -> None:
        """It is unknown only if the keys were read after it was asked for; the next look at it is put off."""
        if self._asking or self._loaded_at != self._asked_at:
            raise KeysUnavailable
        _, before = self._unknown.pop(key_id, (0.0, COOL_DOWN_S / 2))
        life_s = min(2 * before, LONGEST_UNKNOWN_S)
        self._unknown[key_id] = (self._clock() + life_s, life_s)
        if len(self._unknown) > UNKNOWN_KEPT:
            del self._unknown[next(iter(self._unknown))]


class Published:
    """The keys where FlatPeak publishes them. Call it to read them; `close` it at the end."""

    def __init__(self, url: str, wire: Wire | None = None) -> None:
        self._url = url
        self._wire = wire or Wire(TIMEOUTS)

    async def __call__(self) -> Keys:
        """All keys, none where they cannot be read."""
        reply = await self._wire.send("GET", self._url)
        keys = read_keys(reply.body) if isinstance(reply, Reply) and reply.status == 200 else {}
        if not keys:
            why = f"status {reply.status}" if isinstance(reply, Reply) else reply.kind
            log.warning("FlatPeak's keys could not be read (%s); those that are known stay good", why)
        return keys

    async def close(self) -> None:
        """Close all connections."""
        await self._wire.close()


def read_keys(body: bytes) -> Keys:
    """The keys of a JWKS document (RFC 7517) that can have made our signatures; others are passed over."""
    try:
        found = parse(body)
    except ValueError:
        return {}
    entries = items_at(found, "keys") if isinstance(found, Mapping) else ()
    keys = {text_at(entry, "kid"): _read_key(entry) for entry in entries}
    return {key_id: key for key_id, key in keys.items() if key_id and key}


def _read_key(entry: Any) -> RSAPublicKey | None:
    if not isinstance(entry, Mapping) or entry.get("kty") != "RSA":
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", "PS256") != "PS256":
        return None
    try:
        key = RSAPublicNumbers(_number(entry["e"]), _number(entry["n"])).public_key()
    except (KeyError, TypeError, ValueError):
        return None
    return key if key.key_size >= KEY_BITS else None


def _number(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
