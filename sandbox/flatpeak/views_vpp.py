"""How a participation looks, on its page and over REST."""

from datetime import datetime, timedelta

from sandbox.flatpeak.objects import Json
from sandbox.flatpeak.programmes import ENDS, WAY_IN, WAY_OUT, Participation
from sandbox.flatpeak.views import stamp, view_provider

_WORDS = WAY_IN | WAY_OUT | ENDS
_LAST = ("ACTIVE", "OFFBOARDED", "UNENROLLED", *ENDS)
_A_STEP = timedelta(days=7)  # how long one is expected to take


def view_timeline(joined: Participation) -> list[Json]:
    """What was, what is, and what is still to come on this way."""
    *past, (state, began) = joined.steps
    told = [_view_state(name, "COMPLETE", at, at) for name, at in past]
    told.append(_view_state(state, "COMPLETE" if state in _LAST else "IN_PROGRESS", began, began + _A_STEP))
    way = list(WAY_OUT if state in WAY_OUT else WAY_IN)
    ahead = way[way.index(state) + 1 :] if state in way else []
    return told + [_view_state(name, "PENDING", None, began + _A_STEP * n) for n, name in enumerate(ahead, 2)]


def _view_state(state: str, status: str, occurred: datetime | None, expected: datetime) -> Json:
    return {
        "state": state,
        "status": status,
        "description": _WORDS.get(state, ""),
        "occurred_at": stamp(occurred) if occurred else None,
        "expected_at": stamp(expected),
        "suspension_reasons": [],
    }


def view_participation(joined: Participation, account: str, public_url: str) -> Json:
    """One of `GET /vpp-participations`."""
    seller = view_provider(joined.programme.provider, public_url)
    programme = joined.programme
    return {
        "object": "vpp-participation",
        "id": joined.id,
        "live_mode": False,
        "device_id": joined.device_id,
        "location_id": joined.location_id,
        "control_active": joined.state == "ACTIVE",
        "telemetry_active": joined.state not in list(WAY_IN)[:3],
        "suspension_reasons": [],
        "participation_state": view_timeline(joined),
        "time_updated": stamp(joined.steps[-1][1]),
        "time_created": stamp(joined.created),
        "provider": {
            "id": seller["id"],
            "provider_display_name": programme.provider.name,
            "logo_url": seller["logo_url"],
        },
        "programme": {
            "id": programme.id,
            "programme_display_name": programme.name,
            "learn_more_url": programme.learn_more_url,
        },
        "account_id": account,
    }
