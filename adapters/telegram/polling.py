"""Updates by long polling. An update is stored before Telegram is told, with the next offset, that we have it."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from adapters.telegram.client import TelegramChannel
from adapters.telegram.errors import Contested
from adapters.telegram.parse import ALLOWED_UPDATES
from bot.conversation.channel import DeliveryError, RateLimited
from bot.conversation.replies import Arrival

log = logging.getLogger(__name__)

Store = Callable[[dict[str, Any], Arrival | None], Awaitable[None]]

POLL_S = 30  # how long Telegram holds a request when there is nothing
ANSWER_S = 10  # and how much longer we wait for it
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0


async def poll(channel: TelegramChannel, store: Store, stop: asyncio.Event, *, own_webhook: str = "") -> None:
    """Hand every update to `store`, each chat's in order, until `stop`. Never raises for trouble outside.

    What `store` raises for is offered to it again. A webhook is removed only if it is `own_webhook`.
    """
    loop = _Polling(channel, store, stop, own_webhook)
    await loop.run()


class _Polling:
    def __init__(self, channel: TelegramChannel, store: Store, stop: asyncio.Event, own_webhook: str) -> None:
        self.channel, self.store, self.stop, self.own_webhook = channel, store, stop, own_webhook
        self.offset: int | None = None
        self.failures = 0

    async def run(self) -> None:
        while not self.stop.is_set():
            try:
                updates = await self._receive()
            except Contested as error:
                await self._settle(error)
            except DeliveryError as error:
                least = error.retry_after_s if isinstance(error, RateLimited) else 0.0
                await self._pause(f"no updates from Telegram: {error}", least)
            else:
                self.failures, self.channel.problem = 0, ""
                await self._store_all(updates)

    async def _receive(self) -> list[dict[str, Any]]:
        """The next batch; nothing when we are told to stop meanwhile."""
        request = asyncio.ensure_future(self.channel.ask(self._get_updates()))
        stopped = asyncio.ensure_future(self.stop.wait())
        try:
            await asyncio.wait({request, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return list(request.result()) if request.done() else []
        finally:
            for task in (request, stopped):
                task.cancel()
            await asyncio.gather(request, stopped, return_exceptions=True)

    async def _get_updates(self) -> list[dict[str, Any]]:
        """As JSON, for the inbox; the library's own method would make objects of them."""
        wanted = {"timeout": POLL_S, "allowed_updates": list(ALLOWED_UPDATES), "offset": self.offset}
        updates = await self.channel.post("getUpdates", wanted, read_timeout=POLL_S + ANSWER_S)
        return updates if isinstance(updates, list) else []

    async def _store_all(self, updates: list[dict[str, Any]]) -> None:
        """Store a chat's updates in order, those of all chats at once: they share a commit then.

        From the first that fails on, Telegram sends them again; what was stored all the same is known then.
        """
        chats: dict[str, list[tuple[dict[str, Any], Arrival | None]]] = {}
        for update in updates:
            arrival = self.channel.parse(update)
            chats.setdefault(arrival.place.chat if arrival else "", []).append((update, arrival))
        failed = [found for found in await asyncio.gather(*map(self._store_chat, chats.values())) if found]
        if failed:
            self.offset, error = min(failed)
            await self._pause(f"an update could not be stored: {error}")
        elif updates:
            self.offset = int(updates[-1]["update_id"]) + 1

    async def _store_chat(self, updates: list[tuple[dict[str, Any], Arrival | None]]) -> tuple[int, str] | None:
        """Store up to the first that fails; the number of that one, and what is wrong."""
        for update, arrival in updates:
            try:
                await self.store(update, arrival)
            except Exception as error:
                return int(update["update_id"]), type(error).__name__
        return None

    async def _settle(self, error: Contested) -> None:
        """A 409: another process polls with this token, or a webhook takes the updates."""
        try:
            url = (await self.channel.ask(self.channel.bot.get_webhook_info())).url
            if url and url == self.own_webhook:
                log.info("removing our own webhook, since updates are polled now")
                await self.channel.ask(self.channel.bot.delete_webhook(drop_pending_updates=False))
                return
        except DeliveryError:
            url = ""
        if url:
            await self._pause(
                f"a webhook at {urlsplit(url).hostname} takes this bot's updates; stop that deployment and remove "
                "its webhook (deleteWebhook), or use another bot token"
            )
        else:
            await self._pause(f"another process polls with this bot token; stop it, or use another token ({error})")

    async def _pause(self, problem: str, least_s: float = 0.0) -> None:
        """Say what is wrong, once, and wait longer each time, unless told to stop."""
        if problem != self.channel.problem:
            log.warning("%s", problem)
        self.channel.problem = problem
        longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**self.failures)
        self.failures = min(self.failures + 1, 16)
        seconds = max(least_s, random.uniform(longest / 2, longest))
        stopped = asyncio.ensure_future(self.stop.wait())
        await asyncio.wait({stopped}, timeout=seconds)
        stopped.cancel()
