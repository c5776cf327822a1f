"""What the bot says about itself in Telegram: its commands, its name, its texts; and where its updates go."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from adapters.telegram import limits
from adapters.telegram.client import TelegramChannel
from adapters.telegram.parse import ALLOWED_UPDATES
from bot.conversation.channel import DeliveryError

log = logging.getLogger(__name__)

COMMAND = re.compile(rf"[a-z0-9_]{{1,{limits.COMMAND_CHARS}}}")
Commands = Sequence[tuple[str, str]]  # name and description


@dataclass(frozen=True, slots=True)
class Profile:
    """What one language's people see. What is empty is left as it is."""

    commands: Commands
    group_commands: Commands = ()
    name: str = ""
    about: str = ""  # on the profile, and when the bot is shared
    description: str = ""  # in the empty chat, above the start button


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram shall send updates, and what proves that it is Telegram."""

    url: str
    secret: str


async def register(
    channel: TelegramChannel, profiles: Mapping[str, Profile], default: str, webhook: Webhook | None = None
) -> None:
    """Tell Telegram, by language (BCP 47; `default` also for all others). What is right already is not sent.

    What cannot be set is logged and left, but for the webhook: a DeliveryError. ValueError for commands that
    can never be set.
    """
    for profile in profiles.values():
        _check(profile)
    if webhook:
        await _set_webhook(channel, webhook)
    by_code = {language.partition("-")[0].lower(): profile for language, profile in profiles.items()}
    for code, profile in (by_code | {"": profiles[default]}).items():
        await _register_commands(channel, code, profile)
        await _register_texts(channel, code, profile)


async def _register_commands(channel: TelegramChannel, code: str, profile: Profile) -> None:
    scopes: tuple[tuple[BotCommandScope, Commands], ...] = (
        (BotCommandScopeAllPrivateChats(), profile.commands),
        (BotCommandScopeAllGroupChats(), profile.group_commands),
    )
    for scope, commands in scopes:
        wanted = tuple(
            BotCommand(name, limits.cut(words, limits.COMMAND_DESCRIPTION_CHARS)) for name, words in commands
        )
        whose = {"scope": scope, "language_code": code}
        if wanted:
            await _ensure(channel, channel.bot.get_my_commands, channel.bot.set_my_commands, wanted, whose)


async def _register_texts(channel: TelegramChannel, code: str, profile: Profile) -> None:
    bot, whose = channel.bot, {"language_code": code}
    if profile.name:
        name = limits.cut(profile.name, limits.NAME_CHARS)
        await _ensure(channel, bot.get_my_name, bot.set_my_name, name, whose)
    if profile.about:
        about = limits.cut(profile.about, limits.ABOUT_CHARS)
        await _ensure(channel, bot.get_my_short_description, bot.set_my_short_description, about, whose)
    if profile.description:
        description = limits.cut(profile.description, limits.DESCRIPTION_CHARS)
        await _ensure(channel, bot.get_my_description, bot.set_my_description, description, whose)


async def _ensure(
    channel: TelegramChannel,
    read: Callable[..., Awaitable[Any]],
    write: Callable[..., Awaitable[bool]],
    wanted: str | tuple[BotCommand, ...],
    whose: dict[str, Any],
) -> None:
    """Set it unless it is so already, for Telegram takes few changes a day."""
    try:
        found = await channel.ask(read(**whose))
        if _value(found) != wanted:
            await channel.ask(write(wanted, **whose))
    except DeliveryError as error:
        log.warning("%s (language %r) failed: %s", write.__name__, whose["language_code"], error)


def _value(found: Any) -> Any:
    """What the library wraps in an object of its own for each of these texts."""
    for name in ("name", "short_description", "description"):
        if hasattr(found, name):
            return getattr(found, name)
    return found


async def _set_webhook(channel: TelegramChannel, webhook: Webhook) -> None:
    """Set in any case: Telegram tells nobody whether the secret is still the same. Waiting updates are kept."""
    await channel.ask(
        channel.bot.set_webhook(
            webhook.url, secret_token=webhook.secret, allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False
        )
    )


def _check(profile: Profile) -> None:
    for commands in (profile.commands, profile.group_commands):
        wrong = [name for name, words in commands if not COMMAND.fullmatch(name) or not words]
        if wrong or len(commands) > limits.COMMANDS:
            raise ValueError(f"commands that Telegram does not take: {wrong or len(commands)}")
