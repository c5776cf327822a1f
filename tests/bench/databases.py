"""Where the bots keep what they know: a file, or a PostgreSQL that keeps its word as an operator's would."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from tests.bench.processes import family_s
from tests.databases import PostgresServer, find_programs, run, start_cluster


class Store(Protocol):
    """Empty databases, one after the other."""

    def new(self) -> str:
        """The URL of an empty one; "": a file of the bot's own. It replaces the one before."""

    def processor_s(self) -> float:
        """What the database's processes have used so far."""


class Files:
    """SQLite, which has no processes of its own."""

    def new(self) -> str:
        return ""

    def processor_s(self) -> float:
        return 0.0


class Cluster:
    """PostgreSQL, on a socket."""

    def __init__(self, server: PostgresServer, postmaster: int) -> None:
        self._server, self._postmaster = server, postmaster

    def new(self) -> str:
        self._server.drop_made()
        return self._server.empty()

    def processor_s(self) -> float:
        return family_s(self._postmaster)


@contextmanager
def postgresql() -> Iterator[Cluster]:
    """A server as long as the block lasts. What it commits is on the disk, as SQLite's is here."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = find_programs(folder)
        url = start_cluster(programs, folder, fsync="on", full_page_writes="on", deadlock_timeout="1s")
        try:
            yield Cluster(PostgresServer(url), int((folder / "data" / "postmaster.pid").read_text().split()[0]))
        finally:
            run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


@contextmanager
def opened(names: set[str]) -> Iterator[dict[str, Store]]:
    """The stores of these names, and none that nobody asked for."""
    with ExitStack() as open_:
        found: dict[str, Store] = {"": Files(), "sqlite": Files()}
        if "postgresql" in names:
            found["postgresql"] = open_.enter_context(postgresql())
        yield found
