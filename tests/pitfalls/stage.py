"""Short ways to do what people do, and to count what came of it. The service and the world are those of the chats."""

import asyncio
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Protocol

import httpx
import pytest

from adapters.telegram import TelegramChannel
from adapters.telegram.pacing import Pacing
from bot.app import App
from sandbox.calls import Call
from sandbox.flatpeak.world import World
from sandbox.telegram.model import Message, Press
from sandbox.telegram.people import Person, Seat
from tests.chats.browser import log_in
from tests.chats.harness import Stage
from tests.ports import free_port

ADDRESS = "1-3 Strand, London WC2N 5EH"
SECRET = "webhook-secret-of-the-tests"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SOON_S = 1.0  # what a person or a platform may wait for an acknowledgement
PATIENCE_S = 10.0


def telegram_of(app: App) -> TelegramChannel:
    """The channel to Telegram of a running service."""
    channel = app.house.channels["telegram"]
    assert isinstance(channel, TelegramChannel)
    return channel


async def say(stage: Stage, by: Seat, *texts: str) -> None:
    """Say it, text by text, each after the answer to the one before."""
    for text in texts:
        stage.clock.advance(2)
        by.say(text)
        await stage.settle()


def live(person: Person) -> Message:
    """The card that can be tapped."""
    return next(m for m in reversed(person.chat.from_bot) if any(b.kind == "callback_data" for b in m.buttons))


async def tap(stage: Stage, person: Person, label: str | int) -> Press:
    """Tap a button of the live card and wait for what it leads to."""
    stage.clock.advance(2)
    press = person.press(live(person).id, label)
    await stage.settle()
    return press


async def to_providers(stage: Stage, person: Person) -> None:
    """To the choice of a provider."""
    await say(stage, person, "/start", ADDRESS)
    await tap(stage, person, "Yes, that’s right")


async def to_rate(stage: Stage, person: Person) -> None:
    """To the question for a price."""
    await to_providers(stage, person)
    await say(stage, person, "Quillmoor Power")
    await tap(stage, person, "One price all day")


async def to_summary(stage: Stage, person: Person) -> None:
    """All the way."""
    await to_rate(stage, person)
    await say(stage, person, "24.5")


def calls(stage: Stage, method: str, chat: int | None = None) -> list[Call]:
    """The calls of a method of the Bot API, to one chat if it is given."""
    found = stage.sandbox.calls.to("telegram", method)
    return [c for c in found if chat is None or c.body.get("chat_id") == chat]


def answers(stage: Stage) -> list[dict[str, Any]]:
    """Every answer that FlatPeak took, in order."""
    return [json.loads(raw) for session in stage.flatpeak.sessions.values() for raw in session.accepted_raw]


def posts(stage: Stage) -> int:
    """How many answers reached Connect, taken or not."""
    bodies = [c.body for c in stage.sandbox.calls.to("connect") if isinstance(c.body, dict)]
    return sum(bool(body.get("data") or body.get("action")) for body in bodies)


def texts(person: Person) -> list[str]:
    """What can be read in the chat of what the bot wrote."""
    return [m.text for m in person.chat.from_bot]


async def until(stage: Stage, holds: Callable[[], Any]) -> float:
    """Wait until it holds; how long that took in real seconds."""
    began, changes = time.monotonic(), stage.telegram.changes
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await changes.wait(changes.count, 0.01)
    return time.monotonic() - began


async def to_pending(stage: Stage, person: Person) -> None:
    """To a tariff that takes long to be read."""
    await say(stage, person, "/start", "Karl-Liebknecht-Str. 14, 04107 Leipzig")
    await tap(stage, person, 0)
    await say(stage, person, "Wattkiesel")
    await log_in(str(live(person).buttons[0].url), ["slow/demo", "allow"])
    await stage.settle()
    assert "No need to wait" in live(person).text


async def pass_time(stage: Stage, seconds: float) -> None:
    """Let it pass, and let everyone do what is due by then."""
    stage.clock.advance(seconds)
    await stage.app.pipeline.wake_due()
    await stage.settle()


def written(stage: Stage) -> list[Call]:
    """The calls that showed something, or tried to, in order."""
    methods = ("sendMessage", "sendPhoto", "editMessageText", "editMessageMedia", "editMessageCaption")
    return [call for call in stage.sandbox.calls.to("telegram") if call.method in methods]


class WithFlatPeak(Protocol):
    """A stage of whichever channel."""

    @property
    def flatpeak(self) -> World: ...


@contextmanager
def slow_flatpeak(stage: WithFlatPeak) -> Iterator[asyncio.Event]:
    """The next answer of Connect comes when the event is set, at the latest at the end of the block."""
    gate, before = asyncio.Event(), stage.flatpeak.sleep

    async def wait(seconds: float) -> None:
        await gate.wait()

    stage.flatpeak.sleep = wait
    stage.flatpeak.scenario.fail("slow", delay_s=60)
    try:
        yield gate
    finally:
        gate.set()
        stage.flatpeak.sleep = before
        stage.flatpeak.scenario.faults.clear()


def second(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> App:
    """Another process of the same deployment, on another host: same token, same database."""
    monkeypatch.setattr(socket, "gethostname", lambda: "another-host")
    settings = stage.app.settings.model_copy(update={"port": free_port()})
    channel = TelegramChannel(settings.telegram_bot_token, settings.telegram_api_url, Pacing(count(0, 60).__next__))
    return App(settings, telegram=channel, now=stage.clock)


class Hook:
    """Telegram's side of the webhook, by hand."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.url = f"{stage.app.settings.public_url}/telegram/webhook"
        self._id = 7_000_000

    async def post(self, body: Any, secret: str | None = SECRET) -> int:
        """Post a body, JSON unless it is bytes; the status."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": b"application/json"} | (
            {SECRET_HEADER: secret.encode()} if secret is not None else {}
        )
        async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
            return (await client.post(self.url, content=content, headers=headers)).status_code

    def update(self, **content: Any) -> dict[str, Any]:
        """An update with the next number."""
        self._id += 1
        return {"update_id": self._id, **content}

    def message(self, person: Person, **content: Any) -> dict[str, Any]:
        """An update about a message of this person."""
        person.started = True
        body = {"message_id": 5000 + self._id % 1000, "date": 1_795_000_000, "chat": person.chat.to_json()}
        return self.update(message={**body, "from": person.user.to_json(), **content})
