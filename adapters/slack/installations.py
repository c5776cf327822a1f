"""Where the workspaces that installed the app are kept: the port, and what is kept of each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in one workspace, or in a whole organisation: then `org_wide`, `team` empty and `enterprise` set."""

    team: str  # "T…"
    token: str = field(repr=False)  # the bot's, "xoxb-…" or "xoxe.xoxb-…"
    enterprise: str = ""  # "E…", where the workspace belongs to an organisation
    name: str = ""  # of the workspace, or of the organisation
    app_id: str = ""
    bot_id: str = ""
    bot_user: str = ""
    refresh_token: str = field(default="", repr=False)  # "": the token does not rotate
    expires_at: datetime | None = None  # of the token; None: never
    org_wide: bool = False
    scopes: tuple[str, ...] = ()


Renewal = Callable[[Installation], Awaitable[Installation | None]]


class Installations(Protocol):
    """All of it is shared by every process."""

    async def find(self, team: str, enterprise: str = "") -> Installation | None:
        """The workspace's own installation, else the one of its organisation; None where there is none that works.

        A workspace that was once asked for with its organisation is found by itself from then on: what we start is
        addressed to a workspace, and only what comes in from Slack names both.
        """

    async def save(self, installation: Installation) -> None:
        """Keep it in place of an earlier one. A workspace that was broken or removed is well again."""

    async def remove(self, team: str, enterprise: str = "") -> None:
        """Forget it, its tokens, and what still waits to be shown there; once or twice is the same.

        Without `team`: the installation of the whole organisation.
        """

    async def renew(self, team: str, enterprise: str, ask: Renewal) -> Installation | None:
        """Renew a rotating token, one process and task at a time.

        `ask` is called with the installation as it stands once it is our turn, and answers with the renewed one, or
        None where somebody else has renewed it already. What it answers is saved before anybody uses it. The result is
        the installation as it stands then; None: there is none. What `ask` raises is raised, and nothing is changed.
        """

    async def broken(self, team: str, why: str) -> None:
        """Its token is of no use any more (`why`: Slack's word): nothing is sent there until it is installed anew."""

    async def put_state(self, state: str, browser: str, until: datetime) -> None:
        """Remember that this browser has set out to install."""

    async def take_state(self, state: str, browser: str) -> bool:
        """Whether this browser set out with this state, in time; true once only."""

    async def close(self) -> None:
        """Finish what is under way; Slack can still be asked meanwhile."""
