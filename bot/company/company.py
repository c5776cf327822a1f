"""How the company takes part, as the settings say."""

from dataclasses import dataclass, field

from starlette.routing import BaseRoute

from bot.company.webhooks import Webhooks
from bot.house import Clock, House
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Company:
    """`keys`: whoever names one of them may ask; none: nobody may. `webhooks`: where it is told, if it wants that."""

    keys: tuple[str, ...] = field(default=(), repr=False)
    webhooks: Webhooks | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self.webhooks is not None:
            await self.webhooks.close()


def create_company(settings: Settings, now: Clock) -> Company | None:
    """The company of these settings, None where there is none."""
    url = settings.webhook_url
    webhooks = Webhooks(url, settings.webhook_secret, now) if url else None
    return Company(settings.api_keys, webhooks) if settings.api_keys or webhooks else None


def api_of(house: House, public_url: str) -> list[BaseRoute]:
    """What it can ask."""
    if house.company is None or not house.company.keys:
        return []
    from bot.company.routes import Api  # most deployments have no use for it

    return Api(house, house.company.keys, public_url).routes()
