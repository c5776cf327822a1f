"""Slack's service as the settings want it: for one workspace, or for all that install the app."""

import logging
from collections.abc import Callable

from adapters.slack.client import SlackChannel
from adapters.slack.installations import Installations
from adapters.slack.pacing import Pacing
from adapters.slack.service import SlackService
from adapters.slack.teams import Client
from bot.house import House
from bot.paces import Presence, SharedPaces
from bot.settings import Settings
from bot.workspace import OneWorkspace
from bot.workspaces import Workspaces

log = logging.getLogger("tariffbot.slack")

UNUSED = "SLACK_BOT_TOKEN is set, but not used: with SLACK_CLIENT_ID each workspace brings its own; unset one of them"


def create_slack(
    settings: Settings, house: House, presence: Presence, create: Callable[[Installations], SlackChannel] | None
) -> SlackService:
    """`create`: makes the channel in place of a new one."""
    many = bool(settings.slack_client_id)
    if many and settings.slack_bot_token:
        log.warning("%s", UNUSED)
    installations: Installations = Workspaces(house) if many else OneWorkspace(house, settings.slack_bot_token)
    client = Client(settings.slack_client_id, settings.slack_client_secret)
    pacing = Pacing(shared=SharedPaces(house, SlackChannel.name, presence))
    channel = (
        create(installations) if create else SlackChannel(installations, settings.slack_api_url, client, pacing=pacing)
    )
    return SlackService(
        channel,
        installations,
        public_url=settings.public_url,
        words=house.catalogues.accepted,
        signing_secrets=settings.slack_signing_secret,
        app_token=settings.slack_app_token,
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        api_url=settings.slack_api_url,
    )
