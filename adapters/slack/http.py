"""Requests by HTTP: nothing is believed without the signature, and 200 means that it is stored."""

import hmac
import json
import logging
import time
from binascii import a2b_qp
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from adapters.slack.parse import source_of

log = logging.getLogger(__name__)

PATH = "/slack/events"
BODY_BYTES = 4_000_000  # ours; a view of 100 blocks with everything in it stays below a megabyte
AGE_S = 300  # docs.slack.dev/authentication/verifying-requests-from-slack: older or newer may be a replay
SSL_CHECK_BYTES = 1000  # it holds a token and a flag
FORM = "application/x-www-form-urlencoded"
SIGNATURE, TIMESTAMP = "x-slack-signature", "x-slack-request-timestamp"

Clock = Callable[[], float]


def is_signed(secrets: Sequence[str], timestamp: str, signature: str, body: bytes, now: float) -> bool:
    """Whether one of the secrets signed exactly these bytes, at most five minutes from `now` (Unix seconds)."""
    if not (timestamp.isascii() and timestamp.isdecimal()) or abs(now - int(timestamp)) > AGE_S:
        return False
    signed = b":".join((b"v0", timestamp.encode(), body))
    given = signature.encode("utf-8", "replace")
    good = False
    for secret in secrets:  # all of them, so that the time tells nothing
        digest = hmac.digest(secret.encode(), signed, "sha256").hex()
        good |= bool(secret) and hmac.compare_digest(f"v0={digest}".encode(), given)
    return good


def events_route(app: AsyncApp, secrets: Sequence[str], clock: Clock = time.time) -> Callable[..., Awaitable[Response]]:
    """The endpoint for `PATH`: events, commands, interactions and menus alike.

    401 without a good signature, 413 for a body that is too long, 400 for one that is none of Slack's, 500 when it
    could not be stored (Slack then sends an event again), else what the app answers.
    """

    async def receive(request: Request) -> Response:
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        if _is_ssl_check(request, body):  # comes without a signature
            return Response(status_code=200)
        stamp, signature = (request.headers.get(name, "") for name in (TIMESTAMP, SIGNATURE))
        if not is_signed(secrets, stamp, signature, body, clock()):
            return Response(status_code=401)
        payload = read_payload(body, request.headers.get("content-type", ""))
        if payload is None:
            return Response(status_code=400)
        return _answer(await dispatch(app, payload))

    return receive


async def dispatch(app: AsyncApp, payload: dict[str, Any]) -> BoltResponse:
    """What the app answers to a payload, whichever way it came; it has been verified."""
    try:
        # The library's name for a payload that is no text any more, and of which nothing is verified again.
        return await app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode", context=_known(payload)))
    except Exception as error:  # it reads some shapes before, and reports others, in ways that fail themselves
        log.error("a payload from Slack could not be read: %s", type(error).__name__)
        return BoltResponse(status=500)


def _known(payload: dict[str, Any]) -> dict[str, Any]:
    """What all listeners need; handed in, as a middleware for it takes a tenth of the dispatch."""
    kind, app_id = payload.get("type"), payload.get("api_app_id")
    return {"source": source_of(payload), "kind": kind, "app": str(app_id or "")}


def read_payload(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What a body holds, None where it is nothing of Slack's.

    The library takes the word "payload" anywhere, as in the name of a street, for the sign of an interaction.
    """
    try:
        text = body.decode("utf-8")
        if not content_type.startswith(FORM):
            found = json.loads(text)
        else:
            form = _read_form(text)
            found = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found else None


def _read_form(text: str) -> dict[str, str]:
    """As `parse_qsl` reads it; one long field in a tenth of the time, for a payload has hundreds of signs in it."""
    name, _, value = text.partition("=")
    if name != "payload" or "&" in value or "=" in value or not text.isascii():
        return dict(parse_qsl(text, keep_blank_values=True))
    # What a form writes as %7B is =7B as quoted-printable, and the reader of that is written in C.
    return {name: a2b_qp(value.replace("+", " ").replace("%", "=")).decode("utf-8", "replace")}


async def _read(request: Request) -> bytes | None:
    """The body, None if it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            return None
    return bytes(body)


def _is_ssl_check(request: Request, body: bytes) -> bool:
    """Slack's look at our certificate: docs.slack.dev/interactivity/implementing-slash-commands. Nothing follows it."""
    form = request.headers.get("content-type", "").startswith(FORM)
    if not form or len(body) > SSL_CHECK_BYTES or b"ssl_check=1" not in body:
        return False
    return parse_qs(body.decode("ascii", "replace")).get("ssl_check") == ["1"]


def _answer(given: BoltResponse) -> Response:
    return Response(given.body, given.status, headers=given.first_headers())
