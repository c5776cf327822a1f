"""A strict emulator of the Telegram Bot API, with the people who use the bot."""

from sandbox.telegram.app import create_telegram
from sandbox.telegram.groups import Channel, Group
from sandbox.telegram.model import Button, Chat, Message, Press, Toast, Topic
from sandbox.telegram.people import Person, Seat
from sandbox.telegram.world import SANDBOX_TOKEN, TelegramWorld

__all__ = [
    "SANDBOX_TOKEN", "Button", "Channel", "Chat", "Group", "Message", "Person", "Press", "Seat",
    "TelegramWorld", "Toast", "Topic", "create_telegram",
]  # fmt: skip
