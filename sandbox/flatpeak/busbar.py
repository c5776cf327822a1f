"""The generation busbar, as data. What nobody could read of it is carried over from anode."""

from sandbox.flatpeak.generation import Generation, Summary
from sandbox.flatpeak.objects import Step

_OLDER_ENVELOPE: frozenset[Step] = frozenset({"time_of_day", "region", "name", "pending", "failed"})
_REPORTS = ("CREATE_ISSUE_REPORT", "UPDATE_ISSUE_REPORT", "CANCEL_ISSUE_REPORT")
_VPP = ("CONNECT_TARIFF", "CHANGE_PERIOD", "MANAGE_PAYMENTS", "MANAGE_PARTICIPATION")
_PAYMENTS = ("PAYMENT_DETAILS", "REJOIN_PROGRAMME")
_COMMON = ("BACK", "CLOSE")

BUSBAR = Generation(
    name="busbar",
    versions=("2026-08-01.busbar",),
    start_routes=frozenset({"session_start", "session_restore"}),
    common=_COMMON,
    routes={
        "address": "postal_address_input",
        "provider": "provider_select",
        "provider_name": "provider_name_capture",
        "login": "session_redirect",
        "library": "tariff_select",
        "structure": "plan_structure",
        "time_of_day": "price_input",
        "advanced": "advanced_tariff_input",
        "region": "region_select",
        "name": "tariff_name_input",
        "pending": "connection_pending",
        "failed": "connection_failed",
        "end": "session_redirect",
        "consent": "consent",
        "vpp_landing": "vpp_landing",
        "vpp_summary": "vpp_summary",
        "details": "vpp_summary",
        "participation": "vpp_participation",
        "payments": "payment_history",
        "payment": "session_redirect",
    },
    route_aliases={},
    summaries={
        "": Summary("tariffs_summary", ("DISCONNECT", "RECONNECT", *_REPORTS, "CLOSE", "BACK")),
        "oldest_summary": Summary("location_summary", ("ERROR_REPORT", "DISCONNECT", "CLOSE", "BACK")),
        "older_summary": Summary("tariff_summary", ("DISCONNECT", "CHANGE", "RETRY", *_REPORTS, "CLOSE", "BACK")),
    },
    actions={
        "provider": ("ADDRESS_CHANGE", "PROVIDER_MISSING"),
        "provider_name": ("ADDRESS_CHANGE",),
        "library": ("TARIFF_MISSING",),
        "pending": ("EDIT", "DISCONNECT"),
        "failed": ("EDIT", "DISCONNECT"),
        "consent": ("ALLOW", "DENY"),
        "vpp_landing": ("CONNECT_TARIFF",),
        "vpp_summary": _VPP,
        "details": ("ADDRESS_CHANGE",),
        "payments": _PAYMENTS,
    },
    listed={
        "provider": ("ADDRESS_CHANGE", "PROVIDER_MISSING", *_COMMON),
        "provider_name": ("ADDRESS_CHANGE",),
        "library": ("TARIFF_MISSING", "BACK"),
        "structure": ("BACK",),
        "region": ("BACK",),
        "name": ("BACK",),
        "pending": ("EDIT", "DISCONNECT", *_COMMON),
        "failed": ("EDIT", "DISCONNECT", "BACK"),
        "consent": ("ALLOW", "DENY", "BACK"),
        "vpp_summary": (*_VPP, *_COMMON),
        "participation": _COMMON,
        "payments": (*_PAYMENTS, *_COMMON),
    },
    validation_status=400,
    directed=_OLDER_ENVELOPE,
    typed=_OLDER_ENVELOPE,
    options={
        "FIXED": "time_of_day",
        "TIME_OF_DAY": "time_of_day",
        "MARKET": "name",
        "ADVANCED_TARIFF_INPUT": "advanced",
    },
    address_needs=("address_line1", "city", "post_code", "country_code"),
    place_code="geo_location_not_found",
    flat=frozenset({"summary", "vpp_summary", "participation", "payments"}),
    entries=("TARIFF", "VPP"),
)
