"""The content of each page: what a session's current step shows."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.flatpeak import outcome
from sandbox.flatpeak.objects import Json, Location, Session, Step, Tariff
from sandbox.flatpeak.places import find_place
from sandbox.flatpeak.plans import Market
from sandbox.flatpeak.prices import Item, read_day
from sandbox.flatpeak.providers import list_providers
from sandbox.flatpeak.views import stamp_day, view_period, view_provider
from sandbox.flatpeak.world import World


def show_page(world: World, session: Session) -> Json:
    """The page object of where the session stands."""
    outcome.settle(world, session)
    tariff = world.tariff_of(session)
    reported = bool(session.step == "summary" and tariff and tariff.reported)
    data = _CONTENT[session.step](world, session)
    return world.generation.envelope(session, world.scenario, data, reported=reported)


def _address(_: World, session: Session) -> Json:
    return {"postal_address": dict(session.draft.address)}


def _provider(world: World, session: Session) -> Json:
    listed = () if world.scenario.no_providers else list_providers(session.draft.address["country_code"])
    return {
        "postal_address": dict(session.draft.address),
        "providers": [view_provider(p, world.public_url) for p in listed],
    }


def _provider_name(_: World, session: Session) -> Json:
    return {
        "postal_address": dict(session.draft.address),
        "provider": {"name": session.draft.provider_name},
    }


def _login(world: World, session: Session) -> Json:
    query = f"?fp_cot={session.token}" if world.scenario.token_in_redirect else ""
    return {"redirect_url": f"{world.public_url}/provider/{outcome.chosen(session).slug}{query}"}


def _library(world: World, session: Session) -> Json:
    tariffs = outcome.chosen(session).tariffs
    return _chosen(world, session) | {
        "tariffs": [{"id": t.id, "name": t.name, "description": t.description} for t in tariffs]
    }


def _structure(world: World, session: Session) -> Json:
    options = ["FIXED", "TIME_OF_DAY", "MARKET"] + ["ADVANCED"] * session.offers_advanced
    return _chosen(world, session) | {"options": options}


def _fixed(world: World, session: Session) -> Json:
    return _priced(world, session) | {"cost": session.draft.cost}


def _time_of_day(world: World, session: Session) -> Json:
    whole_day = {"cost": 0, "valid_from": "00:00:00", "valid_to": "00:00:00"}
    hours = [view_period(p) for p in session.draft.hours] or [whole_day]
    return _priced(world, session) | {"hours": hours}


def _advanced(world: World, session: Session) -> Json:
    rate = {"fixed": 0, "to_kwh": None, "surcharge_fixed": None, "surcharge_percentage": None}
    hours = [{"valid_from": "00:00:00", "valid_to": "00:00:00", "rate": [rate]}]
    start = world.now().date()
    tariff = session.draft.advanced or {
        "market_rates": False,
        "contract_start_date": stamp_day(start),
        "contract_end_date": stamp_day(start + timedelta(days=365)),
        "schedule": [{"months": ["All"], "dates": [], "days_and_hours": [{"days": ["All"], "hours": hours}]}],
    }
    return _priced(world, session) | {"tariff": tariff}


def _region(world: World, session: Session) -> Json:
    place = find_place(session.draft.address)
    assert place is not None
    return _chosen(world, session) | {"regions": list(place.regions)}


def _surcharge(world: World, session: Session) -> Json:
    draft = session.draft
    surcharge = {"fixed": draft.surcharge_fixed, "percentage": draft.surcharge_percentage}
    return _priced(world, session) | {"surcharge": surcharge}


def _name(world: World, session: Session) -> Json:
    return _chosen(world, session) | {"tariff": {"name": session.draft.tariff_name}}


def _term(world: World, session: Session) -> Json:
    term = session.draft.term
    return _chosen(world, session) | {
        "contract_start_date": stamp_day(term.start),
        "contract_end_date": stamp_day(term.end),
        "contract_term_type": term.kind,
    }


def _connection(world: World, session: Session) -> Json:
    tariff, _ = _outcome(world, session)
    provider = view_provider(tariff.provider, world.public_url)
    return {"connection_type": tariff.connection_type, "provider": provider}


def _summary(world: World, session: Session) -> Json:
    tariff, location = _outcome(world, session)
    zone = ZoneInfo(location.place.zone)
    return _connection(world, session) | {
        "currency_code": location.place.currency,
        "market_rates_source": isinstance(tariff.plan, Market),
        "tariff": {
            "status": tariff.status,
            "name": tariff.name,
            "structure_type": tariff.plan.structure,
            "contract_start_date": _local_midnight(tariff.term.start, zone),
            "contract_end_date": _local_midnight(tariff.term.end, zone),
            "contract_term_type": tariff.term.kind,
            "tiered": tariff.plan.tiered,
        },
        "rates": _rates(tariff, zone, world.now()),
    }


def _rates(tariff: Tariff, zone: ZoneInfo, now: datetime) -> Json:
    """Three local days; yesterday is only known if the tariff was there."""
    today = now.astimezone(zone).date()
    days = {"yesterday": today - timedelta(days=1), "today": today, "tomorrow": today + timedelta(days=1)}
    rates: dict[str, list[Any]] = {}
    for name, day in days.items():
        known = tariff.plan.moves or name != "yesterday" or day >= tariff.created.astimezone(zone).date()
        items = read_day(tariff.plan, day, zone, now, tariff.term.end) if known else []
        rates[name] = [_view_rate(item, zone) for item in items]
    return rates


def _view_rate(item: Item, zone: ZoneInfo) -> Json:
    return {
        "valid_from": item.start.astimezone(zone).isoformat(),
        "valid_to": item.end.astimezone(zone).isoformat(),
        "tariff": {"cost": item.value, "confidence": item.confidence},
    }


def _local_midnight(day: date | None, zone: ZoneInfo) -> str | None:
    """The day that was said, whatever the zone."""
    return datetime.combine(day, time(), zone).isoformat() if day else None


def _end(_: World, session: Session) -> Json:
    return {"redirect_url": outcome.callback_address(session)}


def _chosen(world: World, session: Session) -> Json:
    return {"provider": view_provider(outcome.chosen(session), world.public_url)}


def _priced(world: World, session: Session) -> Json:
    place = find_place(session.draft.address)
    assert place is not None
    return {"currency_code": place.currency} | _chosen(world, session)


def _outcome(world: World, session: Session) -> tuple[Tariff, Location]:
    location = world.locations[session.location_id]
    return location.tariffs[session.slot], location


_CONTENT: dict[Step, Callable[[World, Session], Json]] = {
    "address": _address,
    "provider": _provider,
    "provider_name": _provider_name,
    "login": _login,
    "library": _library,
    "structure": _structure,
    "fixed": _fixed,
    "time_of_day": _time_of_day,
    "advanced": _advanced,
    "region": _region,
    "surcharge": _surcharge,
    "name": _name,
    "term": _term,
    "summary": _summary,
    "pending": _connection,
    "failed": _connection,
    "end": _end,
}
