"""Busbar's pages of virtual power plants."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from sandbox.flatpeak.objects import Json, Location, Session, Step
from sandbox.flatpeak.programmes import (
    PERIODS,
    Participation,
    Programme,
    bounds_of,
    earned_by,
    energy_on,
    list_days,
    list_payments,
    sum_energy,
)
from sandbox.flatpeak.views import view_provider
from sandbox.flatpeak.views_vpp import view_timeline
from sandbox.flatpeak.vpp import DETAILS, chosen, find_programmes
from sandbox.flatpeak.world import World

CONSENTS = ("DEVICE_INFORMATION", "SCHEDULING", "LOCATION")
ACCOUNT_NAME = "Lumen Chat"


def _landing(world: World, session: Session) -> Json:
    """The earlier revision has a list of providers."""
    programmes = find_programmes(session)
    if world.scenario.older_landing:
        return {"providers": [_view_earlier(one, world.public_url) for one in programmes]}
    joined = world.participations.get(session.location_id)
    return {
        "tariff_connected": bool(_location(world, session).tariffs),
        "programmes": [
            _view_programme(one) | {"learn_more_url": one.learn_more_url, "subscription_status": _status(one, joined)}
            for one in programmes
        ],
    }


def _status(programme: Programme, joined: Participation | None) -> str:
    return joined.subscription if joined and joined.programme == programme else "NOT_ENROLLED"


def _view_programme(programme: Programme) -> Json:
    return {
        "provider_id": programme.provider.id,
        "provider_display_name": programme.provider.name,
        "programme_id": programme.id,
        "programme_display_name": programme.name,
    }


def _view_earlier(programme: Programme, public_url: str) -> Json:
    logo = view_provider(programme.provider, public_url)["logo_url"]
    names = {"provider_name": programme.provider.name, "programme_name": programme.name}
    return {"id": programme.provider.id, **names, "logo_url": logo}


def _details(_: World, session: Session) -> Json:
    known = dict.fromkeys(DETAILS, "") | session.details
    return {"postal_address": dict(session.draft.address), "personal_details": known}


def _consent(world: World, session: Session) -> Json:
    return {
        "provider": view_provider(chosen(session).provider, world.public_url),
        "account": {"id": session.account, "display_name": ACCOUNT_NAME},
        "required_consents": list(CONSENTS),
    }


def _summary(world: World, session: Session) -> Json:
    location, joined = _location(world, session), world.participations[session.location_id]
    today = world.now().astimezone(ZoneInfo(location.place.zone)).date()
    kind, day = session.period or ("MONTH", today)
    state = {"learn_more_url": joined.programme.learn_more_url, "participation_state": joined.state}
    return _money(location) | {
        "tariff_connected": bool(location.tariffs),
        "programme": _view_programme(joined.programme) | state,
        "performance": _view_performance(joined, kind, day, today),
    }


def _view_performance(joined: Participation, kind: str, day: date, today: date) -> Json:
    first, last = bounds_of(kind, day)
    energy = sum_energy(joined, first, min(last, today))
    return {
        "period_type": kind,
        "period_start": first.isoformat(),
        "period_end": last.isoformat(),
        "available_period_types": list(PERIODS),
        "has_previous": joined.since is not None and joined.since < first,
        "has_next": last < today,
        "energy_dispatched_kwh": energy,
        "earnings": earned_by(energy),
        "series": _list_series(joined, kind, first, min(last, today)),
    }


def _list_series(joined: Participation, kind: str, first: date, last: date) -> list[Json]:
    """Day by day, of a year month by month; those without a dispatch are left out."""
    if kind == "YEAR":
        starts = [day for day in list_days(first, last) if day.day == 1]
        sums = [(day, sum_energy(joined, day, min(bounds_of("MONTH", day)[1], last))) for day in starts]
    else:
        sums = [(day, energy_on(joined, day)) for day in list_days(first, last)]
    return [
        {"date": day.isoformat(), "dispatched_kwh": energy, "earnings": earned_by(energy)}
        for day, energy in sums
        if energy
    ]


def _participation(world: World, session: Session) -> Json:
    joined = world.participations[session.location_id]
    return {
        "timezone": _location(world, session).place.zone,
        "programme": _view_programme(joined.programme),
        "participation_state": view_timeline(joined),
    }


def _payments(world: World, session: Session) -> Json:
    """Before a card is known there are no details of one."""
    joined, location = world.participations[session.location_id], _location(world, session)
    today = world.now().astimezone(ZoneInfo(location.place.zone)).date()
    card = {"type": "CARD", "brand": "VISA", "last4": joined.card} if joined.card else None
    return _money(location) | {
        "programme_status": joined.subscription,
        "payment_details": card,
        "support_reference": f"PL{int(joined.id[-6:], 16):08}",
        "support_email": f"help@{joined.programme.provider.slug}.example.com",
        "transactions": [
            {"id": one.id, "date": one.day.isoformat(), "amount": one.amount, "status": one.status}
            for one in list_payments(joined, today)
        ],
    }


def _payment(world: World, session: Session) -> Json:
    query = f"?fp_cot={session.token}" if world.scenario.token_in_redirect else ""
    return {"redirect_url": f"{world.public_url}/provider/payment{query}"}


def _money(location: Location) -> Json:
    return {"timezone": location.place.zone, "currency_code": location.place.currency}


def _location(world: World, session: Session) -> Location:
    return world.locations[session.location_id]


CONTENT: dict[Step, Callable[[World, Session], Json]] = {
    "vpp_landing": _landing,
    "details": _details,
    "consent": _consent,
    "vpp_summary": _summary,
    "participation": _participation,
    "payments": _payments,
    "payment": _payment,
}
