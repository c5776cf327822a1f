"""Telegram for the bots that are measured: long polling or a webhook, and the few methods of a turn."""

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from tests.bench.front import Front
from tests.bench.upstream import Upstream

TOKEN = "42:bench-token-of-no-real-bot"
SECRET = "a-webhook-secret-of-no-real-bot"
ADDRESS = "/telegram/webhook"
BOT = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


class Telegram(Upstream):
    """Private chats with one bot."""

    def __init__(self, chats: int) -> None:
        super().__init__(chats)
        self._updates: list[dict[str, Any]] = []
        self._wake = asyncio.Event()

    def add_platform(self, app: web.Application) -> None:
        app.router.add_post(f"/bot{TOKEN}/{{method}}", self._telegram)

    async def begin(self, *bot_urls: str) -> None:
        self.running = True
        for chat in range(1, self.chats + 1):
            self._push({"message": self._message(chat, "/connect", entities=True)})

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
        self.note(edited=method == "editMessageText")
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
        rows = markup.get("inline_keyboard") or []
        if rows and self.running:
            press = {"id": str(next(self.numbers)), "from": _person(chat), "message": message, "chat_instance": "1"}
            self._push({"callback_query": press | {"data": rows[0][0]["callback_data"]}})
        return message

    def push(self, update: dict[str, Any]) -> None:
        self._updates.append(update)
        self._wake.set()

    def _push(self, what: dict[str, Any]) -> None:
        self.push({"update_id": next(self.numbers), **what})

    def _message(self, chat: int, text: str, *, entities: bool = False) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": next(self.numbers),
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "P"},
            "from": _person(chat),
            "text": text,
        }
        if entities:
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return message


class TelegramWebhook(Telegram):
    """The same, which delivers."""

    def __init__(self, chats: int) -> None:
        super().__init__(chats)
        self._front: Front | None = None

    async def begin(self, *bot_urls: str) -> None:
        self._front = Front([url + ADDRESS for url in bot_urls], self.chats)
        await super().begin(*bot_urls)

    async def close(self) -> None:
        await super().close()
        if self._front:
            await self._front.close()

    def push(self, update: dict[str, Any]) -> None:
        assert self._front
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        self._front.deliver(json.dumps(update).encode(), headers)


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "P", "language_code": "en"}


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return {**request.query, **await request.post()}


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})
