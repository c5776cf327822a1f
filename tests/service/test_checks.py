"""`tariffbot check`: every credential is tried at the emulated world, and each trouble is said with what to do."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.oauth import SCOPES
from bot.app import App
from bot.checks import _public_url, check_all
from bot.finding import Finding
from bot.settings import Settings
from sandbox.server import SandboxServer
from tests.databases import database_url
from tests.ports import free_port

Make = Callable[..., Settings]


@pytest.fixture
async def world() -> AsyncIterator[SandboxServer]:
    async with SandboxServer() as sandbox:
        sandbox.slack.world.rates.enabled = False
        yield sandbox


@pytest.fixture
def make(world: SandboxServer, tmp_path: Path) -> Make:
    """Settings of one way to be reached: "telegram", or Slack by "http", "sockets", or for "many" workspaces."""
    port, slack = free_port(), world.slack.world
    token = slack.installations[0].tokens[-1].value
    client = {"slack_client_id": slack.app.client_id, "slack_client_secret": slack.app.client_secret}
    ways: dict[str, dict[str, Any]] = {
        "telegram": {"telegram_bot_token": world.telegram.token},
        "http": {"slack_bot_token": token, "slack_signing_secret": (slack.app.signing_secret,)},
        "sockets": {"slack_bot_token": token, "slack_app_token": slack.app.app_token},
        "many": {"slack_app_token": slack.app.app_token, **client},
    }
    outside = {
        "flatpeak_account_id": "acc_sandbox",
        "flatpeak_api_key": "sk_test_sandbox",
        "flatpeak_api_url": f"{world.url}/flatpeak",
        "flatpeak_connect_url": f"{world.url}/flatpeak/connect",
        "telegram_api_url": f"{world.url}/telegram",
        "slack_api_url": f"{world.url}/slack/api",
        "database_url": database_url(tmp_path),
        "secret_key": ("k" * 43,),
        "port": port,
        "public_url": f"http://127.0.0.1:{port}",
    }

    def settings(way: str, **other: Any) -> Settings:
        given = {**outside, **ways[way], **other}
        return Settings(_env_file=None, **given)  # type: ignore[call-arg]  # pydantic-settings' own

    return settings


async def found(settings: Settings) -> list[Finding]:
    return [finding async for finding in check_all(settings)]


async def said(settings: Settings, about: str) -> tuple[bool, str]:
    """Whether all is well with one setting, and the words."""
    about_it = [finding for finding in await found(settings) if finding.about == about]
    return all(finding.well for finding in about_it), " | ".join(finding.words for finding in about_it)


@pytest.mark.parametrize("way", ["telegram", "http", "sockets", "many"])
async def test_a_running_service_is_well(way: str, make: Make) -> None:
    settings = make(way)
    async with App(settings):
        findings = await found(settings)
    assert [finding for finding in findings if not finding.well] == []
    secrets = [secret for secret in settings.secrets if secret]
    assert not [secret for secret in secrets for finding in findings if secret in finding.words]


async def test_only_the_channels_that_are_set_are_tried(make: Make) -> None:
    assert not any(finding.about.startswith("SLACK") for finding in await found(make("telegram")))
    assert not any(finding.about.startswith("TELEGRAM") for finding in await found(make("sockets")))


async def test_slack_says_who_we_are_and_where(make: Make) -> None:
    well, words = await said(make("sockets"), "SLACK_BOT_TOKEN")
    assert well
    assert "@tariffbot in the workspace Nordwind Properties" in words


async def test_a_token_that_slack_does_not_know(make: Make) -> None:
    well, words = await said(make("sockets", slack_bot_token="xoxb-of-nobody"), "SLACK_BOT_TOKEN")
    assert not well
    assert "invalid_auth" in words
    assert "xoxb-of-nobody" not in words


async def test_missing_scopes_are_named(world: SandboxServer, make: Make) -> None:
    world.slack.world.installations[0].scopes = tuple(
        scope for scope in SCOPES if scope not in ("commands", "im:write")
    )
    well, words = await said(make("sockets"), "SLACK_BOT_TOKEN")
    assert not well
    assert "commands" in words
    assert "im:write" in words
    assert "chat:write" not in words


async def test_an_app_token_that_slack_refuses(make: Make) -> None:
    well, words = await said(make("sockets", slack_app_token="xapp-1-A0SANDBOX01-of-nobody"), "SLACK_APP_TOKEN")
    assert not well
    assert "connections:write" in words


async def test_two_tokens_of_different_apps(world: SandboxServer, make: Make) -> None:
    world.slack.world.app.app_token = "xapp-1-A0ANOTHER-token"
    well, words = await said(make("sockets", slack_app_token="xapp-1-A0ANOTHER-token"), "SLACK_APP_TOKEN")
    assert not well
    assert "A0ANOTHER" in words
    assert "A0SANDBOX01" in words


async def test_a_secret_that_the_running_service_does_not_have(make: Make) -> None:
    async with App(make("http")):
        well, words = await said(make("http", slack_signing_secret=("another",)), "SLACK_SIGNING_SECRET")
    assert not well
    assert "refuses what is signed with it" in words


async def test_two_secrets_while_one_takes_the_place_of_the_other(world: SandboxServer, make: Make) -> None:
    settings = make("http", slack_signing_secret=("the next one", world.slack.world.app.signing_secret))
    async with App(settings):
        well, words = await said(settings, "SLACK_SIGNING_SECRET")
    assert well
    assert "two secrets" in words


async def test_a_service_that_still_runs_in_socket_mode(make: Make) -> None:
    running = make("sockets")
    async with App(running):
        well, words = await said(make("http", public_url=running.public_url), "SLACK_SIGNING_SECRET")
    assert not well
    assert "404" in words


async def test_no_service_at_the_public_address(make: Make) -> None:
    settings = make("http")
    assert not (await said(settings, "SLACK_SIGNING_SECRET"))[0]
    assert not (await said(settings, "PUBLIC_URL"))[0]


@pytest.mark.parametrize(
    ("setting", "told"),
    [("SLACK_CLIENT_ID", "no app with this id"), ("SLACK_CLIENT_SECRET", "not the secret of the app")],
)
async def test_an_app_that_slack_does_not_know(make: Make, setting: str, told: str) -> None:
    well, words = await said(make("many", **{setting.lower(): "of another"}), setting)
    assert not well
    assert told in words


async def test_the_addresses_of_an_installation_are_said(make: Make) -> None:
    settings = make("many", slack_bot_token="xoxb-of-one-workspace")
    well, words = await said(settings, "SLACK_CLIENT_ID")
    assert well
    assert f"{settings.public_url}/slack/install" in words
    assert f"{settings.public_url}/slack/oauth_redirect" in words
    assert "not used" in (await said(settings, "SLACK_BOT_TOKEN"))[1]


async def test_a_token_that_is_not_used_is_said_even_where_the_app_is_unknown(make: Make) -> None:
    settings = make("many", slack_bot_token="xoxb-of-one-workspace", slack_client_id="of another")
    well, words = await said(settings, "SLACK_BOT_TOKEN")
    assert well
    assert "not used" in words
    assert "xoxb" not in words


async def test_a_trial_installs_nothing(world: SandboxServer, make: Make) -> None:
    before = list(world.slack.world.installations)
    await found(make("many"))
    assert world.slack.world.installations == before


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "{sandbox}/nothing"])
async def test_an_address_that_is_not_slacks(world: SandboxServer, make: Make, address: str) -> None:
    url = address.format(sandbox=world.url)
    well, words = await said(make("sockets", slack_api_url=url), "SLACK_API_URL")
    assert not well
    assert url in words


@pytest.mark.parametrize(("way", "needed"), [("http", True), ("many", True), ("sockets", False)])
async def test_slack_itself_needs_https(way: str, needed: bool, make: Make) -> None:
    finding = await _public_url(make(way, slack_api_url="https://slack.com/api"))
    assert not finding.well  # nobody is there
    assert ("https://" in finding.words) is needed


@pytest.mark.parametrize("reads_all", [False, True])
async def test_what_telegram_sends_of_groups_is_said(world: SandboxServer, make: Make, reads_all: bool) -> None:
    world.telegram.can_read_all_group_messages = reads_all
    well, words = await said(make("telegram"), "TELEGRAM_BOT_TOKEN")
    assert well
    assert ("/setprivacy" in words) is reads_all
