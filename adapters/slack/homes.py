"""Publishing home pages: one at a time for each person, the newest wins, and not too often."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from adapters.slack.blocks import Json
from adapters.slack.calls import Ask
from adapters.slack.flights import Flights
from adapters.slack.home import render_home, render_plain_home
from bot.conversation.cards import Keyed
from bot.conversation.channel import DeliveryError, Rejected

log = logging.getLogger(__name__)

PAUSE_S = 1.0  # between two of one person; the first is published at once
KNOWN = 10_000  # people whose last publication is remembered

Key = tuple[str, str]  # a workspace and a person


class Homes:
    """`clock` is monotonic, in seconds."""

    def __init__(
        self,
        ask: Ask,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        self._ask, self._clock, self._sleep = ask, clock, sleep
        self._newest: dict[Key, Keyed] = {}
        self._last: dict[Key, float] = {}
        self._reported: set[str] = set()
        self._flights: Flights[Key, None] = Flights()

    async def publish(self, team: str, user: str, card: Keyed) -> None:
        """Returns once this page or a newer one is shown. Raises DeliveryError where the newest could not be."""
        key = (team, user)
        self._newest[key] = card
        while key in self._newest:
            await self._flights.join(key, lambda: self._run(key))

    async def close(self) -> None:
        """Break off what is under way."""
        await self._flights.close()

    async def _run(self, key: Key) -> None:
        while key in self._newest:
            await self._rest(key)
            card = self._newest.pop(key)
            try:
                await self._publish(*key, card)
            except DeliveryError:
                if key not in self._newest:
                    raise
            finally:
                self._remember(key)

    async def _rest(self, key: Key) -> None:
        if key in self._last and (left := self._last[key] + PAUSE_S - self._clock()) > 0:
            await self._sleep(left)

    def _remember(self, key: Key) -> None:
        if len(self._last) >= KNOWN:
            self._last.clear()
        self._last[key] = self._clock()

    async def _publish(self, team: str, user: str, card: Keyed) -> None:
        """A page that Slack refuses is shown as its words alone."""
        try:
            await self._show(team, user, render_home(card))
        except Rejected as error:
            self._report(str(error))
            await self._show(team, user, render_plain_home(card))

    async def _show(self, team: str, user: str, view: Json) -> None:
        await self._ask(team, "views.publish", {"user_id": user, "view": view})

    def _report(self, why: str) -> None:
        """Once for each reason: the page is published again and again."""
        if why not in self._reported:
            self._reported.add(why)
            log.error("Slack refuses the home page as it is, a plain one is shown: %s", why)
