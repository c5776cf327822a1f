"""FlatPeak's events: stored before they are acknowledged, then handed to the conversations that they concern.

Any process may handle any event. Each is handled once: what comes of it is written in the commit that settles it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.connect.client import FlatPeak
from bot.connect.events import Event, NoEvent, event_of, read_event, reduce_event
from bot.conversation.situation import Refused, Trouble
from bot.house import House
from bot.notices import concerned, notice
from bot.tasks import Tasks
from bot.turn import Item
from storage import events
from storage.conversations import LeaseLost
from storage.events import EventRow, NewEvent

log = logging.getLogger("tariffbot.events")

BATCH = 50  # handled in one commit
FETCHES = 4  # at once
LEASE_S = 120.0
MOST_ATTEMPTS = 6  # of what fails here
MOST_FETCHES = 60  # of what FlatPeak does not give: for more than two days
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 3600.0

SILENT, UNKNOWN_TYPE = "not for chats", "unknown type"
NOBODY, NOWHERE = "nobody here has this location", "names no location"
NOT_FOUND = "FlatPeak does not know this event"


class Events:
    """Takes events in, and works them off. `enqueue` is told of rows that were stored for conversations."""

    def __init__(
        self, house: House, flatpeak: FlatPeak, tasks: Tasks, enqueue: Callable[[Sequence[Item]], None]
    ) -> None:
        self._house, self._flatpeak, self._tasks, self._enqueue = house, flatpeak, tasks, enqueue
        self._working = self._again = False
        self._fetching, self._room = 0, asyncio.Semaphore(FETCHES)

    async def take(self, body: bytes, *, believed: bool) -> bool:
        """Store an event by its id; one that is not believed is fetched later. False: it was there. Raises NoEvent.

        Where nothing has to be fetched, all that comes of it is written in the same commit.
        """
        house, event = self._house, read_event(body)
        if believed:
            self._flatpeak.heed_event(body)
        new = newly(event, body) if believed else NewEvent(event.id)
        if believed and event.kind and event.says_where:
            try:
                items = await house.db.write(lambda conn: self._store_and_notice(conn, event))
            except Exception as error:  # it is kept even so, and tried by itself
                log.warning("event %s could not be handled at once: %s", event.id, type(error).__name__)
            else:
                self._enqueue(items or ())
                house.meters.event("already" if items is None else "noticed" if items else "ignored")
                return items is not None
        stored = await house.db.write(lambda conn: events.store(conn, house.vault, new, house.now()))
        house.meters.event(new.outcome or "taken" if stored else "already", new.note if stored else "")
        if stored and not new.outcome:
            self.work()
        return stored

    def _store_and_notice(self, conn: Connection, event: Event) -> list[Item] | None:
        house, now = self._house, self._house.now()
        lanes = concerned(conn, house, event)
        new = NewEvent(event.id, event.type, b"", *(("noticed", "") if lanes else ("ignored", NOBODY)))
        if not events.store(conn, house.vault, new, now):
            return None
        return notice(conn, house, event, now, lanes) if lanes else []

    def work(self) -> None:
        """Handle what is due, beside everything else."""
        self._again = True
        if not self._working:
            self._working = True
            self._tasks.spawn(self._work())

    async def _work(self) -> None:
        try:
            while self._again:
                self._again = False
                rows = await self._house.db.write(self._claim)
                if rows:
                    self._again = True
                    await self._handle(rows)
        finally:
            self._working = False

    def _claim(self, conn: Connection) -> list[EventRow]:
        """What can be handled now, and of what has to be fetched no more than that: all would wait for FlatPeak, and
        those at the end for longer than they are ours."""
        house, now = self._house, self._house.now()
        rows = events.claim(conn, house.vault, house.owner, now, BATCH, LEASE_S)
        if (room := FETCHES - self._fetching) > 0:
            rows += events.claim(conn, house.vault, house.owner, now, room, LEASE_S, bare=True)
        return rows

    async def _handle(self, rows: Sequence[EventRow]) -> None:
        """What is whole in one commit; what has to be fetched beside it, so that nothing waits for FlatPeak."""
        whole: list[tuple[EventRow, Event]] = []
        lacking: list[EventRow] = []
        for row in rows:
            event = _read(row)
            if row.attempt > (MOST_ATTEMPTS if event else MOST_FETCHES):
                await self._park(row, "begun again and again")
            elif event and (event.says_where or event.kind is None):
                whole.append((row, event))
            else:
                lacking.append(row)
        await self._settle(whole)
        for row in lacking:
            self._fetching += 1
            self._tasks.spawn(self._fetch_in_turn(row))

    async def _fetch_in_turn(self, row: EventRow) -> None:
        try:
            async with self._room:
                await self._fetch(row)
        finally:
            self._fetching -= 1
        self._tasks.later(0, self.work)  # there is room again; not once we close

    async def _fetch(self, row: EventRow) -> None:
        """Ask FlatPeak for an event, and go on with what it says."""
        found = await self._flatpeak.event(row.id)
        if isinstance(found, Trouble):
            return await self._try_again(row, f"it could not be fetched: {found.kind}", MOST_FETCHES)
        if isinstance(found, Refused):
            return await self._ignore(row, NOT_FOUND)
        try:
            event = event_of(found)
        except NoEvent:
            return await self._ignore(row, NOT_FOUND)
        if event.id != row.id:
            return await self._ignore(row, NOT_FOUND)
        return await self._settle([(row, event)])

    async def _settle(self, found: Sequence[tuple[EventRow, Event]]) -> None:
        """Write what comes of events; of those that fail together each is tried alone."""
        if not found:
            return
        try:
            items = await self._house.db.write(lambda conn: [x for pair in found for x in self._notice(conn, *pair)])
        except Exception as error:
            if len(found) > 1:
                for pair in found:
                    await self._settle([pair])
                return
            row = found[0][0]
            if isinstance(error, LeaseLost):
                log.warning("another process took event %s over", row.id)
                return
            log.exception("event %s could not be handled", row.id)
            await self._try_again(row, f"it could not be handled: {type(error).__name__}", MOST_ATTEMPTS)
        else:
            self._enqueue(items)

    def _notice(self, conn: Connection, row: EventRow, event: Event) -> list[Item]:
        house, now = self._house, self._house.now()
        reason = "" if event.kind and event.says_where else NOWHERE if event.kind else newly(event).note
        lanes = [] if reason else concerned(conn, house, event)
        if not lanes:
            note, keep = reason or NOBODY, row.body if reason == UNKNOWN_TYPE else b""
            log.info("event %s, %s, is ignored: %s", row.id, event.type, note)
            house.meters.event("ignored", note)
            events.settle(conn, house.vault, row, "ignored", now, note=note, type_=event.type, keep=keep)
            return []
        house.meters.event("noticed")
        events.settle(conn, house.vault, row, "noticed", now, type_=event.type)
        return notice(conn, house, event, row.received_at, lanes)

    async def _ignore(self, row: EventRow, why: str) -> None:
        log.info("event %s is ignored: %s", row.id, why)
        house = self._house
        house.meters.event("ignored", why)
        await self._write(row, lambda conn: events.settle(conn, house.vault, row, "ignored", house.now(), note=why))

    async def _try_again(self, row: EventRow, why: str, most: int) -> None:
        if row.attempt >= most:
            return await self._park(row, why)
        pause_s = min(FIRST_PAUSE_S * 4 ** min(row.attempt - 1, 9), LONGEST_PAUSE_S)
        due_at = self._house.now() + timedelta(seconds=pause_s)
        return await self._write(row, lambda conn: events.put_off(conn, row, due_at, why))

    async def _park(self, row: EventRow, why: str) -> None:
        """Put it aside for an operator, without a word of a person."""
        log.error("event %s is put aside: %s", row.id, why)
        self._house.meters.event("parked", why.partition(":")[0])
        house, event = self._house, _read(row)
        keep = reduce_event(event) if event else b""
        await self._write(
            row, lambda conn: events.settle(conn, house.vault, row, "parked", house.now(), note=why, keep=keep)
        )

    async def _write(self, row: EventRow, unit: Callable[[Connection], None]) -> None:
        try:
            await self._house.db.write(unit)
        except LeaseLost:
            log.warning("another process took event %s over", row.id)


def newly(event: Event, body: bytes = b"") -> NewEvent:
    """How an event is stored that is believed. What no chat is told of is done with that; what nobody knows is kept."""
    if event.kind:
        return NewEvent(event.id, event.type, body)
    if event.is_known:
        return NewEvent(event.id, event.type, outcome="ignored", note=SILENT)
    log.info("event %s is of a type that is not known yet: %s", event.id, event.type)
    return NewEvent(event.id, event.type, body, outcome="ignored", note=UNKNOWN_TYPE)


def _read(row: EventRow) -> Event | None:
    try:
        return read_event(row.body) if row.body else None
    except NoEvent:
        return None
