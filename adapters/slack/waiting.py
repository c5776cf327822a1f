"""An hourglass in the private chat while an answer takes long.

Slack shows "typing" for no bot, and a status only in the threads of assistants. An ephemeral message cannot be taken
away again, and the card above is not ours to change meanwhile; so it is a message of one sign, in no language, that is
deleted when the answer has come, or when nobody has asked for it any more.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from adapters.slack.calls import Ask
from bot.conversation.channel import DeliveryError, MessageGone
from bot.conversation.replies import Place

log = logging.getLogger(__name__)

SIGN = "⏳"
LASTS_S = 12.0  # asked for again every few seconds for as long as the work goes on
DELETE_TRIES = 4
DELETE_PAUSE_S = 2.0

Post = Callable[[Place, str], Awaitable[tuple[str, str]]]  # to the channel and the "ts" of the message


class Waiting:
    """One sign a place at most, each in the hands of one task."""

    def __init__(self, post: Post, ask: Ask, sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep) -> None:
        self._post, self._ask, self._sleep = post, ask, sleep
        self._over: dict[Place, asyncio.Event] = {}
        self._until: dict[Place, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, place: Place) -> None:
        """Show it, or leave it there for longer."""
        self._until[place] = asyncio.get_running_loop().time() + LASTS_S
        if place not in self._over:
            self._over[place] = over = asyncio.Event()
            # A task of its own: whoever asked may be cancelled while the sign is on its way.
            task = asyncio.create_task(self._show(place, over))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def end(self, place: Place) -> None:
        """Take it away."""
        over = self._over.pop(place, None)
        if over is not None:
            over.set()

    async def close(self) -> None:
        """Take all of them away, as far as that goes quickly."""
        for place in list(self._over):
            self.end(place)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=DELETE_PAUSE_S)
            for task in late:
                task.cancel()

    async def _show(self, place: Place, over: asyncio.Event) -> None:
        try:
            channel, ts = await self._post(place, SIGN)
            await self._last(place, over)
        except DeliveryError as error:
            log.debug("could not show that an answer is on its way: %s", error)
            return
        except Exception as error:
            log.warning("could not show that an answer is on its way: %s", type(error).__name__)
            return
        finally:
            self._drop(place, over)
        await self._delete(place.team, channel, ts)

    async def _last(self, place: Place, over: asyncio.Event) -> None:
        clock = asyncio.get_running_loop().time
        while not over.is_set() and (left := self._until[place] - clock()) > 0:
            try:
                async with asyncio.timeout(left):
                    await over.wait()
            except TimeoutError:
                continue

    def _drop(self, place: Place, over: asyncio.Event) -> None:
        if self._over.get(place) is over:
            del self._over[place]
        if place not in self._over:
            self._until.pop(place, None)

    async def _delete(self, team: str, channel: str, ts: str) -> None:
        for left in reversed(range(DELETE_TRIES)):
            try:
                await self._ask(team, "chat.delete", {"channel": channel, "ts": ts})
                return
            except MessageGone:
                return
            except DeliveryError as error:
                log.info("the sign that an answer is on its way could not be taken away yet: %s", error)
            if left:
                await self._sleep(DELETE_PAUSE_S)
