"""Drift is told once among all processes, counted in every one of them, and never waited for."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.connect.drift import Novelty
from bot.drift import Drift, forget_drift, list_drift
from bot.tasks import Tasks
from storage import drift
from storage.database import Database
from tests.storage.conftest import NOW, db, postgres_server, server, sqlite_db, sqlite_files, twin

__all__ = ["db", "postgres_server", "server", "sqlite_db", "sqlite_files", "twin"]

QUIZ = Novelty("route", "anode", "quiz", "", '{"route":"text"}')
MOOD = Novelty("member", "busbar", "consent", "data.mood", '"text"')


async def heed(database: Database, *found: Sequence[Novelty]) -> None:
    """One process that notices all this, and ends."""
    tasks = Tasks()
    watch = Drift(database, tasks, lambda: NOW)
    for some in found:
        watch.heed(some)
    await tasks.finish(10)
    await watch.finish()


async def test_a_shape_is_told_once_and_counted_by_all(
    db: Database, twin: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "tariffbot.drift")
    await heed(db, [QUIZ, MOOD], [QUIZ], [QUIZ])
    await heed(twin, [QUIZ])
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert all("tariffbot drift" in line for line in told)
    found = {one.what: one.seen for one in await db.read(drift.list_drift)}
    assert found == {"": 4, "data.mood": 1}
    assert [tuple(one) for one in await db.read(drift.drift_counts)] == [
        ("member", "busbar", 1, 1),
        ("route", "anode", 1, 4),
    ]
    assert any("a page that is new: quiz" in line and "4 times" in line for line in await list_drift(db))


async def test_what_was_forgotten_is_told_anew(sqlite_db: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "tariffbot.drift")
    await heed(sqlite_db, [QUIZ])
    assert await forget_drift(sqlite_db, QUIZ.fingerprint)
    assert not await forget_drift(sqlite_db, QUIZ.fingerprint)
    assert await list_drift(sqlite_db) == ["FlatPeak sends what we expect."]
    await heed(sqlite_db, [QUIZ])
    assert len(caplog.records) == 2


async def test_who_sends_anything_does_not_fill_the_table(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "MOST", 2)
    await heed(sqlite_db, [replace(QUIZ, place=f"quiz_{n}") for n in "abcd"])
    assert len(await sqlite_db.read(drift.list_drift)) == 2


async def test_a_known_shape_waits_for_its_minute(sqlite_db: Database) -> None:
    tasks = Tasks()
    watch = Drift(sqlite_db, tasks, lambda: NOW)
    watch.heed([QUIZ])
    assert tasks.under_way == 1
    for _ in range(100):
        watch.heed([QUIZ])
    assert tasks.under_way == 1
    await tasks.finish(10)
    assert [one.seen for one in await sqlite_db.read(drift.list_drift)] == [1]
    await watch.finish()
    assert [one.seen for one in await sqlite_db.read(drift.list_drift)] == [101]
