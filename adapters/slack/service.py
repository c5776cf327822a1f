"""Slack's way in: Socket Mode where there is a token for it, else HTTP; and the installation by a browser."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from starlette.routing import Route

from adapters.slack import errors
from adapters.slack.app import Entrance, create_app, silent_logger
from adapters.slack.client import SlackChannel
from adapters.slack.errands import Errands
from adapters.slack.http import PATH, events_route
from adapters.slack.installations import Installation, Installations
from adapters.slack.oauth import SCOPES, Consent
from adapters.slack.socket import CONNECTIONS, Sockets
from adapters.slack.speech import Languages, Speech
from adapters.slack.teams import Client
from adapters.slack.transport import OFFICIAL_URL, TransportError
from bot.conversation.channel import CredentialRefused, Introduction
from bot.conversation.desk import Desk

log = logging.getLogger(__name__)

DRAIN_S = 5.0  # what is under way at the end has so long to finish
REFUSED_APP_TOKEN = frozenset({"invalid_auth", "not_authed", "not_allowed_token_type", "account_inactive",
                               "token_revoked", "missing_scope"})  # fmt: skip


class SlackService:
    """One app at Slack, in one workspace or in many."""

    def __init__(
        self,
        channel: SlackChannel,
        installations: Installations,
        *,
        public_url: str,
        words: Languages,
        signing_secrets: tuple[str, ...] = (),
        app_token: str = "",
        client_id: str = "",
        client_secret: str = "",
        api_url: str = OFFICIAL_URL,
        connections: int = CONNECTIONS,
    ) -> None:
        """`signing_secrets`: two while one takes the place of the other. `words`: a language, or what a browser
        accepts, to texts."""
        self.channel = channel
        self._installations, self._words, self._connections = installations, words, connections
        self._api_url = api_url.rstrip("/")
        self._secrets, self._app_token = signing_secrets, app_token
        self._consent = (
            Consent(channel, installations, Client(client_id, client_secret), words,
                    public_url=public_url, api_url=api_url)
            if client_id else None
        )  # fmt: skip
        self._errands = Errands()
        self._door: tuple[Entrance, AsyncApp] | None = None
        self._sockets: Sockets | None = None
        self._first_address = ""

    @property
    def problem(self) -> str:
        """Why nothing comes in, "" while all is well."""
        return self._sockets.problem if self._sockets else ""

    @property
    def alone(self) -> str:
        """Slack spreads what it sends over all connections, so any number of processes can receive."""
        return ""

    async def meet(self) -> None:
        """Raises CredentialRefused, which names the setting; DeliveryError while Slack cannot be asked."""
        await self.channel.start()
        if self._app_token:
            self._first_address = await self._open_address()
        own = None if self._consent else await self._installations.find("")
        if own is not None:
            await self._meet_workspace(own)
        log.info("serving Slack by %s", "Socket Mode" if self._app_token else "HTTP")

    async def introduce(self, texts: Sequence[Introduction]) -> None:
        """Nothing can be told to Slack by the app itself: commands and texts are in the manifest."""
        own = None if self._consent else await self._installations.find("")
        if own is None:
            return
        # What the Web API tells beside its answers, the library hands on.
        client = AsyncWebClient(own.token, base_url=f"{self._api_url}/", logger=silent_logger())
        try:
            granted = _scopes_of(await client.auth_test())
            bot = (await client.bots_info(bot=own.bot_id)).get("bot") or {}
        except Exception as error:
            log.info("the scopes of the app could not be read: %s", type(error).__name__)
            return
        self.channel.app_id = self.channel.app_id or str(bot.get("app_id") or "")
        if missing := [scope for scope in SCOPES if scope not in granted]:
            log.warning("the app lacks scopes at Slack; add them and install it again: %s", ", ".join(missing))

    def routes(self, desk: Desk) -> Sequence[Route]:
        routes = list(self._consent.routes()) if self._consent else []
        if not self._app_token:
            _, app = self._open_door(desk)
            routes.append(Route(PATH, events_route(app, self._secrets), methods=["POST"]))
        return routes

    async def receive(self, desk: Desk, stop: asyncio.Event) -> None:
        entrance, app = self._open_door(desk)
        if self._app_token:
            self._sockets = Sockets(app, self._open_address, self._connections)
            await self._sockets.run(stop)
        else:
            await stop.wait()
        await entrance.finish()

    async def close(self) -> None:
        await self._errands.close(DRAIN_S)
        if self._door:
            await self._door[0].close()
        await self._installations.close()
        await self.channel.close()

    def _open_door(self, desk: Desk) -> tuple[Entrance, AsyncApp]:
        if self._door is None:
            speech = Speech(desk, self._words, self.channel.people)
            entrance = Entrance(self.channel, self._installations, desk, speech, self._errands)
            self._door = entrance, create_app(entrance)
        return self._door

    async def _open_address(self) -> str:
        """An address for one connection. Raises DeliveryError; CredentialRefused for a token that Slack refuses."""
        address, self._first_address = self._first_address, ""
        if address:
            return address
        try:
            answer = await self.channel.api.call(self._app_token, "apps.connections.open", {})
        except TransportError as error:
            if getattr(error, "code", "") in REFUSED_APP_TOKEN:
                raise CredentialRefused(
                    "SLACK_APP_TOKEN: Slack refuses it; it starts with xapp- and needs the scope connections:write"
                ) from None
            raise errors.classify(error, repeatable=True) from None
        return str(answer["url"])

    async def _meet_workspace(self, own: Installation) -> None:
        """Who we are in the one workspace that there is."""
        try:
            answer = await self.channel.api.call(own.token, "auth.test", {})
        except TransportError as error:
            failure = errors.classify(error, repeatable=True)
            if isinstance(failure, errors.TeamBroken):
                raise CredentialRefused(
                    "SLACK_BOT_TOKEN: Slack does not know this token; copy it from the app's page OAuth & Permissions"
                ) from None
            raise failure from None
        org_wide = answer.get("is_enterprise_install") is True
        met = replace(
            own,
            team="" if org_wide else str(answer.get("team_id") or own.team),
            enterprise=str(answer.get("enterprise_id") or own.enterprise),
            name=str(answer.get("team") or own.name),
            bot_id=str(answer.get("bot_id") or own.bot_id),
            bot_user=str(answer.get("user_id") or own.bot_user),
            org_wide=org_wide,
        )
        if met != own:
            await self._installations.save(met)


def _scopes_of(answer: AsyncSlackResponse) -> set[str]:
    told = {name.lower(): value for name, value in answer.headers.items()}
    return {scope.strip() for scope in str(told.get("x-oauth-scopes") or "").split(",")}
