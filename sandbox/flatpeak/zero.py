"""The generation zero, as data."""

from typing import get_args

from sandbox.flatpeak.generation import Generation, Summary
from sandbox.flatpeak.objects import Step

_ASKING: dict[Step, tuple[str, ...]] = {
    "provider": ("ADDRESS_CHANGE", "PROVIDER_MISSING"),
    "provider_name": ("ADDRESS_CHANGE",),
    "library": ("TARIFF_MISSING",),
    "pending": ("SAVE", "DISCONNECT", "DISMISS_DIRECT"),
    "failed": ("RECONNECT", "DISCONNECT"),
}
_ENDING = ("SAVE", "EDIT", "DISCONNECT")

ZERO = Generation(
    name="zero",
    versions=("2024-08-24.zero", "2024-08-24"),
    start_routes=frozenset({"session_restore"}),
    common=(),
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
        "surcharge": "market_surcharge_capture",
        "name": "tariff_name_capture",
        "term": "contract_term_capture",
        "pending": "summary_tariff_inprogress",
        "failed": "summary_tariff_failed",
        "end": "session_complete",
    },
    route_aliases={},
    summaries={
        "": Summary("summary_tou_confirm", _ENDING),
        "FIXED": Summary("summary_fixed_confirm", _ENDING),
    },
    actions=_ASKING,
    listed=_ASKING,
    validation_status=409,
    directed=frozenset(get_args(Step)) - {"login"},
    typed=frozenset(),
    options={"FIXED": "fixed", "TIME_OF_DAY": "time_of_day", "MARKET": "surcharge", "ADVANCED": "advanced"},
    advanced="ADVANCED",
    address_needs=("address_line1", "city", "post_code", "country_code"),
    saves=True,
    callback_member="callback_uri",
    tells_complete=False,
)
