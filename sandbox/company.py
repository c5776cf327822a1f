"""The energy company's backend: takes what the bot tells it, if the signature is right, and shows it."""

import base64
import hashlib
import hmac
import html
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sandbox.calls import Call, Calls
from sandbox.changes import Changes

KEY = "sandbox-company-key"
SECRET = "whsec_" + base64.b64encode(b"the sandbox's own webhook secret").decode()
TOLERANCE_S = 300  # standardwebhooks.com: what was signed longer ago may be a replay


@dataclass(slots=True)
class CompanyWorld:
    """What it has taken, each once by its id, in order. `fail`: what to answer instead, one for each delivery."""

    key: str = KEY
    secret: str = SECRET
    clock_s: Callable[[], float] = time.time
    events: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)  # of every delivery that was taken, also of one that came again
    fail: list[int] = field(default_factory=list)
    refused: int = 0
    changes: Changes = field(default_factory=Changes)

    def is_signed(self, headers: dict[str, str], body: bytes) -> bool:
        """Whether one of the signatures is by our secret, and young enough."""
        id_, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not id_ or not at.isdecimal() or abs(self.clock_s() - int(at)) > TOLERANCE_S:
            return False
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        wanted = hmac.new(key, f"{id_}.{at}.".encode() + body, hashlib.sha256).digest()
        given = [part.split(",", 1) for part in headers.get("webhook-signature", "").split()]
        return any(
            hmac.compare_digest(base64.b64encode(wanted).decode(), one[1])
            for one in given
            if len(one) == 2 and one[0] == "v1"
        )


def create_company(world: CompanyWorld, calls: Calls) -> Starlette:
    """Its endpoint, and a page of what came."""

    async def take(request: Request) -> Response:
        body, headers = await request.body(), dict(request.headers)
        call = Call("company", "POST /webhooks", json.loads(body), datetime.now(UTC))
        await calls.announce(call, "before")
        answer = await answer_to(request, headers, body)
        await calls.announce(call, "after")
        return answer

    async def answer_to(request: Request, headers: dict[str, str], body: bytes) -> Response:
        if world.fail:
            status = world.fail.pop(0)
            world.changes.touch()
            return Response(status_code=status, headers={"location": str(request.url)} if status // 100 == 3 else None)
        if not world.is_signed(headers, body):
            world.refused += 1
            world.changes.touch()
            return Response(status_code=401)
        if headers["webhook-id"] not in world.ids:
            world.events.append(json.loads(body))
        world.ids.append(headers["webhook-id"])
        world.changes.touch()
        return Response(status_code=204)

    async def show(request: Request) -> Response:
        rows = "".join(f"<pre>{html.escape(json.dumps(event, indent=2))}</pre>" for event in reversed(world.events))
        return HTMLResponse(PAGE.format(rows=rows or "<p>Nothing yet.</p>"))

    return Starlette(routes=[Route("/", show), Route("/webhooks", take, methods=["POST"])])


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<title>The company</title><style>:root {{ color-scheme: light dark }} body {{ font: 16px system-ui; margin: 2rem }}
pre {{ border: 1px solid #8886; border-radius: 8px; padding: 12px; overflow: auto }}</style>
<h1>What the company was told</h1>{rows}</html>
"""
