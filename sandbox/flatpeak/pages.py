"""The content of each page: what a session's current step shows."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from sandbox.flatpeak import outcome, pages_busbar, pages_vpp, pages_zero
from sandbox.flatpeak.objects import Json, Session, Step
from sandbox.flatpeak.page_parts import (
    find_outcome,
    local_midnight,
    place_of,
    show_chosen,
    show_connection,
    show_money,
    show_priced,
    show_rates,
)
from sandbox.flatpeak.providers import list_providers
from sandbox.flatpeak.views import stamp_day, view_period, view_provider
from sandbox.flatpeak.world import World

Content = Callable[[World, Session], Json]


def show_page(world: World, session: Session) -> Json:
    """The page object of where the session stands."""
    outcome.settle(world, session)
    data = _find_content(session)(world, session)
    structure = outcome.structure_of(world, session)
    return session.generation.envelope(session, world.scenario, data, structure, outcome.list_hidden(world, session))


def route_of(world: World, session: Session) -> str:
    """The name of the page that the session stands on."""
    return session.generation.route_of(session.step, world.scenario, outcome.structure_of(world, session))


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
    return {"redirect_url": outcome.login_address(world, session)}


def _library(world: World, session: Session) -> Json:
    tariffs = outcome.chosen(session).tariffs
    return show_chosen(world, session) | {
        "tariffs": [{"id": t.id, "name": t.name, "description": t.description} for t in tariffs]
    }


def _structure(world: World, session: Session) -> Json:
    return show_chosen(world, session) | {"options": outcome.list_options(session)}


def _fixed(world: World, session: Session) -> Json:
    return show_priced(world, session) | {"cost": session.draft.cost}


def _time_of_day(world: World, session: Session) -> Json:
    whole_day = {"cost": 0, "valid_from": "00:00:00", "valid_to": "00:00:00"}
    hours = [view_period(p) for p in session.draft.hours] or [whole_day]
    return show_priced(world, session) | {"hours": hours}


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
    return show_priced(world, session) | {"tariff": tariff}


def _region(world: World, session: Session) -> Json:
    return show_chosen(world, session) | {"regions": list(place_of(session).regions)}


def _surcharge(world: World, session: Session) -> Json:
    draft = session.draft
    surcharge = {"fixed": draft.surcharge_fixed, "percentage": draft.surcharge_percentage}
    return show_priced(world, session) | {"surcharge": surcharge}


def _name(world: World, session: Session) -> Json:
    return show_chosen(world, session) | {"tariff": {"name": session.draft.tariff_name}}


def _term(world: World, session: Session) -> Json:
    term = session.draft.term
    return show_chosen(world, session) | {
        "contract_start_date": stamp_day(term.start),
        "contract_end_date": stamp_day(term.end),
        "contract_term_type": term.kind,
    }


def _summary(world: World, session: Session) -> Json:
    tariff, place = find_outcome(world, session)
    zone = ZoneInfo(place.zone)
    return {
        **show_connection(world, session),
        **show_money(world, session),
        "tariff": {
            "status": tariff.status,
            "name": tariff.name,
            "structure_type": tariff.plan.structure,
            "contract_start_date": local_midnight(tariff.term.start, zone),
            "contract_end_date": local_midnight(tariff.term.end, zone),
            "contract_term_type": tariff.term.kind,
            "tiered": tariff.plan.tiered,
        },
        "rates": show_rates(world, session),
    }


def _end(_: World, session: Session) -> Json:
    return {session.generation.callback_member: outcome.callback_address(session)}


def _find_content(session: Session) -> Content:
    return _OTHERWISE.get(session.generation.name, {}).get(session.step) or _CONTENT[session.step]


_CONTENT: dict[Step, Content] = {
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
    "pending": show_connection,
    "failed": show_connection,
    "end": _end,
}
_OTHERWISE: dict[str, dict[Step, Content]] = {
    "zero": pages_zero.CONTENT,
    "busbar": pages_busbar.CONTENT | pages_vpp.CONTENT,
}
