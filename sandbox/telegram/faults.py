"""Switches that make calls of the bot fail, for tests and for the page."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.telegram.errors import RefusedError

Moment = Literal["before", "after"]


class DroppedConnectionError(Exception):
    """The connection ends without an answer."""


@dataclass(slots=True)
class Fault:
    """One armed fault."""

    method: str
    moment: Moment
    left: int
    chat_id: int | None
    error: Exception | None = None  # raised at the moment
    hold: asyncio.Event | None = None  # waited for at the moment

    def fits(self, method: str, moment: Moment, params: dict[str, Any]) -> bool:
        same_chat = self.chat_id is None or params.get("chat_id") == self.chat_id
        return self.left > 0 and self.method in (method, "*") and self.moment == moment and same_chat

    async def happen(self) -> None:
        """Hold the call, or raise its error."""
        if self.hold:
            await self.hold.wait()
        if self.error:
            raise self.error


@dataclass(slots=True)
class Faults:
    """Faults by method name ("*": every method), optionally for one chat, `times` times."""

    never_modified: bool = False  # every edit answers "message is not modified"
    _armed: list[Fault] = field(default_factory=list)

    def refuse(
        self,
        method: str,
        code: int,
        description: str,
        parameters: dict[str, Any] | None = None,
        *,
        times: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """Answer the next calls with this error and do nothing."""
        error = RefusedError(code, description, parameters)
        self._armed.append(Fault(method, "before", times, chat_id, error=error))

    def drop(self, method: str, moment: Moment, *, times: int = 1, chat_id: int | None = None) -> None:
        """End the connection before acting, or after acting and before the answer."""
        self._armed.append(Fault(method, moment, times, chat_id, error=DroppedConnectionError()))

    def hang(
        self, method: str, moment: Moment = "after", *, times: int = 1, chat_id: int | None = None
    ) -> asyncio.Event:
        """Keep the call waiting, by default with its effect done; set the returned event to let it answer."""
        event = asyncio.Event()
        self._armed.append(Fault(method, moment, times, chat_id, hold=event))
        return event

    def clear(self) -> None:
        """Disarm everything and let what hangs answer."""
        self.never_modified = False
        for fault in self._armed:
            if fault.hold:
                fault.hold.set()
        self._armed.clear()

    def find(self, method: str, moment: Moment, params: dict[str, Any]) -> Fault | None:
        """The armed fault that this call meets; it counts as met."""
        fault = next((f for f in self._armed if f.fits(method, moment, params)), None)
        if fault:
            fault.left -= 1
        return fault
