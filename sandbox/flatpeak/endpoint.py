"""What all REST calls share: announcing, authorising, refusing, and paging through lists."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from sandbox.calls import Call, Calls
from sandbox.flatpeak.errors import RefusedError, ThinError, say_error
from sandbox.flatpeak.generation import Generation
from sandbox.flatpeak.generations import find_generation, is_older
from sandbox.flatpeak.objects import Json
from sandbox.flatpeak.scenario import Fault
from sandbox.flatpeak.wire import read_json, read_plain, refuse_by, reply
from sandbox.flatpeak.world import BEARER_LIFE, World

ACCOUNT_PREFIX = "acc_sandbox"
KEY_PREFIX = "sk_test_"
VERSION_REFUSED = "api_version_not_supported"  # said of the whole API, not of the call


@dataclass(frozen=True, slots=True)
class Ask:
    """One authorised call."""

    account: str
    generation: Generation
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Json


Handler = Callable[[World, Ask], tuple[int, Json]]


class Endpoint:
    """One REST call: announced, authorised, handled, announced, answered.

    `handlers`: by the name of the generation, with the context of its errors; a handler of None is the login.
    """

    def __init__(
        self, world: World, calls: Calls, method: str, handlers: Mapping[str, tuple[str, Handler | None]]
    ) -> None:
        self.world, self.calls = world, calls
        self.method, self.handlers = method, handlers

    async def serve(self, request: Request) -> Response:
        """A generation that has no such call does not find it."""
        raw = await request.body()
        params = {**request.path_params, **request.query_params}
        call = Call("flatpeak", self.method, read_plain(raw) if raw else params, self.world.now())
        await self.calls.announce(call, "before")
        fault = self.world.scenario.take("rest")
        if fault and fault.kind == "slow":
            await self.world.sleep(fault.delay_s)
        status, body = self._act(request, raw, fault)
        await self.calls.announce(call, "after")
        return reply(status, body, fault)

    def speaks(self, request: Request) -> Generation:
        """The generation of a call: the one that it names, or the default of the account."""
        return _named(request) or self.world.generation

    def _act(self, request: Request, raw: bytes, fault: Fault | None) -> tuple[int, Json]:
        generation = self.speaks(request)
        context, handler = self.handlers.get(generation.name, ("", None))
        try:
            refuse_by(fault)
            if generation.name not in self.handlers:
                raise ThinError(404)
            if handler is None:
                return _log_in(self.world, request.headers.get("authorization", ""))
            account = _authorise(self.world, request)
            ask = Ask(account, generation, request.path_params, request.query_params, _decode(raw))
            return handler(self.world, ask)
        except ThinError as error:
            return error.status, error.body
        except RefusedError as error:
            status = error.status or generation.validation_status
            about = "api" if error.code == VERSION_REFUSED else f"api.{context}"
            return status, say_error(error, about, self.world.now())


def _named(request: Request) -> Generation | None:
    return find_generation(request.headers.get("flatpeak-version", ""))


def _log_in(world: World, header: str) -> tuple[int, Json]:
    scheme, _, encoded = header.partition(" ")
    try:
        account, _, key = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise ThinError(403) from None
    known = account.startswith(ACCOUNT_PREFIX) and key.startswith(KEY_PREFIX) and key != KEY_PREFIX
    if scheme.lower() != "basic" or not known:
        raise ThinError(403)
    bearer = world.log_in(account)
    return 200, {
        "bearer_token": bearer,
        "expires_in": int(BEARER_LIFE.total_seconds()),
        "live_mode": False,
    }


def _authorise(world: World, request: Request) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    account = world.account_of(bearer)
    if scheme.lower() != "bearer" or account is None:
        raise ThinError(403)
    if world.scenario.account_disabled:
        raise RefusedError("account_disabled", status=422, type_="api_error")
    said, wanted, default = request.headers.get("flatpeak-version"), _named(request), world.generation
    if said and wanted is None:
        raise RefusedError(VERSION_REFUSED, f"Version {said} is not known.", status=422)
    if wanted and is_older(wanted, default):
        message = f"Version {said} is older than the account default {default.versions[0]}."
        raise RefusedError(VERSION_REFUSED, message, status=422)
    return account


def _decode(raw: bytes) -> Json:
    if not raw:
        return {}
    try:
        body = read_json(raw)
    except ValueError:
        raise RefusedError("data_json_invalid") from None
    if not isinstance(body, dict):
        raise RefusedError("data_json_invalid")
    return body


class Listed(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Listed)


def list_page(oldest_first: Sequence[T], ask: Ask, url: str, view: Callable[[T], Json]) -> tuple[int, Json]:
    """Newest first; `starting_after` goes on to older ones, `ending_before` to newer ones."""
    limit, after, before = ask.query.get("limit", "30"), ask.query.get("starting_after"), ask.query.get("ending_before")
    if not limit.isdecimal() or not 1 <= int(limit) <= 100 or (after and before):
        raise RefusedError("data_json_invalid")
    items = list(reversed(oldest_first))
    if after:
        rest = items[_place_of(items, after) + 1 :]
    elif before:
        rest = items[: _place_of(items, before)][::-1]
    else:
        rest = items
    chosen = rest[: int(limit)]
    if before:
        chosen.reverse()
    data = [view(item) for item in chosen]
    return 200, {"object": "list", "url": url, "has_more": len(rest) > len(chosen), "data": data}


def _place_of(items: Sequence[Listed], wanted: str) -> int:
    for place, item in enumerate(items):
        if item.id == wanted:
            return place
    raise RefusedError("data_json_invalid", f"No object {wanted}.")
