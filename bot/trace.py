"""What a line of the log belongs to: one id from an update to its answer, the same in every process.

Ids are keyed fingerprints: of the update's name, so that a process that goes on with it after a crash uses the same;
and of the conversation, whose key tells who somebody is.
"""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeVar

from bot.metrics import Meters
from storage.vault import Vault

T = TypeVar("T")

TRACE_CHARS = 32  # a trace id of OpenTelemetry, in hexadecimal
CHAT_CHARS = 12


@dataclass(slots=True)
class Trace:
    """Something that came in, by a name that nothing else has, and its conversation.

    `began`: by perf_counter; `waits`: somebody waits for an answer, and none was shown yet.
    """

    name: str
    lane: str
    vault: Vault = field(repr=False)
    waits: bool = False
    began: float = field(default_factory=perf_counter)

    @property
    def id(self) -> str:
        """In hexadecimal. Worked out only where it is written down."""
        return self.vault.fingerprint(self.name, "trace")[:TRACE_CHARS]

    @property
    def chat(self) -> str:
        """The conversation, as the log names it."""
        return chat_print(self.vault, self.lane)


TRACE: ContextVar[Trace | None] = ContextVar("trace", default=None)
_BEGUN: ContextVar[list[Trace] | None] = ContextVar("begun", default=None)


def chat_print(vault: Vault, lane: str) -> str:
    """A conversation as the log names it."""
    return vault.fingerprint(lane, "log")[:CHAT_CHARS]


async def staged(meters: Meters, stage: str, work: Awaitable[T]) -> T:
    """Pass a stage of a turn, and note how long that took."""
    began = perf_counter()
    try:
        return await work
    finally:
        meters.stage(stage, perf_counter() - began)


@contextmanager
def traced(trace: Trace) -> Iterator[None]:
    """What is done in here, and begun in here, belongs to this."""
    before = TRACE.set(trace)
    if (begun := _BEGUN.get()) is not None and not begun:
        begun.append(trace)
    try:
        yield
    finally:
        TRACE.reset(before)


@contextmanager
def traces_begun() -> Iterator[list[Trace]]:
    """The first thing that is traced in here, or in what is begun in here: one, or none yet."""
    begun: list[Trace] = []
    before = _BEGUN.set(begun)
    try:
        yield begun
    finally:
        _BEGUN.reset(before)
