"""From a person to the channel of their private conversation with us; Slack never changes it."""

from adapters.slack.calls import Ask
from adapters.slack.flights import Flights

MOST = 20_000  # people, after which the oldest half is asked for again


class Dms:
    """Known channels, in memory."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[tuple[str, str], str] = {}
        self._flights: Flights[tuple[str, str], str] = Flights()

    async def channel(self, team: str, user: str) -> str:
        """The channel "D…" of a user "U…"; opened where it is new. Raises DeliveryError."""
        known = self._known.get((team, user))
        return known or await self._flights.join((team, user), lambda: self._open(team, user))

    def learn(self, team: str, user: str, channel: str) -> None:
        """What an event has told us saves a call."""
        if len(self._known) >= MOST:
            self._known = dict(list(self._known.items())[MOST // 2 :])
        self._known[team, user] = channel

    def forget(self, team: str, user: str) -> None:
        """Ask again: the channel was not accepted."""
        self._known.pop((team, user), None)

    async def close(self) -> None:
        """Break off what is under way."""
        await self._flights.close()

    async def _open(self, team: str, user: str) -> str:
        answer = await self._ask(team, "conversations.open", {"users": user})
        channel = str(answer["channel"]["id"])
        self.learn(team, user, channel)
        return channel
