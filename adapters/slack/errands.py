"""What goes on after Slack has its answer: under supervision, and finished before we stop."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from adapters.slack.transport import TransportError
from bot.conversation.channel import DeliveryError

log = logging.getLogger(__name__)


class Errands:
    """Tasks that nobody waits for."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, what: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[None]:
        """Let it happen; `what` names it in the log if it fails. The task raises nothing."""
        task = asyncio.get_running_loop().create_task(_watch(what, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finish(self) -> None:
        """Wait for all of them, and for those that they start."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self, patience_s: float) -> None:
        """Wait for a while, then break off what is left."""
        try:
            async with asyncio.timeout(patience_s):
                await self.finish()
        except TimeoutError:
            tasks = set(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _watch(what: str, work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except (DeliveryError, TransportError) as error:
        log.info("%s: %s", what, error)
    except Exception as error:  # no text of an unforeseen error: it may quote what a person wrote
        log.error("%s failed: %s", what, type(error).__name__)
