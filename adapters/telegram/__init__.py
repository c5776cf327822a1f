"""The Telegram adapter: the Bot API on one side, the conversation core's port on the other."""

from adapters.telegram.client import TelegramChannel
from adapters.telegram.service import TelegramService

__all__ = ["TelegramChannel", "TelegramService"]
