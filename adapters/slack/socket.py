"""Socket Mode: docs.slack.dev/apis/events-api/using-socket-mode. An envelope is acknowledged once it is stored.

The library's own client closes a connection before it opens the next, waits the same time after every failure, and logs
addresses with tickets in them; so the connections are ours, and what comes over them goes to the library's app.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from adapters.slack.http import dispatch
from bot.conversation.channel import CredentialRefused, DeliveryError, RateLimited

log = logging.getLogger(__name__)

CONNECTIONS = 2  # so that one is there while the other is replaced; Slack allows ten for all processes together
HEARTBEAT_S = 10.0  # a connection that does not answer our ping for half of it is dead
HELLO_S = 10.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
CROWDED_PAUSE_S = 10.0  # too many connections: another process is being replaced
DRAIN_S = 3.0  # Slack waits no longer for an acknowledgement either
REASONS = {
    "link_disabled": "Socket Mode is switched off in the app's settings; switch it on, or unset SLACK_APP_TOKEN",
    "too_many_websockets": "this app has too many connections to Slack; another deployment uses this SLACK_APP_TOKEN",
}

# An address for one connection. Raises DeliveryError, CredentialRefused.
Open = Callable[[], Awaitable[str]]


class Down(Exception):
    """A connection did not come about, or was ended; the text says why."""

    def __init__(self, why: str, pause_s: float = 0.0) -> None:
        super().__init__(why)
        self.pause_s = pause_s


class Link:
    """One connection. `leaving` is set when Slack announces its end, or when it is gone."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket, self.leaving, self.reason = socket, asyncio.Event(), ""


class Sockets:
    """Keeps connections open until told to stop, and hands what they bring to the app."""

    def __init__(self, app: AsyncApp, open_address: Open, connections: int = CONNECTIONS) -> None:
        self._app, self._open, self._wanted = app, open_address, connections
        self._live: set[Link] = set()
        self._readers: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[None]] = set()
        self._trouble = "Socket Mode is connecting"

    @property
    def problem(self) -> str:
        """Why nothing comes in, "" while there is a connection."""
        return "" if self._live else self._trouble

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until `stop`. Never raises for trouble outside."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            slots = [asyncio.create_task(self._keep_one(session, stop)) for _ in range(self._wanted)]
            await stop.wait()
            for slot in slots:
                slot.cancel()
            await asyncio.gather(*slots, return_exceptions=True)
            await self._leave()

    async def _leave(self) -> None:
        """Acknowledge what is being stored, and say goodbye."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=DRAIN_S)
        for link in list(self._live):
            await link.socket.close()
        left = self._readers | self._answering
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _keep_one(self, session: aiohttp.ClientSession, stop: asyncio.Event) -> None:
        """One connection after the other; the next is opened as soon as the end of this one is announced."""
        failures = 0
        while not stop.is_set():
            try:
                link = await self._connect(session)
                failures = 0
                await link.leaving.wait()
                if link.reason in REASONS:
                    raise Down(REASONS[link.reason], CROWDED_PAUSE_S)
            except Exception as error:
                # What is not foreseen is an answer of Slack's that cannot be read; its text may hold an address.
                down = error if isinstance(error, Down) else Down(f"no Socket Mode: {type(error).__name__}")
                self._say(str(down))
                longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**failures)
                failures = min(failures + 1, 16)
                await asyncio.sleep(max(down.pause_s, random.uniform(longest / 2, longest)))

    async def _connect(self, session: aiohttp.ClientSession) -> Link:
        """Raises Down."""
        try:
            address = await self._open()
        except DeliveryError as error:
            least = error.retry_after_s if isinstance(error, RateLimited) else 0.0
            raise Down(f"no connection for Socket Mode: {error}", least) from None
        except CredentialRefused as error:  # it was good at the start
            raise Down(str(error), LONGEST_PAUSE_S) from None
        try:
            async with asyncio.timeout(HELLO_S):
                socket = await session.ws_connect(address, heartbeat=HEARTBEAT_S)
                await _hear_hello(socket)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:  # their texts hold the ticket
            raise Down(f"no connection for Socket Mode: {type(error).__name__}") from None
        link = Link(socket)
        self._live.add(link)
        _start(self._read(link), self._readers)
        return link

    async def _read(self, link: Link) -> None:
        try:
            async for message in link.socket:
                if message.type is aiohttp.WSMsgType.TEXT and not self._take(link, _decode(message.data)):
                    break
        finally:
            self._live.discard(link)
            link.leaving.set()
            await link.socket.close()

    def _take(self, link: Link, message: Mapping[str, Any]) -> bool:
        """What came over a connection. False: it is the end of it."""
        if message.get("type") == "disconnect":
            link.reason = str(message.get("reason") or "")
            link.leaving.set()
            return link.reason not in REASONS  # else Slack closes it by itself, and until then it brings more
        if isinstance(message.get("payload"), dict) and message.get("envelope_id"):
            _start(self._answer(link, message), self._answering)
        return True

    async def _answer(self, link: Link, envelope: Mapping[str, Any]) -> None:
        """Without an acknowledgement Slack sends it again, at least an event."""
        answer = await dispatch(self._app, envelope["payload"])
        if answer.status != 200:
            return
        reply: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if answer.body and envelope.get("accepts_response_payload"):
            reply["payload"] = _payload(answer)
        for one in (link, *(other for other in self._live if other is not link)):  # any of them counts
            try:
                await one.socket.send_str(json.dumps(reply))
            except (aiohttp.ClientError, OSError):
                continue
            return
        log.info("the connection was gone before an envelope was acknowledged; Slack sends it again")

    def _say(self, trouble: str) -> None:
        """Once, until something else is wrong."""
        if trouble != self._trouble:
            log.warning("%s", trouble)
        self._trouble = trouble


def _start(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def _hear_hello(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Only from then on Slack counts the connection. Raises Down where something else comes."""
    message = await socket.receive()
    said = _decode(message.data) if message.type is aiohttp.WSMsgType.TEXT else {}
    if said.get("type") == "hello":
        return
    await socket.close()
    reason = REASONS.get(str(said.get("reason")), "no connection for Socket Mode: Slack said no hello")
    raise Down(reason, CROWDED_PAUSE_S if said else 0.0)


def _decode(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _payload(answer: BoltResponse) -> Any:
    """What goes along with an acknowledgement: JSON, or words for the person."""
    return json.loads(answer.body) if answer.body.startswith("{") else {"text": answer.body}
