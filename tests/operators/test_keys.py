"""`tariffbot keys rotate`: afterwards the former key may be dropped, and everything is read and found as before."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, func, insert, select, update

from bot.company.links import code_of, tokens_of
from bot.conversation import exact
from bot.conversation.cards import Action
from bot.conversation.invitation import Invitation
from bot.conversation.replies import Person
from bot.conversation.situation import Location, Purpose, State
from bot.conversation.teams import Rules
from bot.operators.keys import Rotation, of_link
from storage import (
    audit,
    company,
    conversations,
    events,
    inbox,
    installations,
    jobs,
    ledger,
    locations,
    outbox,
    owners,
    presses,
    privacy,
    sessions,
    teams,
)
from storage.canary import check_key
from storage.database import Database
from storage.events import NewEvent
from storage.installations import Installed
from storage.ledger import References, Told
from storage.models import conversations as conversations_table
from storage.models import metadata, to_ms
from storage.models import prices as prices_table
from storage.rotation import sealed_tables
from storage.sessions import Pages
from storage.vault import UnknownKey, Vault
from tests.databases import postgres_server, server, sqlite_files
from tests.storage.conftest import NOW, db

__all__ = ["db", "postgres_server", "server", "sqlite_files"]

OLD, NEW = Vault(["an old key of enough characters"]), Vault(["a new key of enough characters"])
BOTH = Vault(["a new key of enough characters", "an old key of enough characters"])
KEY, LINK = "telegram::7", "lnk_1"
HERS = References("customer-4711", "home-1")
PLACE = conversations.Place("telegram", "7")
# What is found by a fingerprint for a day at most: repeated requests, codes, installations that are under way.
SHORT_LIVED = {"link_codes", "company_requests", "oauth_states"}


def fill(conn: Connection, vault: Vault) -> None:
    """Something in every table that seals."""
    pages = Pages()
    claimed = conversations.claim(conn, vault, KEY, "host/1/a", NOW, 60, pages=pages, place=PLACE)
    assert claimed is not None
    conversations.settle(conn, vault, claimed, State(language="de"), NOW)
    number = sessions.open_session(conn, vault, KEY, "fp_1", Purpose(), NOW, NOW + timedelta(hours=1))
    locations.upsert(conn, vault, KEY, Location("loc_1"), NOW)
    inbox.store(conn, vault, "telegram", "1", KEY, b"hello", NOW)
    outbox.put(conn, vault, KEY, PLACE, "live", b"card", "", NOW)
    presses.offer(conn, vault, "k1", KEY, "7", (Action("go"),), NOW)
    installations.save(conn, vault, Installed("T1", "xoxb-1"), NOW)
    teams.keep_rules(conn, vault, "slack:T1", Rules(), NOW)
    teams.keep_member(conn, vault, "slack:T1", Person("U1", name="Ada"), NOW)
    audit.add(conn, vault, "slack:T1", "U1", "connected", NOW, detail="a detail")
    job = jobs.create(conn, vault, KEY, "running", b"plan", NOW, b"source")
    jobs.add_sites(conn, vault, job, [(1, {"name": "one"}), (2, {"name": "two"})], NOW)
    jobs.settle_all(conn, vault, job, [2], "failed", NOW, {"why": "x"})
    events.store(conn, vault, NewEvent("evt_1", "x", b"body"), NOW)
    series = {"key": "loc_1:IMPORT", "read_at": to_ms(NOW), "due_at": to_ms(NOW)}
    conn.execute(insert(prices_table).values(**series, body=vault.seal(b"series", "prices loc_1:IMPORT")))
    token = tokens_of(vault, LINK)[0]
    company.add(conn, vault, LINK, (token, code_of(token)), "telegram", Invitation("customer-4711", "home-1"), NOW)
    ledger.open_session(conn, vault, number, KEY, HERS, "commodity_import", "loc_1", NOW, NOW)
    ledger.keep_location(conn, vault, "loc_1", Told(HERS), NOW)
    check_key(conn, vault, "host/1/a", NOW)


async def rotate(database: Database, vault: Vault = BOTH) -> Rotation:
    rotation = Rotation(database, vault, between_s=0)
    async for _ in rotation.run():
        pass
    return rotation


async def test_the_old_key_may_be_dropped_and_everything_is_read_and_found(db: Database) -> None:
    await db.write(lambda conn: fill(conn, OLD))
    token = tokens_of(OLD, LINK)[0]
    with pytest.raises(UnknownKey):
        await db.read(lambda conn: privacy.collect(conn, NEW, KEY))
    before = await db.read(lambda conn: privacy.collect(conn, OLD, KEY))
    done = await rotate(db)
    assert (done.clean, done.unreadable) == (True, {})

    after = await db.read(lambda conn: privacy.collect(conn, NEW, KEY))
    assert after["conversation"]["state"].pop("known_as") == list(owners.references_of(OLD, KEY))
    assert after == before
    found = await db.read(lambda conn: _found(conn, token))
    assert found == [True] * len(found)
    await db.write(lambda conn: check_key(conn, NEW, "host/2/b", NOW))
    again = await rotate(db, NEW)
    assert (again.renewed, again.clean, again.unreadable) == (0, True, {})


def _found(conn: Connection, token: str) -> list[bool]:
    job = jobs.of(conn, NEW, KEY)
    assert job is not None
    return [
        sessions.by_token(conn, NEW, "fp_1") is not None,
        company.by_token(conn, NEW, token) is not None,
        company.by_code(conn, NEW, code_of(token)) is not None,
        len(ledger.list_sessions(conn, NEW, HERS)) == 1,
        ledger.find_location(conn, NEW, HERS, KEY) == "loc_1",
        jobs.source_of(conn, NEW, job) == b"source",
        installations.find(conn, NEW, "T1") is not None,
        audit.newest(conn, NEW, "slack:T1", 1)[0].detail == "a detail",
        teams.members_of(conn, NEW, "slack:T1", {"U1"})["U1"].name == "Ada",
    ]


async def test_what_is_held_meanwhile_is_left_until_it_is_free(db: Database) -> None:
    """A turn writes the state that it has read: what were added to it in between would be lost."""
    await db.write(lambda conn: fill(conn, OLD))
    at = conversations_table.c
    await db.write(lambda conn: conn.execute(update(conversations_table).values(lease_until=2**60)).rowcount)
    rotation = Rotation(db, BOTH, between_s=0)
    rounds = rotation.run()
    assert "1 were in use" in await anext(rounds)
    await db.write(lambda conn: conn.execute(update(conversations_table).values(lease_until=0)).rowcount)
    async for _ in rounds:
        pass
    assert rotation.clean
    state = await db.read(lambda conn: conn.execute(select(at.state)).scalar_one())
    assert exact.parse(NEW.open(state, f"state {KEY}"))["known_as"]


async def test_it_goes_on_where_it_was_stopped(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(conn: Connection) -> None:
        for number in range(7):
            inbox.store(conn, OLD, "telegram", str(number), KEY, b"hello", NOW)

    monkeypatch.setattr("bot.operators.keys.ROWS", 3)
    await db.write(many)
    stopped = Rotation(db, BOTH, between_s=0)
    [sealed] = [one for one in sealed_tables(of_link) if one.table.name == "inbox"]
    async for batch in stopped._table(sealed):
        assert batch.renewed == 3
        break
    assert (await rotate(db)).renewed == 4


async def test_few_rows_among_many_are_searched_for_in_pieces(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(conn: Connection) -> None:
        for number in range(8):
            inbox.store(conn, OLD if number == 6 else NEW, "telegram", str(number), KEY, b"hello", NOW)

    monkeypatch.setattr("storage.rotation.SEARCHED", 3)
    await db.write(many)
    [sealed] = [one for one in sealed_tables(of_link) if one.table.name == "inbox"]
    batches = [batch async for batch in Rotation(db, BOTH, between_s=0)._table(sealed)]
    numbers = await db.read(lambda conn: conn.execute(select(sealed.table.c.id).order_by("id")).scalars().all())
    assert [batch.place.key for batch in batches] == [(numbers[2],), (numbers[5],), None]
    assert [batch.renewed for batch in batches] == [0, 0, 1]


async def test_what_is_under_a_key_that_nobody_gives_is_told(db: Database) -> None:
    lost = Vault(["a key that was lost years ago"])
    await db.write(lambda conn: inbox.store(conn, lost, "telegram", "1", KEY, b"hello", NOW))
    assert (await rotate(db)).unreadable == {"inbox": 1}


async def test_every_sealed_column_and_every_fingerprint_is_renewed(db: Database) -> None:
    """Of the tables as they are: one that is added later is missed here."""
    known = {(one.table.name, name) for one in sealed_tables(of_link) for name in one.purposes}
    columns = [column for table in metadata.sorted_tables for column in table.columns]
    assert known == {(c.table.name, c.name) for c in columns if isinstance(c.type, LargeBinary)}
    printed = {c.table.name for c in columns if c.name.endswith("print")} - SHORT_LIVED
    assert printed == {one.table.name for one in sealed_tables(of_link) if one.prints}
    await db.write(lambda conn: fill(conn, OLD))
    empty = await db.read(_empty)
    assert empty == []


def _empty(conn: Connection) -> Sequence[Any]:
    """Tables of which `fill` has nothing."""
    counts = ((one.table.name, select(func.count()).select_from(one.table)) for one in sealed_tables(of_link))
    return [name for name, count in counts if not conn.execute(count).scalar()]
