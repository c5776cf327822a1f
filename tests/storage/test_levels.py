"""What is told to whoever watches: counted by indexes, however much is stored, and never more than so many rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from storage import levels
from storage.database import Database
from storage.levels import read_levels
from storage.models import to_ms
from storage.statements import Statement
from tests.databases import Server
from tests.storage.test_plans import fill, scans

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


async def test_levels_are_read_by_indexes_and_bounded(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    run = Statement._run

    def listen(self: Statement, conn: Connection, values: Any) -> Any:
        sql, constants = self._known(conn.dialect)
        asked[sql] = {**constants, **values}
        return run(self, conn, values)

    monkeypatch.setattr(Statement, "_run", listen)
    database = Database(server.migrated())
    await database.write(fill)
    await database.write(lambda conn: conn.execute(text("UPDATE conversations SET undeliverable = ''")) and None)
    await database.write(lambda conn: conn.execute(text("ANALYZE")) and None)
    found = await database.read(lambda conn: read_levels(conn, NOW))
    slow = await database.read(
        lambda conn: [step for sql, values in asked.items() for step in scans(conn, sql, values)]
    )
    await database.close()
    # At most 1000 shapes are kept; the other is what is counted, at most so many rows.
    assert [step for step in slow if "drift" not in step and "anon_1" not in step] == []
    assert found.outbox.rows == 0  # all that is there is for later
    assert found.silent == {}


async def test_levels_tell_how_long_the_oldest_waits(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
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
