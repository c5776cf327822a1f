"""What every request of the company passes: its key, its pace, its size; and how a refusal looks."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.buckets import Buckets
from bot.company.models import Fault, Problem

BODY_BYTES = 16_384  # of the longest link there can be, and some blanks
READ_S = 10.0
A_SECOND, AT_ONCE = 20.0, 200.0  # requests by one key
MEDIA_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
NO_STORE = {"Cache-Control": "no-store"}

Model = TypeVar("Model", bound=BaseModel)


class Refusal(Exception):
    """A request that is not followed."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.faults, self.headers = status, code, detail, faults, headers or {}


TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    404: "Not found",
    405: "Method not allowed",
    408: "Request timeout",
    409: "Conflict",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Unprocessable content",
    429: "Too many requests",
    500: "Internal error",
    503: "Service unavailable",
}


class Gate:
    """Lets in whoever names one of the keys, at a bounded pace."""

    def __init__(self, keys: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._digests = [_digest(key) for key in keys]
        self._buckets = Buckets(A_SECOND, AT_ONCE, clock)

    def admit(self, authorization: str) -> None:
        """Raises Refusal 401 or 429."""
        scheme, _, token = authorization.partition(" ")
        digest = _digest(token.strip())
        # All are compared, each in constant time: how long it takes tells nothing about any of them.
        matches = [hmac.compare_digest(digest, one) for one in self._digests]
        if scheme.lower() != "bearer" or not any(matches):
            words = "Send one of your keys: Authorization: Bearer KEY."
            raise Refusal(401, "unauthorized", words, headers={"WWW-Authenticate": "Bearer"})
        self._pace(matches.index(True))

    def _pace(self, number: int) -> None:
        if not self._buckets.take(str(number)):
            words = f"More than {A_SECOND:g} requests a second; try again in a second."
            raise Refusal(429, "too_many_requests", words, headers={"Retry-After": "1"})


async def read_body(request: Request, model: type[Model]) -> Model:
    """The body as JSON of one shape. Raises Refusal."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise Refusal(415, "not_json", f"Send the body as {MEDIA_TYPE}.")
    try:
        async with asyncio.timeout(READ_S):
            body = await _read(request)
    except (TimeoutError, ClientDisconnect):
        raise Refusal(408, "incomplete", "The body did not come to its end.", headers={"Connection": "close"}) from None
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _refuse(error) from None


def read_query(request: Request, model: type[Model]) -> Model:
    """The query of one shape. Raises Refusal."""
    given = request.query_params.multi_items()
    twice = [name for name, _ in given if sum(name == other for other, _ in given) > 1]
    if twice:
        faults = [Fault(member=name, message="given more than once") for name in dict.fromkeys(twice)]
        raise Refusal(422, "invalid", "The query does not fit.", faults=faults)
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        raise _refuse(error) from None


def refuse(refusal: Refusal) -> Response:
    """The answer that a refusal gets."""
    problem = Problem(
        title=TITLES.get(refusal.status, "Error"),
        status=refusal.status,
        code=refusal.code,
        detail=refusal.detail,
        faults=list(refusal.faults),
    )
    return Response(
        problem.model_dump_json(), refusal.status, headers={**NO_STORE, **refusal.headers}, media_type=PROBLEM_TYPE
    )


async def refuse_unknown(request: Request, error: Exception) -> Response:
    """The same for what no route takes."""
    assert isinstance(error, HTTPException)
    words = {404: ("not_found", "There is nothing here."), 405: ("method_not_allowed", "See Allow for what is taken.")}
    code, detail = words.get(error.status_code, ("refused", error.detail))
    return refuse(Refusal(error.status_code, code, detail, headers=error.headers))


def _refuse(error: ValidationError) -> Refusal:
    """What does not fit, by the name of the member; never what was sent."""
    problems: list[Any] = error.errors(include_url=False, include_context=False, include_input=False)
    if problems[0]["type"] == "json_invalid":
        return Refusal(400, "not_json", "The body is no JSON.")
    faults = [Fault(member=".".join(map(str, one["loc"])), message=one["msg"]) for one in problems]
    return Refusal(422, "invalid", "Some members do not fit.", faults=faults)


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            words = f"The body is longer than {BODY_BYTES} bytes."
            raise Refusal(413, "too_long", words, headers={"Connection": "close"})
    return bytes(body)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
