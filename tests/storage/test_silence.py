"""A network that drops packets, or a server that froze: no connection ends, and nobody says so."""

import asyncio

import pytest
from sqlalchemy import Connection, text

from storage import postgres
from storage.database import Away, Database
from tests.crashes.swallower import swallower_before
from tests.databases import Server
from tests.storage.test_database import add, names

LIMIT_S = 60.0


async def test_silence_is_given_up(postgres_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a statement, and of those that wait for a connection; as soon as the server can be heard all is as before."""
    monkeypatch.setattr(postgres, "SILENT_S", 0.5)
    monkeypatch.setattr(postgres, "CONNECT_S", 2)  # the least that libpq takes
    async with swallower_before(postgres_server.migrated()) as (way, url):
        db = Database(url)
        await db.write(add("before"))
        way.is_silent = True
        async with asyncio.timeout(LIMIT_S):
            found = await asyncio.gather(*(db.write(add(f"lost {n}")) for n in range(8)), return_exceptions=True)
        assert all(isinstance(one, Away) for one in found)
        assert way.swallowed
        way.is_silent = False
        await db.write(add("after"))
        assert await db.read(names) == ["after", "before"]
        await db.close()


async def test_who_migrates_may_take_time(postgres_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """As may who waits for them; the connection is not used for anything else afterwards."""
    monkeypatch.setattr(postgres, "SILENT_S", 0.2)
    db = Database(postgres_server.empty())

    def long(conn: Connection) -> None:
        postgres.take_time(conn, LIMIT_S)
        conn.execute(text("SELECT pg_sleep(0.5)"))

    await db.write(long)
    await db.migrate()
    with pytest.raises(Away):
        await db.read(lambda conn: conn.execute(text("SELECT pg_sleep(5)")))
    await db.close()
