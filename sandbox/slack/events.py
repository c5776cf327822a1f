"""Which events the app gets when something changes, by what it may see. docs.slack.dev/reference/events."""

from typing import Any

from sandbox.slack.deliver import Delivery
from sandbox.slack.model import Channel, Installation, Json, Message, User
from sandbox.slack.world import SlackWorld

# What is needed to see messages of a kind of channel, and to see such a channel at all.
_HISTORY = {"im": "im:history", "channel": "channels:history", "group": "groups:history"}
_READ = {"im": "im:read", "channel": "channels:read", "group": "groups:read"}


class Events:
    """Turns the world's changes into events: also the app's own messages come back to it, as on Slack.

    `ending`: the order of the two events that an uninstallation causes, which Slack does not promise.
    """

    def __init__(self, world: SlackWorld, delivery: Delivery) -> None:
        self.world = world
        self.delivery = delivery
        self.ending = ["tokens_revoked", "app_uninstalled"]
        self._shown: dict[tuple[str, str], Json] = {}  # messages as the last event told them
        self._known: set[str] = set(world.users)  # people who are new here have not changed
        world.on_change.append(self._hear)

    def _hear(self, kind: str, thing: Any) -> None:
        if kind == "message":
            self._tell_message(thing)
        elif kind == "deleted":
            self._tell_deletion(thing)
        elif kind == "user":
            self.tell_user(thing)
        elif kind == "uninstalled":
            for name in self.ending:
                self._tell_end(thing, name)
        elif kind == "revoked":
            self._tell_end(thing, "tokens_revoked")

    def _tell_message(self, message: Message) -> None:
        key = (message.channel.id, message.ts)
        before, now = self._shown.get(key), self._describe(message)
        self._shown[key] = now
        if before is None:
            self._tell_new(message, now)
        elif before != now:
            body = {"subtype": "message_changed", "message": now, "previous_message": before}
            self._tell_hidden(message, body)

    def _tell_new(self, message: Message, now: Json) -> None:
        channel = message.channel
        body = {**now, "channel": channel.id, "event_ts": message.ts}
        installation = self.delivery.installed_for(channel)
        if installation is None or installation.bot.id not in channel.members:
            return
        if _HISTORY[channel.kind] in installation.scopes:
            self.delivery.event(channel.team, body | {"channel_type": channel.kind}, channel=channel)
        mentioned = f"<@{installation.bot.id}>" in message.text and "app_mentions:read" in installation.scopes
        if mentioned and channel.kind != "im" and message.user != installation.bot.id:
            mention = {k: v for k, v in body.items() if k != "subtype"} | {"type": "app_mention"}
            self.delivery.event(channel.team, mention, channel=channel)

    def _tell_deletion(self, message: Message) -> None:
        before = self._shown.pop((message.channel.id, message.ts), None)
        if before is not None:
            gone = {"subtype": "message_deleted", "previous_message": before, "deleted_ts": message.ts}
            self._tell_hidden(message, gone)

    def _tell_hidden(self, message: Message, body: Json) -> None:
        channel = message.channel
        installation = self.delivery.installed_for(channel)
        if installation is None or _HISTORY[channel.kind] not in installation.scopes:
            return
        ts = self.world.next_ts()
        hidden = {"type": "message", "hidden": True, "channel": channel.id, "ts": ts, "event_ts": ts}
        self.delivery.event(channel.team, hidden | body | {"channel_type": channel.kind}, channel=channel)

    def tell_user(self, user: User) -> None:
        """user_change: of a name, a language, a role or a deactivation."""
        if user.id not in self._known:
            self._known.add(user.id)
            return
        installation = self.world.installation_in(user.team)
        if user.is_bot or installation is None or "users:read" not in installation.scopes:
            return
        body = {"type": "user_change", "user": user.to_json(with_locale=True), "cache_ts": user.updated}
        self.delivery.event(user.team, body | {"event_ts": self.world.next_ts()})

    def tell_joined(self, channel: Channel, user: User, inviter: str = "") -> None:
        """member_joined_channel, where the app sees the channel."""
        body = {"type": "member_joined_channel", "user": user.id, "channel": channel.id, "team": user.team.id}
        body |= {"channel_type": "C" if channel.kind == "channel" else "G", "event_ts": self.world.next_ts()}
        self._tell_about(channel, body | ({"inviter": inviter} if inviter else {}))

    def tell_archived(self, channel: Channel, user: User) -> None:
        """channel_archive or group_archive."""
        kind = "channel_archive" if channel.kind == "channel" else "group_archive"
        body = {"type": kind, "channel": channel.id, "user": user.id, "is_moved": 0}
        self._tell_about(channel, body | {"event_ts": self.world.next_ts()})

    def tell_home(self, user: User, channel: Channel, tab: str) -> None:
        """app_home_opened; the view is only there when something was published before."""
        body: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        view = self.world.home(user, user.team)
        if tab == "home" and view:
            body["view"] = view.to_json()
        self.delivery.event(user.team, body | {"event_ts": self.world.next_ts()})

    def _tell_about(self, channel: Channel, body: Json) -> None:
        installation = self.delivery.installed_for(channel)
        if installation and _READ[channel.kind] in installation.scopes:
            self.delivery.event(channel.team, body, channel=channel)

    def _tell_end(self, installation: Installation, name: str) -> None:
        body: Json = {"type": name}
        if name == "tokens_revoked":
            body["tokens"] = {"oauth": [], "bot": [installation.bot.id]}
        team = installation.team or installation.bot.team
        self.delivery.event(team, body | {"event_ts": self.world.next_ts()}, installation=installation)

    def _describe(self, message: Message) -> Json:
        """The message in an event; what came through a response_url has no user, only a bot."""
        body = message.to_json()
        author = self.world.users.get(message.user)
        if author and not author.is_bot:
            body |= {"team": author.team.id, "user_team": author.team.id, "source_team": author.team.id}
            body["client_msg_id"] = f"{message.ts}-{message.user}"
        if not message.user:
            del body["user"]
        return body
