"""What is due is given out once; what only one may do, one does."""

import asyncio
import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.conversation.replies import Place
from storage import conversations, leases, wakes
from storage.database import Database
from storage.models import to_ms
from storage.models import wakes as table
from storage.sessions import Pages
from storage.vault import Vault
from storage.wakes import Wake
from tests.storage.conftest import NOW

KEYS = [f"c{number:02}" for number in range(30)]
LATER = NOW + timedelta(seconds=31)


@pytest.fixture(autouse=True)
async def begun(db: Database, vault: Vault) -> None:
    def begin(conn: Connection) -> None:
        for key in KEYS:
            conversations.claim(conn, vault, key, "o", NOW, 1, pages=Pages(), place=Place("telegram", key))

    await db.write(begin)


async def set_wake(db: Database, key: str, what: str, after_s: float = 0, attempt: int = 1) -> None:
    due_at = NOW + timedelta(seconds=after_s)
    await db.write(lambda conn: wakes.set_wake(conn, key, what, due_at, attempt))


async def take(db: Database, after_s: float = 0, limit: int = 100) -> list[Wake]:
    return await db.write(lambda conn: wakes.take_due(conn, NOW + timedelta(seconds=after_s), limit))


async def test_what_is_due_is_given_out_earliest_first_and_once(db: Database) -> None:
    await set_wake(db, "c02", "retry", 2)
    await set_wake(db, "c01", "pending", 1, attempt=4)
    await set_wake(db, "c03", "retry", 9)
    expected = [
        Wake("c01", "pending", 4, NOW + timedelta(seconds=1)),
        Wake("c02", "retry", 1, NOW + timedelta(seconds=2)),
    ]
    assert await take(db, 5) == expected
    assert await take(db, 5) == []


async def test_a_new_time_for_the_same_takes_the_place_of_the_old(db: Database) -> None:
    await set_wake(db, "c01", "retry", 1)
    await set_wake(db, "c01", "retry", 60, attempt=2)
    assert await take(db, 5) == []
    assert [wake.attempt for wake in await take(db, 60)] == [2]


async def test_what_is_only_hastened_is_never_put_off(db: Database) -> None:
    for after_s, attempt in ((30, 1), (60, 2), (10, 3)):
        due_at = NOW + timedelta(seconds=after_s)
        await db.write(lambda conn, at=due_at, number=attempt: wakes.hasten(conn, "c01", "retry", at, number))
        found = await db.read(lambda conn: conn.execute(select(table.c.due_at, table.c.attempt)).all())
        expected = (10, 3) if after_s == 10 else (30, 1)
        assert [tuple(row) for row in found] == [(to_ms(NOW + timedelta(seconds=expected[0])), expected[1])]


async def test_what_is_brought_forward_is_as_it_was_read(db: Database) -> None:
    """What was taken or put off meanwhile stays so."""
    for number in range(4):
        await set_wake(db, f"c{number:02}", "retry", 3600 + number, attempt=5)
    await set_wake(db, "c04", "retry", 20)
    await set_wake(db, "c05", "pending", 3600)
    end = NOW + timedelta(seconds=3602)
    found = await db.read(lambda conn: wakes.list_between(conn, ("retry", "read"), LATER, end, 4))
    assert [(wake.conversation, wake.attempt) for wake in found] == [("c00", 5), ("c01", 5), ("c02", 5)]
    assert len(await take(db, 3600.5)) == 3  # the one that was read among them
    await set_wake(db, "c01", "retry", 7200, attempt=6)
    await db.write(lambda conn: wakes.bring_forward(conn, [(wake, NOW) for wake in found]))
    assert [wake.conversation for wake in await take(db)] == ["c02"]


async def test_a_unit_that_fails_leaves_it_for_the_next(db: Database) -> None:
    await set_wake(db, "c01", "retry")

    def fail(conn: Connection) -> None:
        wakes.take_due(conn, NOW, 10)
        raise LookupError

    with pytest.raises(LookupError):
        await db.write(fail)
    assert len(await take(db)) == 1


async def test_processes_share_what_is_due(db: Database) -> None:
    for key in KEYS:
        await set_wake(db, key, "retry")
    command = ["-m", "tests.storage.child", "wakes", db.url.render_as_string(hide_password=False)]
    children = [
        await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE) for _ in range(3)
    ]
    said = [(await child.communicate())[0].decode().split("\n") for child in children]
    assert [child.returncode for child in children] == [0, 0, 0]
    assert sorted(line for lines in said for line in lines if line) == [f"{key} retry" for key in KEYS]


async def test_one_of_fifty_gets_the_lease(db: Database, twin: Database) -> None:
    got = await asyncio.gather(
        *[
            (db, twin)[number % 2].write(lambda conn, me=f"o{number}": leases.acquire(conn, "poll", me, NOW, 30))
            for number in range(50)
        ]
    )
    assert got.count(True) == 1


async def test_a_lease_is_kept_renewed_lost_and_given_back(db: Database) -> None:
    async def acquire(owner: str, now: datetime = NOW) -> bool:
        return await db.write(lambda conn: leases.acquire(conn, "poll", owner, now, 30))

    async def renew(owner: str, now: datetime = NOW) -> bool:
        return await db.write(lambda conn: leases.renew(conn, "poll", owner, now, 60))

    assert await acquire("a")
    assert await acquire("a")
    assert not await acquire("b")
    assert not await renew("b")
    assert await renew("a")
    assert not await acquire("b", LATER)
    assert await acquire("b", NOW + timedelta(seconds=61))
    assert not await renew("a", NOW + timedelta(seconds=61))
    await db.write(lambda conn: leases.release(conn, "poll", "a"))
    assert not await acquire("a", NOW + timedelta(seconds=62))
    await db.write(lambda conn: leases.release(conn, "poll", "b"))
    assert await acquire("a")


async def test_a_lease_that_ran_out_cannot_be_renewed(db: Database) -> None:
    await db.write(lambda conn: leases.acquire(conn, "poll", "a", NOW, 30))
    assert not await db.write(lambda conn: leases.renew(conn, "poll", "a", LATER, 30))


async def test_only_who_has_the_lease_notes_the_value(db: Database) -> None:
    assert await db.read(lambda conn: leases.value_of(conn, "poll")) == ""
    await db.write(lambda conn: leases.acquire(conn, "poll", "a", NOW, 30))
    assert await db.write(lambda conn: leases.keep(conn, "poll", "a", "4711"))
    assert not await db.write(lambda conn: leases.keep(conn, "poll", "b", "1"))
    await db.write(lambda conn: leases.acquire(conn, "poll", "b", LATER, 30))
    assert await db.read(lambda conn: leases.value_of(conn, "poll")) == "4711"
