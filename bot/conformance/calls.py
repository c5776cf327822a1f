"""What each call of the REST API replies with."""

import re
from dataclasses import dataclass

from bot.conformance.tap import Exchange


@dataclass(frozen=True, slots=True)
class Replied:
    """The object that a call replies with, or a list of such; and the members of it that we rely on."""

    object: str
    relied: tuple[str, ...] = ()
    listed: bool = False


_OPENED = Replied("session")
_PRICES = Replied("prices", ("currency_code", "location_timezone", "data[].valid_from", "data[].valid_to"))
_CALLS: tuple[tuple[str, Replied], ...] = (
    (r"GET /login|POST /auth/tokens", Replied("login", ("bearer_token", "live_mode"))),
    (r"POST /connect(/token|/tariff/token|/sessions)?", _OPENED),
    (r"GET /connect/.+", Replied("session", ("location_id",))),
    (r"POST /locations", Replied("location", ("id",))),
    (r"GET /locations", Replied("location", ("id",), listed=True)),
    (r"GET /locations/[^/]+/status", Replied("status", ("tariff_status.commodity_import.status",))),
    (r"GET /locations/[^/]+", Replied("location", ("id", "timezone", "currency_code", "postal_address"))),
    (r"GET /tariffs/rates/[^/]+|POST /prices(/[^/]+)?", _PRICES),
    (r"GET /slots/.+|POST /schedules/.+", Replied("schedule", ("data[].start_time", "data[].end_time"))),
    (r"GET /tariffs/[^/]+", Replied("tariff", ("status",))),
    (r"GET /customers", Replied("customer", ("id",), listed=True)),
    (r"GET /customers/[^/]+", Replied("customer", ("id",))),
    (r"GET /events", Replied("event", ("id", "type"), listed=True)),
    (r"GET /events/[^/]+", Replied("event", ("id", "type"))),
)
_IDS = re.compile(r"(?<=/)[a-z]{2,4}_[^/]+")


def replied(exchange: Exchange) -> Replied | None:
    """What this call should have replied with, None where that says nothing, as of a deletion."""
    asked = f"{exchange.method} {exchange.path}"
    return next((one for pattern, one in _CALLS if re.fullmatch(pattern, asked)), None)


def say_call(exchange: Exchange) -> str:
    """The call without the ids in it."""
    return f"{exchange.method} {_IDS.sub('{id}', exchange.path)}" if exchange.path else "Connect"
