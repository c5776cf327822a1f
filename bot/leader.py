"""One process at a time does what only one may do, such as polling with a bot's token."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy import Connection

from bot.house import House, is_dead
from bot.tasks import pause_unless
from storage import leases

log = logging.getLogger("tariffbot.leader")

# One that dies on another host is followed within a term and a look, one on ours at the next look. Where the database
# was slow for a whole term two may work for a moment, which the inbox makes harmless: what both take has one effect.
TERM_S = 8.0
RENEW_S = 2.0
AGAIN_S = 0.5


async def lead(house: House, name: str, stop: asyncio.Event, work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Do the work while the lease is ours, wait while it is another's; give it back at the end."""
    waiting = False
    while not stop.is_set():
        try:
            leading = await _acquire(house, name)
            if leading:
                await _lead_for_a_term(house, name, stop, work)
            elif not waiting:
                log.info("another process does this: %s; waiting to take over", name)
            waiting = not leading
        except Exception:
            log.exception("the database could not say who does this: %s; asking again", name)
        if not stop.is_set():
            await pause_unless(stop, RENEW_S if waiting else AGAIN_S)


async def _acquire(house: House, name: str) -> bool:
    """Take the lease if it is free; one whose owner has died here is."""

    def unit(conn: Connection) -> bool:
        now = house.now()
        leases.free_dead(conn, now, partial(is_dead, ours=house.owner))
        return leases.acquire(conn, name, house.owner, now, TERM_S)

    return await house.db.write(unit)


async def _lead_for_a_term(
    house: House, name: str, stop: asyncio.Event, work: Callable[[asyncio.Event], Awaitable[None]]
) -> None:
    lost = asyncio.Event()
    task = asyncio.ensure_future(work(lost))
    try:
        while not stop.is_set() and not task.done():
            await pause_unless(stop, RENEW_S)
            if not await house.db.write(lambda conn: leases.renew(conn, name, house.owner, house.now(), TERM_S)):
                log.warning("another process has taken this over: %s", name)
                break
    finally:
        lost.set()
        await task
        with contextlib.suppress(Exception):  # it runs out by itself
            await house.db.write(lambda conn: leases.release(conn, name, house.owner))
