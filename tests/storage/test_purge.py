"""What is of no more use goes, bit by bit; what is still needed stays."""

from datetime import timedelta

from sqlalchemy import Connection, text

from bot.conversation.cards import Action
from bot.conversation.replies import Place
from bot.conversation.situation import Purpose
from storage import conversations, inbox, outbox, presses, sessions
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
