"""The running service beside the emulated Slack, by HTTP or by Socket Mode, and short ways to do what people do there.

Time stands still until a test lets it go on. Our own pace is kept, on a clock that waiting moves.
"""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from sqlalchemy import Connection, text

from adapters.slack import errands, flights, modals, waiting
from adapters.slack.client import SlackChannel
from adapters.slack.installations import Installation, Installations
from adapters.slack.pacing import Pacing
from adapters.slack.service import SlackService
from adapters.slack.teams import Client
from bot.app import App
from bot.settings import Settings
from sandbox.calls import Call
from sandbox.flatpeak.world import World
from sandbox.server import SandboxServer
from sandbox.slack import model
from sandbox.slack.deliver import _encode
from sandbox.slack.hands import Done
from sandbox.slack.payloads import describe_actor, describe_place
from sandbox.slack.people import Person
from sandbox.slack.platform import Platform
from sandbox.slack.signing import sign
from sandbox.slack.sockets import EnvelopeKind
from sandbox.slack.team import create_team
from sandbox.slack.widgets import describe_action, find_widget, widgets_of
from sandbox.slack.world import SANDBOX_SLACK_TOKEN, SlackWorld
from tests.databases import database_url
from tests.ports import free_port

ADDRESS = "1-3 Strand, London WC2N 5EH"
EVENTS = "/slack/events"
SOON_S = 1.0  # what a person or Slack may wait for
PATIENCE_S = 30.0
LOOK_EVERY_S = 0.02
BESIDE = {module.__file__ for module in (errands, flights, modals, waiting)}
Mode = Literal["http", "socket"]

_OPEN = {
    "inbox": "SELECT count(*) FROM inbox WHERE handled_at IS NULL AND :now > 0",
    "outbox": """SELECT count(*) FROM outbox WHERE settled_at IS NULL AND due_at <= :now AND conversation NOT IN
        (SELECT key FROM conversations WHERE undeliverable <> '')""",
    "wakes": "SELECT count(*) FROM wakes WHERE due_at <= :now",
}


class Clock:
    """The time of everybody but the machine's."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        self._skew = 0.0

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def monotonic(self) -> float:
        """Seconds, for what measures in them."""
        return self.now.timestamp() + self._skew

    async def sleep(self, seconds: float) -> None:
        """For our own pace: waiting is what lets its clock go on."""
        self._skew += seconds
        await asyncio.sleep(0)


@dataclass(slots=True)
class Stage:
    """One process or more of a deployment, and the world."""

    app: App
    sandbox: SandboxServer
    clock: Clock
    apps: list[App] = field(default_factory=list)

    @property
    def slack(self) -> Platform:
        return self.sandbox.slack

    @property
    def world(self) -> SlackWorld:
        return self.sandbox.slack.world

    @property
    def flatpeak(self) -> World:
        return self.sandbox.flatpeak

    @property
    def team(self) -> model.Workspace:
        """The workspace that was there from the start."""
        return next(iter(self.world.workspaces.values()))

    @property
    def url(self) -> str:
        """Where we take what Slack sends."""
        return f"http://127.0.0.1:{self.app.port}{EVENTS}"

    def person(self, name: str) -> Person:
        """Somebody of that workspace, by the first name."""
        return self.slack.person(next(u for u in self.world.users.values() if u.display_name == name))

    def channel(self, name: str = "energy") -> model.Channel:
        return next(c for c in self.world.channels.values() if c.name == name)

    async def settle(self) -> None:
        """Return once nothing is under way and nothing is due."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while (left := await self.under_way()).keys():
                    if {"wakes", "outbox"} & left.keys():
                        await self.app.pipeline.wake_due()
                    await self.world.changes.wait(self.world.changes.count, LOOK_EVERY_S)
        except TimeoutError:
            raise TimeoutError(f"still under way: {await self.under_way()}") from None

    async def under_way(self) -> dict[str, int]:
        """What is not done yet, by kind."""
        counts = {
            "work": sum(app.tasks.under_way for app in self.apps),
            "deliveries": self.slack.delivery.under_way,
            "errands": count_errands(),
        }
        return {name: n for name, n in counts.items() if n} or await self.app.house.db.read(self._count)

    def _count(self, conn: Connection) -> dict[str, int]:
        now = {"now": int(self.clock().timestamp() * 1000)}
        found = {name: conn.execute(text(sql), now).scalar() or 0 for name, sql in _OPEN.items()}
        return {name: n for name, n in found.items() if n}

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        return await self.app.house.db.read(lambda c: [tuple(row) for row in c.exec_driver_sql(sql).all()])

    async def until(self, holds: Callable[[], Any]) -> float:
        """Wait until it holds; how long that took in real seconds."""
        began = time.monotonic()
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                await self.world.changes.wait(self.world.changes.count, 0.01)
        return time.monotonic() - began

    def calls(self, method: str) -> list[Call]:
        """The calls of a method of the Web API."""
        return self.world.calls.to("slack", method)

    def answers(self) -> list[dict[str, Any]]:
        """Every answer that Connect took, in order."""
        return [json.loads(raw) for session in self.flatpeak.sessions.values() for raw in session.accepted_raw]

    def posts(self) -> int:
        """How many answers reached Connect, taken or not."""
        bodies = [c.body for c in self.sandbox.calls.to("connect") if isinstance(c.body, dict)]
        return sum(bool(body.get("data") or body.get("action")) for body in bodies)

    @asynccontextmanager
    async def another(self) -> AsyncIterator[App]:
        """A second process of the same deployment, on another host and with the same database."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socket, "gethostname", lambda: "another-host")
            app = create_app(self.app.settings.model_copy(update={"port": free_port()}), self.sandbox, self.clock)
            async with app:
                self.apps.append(app)
                yield app
                self.apps.remove(app)


def count_errands() -> int:
    """What the adapter does beside answering: forms, home pages, signs, receipts."""
    made = [getattr(task.get_coro(), "cr_code", None) for task in asyncio.all_tasks()]
    return sum(code is not None and code.co_filename in BESIDE for code in made)


def service_of(app: App) -> SlackService:
    service = next(one for one in app.services if one.channel.name == "slack")
    assert isinstance(service, SlackService)
    return service


def channel_of(app: App) -> SlackChannel:
    channel = app.house.channels["slack"]
    assert isinstance(channel, SlackChannel)
    return channel


def installations_of(app: App) -> Installations:
    return service_of(app)._installations


def create_channel(sandbox: SandboxServer, clock: Clock, installations: Installations) -> SlackChannel:
    """The channel of a process, on the clock of the tests."""
    app = sandbox.slack.world.app
    pacing = Pacing(clock.monotonic, clock.sleep)
    client = Client(app.client_id, app.client_secret)
    channel = SlackChannel(installations, f"{sandbox.url}/slack/api", client, pacing=pacing, sleep=clock.sleep)
    channel.teams._now, channel.teams._clock, channel.people._clock = clock, clock.monotonic, clock.monotonic
    channel._homes._clock = clock.monotonic
    return channel


def create_app(settings: Settings, sandbox: SandboxServer, clock: Clock) -> App:
    app = App(settings, slack=partial(create_channel, sandbox, clock), now=clock)
    if consent := service_of(app)._consent:
        consent._now = clock
    return app


@asynccontextmanager
async def open_stage(
    folder: Path, mode: Mode = "http", *, many: bool = False, platform: Platform | None = None, **more: Any
) -> AsyncIterator[Stage]:
    """Start everything. `many`: the workspaces install the app by a browser, and the first one has done so."""
    clock = Clock()
    slack = platform or create_team(SlackWorld(clock=clock, seed=7))
    slack.world._clock = clock
    slack.world.rates.enabled = False
    async with SandboxServer(flatpeak=World(clock), slack=slack) as sandbox:
        slack.world.url = f"{sandbox.url}/slack"
        app = create_app(settings_of(folder, sandbox, mode, many, more), sandbox, clock)
        stage = Stage(app, sandbox, clock, [app])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("adapters.slack.modals.APPLIED_S", 0.0)
            async with app:
                if many:
                    for found in slack.world.installations:
                        await installations_of(app).save(installation_of(found))
                await connect(stage, mode)
                yield stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The service in one workspace, by HTTP. Tests of Slack import it in place of the one of their neighbours."""
    async with open_stage(tmp_path) as opened:
        yield opened


async def connect(stage: Stage, mode: Mode) -> None:
    """Slack drops what nobody is there to take, so nobody does anything before we are."""
    stage.slack.delivery.request_url = stage.url
    async with asyncio.timeout(PATIENCE_S):
        while await stage.app._unwell() or (mode == "socket" and len(stage.slack.sockets.ready) < 2):
            await stage.world.changes.wait(stage.world.changes.count, LOOK_EVERY_S)


def settings_of(folder: Path, sandbox: SandboxServer, mode: Mode, many: bool, more: dict[str, Any]) -> Settings:
    app, port = sandbox.slack.world.app, free_port()
    given: dict[str, Any] = {
        "flatpeak_account_id": "acc_sandbox",
        "flatpeak_api_key": "sk_test_sandbox",
        "flatpeak_api_url": f"{sandbox.url}/flatpeak",
        "flatpeak_connect_url": f"{sandbox.url}/flatpeak/connect",
        "slack_api_url": f"{sandbox.url}/slack/api",
        "slack_signing_secret": tuple(app.signing_secrets),
        "slack_app_token": app.app_token if mode == "socket" else "",
        "database_url": database_url(folder),
        "secret_key": ("k" * 43,),
        "port": port,
        "public_url": f"http://127.0.0.1:{port}",
    }
    if many:
        given |= {"slack_client_id": app.client_id, "slack_client_secret": app.client_secret}
    else:
        given |= {"slack_bot_token": SANDBOX_SLACK_TOKEN}
    return Settings(_env_file=None, **(given | more))  # type: ignore[call-arg]  # pydantic-settings' own


def installation_of(found: model.Installation) -> Installation:
    """What oauth.v2.access would have told of it."""
    token = found.tokens[-1]
    return Installation(
        team=found.team.id if found.team else "",
        token=token.value,
        enterprise=found.enterprise.id if found.enterprise else "",
        name="",
        app_id=found.app.id,
        bot_id=found.bot.bot_id,
        bot_user=found.bot.id,
        refresh_token=token.refresh,
        expires_at=token.expires_at,
        org_wide=found.org_wide,
        scopes=found.scopes,
    )


def live(person: Person) -> model.Message:
    """The card that can be answered."""
    shown = reversed([m for m in person.messages() if m.bot_id and not m.ephemeral_to])
    return next(m for m in shown if any(not w.key[1].startswith("l:") for w in widgets_of(m.blocks)))


def texts(person: Person) -> list[str]:
    """What the app has written to somebody in private, as a notification would say it."""
    return [m.text for m in person.messages() if m.bot_id]


async def command(stage: Stage, person: Person, text: str = "", channel: model.Channel | None = None) -> Done:
    done = await person.command(text, channel)
    await stage.settle()
    return done


async def say(stage: Stage, person: Person, *said: str) -> None:
    for words in said:
        stage.clock.advance(2)
        person.say(words)
        await stage.settle()


async def press(stage: Stage, person: Person, which: str, **how: Any) -> Done:
    stage.clock.advance(2)
    done = await person.press(live(person), which, **how)
    await stage.settle()
    return done


async def choose(stage: Stage, person: Person, which: str, wanted: str) -> Done:
    stage.clock.advance(2)
    done = await person.choose(live(person), which, wanted)
    await stage.settle()
    return done


async def to_providers(stage: Stage, person: Person) -> None:
    """To the choice of a provider."""
    await command(stage, person, f"connect {ADDRESS}")
    await press(stage, person, "Yes, that’s right")


async def to_rate(stage: Stage, person: Person) -> None:
    """To the question for a price, which has a form."""
    await to_providers(stage, person)
    await choose(stage, person, "Choose your provider", "Quillmoor Power")
    await press(stage, person, "One price all day")


async def to_summary(stage: Stage, person: Person) -> None:
    """All the way."""
    await to_rate(stage, person)
    await say(stage, person, "24.5")


@contextmanager
def slow_database(app: App) -> Iterator[asyncio.Event]:
    """Whatever is asked of the database is done when the event is set, at the latest at the end of the block."""
    gate, db = asyncio.Event(), app.house.db
    write, read = db.write, db.read

    async def late(act: Callable[[Any], Awaitable[Any]], unit: Any) -> Any:
        await gate.wait()
        return await act(unit)

    db.write, db.read = partial(late, write), partial(late, read)  # type: ignore[method-assign]
    try:
        yield gate
    finally:
        gate.set()
        db.write, db.read = write, read  # type: ignore[method-assign]


@contextmanager
def no_database(app: App) -> Iterator[list[object]]:
    """Nothing can be written; what was to be."""
    db, refused = app.house.db, list[object]()
    write = db.write

    async def fail(unit: object) -> Any:
        refused.append(unit)
        raise OSError("no space left on the device")

    db.write = fail  # type: ignore[method-assign]
    try:
        yield refused
    finally:
        db.write = write  # type: ignore[method-assign]


async def timed(act: Awaitable[Done]) -> tuple[Done, float]:
    """What came of an act, and how many real seconds Slack waited."""
    began = time.monotonic()
    return await act, time.monotonic() - began


async def post(stage: Stage, body: bytes, headers: dict[str, str], url: str = "") -> httpx.Response:
    """Any request."""
    async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
        return await client.post(url or stage.url, content=body, headers=headers)


async def send(stage: Stage, payload: model.Json, url: str = "", **headers: str) -> httpx.Response:
    """One of its payloads, signed, as often as a test likes."""
    kind: EnvelopeKind = "events_api" if payload.get("type") == "event_callback" else "interactive"
    body, content_type = _encode("slash_commands" if "command" in payload else kind, payload)
    signed = sign(stage.world.app.signing_secret, body, datetime.now(UTC)) | {"Content-Type": content_type}
    return await post(stage, body, signed | headers, url)


def interaction(stage: Stage, by: Person, which: str) -> model.Json:
    """What a press on the live card sends."""
    card, found = live(by), by.installation
    action = describe_action(find_widget(card.blocks, which), None, stage.world.next_ts())
    payload: model.Json = {"type": "block_actions", **describe_actor(by.user, found), **describe_place(card)}
    payload |= {"trigger_id": by.issue_trigger(found), "actions": [action]}
    return payload | {"response_url": stage.slack.response_urls.make("actions", by.user, by.dm, found, card)}


def message_of(stage: Stage, by: Person, text: str, **more: Any) -> model.Json:
    """The envelope of a message that Slack itself does not send."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.slack.delivery, "redeliver", lambda _: None)
        by.say(text, **more)
    return next(reversed(stage.slack.delivery.events.values()))
