"""The whole outside world as one application: FlatPeak, Telegram, and a page to chat on."""

from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.calls import Calls
from sandbox.flatpeak.app import create_flatpeak
from sandbox.flatpeak.world import World
from sandbox.page import create_page
from sandbox.telegram import TelegramWorld, create_telegram


def create_sandbox(flatpeak: World, telegram: TelegramWorld, calls: Calls, *, url: str) -> Starlette:
    """FlatPeak under /flatpeak, the Bot API under /telegram, the page at /. `url`: where browsers reach it."""
    return Starlette(
        routes=[
            Mount("/flatpeak", create_flatpeak(flatpeak, calls, public_url=f"{url}/flatpeak")),
            Mount("/telegram", create_telegram(telegram, calls)),
            Mount("/", create_page(telegram, flatpeak)),
        ]
    )
