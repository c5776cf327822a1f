"""The whole service and the whole outside world in one event loop, and a way to wait until nothing moves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from adapters.telegram import TelegramChannel
from adapters.telegram.pacing import Pacing
from bot.app import App
from bot.connect.wire import Timeouts
from bot.settings import Settings
from sandbox.flatpeak import flow
from sandbox.flatpeak.errors import MESSAGES, RefusedError
from sandbox.flatpeak.objects import Json, Session
from sandbox.flatpeak.world import World
from sandbox.server import SandboxServer
from sandbox.telegram import TelegramWorld
from tests.ports import free_port

BEGIN = datetime(2026, 11, 17, 9, tzinfo=UTC)
PATIENCE_S = 15.0
LOOK_EVERY_S = 0.02  # what changes without telling anybody, such as a confirmed update, is seen then

_OPEN_INBOX = "SELECT count(*) FROM inbox WHERE handled_at IS NULL"
_OPEN_OUTBOX = """SELECT count(*) FROM outbox WHERE settled_at IS NULL AND due_at <= :now AND conversation NOT IN
    (SELECT key FROM conversations WHERE undeliverable <> '')"""
_DUE = "SELECT count(*) FROM wakes WHERE due_at <= :now"


class Clock:
    """The time of everybody: it stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(slots=True)
class Stage:
    """A running service in its world. `refusals`: codes that Connect gives to the next answers."""

    app: App
    sandbox: SandboxServer
    clock: Clock
    refusals: list[tuple[str, str]] = field(default_factory=list)

    @property
    def flatpeak(self) -> World:
        return self.sandbox.flatpeak

    @property
    def telegram(self) -> TelegramWorld:
        return self.sandbox.telegram

    async def settle(self) -> None:
        """Return once nothing is under way and nothing is due. TimeoutError says what is."""
        changes = self.telegram.changes
        try:
            async with asyncio.timeout(PATIENCE_S):
                while open_ends := await self._open_ends():
                    if "wakes" in open_ends:
                        await self.app.pipeline.wake_due()
                    await changes.wait(changes.count, LOOK_EVERY_S)
        except TimeoutError:
            raise TimeoutError(f"still under way: {await self._open_ends()}") from None

    async def _open_ends(self) -> dict[str, int]:
        """What is under way, by kind; empty when all is still."""
        counts = {
            "updates": self.telegram.updates.count(),
            "work": self.app.tasks.under_way,
            "presses": sum(not press.answered for press in self.telegram.presses.values()),
        }
        return {name: n for name, n in counts.items() if n} or await self.app.house.db.read(self._count)

    def _count(self, conn: Connection) -> dict[str, int]:
        now = {"now": int(self.clock().timestamp() * 1000)}
        asked = {"inbox": (_OPEN_INBOX, {}), "outbox": (_OPEN_OUTBOX, now), "wakes": (_DUE, now)}
        found = {name: int(conn.exec_driver_sql(*q).scalar_one()) for name, q in asked.items()}
        return {name: n for name, n in found.items() if n}


@asynccontextmanager
async def open_stage(folder: Path, *, give_up_s: float | None = None, **settings: Any) -> AsyncIterator[Stage]:
    """Start everything. `give_up_s`: how long the bot waits for FlatPeak."""
    clock = Clock()
    flatpeak = World(clock, sleep=lambda seconds: _sleep_until_typing(stage, seconds))
    telegram = TelegramWorld(clock=clock, seed=7)
    telegram.flood.enabled = False
    with pytest.MonkeyPatch.context() as patch:
        if give_up_s:
            patch.setattr("bot.connect.client.Timeouts", lambda: Timeouts(total_s=give_up_s))
        async with SandboxServer(flatpeak=flatpeak, telegram=telegram) as sandbox:
            pacing = Pacing(clock=count(0, 60).__next__)  # a minute between messages: never a reason to wait
            app = App(
                _settings(folder, sandbox, **settings),
                telegram=TelegramChannel(telegram.token, f"{sandbox.url}/telegram", pacing),
                now=clock,
            )
            stage = Stage(app, sandbox, clock)
            with _refusing(stage):
                async with app:
                    _tell_of_commits(stage)
                    yield stage


def _settings(folder: Path, sandbox: SandboxServer, **settings: Any) -> Settings:
    port = free_port()  # a part of every session: browsers return to it
    world = {
        "flatpeak_account_id": "acc_sandbox",
        "flatpeak_api_key": "sk_test_sandbox",
        "flatpeak_api_url": f"{sandbox.url}/flatpeak",
        "flatpeak_connect_url": f"{sandbox.url}/flatpeak/connect",
        "telegram_bot_token": sandbox.telegram.token,
        "telegram_api_url": f"{sandbox.url}/telegram",
        "database_url": f"sqlite:///{folder / 'bot.db'}",
        "secret_key": ("k" * 43,),
        "port": port,
        "public_url": f"http://127.0.0.1:{port}",
    }
    return Settings(_env_file=None, **{**world, **settings})  # type: ignore[call-arg]  # pydantic-settings' own


def _tell_of_commits(stage: Stage) -> None:
    """Every commit counts as a change, so that nobody has to look again and again."""
    db = stage.app.house.db
    write = db.write

    async def write_and_tell(unit: Any) -> Any:
        try:
            return await write(unit)
        finally:
            stage.telegram.changes.touch()

    db.write = write_and_tell  # type: ignore[method-assign]


@contextmanager
def _refusing(stage: Stage) -> Iterator[None]:
    """Let Connect refuse answers with codes that a careful client never causes."""
    take = flow.take_answer

    def refuse_or_take(world: World, session: Session, body: Json) -> None:
        if not stage.refusals:
            return take(world, session, body)
        code, message = stage.refusals.pop(0)
        status, type_ = (500, "connect_error") if code == "server_error" else (400, "invalid_request")
        raise RefusedError(code, message or MESSAGES.get(code, code), status, type_)

    flow.take_answer = refuse_or_take
    try:
        yield
    finally:
        flow.take_answer = take


async def _sleep_until_typing(stage: Stage, seconds: float) -> None:
    """A slow reply takes until the person was shown that it does, or for ever if it lasts longer than anyone waits."""
    calls, changes = stage.sandbox.calls, stage.telegram.changes
    before = len(calls.to("telegram", "sendChatAction"))
    while seconds > 60 or len(calls.to("telegram", "sendChatAction")) == before:
        await changes.wait(changes.count, LOOK_EVERY_S)
