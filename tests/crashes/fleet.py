"""Bots of one database behind a relay, where what comes in over HTTP goes to each of them in turn."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from sandbox.server import SandboxServer
from tests.crashes.process import BotProcess, company_settings
from tests.crashes.relay import Relay
from tests.ports import free_port


@contextlib.asynccontextmanager
async def open_bots(
    world: SandboxServer,
    home: Path,
    settings: Mapping[str, str],
    *,
    bots: int,
    company: bool,
    database: str,
    drain_delay_s: int,
) -> AsyncIterator[tuple[list[BotProcess], Relay]]:
    """Bots that are not started yet; in the end they are ended. `settings`: those of their channel."""
    relay = Relay(world.calls)
    await relay.open()
    made = [
        BotProcess(
            *(home, world, {**settings, **(company_settings(world) if company else {})}),
            port=free_port(),
            public_url=relay.url,
            name=f"bot{number}",
            database=database,
            drain_delay_s=drain_delay_s,
        )
        for number in range(bots)
    ]
    relay.targets = [bot.url for bot in made]
    try:
        yield made, relay
    finally:
        for bot in made:
            await bot.close()
        await relay.close()
