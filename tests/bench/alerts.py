"""Alerts sent: a full outbox at the platform's pace, and as fast as it goes beside a bare loop that only sends.

`python -m tests.bench.alerts`. The pace is measured on a clock of its own, which stands still while anybody works and
jumps to the next instant that somebody waits for: no second of it is lost, and no call takes any time on it.
"""

import argparse
import asyncio
import heapq
import itertools
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import RequestData

from adapters.telegram import TelegramChannel
from adapters.telegram.pacing import Pacing
from adapters.telegram.transport import AiohttpRequest, JsonBody
from bot.calls import Caller
from bot.conversation.cards import CARD, Action, Button, Card, Controls, Facts, Note, Title
from bot.conversation.channel import RateLimited
from bot.conversation.context import Brand
from bot.conversation.replies import Place
from bot.house import Clock, House, utc_now
from bot.pipeline import Pipeline
from bot.post import NOTICE, offer_card
from bot.tasks import Tasks
from bot.texts import Catalogues
from sandbox.calls import Calls
from sandbox.local import LocalServer
from sandbox.telegram import TelegramWorld, create_telegram
from storage import outbox
from storage.database import Database
from storage.vault import Vault
from tests.bench import telegram
from tests.bench.measuring import measure

# The library on the transport that we use, and that transport alone: no bot can send for less.
LOOP, LEAN, OURS = "loop", "loop-lean", "tariffbot"
EACH = 4  # alerts for one chat
TURNS = 20_000  # more than a round takes
AT_ONCE = 500  # put in one commit
TITLE, WHAT, WHERE = "Your tariff ends soon", "From then on prices are estimates.", "12 Main Street, London"
LABELS = ("Choose the next one", "Remind me next week")
TEXT = f"<b>{TITLE}</b>\n\n<b>Address:</b> {WHERE}\n<b>Ends on:</b> 31 March\n\n<i>{WHAT}</i>"


class Paced(NamedTuple):
    """How many went out in how many seconds of the platform's clock, and how many it refused."""

    sent: int
    seconds: float
    refused: int


class SimulatedClock:
    """Seconds that pass only when they are let pass."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began = datetime.now(UTC)
        self._numbers = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    @property
    def asleep(self) -> int:
        return len(self._sleepers)

    def now(self) -> datetime:
        return self._began + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + seconds, next(self._numbers), woken))
        await woken

    def go_on(self, latest: float) -> None:
        """To the next instant that somebody sleeps until, at the latest to this one."""
        self.seconds = min(latest, self._sleepers[0][0]) if self._sleepers else latest
        while self._sleepers and self._sleepers[0][0] <= self.seconds:
            heapq.heappop(self._sleepers)[2].set_result(None)


class Counted(Pacing):
    """Our pace; what was refused all the same is counted."""

    refusals = 0

    async def refused(self, place: Place, retry_after_s: float) -> RateLimited:
        self.refusals += 1
        return await super().refused(place, retry_after_s)


class Unpaced(Pacing):
    async def wait(self, *args: Any, **kwargs: Any) -> None:
        return


class Sends(telegram.Telegram):
    """A turn is over when a message was sent."""

    async def begin(self, *bot_urls: str) -> None:
        """Who sends begins by itself."""

    def note(self, *, edited: bool) -> None:
        super().note(edited=not edited)


@asynccontextmanager
async def open_pipeline(
    folder: Path, channel: TelegramChannel, tasks: Tasks, count: int, now: Clock = utc_now
) -> AsyncIterator[Pipeline]:
    """A pipeline with so many alerts in its outbox."""
    db = Database(f"sqlite:///{folder / 'alerts.db'}")
    await db.migrate()
    house = House(db, Vault(["k" * 43]), Catalogues("en"), Brand("Bench"), {"telegram": channel}, now)
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        await db.write(partial(put_alerts, house=house, numbers=numbers))
    await channel.start()
    try:
        yield Pipeline(house, cast(Caller, None), tasks)
    finally:
        await tasks.finish(5)
        await channel.close()
        await db.close()


def put_alerts(conn: Connection, house: House, numbers: range) -> None:
    """As a turn puts them, in the commit that made them true."""
    buttons = tuple((Button(label, Action("alert", str(n))),) for n, label in enumerate(LABELS))
    card = Card((Title(TITLE), Facts((("Address", WHERE), ("Ends on", "31 March"))), Note(WHAT), Controls(buttons)))
    for number in numbers:
        chat = str(1 + number // EACH)
        key = offer_card(conn, house, f"telegram::{chat}", card, "notice")
        body, place = CARD.dump_json(card), Place("telegram", chat)
        outbox.put(conn, house.vault, f"telegram::{chat}", place, NOTICE, body, key, house.now())


async def send_at_pace(count: int) -> Paced:
    """Through the service's own outbox and pace, to an emulator that refuses what Telegram would refuse."""
    clock, tasks, server = SimulatedClock(), Tasks(), LocalServer()
    world = TelegramWorld(seed=1, clock=clock.now)
    for chat in range(1, 1 + (count + EACH - 1) // EACH):
        world.person(chat, "Ada", "en").start()
    pacing = Counted(lambda: clock.seconds, clock.sleep)
    calls = Calls()
    await server.serve(create_telegram(world, calls))
    channel = TelegramChannel(world.token, server.url, pacing)
    with tempfile.TemporaryDirectory() as folder:
        async with open_pipeline(Path(folder), channel, tasks, count, clock.now) as pipeline:
            while (sent := sum(len(chat.messages) - 1 for chat in world.chats.values())) < count:  # less their /start
                await pipeline.wake_due()  # as the scheduler does, once a second
                await pass_second(clock, tasks)
    await world.aclose()
    await server.close()
    return Paced(sent, clock.seconds, pacing.refusals)


async def pass_second(clock: SimulatedClock, tasks: Tasks) -> None:
    end = clock.seconds + 1
    while clock.seconds < end:
        while tasks.under_way > clock.asleep:  # noqa: ASYNC110 - somebody works
            await asyncio.sleep(0)
        clock.go_on(end)


async def serve_bare(name: str, url: str) -> None:
    """A loop that sends, and keeps nothing."""
    from tests.bench.bots import until_stopped

    data = [(label, f"{n}:{label[:8]}") for n, label in enumerate(LABELS)]
    async with Bot(telegram.TOKEN, f"{url}/bot", request=AiohttpRequest(), get_updates_request=AiohttpRequest()) as bot:
        for number in range(TURNS):
            chat = 1 + number // EACH
            if name == LOOP:
                rows = [[InlineKeyboardButton(label, callback_data=what)] for label, what in data]
                await bot.send_message(chat, TEXT, parse_mode="HTML", reply_markup=InlineKeyboardMarkup(rows))
            else:
                keyboard = [[{"text": label, "callback_data": what}] for label, what in data]
                markup = {"inline_keyboard": keyboard}
                body = JsonBody({"chat_id": chat, "text": TEXT, "parse_mode": "HTML", "reply_markup": markup})
                await bot.request.post(f"{bot.base_url}/sendMessage", cast(RequestData, body))
        await until_stopped()


async def serve_ours(url: str, folder: Path) -> None:
    """The way from the outbox; the next hundred are taken when the ones before are sent."""
    from tests.bench.bots import until_stopped

    tasks = Tasks()
    channel = TelegramChannel(telegram.TOKEN, url, Unpaced())
    async with open_pipeline(folder, channel, tasks, TURNS) as pipeline:
        for _ in range(TURNS // 100):
            await pipeline.wake_due()
            while others := asyncio.all_tasks() - {asyncio.current_task()}:
                await asyncio.wait(others)
        await until_stopped()


async def compare_alerts(rounds: int, count: int = 10_000) -> None:
    """All of them in turn, and what came of it."""
    costs: dict[str, list[float]] = {LOOP: [], LEAN: [], OURS: []}
    for number in range(rounds):
        for name, measured in costs.items():
            command = (sys.executable, "-m", "tests.bench.alerts", "--serve", name)
            measured.append((await measure(Sends(0), command, count)).cost_ms)
            print(f"round {number + 1}  {name:13} {measured[-1]:6.3f} ms an alert", flush=True)
    print(f"\nalerts: processor time of one, medians of {rounds} rounds")
    for name, measured in costs.items():
        print(f"  {name:13} {statistics.median(measured):6.3f} ms")
    for name in (LOOP, LEAN):
        pairs = zip(costs[name], costs[OURS], strict=True)
        print(f"  {OURS} has {statistics.median(bare / ours for bare, ours in pairs):.2f} of the rate of {name}")
    paced = await send_at_pace(count)
    took = f"{paced.sent} in {paced.seconds:.0f} s of the platform's clock"
    print(f"  at our pace: {took}, {paced.sent / paced.seconds:.1f} a second, {paced.refused} refused\n", flush=True)


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.alerts")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=10_000, help="alerts of a round, after the warm-up")
    parser.add_argument("--serve", nargs=4, metavar=("NAME", "URL", "FOLDER", "PORT"))
    options = parser.parse_args()
    name, url, folder, _ = options.serve or ("", "", "", "")
    if name == OURS:
        await serve_ours(url, Path(folder))
    elif name:
        await serve_bare(name, url)
    else:
        await compare_alerts(options.rounds, options.count)


if __name__ == "__main__":
    asyncio.run(main())
