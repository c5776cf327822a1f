"""One stream of what changed in several worlds, which a page takes up again where it was cut off."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.changes import Changes

PING_S = 15.0
NOTHING = "-1"  # of a source that had told nothing yet


@dataclass(frozen=True, slots=True)
class Source:
    """A world: when it changed, and what to show of it since a revision (-1: all)."""

    name: str
    changes: Changes
    describe: Callable[[int], Any]


class Feed:
    """Server-sent events, one name a source."""

    def __init__(self, *sources: Source) -> None:
        self.sources = sources
        self._boot = secrets.token_hex(4)  # a page that outlives the process starts anew

    async def follow(self, last_id: str) -> AsyncIterator[str]:
        """Everything after the event with this id, as it happens."""
        seen = self._read_id(last_id)
        while True:
            for number, source in enumerate(self.sources):
                if (count := source.changes.count) > seen[number]:
                    view = json.dumps(source.describe(seen[number]), ensure_ascii=False)
                    seen[number] = count
                    yield f"id: {self._write_id(seen)}\nevent: {source.name}\ndata: {view}\n\n"
            while not await self._change(seen):
                yield ": still here\n\n"

    async def _change(self, seen: Sequence[int]) -> bool:
        """Wait until something changed; False when it took too long."""
        waits = [asyncio.ensure_future(s.changes.wait(n)) for s, n in zip(self.sources, seen, strict=True)]
        try:
            done, _ = await asyncio.wait(waits, timeout=PING_S, return_when=asyncio.FIRST_COMPLETED)
            return bool(done)
        finally:
            for wait in waits:
                wait.cancel()

    def _write_id(self, seen: Sequence[int]) -> str:
        return ":".join([self._boot, *map(str, seen)])

    def _read_id(self, last_id: str) -> list[int]:
        boot, *counts = last_id.split(":")
        whole = len(counts) == len(self.sources) and all(count == NOTHING or count.isdigit() for count in counts)
        known = boot == self._boot and whole
        return [int(count) for count in counts] if known else [-1] * len(self.sources)
