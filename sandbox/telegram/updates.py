"""The queue of updates and the two ways out of it: long polling and webhook."""

import asyncio
from collections.abc import Container
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sandbox.telegram.errors import conflict
from sandbox.telegram.limits import POLL_LIMIT, POLL_SECONDS
from sandbox.telegram.model import Json

# What a bot gets unless it asks for it, core.telegram.org/bots/api#getupdates
ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLL = "other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Update:
    """One update as it is served."""

    id: int
    kind: str
    body: Json

    @property
    def chat(self) -> int:
        """Whose order it keeps; 0 for what is of no chat."""
        message: Json = self.body.get("message", self.body)  # a press comes with the message that it is on
        return int(message.get("chat", {}).get("id", 0))

    def to_json(self) -> Json:
        """The Bot API's Update."""
        return {"update_id": self.id, self.kind: self.body}


@dataclass(slots=True)
class Updates:
    """Updates wait here until they are confirmed: by a higher offset, or by a 2xx of the webhook."""

    random: Random
    pending: list[Update] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)  # empty: the default set
    history: dict[int, Update] = field(default_factory=dict)
    webhook_active: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    polling: asyncio.Event = field(default_factory=asyncio.Event)  # set while a poll waits
    _again: list[Update] = field(default_factory=list)
    _next_id: int = 0
    _poll: "asyncio.Future[None] | None" = None

    def __post_init__(self) -> None:
        # Real ids start anywhere; a bot that assumes small ones must fail here.
        self._next_id = self.random.randrange(100_000_000, 900_000_000)

    def put(self, kind: str, body: Json) -> Update | None:
        """Queue an update; None when the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in ON_REQUEST_ONLY:
            return None
        update = Update(self._next_id, kind, body)
        self._next_id += 1
        self.history[update.id] = update
        self.pending.append(update)
        self._wake()
        return update

    def redeliver(self, update_id: int) -> None:
        """Serve an update once more, although it was confirmed."""
        self._again.append(self.history[update_id])
        self._wake()

    def allow(self, kinds: Any) -> None:
        """Remember allowed_updates; None keeps what was set before."""
        if isinstance(kinds, list):
            self.allowed = [kind for kind in kinds if isinstance(kind, str)]

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """getUpdates: confirm what is below the offset, then serve, waiting up to `seconds` for something.

        A newer poll ends an older one with 409.
        """
        self._refuse_webhook()
        self.interrupt(OTHER_POLL)
        self._confirm(offset)
        deadline = asyncio.get_running_loop().time() + min(max(seconds, 0), POLL_SECONDS)
        while not (self.pending or self._again):
            if not await self._wait(deadline):
                return []
            self._refuse_webhook()
        served, self._again = self._again, []
        most = limit if 1 <= limit <= POLL_LIMIT else POLL_LIMIT
        return [update.to_json() for update in [*served, *self.pending][:most]]

    def interrupt(self, by: str) -> None:
        """End a waiting poll with 409, as a newer poll or a new webhook does."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(f"terminated by {by}"))

    def take(self, busy: Container[int] = ()) -> Update | None:
        """The next update for the webhook of a chat that is not `busy`; it stays pending until `done`."""
        return next((update for update in (*self._again, *self.pending) if update.chat not in busy), None)

    def done(self, update: Update) -> None:
        """The webhook took it."""
        source = self._again if update in self._again else self.pending
        if update in source:
            source.remove(update)
        self.arrived.set()  # what comes next of its chat has its turn

    def count(self) -> int:
        """How many wait."""
        return len(self.pending) + len(self._again)

    def drop(self) -> None:
        """drop_pending_updates."""
        self.pending.clear()
        self._again.clear()

    async def _wait(self, deadline: float) -> bool:
        mine = self._poll = asyncio.get_running_loop().create_future()
        self.polling.set()
        try:
            async with asyncio.timeout_at(deadline):
                await mine
        except TimeoutError:
            return False
        finally:
            if self._poll is mine:
                self._poll = None
                self.polling.clear()
        return True

    def _wake(self) -> None:
        self.arrived.set()
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset:
            self.pending = [update for update in self.pending if update.id >= offset]

    def _refuse_webhook(self) -> None:
        if self.webhook_active:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
