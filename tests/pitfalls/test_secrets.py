"""Secrets and personal words: encrypted at rest, in no log, in no page, in no export that is not the person's own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from sandbox.flatpeak.world import World
from sandbox.server import SandboxServer
from sandbox.telegram import TelegramWorld
from sandbox.telegram.people import Person
from storage.models import inbox
from tests.chats.browser import log_in
from tests.chats.harness import Stage
from tests.databases import database_url, kept_in
from tests.pitfalls.stage import SECRET, SECRET_HEADER, Hook, calls, live, say, tap, texts, to_rate, to_summary
from tests.ports import free_port

TOKEN = "1234567890:AA-marker-token-of-telegram-000000000"
API_KEY = "sk_test_markerkey0123456789"
ACCOUNT = "acc_sandbox"
SECRET_KEY = "marker-key-for-encryption-at-rest"
PASSWORD = "Marker-Passw0rd!"
STREET = "17 Markerstreet"
PATIENCE_S = 60.0  # on a machine that has other things to do


class Process:
    """`tariffbot serve`, as an operator runs it, with all that it says."""

    def __init__(self, home: Path, world: SandboxServer, **more: str) -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "FLATPEAK_ACCOUNT_ID": ACCOUNT,
            "FLATPEAK_API_KEY": API_KEY,
            "FLATPEAK_API_URL": f"{world.url}/flatpeak",
            "FLATPEAK_CONNECT_URL": f"{world.url}/flatpeak/connect",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": f"{world.url}/telegram",
            "DATABASE_URL": database_url(home),
            "SECRET_KEY": SECRET_KEY,
            "PUBLIC_URL": self.url,
            "PORT": str(self.port),
            "LOG_LEVEL": "DEBUG",
            **more,
        }
        self.said = b""
        self.pid = 0
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "serve"),
            cwd=self.home,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self.pid = self._process.pid

    async def end(self, *, ask: bool = True) -> int:
        """Ask it to end unless it does so by itself; its exit code. What it said is in `said` then."""
        assert self._process
        if self._process.returncode is None:
            if ask:
                self._process.terminate()
            async with asyncio.timeout(PATIENCE_S):
                self.said, _ = await self._process.communicate()
        return self._process.returncode or 0


@asynccontextmanager
async def running(home: Path, **more: str) -> AsyncIterator[tuple[Process, SandboxServer]]:
    """The sandbox and the process on it."""
    now = datetime.now(UTC)
    telegram = TelegramWorld(TOKEN, seed=7)
    telegram.flood.enabled = False
    async with SandboxServer(flatpeak=World(lambda: now), telegram=telegram) as world:
        process = Process(home, world, **more)
        await process.start()
        try:
            yield process, world
        finally:
            await process.end()


async def reply(person: Person, *, holds: str) -> Any:
    """The card that holds these words and can be tapped."""
    return await person.wait_until(
        lambda chat: next((m for m in reversed(chat.from_bot) if holds in m.text and m.buttons), None), PATIENCE_S
    )


def encodings(marker: str) -> list[bytes]:
    """The ways in which a text can lie about."""
    return [marker.encode(), marker.encode("utf-16-le"), json.dumps(marker).encode()[1:-1]]


async def test_a_whole_chat_leaves_no_secret_behind(tmp_path: Path) -> None:
    """P-A27, P-A28, P-E18: at DEBUG, with a password typed at the login; logs, database, write-ahead log, pages."""
    async with running(tmp_path) as (process, world):
        anna = world.telegram.person(4_711_471_147, "Markeranna", "en-GB")
        anna.start()
        await reply(anna, holds="Hello")
        anna.say(f"{STREET}, London WC2N 5EH")
        card = await reply(anna, holds="Did I get")
        anna.press(card.id, "Yes, that’s right")
        await reply(anna, holds="provider")
        anna.say("Tidehollow Energy")
        card = await reply(anna, holds="Sign in with")
        anna.say(f"otp {PASSWORD}")
        warned = await reply(anna, holds="don’t send sign-in details")
        assert PASSWORD not in warned.text
        await log_in(str(warned.buttons[0].url), ["otp/demo", "123456", "allow"])
        await reply(anna, holds="connected")
        async with httpx.AsyncClient() as browser:
            pages = [
                await browser.get(f"{process.url}{p}") for p in ("/health/live", "/health/ready", "/connect/return")
            ]
        cot = next(iter(world.flatpeak.sessions))
        beside = kept_in(process.home)
        anna.say("/privacy")
        card = await reply(anna, holds="data")
        anna.press(card.id, "Send me my data")
        await anna.wait_until(lambda chat: [m for m in chat.from_bot if m.document], PATIENCE_S)
        export = next(m.document for m in anna.chat.from_bot if m.document)
        world.telegram.faults.refuse("sendMessage", 401, "Unauthorized")
        anna.say("/help")
        await reply(anna, holds="/continue")
        await process.end()
    assert export
    assert STREET.encode() in export
    assert pages[1].json() == {"status": "ready"}
    bearers = list(world.flatpeak.bearers)
    keys = [TOKEN, TOKEN.partition(":")[2], API_KEY, SECRET_KEY, cot, *bearers]
    words = [STREET, PASSWORD, "Markeranna", "Markerstreet"]
    for marker in (*keys, *words):
        for written in encodings(marker):
            assert written not in process.said, marker
            assert all(written not in content for content in beside.values()), marker
            assert all(written not in page.content for page in pages), marker
            assert marker in words[:1] + words[3:] or written not in export, marker
    assert b"serving @tariff_sandbox_bot" in process.said


async def test_errors_at_every_door_name_no_secret(tmp_path: Path) -> None:
    """P-A27: Telegram and FlatPeak away, wrong, and talking nonsense; what is logged of it betrays nothing."""
    async with running(tmp_path, LOG_FORMAT="json", TELEGRAM_WEBHOOK_SECRET=SECRET) as (process, world):
        for method in ("getMe", "setWebhook", "setMyCommands"):
            world.telegram.faults.drop(method, "before", times=2)
        anna = world.telegram.person(4_711_471_148, "Anna", "en-GB")
        anna.start()
        await reply(anna, holds="Hello")
        for kind in ("down", "server_error", "html", "truncated", "drop"):
            world.flatpeak.scenario.fail(kind)  # type: ignore[arg-type]
        for kind in ("down", "html", "drop"):
            world.flatpeak.scenario.fail(kind, "rest")  # type: ignore[arg-type]
        anna.say(f"{STREET}, London WC2N 5EH")
        await reply(anna, holds="Nothing is lost")
        async with httpx.AsyncClient() as client:
            for header in ({}, {SECRET_HEADER: "wrong-marker"}):
                got = await client.post(f"{process.url}/telegram/webhook", json={"update_id": 1}, headers=header)
                assert got.status_code == 401
    for marker in (TOKEN, TOKEN.partition(":")[2], API_KEY, SECRET_KEY, SECRET, "wrong-marker", STREET, "Markerstreet"):
        assert marker.encode() not in process.said, marker
    assert all(json.loads(line) for line in process.said.splitlines() if line.strip())


async def test_a_wrong_webhook_secret_stops_the_start(tmp_path: Path) -> None:
    """P-A25: a secret that Telegram would not take, in a sentence that names the setting and not the secret."""
    async with SandboxServer() as world:
        for secret in ("has spaces in it", "x" * 257, "ümlaut-marker"):
            process = Process(tmp_path, world, TELEGRAM_WEBHOOK_SECRET=secret)
            await process.start()
            assert await process.end(ask=False) == 2
            assert b"TELEGRAM_WEBHOOK_SECRET" in process.said
            assert secret.encode() not in process.said


async def test_only_the_right_secret_opens_the_webhook(hook: Hook) -> None:
    """P-A25: 401, 401, 200; a forged update has no effect."""
    anna = hook.stage.telegram.person(71)
    for wrong in (None, "", "wrong", SECRET + "x", SECRET[:-1], SECRET.upper(), "ü" * 20):
        assert await hook.post(hook.message(anna, text="/start"), wrong) == 401
    await hook.stage.settle()
    assert anna.chat.from_bot == []
    assert await hook.post(hook.message(anna, text="/start")) == 200
    await hook.stage.settle()
    assert len(anna.chat.from_bot) == 1


async def test_without_a_secret_there_is_no_webhook(stage: Stage) -> None:
    """P-A25: while updates are polled, nobody can post any."""
    hook = Hook(stage)
    person = stage.telegram.person(71)
    assert [await hook.post(hook.message(person, text="/start"), s) for s in (None, "", SECRET)] == [404] * 3


async def test_an_export_holds_ones_own_and_no_key(stage: Stage, anna: Person) -> None:
    """P-E18: two people; each file is readable by machine, and about one of them."""
    ben = stage.telegram.person(72, "Ben", "en-GB")
    await to_summary(stage, anna)
    await say(stage, ben, "/start", "20 Strand, London WC2N 5EH")
    await say(stage, anna, "/privacy")
    await tap(stage, anna, 0)
    export = next(m.document for m in anna.chat.from_bot if m.document)
    assert export
    found = json.loads(export)
    assert found["sessions"]
    assert "1-3 Strand" in export.decode()
    session = next(iter(stage.flatpeak.sessions))
    for foreign in ("20 Strand", "telegram::72", session, stage.telegram.token):
        assert foreign not in export.decode()


async def test_to_forget_is_to_forget(stage: Stage, anna: Person, tmp_path: Path) -> None:
    """P-E18: asked twice; then no row, no session, no customer at FlatPeak, no wake-up; old buttons are dead."""
    group = stage.telegram.group(-4_107)
    anna.in_group(group).say("/connect")
    await to_summary(stage, anna)
    old = str(live(anna).button("Done").value)
    await say(stage, anna, "/privacy")
    await tap(stage, anna, "Delete everything")
    assert stage.flatpeak.customers
    await tap(stage, anna, "Yes, delete everything")
    assert stage.flatpeak.customers == {}
    assert stage.flatpeak.locations == {}

    def count(conn: Any) -> dict[str, int]:
        tables = ("sessions", "locations", "wakes")
        return {t: conn.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar() for t in tables}

    assert set((await stage.app.house.db.read(count)).values()) == {0}
    lanes = await stage.app.house.db.read(
        lambda c: c.execute(select(func.count()).where(inbox.c.lane.like("%#%:71"))).scalar()
    )
    assert lanes == 0
    assert all(b"1-3 Strand" not in content for content in kept_in(tmp_path).values())
    anna.press_data(live(anna).id, old)
    await stage.settle()
    assert "Strand" not in texts(anna)[-1]
    await say(stage, anna, "/tariffs")
    assert "Strand" not in texts(anna)[-1]


async def test_typed_secrets_are_not_kept(stage: Stage, anna: Person) -> None:
    """P-A28: what looks like a password is not repeated, and the person is asked to delete it."""
    await say(stage, anna, "/start", "1-3 Strand, London WC2N 5EH")
    await tap(stage, anna, "Yes, that’s right")
    await say(stage, anna, "Tidehollow Energy")
    for secret in ("hunter2", "anna@example.com", f"user {PASSWORD}"):
        await say(stage, anna, secret)
        assert "delete that message" in live(anna).text
        assert secret not in "".join(texts(anna))
    kept = await stage.app.house.db.read(
        lambda c: c.exec_driver_sql("SELECT count(*) FROM inbox WHERE length(payload) > 0").scalar()
    )
    assert kept == 0
    assert calls(stage, "deleteMessage") == []


async def test_nothing_secret_is_asked_for(stage: Stage, anna: Person) -> None:
    """P-A28: no card of a whole chat asks for a password."""
    await to_rate(stage, anna)
    asked = [t for t in texts(anna) if "password" in t.lower()]
    assert asked == []
