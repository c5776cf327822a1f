"""What the tests of storage share."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.sessions import Pages
from storage.vault import Vault
from tests.databases import Server, SqliteFiles, postgres_server, server, sqlite_files

__all__ = ["postgres_server", "server", "sqlite_files"]

KEY = "an old key of more than thirty-two characters"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
async def db(server: Server) -> AsyncIterator[Database]:
    """A database with its tables, on every engine."""
    database = Database(server.migrated())
    yield database
    await database.close()


@pytest.fixture
async def twin(db: Database) -> AsyncIterator[Database]:
    """The same database as another process has it."""
    database = Database(db.url.render_as_string(hide_password=False))
    yield database
    await database.close()


@pytest.fixture
async def sqlite_db(sqlite_files: SqliteFiles) -> AsyncIterator[Database]:
    """A database with its tables, on SQLite."""
    database = Database(sqlite_files.migrated())
    yield database
    await database.close()


@pytest.fixture
def vault() -> Vault:
    return Vault([KEY])


@pytest.fixture
def pages() -> Pages:
    return Pages()


def open_raw(database: Database) -> sqlite3.Connection:
    """The file of a SQLite database, as any other program opens it."""
    assert database.url.database is not None
    return sqlite3.connect(database.url.database, isolation_level=None)
