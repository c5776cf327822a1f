"""The other side of all bots that are measured: FlatPeak, as little of it as a turn needs, and a platform beside it.

Many chats, each with one press under way: as soon as a message was edited, its first button is pressed again.
"""

import asyncio
import itertools
import time
from abc import ABC, abstractmethod
from typing import Any

from aiohttp import web

CONNECT_TOKEN = "cot_{:024x}"


class Upstream(ABC):
    """Counts turns. A turn is over when Connect was asked and the message was edited."""

    def __init__(self, chats: int) -> None:
        self.chats = chats
        self.turns = 0
        self.running = False
        self.first_send_at = 0.0
        self.numbers = itertools.count(1)
        self._pages = itertools.count(1)
        self._reached: dict[int, asyncio.Event] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/login", self._login)
        app.router.add_post("/connect/token", self._session)
        app.router.add_post("/connect", self._connect)
        self.add_platform(app)
        return app

    @abstractmethod
    def add_platform(self, app: web.Application) -> None:
        """Where the bot calls the platform."""

    @abstractmethod
    async def begin(self, *bot_urls: str) -> None:
        """Every person asks to connect; the presses follow from what they are shown. Needs a running server."""

    async def close(self) -> None:
        """Press nothing more."""
        self.running = False

    async def reach(self, turns: int) -> None:
        """Wait until so many turns are over."""
        event = self._reached.setdefault(turns, asyncio.Event())
        if self.turns >= turns:
            event.set()
        await event.wait()

    def note(self, *, edited: bool) -> None:
        """A message was sent, or edited."""
        self.first_send_at = self.first_send_at or time.monotonic()
        if edited:
            self.turns += 1
            if event := self._reached.get(self.turns):
                event.set()

    async def _login(self, request: web.Request) -> web.Response:
        return web.json_response({"bearer_token": "bench", "expires_in": 3600, "live_mode": False})

    async def _session(self, request: web.Request) -> web.Response:
        token = CONNECT_TOKEN.format(next(self.numbers))
        return web.json_response({"connect_token": token, "expires_in": 86400, "live_mode": False})

    async def _connect(self, request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response(page(str(body["connect_token"]), next(self._pages)))


def page(token: str, number: int) -> dict[str, Any]:
    """A choice of structure, each time at another provider."""
    return {
        "connect_token": token,
        "route": "tariff_structure_select",
        "direction": "IMPORT",
        "type": "COMMODITY",
        "live_mode": False,
        "actions": ["BACK", "CLOSE"],
        "data": {
            "provider": {"id": f"prv_{number:024x}", "display_name": f"Provider {number}", "logo_url": ""},
            "options": ["FIXED", "TIME_OF_DAY", "MARKET"],
        },
    }
