"""The summary of busbar in its three published forms; its content stands at the top of the page."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.flatpeak.objects import SLOTS, Json, Location, Session, Step, Tariff
from sandbox.flatpeak.page_parts import read_days
from sandbox.flatpeak.prices import Item
from sandbox.flatpeak.views import is_temporary, status_of, view_interval, view_provider
from sandbox.flatpeak.world import World

VAT = {"GB": "0.05", "DE": "0.19", "DK": "0.25", "SE": "0.25", "NO": "0.25", "NL": "0.21", "FI": "0.255", "CH": "0.081"}
_VAT_ELSEWHERE = "0.2"
_ESTIMATE = Decimal("0.6")  # how sure a stand-in is while the tariff cannot be read


def _summary(world: World, session: Session) -> Json:
    location = world.locations[session.location_id]
    body: Json = {"timezone": location.place.zone, "currency_code": location.place.currency}
    if world.scenario.oldest_summary:
        slots = {slot: {"status": "NOT_CONNECTED"} for slot in SLOTS[:2]}
        slots |= {t.slot: _view_slot(world, location, t, "oldest") for t in location.tariffs.values()}
        return body | {"location_id": location.id, "tariff_status": slots}
    if world.scenario.older_summary:
        shown = {t.slot: _view_slot(world, location, t, "older") for t in location.tariffs.values()}
        return body | {"tariff_status": shown}
    tariffs = location.tariffs.values()
    return body | {"tariffs": [_view_tariff(world, location, tariff, n) for n, tariff in enumerate(tariffs)]}


def _view_tariff(world: World, location: Location, tariff: Tariff, place: int) -> Json:
    """The published page calls the id of its first tariff otherwise than that of the second."""
    return {
        "type": tariff.type,
        "direction": tariff.direction,
        "status": status_of(tariff),
        "id" if place else "tariff_id": tariff.id,
        "connection_type": tariff.connection_type,
        "market_rates_source": tariff.plan.structure == "MARKET",
        "display_name": tariff.name,
        "temporary": is_temporary(tariff),
        "vat": vat_of(location),
        "provider": view_provider(tariff.provider, world.public_url),
        "prices": _view_prices(world, location, tariff, "value", {}),
    }


def _view_slot(world: World, location: Location, tariff: Tariff, form: str) -> dict[str, Any]:
    """The older forms hang their tariffs on slots; one has the tax with each price, the other another name for it."""
    member, taxed = ("value", {"vat": 1 + vat_of(location)}) if form == "older" else ("cost", {})
    return {
        "status": status_of(tariff),
        "tariff_id": tariff.id,
        "connection_type": tariff.connection_type,
        "market_rates_source": tariff.plan.structure == "MARKET",
        "tiered": tariff.plan.tiered,
        "display_name": tariff.name,
        "is_temporary": is_temporary(tariff),
        "provider": view_provider(tariff.provider, world.public_url),
        "prices": _view_prices(world, location, tariff, member, taxed),
    }


def _view_prices(world: World, location: Location, tariff: Tariff, member: str, taxed: Json) -> Json:
    """Three days; none of a tariff that was never read."""
    zone = ZoneInfo(location.place.zone)
    days = read_days(tariff, zone, world.now())

    def show(item: Item) -> Json:
        sure = min(item.confidence, _ESTIMATE) if is_temporary(tariff) else item.confidence
        return view_interval(item, zone) | {"price": {member: item.value, **taxed, "confidence": sure}}

    return {day: [show(item) for item in items] if tariff.was_read else [] for day, items in days.items()}


def vat_of(location: Location) -> Decimal:
    """The share of the tax on a price."""
    return Decimal(VAT.get(location.address["country_code"], _VAT_ELSEWHERE))


CONTENT: dict[Step, Callable[[World, Session], Json]] = {"summary": _summary}
