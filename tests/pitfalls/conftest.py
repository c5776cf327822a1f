"""A running service for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.telegram.people import Person
from tests.chats.harness import Stage, open_stage
from tests.pitfalls.stage import SECRET, Hook, until


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The service, polling."""
    async with open_stage(tmp_path) as opened:
        yield opened


@pytest.fixture
def anna(stage: Stage) -> Person:
    """Somebody who speaks English."""
    return stage.telegram.person(71, "Anna", "en-GB")


@pytest.fixture
async def hook(tmp_path: Path) -> AsyncIterator[Hook]:
    """The service, in webhook mode."""
    async with open_stage(tmp_path, telegram_webhook_secret=SECRET) as opened:
        await until(opened, lambda: opened.telegram.webhook.url)
        yield Hook(opened)
