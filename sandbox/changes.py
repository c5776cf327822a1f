"""Waiting for the world to change, without polling and without a lock to hold while changing it."""

import asyncio


class Changes:
    """A counter of changes and those who wait for the next one. One event loop only."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def touch(self) -> int:
        """Count one change, wake everyone, and return the new count."""
        self.count += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
        return self.count

    async def wait(self, seen: int, timeout: float | None = None) -> bool:  # noqa: ASYNC109 - part of the helpers' API
        """Return once the count is above `seen`; False when it took longer than `timeout` seconds."""
        if self.count > seen:
            return True
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            # Not wait_for: until Python 3.12 that takes no cancellation that comes together with the change.
            async with asyncio.timeout(timeout):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True
