"""Switches that make calls of the app fail, for tests and for the page."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.slack.errors import RefusedError, rate_limited

Moment = Literal["before", "after"]


class DroppedConnectionError(Exception):
    """The connection ends without an answer."""


class BrokenServerError(Exception):
    """The answer is HTTP 500 with a page that is no JSON."""


@dataclass(slots=True)
class Fault:
    """One armed fault."""

    method: str
    moment: Moment
    left: int
    team: str | None
    error: Exception | None = None  # raised at the moment
    hold: asyncio.Event | None = None  # waited for at the moment
    seconds: float = 0  # slept at the moment, in real time

    def fits(self, method: str, moment: Moment, team: str) -> bool:
        same_team = self.team in (None, team)
        return self.left > 0 and self.method in (method, "*") and self.moment == moment and same_team

    async def happen(self) -> None:
        """Hold the call, or raise its error."""
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.hold:
            await self.hold.wait()
        if self.error:
            raise self.error


@dataclass(slots=True)
class Faults:
    """Faults by method name ("*": every method), optionally for one workspace (its id), `times` times."""

    _armed: list[Fault] = field(default_factory=list)

    def refuse(self, method: str, code: str, *, times: int = 1, team: str | None = None, **fields: Any) -> None:
        """Answer the next calls with this error code and do nothing."""
        self._armed.append(Fault(method, "before", times, team, error=RefusedError(code, **fields)))

    def limit(self, method: str, retry_after: int, *, times: int = 1, team: str | None = None) -> None:
        """Answer the next calls with 429 and that Retry-After."""
        self._armed.append(Fault(method, "before", times, team, error=rate_limited(retry_after)))

    def crash(self, method: str, moment: Moment = "before", *, times: int = 1, team: str | None = None) -> None:
        """Answer the next calls with HTTP 500, without or with their effect."""
        self._armed.append(Fault(method, moment, times, team, error=BrokenServerError()))

    def drop(self, method: str, moment: Moment, *, times: int = 1, team: str | None = None) -> None:
        """End the connection before acting, or after acting and before the answer."""
        self._armed.append(Fault(method, moment, times, team, error=DroppedConnectionError()))

    def delay(
        self, method: str, seconds: float, moment: Moment = "before", *, times: int = 1, team: str | None = None
    ) -> None:
        """Let the next calls take that long."""
        self._armed.append(Fault(method, moment, times, team, seconds=seconds))

    def hang(self, method: str, moment: Moment = "after", *, times: int = 1, team: str | None = None) -> asyncio.Event:
        """Keep the call waiting, by default with its effect done; set the returned event to let it answer."""
        event = asyncio.Event()
        self._armed.append(Fault(method, moment, times, team, hold=event))
        return event

    def clear(self) -> None:
        """Disarm everything and let what hangs answer."""
        for fault in self._armed:
            if fault.hold:
                fault.hold.set()
        self._armed.clear()

    def find(self, method: str, moment: Moment, team: str) -> Fault | None:
        """The armed fault that this call meets; it counts as met."""
        if not self._armed:
            return None
        fault = next((f for f in self._armed if f.fits(method, moment, team)), None)
        if fault:
            fault.left -= 1
        return fault
