"""Flood control. Telegram publishes no exact limits; the defaults are what its FAQ advises to keep below."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.telegram.errors import too_many_requests
from sandbox.telegram.model import Chat


@dataclass(slots=True)
class Flood:
    """How many new messages the bot may send. Source: core.telegram.org/bots/faq, "My bot is hitting limits"."""

    enabled: bool = True
    overall_per_second: int = 30
    chat_per_second: float = 1.0  # sustained
    chat_burst: int = 5  # how many may come at once before the sustained rate counts
    group_per_minute: int = 20
    held_until: dict[int, datetime] = field(default_factory=dict)  # chats in a penalty, see `hold`
    _overall: deque[datetime] = field(default_factory=deque)
    _sent: defaultdict[int, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))
    _buckets: dict[int, tuple[float, datetime]] = field(default_factory=dict)

    def hold(self, chat_id: int, until: datetime) -> None:
        """Refuse every message to one chat until that time."""
        self.held_until[chat_id] = until

    def check(self, chat: Chat, now: datetime) -> None:
        """Count one message to a chat; 429 when it is one too many (a refused one is not counted)."""
        held = self.held_until.get(chat.id)
        if held and now < held:
            raise _wait((held - now).total_seconds())
        if not self.enabled:
            return
        self._check_window(self._overall, timedelta(seconds=1), self.overall_per_second, now)
        if chat.kind != "private":
            self._check_window(self._sent[chat.id], timedelta(minutes=1), self.group_per_minute, now)
        self._check_bucket(chat.id, now)
        self._overall.append(now)
        self._sent[chat.id].append(now)

    @staticmethod
    def _check_window(sent: deque[datetime], window: timedelta, most: int, now: datetime) -> None:
        while sent and sent[0] <= now - window:
            sent.popleft()
        if len(sent) >= most:
            raise _wait((sent[0] + window - now).total_seconds())

    def _check_bucket(self, chat_id: int, now: datetime) -> None:
        level, at = self._buckets.get(chat_id, (float(self.chat_burst), now))
        refilled = level + (now - at).total_seconds() * self.chat_per_second
        level = min(float(self.chat_burst), refilled)
        if level < 1:
            raise _wait((1 - level) / self.chat_per_second)
        self._buckets[chat_id] = (level - 1, now)


def _wait(seconds: float) -> Exception:
    return too_many_requests(max(1, math.ceil(seconds)))
