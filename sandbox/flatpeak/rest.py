"""REST calls: who asks, what they may see, and the lists and objects that they get."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from sandbox.calls import Call, Calls
from sandbox.flatpeak.answers import read_object, read_text
from sandbox.flatpeak.errors import RefusedError, ThinError, say_error
from sandbox.flatpeak.objects import Customer, Json, Location
from sandbox.flatpeak.places import ADDRESS_MEMBERS, find_place
from sandbox.flatpeak.scenario import Fault
from sandbox.flatpeak.views import (
    view_customer,
    view_event,
    view_location,
    view_status,
    view_tariff,
)
from sandbox.flatpeak.wire import read_json, read_plain, refuse_by, reply
from sandbox.flatpeak.world import BEARER_LIFE, EVENT_LIFE, World

ACCOUNT_PREFIX = "acc_sandbox"
KEY_PREFIX = "sk_test_"
ACCEPTED: tuple[int, Json] = (202, {"message": "Accepted"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One authorised call."""

    account: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Json


Handler = Callable[[World, Ask], tuple[int, Json]]


class Endpoint:
    """One REST call: announced, authorised, handled, announced, answered."""

    def __init__(self, world: World, calls: Calls, method: str, context: str, handler: Handler | None) -> None:
        self.world, self.calls = world, calls
        self.method, self.context, self.handler = method, context, handler

    async def serve(self, request: Request) -> Response:
        """A handler of None is the login."""
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

    def _act(self, request: Request, raw: bytes, fault: Fault | None) -> tuple[int, Json]:
        try:
            refuse_by(fault)
            if self.handler is None:
                return _log_in(self.world, request.headers.get("authorization", ""))
            account = _authorise(self.world, request)
            ask = Ask(account, request.path_params, request.query_params, _decode(raw))
            return self.handler(self.world, ask)
        except ThinError as error:
            return error.status, error.body
        except RefusedError as error:
            return error.status, say_error(error, f"api.{self.context}", self.world.now())


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
    version = request.headers.get("flatpeak-version")
    if version and version not in world.generation.versions:
        raise RefusedError("api_version_not_supported", status=422)
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


# Lists


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


# Locations and customers


def find_location(world: World, ask: Ask, location_id: str) -> Location:
    """A location of the account. Raises ThinError 404."""
    location = world.locations.get(location_id)
    if location is None or location.account != ask.account:
        raise ThinError(404)
    return location


def find_customer(world: World, ask: Ask, customer_id: str) -> Customer:
    """A customer of the account. Raises ThinError 404."""
    customer = world.customers.get(customer_id)
    if customer is None or customer.account != ask.account:
        raise ThinError(404)
    return customer


def list_locations(world: World, ask: Ask) -> tuple[int, Json]:
    wanted = {name: ask.query[name] for name in ("reference_id", "customer_id") if name in ask.query}
    found = [
        one
        for one in world.locations.values()
        if one.account == ask.account and all(getattr(one, name) == value for name, value in wanted.items())
    ]
    return list_page(found, ask, "/locations", view_location)


def get_location(world: World, ask: Ask) -> tuple[int, Json]:
    return 200, view_location(find_location(world, ask, ask.path["id"]))


def get_status(world: World, ask: Ask) -> tuple[int, Json]:
    return 200, view_status(find_location(world, ask, ask.path["id"]), world.public_url)


def change_location(world: World, ask: Ask) -> tuple[int, Json]:
    location = find_location(world, ask, ask.path["id"])
    reference = read_text({"reference_id": location.reference_id, **ask.body}, "reference_id")
    owner = read_text({"customer_id": location.customer_id, **ask.body}, "customer_id")
    if owner != location.customer_id:
        find_customer(world, ask, owner).locations.append(location.id)
        world.customers[location.customer_id].locations.remove(location.id)
    if "postal_address" in ask.body:
        given = read_object(ask.body, "postal_address")
        address = {name: read_text({**location.address, **given}, name) for name in ADDRESS_MEMBERS}
        place = find_place(address)
        if place is None:
            raise RefusedError("timezone_not_found")
        location.address, location.place = address, place
    location.reference_id, location.customer_id = reference, owner
    world.emit(location.account, "location.update", view_location(location))
    return 200, view_location(location)


def delete_location(world: World, ask: Ask) -> tuple[int, Json]:
    world.delete_location(find_location(world, ask, ask.path["id"]))
    return ACCEPTED


def list_customers(world: World, ask: Ask) -> tuple[int, Json]:
    reference = ask.query.get("reference_id")
    found = [
        one for one in world.customers.values() if one.account == ask.account and reference in (None, one.reference_id)
    ]
    return list_page(found, ask, "/customers", view_customer)


def get_customer(world: World, ask: Ask) -> tuple[int, Json]:
    return 200, view_customer(find_customer(world, ask, ask.path["id"]))


def delete_customer(world: World, ask: Ask) -> tuple[int, Json]:
    world.delete_customer(find_customer(world, ask, ask.path["id"]))
    return ACCEPTED


# Tariffs and events


def list_tariffs(world: World, ask: Ask) -> tuple[int, Json]:
    if "location_id" not in ask.query:
        raise RefusedError("data_json_invalid")
    location = find_location(world, ask, ask.query["location_id"])
    found = [
        tariff
        for tariff in location.tariffs.values()
        if ask.query.get("direction") in (None, tariff.direction) and ask.query.get("type") in (None, tariff.type)
    ]
    return list_page(found, ask, "/tariffs", lambda tariff: view_tariff(tariff, location))


def list_events(world: World, ask: Ask) -> tuple[int, Json]:
    oldest = world.now() - EVENT_LIFE
    wanted, about = ask.query.get("event_type"), ask.query.get("object_id")
    found = [
        event
        for event in world.events
        if event.account == ask.account and event.created >= oldest and wanted in (None, event.type)
        if about is None or about in _ids(event.data)
    ]
    return list_page(found, ask, "/events", view_event)


def _ids(data: Json) -> set[Any]:
    return {data.get(name) for name in ("id", "location_id", "tariff_id", "customer_id")}


def get_event(world: World, ask: Ask) -> tuple[int, Json]:
    for event in world.events:
        if event.id == ask.path["id"] and event.account == ask.account:
            return 200, view_event(event)
    raise ThinError(404)
