"""Events: stored once, claimed by one, settled with their effect, and purged after FlatPeak has forgotten them."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, text

from bot.conversation.replies import Person, Place
from bot.conversation.situation import Location
from storage import concerned, conversations, events, leases, locations, teams
from storage.conversations import LeaseLost
from storage.database import Database
from storage.events import EventRow, NewEvent
from storage.purge import purge
from storage.sessions import Pages
from storage.vault import Vault
from tests.storage.conftest import NOW, open_raw

BODY = b'{"id":"evt_1","secret":"Quillmoor Lane"}'
LEASE_S = 60.0


async def store(db: Database, vault: Vault, *ids: str, now: datetime = NOW) -> int:
    new = [NewEvent(id_, "tariff.expired", BODY) for id_ in ids]
    return await db.write(lambda conn: events.store_all(conn, vault, new, now))


async def claim(
    db: Database, vault: Vault, owner: str = "host/1/a", most: int = 10, now: datetime = NOW
) -> list[EventRow]:
    return await db.write(lambda conn: events.claim(conn, vault, owner, now, most, LEASE_S))


async def test_an_event_is_stored_once(db: Database, twin: Database, vault: Vault) -> None:
    new = NewEvent("evt_1", "tariff.expired", BODY)
    unit = partial(events.store, vault=vault, new=new, now=NOW)
    found = await asyncio.gather(*(one.write(unit) for one in (db, twin) * 10))
    assert found.count(True) == 1
    assert len(await claim(db, vault)) == 1


async def test_what_has_to_be_done_is_claimed_oldest_first_and_by_one(
    db: Database, twin: Database, vault: Vault
) -> None:
    assert await store(db, vault, *(f"evt_{n}" for n in range(30))) == 30
    settled = NewEvent("evt_x", "device.create", outcome="ignored", note="not for chats")
    assert await db.write(lambda conn: events.store(conn, vault, settled, NOW))
    claims = [claim(one, vault, owner) for one, owner in ((db, "host/1/a"), (twin, "host/2/b")) for _ in range(3)]
    found = await asyncio.gather(*claims)
    assert sorted(row.id for rows in found for row in rows) == sorted(f"evt_{n}" for n in range(30))
    assert all([row.number for row in rows] == sorted(row.number for row in rows) for rows in found)
    assert {row.body for rows in found for row in rows} == {BODY}


async def test_who_comes_late_changes_nothing(db: Database, vault: Vault) -> None:
    await store(db, vault, "evt_1")
    (first,) = await claim(db, vault)
    later = NOW + timedelta(seconds=LEASE_S + 1)
    (second,) = await claim(db, vault, "host/2/b", now=later)
    assert (first.attempt, second.attempt) == (1, 2)
    with pytest.raises(LeaseLost):
        await db.write(lambda conn: events.settle(conn, vault, first, "noticed", later))
    with pytest.raises(LeaseLost):
        await db.write(lambda conn: events.put_off(conn, first, later, "why"))
    await db.write(lambda conn: events.settle(conn, vault, second, "noticed", later))
    with pytest.raises(LeaseLost):
        await db.write(lambda conn: events.settle(conn, vault, second, "noticed", later))
    assert await db.read(lambda conn: events.counts(conn, 10)) == [("noticed", "", "tariff.expired", 1)]


async def test_what_a_dead_process_had_is_taken_over_at_once(db: Database, vault: Vault) -> None:
    await store(db, vault, "evt_1")
    await db.write(lambda conn: leases.beat(conn, "host/1/dead", NOW, 30))
    await claim(db, vault, "host/1/dead")
    assert await claim(db, vault) == []
    await db.write(lambda conn: leases.free_dead(conn, NOW, lambda owner, _: owner.endswith("dead")))
    assert [row.attempt for row in await claim(db, vault)] == [2]


async def test_it_can_be_put_off_and_replayed(db: Database, vault: Vault) -> None:
    await store(db, vault, "evt_1")
    (row,) = await claim(db, vault)
    later = NOW + timedelta(minutes=5)
    await db.write(lambda conn: events.put_off(conn, row, later, "FlatPeak is down"))
    assert await claim(db, vault) == []
    (again,) = await claim(db, vault, now=later)
    await db.write(lambda conn: events.settle(conn, vault, again, "parked", later, note="poison", keep=b"{}"))
    assert [(one.id, one.note) for one in await db.read(events.parked)] == [("evt_1", "poison")]
    assert await db.write(lambda conn: events.replay(conn, "evt_1", later))
    assert not await db.write(lambda conn: events.replay(conn, "evt_1", later))
    (replayed,) = await claim(db, vault, now=later)
    assert (replayed.attempt, replayed.body) == (1, b"{}")
    await db.write(lambda conn: events.settle(conn, vault, replayed, "noticed", later))
    assert not await db.write(lambda conn: events.replay(conn, "evt_1", later))


async def test_its_content_is_sealed_and_gone_once_it_is_settled(sqlite_db: Database, vault: Vault) -> None:
    await store(sqlite_db, vault, "evt_1")
    (row,) = await claim(sqlite_db, vault)
    raw = open_raw(sqlite_db)
    (sealed,) = raw.execute("SELECT body FROM events").fetchone()
    assert sealed
    assert b"Quillmoor" not in sealed
    await sqlite_db.write(lambda conn: events.settle(conn, vault, row, "noticed", NOW))
    assert raw.execute("SELECT body FROM events").fetchone() == (b"",)
    raw.close()


async def test_a_body_that_no_key_opens_is_one_to_be_fetched(db: Database, vault: Vault) -> None:
    await store(db, Vault(["another key of more than thirty-two characters"]), "evt_1")
    assert [row.body for row in await claim(db, vault)] == [b""]


async def test_a_row_outlives_what_flatpeak_tells_of(db: Database, vault: Vault) -> None:
    await store(db, vault, "evt_1", "evt_2")
    (row,) = await claim(db, vault, most=1)
    await db.write(lambda conn: events.settle(conn, vault, row, "noticed", NOW))
    for days in (91, 101):
        await db.write(lambda conn, days=days: purge(conn, NOW + timedelta(days=days)))  # type: ignore[misc]
        assert await store(db, vault, "evt_1") == (days == 101)
    assert await store(db, vault, "evt_2") == 0  # nobody has handled it yet


async def test_open_ones_are_found_by_an_index(sqlite_db: Database, vault: Vault) -> None:
    def plan(conn: Connection) -> str:
        statement = "SELECT number FROM events WHERE settled_at IS NULL AND due_at <= 5 AND lease_until <= 5 "
        return str(conn.execute(text(f"EXPLAIN QUERY PLAN {statement} ORDER BY due_at, number LIMIT 5")).all())

    found = await sqlite_db.read(plan)
    assert "ix_events_open" in found
    assert "TEMP B-TREE" not in found


# Whom a location concerns


async def have(db: Database, vault: Vault, owner: str, connected_by: str = "") -> None:
    await db.write(lambda conn: locations.upsert(conn, vault, owner, Location("loc_1"), NOW, connected_by))


async def meet(
    db: Database, vault: Vault, key: str, *, admin: bool = False, undeliverable: str = "", nameless: bool = False
) -> None:
    channel, team, person = key.split(":")

    def unit(conn: Connection) -> None:
        place = Place(channel, person, private=True, team=team)
        claimed = conversations.claim(conn, vault, key, "host/1/a", NOW, 1, place=place, pages=Pages())
        assert claimed
        conversations.release(conn, claimed)
        if undeliverable:
            conversations.pause(conn, key, undeliverable, NOW)
        if team:
            who = Person(person, name="" if nameless else person, admin=admin, team=team)
            teams.keep_member(conn, vault, f"{channel}:{team}", who, NOW)

    await db.write(unit)


async def lanes(db: Database) -> list[str]:
    return await db.read(lambda conn: concerned.lanes_of(conn, "loc_1"))


async def test_a_person_is_concerned_and_so_is_every_other_who_has_it(db: Database, vault: Vault) -> None:
    assert await lanes(db) == []
    await have(db, vault, "telegram::1")
    assert await lanes(db) == []  # the conversation is gone
    await meet(db, vault, "telegram::1")
    await meet(db, vault, "telegram::2")
    await have(db, vault, "telegram::2")
    assert await lanes(db) == ["telegram::1", "telegram::2"]


async def test_in_a_team_the_one_who_connected_it_is_told(db: Database, vault: Vault) -> None:
    await have(db, vault, "slack:T1", "U1")
    await meet(db, vault, "slack:T1:U2", admin=True)
    await meet(db, vault, "slack:T1:U1")
    assert await lanes(db) == ["slack:T1:U1"]


async def test_a_colleague_whose_name_is_not_known_yet_is_told_before_nobody_is(db: Database, vault: Vault) -> None:
    await have(db, vault, "slack:T1", "U1")
    await meet(db, vault, "slack:T1:U1", undeliverable="left")
    await meet(db, vault, "slack:T2:U4", nameless=True)
    assert await lanes(db) == ["slack:T1:U1"]
    await meet(db, vault, "slack:T1:U2", nameless=True)
    assert await lanes(db) == ["slack:T1:U2"]
    await meet(db, vault, "slack:T1:U3")
    assert await lanes(db) == ["slack:T1:U3"]


@pytest.mark.parametrize("left", ["", "U1"])
async def test_who_left_is_stood_in_for(db: Database, vault: Vault, left: str) -> None:
    await have(db, vault, "slack:T1", left)
    if left:
        await meet(db, vault, "slack:T1:U1", undeliverable="left")
        assert await lanes(db) == ["slack:T1:U1"]  # better than nobody
    await meet(db, vault, "slack:T1:U2")
    assert await lanes(db) == ["slack:T1:U2"]
    await meet(db, vault, "slack:T1:U3", admin=True)
    assert await lanes(db) == ["slack:T1:U3"]
    await meet(db, vault, "slack:T2:U4", admin=True)
    assert await lanes(db) == ["slack:T1:U3"]
