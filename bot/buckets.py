"""How often: buckets that fill up again by themselves, one for each who asks."""

import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 10_000  # who asked last; whoever is forgotten has a full bucket


class Buckets:
    """So many at once, and so many a second after that. Kept by one process for itself."""

    def __init__(
        self, a_second: float, at_once: float, clock: Callable[[], float] = time.monotonic, most: int = MOST
    ) -> None:
        self._a_second, self._at_once, self._clock, self._most = a_second, at_once, clock, most
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when that was

    def take(self, key: str) -> bool:
        """Take one out. False: it is empty."""
        now_s = self._clock()
        left, at_s = self._known.pop(key, (self._at_once, now_s))
        left = min(self._at_once, left + (now_s - at_s) * self._a_second)
        taken = left >= 1
        self._known[key] = (left - taken, now_s)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return taken
