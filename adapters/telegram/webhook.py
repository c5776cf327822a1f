"""Updates by webhook: nothing is believed without the secret, and 200 means that it is stored."""

import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from adapters.telegram.client import TelegramChannel
from adapters.telegram.limits import SECRET_CHARS, WEBHOOK_BYTES
from adapters.telegram.polling import Store

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "x-telegram-bot-api-secret-token"
SECRET = re.compile(rf"[A-Za-z0-9_-]{{1,{SECRET_CHARS}}}")


def webhook_route(channel: TelegramChannel, secret: str, store: Store) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for `PATH`. ValueError if the secret is none that Telegram takes.

    401 without the secret, 413 above a megabyte, 400 for what is no update, 500 when it could not be stored
    (Telegram then sends it again), 503 as long as we do not know who we are, else 200.
    """
    if not SECRET.fullmatch(secret):
        raise ValueError("a webhook secret is 1 to 256 of A-Z a-z 0-9 _ -")

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=401)
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        if not channel.id:  # it is part of an update's identity, by which one that comes again is known
            return Response(status_code=503)
        return await _take(channel, store, body)

    return receive


async def _read(request: Request) -> bytes | None:
    """The body, None if it is too large."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > WEBHOOK_BYTES:
            return None
    return bytes(body)


async def _take(channel: TelegramChannel, store: Store, body: bytes) -> Response:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return Response(status_code=400)
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return Response(status_code=400)
    try:
        await store(update, channel.parse(update))
    except Exception as error:
        log.error("an update could not be stored, Telegram will send it again: %s", type(error).__name__)
        return Response(status_code=500)
    return Response(status_code=200)
