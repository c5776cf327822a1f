"""One Telegram world on a port, with the real client library beside it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import telegram

from sandbox.calls import Calls
from sandbox.local import LocalServer
from sandbox.telegram import Person, TelegramWorld, create_telegram


@dataclass(slots=True)
class Lab:
    """`bot` speaks through python-telegram-bot, `call` sends raw JSON and returns the raw answer."""

    world: TelegramWorld
    calls: Calls
    url: str
    bot: telegram.Bot
    session: aiohttp.ClientSession
    server: LocalServer

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        url = f"{self.url}/bot{self.world.token}/{method}"
        async with self.session.post(url, json=params) as answer:
            body: dict[str, Any] = json.loads(await answer.read())
            assert answer.status == (200 if body["ok"] else body["error_code"])
            return body

    async def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        """Code and words of a call that has to be refused."""
        body = await self.call(method, **params)
        assert not body["ok"], body
        return body["error_code"], body["description"]

    def customer(self, person_id: int = 71) -> Person:
        person = self.world.person(person_id, "Ada", "en")
        if not person.started:
            person.start()
        return person


@asynccontextmanager
async def open_lab() -> AsyncIterator[Lab]:
    world, calls, server = TelegramWorld(seed=1), Calls(), LocalServer()
    world.flood.enabled = False
    await server.serve(create_telegram(world, calls))
    bot = telegram.Bot(world.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")
    async with aiohttp.ClientSession() as session, bot:
        yield Lab(world, calls, server.url, bot, session, server)
    await world.aclose()
    await server.close()
