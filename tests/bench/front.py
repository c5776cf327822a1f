"""What stands before the processes of a bot: it delivers to each in turn, as a load balancer does."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence

import aiohttp

PAUSE_S = 0.05  # until a process that has not started yet is tried again


class Front:
    """Delivers until it is closed; what one process does not take is offered to the next."""

    def __init__(self, urls: Sequence[str], at_once: int) -> None:
        self._urls = itertools.cycle(urls)
        self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=at_once))
        self._under_way: set[asyncio.Task[None]] = set()

    def deliver(self, body: bytes, headers: Mapping[str, str]) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(body, headers))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._client.close()

    async def _deliver(self, body: bytes, headers: Mapping[str, str]) -> None:
        while not await self._is_taken(next(self._urls), body, headers):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(PAUSE_S)

    async def _is_taken(self, url: str, body: bytes, headers: Mapping[str, str]) -> bool:
        try:
            async with self._client.post(url, data=body, headers=headers) as answer:
                await answer.read()
                return answer.status == 200
        except aiohttp.ClientError:
            return False
