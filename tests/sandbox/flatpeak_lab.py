"""One FlatPeak world in process, with a client that speaks REST and Connect to it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.calls import Calls
from sandbox.flatpeak.anode import ANODE
from sandbox.flatpeak.app import create_flatpeak
from sandbox.flatpeak.busbar import BUSBAR
from sandbox.flatpeak.generation import Generation
from sandbox.flatpeak.providers import find_by_name
from sandbox.flatpeak.world import World
from sandbox.flatpeak.zero import ZERO

URL = "http://flatpeak.test/flatpeak"
SAMPLES = Path(__file__).parents[1] / "samples"
NOW = datetime(2026, 11, 17, 8, 15, 22, 3000, UTC)
BRISTOL = {
    "address_line1": "14 Quillmoor Lane",
    "address_line2": "Flat 2",
    "city": "Bristol",
    "state": "",
    "post_code": "BS1 9ZZ",
    "country_code": "GB",
}


def read_sample(path: str) -> dict[str, Any]:
    """A recorded JSON body."""
    body: dict[str, Any] = json.loads((SAMPLES / path).read_text())
    return body


def shape_of(value: Any) -> Any:
    """Names and kinds; of a list its first item; a date may be missing as null."""
    match value:
        case dict():
            return {name: shape_of(one) for name, one in value.items()}
        case list():
            return [shape_of(one) for one in value[:1]]
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case _:
            return "text"


@dataclass(slots=True)
class Dialogue:
    """One session as a client sees it; `page` is the last reply."""

    lab: "Lab"
    token: str
    page: dict[str, Any] = field(default_factory=dict)

    async def send(self, **body: Any) -> dict[str, Any]:
        """Post a body and keep the page that comes back with 200."""
        answer = await self.lab.post({"connect_token": self.token, **body})
        assert answer.status_code == 200, answer.text
        self.page = answer.json()
        return self.page

    async def start(self, action: str = "") -> dict[str, Any]:
        """The first call, or the one that shows the page again; busbar's first one says what for."""
        if action:
            return await self.send(route="session_start", action=action)
        resumes = self.lab.world.generation != ANODE
        return await self.send(route="session_restore" if resumes else "session_start")

    async def say(self, **data: Any) -> dict[str, Any]:
        return await self.send(route=self.page["route"], data=data)

    async def act(self, action: str) -> dict[str, Any]:
        return await self.send(route=self.page["route"], action=action)

    async def act_on(self, tariff_id: str, action: str, **data: Any) -> dict[str, Any]:
        """An action about one of several tariffs."""
        return await self.send(route=self.page["route"], action=action, data={"tariff_id": tariff_id, **data})

    async def sign_in(self, user: str) -> dict[str, Any]:
        """At the provider, with consent, and back."""
        url = self.page["data"]["redirect_url"]
        await self.lab.http.get(url, params={"fp_cot": self.token})
        for form in ({"step": "login", "user": user, "password": "demo"}, {"step": "consent", "choice": "allow"}):
            await self.lab.http.post(url, params={"fp_cot": self.token}, data=form)
        return await self.start()

    async def choose(self, provider: str, country: str = "GB") -> dict[str, Any]:
        return await self.say(provider={"id": find_by_name(country, provider).id})

    async def refuse(self, status: int | None = None, **body: Any) -> dict[str, Any]:
        """Post a body that has to be refused; the error object."""
        status = status or self.lab.world.generation.validation_status
        answer = await self.lab.post({"connect_token": self.token, "route": self.page.get("route"), **body})
        assert answer.status_code == status, answer.text
        error: dict[str, Any] = answer.json()
        assert error["object"] == "error"
        assert error["connect_token"] == self.token
        return error


@dataclass(slots=True)
class Lab:
    """`http` carries the bearer token of the account `acc_sandbox`."""

    world: World
    calls: Calls
    http: httpx.AsyncClient

    async def post(self, body: Any) -> httpx.Response:
        return await self.http.post(f"{URL}/connect", json=body)

    async def post_raw(self, raw: bytes) -> httpx.Response:
        return await self.http.post(f"{URL}/connect", content=raw, headers={"Content-Type": "text/plain"})

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(f"{URL}{path}", params=query)

    async def open(self, **fields: Any) -> Dialogue:
        """A new session, not started yet."""
        if self.world.generation == ZERO:
            return await self._open_zero(**fields)
        if self.world.generation == BUSBAR:
            return await self._open_busbar(**fields)
        urls = {"connect_url": "https://bot.test/back?own=1", "callback_url": "https://bot.test/done"}
        answer = await self.http.post(f"{URL}/connect/token", json={**urls, **fields})
        assert answer.status_code == 200, answer.text
        return Dialogue(self, answer.json()["connect_token"])

    async def _open_zero(self, **fields: Any) -> Dialogue:
        urls = {"connect_web_uri": "https://bot.test/back?own=1", "callback_uri": "https://bot.test/done"}
        answer = await self.http.post(f"{URL}/connect/tariff/token", json={**urls, **fields})
        assert answer.status_code == 200, answer.text
        return Dialogue(self, answer.json()["connect_token"])

    async def _open_busbar(self, **fields: Any) -> Dialogue:
        """On a new location with the address, unless one is named."""
        urls = {"connect_url": "https://bot.test/back?own=1", "callback_url": "https://bot.test/done"}
        address = fields.pop("postal_address", None)
        if "location_id" not in fields:
            body = {"reference_id": "home-1"} | ({"postal_address": address} if address else {})
            fields["location_id"] = (await self.http.post(f"{URL}/locations", json=body)).json()["id"]
        answer = await self.http.post(f"{URL}/connect", json={**urls, **fields})
        assert answer.status_code == 200, answer.text
        return Dialogue(self, answer.json()["id"])

    async def begin(self, address: dict[str, str] | None = None, **fields: Any) -> Dialogue:
        """A session at its list of providers."""
        dialogue = await self.open(postal_address=address or BRISTOL, **fields)
        page = await dialogue.start("TARIFF" if self.world.generation == BUSBAR else "")
        assert page["route"] == "provider_select"
        return dialogue

    async def begin_in(self, city: str, country: str, post_code: str = "", **fields: Any) -> Dialogue:
        return await self.begin({"city": city, "country_code": country, "post_code": post_code}, **fields)

    async def connect_fixed(self, cost: float = 0.2467, **fields: Any) -> Dialogue:
        """A session at the summary of a fixed tariff in Bristol."""
        dialogue = await self.begin(**fields)
        await dialogue.choose("Quillmoor Power")
        await dialogue.say(options=["FIXED"])
        await dialogue.say(cost=cost)
        assert dialogue.page["route"] == "tariff_summary"
        return dialogue

    def location_of(self, dialogue: Dialogue) -> str:
        return self.world.session(dialogue.token).location_id


@asynccontextmanager
async def open_lab(now: datetime = NOW, generation: Generation = ANODE) -> AsyncIterator[Lab]:
    """A world whose clock stands still at `now`, with a logged-in client."""
    world, calls = World(lambda: now, generation=generation), Calls()
    login = ("POST", "/auth/tokens") if generation == BUSBAR else ("GET", "/login")
    transport = httpx.ASGITransport(app=mount(world, calls))
    async with httpx.AsyncClient(transport=transport) as http:
        answer = await http.request(login[0], f"{URL}{login[1]}", auth=("acc_sandbox", "sk_test_lab"))
        http.headers["Authorization"] = f"Bearer {answer.json()['bearer_token']}"
        yield Lab(world, calls, http)


def mount(world: World, calls: Calls, url: str = URL) -> Any:
    """The emulator below a prefix, as in the sandbox."""

    return Starlette(routes=[Mount("/flatpeak", create_flatpeak(world, calls, public_url=url))])
