"""Slack for the bots that are measured: signed requests to their address, and the few methods of a turn."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from tests.bench.front import Front
from tests.bench.upstream import Upstream

BOT_TOKEN = "xoxb-bench-of-no-real-app"
SIGNING_SECRET = "the-signing-secret-of-no-real-app"
TEAM, APP = "T0BENCH", "A0BENCH"
ADDRESS = "/slack/events"
ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": TEAM, "team": "Bench", "user_id": "U0BOT", "bot_id": "B0BOT"},
    "bots.info": {"bot": {"id": "B0BOT", "app_id": APP}},
}


class Slack(Upstream):
    """Private conversations with one app in one workspace."""

    def __init__(self, chats: int) -> None:
        super().__init__(chats)
        self._front: Front | None = None

    def add_platform(self, app: web.Application) -> None:
        app.router.add_post("/api/{method}", self._slack)

    async def begin(self, *bot_urls: str) -> None:
        self._front, self.running = Front([url + ADDRESS for url in bot_urls], self.chats), True
        for number in range(1, self.chats + 1):
            self._command(f"U{number}")

    async def close(self) -> None:
        await super().close()
        if self._front:
            await self._front.close()

    async def _slack(self, request: web.Request) -> web.Response:
        body = await _body(request)
        method = request.match_info["method"]
        match method:
            case "users.info":
                found = {"user": {"id": body["user"], "team_id": TEAM, "real_name": "P", "locale": "en-US"}}
            case "conversations.open":
                found = {"channel": {"id": f"D{body['users'][1:]}"}}
            case "chat.postMessage" | "chat.update":
                found = self._shown(method, body)
            case _:
                found = ANSWERS.get(method, {})
        return web.json_response({"ok": True, **found})

    def _shown(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        self.note(edited=method == "chat.update")
        channel = str(body["channel"])
        ts = str(body.get("ts") or self._stamp())
        message = {"type": "message", "ts": ts, "user": "U0BOT", "text": body["text"], "blocks": body["blocks"]}
        if self.running and (button := _first_button(body["blocks"])):
            self._press(f"U{channel[1:]}", channel, message, button)
        return {"channel": channel, "ts": ts, "message": message}

    def _command(self, user: str) -> None:
        fields = {"command": "/tariff", "text": "connect", "user_id": user, "channel_id": f"D{user[1:]}"}
        fields |= {"team_id": TEAM, "api_app_id": APP, "trigger_id": self._stamp(), "response_url": ""}
        self._deliver(fields)

    def _press(self, user: str, channel: str, message: dict[str, Any], button: dict[str, Any]) -> None:
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": "p", "name": "p", "team_id": TEAM},
            "api_app_id": APP,
            "token": "bench",
            "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": False},
            "trigger_id": self._stamp(),
            "team": {"id": TEAM, "domain": "bench"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": channel, "name": "directmessage"},
            "message": message,
            "response_url": f"https://hooks.slack.com/actions/{TEAM}/1/2",
            "actions": [button | {"block_id": "b", "type": "button", "action_ts": self._stamp()}],
        }
        self._deliver({"payload": json.dumps(payload)})

    def _deliver(self, fields: dict[str, str]) -> None:
        """One signed request: docs.slack.dev/authentication/verifying-requests-from-slack."""
        assert self._front
        body, stamp = urlencode(fields).encode(), str(int(time.time()))
        digest = hmac.new(SIGNING_SECRET.encode(), b":".join((b"v0", stamp.encode(), body)), hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._front.deliver(body, headers)

    def _stamp(self) -> str:
        return f"{int(time.time())}.{next(self.numbers):06d}"


def _first_button(blocks: list[dict[str, Any]]) -> dict[str, Any] | None:
    elements = (one for block in blocks if block["type"] == "actions" for one in block["elements"])
    return next((one for one in elements if one["type"] == "button"), None)


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return dict(await request.post())
