"""What came in is kept once, until it is handled."""

import asyncio

from storage import inbox
from storage.database import Database
from storage.vault import Vault
from tests.storage.conftest import NOW, open_raw


async def store(db: Database, vault: Vault, name: str, lane: str = "a", payload: bytes = b"hello") -> int | None:
    return await db.write(lambda conn: inbox.store(conn, vault, "telegram", name, lane, payload, NOW))


async def test_fifty_at_once_store_it_once(db: Database, twin: Database, vault: Vault) -> None:
    rows = await asyncio.gather(*[store((db, twin)[number % 2], vault, "7") for number in range(50)])
    assert len([row for row in rows if row is not None]) == 1
    assert len(await db.read(lambda conn: inbox.unfinished(conn, vault, 100))) == 1


async def test_the_same_id_of_another_channel_is_another_thing(db: Database, vault: Vault) -> None:
    assert await store(db, vault, "7") is not None
    assert await db.write(lambda conn: inbox.store(conn, vault, "slack", "7", "a", b"", NOW)) is not None


async def test_what_is_not_handled_is_found_again_oldest_first(db: Database, vault: Vault) -> None:
    first, second, third = [await store(db, vault, name, lane) for name, lane in (("9", "a"), ("3", "b"), ("5", "a"))]
    found = await db.read(lambda conn: inbox.unfinished(conn, vault, 10))
    assert [row.id for row in found] == [first, second, third]
    assert found[0] == (first, "telegram", "9", "a", b"hello", NOW, 0)
    assert [row.id for row in await db.read(lambda conn: inbox.unfinished(conn, vault, 10, lane="a"))] == [first, third]
    assert len(await db.read(lambda conn: inbox.unfinished(conn, vault, 2))) == 2


async def test_what_is_handled_is_known_but_not_kept(sqlite_db: Database, vault: Vault) -> None:
    row = await store(sqlite_db, vault, "7")
    await sqlite_db.write(lambda conn: inbox.finish(conn, row, NOW))
    assert await store(sqlite_db, vault, "7") is None
    raw = open_raw(sqlite_db)
    assert raw.execute("SELECT payload FROM inbox").fetchall() == [(b"",)]
    raw.close()


async def test_a_lane_is_taken_from_its_oldest_on(db: Database, vault: Vault) -> None:
    first, second = [await store(db, vault, name) or 0 for name in ("7", "8")]

    async def take(row: int) -> int:
        return await db.write(lambda conn: inbox.take(conn, row, "a"))

    assert [await take(second), await take(first)] == [0, 1]
    await db.write(lambda conn: inbox.finish(conn, first, NOW))
    assert [await take(first), await take(second), await take(second)] == [0, 1, 2]


async def test_attempts_are_counted_and_a_poisonous_row_is_put_aside(db: Database, vault: Vault) -> None:
    row = await store(db, vault, "7")
    assert [await db.write(lambda conn: inbox.attempts(conn, row, more=1)) for _ in range(3)] == [1, 2, 3]
    assert (await db.read(lambda conn: inbox.unfinished(conn, vault, 1)))[0].attempts == 3
    await db.write(lambda conn: inbox.park(conn, row, "KeyError", NOW))
    assert await db.read(lambda conn: inbox.unfinished(conn, vault, 1)) == []
    assert await store(db, vault, "7") is None


async def test_what_a_person_wrote_is_not_legible_in_the_file(sqlite_db: Database, vault: Vault) -> None:
    await store(sqlite_db, vault, "7", payload=b"1-3 Strand")
    raw = open_raw(sqlite_db)
    assert b"Strand" not in raw.execute("SELECT payload FROM inbox").fetchone()[0]
    raw.close()
