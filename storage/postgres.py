"""Connections to PostgreSQL that do not wait for ever: what is silent may be gone, with nobody left to say so."""

from typing import Any, TypeVar

from psycopg import Connection as Driver
from psycopg import Cursor, OperationalError
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

T = TypeVar("T")

CONNECT_S = 5  # postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-CONNECT-TIMEOUT; of each host
# A statement of ours takes milliseconds. A network that drops packets, or a host that froze, ends no connection.
SILENT_S: float = 15.0


class Impatient(Driver[Any]):
    """A connection that is given up when the server says nothing for so long."""

    silent_s: float | None = None  # None: as all are
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
    known = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_S}
    engine = create_engine(url, pool_size=size, max_overflow=0, hide_parameters=True, connect_args=known)

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, args: Any, params: Any) -> Driver[Any]:
        return Impatient.connect(*args, **params)

    return engine


def take_time(conn: Connection, seconds: float) -> None:
    """Let a unit wait so long, as for a lock or for a change of a large table. Its connection is not used again."""
    conn.detach()
    driver: Any = conn.connection.dbapi_connection
    driver.silent_s = seconds
