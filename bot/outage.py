"""After an outage of FlatPeak: what waits because of it need not wait its whole pause out, nor come all at once."""

import logging
from datetime import timedelta

from bot.conversation.awaited import UNREAD
from bot.conversation.results import RETRY_AFTER
from bot.house import House
from storage import wakes

log = logging.getLogger("tariffbot.outage")

WAITING = ("retry", "read", UNREAD)  # what a conversation is woken for where FlatPeak could not be asked
AWAY = frozenset({"down", "slow"})
UNSURE = frozenset({"nonsense", "limited", "refused", "disabled"})  # neither says that it is back
HASTEN_EVERY_S = 30
MOST = 300  # in that time: ten a second, less than a morning brings
# Nobody waits longer for the next try, and a search without an end would read all that a million customers wait for.
LONGEST = timedelta(seconds=RETRY_AFTER[-1])


class Outage:
    """What this process has seen of it. Another one that saw none leaves it to us."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._away: set[str] = set()  # of Connect and the API, those that could not be reached
        self._back = False

    def called(self, api: str, route: str, outcome: str, seconds: float) -> None:
        """What came of a call, on its way to those who count."""
        self._house.meters.called(api, route, outcome, seconds)
        if outcome in AWAY:
            self._away.add(api)
            self._back = False
        elif api in self._away and outcome not in UNSURE:
            self._away.discard(api)
            self._back = not self._away

    async def hasten(self) -> None:
        """Where FlatPeak is back, wake the next of those who wait, one after the other until we look again."""
        if not self._back:
            return
        house, now = self._house, self._house.now()
        soon, pause = now + timedelta(seconds=HASTEN_EVERY_S), timedelta(seconds=HASTEN_EVERY_S / MOST)
        found = await house.db.read(lambda conn: wakes.list_between(conn, WAITING, soon, now + LONGEST, MOST))
        sooner = [(wake, now + number * pause) for number, wake in enumerate(found)]
        if sooner:
            await house.db.write(lambda conn: wakes.bring_forward(conn, sooner))
            log.info("FlatPeak is back: %d conversations that wait for it go on", len(sooner))
        if len(found) < MOST:
            self._back = False
