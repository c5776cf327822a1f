"""What a turn costs does not grow with what is stored: none of its statements reads a whole table."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Column, Connection, insert, text

from sandbox.telegram.people import Person
from storage.database import Database
from storage.models import metadata
from storage.statements import Statement
from tests.chats.harness import Stage, open_stage
from tests.databases import Server

ROWS = 3_000
SMALL = ("leases",)  # a row for each process, and for what only one of them may do
# What is left to do has indexes of its own, which may be read from their beginning.
PARTIAL = {
    str(index.name)
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
WAITING = {"settled_at": None, "due_at": 10**13, "attempts": 0}  # a full outbox: something for everybody, for later
Said = dict[str, Mapping[str, Any]]  # statements, each with values that it was once given

STEPS = ("14 Quillmoor Lane, Flat 2, Bristol BS1 9ZZ", "yes", "Quillmoor Power", "fixed", "24.67p")
COMMANDS = ("/help", "/tariffs", "/alerts", "/prices", "/privacy", "/continue")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """All that is asked of the database from now on."""
    found: Said = {}
    run = Statement._run

    def listen(self: Statement, conn: Connection, values: Mapping[str, Any]) -> Any:
        sql, constants = self._known(conn.dialect)
        found[sql] = {**constants, **values}
        return run(self, conn, values)

    monkeypatch.setattr(Statement, "_run", listen)
    return found


async def test_no_statement_of_a_turn_reads_a_whole_table(server: Server, tmp_path: Path, said: Said) -> None:
    url = server.migrated()
    async with open_stage(tmp_path, database_url=url) as stage:
        anna = stage.telegram.person(71, "Anna", "en-GB")
        await talk(stage, anna)
        said.clear()
        await talk(stage, anna)
        await stage.app.scheduler.recover()
        asked = dict(said)
        assert len(anna.chat.from_bot) > len(COMMANDS)
    assert len(asked) > 20
    database = Database(url)
    await database.write(fill)
    await database.write(lambda conn: conn.execute(text("ANALYZE")) and None)
    slow = await database.read(lambda conn: {sql: found for sql in asked if (found := scans(conn, sql, asked[sql]))})
    await database.close()
    assert not slow, "\n\n".join(f"{sql}\n{found}" for sql, found in slow.items())


async def talk(stage: Stage, anna: Person) -> None:
    """A tariff is connected, and everything is asked for once."""
    for words in (*STEPS, *COMMANDS):
        stage.clock.advance(2)
        anna.say(words)
        await stage.settle()


def fill(conn: Connection) -> None:
    """Thousands of rows of others in each table, and all that is in the outbox waits."""
    for table in metadata.sorted_tables:
        if table.name not in SMALL:
            rows = [{column.name: _value(column, number) for column in table.columns} for number in range(1, ROWS + 1)]
            conn.execute(insert(table), rows)


def _value(column: Column[Any], number: int) -> object:
    if column.table.name == "outbox" and column.name in WAITING:
        return WAITING[column.name]
    kind = column.type.python_type
    if kind is int:
        return 1_000_000 + number
    return {str: f"filled:{number}", bytes: b"x" * 200, bool: False}[kind]


def scans(conn: Connection, sql: str, values: Mapping[str, Any]) -> list[str]:
    """The tables that a statement would read from end to end, as the database itself plans it."""
    plan = _scans_of_postgres if conn.dialect.name == "postgresql" else _scans_of_sqlite
    return plan(conn, sql, values)


def _scans_of_sqlite(conn: Connection, sql: str, values: Mapping[str, Any]) -> list[str]:
    raw: Any = conn.connection.dbapi_connection
    steps = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    scanned = [step for step in steps if step.startswith("SCAN ") and not any(name in step for name in PARTIAL)]
    return [
        step
        for step in scanned
        if step.split()[1] not in SMALL and "CONSTANT ROW" not in step and step != "SCAN chosen"
    ]


def _scans_of_postgres(conn: Connection, sql: str, values: Mapping[str, Any]) -> list[str]:
    raw: Any = conn.connection.dbapi_connection
    cursor = psycopg.ClientCursor(raw)
    [[[plan]]] = cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchall()
    found = plan if isinstance(plan, dict) else json.loads(plan)
    nodes = [node for node in _nodes(found["Plan"]) if node.get("Relation Name") not in SMALL]
    return [
        f"{node['Node Type']} {node.get('Index Name', node.get('Relation Name'))}" for node in nodes if _is_scan(node)
    ]


def _is_scan(node: dict[str, Any]) -> bool:
    by_index = node["Node Type"] in ("Index Scan", "Index Only Scan") and node["Index Name"] not in PARTIAL
    return node["Node Type"] == "Seq Scan" or (by_index and "Index Cond" not in node)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)
