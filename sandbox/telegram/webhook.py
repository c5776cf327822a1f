"""Delivery of updates to the bot's own address: in the order of each chat, again until it is taken."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from sandbox.changes import Changes
from sandbox.telegram.model import Json
from sandbox.telegram.updates import Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # core.telegram.org/bots/api#setwebhook


@dataclass(slots=True)
class Webhook:
    """At most one address at a time, up to `max_connections` side by side; what is of one chat never is.

    `copies` posts each update that many times in parallel.
    """

    updates: Updates
    changes: Changes
    now: Callable[[], datetime]
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    copies: int = 1
    first_pause_s: float = 0.5
    longest_pause_s: float = 60.0  # levlam in tdlib/telegram-bot-api#422
    answer_s: float = 60.0
    last_error_at: datetime | None = None
    last_error: str = ""
    _task: asyncio.Task[None] | None = None

    def start(self, url: str, secret: str) -> None:
        """Deliver to this address from now on."""
        self.stop()
        self.url, self.secret = url, secret
        self.last_error_at, self.last_error = None, ""
        self.updates.webhook_active = True
        self._task = asyncio.get_running_loop().create_task(self._deliver_all())

    def stop(self) -> None:
        """Deliver nowhere; what waits is kept."""
        self.url = self.secret = ""
        self.updates.webhook_active = False
        if self._task:
            self._task.cancel()
            self._task = None

    async def aclose(self) -> None:
        """Stop and wait until the delivery has ended."""
        task = self._task
        self.stop()
        if task:
            with suppress(asyncio.CancelledError):
                await task

    def to_json(self) -> Json:
        """The Bot API's WebhookInfo."""
        body: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": self.updates.count(),
        }
        if self.url:
            body["max_connections"] = self.max_connections
            body["ip_address"] = "127.0.0.1"
        if self.updates.allowed:
            body["allowed_updates"] = self.updates.allowed
        if self.last_error_at:
            body["last_error_date"] = int(self.last_error_at.timestamp())
            body["last_error_message"] = self.last_error
        return body

    async def _deliver_all(self) -> None:
        timeout = aiohttp.ClientTimeout(total=self.answer_s)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as room:
            busy: set[int] = set()
            while True:
                self.updates.arrived.clear()
                while len(busy) < self.max_connections and (update := self.updates.take(busy)):
                    busy.add(update.chat)
                    room.create_task(self._deliver_until_taken(session, update, busy))
                await self.updates.arrived.wait()

    async def _deliver_until_taken(self, session: aiohttp.ClientSession, update: Update, busy: set[int]) -> None:
        pause = self.first_pause_s
        while not await self._deliver(session, update):
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.longest_pause_s)
        busy.remove(update.chat)
        self.updates.done(update)

    async def _deliver(self, session: aiohttp.ClientSession, update: Update) -> bool:
        problems = await asyncio.gather(*(self._post(session, update) for _ in range(self.copies)))
        problem = next((text for text in problems if text), None)
        if problem is None:
            return True
        self.last_error_at, self.last_error = self.now(), problem
        self.changes.touch()
        return False

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> str | None:
        """What went wrong, in the server's words; None for a 2xx."""
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update.to_json(), headers=headers, allow_redirects=False) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return None
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
