"""How fast a platform may be called: a bucket for each of its limits, and several processes that share them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pace:
    """One call every `every_s`, and up to `burst` at once after a rest."""

    every_s: float
    burst: int

    @property
    def tolerance_s(self) -> float:
        return self.every_s * (self.burst - 1)


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
