"""A pooler before PostgreSQL, as PgBouncer in its mode of transactions: each goes to the session that rested longest.

It speaks the protocol of postgresql.org/docs/current/protocol-message-formats.html. As a keeper it gives each client's
prepared statements names of their own, and needs a single session for that; else it passes on whatever it is told, as
PgBouncer before 1.21 does.
"""

import asyncio
import contextlib
import itertools
import struct
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import URL, make_url

PLAIN = (80877103, 80877104)  # SSLRequest, GSSENCRequest: what comes next is neither
PROTOCOL = 3 << 16
READY, IDLE = b"Z", b"I"
STARTUP_END = b"\0"
ROUND_ENDS = b"SQ"  # Sync and Query are answered with ReadyForQuery
NAMED_LATER = b"DC"  # Describe and Close: an "S" before the name of a statement
DEALLOCATE_ALL = b"DEALLOCATE ALL\0"  # which is about those of all clients
NOTHING = b"DO 'BEGIN END'\0"
Message = tuple[bytes, bytes]  # kind and content


@dataclass(eq=False)
class Session:
    """One session of the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    rounds: int = 0  # that are not answered yet


class Pooler:
    """So many sessions of one database, for any number of clients."""

    def __init__(self, url: URL, sessions: int, keeper: bool) -> None:
        assert sessions == 1 or not keeper
        self._url, self._size, self._keeper = url, sessions, keeper
        self._rested: asyncio.Queue[Session] = asyncio.Queue()
        self._all: list[Session] = []
        self._greeting = b""
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> None:
        for _ in range(self._size):
            session = await self._begin()
            self._all.append(session)
            self._rested.put_nowait(session)
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in (tasks := set(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for session in self._all:
            session.writer.transport.abort()
        await asyncio.sleep(0)  # what was aborted is closed with the next round

    async def _begin(self) -> Session:
        reader, writer = await asyncio.open_unix_connection(f"{self._url.query['host']}/.s.PGSQL.5432")
        words = f"user\0{self._url.username}\0database\0{self._url.database}\0".encode() + STARTUP_END
        writer.write(struct.pack("!ii", len(words) + 8, PROTOCOL) + words)
        self._greeting = b""
        while (message := await _read(reader))[0] != READY:
            if message[0] != b"K":  # the key, and the process, of the server's session are its own
                self._greeting += _pack(message)
        return Session(reader, writer)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._follow(self._serve(reader, writer))

    def _follow(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = next(self._numbers)
        session, answering = self._all[0], None
        try:
            while (start := await _read_start(reader)) in PLAIN:
                writer.write(b"N")
            assert start == PROTOCOL
            writer.write(self._greeting + _pack((b"K", struct.pack("!ii", -number, 0))) + _pack((READY, IDLE)))
            while (message := await _read(reader))[0] != b"X":
                if answering is None or answering.done():
                    session = await self._rested.get()
                    answering = self._follow(self._answer(session, writer))
                session.rounds += message[0] in ROUND_ENDS
                session.writer.write(_pack(_rename(message, number) if self._keeper else message))
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.transport.abort()

    async def _answer(self, session: Session, writer: asyncio.StreamWriter) -> None:
        """Until the transaction is over: the session is the next one's then."""
        while True:
            message = await _read(session.reader)
            session.rounds -= message[0] == READY
            if over := message == (READY, IDLE) and not session.rounds:
                self._rested.put_nowait(session)
            writer.write(_pack(message))
            if over:
                return


def _rename(message: Message, number: int) -> Message:
    """The same, with a name that no other client uses; what has no name keeps none."""
    kind, content = message
    if kind == b"Q" and content == DEALLOCATE_ALL:
        return kind, NOTHING
    ours = f"client{number}".encode()
    if kind == b"P" and content[:1] != b"\0":
        return kind, ours + content
    if kind == b"B":
        portal, name, rest = content.split(b"\0", 2)
        return kind, b"\0".join((portal, ours + name if name else name, rest))
    if kind in NAMED_LATER and content[:1] == b"S" and content[1:] != b"\0":
        return kind, b"S" + ours + content[1:]
    return message


def _pack(message: Message) -> bytes:
    return message[0] + struct.pack("!i", len(message[1]) + 4) + message[1]


async def _read(reader: asyncio.StreamReader) -> Message:
    kind, length = struct.unpack("!ci", await reader.readexactly(5))
    return kind, await reader.readexactly(length - 4)


async def _read_start(reader: asyncio.StreamReader) -> int:
    """The number of what a client begins with, without its words."""
    length, number = struct.unpack("!ii", await reader.readexactly(8))
    await reader.readexactly(length - 8)
    return int(number)


@contextlib.asynccontextmanager
async def pooler_before(url: str, *, sessions: int = 3, keeper: bool = False) -> AsyncIterator[str]:
    """The address by way of a pooler of a database on a server that listens on a socket file."""
    address = make_url(url)
    pooler = Pooler(address, sessions, keeper)
    await pooler.open()
    try:
        way = URL.create(address.drivername, address.username, None, "127.0.0.1", pooler.port, address.database)
        yield way.render_as_string(hide_password=False)
    finally:
        await pooler.close()
