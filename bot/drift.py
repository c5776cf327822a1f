"""What FlatPeak sends that we did not expect: told to the operator once, and counted.

A turn never waits for it: what was noticed is written in the background, a shape at most once a minute.
"""

import logging
from collections.abc import Sequence

from sqlalchemy import Connection

from bot.connect.drift import Novelty
from bot.house import Clock, utc_now
from bot.tasks import Tasks
from storage import drift
from storage.database import Database
from storage.drift import Seen
from storage.models import from_ms

log = logging.getLogger("tariffbot.drift")

EVERY_S = 60.0
MOST_HELD = 1000  # shapes that one process knows
WORDS = {
    "route": "a page that is new",
    "member": "a member that is new",
    "type": "a member of another type",
    "action": "an action that is new",
    "value": "a code that is new",
    "code": "an error that is new",
    "event": "an event that is new",
}


class Drift:
    """The drift that this process has noticed."""

    def __init__(self, database: Database, tasks: Tasks, now: Clock = utc_now) -> None:
        self._db, self._tasks, self._now = database, tasks, now
        self._held: dict[str, Novelty] = {}
        self._counts: dict[str, int] = {}  # what is not written yet
        self._waiting = False  # for the end of the minute

    def heed(self, found: Sequence[Novelty]) -> None:
        """Note what is new. What was noted before is only counted, and written with the next minute's."""
        fresh = []
        for one in found:
            key = one.fingerprint
            if key not in self._held:
                if len(self._held) >= MOST_HELD:
                    continue
                self._held[key] = one
                fresh.append(key)
            self._counts[key] = self._counts.get(key, 0) + 1
        if fresh:
            self._tasks.spawn(self._write(self._take(fresh)))
        self._write_later()

    async def finish(self) -> None:
        """Write what was counted since."""
        await self._write(self._take(list(self._counts)))

    def _write_later(self) -> None:
        if self._counts and not self._waiting:
            self._waiting = True
            self._tasks.later(EVERY_S, self._flush)

    def _flush(self) -> None:
        self._waiting = False
        self._tasks.spawn(self._write(self._take(list(self._counts))))

    def _take(self, keys: Sequence[str]) -> dict[str, int]:
        return {key: self._counts.pop(key) for key in keys}

    async def _write(self, counts: dict[str, int]) -> None:
        if not counts:
            return

        def unit(conn: Connection) -> list[str]:
            now = self._now()
            return [key for key, count in sorted(counts.items()) if drift.note(conn, self._row(key), count, now)]

        try:
            new = await self._db.write(unit)
        except Exception as error:  # nothing else depends on it
            log.warning("what was new about FlatPeak's replies could not be kept yet: %s", type(error).__name__)
            for key, count in counts.items():
                self._counts[key] = self._counts.get(key, 0) + count
            self._write_later()
            return
        for key in new:
            one = self._held[key]
            log.warning(
                "FlatPeak (%s) sent %s: %s. It was shown as far as we understand it. Sample: %s. "
                "More with `tariffbot drift`; its number is %s",
                *(one.generation, WORDS[one.kind], _say_place(one.place, one.what), one.sample, key),
            )

    def _row(self, key: str) -> Seen:
        one, never = self._held[key], from_ms(0)
        return Seen(key, one.kind, one.generation, one.place, one.what, one.sample, never, never, 0)


def _say_place(place: str, what: str) -> str:
    return f"{place}, {what}" if what else place


async def list_drift(database: Database) -> list[str]:
    """Two lines for each shape, the newest first: what and where, when and how often; then its structure."""
    lines = []
    for one in await database.read(drift.list_drift):
        when = f"{one.first_at:%Y-%m-%d %H:%M} to {one.last_at:%Y-%m-%d %H:%M}, {one.seen} times"
        lines.append(f"{one.id}  {one.generation}  {WORDS[one.kind]}: {_say_place(one.place, one.what)}  ({when})")
        lines.append(f"    {one.sample}")
    return lines or ["FlatPeak sends what we expect."]


async def forget_drift(database: Database, id_: str) -> bool:
    """Forget a shape. False: there is none of this number."""
    return await database.write(lambda conn: drift.forget(conn, id_))
