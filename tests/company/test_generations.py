"""In every generation the company hears of a customer's tariff what becomes of it, and nothing twice."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.company import guard
from sandbox.company import KEY
from sandbox.telegram.people import Person
from tests.chats.harness import open_stage
from tests.company.conftest import HOME, Behind

WORDS = {
    "anode": ("yes", "Quillmoor Power", "one price", "24.5", "done"),
    "zero": ("yes", "Quillmoor Power", "one price", "24.5", "Steady", "no end date", "save"),
    "busbar": ("yes", "Quillmoor Power", "one price", "24.5", "Steady", "done"),
}


@pytest.fixture(params=sorted(WORDS))
async def company(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Behind, str]]:
    monkeypatch.setattr(guard, "AT_ONCE", 1e9)
    async with open_stage(tmp_path, company="on", flatpeak_version=request.param) as stage:
        url = f"http://127.0.0.1:{stage.app.port}"
        async with httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=60) as http:
            await stage.settle()
            yield Behind(stage, http), request.param


async def test_connected_ended_and_forgotten(company: tuple[Behind, str]) -> None:
    behind, generation = company
    person = behind.stage.telegram.person(71, "Anna", "en-GB")
    person.start(await behind.link(address=HOME))
    await _say(behind, person, *WORDS[generation])
    assert behind.told() == ["tariff.connected"]
    assert await _states(behind) == ["connected"]
    assert (await _locations(behind))[0]["slots"][0]["status"] == "CONNECTED"

    await _say(behind, person, "/tariffs")
    for label in ("More", "Disconnect", "Yes, disconnect"):
        await _press(behind, person, label)
    assert behind.told() == ["tariff.connected", "tariff.disconnected"]
    assert await _states(behind) == ["closed", "connected"]
    assert not [one for one in (await _locations(behind))[0]["slots"] if one["status"] == "CONNECTED"]

    await _press(behind, person, "Connect my tariff")
    await _say(behind, person, *WORDS[generation][1:])
    await _say(behind, person, "/privacy")
    for label in ("Delete everything", "Yes, delete everything"):
        await _press(behind, person, label)
    assert behind.told()[2:] == ["tariff.connected", "customer.forgotten"]
    assert behind.world.events[-1]["data"]["location_ids"]
    assert await _states(behind) == []
    assert await _locations(behind) == []
    assert not behind.stage.flatpeak.locations


async def _say(behind: Behind, person: Person, *words: str) -> None:
    for word in words:
        person.say(word)
        await behind.stage.settle()


async def _press(behind: Behind, person: Person, label: str) -> None:
    shown = next(one for one in reversed(person.chat.from_bot) if any(b.text == label for b in one.buttons))
    person.press(shown.id, label)
    await behind.stage.settle()


async def _states(behind: Behind) -> list[str]:
    return [one["state"] for one in (await behind.http.get("/api/sessions")).json()["data"]]


async def _locations(behind: Behind) -> list[Any]:
    return list((await behind.http.get("/api/locations")).json()["data"])
