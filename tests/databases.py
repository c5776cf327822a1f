"""Databases for tests: SQLite always; PostgreSQL where `TEST_POSTGRES_URL` names one or its programs are installed."""

import asyncio
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from storage.database import Database

NOBODY = 65534  # PostgreSQL refuses to run as root


class Server(Protocol):
    """Makes databases."""

    def empty(self) -> str:
        """The URL of a new database without tables."""

    def migrated(self) -> str:
        """The URL of a new database with all tables."""


class SqliteFiles:
    """A file a database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._template = self._folder / "template.db"
        asyncio.run(migrate(f"sqlite:///{self._template}"))

    def empty(self) -> str:
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"

    def migrated(self) -> str:
        url = self.empty()
        shutil.copy(self._template, url.removeprefix("sqlite:///"))
        return url


class PostgresServer:
    """A database on one server for each test."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._numbers = itertools.count()
        self._own = f"tariffbot_test_{os.getpid()}"
        self._made: list[str] = []
        asyncio.run(migrate(self._create(f"{self._own}_template")))

    def empty(self) -> str:
        return self._create(f"{self._own}_{next(self._numbers)}")

    def migrated(self) -> str:
        return self._create(f"{self._own}_{next(self._numbers)}", template=f"{self._own}_template")

    def drop_all(self) -> None:
        for name in self._made:
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _create(self, name: str, template: str = "template0") -> str:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as conn:
            conn.exec_driver_sql(statement)
        engine.dispose()


async def migrate(url: str) -> None:
    """Make the tables of a database."""
    database = Database(url)
    await database.migrate()
    await database.close()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        server = PostgresServer(make_url(given).set(drivername="postgresql+psycopg"))
        yield server
        server.drop_all()
        return
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL: neither TEST_POSTGRES_URL nor initdb and pg_ctl on this machine")
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            yield PostgresServer(start_cluster(programs, folder))
        finally:
            run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Server:
    """Every database that can be had here."""
    name = "sqlite_files" if request.param == "sqlite" else "postgres_server"
    found: Server = request.getfixturevalue(name)
    return found


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: as on the path, else as Debian keeps them, newest first."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda x: int(x.parent.name), reverse=True)
    return next((x for x in folders if (x / "initdb").exists() and (x / "pg_ctl").exists()), None)


def start_cluster(programs: Path, folder: Path) -> URL:
    """Start a server of our own that listens on a socket in `folder` only."""
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    data = folder / "data"
    run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync")
    settings = {
        "listen_addresses": "",
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": "200",
        "deadlock_timeout": "50ms",
    }
    options = " ".join((f"-k {folder}", *(f"-c {name}={value}" for name, value in settings.items())))
    run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
    return URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})


def run(*command: str | Path) -> None:
    """Run a program of PostgreSQL, as nobody where we are root."""
    who = NOBODY if os.geteuid() == 0 else None
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=who, group=who, cwd="/")
