"""The port that every adapter implements for `app.py`: how a platform is met, and how what it sends comes in."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from starlette.routing import Route

from bot.conversation.channel import Channel, Introduction
from bot.conversation.desk import Desk


class Service(Protocol):
    """One platform's way in and out."""

    @property
    def channel(self) -> Channel:
        """What cards are shown through."""

    @property
    def problem(self) -> str:
        """Why nothing comes in at present, in words; "" while all is well."""

    @property
    def alone(self) -> str:
        """What only one process at a time may do with this account, as a name for a lease; "" if all may receive."""

    async def meet(self) -> None:
        """Learn who we are there. Raises CredentialRefused, or DeliveryError while it cannot be asked."""

    async def introduce(self, texts: Sequence[Introduction]) -> None:
        """Tell the platform our commands, our texts (the default language first) and where to send what comes in.

        Raises DeliveryError where that must be tried again.
        """

    def routes(self, desk: Desk) -> Sequence[Route]:
        """The addresses at which the platform calls us."""

    async def receive(self, desk: Desk, stop: asyncio.Event) -> None:
        """Fetch what comes in until `stop`; where the platform calls us instead, just wait."""

    async def close(self) -> None:
        """Close all connections."""
