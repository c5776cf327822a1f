"""Events that were not delivered, or while nobody was here: at the start and every hour we look for ourselves."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.connect.client import FlatPeak
from bot.connect.events import Event, NoEvent, event_of, reduce_event
from bot.connect.outcomes import EventPage
from bot.conversation.exact import dump
from bot.conversation.page import text_at
from bot.events import newly
from bot.house import House
from storage import events, leases, locations
from storage.conversations import LeaseLost
from storage.events import NewEvent
from storage.models import from_ms, to_ms

log = logging.getLogger("tariffbot.events")

LEASE = "event catch-up"
LEASE_S = 120.0  # renewed with every page
EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=1)  # after trouble, and while another process does it
KEPT = timedelta(days=90)  # so long FlatPeak tells of an event
OVERLAP = timedelta(minutes=10)  # an event may be listed a little after others that happened later
PAGES_HELD = 20
NEVER = from_ms(0)


class NotNow(Exception):
    """FlatPeak did not answer; what was stored so far counts."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where all is stored: the newest event and its time; and when that was found out."""

    id: str
    at: datetime
    done_at: datetime


class CatchUp:
    """One process at a time walks through FlatPeak's list; where it came to is kept in the database."""

    def __init__(self, house: House, flatpeak: FlatPeak, work: Callable[[], None]) -> None:
        """`work`: told that there may be new events to handle."""
        self._house, self._flatpeak, self._work = house, flatpeak, work
        self._due_at: datetime | None = None  # None: at once, whoever did it last

    async def run_if_due(self) -> None:
        """Look for events if an hour has passed since anybody did, or this process has only just started."""
        house, now = self._house, self._house.now()
        if self._due_at is not None and now < self._due_at:
            return
        cursor = await house.db.write(self._begin)
        if cursor is None:
            self._due_at = now + AGAIN
            return
        if self._due_at is not None and now < cursor.done_at + EVERY:
            self._due_at = cursor.done_at + EVERY
            await house.db.write(lambda conn: leases.release(conn, LEASE, house.owner))
            return
        self._due_at = now + AGAIN
        try:
            await self._walk(cursor)
            self._due_at = now + EVERY
        except NotNow:
            log.warning("FlatPeak's events could not be read to the end; we go on in a minute")
        except LeaseLost:
            log.warning("another process has taken the reading of FlatPeak's events over")
        finally:
            self._work()
            await house.db.write(lambda conn: leases.release(conn, LEASE, house.owner))

    def _begin(self, conn: Connection) -> Cursor | None:
        """Where to go on; None: another process is at it."""
        now = self._house.now()
        if not leases.acquire(conn, LEASE, self._house.owner, now, LEASE_S):
            return None
        kept = leases.value_of(conn, LEASE)
        if kept:
            told = json.loads(kept)
            return Cursor(told["id"], from_ms(told["at"]), from_ms(told["done_at"]))
        # Where nobody has a location yet, nothing from before now concerns anyone.
        begin = now - KEPT if locations.any_there(conn) else now
        return Cursor("", begin, NEVER)

    async def _walk(self, cursor: Cursor) -> None:
        """Down to where we left off, then store all on the way up again, oldest first."""
        now = self._house.now()
        if NEVER < cursor.done_at < now - KEPT:
            await self._bridge(cursor)
        limit = max(cursor.at - OVERLAP, now - KEPT)
        held: dict[str, EventPage | None] = {}  # by the event before a page: only the first page moves meanwhile
        anchor = ""
        while anchor not in held:
            page = await self._page(anchor)
            held[anchor] = page if len(held) < PAGES_HELD else None
            if page.more and page.items and not _reaches(page.items, limit, cursor.id):
                anchor = text_at(page.items[-1], "id")
                await self._hold()
        for anchor, kept in reversed(held.items()):
            page = kept or await self._page(anchor)
            cursor = await self._keep(page, cursor, limit, last=not anchor)

    async def _page(self, after: str) -> EventPage:
        found = await self._flatpeak.events(after)
        if not isinstance(found, EventPage):
            raise NotNow
        return found

    async def _keep(self, page: EventPage, before: Cursor, limit: datetime, *, last: bool) -> Cursor:
        """Store a page, oldest first, and in the same commit how far we are."""
        house, now = self._house, self._house.now()
        found = [pair for pair in _events(page.items) if (pair[0].created_at or now) >= limit]
        newest = max((event.created_at for event, _ in found if event.created_at), default=before.at)
        at = max(before.at, min(newest, now))
        cursor = Cursor(found[0][0].id if found else before.id, at, now if last else before.done_at)

        def unit(conn: Connection) -> int:
            new = events.store_all(conn, house.vault, (newly(*pair) for pair in reversed(found)), now)
            self._note(conn, cursor)
            return new

        if new := await house.db.write(unit):
            log.info("%d events had not been delivered", new)
        return cursor

    async def _hold(self) -> None:
        """Keep the lease through a long walk."""
        house = self._house
        if not await house.db.write(lambda conn: leases.renew(conn, LEASE, house.owner, house.now(), LEASE_S)):
            raise LeaseLost

    def _note(self, conn: Connection, cursor: Cursor) -> None:
        house = self._house
        if not leases.renew(conn, LEASE, house.owner, house.now(), LEASE_S):
            raise LeaseLost
        value = {"id": cursor.id, "at": to_ms(cursor.at), "done_at": to_ms(cursor.done_at)}
        leases.keep(conn, LEASE, house.owner, json.dumps(value))

    async def _bridge(self, cursor: Cursor) -> None:
        """After so long that events are lost, every location may have changed."""
        house, now = self._house, self._house.now()
        log.warning("nobody asked for events since %s, longer than FlatPeak keeps them", cursor.done_at.isoformat())

        def changed(location_id: str) -> NewEvent:
            name = f"gap:{to_ms(cursor.at)}:{location_id}"
            event = Event(name, "location.update", "location.update", location_id, "", "", now)
            return NewEvent(name, event.type, reduce_event(event))

        await house.db.write(lambda conn: events.store_all(conn, house.vault, map(changed, locations.ids(conn)), now))


def _reaches(items: Sequence[Any], limit: datetime, known: str) -> bool:
    """Whether a page goes back to where we were. Some events have no time."""
    return any(event.created_at < limit if event.created_at else event.id == known for event, _ in _events(items))


def _events(items: Sequence[Any]) -> Iterator[tuple[Event, bytes]]:
    for item in items:
        try:
            yield event_of(item), dump(item)
        except NoEvent:
            log.warning("FlatPeak listed something that is no event")
