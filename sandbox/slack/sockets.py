"""Socket Mode: the WebSocket side of apps.connections.open. docs.slack.dev/apis/events-api/using-socket-mode."""

import asyncio
import json
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from aiohttp import WSMsgType, web

from sandbox.slack.errors import RefusedError
from sandbox.slack.model import Json

if TYPE_CHECKING:
    from sandbox.slack.world import SlackWorld

MOST_CONNECTIONS = 10  # …/using-socket-mode#using-multiple-connections
CONNECTION_SECONDS = 18_060  # what a hello announces
Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
EnvelopeKind = Literal["events_api", "interactive", "slash_commands"]


class NoConnectionError(Exception):
    """The app has no open connection, or lost the one that carried the envelope."""


@dataclass(slots=True, eq=False)
class Connection:
    """One open WebSocket. `leaving`: it was told to go and gets nothing any more."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)  # by envelope id

    def drop(self) -> None:
        """Cut the line without a word, as a broken network does."""
        if self.request.transport:
            self.request.transport.abort()


class Sockets:
    """All connections of the app. Listens on a port of its own, as Slack's WebSocket hosts are others, too."""

    def __init__(self, world: "SlackWorld", host: str = "127.0.0.1") -> None:
        self.world = world
        self.enabled = True  # the switch in the app's settings
        self.in_use = False  # from the first address on that the app asks for
        self.connections: list[Connection] = []
        self.sent: list[tuple[int, Json]] = []  # (connection number, envelope), in order
        self._host = host
        self._url = ""
        self._server: asyncio.Task[web.AppRunner] | None = None
        self._tickets: set[str] = set()
        self._numbers = 0
        self._turn = 0

    def open(self) -> str:
        """A new address that works for one connection (the answer of apps.connections.open)."""
        if not self.enabled:
            raise RefusedError("access_denied")
        if self._server is None:
            bound = socket.create_server((self._host, 0))
            self._url = f"ws://{self._host}:{bound.getsockname()[1]}"
            self._server = asyncio.get_running_loop().create_task(self._listen(bound))
        self.in_use = True
        ticket = str(uuid4())
        self._tickets.add(ticket)
        return f"{self._url}/link/?ticket={ticket}&app_id={self.world.app.id}"

    @property
    def ready(self) -> list[Connection]:
        """The connections that payloads can be sent to."""
        return [c for c in self.connections if not c.leaving and not c.socket.closed]

    async def send(self, kind: EnvelopeKind, payload: Json, *, attempt: int, reason: str, tried: list[int]) -> Any:
        """Send one envelope to the next connection in turn and wait for its ack. Returns the ack's payload, or None.

        `tried` are numbers of connections that had it before: others come first, and the chosen one is added.
        NoConnectionError when there is no connection, or the one that had it went away.
        """
        open_now = self.ready
        fresh = [c for c in open_now if c.number not in tried] or open_now
        if not fresh:
            raise NoConnectionError
        self._turn += 1
        connection = fresh[self._turn % len(fresh)]
        tried.append(connection.number)
        envelope: Json = {"envelope_id": str(uuid4()), "payload": payload, "type": kind}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        return await self._exchange(connection, envelope)

    async def ask_to_leave(self, connection: Connection, reason: Reason = "refresh_requested") -> None:
        """Announce the end of a connection, and end it (a warning only announces it)."""
        body = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
        connection.leaving = reason != "warning"
        if not connection.socket.closed:
            await connection.socket.send_json(body)
        if connection.leaving:
            await connection.socket.close()

    async def disable(self) -> None:
        """Switch Socket Mode off in the app's settings."""
        self.enabled = self.in_use = False
        for connection in list(self.connections):
            await self.ask_to_leave(connection, "link_disabled")

    async def wait_for(self, count: int, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - part of the helpers' API
        """Wait until the app has exactly that many usable connections. TimeoutError if it has not."""
        async with asyncio.timeout(timeout):
            while len(self.ready) != count:
                await self.world.changes.wait(self.world.changes.count)

    async def aclose(self) -> None:
        """Cut all connections and give the port back."""
        for connection in list(self.connections):
            connection.leaving = True
            connection.drop()
        server, self._server = self._server, None
        if server:
            await (await server).cleanup()

    async def _exchange(self, connection: Connection, envelope: Json) -> Any:
        number = envelope["envelope_id"]
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.waiting[number] = answer
        self.sent.append((connection.number, envelope))
        self.world.changes.touch()
        try:
            await connection.socket.send_json(envelope)
            return await answer
        except ConnectionError as error:
            raise NoConnectionError from error
        finally:
            connection.waiting.pop(number, None)

    async def _listen(self, bound: socket.socket) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/link/", self._serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.SockSite(runner, bound).start()
        return runner

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or not self.enabled:
            return web.Response(status=408)
        self._tickets.discard(ticket)
        line = web.WebSocketResponse()
        await line.prepare(request)
        self._numbers += 1
        connection = Connection(self._numbers, line, request)
        if len(self.ready) >= MOST_CONNECTIONS:
            await self.ask_to_leave(connection, "too_many_websockets")
            return line
        await self._run(connection)
        return line

    async def _run(self, connection: Connection) -> None:
        self.connections.append(connection)
        self.world.changes.touch()
        try:
            await connection.socket.send_json(self._hello())
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    self._take_ack(message.data)
        except ConnectionError:
            pass  # the app went away in the middle of a sentence
        finally:
            self.connections.remove(connection)
            for answer in connection.waiting.values():
                if not answer.done():
                    answer.set_exception(NoConnectionError())
            self.world.changes.touch()

    def _hello(self) -> Json:
        about = {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": CONNECTION_SECONDS}
        return {
            "type": "hello",
            "num_connections": len(self.ready),
            "debug_info": about,
            "connection_info": {"app_id": self.world.app.id},
        }

    def _take_ack(self, text: str) -> None:
        """An ack counts on whichever connection it comes: clients change connections meanwhile."""
        try:
            body = json.loads(text)
        except ValueError:
            return
        if not isinstance(body, dict):
            return
        for connection in self.connections:
            answer = connection.waiting.get(str(body.get("envelope_id")))
            if answer and not answer.done():
                answer.set_result(body.get("payload"))
