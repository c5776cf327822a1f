"""Words that only the person who pressed can see, through the address that came with the press or beside it.

Such an address takes five answers within thirty minutes: docs.slack.dev/interactivity/handling-user-interaction.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

USES = 5
LIVES_S = 30 * 60 - 30.0  # a little less: it has been on its way to us
KNOWN = 10_000  # addresses whose uses are remembered


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a press can be answered: an address, and else the person."""

    team: str = ""
    user: str = ""
    url: str = ""

    def pack(self) -> str:
        """As the query of a press: "T…/U…/https…"."""
        return f"{self.team}/{self.user}/{self.url}" if self.user else self.url

    @staticmethod
    def unpack(query: str) -> "Asked":
        """What `pack` made, or a bare address."""
        if query.startswith(("https://", "http://")) or query.count("/") < 2:
            return Asked(url=query)
        team, user, url = query.split("/", 2)
        return Asked(team, user, url)


Respond = Callable[[str, Mapping[str, Any]], Awaitable[None]]


class Answers:
    """Keeps to what an address takes. `clock` is monotonic, in seconds."""

    def __init__(self, respond: Respond, clock: Callable[[], float] = time.monotonic) -> None:
        self._respond, self._clock = respond, clock
        self._used: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def answer(self, url: str, text: str) -> bool:
        """Show `text` (mrkdwn) to the person beside what they pressed. False: the address takes no more."""
        if not url or not self._take(url):
            return False
        await self._respond(url, {"response_type": "ephemeral", "replace_original": False, "text": text})
        return True

    def _take(self, url: str) -> bool:
        now = self._clock()
        uses, since = self._used.get(url, (0, now))
        if uses >= USES or now - since > LIVES_S:
            return False
        self._used[url] = (uses + 1, since)
        if len(self._used) > KNOWN:
            self._used.popitem(last=False)
        return True
