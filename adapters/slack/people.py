"""Who the people of a workspace are: a short-lived memory of users.info."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.calls import Ask
from adapters.slack.errors import PlaceClosed
from adapters.slack.flights import Flights
from bot.conversation.channel import DeliveryError
from bot.conversation.replies import Person

log = logging.getLogger(__name__)

KEEP_S = 600.0
UNKNOWN_S = 30.0  # until we ask again, where no answer came
PATIENCE_S = 0.8  # so long an answer may hold up what a person did; Slack gives it three seconds in all
MOST = 20_000  # people, after which the oldest half is asked for again


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person. `team` is the workspace or organisation that they belong to themselves."""

    language: str = ""
    name: str = ""
    admin: bool = False
    deleted: bool = False
    bot: bool = False
    stranger: bool = False  # known here only through a channel that is shared with another company
    team: str = ""
    zone: str = ""  # IANA


NOBODY = Profile()


class People:
    """Profiles in memory. `clock` is monotonic, in seconds."""

    patience_s = PATIENCE_S

    def __init__(self, ask: Ask, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._clock = ask, clock
        self._known: dict[tuple[str, str], tuple[Profile, float]] = {}
        self._flights: Flights[tuple[str, str], Profile] = Flights()

    async def profile(self, team: str, user: str, patience_s: float | None = None) -> Profile:
        """What is known of a person; an older profile, or an empty one, where Slack is slow to tell. Never raises."""
        known, until = self._known.get((team, user), (NOBODY, 0.0))
        if until > self._clock():
            return known
        try:
            async with asyncio.timeout(self.patience_s if patience_s is None else patience_s):
                return await self._flights.join((team, user), lambda: self._look(team, user))
        except TimeoutError:
            return known  # the answer is kept when it comes
        except DeliveryError as error:
            log.info("a person's profile could not be read: %s", error)
            self._keep(team, user, known, UNKNOWN_S)
            return known

    async def person(self, team: str, user: str, patience_s: float | None = None) -> Person:
        """The person as the conversation knows them. Never raises."""
        profile = await self.profile(team, user, patience_s)
        return Person(user, team, profile.language, profile.name, profile.admin, profile.zone)

    def learn(self, team: str, user: Mapping[str, Any]) -> Profile:
        """Take a user as an event or an answer tells them; a locale that it leaves out is kept."""
        name = str(user.get("id") or "")
        before = self._known.get((team, name), (NOBODY, 0.0))[0]
        profile = _read(user, before.language)
        if profile.language or profile.deleted:
            self._keep(team, name, profile, KEEP_S)
        else:
            self.forget(team, name)
        return profile

    def forget(self, team: str, user: str) -> None:
        """Ask again at the next occasion."""
        self._known.pop((team, user), None)

    async def close(self) -> None:
        """Break off what is under way."""
        await self._flights.close()

    async def _look(self, team: str, user: str) -> Profile:
        try:
            answer = await self._ask(team, "users.info", {"user": user, "include_locale": "true"})
        except PlaceClosed:
            profile = Profile(stranger=True)  # user_not_found, user_not_visible: nobody of this workspace
            self._keep(team, user, profile, KEEP_S)
            return profile
        profile = _read(answer.get("user") or {}, "")
        self._keep(team, user, profile, KEEP_S)
        return profile

    def _keep(self, team: str, user: str, profile: Profile, keep_s: float) -> None:
        if len(self._known) >= MOST:
            self._known = dict(list(self._known.items())[MOST // 2 :])
        self._known[team, user] = (profile, self._clock() + keep_s)


def _read(user: Mapping[str, Any], language: str) -> Profile:
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return Profile(
        language=str(user.get("locale") or language),
        name=next((str(name) for name in names if name), ""),
        admin=any(user.get(key) for key in ("is_admin", "is_owner", "is_primary_owner")),
        deleted=bool(user.get("deleted")),
        bot=bool(user.get("is_bot")),
        stranger=bool(user.get("is_stranger")),
        zone=str(user.get("tz") or ""),
        team=str((user.get("enterprise_user") or {}).get("enterprise_id") or user.get("team_id") or ""),
    )
