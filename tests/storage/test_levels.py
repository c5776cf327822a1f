"""What is told to whoever watches. That it is read by indexes is seen in `test_plans.py`."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from storage import levels
from storage.database import Database
from storage.levels import read_levels
from storage.models import to_ms
from tests.databases import Server

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


async def test_levels_tell_how_long_the_oldest_waits(server: Server) -> None:
    database = Database(server.migrated())
    rows = [
        (1, NOW - timedelta(minutes=9), NOW - timedelta(minutes=9), 0),
        (2, NOW - timedelta(minutes=20), NOW + timedelta(minutes=5), 2),  # has failed, and is tried again
        (3, NOW - timedelta(hours=9), NOW + timedelta(minutes=30), 0),  # an alert for later
    ]
    put = text(
        "INSERT INTO outbox (conversation, channel, chat, topic, private, team, kind, body, key, created_at, due_at,"
        " attempts, failures, doubtful, lease_owner, lease_until, outcome, error) VALUES (:chat, 'telegram', :chat, '',"
        " true, '', 'live', :body, '', :made, :due, 0, :failures, false, '', 0, '', '')"
    )

    def unit(conn: Connection) -> None:
        for number, made, due, failures in rows:
            told = {"chat": f"{number}", "made": to_ms(made), "due": to_ms(due), "failures": failures, "body": b""}
            conn.execute(put, told)

    await database.write(unit)
    found = await database.read(lambda conn: read_levels(conn, NOW))
    assert found.outbox == levels.Level(2, 1, 1200.0)
    await database.close()
