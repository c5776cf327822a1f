"""The commands of those who run the bot, beside a running service."""

import argparse
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot import cli
from bot.operators.commands import check_health
from bot.settings import Settings
from storage.backup import back_up
from storage.database import Database
from storage.events import NewEvent, claim, store_all
from storage.vault import Vault
from tests.chats.harness import Stage, open_stage
from tests.company.conftest import Behind, company, connect
from tests.databases import EVERYWHERE, NOBODY, PostgresServer, find_programs, postgres_server

__all__ = ["company", "postgres_server"]


async def command(settings: Settings, *words: str) -> int:
    """Run `tariffbot` with these words; its exit status."""
    arguments: argparse.Namespace = cli._parser().parse_args(words)
    status: int = await arguments.command(settings, arguments)
    return status


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened


async def test_a_customer_is_followed_and_forgotten(company: Behind, capsys: pytest.CaptureFixture[str]) -> None:
    """By any of their names, without a word of theirs; forgotten at FlatPeak as well."""
    stage, settings = company.stage, company.stage.app.settings
    anna = await connect(company)
    anna.say("/connect")
    await stage.settle()
    key = f"telegram::{anna.id}"
    assert await command(settings, "sessions") == 0
    head, line = capsys.readouterr().out.splitlines()
    assert (head, line.endswith(key)) == ("1 open; new ones are opened with FlatPeak anode", True)
    [at_flatpeak] = {session.customer_reference_id for session in stage.flatpeak.sessions.values()}
    shown = []
    for name in (key, "customer-4711", at_flatpeak):
        assert await command(settings, "history", name) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] == shown[2]
    assert {"came from telegram", "live card shown", "session opened"} <= set(_kinds(shown[0]))
    assert not any(word in shown[0] for word in ("Strand", "WC2N", "Quillmoor", "24.5", "Anna"))

    assert await command(settings, "forget", key) == 0
    assert "forgotten, here and at FlatPeak" in capsys.readouterr().out
    assert not stage.flatpeak.locations
    assert await command(settings, "history", key) == 1
    anna.say("hello")
    await stage.settle()
    assert anna.chat.from_bot[-1].text


def _kinds(history: str) -> list[str]:
    return [line[25:49].strip() for line in history.splitlines() if line.startswith("    ")]


async def test_nothing_is_forgotten_while_flatpeak_cannot_be_asked(
    company: Behind, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = await connect(company)
    key = f"telegram::{anna.id}"
    gone = company.stage.app.settings.model_copy(update={"flatpeak_api_url": "http://127.0.0.1:9"})
    assert await command(gone, "forget", key) == 1
    assert "nothing was deleted" in capsys.readouterr().err
    assert await command(gone, "history", key) == 0
    assert company.stage.flatpeak.locations


async def test_events_are_replayed_since_a_time(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    db, vault, now = stage.app.house.db, stage.app.house.vault, datetime.now(UTC)
    parked = [NewEvent(f"evt_{number}", "x", b"{}", "parked", "odd") for number in range(2)]
    await db.write(lambda conn: store_all(conn, vault, parked[:1], now - timedelta(hours=3)))
    await db.write(lambda conn: store_all(conn, vault, parked[1:], now))
    assert await command(stage.app.settings, "events", "replay", "--since", "2h") == 0
    assert await command(stage.app.settings, "events", "replay", "evt_0") == 0
    assert await command(stage.app.settings, "events", "replay", "evt_none") == 1
    assert "1 events will be handled" in capsys.readouterr().out


async def test_health_is_asked_of_the_process_itself(stage: Stage) -> None:
    settings = stage.app.settings
    anna = stage.telegram.person(7, "Anna", "en-GB")
    anna.say("hello")
    await stage.settle()
    assert await check_health(settings) == 0
    assert await check_health(settings.model_copy(update={"port": 9})) == 1


async def test_the_keys_are_rotated_beside_a_running_service(
    company: Behind, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service has both keys; the command goes through all that a real conversation leaves."""
    settings = company.stage.app.settings
    newer = settings.model_copy(update={"secret_key": ("n" * 43, *settings.secret_key)})
    anna = await connect(company)
    await command(newer, "keys", "rotate")
    assert await command(newer, "keys", "rotate") == 0
    assert "All is under the first key" in capsys.readouterr().out
    only = newer.model_copy(update={"secret_key": ("n" * 43,)})
    assert await command(only, "history", "customer-4711") == 0
    assert await command(only, "forget", f"telegram::{anna.id}") == 0
    assert not company.stage.flatpeak.locations


@pytest.mark.skipif(EVERYWHERE == "postgresql", reason="it is about SQLite")
async def test_a_backup_is_whole_and_restored(stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    anna, copy = stage.telegram.person(7, "Anna", "en-GB"), tmp_path / "copy.db"
    anna.say("hello")
    await stage.settle()
    assert await command(stage.app.settings, "backup", str(copy)) == 0
    assert copy.stat().st_mode & 0o077 == 0
    assert await command(stage.app.settings, "backup", str(copy)) == 1  # never over another
    restored = stage.app.settings.model_copy(update={"database_url": f"sqlite:///{copy}"})
    capsys.readouterr()
    assert await command(restored, "history", f"telegram::{anna.id}") == 0
    assert "came from telegram" in capsys.readouterr().out


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    broken, copy = tmp_path / "broken.db", tmp_path / "copy.db"
    broken.write_bytes(b"no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        back_up(f"sqlite:///{broken}", copy)
    assert not copy.exists()


def test_a_backup_holds_what_lies_in_the_log_beside_the_file(tmp_path: Path) -> None:
    file, copy = tmp_path / "a.db", tmp_path / "copy.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("CREATE TABLE t (x)")
        conn.execute("INSERT INTO t VALUES (1)")
        back_up(f"sqlite:///{file}", copy)
    with closing(sqlite3.connect(copy)) as conn:
        assert conn.execute("SELECT x FROM t").fetchall() == [(1,)]
    assert not copy.with_name("copy.db-wal").exists()


async def test_postgresql_is_dumped_and_restored_as_the_page_says(postgres_server: PostgresServer) -> None:
    url, other = postgres_server.migrated(), postgres_server.empty()
    vault = Vault(["a key of more than enough characters"])
    database = Database(url)
    await database.write(lambda conn: store_all(conn, vault, [NewEvent("evt_1", "x", b"{}")], datetime.now(UTC)))
    await database.close()
    dump = program(url, "pg_dump", "--format=custom", _plain(url))
    program(other, "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_plain(other)}", given=dump)
    restored = Database(other)
    await restored.migrate()  # finds that there is nothing to be done
    [taken] = await restored.write(lambda conn: claim(conn, vault, "host/1/a", datetime.now(UTC), 5, 60))
    await restored.close()
    assert (taken.id, taken.body) == ("evt_1", b"{}")


def program(url: str, name: str, *arguments: str, given: bytes = b"") -> bytes:
    """What a program of PostgreSQL writes, run as nobody where we are root."""
    who = NOBODY if os.geteuid() == 0 else None
    folder = Path(str(make_url(url).query["host"]))
    command = [find_programs(folder) / name, *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=True, user=who, group=who, cwd="/")
    return done.stdout


def _plain(url: str) -> str:
    """As PostgreSQL's own programs write it."""
    return url.replace("postgresql+psycopg:", "postgresql:")
