"""Prices, cheapest times and plans over REST, zero."""

from datetime import datetime, timedelta
from decimal import Decimal

from sandbox.flatpeak.endpoint import Ask
from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.objects import Json, Location, Tariff
from sandbox.flatpeak.prices import Item
from sandbox.flatpeak.reading import fail, read_list, read_number, read_object, read_text
from sandbox.flatpeak.rest import find_location
from sandbox.flatpeak.series import (
    PRICE_SPAN,
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
    read_query,
    read_segment,
    read_times,
    view_run,
)
from sandbox.flatpeak.views import view_interval
from sandbox.flatpeak.world import World

_WATTS = {"W": Decimal("0.001"), "KW": Decimal(1)}
_WATT_HOURS = {"WH": Decimal("0.001"), "KWH": Decimal(1)}


def read_rates(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /tariffs/rates/{id}`."""
    location = find_location(world, ask, ask.path["id"])
    flags = ("include_tariff", "include_carbon")
    query = dict.fromkeys(flags, True) | read_query(ask.query, flags=flags)
    start, end = read_times(world, query, PRICE_SPAN)
    tariff = find_priced(location, query, "direction")
    request = {name: query[name] for name in flags} | {"direction": tariff.direction}
    body = begin_reply(world, location, "tariff_rate", "rts") | {
        "direction": tariff.direction,
        "last_updated": last_update(world, end.tzinfo),
        "next_update": next_update(world, location, end.tzinfo),
        "request": request | _view_times(start, end),
        "data": [
            view_interval(item, end.tzinfo) | _view_rate(item, query)
            for item in list_prices(world, location, tariff, start, end)
        ],
    }
    return 200, body


def _view_rate(item: Item, query: Json) -> Json:
    """The grid is as clean as the price is low."""
    shown: Json = {}
    if query["include_tariff"]:
        shown["tariff"] = {"rate": item.value, "confidence": item.confidence}
    if query["include_carbon"]:
        share = min(max(item.value, Decimal("0.01")), Decimal(1)).quantize(Decimal("0.01"))
        shown["carbon"] = {"intensity": int(share * 400), "relative": share, "confidence": Decimal("0.9")}
    return shown


def find_time(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /slots/time/{id}`; its validation errors alone are 400."""
    location = find_location(world, ask, ask.path["id"])
    try:
        query = read_query(ask.query, numbers=("duration",))
        start, end = read_times(world, query, PRICE_SPAN)
        high, minutes = read_segment(query), read_minutes(query, start, end)
    except RefusedError as error:
        raise RefusedError(error.code, status=400) from None
    tariff = find_priced(location, query, "direction")
    runs = choose_minutes(list_known(world, location, tariff, start, end), minutes, high=high)
    request = {"direction": tariff.direction, "segment": query["segment"], "duration": minutes}
    body = _begin(world, location, tariff, end, "slot_time", "sta") | {
        "request": request | _view_times(start, end),
        "data": [view_run(run, end.tzinfo, "tariff", "rate_avg") for run in runs],
    }
    return 200, body


def find_threshold(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /slots/threshold/{id}`."""
    location = find_location(world, ask, ask.path["id"])
    query = read_query(ask.query, numbers=("absolute", "relative"))
    start, end = read_times(world, query, PRICE_SPAN)
    high, limits = read_segment(query), read_limits(query)
    tariff = find_priced(location, query, "direction")
    runs, minutes = choose_times(list_known(world, location, tariff, start, end), limits, high=high)
    request = {"direction": tariff.direction, "segment": query["segment"]}
    body = _begin(world, location, tariff, end, "slot_threshold", "slt") | {
        "duration": minutes,
        "request": request | {n: limits.get(n, 0) for n in ("absolute", "relative")} | _view_times(start, end),
        "data": [view_run(run, end.tzinfo, "tariff", "rate_avg") for run in runs],
    }
    return 200, body


def plan_energy(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /schedules`: when devices are to run so that their energy costs least; `max_power` is one for all."""
    location = find_location(world, ask, read_text(ask.body, "location_id"))
    power = _read_amount(ask.body, "max_power", _WATTS)
    wanted = read_list(ask.body, "data")
    if not wanted or not all(isinstance(one, dict) for one in wanted):
        raise fail()
    plans = [_plan_device(world, location, one, power) for one in wanted]
    return 200, begin_reply(world, location, "schedule", "sch") | {"data": plans}


def _plan_device(world: World, location: Location, wanted: Json, power: Decimal) -> Json:
    if wanted.get("max_power") is not None:
        power = min(power, _read_amount(wanted, "max_power", _WATTS))
    energy = _read_amount(wanted, "energy", _WATT_HOURS)
    start, end = read_times(world, wanted, PRICE_SPAN)
    minutes = int((energy / power * 60).to_integral_value(rounding="ROUND_CEILING"))
    if not 0 < minutes <= (end - start) / timedelta(minutes=1):
        raise fail()
    tariff = find_priced(location, wanted, "direction")
    high = tariff.direction == "EXPORT"
    runs = choose_minutes(list_known(world, location, tariff, start, end), minutes, high=high)
    pieces = [view_run(run, end.tzinfo, "tariff", "value") for run in runs]
    return {
        "device_id": read_text(wanted, "device_id"),
        "direction": tariff.direction,
        "energy": wanted["energy"],
        "schedule": [piece | {"power": {"units": "KW", "value": power}} for piece in pieces],
    }


def _read_amount(parent: Json, name: str, units: dict[str, Decimal]) -> Decimal:
    """Kilowatts or kilowatt-hours, above zero."""
    amount = read_object(parent, name)
    value, unit = read_number(amount, "value"), read_text(amount, "units")
    if unit not in units or value <= 0:
        raise fail()
    return value * units[unit]


def _begin(world: World, location: Location, tariff: Tariff, end: datetime, object_: str, prefix: str) -> Json:
    return begin_reply(world, location, object_, prefix) | {
        "direction": tariff.direction,
        "next_update": next_update(world, location, end.tzinfo),
    }


def _view_times(start: datetime, end: datetime) -> Json:
    return {"start_time": start.isoformat(), "end_time": end.isoformat()}
