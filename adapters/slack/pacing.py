"""How fast we may call: our own pace for each method in a workspace and for each channel, and every 429 obeyed.

One number for each of them, the instant at which its bucket is full again; an idle one is forgotten. Where other
processes write in the same workspace, what they have taken counts too.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.conversation.channel import RateLimited
from bot.conversation.pace import Alone, Pace, Shared, longest_wait_s

NO_WAIT_S = 0.001  # less is a rounding error
SWEEP_EVERY = 1_000  # calls, after which idle buckets are forgotten

Key = tuple[str, str]  # a workspace, and one of its methods or channels


def per_minute(most: int) -> Pace:
    """A tier is told as "so many a minute and more, with bursts": half of a minute's may come at once."""
    return Pace(60 / most, most // 2)


# docs.slack.dev/apis/web-api/rate-limits, and each method's own page. What is not named here keeps to the pauses only:
# views.open, whose trigger lives three seconds, cannot wait; auth.test has hundreds a minute and is asked rarely.
TIER_3, TIER_4 = per_minute(50), per_minute(100)
METHODS = {
    "chat.postMessage": per_minute(300),  # "several hundred messages per minute" in a workspace
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "conversations.open": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "users.info": TIER_4,
    "views.publish": TIER_4,
    "views.update": TIER_4,
}
UNLIMITED = Pace(0, 1)
CHANNEL = Pace(1.0, 3)  # "one message per second per channel", and short bursts are let through


class Pacing:
    """Buckets in memory, and those that are `shared`. `clock` is monotonic, in seconds."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        shared: Shared | None = None,
    ) -> None:
        self._clock, self._sleep, self._shared = clock, sleep, shared or Alone()
        self._full_at: dict[Key, float] = {}
        self._paused_until: dict[Key, float] = {}
        self._taken = 0

    async def wait(self, team: str, method: str, channel: str = "") -> None:
        """Wait for this call's turn. Raises RateLimited, and takes no turn, where that is far away.

        `channel`: where the call shows a new message.
        """
        now = self._clock()
        pause = self._paused_until.get((team, method), now) - now
        paces = self._paces(team, method, channel)
        delay = max([pause, *(self._full_at.get(key, now) - pace.tolerance_s - now for key, pace in paces)])
        if delay > (longest := longest_wait_s()):
            raise RateLimited(delay, everyone=pause > longest)
        for key, pace in paces:
            self._full_at[key] = max(now, self._full_at.get(key, now)) + pace.every_s
        self._taken += 1
        if self._taken % SWEEP_EVERY == 0:
            self._forget_idle(now)
        # A method without a limit of ours still keeps to the pauses that others were told to make.
        named = {_name((team, method)): UNLIMITED, **{_name(key): pace for key, pace in paces}}
        others = await self._shared.take(named, longest)
        delay = max([delay, *others.values()])
        if delay > longest:
            raise RateLimited(delay, everyone=others.get(_name((team, method)), 0.0) > longest)
        if delay > NO_WAIT_S:
            await self._sleep(delay)

    async def refused(self, team: str, method: str, retry_after_s: float) -> RateLimited:
        """Obey a 429: nothing of that method in that workspace until then. Others are not concerned."""
        until = self._clock() + retry_after_s
        key = (team, method)
        self._paused_until[key] = max(until, self._paused_until.get(key, until))
        await self._shared.refused(_name(key), retry_after_s)
        return RateLimited(retry_after_s, everyone=True)

    def size(self) -> int:
        """How many buckets and pauses are remembered."""
        return len(self._full_at) + len(self._paused_until)

    def _paces(self, team: str, method: str, channel: str) -> list[tuple[Key, Pace]]:
        found = [((team, method), METHODS[method])] if method in METHODS else []
        return [*found, ((team, channel), CHANNEL)] if channel else found

    def _forget_idle(self, now: float) -> None:
        self._full_at = {key: at for key, at in self._full_at.items() if at > now}
        self._paused_until = {key: at for key, at in self._paused_until.items() if at > now}


def _name(key: Key) -> str:
    return " ".join(key)
