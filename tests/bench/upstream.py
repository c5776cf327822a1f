"""The other side of all bots that are measured: Telegram and FlatPeak, as little of them as a turn needs.

Many chats, each with one press under way: as soon as a message was edited, its first button is pressed again.
"""

import asyncio
import itertools
import json
import time
from typing import Any

from aiohttp import web

TOKEN = "42:bench-token-of-no-real-bot"
BOT = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
CONNECT_TOKEN = "cot_{:024x}"


class Upstream:
    """Counts turns. A turn is over when its press was answered, Connect was asked and the message was edited."""

    def __init__(self, chats: int) -> None:
        self.chats = chats
        self.turns = 0
        self.running = False
        self._numbers = itertools.count(1)
        self._updates: list[dict[str, Any]] = []
        self._wake = asyncio.Event()
        self._pages = itertools.count(1)
        self._open: dict[int, str] = {}
        self._reached: dict[int, asyncio.Event] = {}
        self.first_send_at = 0.0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post(f"/bot{TOKEN}/{{method}}", self._telegram)
        app.router.add_get("/login", self._login)
        app.router.add_post("/connect/token", self._session)
        app.router.add_post("/connect", self._connect)
        return app

    def begin(self) -> None:
        """Every person says /connect; the presses follow from what they are shown."""
        self.turns, self.running = 0, True
        for chat in range(1, self.chats + 1):
            self._push({"message": self._message(chat, "/connect", entities=True)})

    async def reach(self, turns: int) -> None:
        """Wait until so many turns are over."""
        event = self._reached.setdefault(turns, asyncio.Event())
        if self.turns >= turns:
            event.set()
        await event.wait()

    async def _telegram(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await _body(request)
        match method:
            case "getMe":
                return _ok(BOT)
            case "getUpdates":
                return _ok(await self._next_updates(body))
            case "sendMessage" | "editMessageText":
                return _ok(self._shown(method, body))
            case "getMyCommands":
                return _ok([])
            case "getMyShortDescription" | "getMyDescription" | "getMyName":
                return _ok({"short_description": "", "description": "", "name": ""})
            case _:
                return _ok(True)

    async def _next_updates(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(body.get("offset") or 0)
        self._updates = [u for u in self._updates if u["update_id"] >= offset]
        if not self._updates:
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), min(float(body.get("timeout") or 0), 5.0) or 0.01)
            except TimeoutError:
                return []
        return self._updates[:100]

    def _shown(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        self.first_send_at = self.first_send_at or time.monotonic()
        chat = int(body["chat_id"])
        markup = body.get("reply_markup") or {}
        markup = json.loads(markup) if isinstance(markup, str) else markup
        message = self._message(chat, str(body["text"])[:64]) | {
            "from": BOT,
            "message_id": chat,
            "reply_markup": markup,
        }
        if method == "editMessageText":
            message["edit_date"] = message["date"]
            self.turns += 1
            if event := self._reached.get(self.turns):
                event.set()
        rows = markup.get("inline_keyboard") or []
        if rows and self.running:
            press = {"id": str(next(self._numbers)), "from": _person(chat), "message": message, "chat_instance": "1"}
            self._push({"callback_query": press | {"data": rows[0][0]["callback_data"]}})
        return message

    def _push(self, what: dict[str, Any]) -> None:
        self._updates.append({"update_id": next(self._numbers), **what})
        self._wake.set()

    def _message(self, chat: int, text: str, *, entities: bool = False) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": next(self._numbers),
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "P"},
            "from": _person(chat),
            "text": text,
        }
        if entities:
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return message

    async def _login(self, request: web.Request) -> web.Response:
        return web.json_response({"bearer_token": "bench", "expires_in": 3600, "live_mode": False})

    async def _session(self, request: web.Request) -> web.Response:
        token = CONNECT_TOKEN.format(next(self._numbers))
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


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "P", "language_code": "en"}


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return {**request.query, **await request.post()}


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})
