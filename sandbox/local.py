"""Any application on a port of this machine, inside the running event loop."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

DROP = "sandbox.drop"  # scope entry: an async function that ends the connection without an answer


class LocalServer:
    """Any application on a port of this machine; `async with` starts and stops it.

    Stopping is quick: what still waits (long polls, event streams) is cut off.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._address = (host, port)
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self.url = ""

    def bind(self) -> socket.socket:
        """Take the port; from now on `url` is known. OSError when somebody else has it."""
        if self._socket is None:
            host, port = self._address
            self._socket = _open_socket(host, port)
            port = self._socket.getsockname()[1]
            self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        return self._socket

    async def serve(self, app: ASGIApp) -> None:
        """Answer requests until `close`."""
        bound = self.bind()
        config = uvicorn.Config(
            _with_drop(app, lambda: self._server is None),
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=75,
            ws="none",
        )
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[bound])
        self._server = server

    async def close(self) -> None:
        """Cut every connection and give the port back."""
        server, self._server = self._server, None
        bound, self._socket = self._socket, None
        for listener in server.servers if server else []:
            listener.close()
        if bound:
            bound.close()
        if server is None:
            return
        for connection in list(server.server_state.connections):
            _get_transport(connection).abort()
        while server.server_state.connections:  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0)  # the loop tells them that they are closed in its next round
        running = list(server.server_state.tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for listener in server.servers:
            await listener.wait_closed()


def _open_socket(host: str, port: int) -> socket.socket:
    # With its protocol named, asyncio switches Nagle's algorithm off, which would hold each answer back for 40 ms.
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, proto=socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    return opened


def _with_drop(app: ASGIApp, is_closing: Callable[[], bool]) -> ASGIApp:
    """Let the application end a connection without an answer, and be cut off itself without a complaint."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def drop() -> None:
            _get_transport(getattr(send, "__self__")).abort()  # noqa: B009 - uvicorn's cycle, not part of ASGI
            while (await receive())["type"] != "http.disconnect":
                pass

        scope[DROP] = drop
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            if not is_closing():
                raise

    return serve


def _get_transport(holder: Any) -> asyncio.Transport:
    transport = holder.transport
    assert isinstance(transport, asyncio.Transport)
    return transport
