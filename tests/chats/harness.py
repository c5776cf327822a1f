"""The whole service and the whole outside world in one event loop, and a way to wait until nothing moves."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import Connection, text
from starlette.requests import Request

from adapters.slack import errands, flights, modals, waiting
from adapters.slack.client import SlackChannel
from adapters.slack.installations import Installations
from adapters.slack.pacing import Pacing as SlackPacing
from adapters.slack.teams import Client
from adapters.slack.waiting import SIGN
from adapters.telegram import TelegramChannel
from adapters.telegram.pacing import Pacing
from bot.app import App
from bot.connect.wire import Timeouts
from bot.settings import Settings
from sandbox.changes import Changes
from sandbox.company import CompanyWorld
from sandbox.flatpeak import endpoint, flow
from sandbox.flatpeak.errors import MESSAGES, RefusedError
from sandbox.flatpeak.generations import choose_generation
from sandbox.flatpeak.objects import Json, Session
from sandbox.flatpeak.world import World
from sandbox.server import SandboxServer
from sandbox.slack.platform import Platform
from sandbox.slack.team import create_team
from sandbox.slack.world import SANDBOX_SLACK_TOKEN, SlackWorld
from sandbox.telegram import TelegramWorld
from tests.coverage.ledger import noting
from tests.coverage.reference import Cell
from tests.databases import database_url
from tests.ports import free_port

On = Literal["telegram", "slack"]

OF_PRICES = ("pending_connect", "no_tariff_connected", "no_price_data")  # codes that only price calls give
BEGIN = datetime(2026, 11, 17, 9, tzinfo=UTC)
PATIENCE_S = 90.0  # on a machine that has twenty other things to do
ERRANDS = {module.__file__ for module in (errands, flights, modals, waiting)}
LOOK_EVERY_S = 0.02  # what changes without telling anybody, such as a confirmed update, is seen then

_OPEN_INBOX = "SELECT count(*) FROM inbox WHERE handled_at IS NULL"
_OPEN_OUTBOX = """SELECT count(*) FROM outbox WHERE settled_at IS NULL AND due_at <= :now AND conversation NOT IN
    (SELECT key FROM conversations WHERE undeliverable <> '')"""
_OPEN_EVENTS = "SELECT count(*) FROM events WHERE settled_at IS NULL AND due_at <= :now"
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
    """A running service in its world. `refusals`: codes for the next answers to Connect, and the next REST calls."""

    app: App
    sandbox: SandboxServer
    clock: Clock
    on: On = "telegram"
    also: bool = False  # people are on the other platform as well
    refusals: list[tuple[str, str]] = field(default_factory=list)
    rest_refusals: list[str] = field(default_factory=list)
    met: set[Cell] = field(default_factory=set)  # of what FlatPeak's reference names

    @property
    def flatpeak(self) -> World:
        return self.sandbox.flatpeak

    @property
    def telegram(self) -> TelegramWorld:
        return self.sandbox.telegram

    @property
    def slack(self) -> Platform:
        return self.sandbox.slack

    @property
    def changes(self) -> Changes:
        """Touched by whatever happens, where the people are and here."""
        return self.slack.world.changes if self.on == "slack" else self.telegram.changes

    def take_events(self) -> None:
        """From now on FlatPeak delivers what happens."""
        self.flatpeak.webhook.address = f"http://127.0.0.1:{self.app.port}/flatpeak/events"

    def signs(self) -> int:
        """How often people were shown that an answer is on its way."""
        if self.on == "telegram":
            return len(self.sandbox.calls.to("telegram", "sendChatAction"))
        posted = self.slack.world.calls.to("slack", "chat.postMessage")
        return sum(call.body.get("text") == SIGN for call in posted)

    async def settle(self) -> None:
        """Return once nothing is under way and nothing is due. TimeoutError says what is."""
        changes = self.changes
        try:
            async with asyncio.timeout(PATIENCE_S):
                self.flatpeak.webhook.clock_moved()
                while open_ends := await self._open_ends():
                    if "wakes" in open_ends or "outbox" in open_ends:
                        await self.app.pipeline.wake_due()
                    await changes.wait(changes.count, LOOK_EVERY_S)
        except TimeoutError:
            raise TimeoutError(f"still under way: {await self._open_ends()}") from None

    async def _open_ends(self) -> dict[str, int]:
        """What is under way, by kind; empty when all is still."""
        told = self.flatpeak.webhook.sending
        counts = {
            "work": self.app.tasks.under_way,
            "events": told,
            **(self._on_slack() if self.on == "slack" or self.also else {}),
            **(self._on_telegram() if self.on == "telegram" or self.also else {}),
        }
        return {name: n for name, n in counts.items() if n} or await self.app.house.db.read(self._count)

    def _on_telegram(self) -> dict[str, int]:
        unanswered = sum(not press.answered for press in self.telegram.presses.values())
        return {"updates": self.telegram.updates.count(), "presses": unanswered}

    def _on_slack(self) -> dict[str, int]:
        return {"deliveries": self.slack.delivery.under_way, "errands": _count_errands()}

    def _count(self, conn: Connection) -> dict[str, int]:
        now = {"now": int(self.clock().timestamp() * 1000)}
        asked = {
            "inbox": (_OPEN_INBOX, {}),
            "outbox": (_OPEN_OUTBOX, now),
            "events": (_OPEN_EVENTS, now),
            "wakes": (_DUE, now),
        }
        found = {name: int(conn.execute(text(q[0]), q[1]).scalar_one()) for name, q in asked.items()}
        return {name: n for name, n in found.items() if n}


def _count_errands() -> int:
    """What the Slack adapter does beside answering: forms, home pages, signs, receipts."""
    made = [getattr(task.get_coro(), "cr_code", None) for task in asyncio.all_tasks()]
    return sum(code is not None and code.co_filename in ERRANDS for code in made)


@asynccontextmanager
async def open_stage(
    folder: Path, *, give_up_s: float | None = None, on: On = "telegram", also: bool = False, **settings: Any
) -> AsyncIterator[Stage]:
    """Start everything. `give_up_s`: how long the bot waits for FlatPeak; `on`: where the people are; `also`: others
    are on the other platform."""
    clock = Clock()
    flatpeak = World(clock, sleep=lambda seconds: _sleep_until_typing(stage, seconds))
    flatpeak.generation = choose_generation(str(settings.get("flatpeak_version", ""))) or flatpeak.generation
    telegram, slack = TelegramWorld(clock=clock, seed=7), create_team(SlackWorld(clock=clock, seed=7))
    telegram.flood.enabled = slack.world.rates.enabled = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.slack.modals.APPLIED_S", 0.0)
        patch.setattr("adapters.slack.app.DM_S", PATIENCE_S)  # a busy machine is no other chat
        patch.setattr("adapters.slack.selects.PATIENCE_S", PATIENCE_S)
        if give_up_s:
            patch.setattr("bot.connect.client.Timeouts", lambda: Timeouts(total_s=give_up_s))
        else:  # nor does it let a form wait that is answered
            patch.setattr("adapters.slack.modals.SETTLE_S", PATIENCE_S)
        company = CompanyWorld(clock_s=lambda: clock().timestamp())
        async with SandboxServer(flatpeak=flatpeak, telegram=telegram, slack=slack, company=company) as sandbox:
            pacing = Pacing(clock=count(0, 60).__next__)  # a minute between messages: never a reason to wait
            app = App(
                _settings(folder, sandbox, on, also, **settings),
                telegram=TelegramChannel(telegram.token, f"{sandbox.url}/telegram", pacing),
                slack=partial(_slack_channel, sandbox),
                now=clock,
            )
            stage = Stage(app, sandbox, clock, on, also)
            with _refusing(stage), noting(stage.met, on):
                async with app:
                    _tell_of_commits(stage)
                    if on == "slack":
                        await _connect_slack(stage)
                    yield stage


def _slack_channel(sandbox: SandboxServer, installations: Installations) -> SlackChannel:
    app = sandbox.slack.world.app
    client = Client(app.client_id, app.client_secret)
    pacing = SlackPacing(clock=count(0, 60).__next__)  # as above
    channel = SlackChannel(installations, f"{sandbox.url}/slack/api", client, pacing=pacing, sleep=_hurry)
    channel.people.patience_s = PATIENCE_S  # a busy machine does not make people nameless
    return channel


async def _hurry(_: float) -> None:
    """Our own pace has tests of its own, with a clock."""
    await asyncio.sleep(0)


async def _connect_slack(stage: Stage) -> None:
    """Slack drops what nobody is there to take, so nobody does anything before we are."""
    stage.slack.delivery.request_url = f"http://127.0.0.1:{stage.app.port}/slack/events"
    async with asyncio.timeout(PATIENCE_S):
        while await stage.app._unwell() or (stage.app.settings.slack_app_token and not stage.slack.sockets.ready):
            await stage.changes.wait(stage.changes.count, LOOK_EVERY_S)


def _settings(folder: Path, sandbox: SandboxServer, on: On, also: bool, **settings: Any) -> Settings:
    if settings.pop("company", ""):
        company = sandbox.company
        settings["api_keys"], settings["webhook_secret"] = (company.key,), (company.secret,)
        settings["webhook_url"] = f"{sandbox.url}/company/webhooks"
    port = free_port()  # a part of every session: browsers return to it
    world = {
        "flatpeak_account_id": "acc_sandbox",
        "flatpeak_api_key": "sk_test_sandbox",
        "flatpeak_api_url": f"{sandbox.url}/flatpeak",
        "flatpeak_connect_url": f"{sandbox.url}/flatpeak/connect",
        "flatpeak_jwks_url": f"{sandbox.url}/flatpeak/jwks.json",
        "database_url": database_url(folder),
        "secret_key": ("k" * 43,),
        "port": port,
        "public_url": f"http://127.0.0.1:{port}",
        **(_slack_settings(sandbox) if on == "slack" or also else {}),
        **(_telegram_settings(sandbox) if on == "telegram" or also else {}),
    }
    return Settings(_env_file=None, **{**world, **settings})  # type: ignore[call-arg]  # pydantic-settings' own


def _telegram_settings(sandbox: SandboxServer) -> dict[str, str]:
    return {"telegram_bot_token": sandbox.telegram.token, "telegram_api_url": f"{sandbox.url}/telegram"}


def _slack_settings(sandbox: SandboxServer) -> dict[str, str]:
    app = sandbox.slack.world.app
    return {
        "slack_bot_token": SANDBOX_SLACK_TOKEN,
        "slack_app_token": app.app_token,
        "slack_signing_secret": app.signing_secret,
        "slack_api_url": f"{sandbox.url}/slack/api",
    }


def _tell_of_commits(stage: Stage) -> None:
    """Every commit counts as a change, so that nobody has to look again and again."""
    db = stage.app.house.db
    write = db.write

    async def write_and_tell(unit: Any) -> Any:
        try:
            return await write(unit)
        finally:
            stage.changes.touch()

    db.write = write_and_tell  # type: ignore[method-assign]


@contextmanager
def _refusing(stage: Stage) -> Iterator[None]:
    """Let Connect refuse answers with codes that a careful client never causes."""
    take, authorise = flow.take_answer, endpoint._authorise

    def refuse_or_take(world: World, session: Session, body: Json) -> None:
        if not stage.refusals:
            return take(world, session, body)
        code, message = stage.refusals.pop(0)
        status, type_ = (500, "connect_error") if code == "server_error" else (400, "invalid_request")
        raise RefusedError(code, message or MESSAGES.get(code, code), status, type_)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "take_answer", refuse_or_take)
        patch.setattr(endpoint, "_authorise", lambda world, request: _refuse_or_let(stage, authorise, world, request))
        yield


def _refuse_or_let(stage: Stage, authorise: Any, world: World, request: Request) -> str:
    """REST refuses the next call that its code is about: opening a session, or prices, or any."""
    code = stage.rest_refusals[0] if stage.rest_refusals else ""
    about = "connect" if code.startswith("tariff_") else "price|rates" if code in OF_PRICES else ""
    if code and request.method in ("POST", "GET") and re.search(about, request.url.path):
        stage.rest_refusals.pop(0)
        raise RefusedError(code, MESSAGES.get(code, code), None if code.startswith("tariff_") else 422)
    return str(authorise(world, request))


async def _sleep_until_typing(stage: Stage, seconds: float) -> None:
    """A slow reply takes until the person was shown that it does, or for ever if it lasts longer than anyone waits."""
    changes, before = stage.changes, stage.signs()
    while seconds > 60 or stage.signs() == before:
        await changes.wait(changes.count, LOOK_EVERY_S)
