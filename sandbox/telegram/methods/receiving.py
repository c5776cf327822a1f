"""How a bot gets its updates."""

import re
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad_request
from sandbox.telegram.limits import POLL_LIMIT, SECRET_TOKEN_CHARS
from sandbox.telegram.model import Json
from sandbox.telegram.params import Params
from sandbox.telegram.world import TelegramWorld


async def get_updates(world: TelegramWorld, params: Params) -> list[Json]:
    """getUpdates."""
    world.updates.allow(params.values.get("allowed_updates"))
    limit = params.number("limit", POLL_LIMIT)
    return await world.updates.poll(params.number("offset"), limit, params.number("timeout"))


async def set_webhook(world: TelegramWorld, params: Params) -> bool:
    """setWebhook; an empty address deletes it."""
    url = params.text("url")
    if not url:
        return await delete_webhook(world, params)
    secret = params.text("secret_token")
    if len(secret) > SECRET_TOKEN_CHARS:
        raise bad_request("secret token is too long")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
        raise bad_request("secret token contains unallowed characters")
    scheme = urlsplit(url).scheme
    if scheme != "https" and not (scheme == "http" and world.allow_local_urls):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.updates.allow(params.values.get("allowed_updates"))
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.interrupt("setWebhook request")
    world.webhook.max_connections = params.number("max_connections", 40)
    world.webhook.start(url, secret)
    return True


async def delete_webhook(world: TelegramWorld, params: Params) -> bool:
    """deleteWebhook."""
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    world.webhook.stop()
    return True


async def get_webhook_info(world: TelegramWorld, params: Params) -> Json:
    """getWebhookInfo."""
    return world.webhook.to_json()


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
