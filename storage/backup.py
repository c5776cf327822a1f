"""A copy of an SQLite database, while processes go on writing to it. PostgreSQL has programs of its own for that."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

PAGES = 2000  # at a time: 8 MB, between which writers get their turn


class NotSqlite(Exception):
    """The database is another kind."""


class Exists(Exception):
    """There is a file already: a backup is never written over."""


def back_up(url: str, target: Path) -> int:
    """Write the database, as it is at one moment, into a new file that only we may read; its size in bytes.

    sqlite.org/backup.html. Raises NotSqlite, Exists, OSError, sqlite3.Error; then there is no file.
    """
    found = make_url(url)
    if found.get_backend_name() != "sqlite" or not found.database:
        raise NotSqlite
    if not Path(found.database).exists():
        raise FileNotFoundError(found.database)
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise Exists from None
    try:
        with closing(sqlite3.connect(found.database)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            (well,) = copy.execute("PRAGMA integrity_check").fetchone()
        if well != "ok":
            raise sqlite3.DatabaseError(well)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target.stat().st_size
