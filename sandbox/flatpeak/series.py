"""Series of prices and what is chosen from them, the same for every generation."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.objects import Json, Location, Tariff
from sandbox.flatpeak.prices import Item, read_span
from sandbox.flatpeak.reading import read_number, read_stamp, read_text
from sandbox.flatpeak.views import stamp
from sandbox.flatpeak.world import World

PRICE_SPAN = timedelta(days=90)
SCHEDULE_SPAN = timedelta(days=3)
_PLACES = Decimal("0.00001")
_STALE = Decimal("0.8")  # what a price is worth once the tariff can no longer be read
_TRUTHS = {"true": True, "false": False}


def read_query(query: Mapping[str, str], numbers: Iterable[str] = (), flags: Iterable[str] = ()) -> Json:
    """The members of a query, as if they had come in a body."""
    body: Json = dict(query)
    try:
        body |= {name: Decimal(query[name]) for name in numbers if name in query}
        body |= {name: _TRUTHS[query[name]] for name in flags if name in query}
    except (InvalidOperation, KeyError):
        raise RefusedError("data_json_invalid") from None
    return body


def begin_reply(world: World, location: Location, object_: str, prefix: str) -> Json:
    """The members that every reply with prices has."""
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


def read_times(
    world: World, body: Json, longest: timedelta, *, start_needed: bool = False
) -> tuple[datetime, datetime]:
    """Start and end in the zone of `end_time`; without a start it is now."""
    end = read_stamp(read_text(body, "end_time"))
    given = read_text(body, "start_time") if start_needed or "start_time" in body else stamp(world.now())
    start = read_stamp(given)
    if start is None or end is None or not timedelta(0) < end - start <= longest:
        raise RefusedError("data_json_invalid")
    return start.astimezone(end.tzinfo), end


def read_minutes(body: Json, start: datetime, end: datetime) -> int:
    """How long it is to be; no longer than the span."""
    minutes = int(read_number(body, "duration"))
    if not 0 < minutes <= (end - start).total_seconds() / 60:
        raise RefusedError("data_json_invalid")
    return minutes


def read_segment(body: Json) -> bool:
    """Whether the dearest times are wanted."""
    segment = read_text(body, "segment")
    if segment not in ("LOW", "HIGH"):
        raise RefusedError("data_json_invalid")
    return segment == "HIGH"


def read_limits(body: Json) -> dict[str, Decimal]:
    """One of the two is needed; `absolute` wins."""
    limits: dict[str, Decimal] = {name: read_number(body, name) for name in ("absolute", "relative") if name in body}
    relative = limits.get("relative", Decimal(1))
    if not limits or ("absolute" not in limits and not Decimal("0.01") <= relative <= 1):
        raise RefusedError("data_json_invalid")
    return limits


def find_priced(location: Location, body: Json, member: str = "tariff_direction") -> Tariff:
    """The energy tariff of the direction that is asked for."""
    direction = body.get(member, "IMPORT")
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


def list_prices(world: World, location: Location, tariff: Tariff, start: datetime, end: datetime) -> list[Item]:
    """Prices go on after a tariff has expired, as forecasts."""
    zone = ZoneInfo(location.place.zone)
    items = read_span(tariff.plan, start, end, zone, world.now(), tariff.term.end)
    if tariff.status == "ERROR":
        return [replace(item, confidence=min(item.confidence, _STALE)) for item in items]
    return items


def list_known(world: World, location: Location, tariff: Tariff, start: datetime, end: datetime) -> list[Item]:
    """The part of the series that lies within the span and has a price."""
    return [
        replace(item, start=max(item.start, start), end=min(item.end, end))
        for item in list_prices(world, location, tariff, start, end)
        if item.confidence
    ]


def choose_minutes(items: list[Item], minutes: int, *, high: bool) -> list[list[Item]]:
    """The cheapest or dearest minutes, in as many runs as it takes."""
    left, chosen = timedelta(minutes=minutes), []
    for item in sorted(items, key=lambda i: (-i.value if high else i.value, i.start)):
        if left > timedelta(0):
            part = replace(item, end=min(item.end, item.start + left))
            chosen.append(part)
            left -= part.end - part.start
    return join_runs(chosen)


def choose_times(items: list[Item], limits: dict[str, Decimal], *, high: bool) -> tuple[list[list[Item]], int]:
    """All times below (or above) a price, and how many minutes they are."""
    bound = limits.get("absolute", find_bound(items, limits.get("relative", Decimal(0)), high=high))
    chosen = [i for i in items if (i.value >= bound if high else i.value <= bound)]
    seconds = sum((i.end - i.start).total_seconds() for i in chosen)
    return join_runs(chosen), int(seconds / 60)


def find_bound(items: list[Item], share: Decimal, *, high: bool) -> Decimal:
    """The price below (above) which a share of the items lies."""
    if not items:
        return Decimal(0)
    values = sorted((item.value for item in items), reverse=high)
    return values[max(0, int(len(values) * share) - 1)]


def join_runs(items: Iterable[Item]) -> list[list[Item]]:
    """Items that follow each other without a gap."""
    runs: list[list[Item]] = []
    for item in sorted(items, key=lambda i: i.start):
        if runs and runs[-1][-1].end == item.start:
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def view_run(run: list[Item], zone: tzinfo | None, holder: str, average: str) -> Json:
    """One stretch of time and its average price."""
    seconds = [Decimal((item.end - item.start).total_seconds()) for item in run]
    mean = sum((i.value * s for i, s in zip(run, seconds, strict=True)), Decimal(0)) / sum(seconds)
    return {
        "start_time": run[0].start.astimezone(zone).isoformat(),
        "end_time": run[-1].end.astimezone(zone).isoformat(),
        holder: {average: mean.quantize(_PLACES), "confidence": min(i.confidence for i in run)},
    }


def last_update(world: World, zone: tzinfo | None) -> str:
    """Prices are made when they are asked for."""
    return world.now().astimezone(zone).replace(microsecond=0).isoformat()


def next_update(world: World, location: Location, zone: tzinfo | None) -> str:
    """The next 13:00 local, when tomorrow's prices come out."""
    now = world.now().astimezone(ZoneInfo(location.place.zone))
    at = now.replace(hour=13, minute=0, second=0, microsecond=0)
    return (at if at > now else at + timedelta(days=1)).astimezone(zone).isoformat()
