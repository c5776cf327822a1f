"""Parts of page contents that several pages and generations share."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.flatpeak import outcome
from sandbox.flatpeak.objects import Json, Session, Tariff
from sandbox.flatpeak.places import Place, find_place
from sandbox.flatpeak.prices import Item, read_day
from sandbox.flatpeak.views import view_interval, view_provider
from sandbox.flatpeak.world import World

DAYS = ("yesterday", "today", "tomorrow")


def place_of(session: Session) -> Place:
    """Where the customer's address lies; the flow has one on every later page."""
    place = find_place(session.draft.address)
    assert place is not None
    return place


def show_chosen(world: World, session: Session) -> Json:
    """The provider."""
    return {"provider": view_provider(outcome.chosen(session), world.public_url)}


def show_priced(world: World, session: Session) -> Json:
    """Currency and provider."""
    return {"currency_code": place_of(session).currency} | show_chosen(world, session)


def find_outcome(world: World, session: Session) -> tuple[Tariff, Place]:
    """The tariff that the session has come to, and where it is."""
    tariff = world.tariff_of(session)
    assert tariff is not None, "only the outcome of a tariff is shown"
    if session.proposal:
        return tariff, place_of(session)
    return tariff, world.locations[session.location_id].place


def show_connection(world: World, session: Session) -> Json:
    """How the tariff is connected, and by whom it is sold."""
    tariff, _ = find_outcome(world, session)
    provider = view_provider(tariff.provider, world.public_url)
    return {"connection_type": tariff.connection_type, "provider": provider}


def show_money(world: World, session: Session) -> Json:
    """Currency, and whether the prices come from a market."""
    tariff, place = find_outcome(world, session)
    return {"currency_code": place.currency, "market_rates_source": tariff.plan.structure == "MARKET"}


def read_days(tariff: Tariff, zone: ZoneInfo, now: datetime) -> dict[str, list[Item]]:
    """Three local days; yesterday is only known if the tariff was there."""
    today = now.astimezone(zone).date()
    rates: dict[str, list[Item]] = {}
    for ahead, name in enumerate(DAYS, -1):
        day = today + timedelta(days=ahead)
        known = tariff.plan.moves or name != "yesterday" or day >= tariff.created.astimezone(zone).date()
        rates[name] = read_day(tariff.plan, day, zone, now, tariff.term.end) if known else []
    return rates


def show_rates(world: World, session: Session) -> Json:
    """The prices of three days, interval by interval."""
    tariff, place = find_outcome(world, session)
    zone = ZoneInfo(place.zone)
    days = read_days(tariff, zone, world.now())
    return {name: [_view_rate(item, zone) for item in items] for name, items in days.items()}


def _view_rate(item: Item, zone: ZoneInfo) -> dict[str, Any]:
    return view_interval(item, zone) | {"tariff": {"cost": item.value, "confidence": item.confidence}}


def local_midnight(day: date | None, zone: ZoneInfo) -> str | None:
    """The day that was said, whatever the zone."""
    return datetime.combine(day, time(), zone).isoformat() if day else None
