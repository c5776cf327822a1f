"""Any application on a port of this machine, inside the running event loop."""

import asyncio
import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

DROP = "sandbox.drop"  # scope entry: an async function that ends the connection without an answer


class LocalServer:
    """Any application on a port of this machine; `async with` starts and stops it.

    Stopping is quick: what still waits (long polls, event streams) is cut off.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._address = (host, port)
        self._server: uvicorn.Server | None = None
        self.url = ""

    def bind(self) -> None:
        """Take the port; from now on `url` is known."""
        if self.url:
            return
        self._socket.bind(self._address)
        host, port = self._socket.getsockname()[:2]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    async def serve(self, app: ASGIApp) -> None:
        """Answer requests until `close`."""
        self.bind()
        config = uvicorn.Config(
            _with_drop(app), lifespan="off", log_config=None, access_log=False, timeout_keep_alive=75, ws="none"
        )
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[self._socket])
        self._server = server

    async def close(self) -> None:
        """Cut every connection and give the port back."""
        server, self._server = self._server, None
        if server is None:
            self._socket.close()
            return
        for listener in server.servers:
            listener.close()
        running = list(server.server_state.tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for connection in list(server.server_state.connections):
            _get_transport(connection).abort()
        while server.server_state.connections:  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0)  # the loop tells them that they are closed in its next round
        for listener in server.servers:
            await listener.wait_closed()


def _with_drop(app: ASGIApp) -> ASGIApp:
    """Let the application end a connection without an answer, as a broken network does."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def drop() -> None:
            _get_transport(getattr(send, "__self__")).abort()  # noqa: B009 - uvicorn's cycle, not part of ASGI
            while (await receive())["type"] != "http.disconnect":
                pass

        scope[DROP] = drop
        await app(scope, receive, send)

    return serve


def _get_transport(holder: Any) -> asyncio.Transport:
    transport = holder.transport
    assert isinstance(transport, asyncio.Transport)
    return transport
