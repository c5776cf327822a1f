"""Long polling: what is stored when, and what trouble is said."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.telegram import TelegramChannel
from adapters.telegram.parse import ALLOWED_UPDATES
from adapters.telegram.polling import Store, poll
from bot.conversation.replies import Arrival, Said
from sandbox.calls import Call, Moment
from tests.telegram.conftest import Lab

PATIENCE_S = 60.0


class Inbox:
    """Stores by update id, once it lets go, and tells when it changed."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.failures = 0
        self.changed = asyncio.Event()

    async def __call__(self, update: dict[str, Any], arrival: Arrival | None) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("database is locked")
        self.kept.append(update)
        if arrival and isinstance(arrival.reply, Said):
            self.texts.append(arrival.reply.text)
        self.changed.set()

    async def until(self, ready: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not ready():
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def polling(channel: TelegramChannel, store: Store, **options: Any) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(poll(channel, store, stop, **options))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await task


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.telegram.polling.FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr("adapters.telegram.polling.LONGEST_PAUSE_S", 0.02)


class Asked:
    """How often a method was called; when it is called again, the last answer has been dealt with."""

    def __init__(self, lab: Lab, method: str) -> None:
        self.method, self.count, self.changed = method, 0, asyncio.Event()
        lab.calls.watchers.append(self.watch)

    async def watch(self, call: Call, moment: Moment) -> None:
        if call.method == self.method and moment == "before":
            self.count += 1
            self.changed.set()

    async def wait(self, times: int) -> None:
        while self.count < times:
            self.changed.clear()
            await self.changed.wait()


async def test_updates_are_stored_before_they_are_confirmed(lab: Lab) -> None:
    ada, inbox = lab.customer(), Inbox()
    offsets_at: list[tuple[int, int]] = []

    async def watch(call: Call, moment: Moment) -> None:
        if call.method == "getUpdates" and moment == "before":
            confirmed = call.body.get("offset", 0)
            offsets_at.append((confirmed, len(inbox.kept)))
            assert all(u["update_id"] < confirmed for u in inbox.kept)

    lab.calls.watchers.append(watch)
    for number in range(5):
        ada.say(str(number))
    async with polling(lab.channel, inbox):
        await inbox.until(lambda: len(inbox.kept) == 6)
        async with asyncio.timeout(PATIENCE_S):
            await lab.world.updates.polling.wait()
        ada.say("later")
        await inbox.until(lambda: "later" in inbox.texts)
    assert inbox.texts == ["0", "1", "2", "3", "4", "later"]
    ids = [update["update_id"] for update in inbox.kept]
    assert ids == sorted(set(ids))
    assert offsets_at[0] == (0, 0)
    assert offsets_at[1] == (ids[5] + 1, 6)
    wanted = lab.calls.to("telegram", "getUpdates")[0].body["allowed_updates"]
    assert tuple(wanted) == ALLOWED_UPDATES


async def test_what_cannot_be_stored_is_offered_again(lab: Lab) -> None:
    ada, inbox = lab.customer(), Inbox()
    ada.say("first")
    inbox.failures = 2
    async with polling(lab.channel, inbox):
        ada.say("second")
        await inbox.until(lambda: inbox.texts == ["first", "second"])
    assert [update["update_id"] for update in inbox.kept] == sorted({u["update_id"] for u in inbox.kept})


async def test_updates_of_no_use_are_parked_and_hold_nobody_up(lab: Lab) -> None:
    inbox = Inbox()
    lab.world.put_update("message", {"text": "a message of no chat"})
    lab.world.channel().post("news")
    lab.customer().say("hello")
    async with polling(lab.channel, inbox):
        await inbox.until(lambda: inbox.texts == ["hello"])


async def test_network_trouble_is_waited_out(lab: Lab) -> None:
    inbox = Inbox()
    lab.world.faults.refuse("getUpdates", 502, "Bad Gateway", times=2)
    lab.world.faults.drop("getUpdates", "before", times=2)
    async with polling(lab.channel, inbox):
        lab.customer().say("hello")
        await inbox.until(lambda: inbox.texts == ["hello"])
        assert lab.channel.problem == ""


async def test_somebody_elses_webhook_is_left_and_said(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    await lab.channel.bot.set_webhook("https://other.example.com/secret-path")
    asked = Asked(lab, "getWebhookInfo")
    async with polling(lab.channel, Inbox(), own_webhook="https://ours.example.com/telegram/webhook"):
        async with asyncio.timeout(PATIENCE_S):
            await asked.wait(2)
        assert "a webhook at other.example.com takes this bot's updates" in lab.channel.problem
    assert "secret-path" not in caplog.text
    assert not lab.calls.to("telegram", "deleteWebhook")


async def test_our_own_webhook_gives_way_to_polling(lab: Lab) -> None:
    url, inbox = "https://ours.example.com/telegram/webhook", Inbox()
    await lab.channel.bot.set_webhook(url)
    async with polling(lab.channel, inbox, own_webhook=url):
        lab.customer().say("hello")
        await inbox.until(lambda: inbox.texts == ["hello"])
    [removal] = lab.calls.to("telegram", "deleteWebhook")
    assert not removal.body.get("drop_pending_updates")


async def test_another_poller_is_said(lab: Lab) -> None:
    lab.world.faults.refuse("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=50)
    asked = Asked(lab, "getWebhookInfo")
    async with polling(lab.channel, Inbox()), asyncio.timeout(PATIENCE_S):
        await asked.wait(2)
        assert "another process polls" in lab.channel.problem


async def test_stop_does_not_wait_for_the_long_poll(lab: Lab) -> None:
    loop = asyncio.get_running_loop()
    async with polling(lab.channel, Inbox()), asyncio.timeout(PATIENCE_S):
        await lab.world.updates.polling.wait()
        begin = loop.time()
    assert loop.time() - begin < 1
