"""Telling the company's backend, in the form of Standard Webhooks (standardwebhooks.com)."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from bot.company.secrets import read_secret

LIMIT_S = 15.0
AT_ONCE = 8  # a backend that is slow must not be given more and more at the same time
# After each attempt that failed. Three days in all: long enough for a weekend.
GAPS = tuple(timedelta(seconds=s) for s in (5, 60, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a delivery: taken, or why not; `final`: trying again is of no use."""

    taken: bool
    why: str = ""
    final: bool = False


class Webhooks:
    """One endpoint. `secrets` in their written form, `whsec_…`; each signs, so that one can replace the other."""

    def __init__(
        self,
        url: str,
        secrets: Sequence[str],
        now: Callable[[], datetime],
        *,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._url, self._keys, self._now, self._limit_s = url, [read_secret(one) for one in secrets], now, limit_s
        self._client: httpx.AsyncClient | None = None
        self._room = asyncio.Semaphore(AT_ONCE)

    async def deliver(self, id_: str, body: bytes) -> Answer:
        """One attempt. Only 2xx counts as taken; a redirection is not followed, and what is answered is not read."""
        async with self._room:
            try:
                async with (
                    asyncio.timeout(self._limit_s),
                    self._connected().stream(
                        "POST", self._url, content=body, headers=self._headers(id_, body)
                    ) as response,
                ):
                    status = response.status_code
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
                return Answer(False, f"no answer: {type(error).__name__}")
        if 200 <= status < 300:
            return Answer(True)
        return Answer(False, f"answered {status}", final=status == GONE)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _connected(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=self._limit_s, follow_redirects=False)
        return self._client

    def _headers(self, id_: str, body: bytes) -> dict[str, str]:
        at = int(self._now().timestamp())
        return {
            "content-type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": str(at),
            "webhook-signature": sign(self._keys, id_, at, body),
        }


def sign(keys: Sequence[bytes], id_: str, at: int, body: bytes) -> str:
    """The header's value: a signature by each key. `at` in seconds since 1970."""
    content = b"%s.%d.%s" % (id_.encode(), at, body)
    signatures = (base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode() for key in keys)
    return " ".join(f"v1,{signature}" for signature in signatures)
