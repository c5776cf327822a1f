"""What is done again and again costs the same however much is stored: no statement reads a whole table."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.company.telling import sweep
from bot.house import House
from bot.operators.chats import list_history, list_sessions
from sandbox.telegram.people import Person
from storage import conversations, events, leases, outbox, privacy
from storage.levels import read_levels
from storage.purge import purge
from storage.vault import Tampered
from tests.bench.growth_fill import FIRST, Amounts, fill
from tests.chats import harness
from tests.chats.harness import BEGIN, Stage, open_stage
from tests.databases import Server
from tests.plans import reading

AMOUNTS = Amounts.of(4_000)._replace(waiting=4_000)
# Less than a statement that reads the smallest of the filled tables from end to end: 4,000 rows, or three steps a row.
MOST = {"postgresql": 2_000, "sqlite": 10_000}
BATCH = 20  # rows that are purged or claimed at a time here

STEPS = ("14 Quillmoor Lane, Flat 2, Bristol BS1 9ZZ", "yes", "Quillmoor Power", "fixed", "24.67p")
COMMANDS = ("/help", "/tariffs", "/alerts", "/prices", "/privacy", "/continue")
SOMEBODY = f"telegram::{FIRST + 1}"
AT_WORK = f"slack:T0:U{FIRST}"


async def test_no_statement_reads_a_whole_table(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harness, "PATIENCE_S", 120.0)  # all is done twice here
    url = server.migrated()
    fill(url, AMOUNTS, BEGIN)
    async with open_stage(tmp_path, database_url=url, company="yes") as stage:
        anna = stage.telegram.person(71, "Anna", "en-GB")
        with reading() as often:
            await talk(stage, anna)
            await look_after(stage)
        with reading() as seldom:
            for unit in rare(stage.app.house):
                await stage.app.house.db.write(unit)
        assert len(anna.chat.from_bot) > len(COMMANDS)
        most = MOST[stage.app.house.db.url.get_backend_name()]
    assert (len(often.most) > 50, len(seldom.most) > 50) == (True, True)
    slow = often.above(most) + seldom.above(most)
    assert not slow, slow


async def talk(stage: Stage, anna: Person) -> None:
    """A tariff is connected, and everything is asked for once."""
    for words in (*STEPS, *COMMANDS):
        stage.clock.advance(2)
        anna.say(words)
        await stage.settle()


async def look_after(stage: Stage) -> None:
    """What is done every second, every minute, every hour; and what operators ask."""
    app, house = stage.app, stage.app.house
    await app.scheduler.recover()
    await app.scheduler._wake_due()
    await app.seeing.scrape()
    with contextlib.suppress(Tampered):  # what fills the tables is noise
        await list_sessions(house.db, house.vault, "anode", 100)
    await list_history(house.db, house.vault, SOMEBODY)
    await stage.settle()


def rare(house: House) -> list[Callable[[Connection], Any]]:
    """What happens seldom, and must not stop the others all the same."""
    vault, now = house.vault, house.now()
    later = now + timedelta(days=2)  # when all that waits is due
    return [
        lambda conn: purge(conn, later, limit=BATCH),
        lambda conn: purge(conn, now + timedelta(days=800), limit=BATCH),
        lambda conn: sweep(conn, house),
        lambda conn: read_levels(conn, now),
        lambda conn: outbox.claim_due(conn, vault, house.owner, later, BATCH, 60),
        lambda conn: leases.give_back(conn, house.owner),
        lambda conn: (events.parked(conn), events.counts(conn, 100)),
        lambda conn: events.replay_since(conn, now - timedelta(hours=1), now),
        lambda conn: conversations.move(conn, "telegram", "1", "2"),
        lambda conn: conversations.pause_team(conn, "slack", "T0", "uninstalled", now),
        lambda conn: conversations.resume_team(conn, "slack", "T0"),
        lambda conn: conversations.unreachable(conn, 100),
        lambda conn: outbox.dead_letters(conn),
        lambda conn: (privacy.collect(conn, vault, "telegram::71"), privacy.erase(conn, SOMEBODY)),
        lambda conn: privacy.erase(conn, AT_WORK),
    ]
