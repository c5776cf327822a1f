"""A person sees all that is kept, and can have it erased without a trace."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection, text

from bot.conversation import exact
from bot.conversation.cards import Action
from bot.conversation.page import Page
from bot.conversation.replies import Place
from bot.conversation.situation import Location, Purpose, State
from storage import conversations, inbox, locations, outbox, presses, privacy, sessions, wakes
from storage.database import Database
from storage.models import metadata
from storage.sessions import Pages
from storage.vault import Vault
from tests.storage.conftest import NOW

ENDS = NOW + timedelta(hours=1)


def fill(conn: Connection, vault: Vault, person: str) -> None:
    """Something of one person in every table."""
    key, pages = f"telegram::{person}", Pages()
    inbox.store(conn, vault, "telegram", f"u{person}", key, f'{{"text": "typed by {person}"}}'.encode(), NOW)
    inbox.store(conn, vault, inbox.OWN, f"pending:{key}", key, b"{}", NOW)
    claimed = conversations.claim(conn, vault, key, "o", NOW, 1, pages=pages, place=Place("telegram", person))
    assert claimed is not None
    sessions.open_session(conn, vault, key, f"token-{person}", Purpose(), NOW, ENDS)
    session = sessions.current(conn, vault, key, pages)
    assert session is not None
    page = Page("fixed_rate", "/rate", data={"rate": Decimal("0.245")})
    sessions.keep_page(conn, vault, session, key, page, pages)
    locations.upsert(conn, vault, key, Location(f"loc-{person}", {"city": "Köln"}), NOW)
    presses.offer(conn, vault, f"key-{person}", key, person, (Action("pick", "x"),), NOW)
    outbox.put(conn, vault, key, claimed.place, "card", b'{"title": "What do you pay?"}', f"key-{person}", NOW)
    wakes.set_wake(conn, key, "pending", ENDS)
    conversations.settle(conn, vault, claimed, State(language="de", address={"city": "Köln"}), NOW)


async def test_all_that_is_kept_can_be_read(db: Database, vault: Vault) -> None:
    await db.write(lambda conn: fill(conn, vault, "4711"))
    found = await db.read(lambda conn: privacy.collect(conn, vault, "telegram::4711"))
    shown = exact.show(found)
    for part in ("4711", "Köln", "typed by 4711", "What do you pay?", "loc-4711", "pending", "0.245", "de"):
        assert part in shown
    assert "token-4711" not in shown
    assert "key-4711" not in shown
    assert json.loads(shown)["conversation"]["updated_at"] == "2026-03-01T12:00:00+00:00"


async def test_of_a_stranger_nothing_is_kept(db: Database, vault: Vault) -> None:
    await db.write(lambda conn: fill(conn, vault, "4711"))
    found = await db.read(lambda conn: privacy.collect(conn, vault, "telegram::47"))
    assert not any(found.values())


async def test_erasing_one_leaves_the_others(db: Database, vault: Vault) -> None:
    def erase(conn: Connection) -> None:
        fill(conn, vault, "4711")
        fill(conn, vault, "5822")
        privacy.erase(conn, "telegram::4711")

    await db.write(erase)
    assert not any((await db.read(lambda conn: privacy.collect(conn, vault, "telegram::4711"))).values())
    assert all((await db.read(lambda conn: privacy.collect(conn, vault, "telegram::5822"))).values())
    for table in metadata.sorted_tables:
        rows = await db.read(lambda conn, name=table.name: conn.execute(text(f"SELECT * FROM {name}")).all())
        assert not any("4711" in str(value) for row in rows for value in row if value != "u4711"), table.name


async def test_an_update_that_comes_again_after_the_erasure_is_known(db: Database, vault: Vault) -> None:
    def erase(conn: Connection) -> int | None:
        fill(conn, vault, "4711")
        privacy.erase(conn, "telegram::4711")
        return inbox.store(conn, vault, "telegram", "u4711", "telegram::4711", b"again", NOW)

    assert await db.write(erase) is None
    assert await db.read(lambda conn: inbox.unfinished(conn, vault, 9)) == []


async def test_no_trace_is_left_in_any_file(sqlite_db: Database, vault: Vault) -> None:
    marker = "981726354"
    await sqlite_db.write(lambda conn: [fill(conn, vault, str(number)) for number in range(40)])
    await sqlite_db.write(lambda conn: fill(conn, vault, marker))
    files = list(Path(str(sqlite_db.url.database)).parent.glob(f"{Path(str(sqlite_db.url.database)).name}*"))
    assert any(marker.encode() in file.read_bytes() for file in files)
    await sqlite_db.write(lambda conn: privacy.erase(conn, f"telegram::{marker}"))
    await sqlite_db.scrub()
    for file in files:
        assert marker.encode() not in file.read_bytes().replace(f"u{marker}".encode(), b""), file.name
