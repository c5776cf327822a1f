"""A network that drops packets, or a server that froze: no connection ends, and nobody says so."""

import asyncio

import psycopg
import pytest
from sqlalchemy import Connection, text

from bot.tasks import persist
from storage import postgres
from storage.database import Away, Database, Unsure
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


@pytest.mark.parametrize("repeatable", [True, False])
async def test_a_connection_that_is_lost_at_the_commit(postgres_server: Server, repeatable: bool) -> None:
    """Nobody can tell whether it was done, so it is done again only where that does no harm."""
    db, runs = Database(postgres_server.migrated()), 0
    plain = db.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def unit(conn: Connection) -> None:
        nonlocal runs
        runs += 1
        add("x")(conn)
        if runs == 1:
            ours = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with psycopg.connect(plain, autocommit=True) as other:  # returns once it has ended
                other.execute("SELECT pg_terminate_backend(%s, 60000)", (ours,))

    written = persist(db, unit, LIMIT_S, repeatable=repeatable)
    if repeatable:
        await written
    else:
        with pytest.raises(Unsure):
            await written
    assert (runs, await db.read(names)) == ((2, ["x"]) if repeatable else (1, []))
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
