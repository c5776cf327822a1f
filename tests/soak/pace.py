"""Time that passes because people think and machines are away; nothing is waited for."""

import asyncio


async def let_pass(seconds: float) -> None:
    await asyncio.sleep(seconds)
