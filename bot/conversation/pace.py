"""How fast a platform may be called: a bucket for each of its limits, and several processes that share them."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

# Longer than this is the outbox's to wait, so that a channel can do other work. What nobody waits for, such as one of
# a hundred thousand alerts, takes a turn only where that is near: so an answer never stands behind many of them.
LONGEST_WAIT_S = 5.0
LONGEST_WAIT_UNASKED_S = 2.0
WAITED_FOR: ContextVar[bool] = ContextVar("waited_for", default=True)


@dataclass(frozen=True, slots=True)
class Pace:
    """One call every `every_s`, and up to `burst` at once after a rest."""

    every_s: float
    burst: int

    @property
    def tolerance_s(self) -> float:
        return self.every_s * (self.burst - 1)


def longest_wait_s() -> float:
    """How long what is being sent now may wait for its turn at most."""
    return LONGEST_WAIT_S if WAITED_FOR.get() else LONGEST_WAIT_UNASKED_S


class Shared(Protocol):
    """What other processes have taken of the same limits, and how they were refused."""

    async def take(self, paces: Mapping[str, Pace], longest_s: float) -> Mapping[str, float]:
        """Seconds that each bucket has to wait, 0 for none. Nothing is taken if one of them exceeds `longest_s`."""

    async def refused(self, key: str, seconds: float) -> None:
        """Let nobody use a bucket for so long."""


class Alone:
    """There is nobody to share with."""

    async def take(self, paces: Mapping[str, Pace], longest_s: float) -> Mapping[str, float]:
        return {}

    async def refused(self, key: str, seconds: float) -> None:
        return
