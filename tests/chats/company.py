"""The company in a chat: it sends a customer with a link, and is told what became of it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.company import CompanyWorld
from tests.chats.harness import LOOK_EVERY_S, Stage

PARTS = ("address_line1", "city", "post_code", "country_code")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link: `customer at home`, in brackets language, slot and seconds, then the address, `-` for a part."""

    customer: str
    home: str
    details: str = ""
    address: str = ""

    def body(self, channel: str) -> dict[str, Any]:
        parts = self.address.split(" / ") if self.address else []
        body: dict[str, Any] = {
            "channel": channel,
            "customer_reference": self.customer,
            "location_reference": self.home,
            "address": {name: part for name, part in zip(PARTS, parts, strict=False) if part != "-"},
        }
        for detail in self.details.split(", ") if self.details else ():
            name = "slot" if "_" in detail else "expires_in" if detail.isdecimal() else "language"
            body[name] = int(detail) if name == "expires_in" else detail
        return body


async def ask_link(stage: Stage, wanted: Wanted) -> str:
    """The address of a new link."""
    key = stage.app.settings.api_keys[0]
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
        url, body = f"http://127.0.0.1:{stage.app.port}/api/links", wanted.body(stage.on)
        while (reply := await client.post(url, json=body)).status_code == 503:  # we are just starting
            await stage.changes.wait(stage.changes.count, LOOK_EVERY_S)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["url"])


def say_told(world: CompanyWorld) -> Iterator[str]:
    """What it was told, a line each; without what differs from run to run."""
    for event in world.events:
        data = event["data"]
        who = " at ".join(filter(None, (data.get("customer_reference"), data.get("location_reference")))) or "somebody"
        about = data.get("slot") or f"{len(data['location_ids'])} location"
        yield f"  {event['type']}: {who}, {about}{', ' + data['reason'] if 'reason' in data else ''}"


async def open_page(url: str) -> tuple[list[str], str]:
    """The page of a link that cannot tell the chat anything: what it says, without the code, and the code."""
    async with httpx.AsyncClient(timeout=60) as browser:
        page = (await browser.get(url)).text
    code = re.search(r"<code>(.*?)</code>", page)
    said = re.findall(r"<h1>(.*?)</h1>|<p>(.*?)</p>|</code><a [^>]*>(.*?)</a>", page)
    lines = [html.unescape("".join(parts)) for parts in said]
    return [*lines, *(["(a code)"] if code else [])], code[1] if code else ""
