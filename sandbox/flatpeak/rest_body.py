"""Prices, cheapest times and tariffs over REST, busbar: what they are about is said in the body."""

from typing import Any

from sandbox.flatpeak.endpoint import Ask, list_page
from sandbox.flatpeak.errors import ThinError
from sandbox.flatpeak.objects import Json, Location, Tariff
from sandbox.flatpeak.plans import Market
from sandbox.flatpeak.prices import Item
from sandbox.flatpeak.programmes import Participation
from sandbox.flatpeak.reading import read_text
from sandbox.flatpeak.rest import find_location, find_tariff
from sandbox.flatpeak.series import (
    PRICE_SPAN,
    SCHEDULE_SPAN,
    begin_reply,
    choose_minutes,
    choose_times,
    find_priced,
    last_update,
    list_known,
    list_prices,
    next_update,
    read_limits,
    read_minutes,
    read_segment,
    read_times,
    view_run,
)
from sandbox.flatpeak.views import view_interval, view_tariff
from sandbox.flatpeak.views_vpp import view_participation
from sandbox.flatpeak.world import World

_FORMULA = "(($index * $unitScale) + $fee) * $tax"


def read_prices(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /prices`."""
    location = find_location(world, ask, read_text(ask.body, "location_id"))
    return 200, _price(world, ask, location) | _device(ask)


def read_prices_earlier(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /prices/{id}` of the earlier revision, which repeats the request."""
    body = _price(world, ask, find_location(world, ask, ask.path["id"]))
    asked = {name: ask.body[name] for name in ("start_time", "end_time") if name in ask.body}
    return 200, body | {"request": asked | {"tariff_direction": body["tariff_direction"]}}


def _price(world: World, ask: Ask, location: Location) -> Json:
    start, end = read_times(world, ask.body, PRICE_SPAN)
    tariff = find_priced(location, ask.body)
    return begin_reply(world, location, "price", "prs") | {
        "last_updated": last_update(world, end.tzinfo),
        "tariff_direction": tariff.direction,
        "data": [
            view_interval(item, end.tzinfo) | {"price": {"value": item.value, "confidence": item.confidence}}
            for item in list_prices(world, location, tariff, start, end)
        ],
    }


def schedule_duration(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /schedules/duration`."""
    location = find_location(world, ask, read_text(ask.body, "location_id"))
    start, end = read_times(world, ask.body, SCHEDULE_SPAN, start_needed=True)
    high, minutes = read_segment(ask.body), read_minutes(ask.body, start, end)
    tariff = find_priced(location, ask.body)
    runs = choose_minutes(list_known(world, location, tariff, start, end), minutes, high=high)
    body = begin_reply(world, location, "schedule_duration", "std") | {
        "tariff_direction": tariff.direction,
        "data": [_view_run(run, end.tzinfo) for run in runs],
    }
    return 200, body | _device(ask)


def schedule_limit(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /schedules/limit`."""
    location = find_location(world, ask, read_text(ask.body, "location_id"))
    start, end = read_times(world, ask.body, SCHEDULE_SPAN, start_needed=True)
    high, limits = read_segment(ask.body), read_limits(ask.body)
    tariff = find_priced(location, ask.body)
    runs, minutes = choose_times(list_known(world, location, tariff, start, end), limits, high=high)
    body = begin_reply(world, location, "schedule_limit", "spl") | {
        "tariff_direction": tariff.direction,
        "duration": minutes,
        "data": [_view_run(run, end.tzinfo) for run in runs],
        "next_update": next_update(world, location, end.tzinfo),
    }
    return 200, body | _device(ask)


def _view_run(run: list[Item], zone: Any) -> Json:
    return view_run(run, zone, "price", "value") | {"vpp_event": False}


def _device(ask: Ask) -> Json:
    return {"device_id": read_text({"device_id": "", **ask.body}, "device_id")}


def list_participations(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /vpp-participations`, of one device or of all."""
    found = [one for one in _participations(world, ask) if ask.query.get("device_id") in (None, one.device_id)]
    return list_page(found, ask, "/vpp-participations", lambda one: _view_participation(world, ask, one))


def get_participation(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /vpp-participations/{id}`."""
    for one in _participations(world, ask):
        if one.id == ask.path["id"]:
            return 200, _view_participation(world, ask, one)
    raise ThinError(404)


def _participations(world: World, ask: Ask) -> list[Participation]:
    return [one for one in world.participations.values() if world.locations[one.location_id].account == ask.account]


def _view_participation(world: World, ask: Ask, one: Participation) -> Json:
    return view_participation(one, ask.account, world.public_url)


def list_tariffs(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /tariffs`, of one location or of all."""
    found = [
        (location, tariff)
        for location in world.locations.values()
        for tariff in location.tariffs.values()
        if location.account == ask.account and ask.query.get("location_id") in (None, location.id)
    ]
    homes = {tariff.id: location for location, tariff in found}
    return list_page([tariff for _, tariff in found], ask, "/tariffs", lambda one: _view_tariff(homes[one.id], one))


def get_tariff(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /tariffs/{id}`."""
    return 200, _view_tariff(*find_tariff(world, ask))


def _view_tariff(location: Location, tariff: Tariff) -> Json:
    """The rate of a market tariff is a formula."""
    body = view_tariff(tariff, location)
    if isinstance(tariff.plan, Market):
        tax = 1 + tariff.plan.percentage / 100
        variables = {"index": tariff.plan.region, "unitScale": 0.001, "fee": tariff.plan.fixed, "tax": tax}
        hours = body["schedule"][0]["days_and_hours"][0]["hours"][0]
        hours["rate"] = [{"value": _FORMULA, "variables": variables}]
    return body
