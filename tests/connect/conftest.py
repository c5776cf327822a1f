"""A scripted server, and a client that talks to it."""

from collections.abc import AsyncIterator

import pytest

from bot.connect.client import FlatPeak
from tests.connect.server import Server, client_of, running


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as found:
        yield found


@pytest.fixture
async def flatpeak(server: Server) -> AsyncIterator[FlatPeak]:
    async with client_of(server.url) as client:
        yield client
