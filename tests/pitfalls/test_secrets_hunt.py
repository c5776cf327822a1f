"""The secret hunt: markers go in by every way, with trouble of every kind; then they are looked for wherever an
operator, a stranger or a thief can read: logs, metrics, traces, doors, commands, the process, copies of the database.

What is meant to be told stands beside it: an operator names a conversation by its id at the platform, a person's own
export and the team's list of deeds hold addresses, and the company is told its own references. Even there no secret is.
"""

import asyncio
import base64
import io
import json
import os
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from urllib.parse import quote

import httpx
import pytest

from bot.app import App as Service
from sandbox.company import CompanyWorld
from sandbox.flatpeak.world import World
from sandbox.server import SandboxServer
from sandbox.slack.model import App, Workspace
from sandbox.slack.platform import Platform
from sandbox.slack.world import SlackWorld
from sandbox.telegram import TelegramWorld
from sandbox.telegram.people import Person
from tests.chats.browser import log_in
from tests.conversation.sites_lab import Clock, Lab
from tests.databases import EVERYWHERE, database_url
from tests.pitfalls import hunt
from tests.pitfalls.test_secrets import API_KEY, PASSWORD, PATIENCE_S, SECRET_KEY, STREET, TOKEN, Process, reply
from tests.seeing.test_traces import Collector, collecting

METRICS_TOKEN = "marker-token-of-the-metrics-000"
COMPANY_KEY = "marker-key-of-the-company-000000"
WEBHOOK_SECRET = "whsec_bWFya2VyLXNlY3JldC1vZi10aGUtd2ViaG9vaw=="
SIGNING_SECRET = "marker-signing-secret-of-slack-00"
CLIENT_SECRET = "marker-client-secret-of-slack-000"
KEYS = {
    "FLATPEAK_API_KEY": API_KEY,
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "SECRET_KEY": SECRET_KEY,
    "METRICS_TOKEN": METRICS_TOKEN,
    "API_KEYS": COMPANY_KEY,
    "WEBHOOK_SECRET": WEBHOOK_SECRET,
    "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    "SLACK_CLIENT_SECRET": CLIENT_SECRET,
}
CHAT = 4_711_471_199
EMAIL, ACCOUNT_NUMBER = "markeranna@example.com", "DE02-4711-0815-1234"
CUSTOMER, HOME = "marker-customer-4711", "marker-home-0815"
SENT = "marker-of-a-stranger"
PEOPLE = (STREET, "Markerstreet", "Markeranna", "Markerada", EMAIL, ACCOUNT_NUMBER, PASSWORD, SENT)
SITES = ("Markersite", "Markercsv Road", "Markermeter", "markersites.csv")
ROWS = (f"Markersite-{n},{n} Markercsv Road,Bristol,BS1 {n}AA,GB,Markermeter-4821-{n}" for n in range(1, 4))
TABLE = "\n".join(("name,street,town,postcode,country,reference", *ROWS)).encode()
COMMANDS = (
    *(["sessions"], ["history", f"telegram::{CHAT}"], ["history", CUSTOMER], ["outbox"], ["events"], ["drift"]),
    *(["events", "replay", "--since", "1h"], ["check"], ["check", "--health"], ["migrate"], ["keys", "rotate"]),
)
DOORS = (
    *("GET /health/live", "GET /health/ready", "GET /metrics", "GET /nowhere?token={token}", "GET /api/openapi.json"),
    *("GET /connect/return?fp_cot={token}", "GET /connect/complete?fp_cot={token}", "GET /connect/return?fp_cot={cot}"),
    *("POST /telegram/webhook", "POST /flatpeak/events", "POST /slack/events", "GET /l/{token}", "POST /api/links"),
    *("GET /slack/install", "GET /slack/oauth_redirect?code={token}&state={token}", "GET /api/sessions/{token}"),
    "GET /api/locations?customer={token}",
)


@dataclass
class Hunt:
    """A service with all its ways in, and what was noted on the way."""

    process: Process
    world: SandboxServer
    team: Workspace
    keys: set[str] = field(default_factory=set)  # that came into being, beside those of the settings

    @property
    def markers(self) -> list[str]:
        """All that is secret, as a part of nothing that anybody may read."""
        flatpeak = self.world.flatpeak
        made = {*self.keys, *flatpeak.sessions, *flatpeak.bearers, TOKEN.partition(":")[2]}
        return sorted({*KEYS.values(), *made})


async def test_no_marker_is_found(tmp_path: Path) -> None:
    began_s, home = time.time(), tmp_path / "home"
    home.mkdir()
    async with AsyncExitStack() as stack:
        collector = await stack.enter_async_context(collecting())
        hunted = await start(stack, home, collector)
        told = await be_told(hunted)
        process = hunted.process
        assert process.pid
        outside = hunt.seen_from_outside(process.pid)
        answers = await knock(hunted)
        outputs = {" ".join(command): await run(process, command) for command in COMMANDS}
        copies = hunt.copies_of(home, database_url(home), began_s)
        if EVERYWHERE != "postgresql":
            outputs["backup"] = await run(process, ["backup", str(home / "copy.db")])
            copies["copy.db"] = (home / "copy.db").read_bytes()
        outputs["forget"] = await run(process, ["forget", f"telegram::{CHAT}"])
        markers = hunted.markers
    assert b'"trace"' in process.said
    assert b"tariffbot.access" in process.said
    assert b"tariffbot_turns_total" in answers["GET /metrics"]
    assert collector.spans
    logs = {"log": process.said, "traces": b"".join(collector.bodies)}
    assert hunt.find([*markers, *PEOPLE, *SITES, CUSTOMER, HOME, str(CHAT)], logs | outside) == []
    assert hunt.find([*markers, *PEOPLE, *SITES, str(CHAT)], answers) == []
    assert hunt.find([*markers, *PEOPLE, *SITES], outputs) == []
    assert hunt.find([*markers, *PEOPLE, *SITES, CUSTOMER, HOME], copies) == []
    assert hunt.find([*markers, PASSWORD, EMAIL, ACCOUNT_NUMBER, SENT], told) == []
    assert STREET.encode() in told["own"]
    assert b"Markercsv Road" in told["deeds"]
    assert hunt.find([*PEOPLE, *SITES], {"company": told["company"]}) == []


@pytest.mark.parametrize("before", range(3))
def test_it_finds_what_lies_about(before: int) -> None:
    """In each of the ways, at each place: none of them would be a hunt that finds nothing."""
    text = "x" * before + STREET + "yyyy"
    forms = (text.encode(), text.encode("utf-16-le"), text.encode().hex().encode(), base64.b64encode(text.encode()))
    for form in (*forms, quote(text).encode()):
        assert hunt.find([STREET], {"somewhere": form}), form
    assert not hunt.find([STREET], {"somewhere": b"17 Other Street"})


async def start(stack: AsyncExitStack, home: Path, collector: Collector) -> Hunt:
    """The outside world, and the process with its secrets in files."""
    now = datetime.now(UTC)
    slack = SlackWorld(App(client_secret=CLIENT_SECRET, signing_secrets=[SIGNING_SECRET]), seed=7)
    telegram, company = TelegramWorld(TOKEN, seed=7), CompanyWorld(COMPANY_KEY, WEBHOOK_SECRET)
    telegram.flood.enabled = slack.rates.enabled = False
    team = slack.add_workspace("Markerteam")
    slack.add_user(team, "Markerada Lindqvist", display_name="Markerada", is_admin=True)
    server = SandboxServer(flatpeak=World(lambda: now), telegram=telegram, slack=Platform(slack), company=company)
    world = await stack.enter_async_context(server)
    more = {
        "WEBHOOK_URL": f"{world.url}/company/webhooks",
        "SLACK_CLIENT_ID": slack.app.client_id,
        "SLACK_API_URL": f"{world.url}/slack/api",
        "FLATPEAK_JWKS_URL": f"{world.url}/flatpeak/jwks.json",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "LOG_FORMAT": "json",
        "DRAIN_DELAY": "0",
    }
    process = Process(home, world, **{**KEYS, **more})
    process.environment = hunt.in_files(home.parent / "secrets", process.environment, KEYS)
    world.flatpeak.webhook.address = f"{process.url}/flatpeak/events"
    world.slack.delivery.request_url = f"{process.url}/slack/events"
    await process.start()
    stack.push_async_callback(process.end)
    return Hunt(process, world, team)


async def be_told(hunted: Hunt) -> dict[str, bytes]:
    """Markers by every way; what is meant to be told: to the person, to the team, to the company."""
    anna = hunted.world.telegram.person(CHAT, "Markeranna", "en-GB")
    anna.start()
    await reply(anna, holds="Hello")
    await come_from_the_company(hunted, anna)
    await be_in_trouble(hunted, anna)
    await install(hunted)
    deeds = await connect_many(hunted)
    company = await ask_as_the_company(hunted)
    return {"own": await export(anna), "deeds": deeds, "company": company}


async def come_from_the_company(hunted: Hunt, anna: Person) -> None:
    """By a link, with an address, to a connected tariff; on the way she types what she should not."""
    address = {"address_line1": STREET, "city": "London", "post_code": "WC2N 5EH", "country_code": "GB"}
    wanted = {"channel": "telegram", "customer_reference": CUSTOMER, "location_reference": HOME, "address": address}
    async with httpx.AsyncClient(base_url=hunted.process.url) as http:
        made = await http.post("/api/links", json=wanted, headers={"Authorization": f"Bearer {COMPANY_KEY}"})
    payload = str(made.json()["url"]).partition("?start=")[2]
    hunted.keys.add(payload)
    world = hunted.world
    anna.start(payload)
    card = await reply(anna, holds="address right?")
    world.flatpeak.scenario.fail("html")
    world.telegram.faults.drop("sendMessage", "after")
    anna.press(card.id, "Yes, that’s right")
    await reply(anna, holds="provider")
    anna.say(f"{EMAIL} {ACCOUNT_NUMBER}")
    await reply(anna, holds="can’t find")
    anna.say("Tidehollow Energy")
    card = await reply(anna, holds="Sign in with")
    link = str(card.buttons[0].url)
    anna.say(f"otp {PASSWORD}")
    await reply(anna, holds="don’t send sign-in details")
    await log_in(link, ["otp/demo", "123456", "allow"])
    await reply(anna, holds="connected")


async def be_in_trouble(hunted: Hunt, anna: Person) -> None:
    world = hunted.world
    for kind in ("server_error", "truncated", "drop"):
        world.flatpeak.scenario.fail(kind, "rest")
    world.telegram.faults.refuse("sendMessage", 401, "Unauthorized")
    anna.say("/tariffs")
    anna.say("/help")
    await reply(anna, holds="/continue")


async def install(hunted: Hunt) -> None:
    """The app, by a browser."""
    async with httpx.AsyncClient(base_url=hunted.process.url) as browser:
        page = (await browser.get("/slack/install")).headers["location"]
        back = (await browser.post(page, data={"place": hunted.team.id, "choice": "allow"})).headers["location"]
        done = await browser.get(back)
        hunted.keys |= {httpx.URL(back).params["code"], httpx.URL(back).params["state"], *browser.cookies.values()}
    assert done.status_code == 200
    made = hunted.world.slack.world.installation_in(hunted.team)
    assert made
    hunted.keys.add(made.token)


async def connect_many(hunted: Hunt) -> bytes:
    """A table of sites from Slack; the list of what was done, as a file."""
    lab = Lab(hunted.world, cast(Service, None), Clock(), "")
    ada = lab.person("Markerada")
    await ada.begin_job(TABLE, "markersites.csv")
    await ada.press("All 2 others")
    await ada.sees("That’s all of them.")
    await ada.person.command("settings")
    await ada.sees("Who may connect")
    await ada.press("Who did what")
    await ada.sees("Get it as a file")
    await ada.press("Get it as a file")
    return await ada.person.wait_until(
        lambda: next((f.data for m in ada.person.messages() for f in m.files if f.name == "tariffbot-audit.csv"), None),
        PATIENCE_S,
    )


async def ask_as_the_company(hunted: Hunt) -> bytes:
    """All that it can read, and all that it was told."""
    found = io.BytesIO(json.dumps(hunted.world.company.events).encode())
    async with httpx.AsyncClient(base_url=hunted.process.url) as http:
        for path in ("/api/locations", "/api/sessions"):
            answer = await http.get(path, headers={"Authorization": f"Bearer {COMPANY_KEY}"})
            assert CUSTOMER in answer.text
            found.write(answer.content)
    return found.getvalue()


async def export(anna: Person) -> bytes:
    anna.say("/privacy")
    wanted = "Send me my data"
    card = await anna.wait_until(
        lambda chat: next((m for m in chat.from_bot if any(wanted in row for row in m.labels)), None), PATIENCE_S
    )
    anna.press(card.id, wanted)
    chat = await anna.wait_until(lambda chat: [m.document for m in chat.from_bot if m.document], PATIENCE_S)
    return bytes(chat[0])


async def knock(hunted: Hunt) -> dict[str, bytes]:
    """What every door answers, to those who may come in and to those who may not: heads and bodies."""
    found: dict[str, bytes] = {}
    names = {"cot": next(iter(hunted.world.flatpeak.sessions)), "token": SENT}
    async with httpx.AsyncClient(base_url=hunted.process.url, timeout=PATIENCE_S) as client:
        for door in DOORS:
            method, _, path = door.partition(" ")
            found[door] = b""
            for bearer in (METRICS_TOKEN, COMPANY_KEY, SENT):
                given = {
                    "Authorization": f"Bearer {bearer}",
                    "webhook-signature": f"v1,{SENT}",
                    "x-slack-signature": SENT,
                }
                for content in (b"{", json.dumps({"text": SENT, "channel": SENT}).encode()):
                    headers = {**given, "content-type": "application/json"}
                    body = content if method == "POST" else b""
                    answer = await client.request(method, path.format(**names), headers=headers, content=body)
                    found[door] += repr(answer.headers.raw).encode() + answer.content
    return found


async def run(process: Process, command: list[str]) -> bytes:
    """What a command says beside the running service, even at DEBUG."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", *command),
        cwd=process.home,
        env={**os.environ, **process.environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(PATIENCE_S):
        output, _ = await started.communicate()
    assert output, command
    return output
