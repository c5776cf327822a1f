"""What FlatPeak tells of becomes a row in the inbox of everyone whom it concerns."""

from datetime import datetime

from sqlalchemy import Connection

from bot import incoming
from bot.connect.events import Event
from bot.house import House
from bot.turn import Item
from storage import inbox, sessions
from storage.concerned import lanes_of
from storage.owners import is_silent


def concerned(conn: Connection, house: House, event: Event) -> list[str]:
    """The conversations that an event concerns."""
    return list(dict.fromkeys([*_who_opened(conn, house, event), *lanes_of(conn, event.location_id)]))


def notice(conn: Connection, house: House, event: Event, came_at: datetime, lanes: list[str]) -> list[Item]:
    """Store it for each of these conversations; those rows that are new."""
    what, now, items = event.notice(came_at), house.now(), []
    payload = incoming.dump(what)
    for lane in lanes:
        row = inbox.store(conn, house.vault, inbox.OWN, f"event:{event.id}:{lane}", lane, payload, now)
        if row is not None:
            items.append(Item(row, lane, what))
    return items


def _who_opened(conn: Connection, house: House, event: Event) -> list[str]:
    """Whose session came to its end: until it was read back, its location is nobody's yet."""
    if event.kind != "session.complete" or not event.session:
        return []
    held = sessions.by_token(conn, house.vault, event.session)
    return [] if held is None or is_silent(held.conversation) else [held.conversation]
