"""Behind a pooler no unit needs what another has left in a session of the database; the check says what that costs."""

import asyncio
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text

from bot.checks import check_all
from bot.finding import Finding
from bot.settings import Settings
from storage.database import Database, UnknownDatabase
from storage.postgres import Between, prepares
from tests.chats.harness import open_stage
from tests.chats.script import read_script
from tests.chats.telegram_player import TelegramPlayer
from tests.databases import PostgresServer, postgres_server
from tests.storage.pooler import pooler_before
from tests.storage.test_database import NAMES_STATEMENT, add, count_up

__all__ = ["postgres_server"]

CHAT = Path(__file__).parents[1] / "chats" / "01-manual-fixed-rate.chat"
SESSIONS = 3
TIMES = 20  # statements are prepared after the fifth time
LEFT = """SELECT pg_backend_pid(),
    (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors),
    (SELECT count(*) FROM pg_listening_channels()), pg_my_temp_schema(),
    (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),
    (SELECT count(*) FROM pg_settings WHERE source = 'session')"""


def by(url: str, threshold: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}prepare_threshold={threshold}"


async def left_in(url: str) -> dict[int, list[int]]:
    """What is in each session of the server, by its process, seen by a unit that is handed to one after the other."""
    db = Database(by(url, "none"))
    rows = [await db.write(lambda conn: conn.execute(text(LEFT)).one()) for _ in range(2 * SESSIONS)]
    await db.close()
    return {row[0]: list(row[1:]) for row in rows}


def prepared(conn: Connection) -> int:
    return int(conn.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one())


async def repeat(db: Database) -> None:
    for _ in range(TIMES):
        await db.read(NAMES_STATEMENT.all)


async def test_a_chat_leaves_nothing_in_a_session(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """From the tables on, which the service makes by itself."""
    async with pooler_before(postgres_server.empty(), sessions=SESSIONS) as url:
        async with open_stage(tmp_path, database_url=url) as stage:
            script = read_script(CHAT)
            await TelegramPlayer(stage, script).play()
            assert await stage.app.house.db.read(prepares) == (Between.SIEVE, False)
        assert script.write() == script.text
        left = await left_in(url)
    assert len(left) == SESSIONS
    assert list(left.values()) == [[0] * 6] * SESSIONS


async def test_what_would_be_left_is_seen(postgres_server: PostgresServer) -> None:
    """The proof that the pooler is one, and that the look at its sessions finds something."""
    async with pooler_before(postgres_server.migrated(), sessions=SESSIONS) as url:
        db = Database(by(url, "5"))
        assert await db.read(prepares) == (Between.SIEVE, True)
        with pytest.raises(psycopg.errors.InvalidSqlStatementName):
            await repeat(db)
        await db.write(lambda conn: conn.execute(text("SET statement_timeout = 60000")))
        await db.write(lambda conn: conn.execute(text("SELECT pg_advisory_lock(1)")))
        await db.write(lambda conn: conn.execute(text("CREATE TEMP TABLE kept (a int)")))
        await db.close()
        found = [sum(bool(row[n]) for row in (await left_in(url)).values()) for n in (0, 3, 4, 5)]
    assert all(found)


async def test_many_at_once_on_few_sessions(postgres_server: PostgresServer) -> None:
    async with pooler_before(postgres_server.migrated(), sessions=SESSIONS) as url:
        one, other = Database(url), Database(url)
        await one.write(add("counter"))
        seen = await asyncio.gather(*[(one, other)[n % 2].write(count_up) for n in range(50)])
        assert sorted(seen) == list(range(1, 51))
        await asyncio.gather(one.close(), other.close())


async def test_what_others_have_left_is_no_trap(postgres_server: PostgresServer) -> None:
    """Such as a former version that knew nothing of poolers: its statement has the name that ours would get."""
    async with pooler_before(postgres_server.migrated(), sessions=1) as url:
        former = Database(by(url, "5"))
        await repeat(former)
        await former.close()
        db = Database(url)
        assert await db.read(prepares) == (Between.SIEVE, False)
        await repeat(db)
        await db.close()


async def test_who_keeps_them_gets_them(postgres_server: PostgresServer) -> None:
    async with pooler_before(postgres_server.migrated(), sessions=1, keeper=True) as url:
        one, other = Database(url), Database(url)
        for db in (one, other):
            await repeat(db)
            assert await db.read(prepares) == (Between.KEEPER, True)
        assert await one.read(prepared) >= 2
        await asyncio.gather(one.close(), other.close())


@pytest.mark.parametrize(
    ("threshold", "between", "prepares_them"),
    [("", Between.NOTHING, True), ("None", None, False), ("9", Between.NOTHING, True), ("90", Between.NOTHING, False)],
)
async def test_without_a_pooler(
    postgres_server: PostgresServer, threshold: str, between: Between | None, prepares_them: bool
) -> None:
    """They are prepared, unless the address says that they shall not be, or how often is often."""
    url = postgres_server.migrated()
    db = Database(by(url, threshold) if threshold else url)
    await repeat(db)
    assert (await db.read(prepares))[0] == between
    assert bool(await db.read(prepared)) == prepares_them
    await db.close()


@pytest.mark.parametrize("threshold", ["never", "-1", "5&prepare_threshold=6"])
def test_a_threshold_that_is_none(threshold: str) -> None:
    with pytest.raises(UnknownDatabase, match="prepare_threshold"):
        Database(by("postgresql://host/name", threshold))


async def test_the_check_says_what_it_costs(postgres_server: PostgresServer) -> None:
    direct = postgres_server.migrated()
    async with pooler_before(direct, sessions=1, keeper=True) as keeper, pooler_before(direct) as sieve:
        for url, well, words in (
            (direct, True, "answers"),
            (by(direct, "none"), True, "answers"),
            (keeper, True, "a pooler, which keeps track"),
            (sieve, True, "none are used, and the database works twice as long on a turn; PgBouncer does from 1.22 on"),
            (by(sieve, "none"), True, "answers"),
            (by(sieve, "5"), False, "take prepare_threshold out of the address"),
        ):
            found = await first_finding(url)
            assert found.well == well
            assert words in found.words


async def first_finding(url: str) -> Finding:
    settings = Settings(_env_file=None, database_url=url, secret_key=("k" * 43,))  # type: ignore[call-arg]
    return await anext(check_all(settings))
