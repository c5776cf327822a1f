"""What is of no more use goes, bit by bit; what is still needed stays."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from bot.conversation.cards import Action
from bot.conversation.replies import Place
from bot.conversation.situation import Location, Purpose, State
from storage import audit, conversations, inbox, installations, jobs, locations, outbox, presses, sessions, wakes
from storage.database import Database
from storage.purge import purge
from storage.sessions import Pages
from storage.vault import Vault
from tests.storage.conftest import NOW

HERE = Place("telegram", "1")
LONG_AGO = NOW - timedelta(days=100)
TABLES = ("inbox", "presses", "sessions", "outbox")


def count(conn: Connection) -> list[int]:
    return [conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES]


def fill(conn: Connection, vault: Vault) -> None:
    """Of each kind three old ones: two that are done with and one that is not."""
    conversations.claim(conn, vault, "c", "o", NOW, 1, pages=Pages(), place=HERE)
    for name in "123":
        row = inbox.store(conn, vault, "telegram", name, "c", b"", LONG_AGO)
        assert row is not None
        presses.offer(conn, vault, f"key{name}", "c", "1", (Action("a"),), LONG_AGO if name != "3" else NOW)
        sessions.open_session(conn, vault, "c", name, Purpose(), LONG_AGO, LONG_AGO if name != "3" else NOW)
        outbox.put(conn, vault, "c", HERE, "card", b"", "", LONG_AGO)
        if name != "3":
            inbox.finish(conn, row, LONG_AGO)
            outbox.give_up(conn, "c", "too late", LONG_AGO)


async def test_what_is_done_with_goes(db: Database, vault: Vault) -> None:
    await db.write(lambda conn: fill(conn, vault))
    assert await db.write(lambda conn: purge(conn, NOW)) == 8
    assert await db.read(count) == [1, 1, 1, 1]
    assert await db.write(lambda conn: purge(conn, NOW)) == 0


async def test_what_is_young_stays(db: Database, vault: Vault) -> None:
    await db.write(lambda conn: fill(conn, vault))
    ages = {"inbox_days": 101, "presses_days": 101, "sessions_days": 101, "outbox_days": 101}
    assert await db.write(lambda conn: purge(conn, NOW, **ages)) == 0


async def test_no_more_than_asked_for_at_a_time(db: Database, vault: Vault) -> None:
    await db.write(lambda conn: fill(conn, vault))
    assert await db.write(lambda conn: purge(conn, NOW, limit=1)) == 4
    assert await db.read(count) == [2, 2, 2, 2]


def begin(conn: Connection, vault: Vault, key: str, when: datetime, lease_s: float = 0) -> None:
    """A conversation in which something was said last at some time."""
    channel, team, person = key.split(":")
    place = Place(channel, person, team=team.partition("#")[0])
    held = conversations.claim(conn, vault, key, "o", when, 1, pages=Pages(), place=place)
    assert held is not None
    conversations.settle(conn, vault, held, State(), when, hold_s=lease_s)


async def purged(db: Database, **limits: int) -> set[str]:
    """The conversations that are left when all of them were looked at."""
    for _ in range(30):
        await db.write(lambda conn: purge(conn, NOW, **limits))
    return set(await db.read(lambda conn: conn.execute(text("SELECT key FROM conversations")).scalars().all()))


@pytest.mark.parametrize("limit", [1, 3, 500])
async def test_conversations_that_nobody_needs_go(db: Database, vault: Vault, limit: int) -> None:
    then = NOW - timedelta(days=400)

    def fill_all(conn: Connection) -> None:
        for key in ("telegram::old", "telegram::paused", "telegram:#-1#2:old", "slack:T1#C1#17:U1", "slack:T2:U2"):
            begin(conn, vault, key, then)
        conversations.pause(conn, "telegram::paused", "left", then)
        begin(conn, vault, "telegram::young", NOW - timedelta(days=300))
        for key in ("connected", "open", "due", "heard", "shown", "job"):
            begin(conn, vault, f"telegram::{key}", then)
        begin(conn, vault, "telegram::held", then, lease_s=500 * 86400)
        begin(conn, vault, "slack:T1:U1", then)
        locations.upsert(conn, vault, "telegram::connected", Location("a"), then)
        locations.upsert(conn, vault, "slack:T1", Location("b"), then)
        sessions.open_session(conn, vault, "telegram::open", "t", Purpose(), NOW, NOW + timedelta(hours=1))
        wakes.set_wake(conn, "telegram::due", "pending", NOW)
        inbox.store(conn, vault, "telegram", "1", "telegram::heard", b"{}", NOW)
        outbox.put(conn, vault, "telegram::shown", HERE, "card", b"{}", "", NOW)
        jobs.create(conn, vault, "telegram::job", "running", b"{}", NOW)

    await db.write(fill_all)
    needed = {f"telegram::{x}" for x in ("young", "connected", "open", "due", "heard", "shown", "job", "held")}
    assert await purged(db, limit=limit) == {*needed, "slack:T1:U1"}


async def test_of_conversations_a_slice_is_looked_at_each_time(db: Database, vault: Vault) -> None:
    old, keys = NOW - timedelta(days=400), [f"telegram::{n}" for n in range(5)]
    await db.write(lambda conn: [begin(conn, vault, key, old if key[-1] in "14" else NOW) for key in keys])
    counts = [await db.write(lambda conn: purge(conn, NOW, limit=2)) for _ in range(4)]
    assert counts == [1, 0, 1, 0]


async def test_old_jobs_go_with_the_conversations_of_their_sites(db: Database, vault: Vault) -> None:
    def fill_jobs(conn: Connection) -> None:
        begin(conn, vault, "slack:T1:U1", NOW)
        for name, when in (("old", LONG_AGO), ("new", NOW)):
            job = jobs.create(conn, vault, "slack:T1:U1", "done", b"{}", when)
            jobs.add_sites(conn, vault, job, [(1, {}), (2, {})], when)
            for site in jobs.claim(conn, vault, job, 1, when, lambda number, of=name: f"slack:T1#{of}#{number}:U1"):
                begin(conn, vault, site.lane, when)

    await db.write(fill_jobs)
    assert await purged(db) == {"slack:T1:U1", "slack:T1#new#1:U1"}
    left = await db.read(lambda conn: conn.execute(text("SELECT count(*) FROM sites")).scalar_one())
    assert left == 2


async def test_states_that_ran_out_and_old_deeds_go(db: Database, vault: Vault) -> None:
    def fill_more(conn: Connection) -> None:
        for state, until in (("a", NOW - timedelta(seconds=1)), ("b", NOW + timedelta(minutes=10))):
            installations.put_state(conn, vault, state, "cookie", until)
        for when in (NOW - timedelta(days=731), NOW - timedelta(days=729)):
            audit.add(conn, vault, "slack:T1", "U1", "connected", when)

    await db.write(fill_more)
    assert await db.write(lambda conn: purge(conn, NOW)) == 2
    assert await db.write(lambda conn: installations.take_state(conn, vault, "b", "cookie", NOW))
    assert len(await db.read(lambda conn: audit.newest(conn, vault, "slack:T1", 9))) == 1
