"""Events that were put aside or ignored, for an operator to see and to have handled after all."""

from datetime import datetime

from bot.house import utc_now
from storage import events
from storage.database import Database

MOST = 10_000  # events that are counted
WORDS = {"": "wait", "noticed": "reached a conversation", "ignored": "were ignored", "parked": "were put aside"}


async def list_events(database: Database) -> list[str]:
    """A line for each event that was put aside, then how many came to what; no word of a person."""
    parked = await database.read(events.parked)
    lines = [f"{event.id}  {event.at:%Y-%m-%d %H:%M}  {event.type or 'not fetched'}  {event.note}" for event in parked]
    counts = await database.read(lambda conn: events.counts(conn, MOST))
    if sum(count for *_, count in counts) == MOST:
        lines.append(f"Of the newest {MOST} events:")
    for outcome, note, type_, count in counts:
        why = f": {note}" if note else ""
        lines.append(f"{count} of {type_ or 'those still to be fetched'} {WORDS[outcome]}{why}")
    return lines or ["FlatPeak has told of nothing yet."]


async def replay_since(database: Database, since: datetime) -> int:
    """Have all events handled after all that came since then and were put aside; how many."""
    return await database.write(lambda conn: events.replay_since(conn, since, utc_now()))


async def replay(database: Database, event_id: str) -> bool:
    """Have an event handled after all. False: none of this id was put aside or ignored."""
    return await database.write(lambda conn: events.replay(conn, event_id, utc_now()))
