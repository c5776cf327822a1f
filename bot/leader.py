"""One process at a time does what only one may do, such as polling with a bot's token."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy import Connection

from bot.house import House, is_dead
from storage import leases

log = logging.getLogger("tariffbot.leader")

TERM_S = 15.0
RENEW_S = 5.0


async def lead(house: House, name: str, stop: asyncio.Event, work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Do the work while the lease is ours, wait while it is another's; give it back at the end."""
    waiting = False
    while not stop.is_set():
        if await _acquire(house, name):
            waiting = False
            await _lead_for_a_term(house, name, stop, work)
        else:
            if not waiting:
                log.info("another process does this: %s; waiting to take over", name)
            waiting = True
            await _pause(stop, RENEW_S)


async def _acquire(house: House, name: str) -> bool:
    """Take the lease if it is free; one whose owner has died here is."""

    def unit(conn: Connection) -> bool:
        leases.free_dead(conn, partial(is_dead, ours=house.owner))
        return leases.acquire(conn, name, house.owner, house.now(), TERM_S)

    return await house.db.write(unit)


async def _lead_for_a_term(
    house: House, name: str, stop: asyncio.Event, work: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    lost = asyncio.Event()
    task = asyncio.ensure_future(work(lost))
    try:
        while not stop.is_set() and not task.done():
            await _pause(stop, RENEW_S)
            if not await house.db.write(lambda conn: leases.renew(conn, name, house.owner, house.now(), TERM_S)):
                log.warning("another process has taken this over: %s", name)
                break
    finally:
        lost.set()
        await task
        await house.db.write(lambda conn: leases.release(conn, name, house.owner))


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
