"""Every route that there is, of whichever part, with all parts switched on: its limits, its headers, its silence."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from bot import threshold
from bot.access import AccessLog
from bot.threshold import HEADERS, LIMITS, Threshold
from tests.chats.harness import Stage, open_stage
from tests.pitfalls.stage import SECRET

INSIDE = {"/health/live", "/health/ready", "/metrics"}  # for operators, with the limit of what has no other
REDIRECTS = {"/slack/install"}
EVIL, MARKER = "evil.example.com", "marker-token-in-an-address"


class Door(NamedTuple):
    """A way in: the path as it is registered, and one that somebody asks for."""

    method: str
    path: str

    @property
    def asked(self) -> str:
        return self.path.replace("{token}", MARKER).replace("{id}", MARKER)


def doors(routes: Sequence[BaseRoute], below: str = "") -> Iterator[Door]:
    for route in routes:
        if isinstance(route, Mount):
            yield from doors(route.routes, below + route.path)
        else:
            assert isinstance(route, Route), f"{route} is no kind of route that this test knows"
            yield from (Door(method, below + route.path) for method in sorted(route.methods or ()))


def app_of(stage: Stage) -> Starlette:
    """What is inside of all that surrounds it."""
    assert stage.app._server
    access: Any = stage.app._server.config.app
    assert isinstance(access, AccessLog)
    assert isinstance(access._app, Threshold)
    assert isinstance(access._app._app, Starlette)
    return access._app._app


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    slack = {"slack_client_id": "1.2", "slack_client_secret": "word", "slack_app_token": ""}
    more = {"telegram_webhook_secret": SECRET, "metrics_token": "a token of enough characters"}
    async with open_stage(tmp_path, also=True, company="on", **slack, **more) as opened:
        yield opened


def through(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=("192.0.2.1", 1)), base_url="http://bot")


async def test_all_of_them(stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of(stage)
    found = list(doors(app.routes))
    all_parts = {"connect", "health", "metrics", "flatpeak", "telegram", "slack", "api", "l"}
    assert {door.path.split("/")[1] for door in found} == all_parts
    await keeps_its_headers(stage, found, caplog)
    await is_bounded(app, found)
    await has_a_pace(app, found, monkeypatch)


async def keeps_its_headers(stage: Stage, found: list[Door], caplog: pytest.LogCaptureFixture) -> None:
    """No answer leads to where a request wants to, and none of what it says is logged."""
    asked = {"code": MARKER, "state": MARKER, "next": f"https://{EVIL}", "fp_cot": MARKER}
    strange = {"Host": EVIL, "X-Forwarded-Host": EVIL, "Referer": f"https://{EVIL}/", "Authorization": MARKER}
    paths = {(door.method, path): door for door in found for path in (door.asked, f"{door.asked}/")}
    with caplog.at_level(logging.DEBUG, "tariffbot.access"):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{stage.app.port}") as http:
            for (method, path), door in paths.items():
                answer = await http.request(method, path, params=asked, headers=strange)
                missing = {name for name in HEADERS if name not in answer.headers}
                assert not missing, (door, missing)
                assert not answer.is_redirect or door.path in REDIRECTS, (door, answer.headers)
                assert EVIL not in f"{answer.headers}{answer.text}", door
                assert MARKER not in f"{answer.headers}{answer.text}", door
    lines = [record.getMessage() for record in caplog.records if record.name == "tariffbot.access"]
    assert len(lines) == len(paths)
    assert {line.partition(" answered ")[0] for line in lines} >= {f"{door.method} {door.path}" for door in found}
    assert not [line for line in lines if MARKER in line or EVIL in line]


async def is_bounded(app: Starlette, found: list[Door]) -> None:
    """By a line of LIMITS that is meant for it."""
    named = tuple(path for path in LIMITS if path != "/")
    assert list(LIMITS)[-1] == "/"
    async with through(Threshold(app)) as http:
        for door in found:
            assert door.path.startswith(named) or door.path in INSIDE, f"{door.path} needs a limit in bot/threshold.py"
            most = next(limit.body_bytes for path, limit in LIMITS.items() if door.path.startswith(path))
            answer = await http.request(door.method, door.asked, headers={"Content-Length": str(most + 1)})
            assert answer.status_code == 413, door


async def has_a_pace(app: Starlette, found: list[Door], monkeypatch: pytest.MonkeyPatch) -> None:
    none = {path: limit._replace(at_once=0, a_second=0) for path, limit in LIMITS.items()}
    monkeypatch.setattr(threshold, "LIMITS", none)
    async with through(Threshold(app)) as http:
        for door in found:
            answer = await http.request(door.method, door.asked)
            assert answer.status_code == 429, door
            assert answer.headers["x-content-type-options"] == "nosniff"
