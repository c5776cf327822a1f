"""How the objects of the world look over REST and in events."""

from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from sandbox.flatpeak.objects import (
    SLOTS,
    UNSUPPORTED_SLOTS,
    Customer,
    Event,
    Json,
    Location,
    Session,
    Tariff,
)
from sandbox.flatpeak.places import NOWHERE
from sandbox.flatpeak.plans import Advanced, AdvancedMarket, Fixed, Market, Period, TimeOfDay, write_clock
from sandbox.flatpeak.prices import Item
from sandbox.flatpeak.providers import Provider, make_id


def stamp(moment: datetime) -> str:
    """System times: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_day(day: date | None) -> str | None:
    """Midnight UTC of a day."""
    return stamp(datetime.combine(day, time(), UTC)) if day else None


def view_interval(item: Item, zone: tzinfo | None) -> Json:
    """From when to when a price holds."""
    return {
        "valid_from": item.start.astimezone(zone).isoformat(),
        "valid_to": item.end.astimezone(zone).isoformat(),
    }


def view_provider(provider: Provider, public_url: str) -> Json:
    """Providers that a customer typed in have no logo."""
    logo = f"{public_url}/logos/{provider.slug}.png" if provider.slug else ""
    return {"id": provider.id, "display_name": provider.name, "logo_url": logo}


def status_of(tariff: Tariff) -> str:
    """What a summary and a location say of a tariff."""
    return "ERROR_REPORTED" if tariff.reports else tariff.status


def is_temporary(tariff: Tariff) -> bool:
    """An estimate stands in for what was read once and cannot be read now."""
    return tariff.status == "ERROR" and tariff.was_read


def view_session(session: Session, *, ready: bool) -> Json:
    """What reading a token back gives."""
    return {
        "id": session.token,
        "object": "connect_session",
        "live_mode": False,
        "customer_id": session.customer_id,
        "customer_reference_id": session.customer_reference_id,
        "location_id": session.location_id,
        "location_reference_id": session.location_reference_id,
        "tariff_available": ready,
        "time_created": stamp(session.created),
        "time_expiry": stamp(session.expires),
    }


def view_customer(customer: Customer) -> Json:
    return {
        "id": customer.id,
        "object": "customer",
        "live_mode": False,
        "reference_id": customer.reference_id,
        "locations": list(customer.locations),
        "time_created": stamp(customer.created),
        "account_id": customer.account,
    }


def view_location(location: Location) -> Json:
    """A pending tariff does not show here: this list of states has no word for it."""
    states: dict[str, str] = dict.fromkeys(SLOTS, "NOT_CONNECTED")
    states |= {slot: t.status for slot, t in location.tariffs.items() if t.status != "PENDING"}
    whole = {
        "id": location.id,
        "object": "location",
        "reference_id": location.reference_id,
        "customer_id": location.customer_id,
        "live_mode": False,
        "timezone": location.place.zone,
        "currency_code": location.place.currency,
        "postal_address": dict(location.address),
        "geo_location": {"lat": location.place.lat, "lng": location.place.lng},
        "flex_allowed": True,
        "market_sources": {side: make_id("mrs", location.id, side) for side in ("import", "export")},
        "tariff_status": states | dict.fromkeys(UNSUPPORTED_SLOTS, "NOT_SUPPORTED"),
        "tariff_elements": [tariff.id for tariff in location.tariffs.values()],
        "time_created": stamp(location.created),
        "account_id": location.account,
    }
    unknown = ("timezone", "currency_code", "geo_location") if location.place is NOWHERE else ()
    return {name: value for name, value in whole.items() if name not in unknown}


def view_status(location: Location, public_url: str, *, pending: bool) -> Json:
    """Slot by slot; a tariff that was never read has no `tariff` member. `pending`: there is a word for one that is
    being read."""
    slots: dict[str, Json] = {slot: {"status": "NOT_CONNECTED"} for slot in SLOTS}
    for slot, tariff in location.tariffs.items():
        if tariff.status == "PENDING" and not pending:
            continue
        slots[slot] = {
            "status": tariff.status,
            "connection_type": tariff.connection_type,
            "provider": view_provider(tariff.provider, public_url),
        }
        if tariff.was_read:
            slots[slot]["tariff"] = {
                "id": tariff.id,
                "display_name": tariff.name,
                "structure_type": tariff.plan.structure,
                "contract_end_date": stamp_day(tariff.term.end),
            }
    slots |= {slot: {"status": "NOT_SUPPORTED"} for slot in UNSUPPORTED_SLOTS}
    return {
        "id": location.id,
        "object": "location_status",
        "live_mode": False,
        "tariff_status": slots,
        "time_created": stamp(location.created),
        "account_id": location.account,
    }


def view_tariff(tariff: Tariff, location: Location) -> Json:
    """One of `GET /tariffs/elements`."""
    return {
        "id": tariff.id,
        "object": "tariff",
        "location_id": location.id,
        "live_mode": False,
        "is_linked": tariff.connection_type != "MANUAL",
        "connection_type": tariff.connection_type,
        "direction": tariff.direction,
        "type": tariff.type,
        "status": "ERROR" if tariff.status == "ERROR" else "CONNECTED",
        "timezone": location.place.zone,
        "display_name": tariff.name,
        "provider_id": tariff.provider.id,
        "market_rates": tariff.plan.structure == "MARKET",
        "contract_start_date": stamp_day(tariff.term.start),
        "contract_end_date": stamp_day(tariff.term.end),
        "schedule": _view_schedule(tariff),
        "time_created": stamp(tariff.created),
        "account_id": location.account,
    }


def _view_schedule(tariff: Tariff) -> list[Any]:
    plan = tariff.plan
    if isinstance(plan, Advanced | AdvancedMarket):
        return list(plan.tariff["schedule"])
    hours = [_view_hour(0, 0, 0)]
    if isinstance(plan, Fixed):
        hours = [_view_hour(0, 0, plan.cost)]
    elif isinstance(plan, TimeOfDay):
        hours = [_view_hour(p.start, p.end, p.cost) for p in plan.periods]
    elif isinstance(plan, Market):
        hours[0]["rate"][0] |= {"surcharge_fixed": plan.fixed, "surcharge_percentage": plan.percentage / 100}
    return [{"months": ["All"], "dates": [], "days_and_hours": [{"days": ["All"], "hours": hours}]}]


def _view_hour(start: int, end: int, cost: Any) -> Json:
    rate = {"fixed": cost, "to_kwh": None, "surcharge_fixed": None, "surcharge_percentage": None}
    return {"valid_from": write_clock(start), "valid_to": write_clock(end), "rate": [rate]}


def view_period(period: Period) -> Json:
    """One line of the time-of-day page."""
    return {"cost": period.cost, "valid_from": write_clock(period.start), "valid_to": write_clock(period.end)}


def view_event(event: Event) -> Json:
    """The `tariff.expired` of anode has no time; the others have one."""
    body = {"id": event.id, "object": "event", "type": event.type, "data": event.data}
    if (event.generation, event.type) != ("anode", "tariff.expired"):
        body["time_created"] = stamp(event.created)
    return body
