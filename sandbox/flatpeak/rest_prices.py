"""Prices and cheapest times over REST."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from sandbox.flatpeak.endpoint import Ask
from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.objects import Json, Location, Tariff
from sandbox.flatpeak.prices import Item, read_span
from sandbox.flatpeak.reading import read_number, read_stamp, read_text
from sandbox.flatpeak.rest import find_location
from sandbox.flatpeak.views import stamp
from sandbox.flatpeak.world import World

PRICE_SPAN = timedelta(days=90)
SCHEDULE_SPAN = timedelta(days=3)
_PLACES = Decimal("0.00001")
_STALE = Decimal("0.8")  # what a price is worth once the tariff can no longer be read


def read_prices(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /prices/{id}`."""
    location = find_location(world, ask, ask.path["id"])
    start, end = _read_span(world, ask.body, PRICE_SPAN)
    tariff = _priced_tariff(location, ask.body)
    zone = end.tzinfo
    body = _head(world, location, tariff, "price", "prs") | {
        "tariff_direction": tariff.direction,
        "last_updated": world.now().astimezone(zone).replace(microsecond=0).isoformat(),
        "next_update": _next_update(world, location, zone),
        "request": {
            "tariff_direction": tariff.direction,
            "start_time": start.isoformat(),
            "end_time": end.isoformat(),
        },
        "data": [
            {
                "valid_from": item.start.astimezone(zone).isoformat(),
                "valid_to": item.end.astimezone(zone).isoformat(),
                "price": {"value": item.value, "confidence": item.confidence},
            }
            for item in _series(world, location, tariff, start, end)
        ],
    }
    return 200, body


def schedule_duration(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /schedules/duration/{id}`: the cheapest or dearest minutes, in as many pieces as it takes."""
    location = find_location(world, ask, ask.path["id"])
    start, end = _read_span(world, ask.body, SCHEDULE_SPAN, start_needed=True)
    high, minutes = _read_segment(ask.body), int(read_number(ask.body, "duration"))
    if not 0 < minutes <= (end - start).total_seconds() / 60:
        raise RefusedError("data_json_invalid")
    tariff = _priced_tariff(location, ask.body)
    ranked = sorted(_known(world, location, tariff, start, end), key=lambda i: (-i.value if high else i.value, i.start))
    left, chosen = timedelta(minutes=minutes), []
    for item in ranked:
        if left > timedelta(0):
            part = replace(item, end=min(item.end, item.start + left))
            chosen.append(part)
            left -= part.end - part.start
    request = {"tariff_direction": tariff.direction, "segment": "HIGH" if high else "LOW", "duration": minutes}
    body = _head(world, location, tariff, "schedule_duration", "std") | {
        "tariff_direction": tariff.direction,
        "next_update": _next_update(world, location, end.tzinfo),
        "request": request | {"start_time": start.isoformat(), "end_time": end.isoformat()},
        "data": [_piece(run, end.tzinfo, "price", "average") for run in _runs(chosen)],
    }
    return 200, body


def schedule_limit(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /schedules/limit/{id}`: all times below (or above) a price; the reply has the names of the reference."""
    location = find_location(world, ask, ask.path["id"])
    start, end = _read_span(world, ask.body, SCHEDULE_SPAN, start_needed=True)
    high, limits = _read_segment(ask.body), _read_limits(ask.body)
    tariff = _priced_tariff(location, ask.body)
    items = _known(world, location, tariff, start, end)
    bound = limits.get("absolute", _bound(items, limits.get("relative", Decimal(0)), high=high))
    chosen = [i for i in items if (i.value >= bound if high else i.value <= bound)]
    minutes = sum(((i.end - i.start) for i in chosen), timedelta(0)).total_seconds() / 60
    request: Json = {"direction": tariff.direction, "segment": "HIGH" if high else "LOW"}
    request |= {name: limits.get(name, 0) for name in ("absolute", "relative")}
    body = _head(world, location, tariff, "schedule_limit", "spl") | {
        "direction": tariff.direction,
        "duration": int(minutes),
        "next_update": _next_update(world, location, end.tzinfo),
        "request": request | {"start_time": start.isoformat(), "end_time": end.isoformat()},
        "data": [_piece(run, end.tzinfo, "tariff", "rate_avg") for run in _runs(chosen)],
    }
    return 200, body


def _head(world: World, location: Location, tariff: Tariff, object_: str, prefix: str) -> Json:
    return {
        "id": world.new_id(prefix),
        "object": object_,
        "live_mode": False,
        "location_id": location.id,
        "location_timezone": location.place.zone,
        "currency_code": location.place.currency,
        "time_created": stamp(world.now()),
        "account_id": location.account,
    }


def _read_span(
    world: World, body: Json, longest: timedelta, *, start_needed: bool = False
) -> tuple[datetime, datetime]:
    """Start and end in the zone of `end_time`; without a start it is now."""
    end = read_stamp(read_text(body, "end_time"))
    given = read_text(body, "start_time") if start_needed or "start_time" in body else stamp(world.now())
    start = read_stamp(given)
    if start is None or end is None or not timedelta(0) < end - start <= longest:
        raise RefusedError("data_json_invalid")
    return start.astimezone(end.tzinfo), end


def _read_segment(body: Json) -> bool:
    """Whether the dearest times are wanted."""
    segment = read_text(body, "segment")
    if segment not in ("LOW", "HIGH"):
        raise RefusedError("data_json_invalid")
    return segment == "HIGH"


def _read_limits(body: Json) -> dict[str, Decimal]:
    """One of the two is needed; `absolute` wins."""
    limits: dict[str, Decimal] = {name: read_number(body, name) for name in ("absolute", "relative") if name in body}
    relative = limits.get("relative", Decimal(1))
    if not limits or ("absolute" not in limits and not Decimal("0.01") <= relative <= 1):
        raise RefusedError("data_json_invalid")
    return limits


def _priced_tariff(location: Location, body: Json) -> Tariff:
    """The energy tariff of the direction that is asked for."""
    direction = body.get("tariff_direction", "IMPORT")
    if direction not in ("IMPORT", "EXPORT"):
        raise RefusedError("tariff_direction_invalid")
    tariff = location.tariffs.get("commodity_export" if direction == "EXPORT" else "commodity_import")
    if tariff is None:
        raise RefusedError("no_tariff_connected", status=422)
    if tariff.status == "PENDING":
        raise RefusedError("pending_connect", status=422)
    if not tariff.was_read:
        raise RefusedError("no_price_data", status=422)
    return tariff


def _series(world: World, location: Location, tariff: Tariff, start: datetime, end: datetime) -> list[Item]:
    """Prices go on after a tariff has expired, as forecasts."""
    zone = ZoneInfo(location.place.zone)
    items = read_span(tariff.plan, start, end, zone, world.now(), tariff.term.end)
    if tariff.status == "ERROR":
        return [replace(item, confidence=min(item.confidence, _STALE)) for item in items]
    return items


def _known(world: World, location: Location, tariff: Tariff, start: datetime, end: datetime) -> list[Item]:
    """The part of the series that lies within the span and has a price."""
    return [
        replace(item, start=max(item.start, start), end=min(item.end, end))
        for item in _series(world, location, tariff, start, end)
        if item.confidence
    ]


def _bound(items: list[Item], share: Decimal, *, high: bool) -> Decimal:
    """The price below (above) which a share of the items lies."""
    if not items:
        return Decimal(0)
    values = sorted((item.value for item in items), reverse=high)
    return values[max(0, int(len(values) * share) - 1)]


def _runs(items: Iterable[Item]) -> list[list[Item]]:
    """Items that follow each other without a gap."""
    runs: list[list[Item]] = []
    for item in sorted(items, key=lambda i: i.start):
        if runs and runs[-1][-1].end == item.start:
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _piece(run: list[Item], zone: tzinfo | None, holder: str, average: str) -> Json:
    seconds = [Decimal((item.end - item.start).total_seconds()) for item in run]
    mean = sum((i.value * s for i, s in zip(run, seconds, strict=True)), Decimal(0)) / sum(seconds)
    return {
        "start_time": run[0].start.astimezone(zone).isoformat(),
        "end_time": run[-1].end.astimezone(zone).isoformat(),
        holder: {average: mean.quantize(_PLACES), "confidence": min(i.confidence for i in run)},
    }


def _next_update(world: World, location: Location, zone: tzinfo | None) -> str:
    """The next 13:00 local, when tomorrow's prices come out."""
    now = world.now().astimezone(ZoneInfo(location.place.zone))
    at = now.replace(hour=13, minute=0, second=0, microsecond=0)
    return (at if at > now else at + timedelta(days=1)).astimezone(zone).isoformat()
