"""The bots that are measured, each in a process of its own: `python -m tests.bench.bots NAME URL FOLDER`."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import BaseRequest

from adapters.telegram.transport import AiohttpRequest
from tests.bench.upstream import CONNECT_TOKEN, TOKEN

TEXT = "<b>How does your price work?</b>\n\n<b>Provider:</b> {name}\n\nOne price all day: every kWh costs the same."
LABELS = ("One price all day", "Different prices by time of day", "Follows the market price", "Back", "Cancel")


def keyboard(number: int) -> InlineKeyboardMarkup:
    """As many buttons as the real card has."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"{number}:{label[:8]}")] for label in LABELS]
    )


async def run_bare(url: str, post: Any, request: BaseRequest | None) -> None:
    """A handler that makes the calls of a turn and keeps nothing."""
    builder: Any = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").concurrent_updates(True)
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
        body = {"connect_token": CONNECT_TOKEN.format(1), "route": "tariff_structure_select"}
        page = await post(f"{url}/connect", body | {"data": {"options": ["FIXED"]}})
        name = page["data"]["provider"]["display_name"]
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


async def run_bare_httpx(url: str, folder: Path) -> None:
    async with httpx.AsyncClient(timeout=20) as client:

        async def post(to: str, body: dict[str, Any]) -> Any:
            return (await client.post(to, json=body)).json()

        await run_bare(url, post, None)


async def run_bare_aiohttp(url: str, folder: Path) -> None:
    async with aiohttp.ClientSession() as session:

        async def post(to: str, body: dict[str, Any]) -> Any:
            async with session.post(to, json=body) as reply:
                return await reply.json()

        await run_bare(url, post, AiohttpRequest())


async def run_tariffbot(url: str, folder: Path) -> None:
    """The whole service as `serve` starts it, but for Telegram's speed limit: it would measure our patience."""
    from bot.cli import nothing_collected

    with nothing_collected():
        service = open_service(url, folder)
    async with service:
        await until_stopped()


def open_service(url: str, folder: Path) -> Any:
    """The service, with all that it imports."""
    from adapters.telegram import TelegramChannel
    from adapters.telegram.pacing import Pacing
    from bot.app import App
    from bot.settings import read_settings

    class Unpaced(Pacing):
        async def wait(self, *args: Any, **kwargs: Any) -> None:
            return

    settings = read_settings(
        flatpeak_account_id="acc_bench",
        flatpeak_api_key="sk_test_bench",
        flatpeak_api_url=url,
        flatpeak_connect_url=f"{url}/connect",
        telegram_bot_token=TOKEN,
        telegram_api_url=url,
        database_url=f"sqlite:///{folder / 'bench.db'}",
        secret_key="a key for nothing but this benchmark".replace(" ", "-"),
        port=0,
    )
    return App(settings, telegram=TelegramChannel(TOKEN, url, Unpaced()))


async def until_stopped() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


BOTS = {"bare-httpx": run_bare_httpx, "bare-aiohttp": run_bare_aiohttp, "tariffbot": run_tariffbot}

if __name__ == "__main__":
    name, url, folder = sys.argv[1:]
    asyncio.run(BOTS[name](url, Path(folder)))
