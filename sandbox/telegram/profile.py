"""What a bot tells about itself: commands, names, descriptions, menu button, each by language."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram import limits
from sandbox.telegram.errors import bad_request
from sandbox.telegram.model import Json

_COMMAND = re.compile(rf"[a-z0-9_]{{1,{limits.COMMAND_CHARS}}}")
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", *_CHAT_SCOPES}
Key = tuple[str, int, int, str]  # scope, chat, user, language


@dataclass(slots=True)
class Profile:
    """By language; "" is for everyone else."""

    commands: dict[Key, list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)  # by chat, 0: for all

    def commands_in(self, chat_id: int, language: str | None) -> list[Json]:
        """The command menu of a private chat, by Telegram's order of scopes and languages."""
        short = (language or "").partition("-")[0].lower()
        scopes = (("chat", chat_id), ("all_private_chats", 0), ("default", 0))
        keys = [(scope, chat, 0, lang) for scope, chat in scopes for lang in (short, "")]
        return next((self.commands[key] for key in keys if self.commands.get(key)), [])

    def description_in(self, language: str | None) -> str:
        """What an empty chat shows."""
        short = (language or "").partition("-")[0].lower()
        return self.descriptions.get(short) or self.descriptions.get("", "")


def read_language(raw: Any) -> str:
    """A two-letter code, or "" for everyone else."""
    language = "" if raw is None else str(raw)
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def read_scope(raw: Any) -> tuple[str, int, int]:
    """(type, chat, user) of a BotCommandScope."""
    if raw is None:
        return "default", 0, 0
    if not isinstance(raw, dict) or raw.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    kind = raw["type"]
    chat = raw.get("chat_id", 0) if kind in _CHAT_SCOPES else 0
    user = raw.get("user_id", 0) if kind == "chat_member" else 0
    return kind, int(chat), int(user)


def read_commands(raw: Any) -> list[Json]:
    """A checked list of BotCommand."""
    if not isinstance(raw, list):
        raise bad_request("expected an Array of BotCommand")
    if len(raw) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = []
    for item in raw:
        if not isinstance(item, dict):
            raise bad_request("expected an Object as BotCommand")
        name = str(item.get("command", "")).removeprefix("/")
        description = str(item.get("description", "")).strip()
        if not _COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= limits.COMMAND_DESCRIPTION_CHARS:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": name, "description": description})
    return commands
