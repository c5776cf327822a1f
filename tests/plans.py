"""How much a statement reads: each is tried first, counted, undone, and only then run."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
import pytest
from sqlalchemy import Connection, TextClause, event
from sqlalchemy.engine import Engine

from storage.statements import Statement

STEP = 200  # of SQLite's virtual machine; so often it asks whether to go on
LOOKS = 5  # at one statement; the same again and again reads the same
SCANS = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Bitmap Index Scan")


class Read(NamedTuple):
    """What a statement has read at most: rows on PostgreSQL, steps of its virtual machine on SQLite; and its plan."""

    amount: int
    plan: str


class Reading:
    """Every statement that was run, with the most that it has read."""

    def __init__(self) -> None:
        self.most: dict[str, Read] = {}
        self._looks = Counter[str]()

    def note(self, conn: Connection, sql: str, values: Any) -> None:
        self._looks[sql] += 1
        if self._looks[sql] > LOOKS:
            return
        raw: Any = conn.connection.dbapi_connection
        look = _try_on_postgres if conn.dialect.name == "postgresql" else _try_on_sqlite
        raw.execute("SAVEPOINT look")
        try:
            found = look(raw, sql, values)
        finally:
            raw.execute("ROLLBACK TO look")
            raw.execute("RELEASE look")
        if found.amount >= self.most.get(sql, found).amount:
            self.most[sql] = found

    def above(self, amount: int) -> str:
        """Those that read more, with their plans; "" for none."""
        slow = sorted(((read, sql) for sql, read in self.most.items() if read.amount > amount), reverse=True)
        return "\n\n".join(f"{read.amount}: {sql}\n{read.plan}" for read, sql in slow)


@contextmanager
def reading() -> Iterator[Reading]:
    """Watch all that is asked of databases meanwhile, but what is asked in SQL as text."""
    found, run = Reading(), Statement._run

    def run_and_note(self: Statement, conn: Connection, values: Mapping[str, Any]) -> Any:
        sql, parameters = self._known(conn.dialect)
        found.note(conn, sql, parameters(values))
        return run(self, conn, values)

    def note(conn: Connection, cursor: object, sql: str, values: Any, context: Any, many: bool) -> None:
        if context.compiled is not None and not many and not isinstance(context.compiled.statement, TextClause):
            found.note(conn, sql, values)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Statement, "_run", run_and_note)
            yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _try_on_sqlite(raw: Any, sql: str, values: Any) -> Read:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += STEP
        return 0

    raw.set_progress_handler(count, STEP)
    raw.execute(sql, values).fetchall()
    raw.set_progress_handler(None, 0)
    plan = (row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values))
    return Read(steps, "\n".join(plan))


def _try_on_postgres(raw: Any, sql: str, values: Any) -> Read:
    cursor = psycopg.ClientCursor(raw)
    [[[plan]]] = cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", values).fetchall()
    found = plan if isinstance(plan, dict) else json.loads(plan)
    nodes = [node for node in _nodes(found["Plan"]) if node["Node Type"] in SCANS]
    lines = [f"{_rows(x)} rows, {x['Node Type']} {x.get('Index Name', x.get('Relation Name'))}" for x in nodes]
    return Read(sum(map(_rows, nodes)), "\n".join(lines))


def _rows(node: Mapping[str, Any]) -> int:
    found = node["Actual Rows"] + sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
    return int(found * node["Actual Loops"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)
