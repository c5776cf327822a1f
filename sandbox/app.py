"""The whole outside world as one application: FlatPeak, Telegram, Slack, and a page to chat on."""

from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.calls import Calls
from sandbox.flatpeak.app import create_flatpeak
from sandbox.flatpeak.world import World
from sandbox.page import create_page
from sandbox.slack.platform import Platform
from sandbox.slack.site import create_site
from sandbox.telegram import TelegramWorld, create_telegram


def create_sandbox(flatpeak: World, telegram: TelegramWorld, slack: Platform, calls: Calls, *, url: str) -> Starlette:
    """FlatPeak under /flatpeak, the Bot API under /telegram, Slack under /slack, the page at /.

    `url`: where browsers reach it.
    """
    slack.world.url = f"{url}/slack"
    slack.world.calls = calls
    return Starlette(
        routes=[
            Mount("/flatpeak", create_flatpeak(flatpeak, calls, public_url=f"{url}/flatpeak")),
            Mount("/telegram", create_telegram(telegram, calls)),
            Mount("/slack", create_site(slack)),
            Mount("/", create_page(telegram, slack, flatpeak)),
        ]
    )
