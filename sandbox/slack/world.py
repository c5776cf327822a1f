"""The emulated Slack: one app, the workspaces that use it, and every switch that a test may want."""

import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sandbox.calls import Calls
from sandbox.changes import Changes
from sandbox.slack.errors import RefusedError
from sandbox.slack.faults import Faults
from sandbox.slack.model import (
    App,
    Channel,
    ChannelKind,
    Enterprise,
    File,
    Installation,
    Message,
    Token,
    Trigger,
    User,
    Workspace,
)
from sandbox.slack.oauth import OAuth
from sandbox.slack.rates import Rates
from sandbox.slack.sockets import Sockets
from sandbox.slack.surfaces import View

SANDBOX_SLACK_TOKEN = "xoxb-1000000001-sandbox-token-of-no-real-app"
TRIGGER_SECONDS = 3  # docs.slack.dev/interactivity/handling-user-interaction, "expire after three seconds"
TOKEN_HOURS = 12  # docs.slack.dev/authentication/using-token-rotation
STACK_VIEWS = 3  # docs.slack.dev/surfaces/modals, "at most three views"

Listener = Callable[[str, Any], None]


def _read_clock() -> datetime:
    return datetime.now(UTC)


class SlackWorld:
    """State of the emulator. Use it from the event loop that serves it.

    Listeners in `on_change` are called with what changed ("message", "ephemeral", "deleted", "view", "home",
    "file", "user", "channel", "installed", "uninstalled", "revoked") and the thing itself. `calls` records
    every call to the Web API as ("slack", method, arguments and the workspace's id under "(team)").
    """

    def __init__(
        self, app: App | None = None, *, clock: Callable[[], datetime] = _read_clock, seed: int | None = None
    ) -> None:
        self.app = app or App()
        self.url = ""  # where the Web API and the files are reached, without "/api"
        self.random = Random(seed)
        self.calls = Calls()
        self.changes = Changes()
        self.faults = Faults()
        self.rates = Rates()
        self.on_change: list[Listener] = []
        self.refused_blocks: set[str] = set()  # block types that are not rolled out here: invalid_blocks
        self.edit_window_seconds: float | None = None  # how long a message can be edited; None: for ever
        self.history_reads: list[str] = []  # channels whose history was asked for; the lab fails when there are any
        self.enterprises: dict[str, Enterprise] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[tuple[str, str], View] = {}  # by workspace id and user id
        self.stacks: dict[tuple[str, str], list[View]] = {}  # open modals, the last one on top
        self.triggers: dict[str, Trigger] = {}
        self.installations: list[Installation] = []
        self.tokens: dict[str, tuple[Installation, Token]] = {}  # by access token
        self.sockets = Sockets(self)
        self.oauth = OAuth(self)
        self._dms: dict[tuple[str, str], Channel] = {}
        self._clock = clock
        self._ahead = timedelta(0)
        self._last_ts = 0
        self._numbers = itertools.count(1)

    # time and names

    def now(self) -> datetime:
        """The emulator's time, aware."""
        return self._clock() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let that much of the emulator's time pass at once."""
        self._ahead += timedelta(seconds=seconds)
        self.changes.touch()

    async def changed(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109 - tests read better with it
        """Wait for the next change of anything; False after `timeout` seconds without one."""
        return await self.changes.wait(self.changes.count, timeout)

    def touch(self, kind: str, thing: Any) -> None:
        """Note a change and tell everyone who listens."""
        revision = self.changes.touch()
        if isinstance(thing, Message | View):
            thing.revision = revision
        for listen in self.on_change:
            listen(kind, thing)

    def next_ts(self) -> str:
        """A timestamp that no message had before and that is later than all."""
        self._last_ts = max(self._last_ts + 1, int(self.now().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """A new id such as "C07A1B2C3D"."""
        noise = f"{self.random.getrandbits(28):07X}"
        return f"{prefix}0{noise}{next(self._numbers):02X}"

    # workspaces, people and channels

    def add_enterprise(self, name: str = "Grid") -> Enterprise:
        """A new organisation without workspaces."""
        made = Enterprise(self.next_id("E"), name, name.lower())
        self.enterprises[made.id] = made
        return made

    def add_workspace(
        self, name: str = "Harbour Estates", *, enterprise: Enterprise | None = None, team_id: str = ""
    ) -> Workspace:
        """A new workspace without people, and without the app in it."""
        made = Workspace(team_id or self.next_id("T"), name, name.lower().replace(" ", "-"), enterprise)
        self.workspaces[made.id] = made
        return made

    def add_user(self, team: Workspace, name: str = "Ada", *, user_id: str = "", **given: Any) -> User:
        """A new person; `given` are fields of User."""
        traits: dict[str, Any] = {"display_name": name, "updated": int(self.now().timestamp()), **given}
        made = User(user_id or self.next_id("U"), team, name, **traits)
        self.users[made.id] = made
        self.touch("user", made)
        return made

    def add_channel(
        self,
        team: Workspace,
        name: str = "energy",
        *,
        kind: ChannelKind = "channel",
        members: Iterable[User] = (),
        shared_with: Iterable[Workspace] = (),
    ) -> Channel:
        """A new channel; the bot is in it only when it is among the members."""
        others = {other.id for other in shared_with}
        created = int(self.now().timestamp())
        made = Channel(self.next_id("C"), team, kind, name, created=created, shared_with=others)
        made.members = {user.id for user in members}
        self.channels[made.id] = made
        self.touch("channel", made)
        return made

    def dm(self, user: User, installation: Installation) -> Channel:
        """The direct message of a person with the bot; made when new."""
        key = (user.id, installation.bot.id)
        if key not in self._dms:
            channel = Channel(self.next_id("D"), user.team, "im", user=user.id, created=int(self.now().timestamp()))
            channel.members = {user.id, installation.bot.id}
            self.channels[channel.id] = self._dms[key] = channel
        return self._dms[key]

    def sees(self, team: Workspace, user: User) -> bool:
        """Whether people of a workspace can know this person."""
        if user.team is team or (team.enterprise and user.team.enterprise is team.enterprise):
            return True
        return any(
            user.id in c.members and (c.team is team or team.id in c.shared_with)
            for c in self.channels.values()
            if c.shared_with
        )

    # installations

    def install(
        self,
        team: Workspace | Enterprise,
        *,
        installer: User | None = None,
        scopes: tuple[str, ...] | None = None,
        token: str = "",
    ) -> Installation:
        """Put the app into a workspace or a whole organisation; where it is already, it gets a new token.

        Where it was before, its bot user (and with it the direct messages) comes back.
        """
        enterprise = team if isinstance(team, Enterprise) else team.enterprise
        workspace = None if isinstance(team, Enterprise) else team
        known = [i for i in self.installations if (i.team, i.enterprise) == (workspace, enterprise)]
        found = next((i for i in known if not i.removed), None)
        if found is None:
            bot = known[-1].bot if known else self._add_bot(workspace, enterprise)
            found = Installation(self.app, workspace, enterprise, bot, scopes or self.app.scopes)
            self.installations.append(found)
        found.scopes = scopes or found.scopes
        found.installer = installer.id if installer else found.installer
        self.issue_token(found, token)
        self.touch("installed", found)
        return found

    def _add_bot(self, team: Workspace | None, enterprise: Enterprise | None) -> User:
        home = team or next(w for w in self.workspaces.values() if w.enterprise is enterprise)
        traits = {"bot_id": self.next_id("B"), "app_id": self.app.id}
        return self.add_user(home, self.app.name, is_bot=True, **traits)

    def issue_token(self, installation: Installation, value: str = "") -> Token:
        """A new bot token; with `app.rotates` it lives 12 hours and has a refresh token."""
        noise = f"{self.random.getrandbits(96):024x}"
        token = Token(value or f"xoxb-{noise}")
        if self.app.rotates:
            token = Token(value or f"xoxe.xoxb-1-{noise}", f"xoxe-1-{noise}", self.now() + timedelta(hours=TOKEN_HOURS))
        installation.tokens.append(token)
        self.tokens[token.value] = (installation, token)
        return token

    def refresh_token(self, refresh: str) -> tuple[Installation, Token]:
        """Exchange a refresh token, which works once; RefusedError invalid_refresh_token."""
        for installation, token in list(self.tokens.values()):
            if refresh and token.refresh == refresh and not (token.refreshed or token.revoked or installation.removed):
                token.refreshed = True
                return installation, self.issue_token(installation)
        raise RefusedError("invalid_refresh_token")

    def uninstall(self, installation: Installation) -> None:
        """Take the app out: all its tokens die and its modals close."""
        installation.removed = True
        for token in installation.tokens:
            token.revoked = True
        self.touch("uninstalled", installation)

    def revoke(self, token: Token, installation: Installation) -> None:
        """Make one token useless."""
        token.revoked = True
        self.touch("revoked", installation)

    def installation_in(self, team: Workspace) -> Installation | None:
        """The app in this workspace: its own installation first, then the organisation's."""
        alive = [i for i in self.installations if not i.removed and i.covers(team)]
        return next((i for i in alive if i.team is team), alive[0] if alive else None)

    # messages

    def post(self, channel: Channel, user: str, text: str = "", **fields: Any) -> Message:
        """Put a message into a channel; `fields` are those of Message. Events are another matter."""
        message = Message(channel, self.next_ts(), user, text, **fields)
        if message.ephemeral_to:
            channel.ephemerals.append(message)
        else:
            channel.messages[message.ts] = message
        self.touch("ephemeral" if message.ephemeral_to else "message", message)
        message.came = message.revision
        return message

    def remove(self, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        message.channel.messages.pop(message.ts, None)
        if message in message.channel.ephemerals:
            message.channel.ephemerals.remove(message)
        self.touch("deleted", message)

    def reload(self) -> None:
        """Every client starts anew: ephemeral messages are gone."""
        for channel in self.channels.values():
            channel.ephemerals.clear()
        self.changes.touch()

    # files

    def add_file(self, team: Workspace, user: User, name: str, data: bytes, mime: str = "text/csv") -> File:
        """A file that a person uploads; sharing it is another matter."""
        made = File(self.next_id("F"), name, name, mime, team, user.id, self.now(), data=data, url=self.url)
        made.stored = made.complete = True
        self.files[made.id] = made
        return made

    # what people see

    def issue_trigger(self, user: User, team: Workspace, view: View | None = None) -> str:
        """The trigger id of a person's act, in an open modal or elsewhere."""
        now = self.now()
        trigger_id = f"{next(self._numbers)}.{int(now.timestamp())}.{self.random.getrandbits(96):024x}"
        ends = now + timedelta(seconds=TRIGGER_SECONDS)
        self.triggers[trigger_id] = Trigger(trigger_id, user, team, ends, view.id if view else "")
        return trigger_id

    def take_trigger(self, trigger_id: str, installation: Installation) -> Trigger:
        """Use a trigger id up. RefusedError: invalid_trigger_id, expired_trigger_id or exchanged_trigger_id."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None or not installation.covers(trigger.team):
            raise RefusedError("invalid_trigger_id")
        if self.now() > trigger.expires_at:
            raise RefusedError("expired_trigger_id")
        if trigger.used:
            raise RefusedError("exchanged_trigger_id")
        trigger.used = True
        return trigger

    def stack(self, user: User, team: Workspace) -> list[View]:
        """The open modals of a person, the last one on top."""
        return self.stacks.setdefault((team.id, user.id), [])

    def home(self, user: User, team: Workspace) -> View | None:
        """What the app published on this person's Home tab."""
        return self.homes.get((team.id, user.id))

    def close(self, view: View) -> None:
        """Take one modal off the stack."""
        stack = self.stack(view.user, view.team)
        if view in stack:
            stack.remove(view)
        view.is_closed = True
        self.touch("view", view)

    def close_all(self, user: User, team: Workspace) -> list[View]:
        """Close every modal of a person; the top one comes first."""
        gone = list(reversed(self.stack(user, team)))
        for view in gone:
            self.close(view)
        return gone

    async def aclose(self) -> None:
        """Let everything that hangs answer."""
        self.faults.clear()
