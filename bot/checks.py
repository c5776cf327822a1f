"""`tariffbot check`: every credential, every address and the database, tried out; and in words what to do."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
from sqlalchemy import Connection

from adapters.telegram import TelegramChannel
from adapters.telegram.errors import TokenRefused
from adapters.telegram.webhook import PATH as WEBHOOK_PATH
from bot.app import create_flatpeak
from bot.connect.transport import AiohttpTransport
from bot.conversation.channel import DeliveryError
from bot.finding import PATIENCE_S, Finding
from bot.opening import answer, open_database, say_refusal
from bot.settings import Settings
from bot.slack_checks import check_slack


async def check_all(settings: Settings) -> AsyncIterator[Finding]:
    """Try one thing after another; none of them changes anything."""
    yield await _database(settings)
    if settings.sandbox:
        return
    for finding in await _flatpeak(settings):
        yield finding
    if settings.telegram_bot_token:
        for finding in await _telegram(settings):
            yield finding
    if settings.slack:
        for finding in await check_slack(settings):
            yield finding
    yield await _public_url(settings)


async def _database(settings: Settings) -> Finding:
    about = "DATABASE_URL"
    database = open_database(settings.database_url)
    try:
        return Finding(about, *await asyncio.wait_for(database.read(_answers), PATIENCE_S))
    except Exception as error:
        return Finding(about, False, say_refusal(error))
    finally:
        await database.close()


def _answers(conn: Connection) -> tuple[bool, str]:
    """Whether all is well with the way to the database, and the words."""
    answer(conn)
    if conn.dialect.name == "sqlite":
        return True, "the database answers"
    from storage.postgres import Between, prepares  # its driver is not needed elsewhere

    between, prepared = prepares(conn)
    if between == Between.KEEPER:
        return True, "the database answers through a pooler, which keeps track of prepared statements"
    if between != Between.SIEVE:
        return True, "the database answers"
    pooler = "through a pooler that does not keep track of prepared statements"
    if prepared:
        why = f"they are used {pooler}, and get mixed up unless its pool_mode is session"
        return False, f"{why}; take prepare_threshold out of the address, or set it to none"
    cost = "so none are used, and the database works twice as long on a turn"
    remedy = "PgBouncer does from 1.22 on, with max_prepared_statements above 0"
    return True, f"the database answers {pooler}, {cost}; {remedy}"


async def _flatpeak(settings: Settings) -> list[Finding]:
    about = "FlatPeak"
    flatpeak = create_flatpeak(settings)
    try:
        checked = await flatpeak.check()
    finally:
        await flatpeak.close()
    if checked.problems:
        return [Finding(about, False, problem) for problem in checked.problems]
    mode = "live" if checked.live_mode else "test"
    return [Finding(about, True, f"login and Connect answer, {mode} mode, version {settings.flatpeak_version}")]


async def _telegram(settings: Settings) -> list[Finding]:
    channel = TelegramChannel(settings.telegram_bot_token, settings.telegram_api_url)
    try:
        await channel.start()
        findings = [Finding("TELEGRAM_BOT_TOKEN", True, f"this is @{channel.username}; {_groups(channel)}")]
        info = await channel.ask(channel.bot.get_webhook_info())
        return [*findings, _webhook(settings, info.url, info.last_error_message or "")]
    except TokenRefused:
        return [Finding("TELEGRAM_BOT_TOKEN", False, "Telegram does not know this token; copy it anew from @BotFather")]
    except DeliveryError as error:
        return [Finding("TELEGRAM_API_URL", False, f"{settings.telegram_api_url} does not answer ({error})")]
    finally:
        await channel.close()


def _groups(channel: TelegramChannel) -> str:
    """What it gets to read in groups: core.telegram.org/bots/features#privacy-mode."""
    if channel.can_read_all_group_messages:
        return "in groups it is sent every message, which it does not need: /setprivacy at @BotFather ends that"
    return "in groups it is sent only what is meant for it"


def _webhook(settings: Settings, url: str, error: str) -> Finding:
    about = "TELEGRAM_WEBHOOK_SECRET"
    ours = settings.public_url + WEBHOOK_PATH
    if not settings.telegram_webhook_secret:
        if url and url != ours:
            host = urlsplit(url).hostname
            return Finding(about, False, f"unset, so we poll, but {host} takes the updates; stop that deployment first")
        return Finding(about, True, "unset: updates are polled")
    if url == ours and error:
        return Finding(about, False, f"Telegram cannot deliver to {ours}: {error}")
    return Finding(about, True, f"set: updates come to {ours}" + ("" if url == ours else " from the next start on"))


async def _public_url(settings: Settings) -> Finding:
    about, url = "PUBLIC_URL", settings.public_url
    if _must_be_https(settings) and not url.startswith("https://"):
        return Finding(about, False, f"{url} must start with https://, or Slack sends neither events nor browsers here")
    try:
        async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=PATIENCE_S) as client:
            reply = await client.get(f"{url}/health/live")
    except httpx.HTTPError as error:
        why = f"{url} does not answer ({type(error).__name__})"
        return Finding(about, False, f"{why}; start the service, and see that this address leads to it")
    if reply.text != "alive":
        return Finding(about, False, f"{url} leads to something else than this service")
    return Finding(about, True, f"{url} leads to this service")


def _must_be_https(settings: Settings) -> bool:
    """Whether Slack itself, and not one of our own, calls us or sends browsers to us."""
    official = urlsplit(settings.slack_api_url).hostname == "slack.com"
    return settings.slack and official and bool(settings.slack_client_id or not settings.slack_app_token)
