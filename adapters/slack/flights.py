"""One question at a time: whoever asks the same meanwhile gets the same answer."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Flights(Generic[K, V]):
    """Questions under way. One who gives up does not break it off for the others."""

    def __init__(self) -> None:
        self._under_way: dict[K, asyncio.Task[V]] = {}

    async def join(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        """The answer to `ask`, which is called only if nobody has asked already."""
        return await asyncio.shield(self.begin(key, ask))

    def begin(self, key: K, ask: Callable[[], Awaitable[V]]) -> "asyncio.Task[V]":
        """The same, not waited for; a failure concerns nobody then."""
        task = self._under_way.get(key)
        if task is None or task.done():
            task = asyncio.ensure_future(_run(ask))
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._land(key, done))
        return task

    async def close(self) -> None:
        """Break off what is under way."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _land(self, key: K, task: asyncio.Task[V]) -> None:
        if self._under_way.get(key) is task:
            del self._under_way[key]
        if not task.cancelled():
            task.exception()  # seen: whoever still waits has been told


async def _run(ask: Callable[[], Awaitable[V]]) -> V:
    return await ask()
