"""The one workspace of a deployment that was given its token: `Installations` of the Slack adapter, with no OAuth."""

import logging
from datetime import datetime

from adapters.slack.installations import Installation, Renewal
from bot.house import House
from storage import conversations

log = logging.getLogger("tariffbot.workspace")

CHANNEL = "slack"


class OneWorkspace:
    """Its token is a setting, so nothing of it is kept; which workspace it is becomes known when Slack is met."""

    def __init__(self, house: House, token: str) -> None:
        self._house = house
        self._own = Installation(team="", token=token)

    async def find(self, team: str, enterprise: str = "") -> Installation | None:
        own = self._own
        return own if not team or not own.team or team == own.team else None

    async def save(self, installation: Installation) -> None:
        self._own = installation
        house = self._house
        await house.db.write(lambda conn: conversations.resume_team(conn, CHANNEL, installation.team))

    async def remove(self, team: str, enterprise: str = "") -> None:
        await self._pause(team, "uninstalled")

    async def renew(self, team: str, enterprise: str, ask: Renewal) -> Installation | None:
        return self._own  # a token that is a setting does not rotate

    async def broken(self, team: str, why: str) -> None:
        log.error("SLACK_BOT_TOKEN is of no use any more (%s): install the app anew and set the new token", why)
        await self._pause(team, why)

    async def put_state(self, state: str, browser: str, until: datetime) -> None:
        """Nobody installs by a browser here."""

    async def take_state(self, state: str, browser: str) -> bool:
        return False

    async def close(self) -> None:
        """Nothing is under way."""

    async def _pause(self, team: str, why: str) -> None:
        house = self._house
        await house.db.write(lambda conn: conversations.pause_team(conn, CHANNEL, team, why, house.now()))
