"""The methods of the Bot API by name."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.telegram.methods import about, edits, receiving, sending
from sandbox.telegram.params import Params
from sandbox.telegram.world import TelegramWorld

Method = Callable[[TelegramWorld, Params], Awaitable[Any]]

METHODS: dict[str, Method] = {**about.METHODS, **edits.METHODS, **receiving.METHODS, **sending.METHODS}


def find_method(name: str) -> Method | None:
    """Method names are case-insensitive, core.telegram.org/bots/api#making-requests."""
    return METHODS.get(name) or next((m for n, m in METHODS.items() if n.lower() == name.lower()), None)
