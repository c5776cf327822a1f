"""What one turn may cost, counted: a press in, one call to Connect, the press answered, the message edited."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from adapters.slack.client import SlackChannel
from adapters.telegram import TelegramChannel
from adapters.telegram.limits import BOT_PER_SECOND
from bot.calls import Caller, Made
from bot.connect.dialects import dialect_for
from bot.connect.outcomes import Opened
from bot.conversation.cards import Keyed
from bot.conversation.channel import Capabilities, Channel
from bot.conversation.context import Brand
from bot.conversation.replies import Arrival, Commanded, MessageRef, Person, Place, Pressed, Reply
from bot.conversation.situation import Call, Open, PageCame
from bot.house import House, utc_now
from bot.pipeline import Pipeline
from bot.tasks import Tasks
from bot.texts import Catalogues
from storage.database import Database
from storage.statements import Statement
from storage.vault import Vault
from tests.bench.alerts import send_at_pace
from tests.bench.upstream import page

COMMITS = 3
# In a team there is more to look at: its rules, before and after the call, and whether the person is known by name.
STATEMENTS = {"telegram": 14, "slack": 17}
CALLS = {"acknowledge": 1, "Send": 1, "edit": 1}
CAN = {"telegram": TelegramChannel.can, "slack": SlackChannel.can}
WHO = {
    "telegram": (Place("telegram", "7"), Person("7", language="en")),
    "slack": (Place("slack", "U7", team="T1"), Person("U7", "T1", "en-US", "Ann")),
}


@dataclass
class World:
    """The platform and FlatPeak: what was called, and the last card that was shown."""

    can: Capabilities
    calls: Counter[str] = field(default_factory=Counter)
    shown: Keyed | None = None
    pages: Iterator[int] = field(default_factory=count)

    async def make(self, call: Call, subject: object, key: str, *, doubtful: bool = False) -> Made:
        self.calls[type(call).__name__] += 1
        found = dialect_for("anode").read_page(page("cot_1", next(self.pages)), "cot_1", "")
        assert found is not None
        return Made(PageCame(found), Opened("cot_1", 3600) if isinstance(call, Open) else None)

    async def acknowledge(self, query: str, text: str = "") -> None:
        self.calls["acknowledge"] += 1

    async def send(self, to: Place, card: Keyed) -> MessageRef:
        self.calls["send"] += 1
        self.shown = card
        return MessageRef("1")

    async def edit(self, to: Place, message: MessageRef, card: Keyed) -> MessageRef:
        self.calls["edit"] += 1
        self.shown = card
        return message


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    await database.migrate()
    yield database
    await database.close()


async def hear(pipeline: Pipeline, number: int, platform: str, reply: Reply) -> None:
    """Take it, and wait until all that follows from it is done."""
    await pipeline.receive(Arrival(str(number), *WHO[platform], reply, utc_now()))
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)


@pytest.mark.parametrize("platform", WHO)
async def test_a_turn_keeps_to_its_budget(db: Database, platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world, seen = World(CAN[platform]), Counter[str]()
    house = House(db, Vault(["k" * 43]), Catalogues("en"), Brand("B"), {platform: cast(Channel, world)})
    pipeline = Pipeline(house, cast(Caller, world), Tasks())
    run, write = Statement._run, db.write

    def count_statement(self: Statement, conn: Connection, values: Mapping[str, Any]) -> Any:
        seen["statements"] += 1
        return run(self, conn, values)

    async def count_unit(unit: Any) -> Any:
        seen["commits"] += 1
        return await write(unit)

    monkeypatch.setattr(Statement, "_run", count_statement)
    monkeypatch.setattr(db, "write", count_unit)
    await hear(pipeline, 1, platform, Commanded("connect"))
    for number in (2, 3, 4):
        assert world.shown is not None
        world.calls.clear()
        seen.clear()
        await hear(pipeline, number, platform, Pressed(world.shown.key, 0, "query"))
        assert world.calls == CALLS
        assert seen == {"commits": COMMITS, "statements": STATEMENTS[platform]}


async def test_alerts_go_out_at_the_platforms_pace_and_none_is_refused() -> None:
    paced = await send_at_pace(200)
    assert (paced.sent, paced.refused) == (200, 0)
    assert 20 <= paced.sent / paced.seconds <= BOT_PER_SECOND
