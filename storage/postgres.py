"""Connections to PostgreSQL that do not wait for ever: what is silent may be gone, with nobody left to say so.

Nor do they leave anything in a session of the database that another unit needs, for a pooler may hand each transaction
to another session. Prepared statements are the one exception, made where they are kept.
"""

from enum import Enum
from typing import Any

from psycopg import Connection as Driver
from psycopg import Cursor, OperationalError, ProgrammingError
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from storage.database import UnknownDatabase

CONNECT_S = 5  # postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-CONNECT-TIMEOUT; of each host
# A statement of ours takes milliseconds. A network that drops packets, or a host that froze, ends no connection.
SILENT_S: float = 15.0
THRESHOLD = "prepare_threshold"  # psycopg.org/psycopg3/docs/advanced/prepare.html: after how many times, or None: never
PROBE = "SELECT 1 AS tariffbot_probe"


class Between(Enum):
    """What stands between us and the server, as far as prepared statements go."""

    NOTHING = "nothing"
    KEEPER = "a pooler that knows which of its clients prepared what"
    SIEVE = "a pooler that may hand a statement to a session that has none of that name, or another one"


class Impatient(Driver[Any]):
    """A connection that is given up when the server says nothing for so long."""

    silent_s: float | None = None  # None: as all are
    between: Between | None = None  # None: nobody looked, for nothing is prepared in any case
    _cursor: Cursor[Any] | None = None

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool = False
    ) -> Cursor[Any]:
        """On one cursor, which has the result until the next call. A new one each time is a tenth of what units cost
        us here: it copies what the connection knows of types."""
        if self._cursor is None:
            self._cursor = self.cursor()
        return self._cursor.execute(query, params, prepare=prepare, binary=binary)

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Raises OperationalError, and is closed then: whether the statement had its effect is not known."""
        try:
            return super().wait(gen, interval, timeout or self.silent_s or SILENT_S)
        except OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


def open_engine(url: URL, size: int) -> Engine:
    """So many connections to a server, each opened when it is first needed."""
    known: dict[str, Any] = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_S}
    known |= _threshold(url)
    engine = create_engine(url, pool_size=size, max_overflow=0, hide_parameters=True, connect_args=known)

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, args: Any, params: Any) -> Driver[Any]:
        made = Impatient.connect(*args, **params)
        try:
            if made.prepare_threshold is not None:
                made.between = _look(made)
        except BaseException:
            made.close()
            raise
        if made.between == Between.SIEVE and THRESHOLD not in known:
            made.prepare_threshold = None
        return made

    return engine


def prepares(conn: Connection) -> tuple[Between | None, bool]:
    """What stands before the server, and whether statements are prepared on this connection."""
    driver: Any = conn.connection.dbapi_connection
    return driver.between, driver.prepare_threshold is not None


def _threshold(url: URL) -> dict[str, int | None]:
    """What the address says, if anything, for neither SQLAlchemy nor the driver reads it. Raises UnknownDatabase."""
    if THRESHOLD not in url.query:
        return {}
    said = str(url.query[THRESHOLD]).lower()
    if said != "none" and not (said.isascii() and said.isdigit()):
        raise UnknownDatabase(f"DATABASE_URL: {THRESHOLD} is a number of times, or none for never")
    return {THRESHOLD: None if said == "none" else int(said)}


def _look(conn: Impatient) -> Between:
    """A pooler names another process to its client than the server's own."""
    conn.autocommit = True
    row = conn.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
    between = Between.NOTHING if row == (conn.info.backend_pid,) else _try_preparing(conn)
    conn.autocommit = False
    return between


def _try_preparing(conn: Impatient) -> Between:
    """Who keeps track of them gives them names of its own, so that those of two clients differ. The driver's name would
    be reached by every client."""
    ours = "SELECT FROM pg_prepared_statements WHERE statement = %s AND name LIKE %s"
    try:
        with conn.transaction():
            conn.execute(PROBE, prepare=True)
            if conn.execute(ours, (PROBE, r"\_pg3\_%"), prepare=False).fetchone() is None:
                return Between.KEEPER
            # While the session is still ours: leave it to the next as if we had not been there.
            conn.execute("DEALLOCATE ALL", prepare=False)
    except ProgrammingError:  # another client has left one of that name
        pass
    return Between.SIEVE


def take_time(conn: Connection, seconds: float) -> None:
    """Let a unit wait so long, as for a lock or for a change of a large table. Its connection is not used again."""
    conn.detach()
    driver: Any = conn.connection.dbapi_connection
    driver.silent_s = seconds
