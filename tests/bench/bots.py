"""The bots that are measured, each in a process of its own: `-m tests.bench.bots NAME URL FOLDER PORT [DATABASE]`.

Bare ones make the calls of a turn with their library and keep nothing; as their manuals have it, they run on Python's
own loop and answer with their library's own server. Ours are the whole service as `serve` starts it, on the loop that
it chooses, but for the platforms' speed limits: those would measure our patience.
"""

import asyncio
import re
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import httpx
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import BaseRequest

from adapters.telegram.transport import AiohttpRequest
from tests.bench import slack, telegram
from tests.bench.upstream import CONNECT_TOKEN

TITLE = "How does your price work?"
TEXT = f"<b>{TITLE}</b>\n\n<b>Provider:</b> {{name}}\n\nOne price all day: every kWh costs the same."
LABELS = ("One price all day", "Different prices by time of day", "Follows the market price", "Back", "Cancel")
ANSWER = {"connect_token": CONNECT_TOKEN.format(1), "route": "tariff_structure_select", "data": {"options": ["FIXED"]}}

Post = Callable[[str, dict[str, Any]], Awaitable[Any]]


class Setup(NamedTuple):
    """Where the upstream is, where files may be, where to listen, and the database, else a file."""

    url: str
    folder: Path
    port: int
    database: str = ""


def keyboard(number: int) -> InlineKeyboardMarkup:
    """As many buttons as the real card has."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"{number}:{label[:8]}")] for label in LABELS]
    )


async def run_ptb(url: str, post: Post, request: BaseRequest | None) -> None:
    builder: Any = ApplicationBuilder().token(telegram.TOKEN).base_url(f"{url}/bot").concurrent_updates(True)
    if request is not None:
        builder = builder.request(request).get_updates_request(AiohttpRequest())
    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()

    async def connect(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_chat
        await context.bot.send_message(update.effective_chat.id, "?", reply_markup=keyboard(0))

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query
        await query.answer()
        name = (await post(f"{url}/connect", ANSWER))["data"]["provider"]["display_name"]
        await query.edit_message_text(TEXT.format(name=name), parse_mode="HTML", reply_markup=keyboard(len(name)))

    application.add_handler(CommandHandler("connect", connect))
    application.add_handler(CallbackQueryHandler(press))
    async with application:
        assert application.updater
        await application.updater.start_polling(bootstrap_retries=5)
        await application.start()
        await until_stopped()
        await application.updater.stop()
        await application.stop()


async def run_ptb_httpx(setup: Setup) -> None:
    async with httpx.AsyncClient(timeout=20) as client:

        async def post(to: str, body: dict[str, Any]) -> Any:
            return (await client.post(to, json=body)).json()

        await run_ptb(setup.url, post, None)


async def run_ptb_aiohttp(setup: Setup) -> None:
    async with aiohttp.ClientSession() as session:
        await run_ptb(setup.url, post_over(session), AiohttpRequest())


def blocks(name: str) -> list[dict[str, Any]]:
    """A message with as many blocks and buttons as the real card has."""
    buttons = [
        {"type": "button", "action_id": f"{number}:{len(name)}", "text": {"type": "plain_text", "text": label}}
        for number, label in enumerate(LABELS)
    ]
    return [
        {"type": "header", "text": {"type": "plain_text", "text": TITLE}},
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*Provider:* {name}"}},
        {"type": "section", "text": {"type": "plain_text", "text": "One price all day: every kWh costs the same."}},
        {"type": "actions", "elements": buttons[:3]},
        {"type": "actions", "elements": buttons[3:]},
    ]


async def run_bolt(setup: Setup) -> None:
    """One aiohttp session for all calls; without it the library would open a connection for each."""
    async with aiohttp.ClientSession() as session:
        post = post_over(session)
        client = AsyncWebClient(slack.BOT_TOKEN, base_url=f"{setup.url}/api/", session=session)
        app = AsyncApp(client=client, signing_secret=slack.SIGNING_SECRET)

        @app.command(re.compile(".*"))
        async def connect(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await ack()
            await client.chat_postMessage(channel=body["channel_id"], text=TITLE, blocks=blocks(""))

        @app.action(re.compile(".*"))
        async def press(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await ack()
            name = (await post(f"{setup.url}/connect", ANSWER))["data"]["provider"]["display_name"]
            where = body["container"]
            await client.chat_update(
                channel=where["channel_id"], ts=where["message_ts"], text=TITLE, blocks=blocks(name)
            )

        runner = web.AppRunner(app.server(path=slack.ADDRESS).web_app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", setup.port).start()
        await until_stopped()
        await runner.cleanup()


def post_over(session: aiohttp.ClientSession) -> Post:
    async def post(to: str, body: dict[str, Any]) -> Any:
        async with session.post(to, json=body) as reply:
            return await reply.json()

    return post


async def run_ours(open_service: Callable[[Setup], Any], setup: Setup) -> None:
    from bot.cli import nothing_collected

    with nothing_collected():
        service = open_service(setup)
    async with service:
        await until_stopped()


def open_on_telegram(setup: Setup, **more: Any) -> Any:
    """The service, with all that it imports."""
    from adapters.telegram import TelegramChannel
    from adapters.telegram.pacing import Pacing
    from bot.app import App

    class Unpaced(Pacing):
        async def wait(self, *args: Any, **kwargs: Any) -> None:
            return

    settings = settings_of(setup, telegram_bot_token=telegram.TOKEN, telegram_api_url=setup.url, **more)
    return App(settings, telegram=TelegramChannel(telegram.TOKEN, setup.url, Unpaced()))


def open_on_telegram_webhook(setup: Setup) -> Any:
    return open_on_telegram(setup, telegram_webhook_secret=telegram.SECRET)


def open_on_slack(setup: Setup) -> Any:
    """The same, on Slack."""
    from adapters.slack.client import SlackChannel
    from adapters.slack.pacing import Pacing
    from bot.app import App

    class Unpaced(Pacing):
        async def wait(self, *args: Any, **kwargs: Any) -> None:
            return

    settings = settings_of(
        setup,
        slack_bot_token=slack.BOT_TOKEN,
        slack_signing_secret=(slack.SIGNING_SECRET,),
        slack_api_url=f"{setup.url}/api",
    )
    return App(settings, slack=lambda known: SlackChannel(known, settings.slack_api_url, pacing=Unpaced()))


def settings_of(setup: Setup, **platform: Any) -> Any:
    from bot.settings import read_settings

    return read_settings(
        flatpeak_account_id="acc_bench",
        flatpeak_api_key="sk_test_bench",
        flatpeak_api_url=setup.url,
        flatpeak_connect_url=f"{setup.url}/connect",
        database_url=setup.database or f"sqlite:///{setup.folder / 'bench.db'}",
        secret_key="a key for nothing but this benchmark".replace(" ", "-"),
        port=setup.port,
        **platform,
    )


async def until_stopped() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


BOTS: dict[str, Callable[[Setup], Awaitable[None]]] = {
    "ptb-httpx": run_ptb_httpx,
    "ptb-aiohttp": run_ptb_aiohttp,
    "telegram": lambda setup: run_ours(open_on_telegram, setup),
    "telegram-webhook": lambda setup: run_ours(open_on_telegram_webhook, setup),
    "bolt": run_bolt,
    "slack": lambda setup: run_ours(open_on_slack, setup),
}
OURS = ("telegram", "telegram-webhook", "slack")


def loop_of(name: str) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the loop on which a bot runs; None: Python does."""
    if name not in OURS:
        return None
    from bot.cli import new_loop

    return new_loop


if __name__ == "__main__":
    name, url, folder, port, *database = sys.argv[1:]

    async def main() -> None:
        await BOTS[name](Setup(url, Path(folder), int(port), *database))

    with asyncio.Runner(loop_factory=loop_of(name)) as runner:
        runner.run(main())
