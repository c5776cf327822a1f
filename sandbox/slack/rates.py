"""Rate limits: tiers per method and workspace, and about one message a second and channel."""

import math
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.slack.errors import rate_limited

# Calls a minute. Source: docs.slack.dev/apis/web-api/rate-limits.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL_PER_MINUTE = 600  # "hundreds of requests per minute": auth.test, team tokens

METHOD_TIERS = {
    "apps.uninstall": 1,
    "auth.revoke": 3,
    "auth.teams.list": 2,
    "apps.connections.open": 2,  # said to be of tier 1, but ten connections can be opened at once
    "bots.info": 3,
    "chat.delete": 3,
    "chat.update": 3,
    "chat.postEphemeral": 4,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "files.completeUploadExternal": 4,
    "files.delete": 3,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "oauth.v2.access": 4,
    "team.info": 3,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}


@dataclass(slots=True)
class Rates:
    """Token buckets. A tier's burst is what a minute allows; a channel takes `channel_burst` at once."""

    enabled: bool = True
    tiers: dict[int, int] = field(default_factory=lambda: dict(TIERS))
    methods: dict[str, int] = field(default_factory=lambda: dict(METHOD_TIERS))  # method to tier
    per_minute: dict[str, int] = field(default_factory=dict)  # method to calls a minute, instead of its tier
    special_per_minute: int = SPECIAL_PER_MINUTE
    channel_per_second: float = 1.0  # chat.postMessage, sustained
    channel_burst: int = 10
    _held: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _buckets: dict[tuple[str, str], tuple[float, datetime]] = field(default_factory=dict)

    def hold(self, method: str, team: str, until: datetime) -> None:
        """Refuse every call of one method for one workspace until that time."""
        self._held[method, team] = until

    def check(self, method: str, team: str, now: datetime) -> None:
        """Count one call; 429 when it is one too many (a refused one is not counted)."""
        held = self._held.get((method, team)) if self._held else None
        if held and now < held:
            raise rate_limited(_seconds((held - now).total_seconds()))
        if not self.enabled:
            return
        most = self.per_minute.get(method)
        if most is None:
            tier = self.methods.get(method)
            most = self.tiers[tier] if tier else self.special_per_minute
        self._take((method, team), float(most), most / 60, now)

    def check_channel(self, channel: str, now: datetime) -> None:
        """Count one message to a channel."""
        if self.enabled:
            self._take(("", channel), float(self.channel_burst), self.channel_per_second, now)

    def _take(self, key: tuple[str, str], most: float, per_second: float, now: datetime) -> None:
        level, at = self._buckets.get(key, (most, now))
        level = min(most, level + (now - at).total_seconds() * per_second)
        if level < 1:
            raise rate_limited(_seconds((1 - level) / per_second))
        self._buckets[key] = (level - 1, now)


def _seconds(seconds: float) -> int:
    return max(1, math.ceil(seconds))
