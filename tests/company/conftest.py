"""A running service with a company behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.company import guard
from sandbox.company import KEY, CompanyWorld
from sandbox.telegram.people import Person
from tests.chats.harness import LOOK_EVERY_S, PATIENCE_S, Stage, open_stage

HOME = {"address_line1": "1-3 Strand", "city": "London", "post_code": "WC2N 5EH", "country_code": "GB"}
LINK = {"channel": "telegram", "customer_reference": "customer-4711", "location_reference": "home-1"}


@dataclass(frozen=True, slots=True)
class Behind:
    """The company: what it asks (`http` has its key), and what it was told."""

    stage: Stage
    http: httpx.AsyncClient

    @property
    def world(self) -> CompanyWorld:
        return self.stage.sandbox.company

    async def link(self, **changes: Any) -> str:
        """The word after `start` in a new link."""
        reply = await self.http.post("/api/links", json={**LINK, **changes})
        assert reply.status_code == 201, reply.text
        return str(reply.json()["url"]).partition("?start=")[2]

    def told(self) -> list[str]:
        """Types of all events, in the order in which they came."""
        return [event["type"] for event in self.world.events]


@pytest.fixture
async def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Behind]:
    """Started, and able to make links."""
    monkeypatch.setattr(guard, "AT_ONCE", 1e9)  # the pace has a test of its own
    async with open_stage(tmp_path, company="on") as stage:
        url = f"http://127.0.0.1:{stage.app.port}"
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=60) as http:
            await _wait_until_met(stage)
            yield Behind(stage, http)


async def connect(company: Behind, *, number: int = 71, **changes: Any) -> Person:
    """Have a customer come by a link and connect a fixed price; the person."""
    person = company.stage.telegram.person(number, "Anna", "en-GB")
    person.start(await company.link(address=HOME, **changes))
    for text in ("yes", "Quillmoor Power", "one price", "24.5"):
        await company.stage.settle()
        person.say(text)
    await company.stage.settle()
    return person


async def _wait_until_met(stage: Stage) -> None:
    changes = stage.changes
    for _ in range(int(PATIENCE_S / LOOK_EVERY_S)):
        if not await stage.app._unwell():
            return
        await changes.wait(changes.count, LOOK_EVERY_S)
    raise TimeoutError
