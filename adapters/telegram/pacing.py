"""How fast we may write: our own pace for the bot, each chat and each group, and every 429 obeyed.

One number for each of them, the instant at which its bucket is full again; an idle one is forgotten. Where other
processes write for the same bot, what they have taken counts too.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from adapters.telegram.limits import BOT_PER_SECOND, CHAT_BURST, CHAT_PER_SECOND, GROUP_PER_MINUTE
from bot.conversation.channel import RateLimited
from bot.conversation.pace import Alone, Pace, Shared, longest_wait_s
from bot.conversation.replies import Place

NO_WAIT_S = 0.001  # less is a rounding error
SWEEP_EVERY = 1_000  # messages, after which idle chats are forgotten
EVERYONE = ""
CHATS_THAT_MEAN_EVERYONE = 3  # so many chats refused at once: the bot itself is too fast


def within(most: int, period_s: float, burst: int) -> Pace:
    """The pace that keeps to `most` in any stretch of `period_s`, though `burst` of them come at once."""
    return Pace(period_s / (most - burst), burst)


BOT = within(BOT_PER_SECOND, 1, burst=5)
CHAT = Pace(1 / CHAT_PER_SECOND, CHAT_BURST)
GROUP = within(GROUP_PER_MINUTE, 60, burst=5)
EDIT = Pace(0, 1)  # an edit notifies nobody; it keeps only to the pauses of its chat


class Pacing:
    """Buckets in memory, and those that are `shared`. `clock` is monotonic, in seconds."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        shared: Shared | None = None,
    ) -> None:
        self._clock, self._sleep, self._shared = clock, sleep, shared or Alone()
        self._full_at: dict[str, float] = {}
        self._paused_until: dict[str, float] = {}
        self._taken = 0

    async def wait(self, place: Place, *, notifies: bool = True) -> None:
        """Wait for this message's turn. Raises RateLimited, and takes no turn, where that is far away."""
        paces = {EVERYONE: BOT, place.chat: _pace(place) if notifies else EDIT}
        now = self._clock()
        delay, longest = max(self._delay(key, pace, now) for key, pace in paces.items()), longest_wait_s()
        if delay > longest:
            raise RateLimited(delay, everyone=self._delay(EVERYONE, BOT, now) > longest)
        for key, pace in paces.items():
            if pace.every_s:
                self._full_at[key] = max(now, self._full_at.get(key, now)) + pace.every_s
        self._taken += 1
        if self._taken % SWEEP_EVERY == 0:
            self._forget_idle(now)
        others = await self._shared.take(paces, longest)
        delay = max([delay, *others.values()])
        if delay > longest:
            raise RateLimited(delay, everyone=others.get(EVERYONE, 0.0) > longest)
        if delay > NO_WAIT_S:
            await self._sleep(delay)

    async def refused(self, place: Place, retry_after_s: float) -> RateLimited:
        """Obey a 429: pause its chat, or everyone when several chats are refused at once."""
        now = self._clock()
        self._pause(place.chat, now + retry_after_s)
        await self._shared.refused(place.chat, retry_after_s)
        chats = sum(until > now for key, until in self._paused_until.items() if key != EVERYONE)
        everyone = chats >= CHATS_THAT_MEAN_EVERYONE
        if everyone:
            self._pause(EVERYONE, now + retry_after_s)
            await self._shared.refused(EVERYONE, retry_after_s)
        return RateLimited(retry_after_s, everyone=everyone)

    def size(self) -> int:
        """How many buckets and pauses are remembered."""
        return len(self._full_at) + len(self._paused_until)

    def _pause(self, key: str, until: float) -> None:
        self._paused_until[key] = max(until, self._paused_until.get(key, until))

    def _delay(self, key: str, pace: Pace, now: float) -> float:
        room = self._full_at.get(key, now) - pace.tolerance_s - now if pace.every_s else 0.0
        return max(room, self._paused_until.get(key, now) - now, 0.0)

    def _forget_idle(self, now: float) -> None:
        self._full_at = {key: at for key, at in self._full_at.items() if at > now}
        self._paused_until = {key: at for key, at in self._paused_until.items() if at > now}


def _pace(place: Place) -> Pace:
    return CHAT if place.private else GROUP
