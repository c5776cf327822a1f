"""A service that shows its metrics, and a chat in it with some trouble."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from sandbox.telegram.people import Person
from tests.chats.harness import Stage, open_stage

TOKEN = "metrics-token-of-the-tests"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The service, polling."""
    async with open_stage(tmp_path, metrics_token=TOKEN) as opened:
        yield opened


@pytest.fixture
def anna(stage: Stage) -> Person:
    """Somebody who speaks English."""
    return stage.telegram.person(71, "Anna", "en-GB")


async def get(stage: Stage, path: str, token: str = TOKEN) -> httpx.Response:
    """What the service answers."""
    async with httpx.AsyncClient(timeout=10) as client:
        return await client.get(
            f"http://127.0.0.1:{stage.app.port}{path}", headers={"Authorization": f"Bearer {token}"} if token else {}
        )
