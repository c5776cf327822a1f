"""The history of the tables leads to the tables."""

import asyncio
import re
import subprocess
import sys
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, MetaData, create_engine, insert, inspect, select, text

from storage.database import Database
from storage.migrations import configure
from storage.models import metadata
from tests.databases import Server, SqliteFiles, migrate

BEFORE = "0002"  # what runs while the tables of this version are already there


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
        ("0003",)
    ]


async def test_what_the_first_version_kept_is_there_in_this_one(server: Server) -> None:
    """A conversation with an answer under way, and a connected location."""
    database = Database(server.empty())
    await database.write(lambda conn: command.upgrade(configure(conn), "0001"))
    await database.write(fill_first_tables)
    await database.migrate()
    assert await database.read(differences) == []
    assert await database.read(lambda conn: conn.execute(KEPT).all()) == [
        ("telegram::7", "", "loc_1", b"sealed", "", 1)
    ]
    assert await database.read(lambda conn: conn.execute(text("SELECT kind, team FROM outbox")).all()) == [("send", "")]
    await database.close()


KEPT = text(
    "SELECT c.key, c.team, l.id, l.details, l.connected_by, e.revision "
    "FROM conversations c JOIN locations l ON l.owner = c.key JOIN estates e ON e.owner = c.key"
)


def fill_first_tables(conn: Connection) -> None:
    """A row each of the tables that change, with something in every column that must have it."""
    inspector = inspect(conn)
    given = {"key": "telegram::7", "conversation": "telegram::7", "kind": "send", "id": "loc_1", "details": b"sealed"}
    for table in ("conversations", "outbox", "locations"):
        row = {}
        for column in inspector.get_columns(table):
            kind = column["type"].python_type
            if not column["nullable"]:
                row[column["name"]] = given[column["name"]] if isinstance(given.get(column["name"]), kind) else kind()
        names = ", ".join(row)
        conn.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{n}' for n in row)})"), row)


async def test_the_version_before_goes_on_beside_the_new_tables(server: Server) -> None:
    """While a deployment rolls, older processes still write what they know of, and nothing else."""
    database = Database(server.empty())
    await database.write(lambda conn: command.upgrade(configure(conn), BEFORE))
    known = MetaData()
    await database.read(lambda conn: known.reflect(conn))
    await database.migrate()
    tables = [table for table in known.sorted_tables if table.name != "alembic_version"]
    assert len(tables) > 15

    def write_and_read(conn: Connection) -> None:
        for table in tables:
            conn.execute(insert(table).values({column.name: _something(column) for column in table.columns}))
            assert len(conn.execute(select(table)).all()) == 1

    await database.write(write_and_read)
    await database.close()


def _something(column: Column[Any]) -> object:
    """The same for every column of its kind, so that what refers to another table is found there."""
    return {str: "x", int: 1, bytes: b"x", bool: False}[column.type.python_type]


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
        # A column that came later stands after the rest, in the last line.
        name: {part.strip(" \t,()") for part in re.split(r"\n|, |\(", sql) if part.strip(" \t,()")}
        for name, sql in rows
        if name not in ("alembic_version", "sqlite_sequence")
    }
