"""The secret hunt: a chat with trouble of every kind, then markers are looked for wherever an operator or a stranger
can read: logs, metrics, answers of every door, and what each command says."""

import asyncio
import os
import sys
from pathlib import Path

import httpx

from sandbox.telegram.people import Person
from tests.chats.browser import log_in
from tests.pitfalls.test_secrets import (
    API_KEY,
    PASSWORD,
    PATIENCE_S,
    SECRET_KEY,
    STREET,
    TOKEN,
    Process,
    encodings,
    reply,
    running,
)

METRICS_TOKEN = "marker-token-of-the-metrics-000"
COMPANY_KEY = "marker-key-of-the-company-000000"
WEBHOOK_SECRET = "whsec_bWFya2VyLXNlY3JldC1vZi10aGUtd2ViaG9vaw=="
CHAT = 4_711_471_199
COMMANDS = (["check"], ["outbox"], ["events"], ["drift"], ["migrate"])
DOORS = (
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/connect/return?fp_cot={cot}"),
    ("GET", "/connect/complete?fp_cot={cot}x"),
    ("GET", "/nowhere?token={token}"),
    ("POST", "/flatpeak/events"),
    ("GET", "/api/v1/locations?customer={cot}"),
)


async def test_no_marker_is_found_after_a_chat_with_trouble(tmp_path: Path) -> None:
    more = {
        "METRICS_TOKEN": METRICS_TOKEN,
        "API_KEYS": COMPANY_KEY,
        "WEBHOOK_URL": "http://127.0.0.1:9/company",  # nobody is there
        "WEBHOOK_SECRET": WEBHOOK_SECRET,
        "LOG_FORMAT": "json",
    }
    async with running(tmp_path, **more) as (process, world):
        anna = world.telegram.person(CHAT, "Markeranna", "en-GB")
        anna.start()
        await reply(anna, holds="Hello")
        world.flatpeak.scenario.fail("html")
        world.telegram.faults.drop("sendMessage", "after")
        await connect(anna)
        anna.say(f"otp {PASSWORD}")
        world.flatpeak.scenario.fail("server_error", "rest")
        world.telegram.faults.refuse("sendMessage", 401, "Unauthorized")
        anna.say("/tariffs")
        anna.say("/help")
        await reply(anna, holds="/continue")
        cots = list(world.flatpeak.sessions)
        answers = await knock(process, cots[0])
        outputs = [await run(process, command) for command in COMMANDS]
        bearers = list(world.flatpeak.bearers)
    keys = (TOKEN, TOKEN.partition(":")[2], API_KEY, SECRET_KEY, METRICS_TOKEN, COMPANY_KEY, WEBHOOK_SECRET)
    people = (STREET, "Markerstreet", PASSWORD, "Markeranna")
    assert b'"trace"' in process.said
    assert b"tariffbot_turns_total" in answers["GET /metrics"]
    for marker in (*keys, *cots, *bearers, *people, str(CHAT)):
        for written in encodings(marker):
            assert written not in process.said, marker
            assert [door for door, content in answers.items() if written in content] == [], marker
    for marker in (*keys, *cots, *bearers, *people):
        for written in encodings(marker):
            assert all(written not in output for output in outputs), marker


async def connect(anna: Person) -> None:
    """To a connected tariff, at the second attempt."""
    anna.say(f"{STREET}, London WC2N 5EH")
    card = await reply(anna, holds="Nothing is lost")
    anna.press(card.id, "Try again")
    card = await reply(anna, holds="Did I get")
    anna.press(card.id, "Yes, that’s right")
    await reply(anna, holds="provider")
    anna.say("Tidehollow Energy")
    card = await reply(anna, holds="Sign in with")
    await log_in(str(card.buttons[0].url), ["otp/demo", "123456", "allow"])
    await reply(anna, holds="connected")


async def knock(process: Process, cot: str) -> dict[str, bytes]:
    """What every door answers, to those who may come in and to those who may not: heads and bodies."""
    found = {}
    async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
        for method, path in DOORS:
            address = process.url + path.format(cot=cot, token=TOKEN)
            for bearer in (METRICS_TOKEN, COMPANY_KEY, "nonsense"):
                headers = {"Authorization": f"Bearer {bearer}", "webhook-signature": "v1,nonsense"}
                answer = await client.request(
                    method, address, headers=headers, content=b"{" if method == "POST" else b""
                )
                head = repr(answer.headers.raw).encode()
                found.setdefault(f"{method} {path}", b"")
                found[f"{method} {path}"] += head + answer.content
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
