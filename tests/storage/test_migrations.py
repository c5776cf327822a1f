"""The history of the tables leads to the tables."""

import asyncio
import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from storage.database import Database
from storage.models import metadata
from tests.databases import Server, SqliteFiles, migrate


def differences(conn: Connection) -> list[object]:
    context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def test_from_nothing_to_the_models(server: Server) -> None:
    database = Database(server.empty())
    await database.migrate()
    assert await database.read(differences) == []
    await database.close()


async def test_a_second_time_changes_nothing(db: Database) -> None:
    await db.migrate()
    assert await db.read(lambda conn: conn.execute(text("SELECT version_num FROM alembic_version")).all()) == [
        ("0001",)
    ]


def test_processes_that_start_at_once_agree(server: Server) -> None:
    url = server.empty()
    started = [
        subprocess.Popen([sys.executable, "-m", "tests.storage.child", "migrate", url], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    failures = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], failures
    engine = create_engine(url)
    with engine.connect() as conn:
        assert differences(conn) == []
    engine.dispose()


def test_sqlite_is_told_the_very_same(sqlite_files: SqliteFiles) -> None:
    """What Alembic does not compare: conditions of indexes, numbering, what a deletion takes along."""
    migrated, modelled = sqlite_files.empty(), sqlite_files.empty()
    asyncio.run(migrate(migrated))
    engine = create_engine(modelled)
    metadata.create_all(engine)
    engine.dispose()
    assert schema(migrated) == schema(modelled)


def schema(url: str) -> dict[str, set[str]]:
    engine = create_engine(url)
    with engine.connect() as conn:
        rows = conn.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
        assert inspect(conn).has_table("inbox")
    engine.dispose()
    return {
        name: {line.strip(" \t,") for line in sql.replace("(", "\n(", 1).splitlines() if line.strip(" \t,()")}
        for name, sql in rows
        if name not in ("alembic_version", "sqlite_sequence")
    }
