"""SQL statements, said in SQLAlchemy Core and compiled once.

Measured on SQLite: 13 to 23 µs each through `Connection.execute`, 2 to 5 µs through a cursor of the same connection,
and a turn has fourteen. What Core adds in between (results, types, events) none of ours needs: our columns are texts,
numbers and bytes, which both drivers take and give as they are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

Row = tuple[Any, ...]
Values = Mapping[str, Any]


class Compiled(NamedTuple):
    """A statement as a driver takes it: the text, and what makes its parameters of the values."""

    text: str
    parameters: Callable[[Values], Any]


class Statement:
    """One statement; parameters go by name in the code. Raises the driver's errors, KeyError for a missing value."""

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

    def many(self, conn: Connection, rows: Iterable[Values]) -> None:
        """Once for each of many sets of values, with nothing asked back."""
        known = self._known(conn.dialect)
        driver: Any = conn.connection.dbapi_connection
        cursor: DBAPICursor = driver.cursor()
        cursor.executemany(known.text, [known.parameters(row) for row in rows])
        cursor.close()

    def _run(self, conn: Connection, values: Values) -> DBAPICursor:
        """Not to be closed: SQLite's goes with its last reference, PostgreSQL's is the connection's own."""
        text, parameters = self._known(conn.dialect)
        driver: Any = conn.connection.dbapi_connection
        cursor: DBAPICursor = driver.execute(text, parameters(values))
        return cursor

    def _known(self, dialect: Dialect) -> Compiled:
        return self._compiled.get(dialect.name) or self._compile(dialect)

    def _compile(self, dialect: Dialect) -> Compiled:
        compiled: Any = self._core.compile(dialect=dialect)
        constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        # By name, sqlite3 asks for the name of each parameter anew whenever the statement is run.
        choose = _in_order(compiled.positiontup) if dialect.positional else dict
        parameters = _with(constants, choose) if constants else choose
        self._compiled[dialect.name] = found = Compiled(str(compiled), parameters)
        return found


def _in_order(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """The values as a tuple in the order of the names."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def _with(constants: Values, choose: Callable[[Values], Any]) -> Callable[[Values], Any]:
    """The same with values that are always the same."""
    return lambda values: choose({**values, **constants})
