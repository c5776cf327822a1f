"""The database at the start of a command: opened, tried, and its tables brought up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Connection

from bot.settings import DEFAULT_DATABASE, VAR, SettingsError
from storage.database import Database, UnknownDatabase

HOW_IT_LOOKS = (
    "no address of a database, such as postgresql://name:password@host/database; in a password "
    "write @ as %40, : as %3A, / as %2F and % as %25"
)


def open_database(url: str) -> Database:
    """The database at an address; not connected yet. Raises SettingsError for one that cannot be."""
    if url == DEFAULT_DATABASE:
        VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return Database(url)
    except Exception as error:  # whose words may hold what stands behind an unescaped @ or : in the password
        ours = str(error) if isinstance(error, UnknownDatabase) else "DATABASE_URL: " + HOW_IT_LOOKS
        raise SettingsError(ours) from None


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database with its tables up to date, for one command. Raises SettingsError where there is none."""
    database = open_database(url)
    try:
        await prepare(database)
        yield database
    finally:
        await database.close()


async def prepare(database: Database) -> None:
    """Bring the tables up to date. Raises SettingsError for a database that does not answer."""
    try:
        await database.read(answer)
    except Exception as error:
        raise SettingsError(f"DATABASE_URL: {say_refusal(error)}") from None
    await database.migrate()


def answer(conn: Connection) -> None:
    """The least that a database can be asked; it must look into its file for that."""
    conn.exec_driver_sql("SELECT name FROM sqlite_master" if conn.dialect.name == "sqlite" else "SELECT 1").first()


def say_refusal(error: Exception) -> str:
    """Why a database does not answer, and what to do."""
    detail = str(getattr(error, "orig", "") or type(error).__name__).strip().splitlines()
    why = detail[0] if detail else type(error).__name__
    return f"cannot be used ({why}); check path or host, name, user and that the server runs"
