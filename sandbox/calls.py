"""The record of every call that the bot makes to the emulators, and the switches that make one of them fail."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Moment = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request that an emulator received."""

    service: str  # "telegram", "flatpeak" (REST) or "connect"
    method: str  # "sendMessage", "POST /connect/token", or the route that was posted
    body: Any  # what was sent, decoded
    at: datetime


Watcher = Callable[[Call, Moment], Awaitable[None]]


@dataclass(slots=True)
class Calls:
    """All calls in order of arrival; watchers are awaited before an emulator acts and before it replies.

    A watcher that kills the bot "before" makes the call as if it had never arrived; "after" makes its
    effect stand while the reply is lost.
    """

    seen: list[Call] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)

    async def announce(self, call: Call, moment: Moment) -> None:
        """Record the call (once, "before") and let the watchers act on it."""
        if moment == "before":
            self.seen.append(call)
        for watch in list(self.watchers):
            await watch(call, moment)

    def to(self, service: str, method: str | None = None) -> list[Call]:
        """The calls to one service, or to one of its methods."""
        return [c for c in self.seen if c.service == service and method in (None, c.method)]
