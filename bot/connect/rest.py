"""The REST side: bearer token, version header, patience with rate limits."""

import asyncio
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from bot.connect.dialects import Call, Dialect
from bot.connect.errors import is_not_there, read_document
from bot.connect.models import LoginReply
from bot.connect.outcomes import Doubt, settled
from bot.connect.timing import Called, nobody, outcome_of, path_of
from bot.connect.wire import Reply, Wire
from bot.conversation.exact import dump
from bot.conversation.situation import Refused, Trouble

BEARER_LIFE_S = 3600  # where the reply does not tell it; so it is in all samples
FRESH_SHARE = 0.8
BACK_OFF_S = (1.0, 2.0, 4.0)  # waits between the tries of a GET that is limited
LONGEST_WAIT_S = 8.0

Sleep = Callable[[float], Awaitable[None]]


class Clock(Protocol):
    """Seconds that only ever rise, as time.monotonic."""

    def __call__(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Access:
    """Where the API is, and the credentials for it."""

    api_url: str
    account_id: str
    api_key: str = field(repr=False)

    @property
    def basic(self) -> str:
        """The header of the login call."""
        return "Basic " + b64encode(f"{self.account_id}:{self.api_key}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Bearer:
    """A bearer token, and until when it is taken for fresh on the clock's scale."""

    token: str = field(repr=False)
    fresh_until: float
    live_mode: bool


class Rest:
    """Authenticated calls. One login at a time serves everyone who waits for it."""

    def __init__(
        self,
        access: Access,
        dialect: Dialect,
        wire: Wire,
        *,
        clock: Clock,
        sleep: Sleep,
        called: Called = nobody,
    ) -> None:
        self._access, self._dialect, self._wire, self._called = access, dialect, wire, called
        self._clock, self._sleep = clock, sleep
        self._bearer: Bearer | None = None
        self._login: asyncio.Task[Bearer | Trouble] | None = None
        self.shut_out: Trouble | None = None  # why the last login gave no token

    async def call(self, call: Call) -> Reply | Trouble:
        """Make a call with a valid token. A GET that is rate limited is tried again within a few seconds."""
        reply = await self._authorised(call)
        for back_off_s in BACK_OFF_S if call.method == "GET" else ():
            if not isinstance(reply, Reply) or reply.status != 429:
                break
            wait_s = max(back_off_s, reply.retry_after_s or 0.0)
            if wait_s > LONGEST_WAIT_S:
                break
            await self._sleep(wait_s)
            reply = await self._authorised(call)
        return reply

    async def first_found(
        self, calls: tuple[Call, ...], missed: Callable[[Reply], bool] = is_not_there
    ) -> tuple[Reply | Trouble, int]:
        """Make the calls in turn until one is not `missed`; the reply, and which one it was."""
        first: Reply | None = None
        for number, call in enumerate(calls):
            reply = await self.call(call)
            if not isinstance(reply, Reply) or not missed(reply):
                return reply, number
            first = reply if first is None or first.status == 404 else first
        return first or Trouble("refused"), 0

    async def bearer(self) -> Bearer | Trouble:
        """A fresh bearer token."""
        if self._bearer and self._clock() < self._bearer.fresh_until:
            return self._bearer
        if self._login is None:
            self._login = asyncio.create_task(self._log_in())
            self._login.add_done_callback(self._take_login)
        return await asyncio.shield(self._login)

    async def close(self) -> None:
        """Give up a login that is under way."""
        if self._login:
            self._login.cancel()
            await asyncio.wait([self._login])

    async def _authorised(self, call: Call) -> Reply | Trouble:
        """One call; with a new token once more if the token was not accepted."""
        for _ in range(2):
            bearer = await self.bearer()
            if isinstance(bearer, Trouble):
                return bearer
            reply = await self._send(call, f"Bearer {bearer.token}")
            if not isinstance(reply, Reply) or reply.status not in (401, 403):
                return reply
            if self._bearer is bearer:
                self._bearer = None
        return Trouble("disabled")

    def _take_login(self, done: asyncio.Task[Bearer | Trouble]) -> None:
        self._login = None
        if done.cancelled() or done.exception():
            return
        came = done.result()
        self.shut_out = came if isinstance(came, Trouble) else None
        if isinstance(came, Bearer):
            self._bearer = came

    async def _log_in(self) -> Bearer | Trouble:
        """The login changes nothing at FlatPeak: trouble with it leaves no doubt about the call that needs it."""
        asked_at = self._clock()
        reply = await self._send(self._dialect.log_in(), self._access.basic)
        found = read_document(reply) if isinstance(reply, Reply) else reply
        if isinstance(found, Refused) or (isinstance(reply, Reply) and reply.status in (401, 403)):
            return Trouble("disabled")
        if isinstance(found, Trouble):
            return settled(found)
        login = LoginReply.model_validate(found)
        if not re.fullmatch(r"[\x21-\x7e]+", login.bearer_token):
            return Trouble("nonsense")
        life_s = (login.expires_in or BEARER_LIFE_S) * FRESH_SHARE
        return Bearer(login.bearer_token, asked_at + life_s, login.live_mode)

    async def _send(self, call: Call, authorization: str) -> Reply | Trouble:
        headers = {"Authorization": authorization, "Flatpeak-Version": self._dialect.version}
        began = perf_counter()
        reply = await self._wire.send(
            call.method,
            self._access.api_url + call.path,
            headers=headers,
            query=call.query,
            body=None if call.body is None else dump(call.body),
        )
        self._called("rest", path_of(call), outcome_of(reply), perf_counter() - began)
        if isinstance(reply, Doubt) and call.method == "GET":
            return settled(reply)
        return reply
