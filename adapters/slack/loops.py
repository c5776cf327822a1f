"""The breaker for bots that answer bots: nobody writes the same fifty times a minute."""

import time
from collections import deque
from collections.abc import Callable
from hashlib import blake2b

MOST = 50  # of the same …
WINDOW_S = 60.0  # … in so many seconds
PEOPLE = 5000  # after which the oldest half is forgotten


class Loops:
    """Counts what comes in, in memory. `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[bytes, deque[float]] = {}

    def is_loop(self, team: str, user: str, text: str) -> bool:
        """Note what a person wrote; whether it is one too many of the same."""
        key = blake2b("\0".join((team, user, text)).encode("utf-8", "replace"), digest_size=16).digest()
        now = self._clock()
        if key not in self._seen and len(self._seen) >= PEOPLE:
            self._seen = dict(list(self._seen.items())[PEOPLE // 2 :])
        times = self._seen.setdefault(key, deque(maxlen=MOST))
        full = len(times) == MOST and now - times[0] < WINDOW_S
        times.append(now)
        return full
