"""Events taken: the service beside an endpoint that verifies the same signature and inserts one row, and no more.

`python -m tests.bench.events`; the events concern nobody here, so that only taking and settling them is measured.
"""

import argparse
import asyncio
import base64
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import uvicorn
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.flatpeak.events import headers_of
from sandbox.flatpeak.jwks import SigningKey
from tests.bench.processes import pin, processor_s
from tests.bench.telegram import Telegram
from tests.ports import free_port

OURS = "tariffbot"
# How SQLite commits: what was acknowledged survives a power cut, as with us, or can be lost in one.
BARE = {"starlette": "FULL", "starlette-lax": "NORMAL"}
OPEN = "SELECT count(*) FROM events WHERE settled_at IS NULL"
PATH = "/flatpeak/events"
AT_ONCE = 32
WARM_UP = 500
BODY = (Path(__file__).parents[1] / "samples/events/location.update.anode.json").read_bytes()


class Measured(NamedTuple):
    """Events a second, and processor time of one in milliseconds."""

    rate: float
    cost_ms: float


class Signed(NamedTuple):
    headers: dict[str, str]
    body: bytes


async def measure(name: str, key: SigningKey, events: Sequence[Signed]) -> Measured:
    """One run: the first events warm it up, the others count."""
    upstream = Telegram(0)
    app = upstream.app()

    async def publish(_: web.Request) -> web.Response:
        return web.json_response({"keys": [key.view()]})

    async def list_events(_: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [], "has_more": False})

    app.router.add_get("/jwks.json", publish)
    app.router.add_get("/events", list_events)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = (sys.executable, "-m", "tests.bench.events", "--serve", name)
        process = await asyncio.create_subprocess_exec(
            *command, f"http://127.0.0.1:{runner.addresses[0][1]}", folder, str(port)
        )
        pin(process.pid)
        try:
            return await _drive(process.pid, f"http://127.0.0.1:{port}", Path(folder), events)
        finally:
            process.terminate()
            await process.wait()
            await runner.cleanup()


async def _drive(process: int, url: str, folder: Path, events: Sequence[Signed]) -> Measured:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
        while not await _is_up(session, url):  # noqa: ASYNC110 - another process tells us nothing
            await asyncio.sleep(0.1)
        await _send(session, url, events[:WARM_UP])
        await _settle(folder)
        before_s, began = processor_s(process), time.monotonic()
        await _send(session, url, events[WARM_UP:])
        took_s = time.monotonic() - began
        await _settle(folder)
        count = len(events) - WARM_UP
        return Measured(count / took_s, 1000 * (processor_s(process) - before_s) / count)


async def _is_up(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(f"{url}/health/ready") as reply:
            return reply.status == 200
    except aiohttp.ClientError:
        return False


async def _send(session: aiohttp.ClientSession, url: str, events: Sequence[Signed]) -> None:
    waiting = iter(events)

    async def lane() -> None:
        for event in waiting:
            async with session.post(url + PATH, data=event.body, headers=event.headers) as reply:
                assert reply.status == 200, await reply.text()

    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))


async def _settle(folder: Path) -> None:
    """What is only stored is not done yet."""
    with sqlite3.connect(folder / "bench.db") as db:
        while db.execute(OPEN).fetchone()[0]:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
    db.close()


async def serve_bare(url: str, folder: Path, port: int, synchronous: str) -> None:
    """The comparison: one loop, one connection, one commit an event."""
    db = sqlite3.connect(folder / "bench.db", isolation_level=None)
    for line in ("journal_mode = WAL", f"synchronous = {synchronous}"):
        db.execute(f"PRAGMA {line}")
    db.execute("CREATE TABLE events (id TEXT PRIMARY KEY, body BLOB, settled_at INTEGER)")
    keys: dict[str, Any] = {}
    async with aiohttp.ClientSession() as session, session.get(f"{url}/jwks.json") as reply:
        for key in (await reply.json())["keys"]:
            n, e = (int.from_bytes(base64.urlsafe_b64decode(key[part] + "==")) for part in ("n", "e"))
            keys[key["kid"]] = RSAPublicNumbers(e, n).public_key()
    padding, hashed = PSS(MGF1(SHA256()), 32), SHA256()

    async def take(request: Request) -> Response:
        body, headers = await request.body(), request.headers
        stamp = headers["flatpeak-timestamp"]
        signature = base64.urlsafe_b64decode(headers["flatpeak-signature"].removeprefix("v1=") + "==")
        try:
            keys[headers["flatpeak-key-id"]].verify(signature, stamp.encode() + b"." + body, padding, hashed)
        except InvalidSignature:
            return Response(status_code=401)
        if abs(time.time() - int(stamp)) > 300:
            return Response(status_code=401)
        db.execute("INSERT OR IGNORE INTO events VALUES (?, ?, 1)", (json.loads(body)["id"], body))
        return Response(status_code=200)

    async def ready(_: Request) -> Response:
        return Response(status_code=200)

    app = Starlette(routes=[Route(PATH, take, methods=["POST"]), Route("/health/ready", ready)])
    config = uvicorn.Config(app, port=port, lifespan="off", log_config=None, access_log=False, timeout_keep_alive=75)
    await uvicorn.Server(config).serve()


async def serve_ours(url: str, folder: Path, port: int) -> None:
    """The whole service."""
    from tests.bench.bots import Setup, open_on_telegram, run_ours

    await run_ours(
        lambda setup: open_on_telegram(setup, flatpeak_jwks_url=f"{url}/jwks.json"), Setup(url, folder, port)
    )


def sign_events(key: SigningKey, count: int) -> list[Signed]:
    """Different events, signed now."""
    now, found = datetime.now(UTC), []
    for number in range(count):
        body = json.dumps({**json.loads(BODY), "id": f"evt_{number:024x}"}).encode()
        found.append(Signed({"Content-Type": "application/json", **headers_of(key, body, now)}, body))
    return found


async def compare_events(rounds: int, count: int = 3000) -> None:
    """Ours and the bare one in turn, and what came of it."""
    key = SigningKey("wsk_bench", generate_private_key(65537, 2048))
    found: dict[str, list[Measured]] = {name: [] for name in (*BARE, OURS)}
    for number in range(rounds):
        events = sign_events(key, WARM_UP + count)
        for name, measured in found.items():
            measured.append(one := await measure(name, key, events))
            print(f"round {number + 1}  {name:13} {one.cost_ms:6.3f} ms an event, {one.rate:5.0f} a second", flush=True)
    print(f"\nevents: medians of {rounds} rounds, {AT_ONCE} deliveries at once, each stored, acknowledged and settled")
    for name, measured in found.items():
        cost_ms, rate = (statistics.median(one[place] for one in measured) for place in (1, 0))
        print(f"  {name:13} {cost_ms:6.3f} ms of processor time, {rate:5.0f} a second")
    for name in BARE:
        pairs = list(zip(found[name], found[OURS], strict=True))
        by_cost = statistics.median(bare.cost_ms / ours.cost_ms for bare, ours in pairs)
        by_rate = statistics.median(ours.rate / bare.rate for bare, ours in pairs)
        print(f"  {OURS} has {by_cost:.2f} of the rate of {name} by processor time, {by_rate:.2f} by the clock")
    print(flush=True)


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.events")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=3000, help="events of a round, after the warm-up")
    parser.add_argument("--serve", nargs=4, metavar=("NAME", "URL", "FOLDER", "PORT"))
    options = parser.parse_args()
    if not options.serve:
        return await compare_events(options.rounds, options.count)
    name, url, folder, port = options.serve
    if name == OURS:
        return await serve_ours(url, Path(folder), int(port))
    return await serve_bare(url, Path(folder), int(port), BARE[name])


if __name__ == "__main__":
    asyncio.run(main())
