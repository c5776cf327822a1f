"""Prices and cheapest times over REST, anode."""

from sandbox.flatpeak.endpoint import Ask
from sandbox.flatpeak.objects import Json
from sandbox.flatpeak.rest import find_location
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
from sandbox.flatpeak.views import view_interval
from sandbox.flatpeak.world import World


def read_prices(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /prices/{id}`."""
    location = find_location(world, ask, ask.path["id"])
    start, end = read_times(world, ask.body, PRICE_SPAN)
    tariff = find_priced(location, ask.body)
    body = begin_reply(world, location, "price", "prs") | {
        "tariff_direction": tariff.direction,
        "last_updated": last_update(world, end.tzinfo),
        "next_update": next_update(world, location, end.tzinfo),
        "request": {
            "tariff_direction": tariff.direction,
            "start_time": start.isoformat(),
            "end_time": end.isoformat(),
        },
        "data": [
            view_interval(item, end.tzinfo) | {"price": {"value": item.value, "confidence": item.confidence}}
            for item in list_prices(world, location, tariff, start, end)
        ],
    }
    return 200, body


def schedule_duration(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /schedules/duration/{id}`: the cheapest or dearest minutes, in as many pieces as it takes."""
    location = find_location(world, ask, ask.path["id"])
    start, end = read_times(world, ask.body, SCHEDULE_SPAN, start_needed=True)
    high, minutes = read_segment(ask.body), read_minutes(ask.body, start, end)
    tariff = find_priced(location, ask.body)
    runs = choose_minutes(list_known(world, location, tariff, start, end), minutes, high=high)
    request = {"tariff_direction": tariff.direction, "segment": "HIGH" if high else "LOW", "duration": minutes}
    body = begin_reply(world, location, "schedule_duration", "std") | {
        "tariff_direction": tariff.direction,
        "next_update": next_update(world, location, end.tzinfo),
        "request": request | {"start_time": start.isoformat(), "end_time": end.isoformat()},
        "data": [view_run(run, end.tzinfo, "price", "average") for run in runs],
    }
    return 200, body


def schedule_limit(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /schedules/limit/{id}`: all times below (or above) a price; the reply has the names of the reference."""
    location = find_location(world, ask, ask.path["id"])
    start, end = read_times(world, ask.body, SCHEDULE_SPAN, start_needed=True)
    high, limits = read_segment(ask.body), read_limits(ask.body)
    tariff = find_priced(location, ask.body)
    runs, minutes = choose_times(list_known(world, location, tariff, start, end), limits, high=high)
    request: Json = {"direction": tariff.direction, "segment": "HIGH" if high else "LOW"}
    request |= {name: limits.get(name, 0) for name in ("absolute", "relative")}
    body = begin_reply(world, location, "schedule_limit", "spl") | {
        "direction": tariff.direction,
        "duration": minutes,
        "next_update": next_update(world, location, end.tzinfo),
        "request": request | {"start_time": start.isoformat(), "end_time": end.isoformat()},
        "data": [view_run(run, end.tzinfo, "tariff", "rate_avg") for run in runs],
    }
    return 200, body
