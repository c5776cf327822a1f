"""SQL statements, said in SQLAlchemy Core and compiled once.

Measured on SQLite: 13 to 23 µs each through `Connection.execute`, 2 to 5 µs through a cursor of the same connection,
and a turn has fourteen. What Core adds in between (results, types, events) none of ours needs: our columns are texts,
numbers and bytes, which both drivers take and give as they are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

Row = tuple[Any, ...]
Compiled = tuple[str, dict[str, Any]]  # the text, and the values of the parameters that are always the same


class Statement:
    """One statement; parameters go by name, in the code and to the driver. Raises the driver's errors."""

    def __init__(self, core: ClauseElement) -> None:
        self._core = core
        self._compiled: dict[str, Compiled] = {}

    def one(self, conn: Connection, /, **values: Any) -> Row | None:
        """The first row."""
        row: Row | None = self._run(conn, values).fetchone()
        return row

    def all(self, conn: Connection, /, **values: Any) -> list[Row]:
        """All rows."""
        return list(self._run(conn, values).fetchall())

    def count(self, conn: Connection, /, **values: Any) -> int:
        """How many rows were changed."""
        return self._run(conn, values).rowcount

    def many(self, conn: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Once for each of many sets of values, with nothing asked back."""
        sql, constants = self._known(conn.dialect)
        driver: Any = conn.connection.dbapi_connection
        cursor: DBAPICursor = driver.cursor()
        cursor.executemany(sql, [{**constants, **row} for row in rows])
        cursor.close()

    def _run(self, conn: Connection, values: Mapping[str, Any]) -> DBAPICursor:
        """Not to be closed: SQLite's goes with its last reference, PostgreSQL's is the connection's own."""
        sql, constants = self._known(conn.dialect)
        driver: Any = conn.connection.dbapi_connection
        cursor: DBAPICursor = driver.execute(sql, {**constants, **values} if constants else values)
        return cursor

    def _known(self, dialect: Dialect) -> Compiled:
        return self._compiled.get(dialect.name) or self._compile(dialect)

    def _compile(self, dialect: Dialect) -> Compiled:
        compiled: Any = self._core.compile(dialect=dialect)
        constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._compiled[dialect.name] = found = str(compiled), constants
        return found
