"""The whole outside world as one application: FlatPeak, Telegram, Slack, and a page to chat on."""

from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.calls import Calls
from sandbox.company import CompanyWorld, create_company
from sandbox.flatpeak.app import create_flatpeak
from sandbox.flatpeak.world import World
from sandbox.page import create_page
from sandbox.slack.platform import Platform
from sandbox.slack.site import create_site
from sandbox.telegram import TelegramWorld, create_telegram


def create_sandbox(
    flatpeak: World, telegram: TelegramWorld, slack: Platform, company: CompanyWorld, calls: Calls, *, url: str
) -> Starlette:
    """FlatPeak under /flatpeak, the Bot API under /telegram, Slack, the company behind the bot, and at / the page.

    `url`: where browsers reach it.
    """
    slack.world.url = f"{url}/slack"
    slack.world.calls = calls
    return Starlette(
        routes=[
            Mount("/flatpeak", create_flatpeak(flatpeak, calls, public_url=f"{url}/flatpeak")),
            Mount("/telegram", create_telegram(telegram, calls)),
            Mount("/slack", create_site(slack)),
            Mount("/company", create_company(company, calls)),
            Mount("/", create_page(telegram, slack, flatpeak)),
        ]
    )
