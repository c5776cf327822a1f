"""Connect sessions and the locations that they made."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.conversation.page import Page
from bot.conversation.replies import Place
from bot.conversation.situation import Location, Purpose
from storage import conversations, locations, sessions
from storage.database import Database
from storage.sessions import Held, OpenSession, Pages
from storage.vault import Vault
from tests.storage.conftest import KEY, NOW

ENDS = NOW + timedelta(hours=1)
PAGE = Page("provider", "/providers", ("SUBMIT",), {"providers": [{"name": "Octopus"}]})


@pytest.fixture(autouse=True)
async def begun(db: Database, vault: Vault) -> None:
    def begin(conn: Connection) -> None:
        for key in ("a", "b"):
            conversations.claim(conn, vault, key, "o", NOW, 1, pages=Pages(), place=Place("telegram", key))

    await db.write(begin)


async def open_session(db: Database, vault: Vault, token: str = "t1", key: str = "a") -> int:
    return await db.write(lambda conn: sessions.open_session(conn, vault, key, token, Purpose(), NOW, ENDS))


async def current(db: Database, vault: Vault, pages: Pages) -> OpenSession:
    found = await db.read(lambda conn: sessions.current(conn, vault, "a", pages))
    assert found is not None
    return found


async def keep(db: Database, vault: Vault, pages: Pages, page: Page) -> int:
    held = await current(db, vault, pages)
    return await db.write(lambda conn: sessions.keep_page(conn, vault, held, "a", page, pages))


async def test_one_is_open_at_a_time(db: Database, vault: Vault, pages: Pages) -> None:
    first, second = await open_session(db, vault), await open_session(db, vault, "t2")
    assert (await current(db, vault, pages)).id == second != first
    assert await db.read(lambda conn: sessions.by_token(conn, vault, "t1")) == Held(first, "a", True)
    assert await db.read(lambda conn: sessions.by_token(conn, vault, "t2")) == Held(second, "a", False)


async def test_ended_is_ended(db: Database, vault: Vault, pages: Pages) -> None:
    await open_session(db, vault)
    await db.write(lambda conn: sessions.end(conn, "a", NOW))
    assert await db.read(lambda conn: sessions.current(conn, vault, "a", pages)) is None
    kept = "SELECT count(*) FROM sessions WHERE page IS NOT NULL OR length(token) > 0"
    assert await db.read(lambda conn: conn.execute(text(kept)).scalar()) == 0


async def test_a_token_is_found_after_the_key_was_replaced(db: Database, vault: Vault, pages: Pages) -> None:
    number = await open_session(db, vault)
    newer = Vault(["a new key that is longer than thirty-two", KEY])
    assert await db.read(lambda conn: sessions.by_token(conn, newer, "t1")) == Held(number, "a", False)
    assert await db.read(lambda conn: sessions.by_token(conn, newer, "t2")) is None
    assert (await current(db, newer, pages)).token == "t1"


async def test_a_page_is_written_when_it_changes_only(db: Database, vault: Vault, pages: Pages) -> None:
    await open_session(db, vault)
    first = await keep(db, vault, pages, PAGE)
    before = await db.read(lambda conn: conn.execute(text("SELECT page FROM sessions")).scalar())
    assert await keep(db, vault, pages, replace(PAGE)) == first
    assert await db.read(lambda conn: conn.execute(text("SELECT page FROM sessions")).scalar()) == before
    assert await keep(db, vault, pages, replace(PAGE, route="/tariffs")) != first
    assert (await current(db, vault, Pages())).session.page == replace(PAGE, route="/tariffs")


async def test_a_page_whose_commit_failed_is_not_remembered(db: Database, vault: Vault, pages: Pages) -> None:
    await open_session(db, vault)
    await keep(db, vault, pages, PAGE)
    held = await current(db, vault, pages)

    def fail(conn: Connection) -> None:
        sessions.keep_page(conn, vault, held, "a", replace(PAGE, route="/lost"), pages)
        raise LookupError

    with pytest.raises(LookupError):
        await db.write(fail)
    assert (await current(db, vault, pages)).session.page == PAGE


async def test_the_location_of_a_session(db: Database, vault: Vault, pages: Pages) -> None:
    number = await open_session(db, vault)
    await db.write(lambda conn: sessions.set_location(conn, number, "loc_1"))
    assert (await current(db, vault, pages)).session.location_id == "loc_1"


def test_as_many_pages_as_fit_are_remembered() -> None:
    pages = Pages(size=2)
    for revision in (1, 2, 3):
        pages.put(revision, PAGE)
    assert [pages.get(revision) for revision in (1, 2, 3)] == [None, PAGE, PAGE]


async def test_locations_come_in_the_order_in_which_they_were_made(db: Database, vault: Vault) -> None:
    def fill(conn: Connection) -> None:
        locations.upsert(conn, vault, "a", Location("z"), NOW)
        locations.upsert(conn, vault, "a", Location("b"), NOW + timedelta(days=1))
        locations.upsert(conn, vault, "b", Location("z", currency="EUR"), NOW)
        locations.upsert(conn, vault, "a", Location("z", currency="GBP"), NOW + timedelta(days=2))

    await db.write(fill)
    assert await db.read(lambda conn: locations.of(conn, vault, "a")) == (Location("z", currency="GBP"), Location("b"))
    assert await db.read(lambda conn: locations.of(conn, vault, "b")) == (Location("z", currency="EUR"),)
    await db.write(lambda conn: locations.remove(conn, "a", "z"))
    assert await db.read(lambda conn: locations.of(conn, vault, "a")) == (Location("b"),)
    assert await db.read(lambda conn: locations.of(conn, vault, "b")) == (Location("z", currency="EUR"),)


async def test_units_about_one_owner_take_turns(db: Database) -> None:
    """The second waits until the first has committed; on SQLite it has not even begun."""
    order: list[str] = []
    looking = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"

    def first(conn: Connection) -> None:
        sessions.take_turns(conn, "slack:T1")
        loop.call_soon_threadsafe(came.set)
        if conn.dialect.name == "postgresql":
            while "past" not in order and not conn.execute(text(looking)).scalar_one():
                pass  # until the second waits, or does not
        order.append("first")

    def second(conn: Connection) -> None:
        sessions.take_turns(conn, "slack:T1")
        order.append("past")

    loop, came = asyncio.get_running_loop(), asyncio.Event()
    held = asyncio.create_task(db.write(first))
    await came.wait()
    await asyncio.gather(held, db.write(second))
    assert order == ["first", "past"]
