"""The platforms' limits, kept by all processes together.

As long as there is one process, each bucket is in its memory alone. With several, what is sent takes one row for the
bot or workspace and one for the chat as well, in a commit of its own. That costs no more than a platform lets us send,
some thirty a second for a bot, and says more than a share of the rate for each process would: a chat whose turns come
to this process and that keeps its own second between messages, whoever writes them.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.conversation.pace import Pace
from bot.house import House
from storage import leases, paces

log = logging.getLogger("tariffbot.paces")

ALIVE_S = 15.0  # three times as long as a process is silent


@dataclass
class Presence:
    """How many processes there are, as they last said. A new one is known to the others within seconds."""

    alive: int = 1

    async def beat(self, house: House) -> None:
        """Say that we are one of them."""
        self.alive = await house.db.write(lambda conn: leases.beat(conn, house.owner, house.now(), ALIVE_S))


@dataclass(frozen=True)
class SharedPaces:
    """The buckets of one channel in the database, looked at while there is more than one process."""

    house: House
    channel: str
    presence: Presence = field(default_factory=Presence)

    async def take(self, paces_of: Mapping[str, Pace], longest_s: float) -> Mapping[str, float]:
        """As `Shared` says. Where the database cannot be asked, each process keeps to its own buckets."""
        if self.presence.alive < 2:
            return {}
        wanted = {self._name(key): pace for key, pace in paces_of.items()}

        def unit(conn: Connection) -> dict[str, float]:
            return paces.take(conn, wanted, self._now(), longest_s)

        try:
            waits = await self.house.db.write(unit)
        except paces.TooLong as error:
            waits = dict(error.waits)
        except Exception:
            log.exception("the database could not say how fast we may send; going at our own pace")
            return {}
        return {key: waits.get(self._name(key), 0.0) for key in paces_of}

    async def refused(self, key: str, seconds: float) -> None:
        """Have the others keep to it as well, also those that come later."""
        try:
            await self.house.db.write(lambda conn: paces.pause(conn, self._name(key), self._now(), seconds))
        except Exception:
            log.exception("the database could not be told how fast we may send")

    def _now(self) -> datetime:
        return self.house.now()

    def _name(self, key: str) -> str:
        return f"{self.channel} {key}"
