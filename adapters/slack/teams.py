"""The tokens of the workspaces: looked up, kept for a moment, renewed in time, and reported when they are of no use."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from adapters.slack import errors
from adapters.slack.flights import Flights
from adapters.slack.installations import Installation, Installations
from adapters.slack.transport import SlackApi, TransportError
from bot.conversation.channel import DeliveryError, Unreachable

log = logging.getLogger(__name__)

KEEP_S = 60.0  # so long another process may go on with what a reinstallation has replaced
EARLY = timedelta(hours=1)  # a token lives twelve hours; a token that Slack is slow to renew still works meanwhile …
JITTER = timedelta(minutes=30)  # … and not all processes come at the same moment
RETRY_S = 60.0  # until an early renewal that failed is tried again
LIFETIME_S = 43_200  # of a renewed token, where Slack does not say


@dataclass(frozen=True, slots=True)
class Client:
    """The app, as it proves itself when it renews a token."""

    id: str = ""
    secret: str = ""


@dataclass(slots=True)
class _Kept:
    installation: Installation
    until: float
    early: timedelta


def _now() -> datetime:
    return datetime.now(UTC)


class Teams:
    """`now` tells the time of day, `clock` is monotonic in seconds."""

    def __init__(
        self,
        installations: Installations,
        api: SlackApi,
        client: Client,
        now: Callable[[], datetime] = _now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._installations, self._api, self._client = installations, api, client
        self._now, self._clock = now, clock
        self._kept: dict[str, _Kept] = {}
        self._flights: Flights[str, Installation] = Flights()

    async def installation(self, team: str) -> Installation:
        """The app in this workspace, with a token that works. Raises TeamBroken where there is none.

        One that is known is looked up again beside the call and not before it: a form has no time to wait for storage.
        If it was replaced meanwhile, Slack refuses its token, and `replace` tells what is to be used instead.
        """
        kept = self._kept.get(team)
        if kept is None or self._has_ended(kept.installation):
            return await self._flights.join(team, lambda: self._look(team))
        if kept.until <= self._clock() or self._is_due(kept):
            self._flights.begin(team, lambda: self._look(team))
        return kept.installation

    async def replace(self, team: str, refused: Installation, error: DeliveryError) -> Installation:
        """What to use instead of an installation whose token was refused.

        Raises the error where there is nothing better; the workspace is then reported as broken, once.
        """
        self._kept.pop(team, None)
        now = await self.installation(team)
        if now.token != refused.token:  # installed anew, or renewed by another process
            return now
        if isinstance(error, errors.TokenExpired) and refused.refresh_token:
            return await self._flights.join(team, lambda: self._renew(team, refused))
        await self._give_up(team, error)
        anew = await self._installations.find(team)  # in another process perhaps, just now
        if anew is None or anew.token == refused.token:
            raise errors.TeamBroken(str(error))
        return self._keep(team, anew).installation

    def forget(self, team: str = "") -> None:
        """Look it up anew: it was installed, removed or revoked. Without a team: all of them."""
        if team:
            self._kept.pop(team, None)
        else:
            self._kept.clear()

    async def close(self) -> None:
        """Break off what is under way."""
        await self._flights.close()

    async def _look(self, team: str) -> Installation:
        found = await self._installations.find(team)
        if found is None:
            self._kept.pop(team, None)
            raise errors.TeamBroken("the app is not installed in this workspace")
        kept = self._keep(team, found)
        if not self._is_due(kept):
            return found
        try:
            return await self._renew(team, found)
        except errors.TeamBroken:
            raise
        except DeliveryError as error:
            if self._has_ended(found):
                self._kept.pop(team, None)
                raise Unreachable(f"its token has run out and could not be renewed: {error}") from None
            log.warning("a token of %s could not be renewed yet: %s", team, error)
            kept.early = timedelta(0)
            kept.until = self._clock() + RETRY_S
            return found

    async def _renew(self, team: str, old: Installation) -> Installation:
        """Renew a token that is `old`'s. A refusal of the refresh token itself ends the installation."""

        async def ask(current: Installation) -> Installation | None:
            return await self._ask(current) if current.token == old.token else None

        try:
            renewed = await self._installations.renew(old.team, old.enterprise, ask)
        except errors.TeamBroken as error:
            await self._give_up(team, error)
            raise
        if renewed is None:
            raise errors.TeamBroken("the app is not installed in this workspace")
        return self._keep(team, renewed).installation

    async def _ask(self, current: Installation) -> Installation:
        """One exchange of the refresh token, which works once: docs.slack.dev/authentication/using-token-rotation."""
        grant = {"grant_type": "refresh_token", "refresh_token": current.refresh_token}
        proof = {"client_id": self._client.id, "client_secret": self._client.secret}
        try:
            answer = await self._api.call("", "oauth.v2.access", grant | proof)
        except TransportError as error:
            raise errors.classify(error, repeatable=True) from None
        token = str(answer.get("access_token") or "")
        if not token:
            raise Unreachable("the answer to a renewal has no token")
        lifetime = timedelta(seconds=float(answer.get("expires_in") or LIFETIME_S))
        return replace(
            current,
            token=token,
            refresh_token=str(answer.get("refresh_token") or current.refresh_token),
            expires_at=self._now() + lifetime,
        )

    async def _give_up(self, team: str, error: DeliveryError) -> None:
        self._kept.pop(team, None)
        await self._installations.broken(team, str(error))

    def _keep(self, team: str, installation: Installation) -> _Kept:
        early = EARLY + JITTER * random.random()
        kept = _Kept(installation, self._clock() + KEEP_S, early)
        self._kept[team] = kept
        return kept

    def _has_ended(self, one: Installation) -> bool:
        return one.expires_at is not None and one.expires_at <= self._now()

    def _is_due(self, kept: _Kept) -> bool:
        one = kept.installation
        return bool(one.refresh_token) and one.expires_at is not None and one.expires_at - kept.early <= self._now()
