"""A way to PostgreSQL that can fall silent, as a network that drops packets: nothing is refused, nothing answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable

from sqlalchemy.engine import URL, make_url

PIECE = 65_536


class Swallower:
    """Passes bytes on to a server that listens on a socket file; while `is_silent` it takes them and keeps them."""

    def __init__(self, path: str) -> None:
        """`path`: of the socket file."""
        self._path = path
        self.is_silent = False
        self.port = 0
        self.swallowed = 0  # bytes
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in (tasks := set(self._passing)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # what was aborted is closed with the next round

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._take(reader, writer))
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_unix_connection(self._path)
            try:
                await _first(self._pass_on(reader, back), self._pass_on(there, writer))
            finally:
                back.transport.abort()
        except OSError:
            return
        finally:
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(PIECE):
            if self.is_silent:  # what is lost once is lost for this connection
                self.swallowed += len(piece)
                await asyncio.Event().wait()
            writer.write(piece)
            await writer.drain()


async def _first(*ways: Awaitable[None]) -> None:
    """Until one of the two has ended."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def swallower_before(url: str) -> AsyncIterator[tuple[Swallower, str]]:
    """One before a database on a server that listens on a socket file, and the address of the database by that way."""
    address = make_url(url)
    swallower = Swallower(f"{address.query['host']}/.s.PGSQL.5432")
    await swallower.open()
    try:
        way = URL.create(address.drivername, address.username, None, "127.0.0.1", swallower.port, address.database)
        yield swallower, way.render_as_string(hide_password=False)
    finally:
        await swallower.close()
