"""Events on their way to the webhook: signed and repeated until they are taken, or spoilt on purpose."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Literal, get_args

import aiohttp
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.changes import Changes
from sandbox.flatpeak.jwks import KeyRing, SigningKey
from sandbox.flatpeak.objects import Event
from sandbox.flatpeak.views import view_event

PATIENCE_S = 10.0
RETRY_AT = (0.0, 30.0, 3600.0, 6 * 3600.0, 12 * 3600.0, 24 * 3600.0)  # seconds after the first attempt
VERSIONS = {"zero": "2024-08-24.zero", "anode": "2025-09-14.anode", "busbar": "2026-08-01.busbar"}
OLD_S = 3600.0

# How a delivery is spoilt; each must be refused, but for "old", whose event is to be fetched.
Spoilt = Literal[
    "",
    "unsigned",  # the signature is "none"
    "no_headers",
    "old",  # signed well, an hour ago
    "future",  # signed well, an hour from now
    "wrong_salt",
    "reserialised",  # the same JSON in other bytes than were signed
    "changed",  # one value is another
    "unknown_key",  # signed with a key that is not published
    "wrong_key",  # the same, under the id of one that is
    "twice",  # two signatures in one header
    "other_scheme",
]
SPOILT: tuple[Spoilt, ...] = get_args(Spoilt)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request and its answer; status 0: there was none."""

    event: str
    number: int
    status: int
    at: datetime
    retry_after: str = ""


class Webhook:
    """Delivers what happens to `address`, if there is one. `attempts` records every request, in order of its end.

    `copies`: so often each is sent, side by side. `held`: events gather until `release`. `types`: only these.
    """

    def __init__(self, now: Callable[[], datetime], keys: KeyRing) -> None:
        self.now, self.keys = now, keys
        self.address = ""
        self.types: frozenset[str] | None = None
        self.copies = 1
        self.held = False
        self.attempts: list[Attempt] = []
        self.changes = Changes()  # touched when something was sent, and when the clock was moved
        self._waiting: list[Event] = []
        self._resting = 0
        self._stray: SigningKey | None = None  # nobody publishes it
        self._strays = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._session: aiohttp.ClientSession | None = None

    def happened(self, event: Event) -> None:
        """Something happened: it is on its way from now on."""
        if not self.address or (self.types is not None and event.type not in self.types):
            return
        if self.held:
            self._waiting.append(event)
            return
        for _ in range(self.copies):
            self._start(self.deliver(event))

    def release(self, order: Literal["as_it_was", "reversed", "shuffled"] = "as_it_was", seed: int = 0) -> None:
        """Send what was held back, in this order."""
        self.held, waiting = False, self._waiting
        self._waiting = []
        if order == "reversed":
            waiting = waiting[::-1]
        elif order == "shuffled":
            Random(seed).shuffle(waiting)
        for event in waiting:
            self.happened(event)

    async def deliver(self, event: Event) -> bool:
        """Send it, and again at the documented times by `now`, until it is taken. False: nobody took it."""
        began = self.now()
        for number, after_s in enumerate(RETRY_AT):
            await self._until(began + timedelta(seconds=after_s))
            answer = await self.send(event, number=number)
            if 200 <= answer.status < 300:
                return True
        return False

    async def send(self, event: Event, spoilt: Spoilt = "", *, number: int = 0) -> Attempt:
        """One request, as it should be or spoilt."""
        body = write(event)
        headers, sent = self.sign(body, spoilt, VERSIONS[event.generation])
        return await self.post(event.id, headers, sent, number=number)

    async def flood(self, event: Event, kinds: Sequence[Spoilt], count: int, at_once: int = 32) -> list[Attempt]:
        """Many spoilt requests, so many at once."""
        gate = asyncio.Semaphore(at_once)

        async def one(number: int) -> Attempt:
            async with gate:
                return await self.send(event, kinds[number % len(kinds)], number=number)

        return list(await asyncio.gather(*(one(number) for number in range(count))))

    async def post(self, event_id: str, headers: dict[str, str], body: bytes, *, number: int = 0) -> Attempt:
        """Any request to the address."""
        at, status, retry_after = self.now(), 0, ""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S))
        try:
            kind = {"Content-Type": "application/json"}
            async with self._session.post(
                self.address, data=body, headers=kind | headers, allow_redirects=False
            ) as reply:
                status, retry_after = reply.status, reply.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError):
            pass
        attempt = Attempt(event_id, number, status, at, retry_after)
        self.attempts.append(attempt)
        self.changes.touch()
        return attempt

    def sign(self, body: bytes, spoilt: Spoilt = "", version: str = VERSIONS["anode"]) -> tuple[dict[str, str], bytes]:
        """The headers of a delivery, and the bytes that are sent with them."""
        if spoilt in ("unsigned", "no_headers"):
            return ({"Flatpeak-Signature": "none"} if spoilt == "unsigned" else {}), body
        moved = {"old": -OLD_S, "future": OLD_S}.get(spoilt, 0.0)
        signer = self._make_stray() if spoilt in ("unknown_key", "wrong_key") else self.keys.current
        salt_bytes = 20 if spoilt == "wrong_salt" else 32
        headers = headers_of(signer, body, self.now() + timedelta(seconds=moved), salt_bytes, version)
        signature = headers["Flatpeak-Signature"]
        if spoilt == "wrong_key":
            headers["Flatpeak-Key-ID"] = self.keys.current.id
        elif spoilt == "twice":
            headers["Flatpeak-Signature"] = f"{signature} {signature}"
        elif spoilt == "other_scheme":
            headers |= {"Flatpeak-Signature": signature.replace("v1=", "v2="), "Flatpeak-Signature-Scheme": "v2"}
        elif spoilt == "reserialised":
            body = json.dumps(json.loads(body), indent=1, sort_keys=True).encode()
        elif spoilt == "changed":
            body = body.replace(b'"event"', b'"Event"', 1)
        return headers, body

    def _make_stray(self) -> SigningKey:
        """A key that nobody publishes, under another id each time: to make one takes a tenth of a second."""
        self._stray = self._stray or self.keys.make_key()
        self._strays += 1
        return SigningKey(f"{self._stray.id}_{self._strays}", self._stray.key)

    @property
    def under_way(self) -> int:
        """How many deliveries are neither taken nor given up; those that wait for their next attempt count, too."""
        return len(self._tasks)

    @property
    def sending(self) -> int:
        """How many of them do not wait for the clock."""
        return len(self._tasks) - self._resting

    def clock_moved(self) -> None:
        """Look at the time again: what is due is sent."""
        self.changes.touch()

    async def aclose(self) -> None:
        """Give up everything that is under way."""
        for task in (tasks := set(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _until(self, when: datetime) -> None:
        if self.now() >= when:
            return
        self._resting += 1
        try:
            while (left_s := (when - self.now()).total_seconds()) > 0:
                await self.changes.wait(self.changes.count, left_s)
        finally:
            self._resting -= 1


def write(event: Event) -> bytes:
    """The bytes of an event, compact as FlatPeak's."""
    return json.dumps(view_event(event), separators=(",", ":"), default=float, ensure_ascii=False).encode()


def headers_of(
    signer: SigningKey, body: bytes, at: datetime, salt_bytes: int = 32, version: str = VERSIONS["anode"]
) -> dict[str, str]:
    """The five headers of a signed delivery."""
    stamp = str(int(at.astimezone(UTC).timestamp()))
    pss = padding.PSS(padding.MGF1(SHA256()), salt_bytes)
    signature = signer.key.sign(b".".join((stamp.encode(), body)), pss, SHA256())
    return {
        "Flatpeak-Signature": "v1=" + urlsafe_b64encode(signature).rstrip(b"=").decode(),
        "Flatpeak-Signature-Scheme": "v1",
        "Flatpeak-Timestamp": stamp,
        "Flatpeak-Key-ID": signer.id,
        "Flatpeak-Version": version,
    }
