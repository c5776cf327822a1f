"""Many sites at once: each is claimed once, whoever asks, and what came of it is kept."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.conversation.replies import Place
from storage import conversations, jobs
from storage.database import Database
from storage.jobs import Job, Site
from storage.sessions import Pages
from storage.vault import Vault
from tests.storage.conftest import NOW

ANN = "slack:T1:U1"
LATER = NOW + timedelta(minutes=1)


def lane_of(number: int) -> str:
    return f"slack:T1#job#{number}:U1"


@pytest.fixture
async def job(db: Database, vault: Vault) -> int:
    def unit(conn: Connection) -> int:
        conversations.claim(conn, vault, ANN, "o", NOW, 1, pages=Pages(), place=Place("slack", "U1", team="T1"))
        return jobs.create(conn, vault, ANN, "checking", b'{"phase":"checking"}', NOW, b"1,Main Street")

    return await db.write(unit)


async def add(db: Database, vault: Vault, job: int, count: int) -> None:
    found = [(number, {"city": "Köln", "line": number}) for number in range(count)]
    await db.write(lambda conn: jobs.add_sites(conn, vault, job, found, NOW))


async def claim(db: Database, vault: Vault, job: int, most: int) -> list[Site]:
    return await db.write(lambda conn: jobs.claim(conn, vault, job, most, NOW, lane_of))


async def test_a_job_is_read_as_it_was_written(db: Database, vault: Vault, job: int) -> None:
    def unit(conn: Connection) -> None:
        found = jobs.get(conn, vault, job)
        assert found == Job(job, ANN, "slack:T1", "checking", b'{"phase":"checking"}', "", NOW, NOW)
        assert jobs.source_of(conn, vault, found) == b"1,Main Street"
        jobs.keep_plan(conn, vault, found, "running", b"{}", LATER)
        jobs.keep_source(conn, vault, found, b"2,Main Street")
        jobs.shown(conn, job, "D1/17.1")
        found = jobs.of(conn, vault, ANN)
        assert found == Job(job, ANN, "slack:T1", "running", b"{}", "D1/17.1", NOW, LATER)
        assert jobs.source_of(conn, vault, found) == b"2,Main Street"
        newer = jobs.create(conn, vault, ANN, "checking", b"{}", NOW)
        newest = jobs.of(conn, vault, ANN)
        assert newest is not None
        assert newest.id == newer
        assert jobs.of(conn, vault, "slack:T1:U2") is None
        assert jobs.get(conn, vault, 99) is None

    await db.write(unit)


async def test_each_site_is_claimed_once_in_order(db: Database, vault: Vault, job: int) -> None:
    await add(db, vault, job, 5)
    first = await claim(db, vault, job, 3)
    assert first == [
        Site(job, number, lane_of(number), "running", {"city": "Köln", "line": number}, {}, "", NOW)
        for number in range(3)
    ]
    await add(db, vault, job, 5)  # once more, after a crash: what runs stays so
    assert [site.number for site in await claim(db, vault, job, 3)] == [3, 4]
    assert await claim(db, vault, job, 3) == []
    assert await db.read(lambda conn: jobs.by_lane(conn, vault, lane_of(1))) == first[1]
    assert await db.read(lambda conn: jobs.by_lane(conn, vault, "")) is None


async def test_of_two_processes_none_gets_what_the_other_has(
    db: Database, twin: Database, vault: Vault, job: int
) -> None:
    await add(db, vault, job, 100)
    taken = await asyncio.gather(*[claim((db, twin)[n % 2], vault, job, 7) for n in range(30)])
    numbers = [site.number for sites in taken for site in sites]
    assert sorted(numbers) == list(range(100))


async def test_what_came_of_a_site_is_counted_and_listed(db: Database, vault: Vault, job: int) -> None:
    await add(db, vault, job, 6)
    await claim(db, vault, job, 4)

    def unit(conn: Connection) -> None:
        before = jobs.settle(conn, vault, lane_of(0), "waiting", LATER, location_id="loc_0")
        assert before is not None
        assert (before.number, before.status) == (0, "running")
        jobs.settle(conn, vault, lane_of(0), "connected", LATER)
        jobs.settle(conn, vault, lane_of(1), "needs_you", LATER, {"reason": "sites-needs-login", "args": {"n": "1"}})
        jobs.settle_all(conn, vault, job, [4, 5], "left_out", LATER)
        assert jobs.settle(conn, vault, ANN, "connected", LATER) is None

    await db.write(unit)
    assert await db.read(lambda conn: jobs.counts(conn, job)) == {
        "connected": 1,
        "needs_you": 1,
        "running": 2,
        "left_out": 2,
    }
    everything = await db.read(lambda conn: jobs.list_sites(conn, vault, job))
    assert [site.location_id for site in everything] == ["loc_0", "", "", "", "", ""]
    (needing,) = await db.read(lambda conn: jobs.list_sites(conn, vault, job, status="needs_you"))
    assert (needing.outcome, needing.updated_at) == ({"reason": "sites-needs-login", "args": {"n": "1"}}, LATER)
    page = await db.read(lambda conn: jobs.list_sites(conn, vault, job, status="running", after=2, most=1))
    assert [site.number for site in page] == [3]


async def test_ten_thousand_sites_are_one_unit(db: Database, vault: Vault, job: int) -> None:
    await add(db, vault, job, 10_000)
    assert await db.read(lambda conn: jobs.counts(conn, job)) == {"ready": 10_000}
    assert len(await claim(db, vault, job, 50)) == 50


async def test_no_address_is_legible(db: Database, vault: Vault, job: int) -> None:
    await add(db, vault, job, 1)
    for table in ("jobs", "sites"):
        rows = await db.read(lambda conn, name=table: conn.execute(text(f"SELECT * FROM {name}")).all())
        assert "Main" not in str(rows)
        assert "Köln" not in str(rows)
        assert rows


async def test_a_job_goes_with_its_conversation(db: Database, vault: Vault, job: int) -> None:
    await add(db, vault, job, 2)
    await db.write(lambda conn: conn.execute(text("DELETE FROM conversations")))
    assert await db.read(lambda conn: jobs.counts(conn, job)) == {}
