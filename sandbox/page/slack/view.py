"""What the Slack window shows, as JSON: only what changed since a revision of the world."""

from typing import Any

from sandbox.page.slack.manifest import COMMAND, COMMANDS, INSTALL_PATH, MESSAGE_SHORTCUTS, RETURN_PATH, SHORTCUTS
from sandbox.slack.model import Channel, File, Json, Message, User
from sandbox.slack.platform import Platform
from sandbox.slack.surfaces import View

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})


class Show:
    """Everybody's view of one platform. It listens, as what is deleted leaves no trace in the world."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.world = platform.world
        self._gone: list[Message] = []
        self.world.on_change.append(self._hear)

    def _hear(self, kind: str, thing: Any) -> None:
        if kind == "deleted":
            self._gone.append(thing)

    def describe(self, since: int) -> Json:
        """All people and places, and the messages and Home tabs that changed after `since` (-1: all, anew)."""
        world = self.world
        people = [user for user in world.users.values() if not user.is_bot and not user.deleted]
        channels = [channel for channel in world.channels.values() if channel.kind != "im" and not channel.archived]
        return {
            "reset": since < 0,
            "app": {
                "name": world.app.name,
                "command": COMMAND,
                "commands": COMMANDS,
                "shortcuts": SHORTCUTS,
                "message_shortcuts": MESSAGE_SHORTCUTS,
                "install": self._find_install(),
            },
            "names": {user.id: user.display_name or user.name for user in world.users.values()},
            "people": [self._describe_person(user) for user in people],
            "channels": [self._describe_channel(channel) for channel in channels],
            "messages": [_describe_message(m) for m in self._list_messages() if m.revision > since],
            "gone": [[m.channel.id, m.ts] for m in self._gone if m.revision > since],
            "homes": {
                user: _describe_view(view) for (_, user), view in world.homes.items() if view.revision > since
            },
            "modals": {user: [_describe_view(v) for v in stack] for (_, user), stack in world.stacks.items() if stack},
        }  # fmt: skip

    def _list_messages(self) -> list[Message]:
        return [m for c in self.world.channels.values() for m in (*c.messages.values(), *c.ephemerals)]

    def _find_install(self) -> str | None:
        """The app's own page to install it from, where it is known at all."""
        back = next(iter(self.world.app.redirect_urls), "")
        return back.removesuffix(RETURN_PATH) + INSTALL_PATH if back.endswith(RETURN_PATH) else None

    def _describe_person(self, user: User) -> Json:
        installed = self.world.installation_in(user.team)
        return {
            "id": user.id,
            "name": user.display_name or user.name,
            "language": user.locale.partition("-")[0],
            "admin": user.is_admin or user.is_owner,
            "team": user.team.name,
            "dm": self.world.dm(user, installed).id if installed else None,
        }

    def _describe_channel(self, channel: Channel) -> Json:
        installed = self.platform.delivery.installed_for(channel)
        return {
            "id": channel.id,
            "name": channel.name,
            "private": channel.kind == "group",
            "members": sorted(channel.members),
            "app": installed is not None and installed.bot.id in channel.members,
        }


def _describe_message(message: Message) -> Json:
    return {
        "channel": message.channel.id,
        "ts": message.ts,
        "user": message.user,
        "bot": bool(message.bot_id),
        "text": message.text,
        "blocks": message.blocks if message.bot_id else [],  # those of people only repeat their text
        "values": message.values,
        "files": [_describe_file(file) for file in message.files],
        "thread": message.thread_ts if message.thread_ts != message.ts else "",
        "only": message.ephemeral_to,
        "edited": bool(message.edited_ts),
    }


def _describe_file(file: File) -> Json:
    shown = file.mime in PICTURES
    return {"id": file.id, "name": file.name, "alt": file.alt_text, "size": len(file.data), "picture": shown}


def _describe_view(view: View) -> Json:
    words = {"title": view.title, "submit": view.submit, "close": view.close}
    return {
        "id": view.id,
        "revision": view.revision,
        "blocks": view.blocks,
        "values": view.values,
        "errors": view.errors,
        "sends": bool(view.submit) and not view.submit_disabled,
        **{name: part["text"] if part else "" for name, part in words.items()},
    }
