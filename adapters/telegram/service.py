"""Telegram's way in: long polling, or a webhook where there is a secret for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.routing import Route

from adapters.telegram.client import TelegramChannel
from adapters.telegram.errors import TokenRefused
from adapters.telegram.polling import poll
from adapters.telegram.setup import Profile, Webhook, register
from adapters.telegram.webhook import PATH, webhook_route
from bot.conversation.channel import CredentialRefused, DeliveryError, Introduction
from bot.conversation.desk import Desk
from bot.conversation.replies import Arrival

log = logging.getLogger(__name__)

Receive = Callable[[Arrival], Awaitable[None]]

GROUP_COMMANDS = ("connect", "help")


class TelegramService:
    """One bot on Telegram. With a webhook secret updates come to `public_url`, else they are polled."""

    def __init__(self, channel: TelegramChannel, *, public_url: str, webhook_secret: str = "") -> None:
        self.channel = channel
        self._url, self._secret = public_url + PATH, webhook_secret

    @property
    def problem(self) -> str:
        return self.channel.problem

    @property
    def alone(self) -> str:
        # Telegram takes one poller a bot and refuses the other: core.telegram.org/bots/api#getupdates
        return "" if self._secret else f"telegram updates of {self.channel.id}"

    async def meet(self) -> None:
        try:
            await self.channel.start()
        except TokenRefused:
            raise CredentialRefused("TELEGRAM_BOT_TOKEN: Telegram does not know this token; ask @BotFather") from None
        log.info("serving @%s on Telegram", self.channel.username)

    async def introduce(self, texts: Sequence[Introduction]) -> None:
        webhook = Webhook(self._url, self._secret) if self._secret else None
        profiles = {one.language: _profile(one) for one in texts}
        try:
            await register(self.channel, profiles, texts[0].language, webhook)
        except DeliveryError as error:
            self.channel.problem = f"the webhook could not be set: {error}"
            raise
        if webhook:
            self.channel.problem = ""

    def routes(self, desk: Desk) -> Sequence[Route]:
        if not self._secret:
            return ()
        return (Route(PATH, webhook_route(self.channel, self._secret, _store(desk.receive)), methods=["POST"]),)

    async def receive(self, desk: Desk, stop: asyncio.Event) -> None:
        if self._secret:
            await stop.wait()
        else:
            await poll(self.channel, _store(desk.receive), stop, own_webhook=self._url)

    async def close(self) -> None:
        await self.channel.close()


def _store(receive: Receive) -> Callable[[Mapping[str, Any], Arrival | None], Awaitable[None]]:
    async def store(update: Mapping[str, Any], arrival: Arrival | None) -> None:
        if arrival is not None:
            await receive(arrival)

    return store


def _profile(texts: Introduction) -> Profile:
    return Profile(
        commands=texts.commands,
        group_commands=[entry for entry in texts.commands if entry[0] in GROUP_COMMANDS],
        about=texts.about,
        description=texts.description,
    )
