"""The generation anode, as data."""

from typing import get_args

from sandbox.flatpeak.generation import Generation, Summary
from sandbox.flatpeak.objects import Step

_REDIRECTS: frozenset[Step] = frozenset({"login", "end"})
_PAGES: frozenset[Step] = frozenset(get_args(Step)) - _REDIRECTS

ANODE = Generation(
    name="anode",
    versions=("2025-09-14.anode", "2025-08-01.anode"),
    start_routes=frozenset({"session_start", "session_restore"}),
    common=("BACK", "CLOSE"),
    routes={
        "address": "postal_address_capture",
        "provider": "provider_select",
        "provider_name": "provider_name_capture",
        "login": "session_redirect",
        "library": "tariff_select",
        "structure": "tariff_structure_select",
        "fixed": "rate_fixed_capture",
        "time_of_day": "rate_tod_capture",
        "advanced": "rate_advanced_capture",
        "region": "region_select",
        "surcharge": "surcharge_capture",
        "name": "tariff_name_capture",
        "term": "contract_term_capture",
        "pending": "tariff_connection_pending",
        "failed": "tariff_connection_failed",
        "end": "session_redirect",
    },
    route_aliases={"summary_tariff_failed": "failed"},
    summaries={
        "": Summary("tariff_summary", ("WRONG_TARIFF", "EDIT", "DISCONNECT", "CLOSE", "BACK")),
        "later_names": Summary("tariffs_summary", ("WRONG_TARIFF_REPORT", "EDIT", "DISCONNECT", "CLOSE", "BACK")),
    },
    actions={
        "provider": ("ADDRESS_CHANGE", "PROVIDER_MISSING"),
        "provider_name": ("ADDRESS_CHANGE",),
        "library": ("TARIFF_MISSING",),
        "pending": ("EDIT", "DISCONNECT"),
        "failed": ("EDIT", "DISCONNECT"),
    },
    listed={
        "provider": ("ADDRESS_CHANGE", "PROVIDER_MISSING", "BACK"),
        "provider_name": ("ADDRESS_CHANGE",),
        "library": ("TARIFF_MISSING", "BACK"),
        "structure": ("BACK",),
        "fixed": ("BACK",),
        "advanced": ("BACK",),
        "region": ("BACK",),
        "surcharge": ("BACK",),
        "name": ("BACK",),
        "term": ("BACK",),
        "pending": ("EDIT", "DISCONNECT", "BACK"),
        "failed": ("EDIT", "DISCONNECT", "BACK"),
    },
    validation_status=400,
    directed=_PAGES,
    typed=_PAGES,
    options={"FIXED": "fixed", "TIME_OF_DAY": "time_of_day", "MARKET": "surcharge", "ADVANCED": "advanced"},
    advanced="ADVANCED",
    action_aliases={"WRONG_TARIFF_REPORT": "WRONG_TARIFF"},
)
