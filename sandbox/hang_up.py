"""Whether the one who asked has closed the connection meanwhile."""

import asyncio

from starlette.requests import Request


class HungUpError(Exception):
    """The connection was closed while the call was waiting."""


async def has_hung_up(request: Request) -> bool:
    """Whether it is closed by now."""
    for _ in range(3):  # the loop's rounds from a closed connection to the server's knowledge of it
        await asyncio.sleep(0)
    return await request.is_disconnected()


async def wait_for_hang_up(request: Request) -> None:
    """Return once it is closed."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
