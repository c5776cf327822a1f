"""What the emulated Slack knows: the app, workspaces, people, channels, messages, files."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["im", "channel", "group"]  # direct message, public, private

# Scopes that the emulated installation grants when none are named.
SCOPES = (
    "app_mentions:read", "channels:join", "channels:read", "chat:write", "commands", "files:read", "files:write",
    "groups:read", "im:history", "im:read", "im:write", "team:read", "users:read",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class App:
    """The Slack app under test. `signing_secrets`: the first one signs, the others were valid before."""

    id: str = "A0SANDBOX01"
    name: str = "Tariffbot"
    client_id: str = "1000000001.2000000002"
    client_secret: str = "sandbox-client-secret"
    signing_secrets: list[str] = field(default_factory=lambda: ["sandbox-signing-secret"])
    app_token: str = "xapp-1-A0SANDBOX01-sandbox-token-of-no-real-app"
    scopes: tuple[str, ...] = SCOPES
    redirect_urls: list[str] = field(default_factory=list)  # empty: any is taken
    rotates: bool = False  # tokens expire after 12 hours and come with a refresh token

    @property
    def signing_secret(self) -> str:
        """The secret that signs requests now."""
        return self.signing_secrets[0]


@dataclass(slots=True, eq=False)
class Enterprise:
    """An Enterprise Grid organisation."""

    id: str
    name: str
    domain: str


@dataclass(slots=True, eq=False)
class Workspace:
    """A workspace ("team"), perhaps one of an organisation."""

    id: str
    name: str
    domain: str
    enterprise: Enterprise | None = None

    def to_json(self) -> Json:
        """The team object of team.info."""
        body: Json = {"id": self.id, "name": self.name, "domain": self.domain, "email_domain": ""}
        body["icon"] = {"image_default": True}
        if self.enterprise:
            body["enterprise_id"], body["enterprise_name"] = self.enterprise.id, self.enterprise.name
        return body


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot. `team` is the home workspace; `is_stranger`: known only through a shared channel."""

    id: str
    team: Workspace
    name: str
    display_name: str = ""
    locale: str = "en-US"
    tz: str = "Europe/London"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    is_restricted: bool = False
    deleted: bool = False
    updated: int = 0
    bot_id: str = ""
    app_id: str = ""

    def to_json(self, *, with_locale: bool = False) -> Json:
        """The user object of users.info; the locale only when asked for, as Slack has it."""
        profile: Json = {"real_name": self.name, "display_name": self.display_name, "team": self.team.id}
        body: Json = {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name.lower().replace(" ", "."),
            "real_name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        if not self.deleted:
            body |= {"tz": self.tz, "tz_offset": 0, "is_admin": self.is_admin, "is_owner": self.is_owner}
            body |= {"is_primary_owner": False, "is_restricted": self.is_restricted, "is_ultra_restricted": False}
        if self.is_stranger:
            body["is_stranger"] = True
        if self.team.enterprise:
            body["enterprise_user"] = {"id": self.id, "enterprise_id": self.team.enterprise.id, "teams": [self.team.id]}
        if with_locale:
            body["locale"] = self.locale
        return body


@dataclass(slots=True, eq=False)
class Token:
    """One bot token. A rotating one has an end and a refresh token that works once."""

    value: str
    refresh: str = ""
    expires_at: datetime | None = None
    revoked: bool = False
    refreshed: bool = False  # the refresh token was used


@dataclass(slots=True, eq=False)
class Installation:
    """The app in one workspace, or in a whole organisation (`team` is None then)."""

    app: App
    team: Workspace | None
    enterprise: Enterprise | None
    bot: User
    scopes: tuple[str, ...]
    installer: str = ""  # user id
    tokens: list[Token] = field(default_factory=list)
    removed: bool = False

    @property
    def org_wide(self) -> bool:
        """Whether it counts for every workspace of the organisation."""
        return self.team is None

    @property
    def token(self) -> str:
        """The newest bot token."""
        return self.tokens[-1].value

    def covers(self, team: Workspace) -> bool:
        """Whether the bot lives in this workspace."""
        return self.team is team or (self.team is None and team.enterprise is self.enterprise)


@dataclass(slots=True, eq=False)
class Trigger:
    """What a person's act allows: one modal, within three seconds. `view_id`: the act was in that modal."""

    id: str
    user: User
    team: Workspace
    expires_at: datetime
    view_id: str = ""
    used: bool = False


@dataclass(slots=True, eq=False)
class File:
    """An uploaded file; `shares` are the places (channel, ts) where it is seen."""

    id: str
    name: str
    title: str
    mime: str
    team: Workspace
    user: str  # who uploaded it
    created: datetime
    app_id: str = ""  # empty: uploaded by a person
    data: bytes = b""
    length: int = 0  # as announced
    alt_text: str = ""
    stored: bool = False  # the bytes have come
    complete: bool = False  # files.completeUploadExternal was called, or a person uploaded it
    deleted: bool = False
    shares: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""  # root of the files service
    secret: str = ""  # part of its upload address

    def to_json(self) -> Json:
        """The file object."""
        kind = self.name.rpartition(".")[2].lower() if "." in self.name else "text"
        address = f"{self.url}/files-pri/{self.team.id}-{self.id}"
        body: Json = {
            "id": self.id,
            "created": int(self.created.timestamp()),
            "timestamp": int(self.created.timestamp()),
            "name": self.name,
            "title": self.title,
            "mimetype": self.mime,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "user_team": self.team.id,
            "editable": False,
            "size": len(self.data),
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "url_private": f"{address}/{self.name}",
            "url_private_download": f"{address}/download/{self.name}",
            "permalink": f"https://{self.team.domain}.slack.com/files/{self.user}/{self.id}/{self.name}",
            "channels": [c for c, _ in self.shares if c.startswith("C")],
            "groups": [c for c, _ in self.shares if c.startswith("G")],
            "ims": [c for c, _ in self.shares if c.startswith("D")],
        }
        if self.shares:
            body["shares"] = self._list_shares()
        if self.alt_text:
            body["alt_txt"] = self.alt_text
        return body

    def _list_shares(self) -> Json:
        shares: Json = {}
        for channel, ts in self.shares:
            kind = "private" if channel.startswith("D") else "public"
            shares.setdefault(kind, {}).setdefault(channel, []).append({"ts": ts, "team_id": self.team.id})
        return shares


@dataclass(slots=True, eq=False)
class Message:
    """One message. `user` is a user id (the bot user's for the bot).

    `revision` grows with every change of it; `came` is its first.
    """

    channel: "Channel"
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    thread_ts: str = ""
    subtype: str = ""
    bot_id: str = ""
    app_id: str = ""
    ephemeral_to: str = ""  # only this user sees it; nobody can find it again
    edited_ts: str = ""
    deleted: bool = False
    unfurl_links: bool | None = None  # None: not said, Slack decides
    unfurl_media: bool | None = None
    metadata: Json | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)  # what was chosen in its menus
    came: int = 0
    revision: int = 0

    def to_json(self) -> Json:
        """The message object, as answers and events carry it."""
        body: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        body["team"] = self.channel.team.id
        optional: Json = {
            "subtype": self.subtype,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "thread_ts": self.thread_ts,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": [file.to_json() for file in self.files],
            "metadata": self.metadata,
            "edited": {"user": self.user, "ts": self.edited_ts} if self.edited_ts else None,
        }
        body |= {name: value for name, value in optional.items() if value}
        if self.ephemeral_to:
            body["is_ephemeral"] = True
        return body


@dataclass(slots=True, eq=False)
class Channel:
    """A conversation; `members` are user ids. `user`: whose direct message with the bot it is."""

    id: str
    team: Workspace
    kind: ChannelKind
    name: str = ""
    user: str = ""
    members: set[str] = field(default_factory=set)
    created: int = 0
    archived: bool = False
    shared_with: set[str] = field(default_factory=set)  # ids of the other workspaces (Slack Connect)
    messages: dict[str, Message] = field(default_factory=dict)  # by ts, in order
    ephemerals: list[Message] = field(default_factory=list)
    is_open: bool = True

    @property
    def is_ext_shared(self) -> bool:
        """Whether other workspaces are in it."""
        return bool(self.shared_with)

    def to_json(self, *, member: str = "") -> Json:
        """The conversation object; `member`: for whom "is_member" is said."""
        body: Json = {"id": self.id, "created": self.created, "is_archived": self.archived}
        body |= {"is_im": self.kind == "im", "is_org_shared": False, "context_team_id": self.team.id}
        if self.kind == "im":
            return body | {"user": self.user, "is_open": self.is_open, "priority": 0, "is_user_deleted": False}
        shared = {"is_ext_shared": self.is_ext_shared, "is_shared": self.is_ext_shared}
        teams = {"shared_team_ids": sorted({self.team.id, *self.shared_with})}
        kinds = {"is_channel": self.kind == "channel", "is_group": self.kind == "group", "is_mpim": False}
        private = {"is_private": self.kind == "group", "is_member": member in self.members}
        names = {"name": self.name, "name_normalized": self.name, "num_members": len(self.members)}
        return body | names | kinds | private | shared | teams
