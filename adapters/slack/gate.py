"""Who may come in: people of the workspace, and nobody of another company in a channel that is shared with it."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from adapters.slack import errors
from adapters.slack.client import SlackChannel
from adapters.slack.installations import Installations
from adapters.slack.parse import Source
from adapters.slack.transport import TransportError

log = logging.getLogger(__name__)

TEST_S = 1.5  # Slack waits three seconds in all, and asks again where we do not answer

Body = Mapping[str, Any]


class Gate:
    """Knows the workspaces that the app is in."""

    def __init__(self, channel: SlackChannel, installations: Installations) -> None:
        self._channel, self._installations = channel, installations

    async def is_stranger(self, source: Source) -> bool:
        """Whether somebody is of another company. In an organisation people of all its workspaces belong together."""
        ours = {source.team, source.enterprise} - {""}
        profile = await self._channel.people.profile(source.team, source.user)
        if source.is_foreign:
            return profile.team not in ours or profile.stranger
        return profile.stranger or profile.bot

    async def removed(self, body: Body, source: Source) -> None:
        """The app was uninstalled, or its tokens were revoked; both are told, in any order, and more than once.

        One that was installed anew meanwhile stays: its token works. Raises where that cannot be found out just now.
        """
        event = body.get("event") or {}
        if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return  # of people, whose tokens we have none of
        granted = next(iter(body.get("authorizations") or ()), None) or {}
        team = "" if granted.get("is_enterprise_install") else source.team
        found = await self._installations.find(team, source.enterprise)
        if found is not None and found.org_wide == (not team) and await self._works(found.token):
            log.info("the app was installed in %s again before we heard that it was removed", team or source.enterprise)
            return
        await self._installations.remove(team, source.enterprise)
        self._channel.teams.forget(team)
        log.info("the app was removed from %s", team or source.enterprise)

    async def _works(self, token: str) -> bool:
        try:
            async with asyncio.timeout(TEST_S):
                await self._channel.api.call(token, "auth.test", {})
        except TransportError as error:
            failure = errors.classify(error, repeatable=True)
            if isinstance(failure, errors.TeamBroken | errors.TokenExpired):
                return False
            raise failure from None
        return True
