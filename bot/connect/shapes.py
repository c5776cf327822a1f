"""What we expect of FlatPeak: for each generation the members, types, actions and codes of all that it sends.

Sources: docs.flatpeak.com/api-reference and the official OpenAPI. Reading is tolerant and does without this; it says
only what is news. A shape is a type, a set of codes, a list of one shape, an object with its members, or alternatives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Shape = Any  # "text", "number", "flag", "any", frozenset (codes), [Shape], {name: Shape}, (Shape, Shape)

TEXT, NUMBER, FLAG, ANY = "text", "number", "flag", "any"

COMMON = frozenset({"BACK", "CLOSE"})
DIRECTIONS = frozenset({"IMPORT", "EXPORT", "LOCAL"})
TYPES = frozenset({"COMMODITY", "NON_COMMODITY"})
CONNECTIONS = frozenset({"DIRECT", "LIBRARY", "MARKET", "MANUAL"})
STRUCTURES = frozenset({"FIXED", "TIME_OF_DAY", "MARKET", "DYNAMIC"})
STATUSES = frozenset({"CONNECTED", "NOT_CONNECTED", "NOT_SUPPORTED", "PENDING", "ERROR", "ERROR_REPORTED"})
TERMS = frozenset({"FIXED", "UNTIL_TERMINATED"})
OPTIONS = frozenset({"FIXED", "TIME_OF_DAY", "MARKET", "ADVANCED", "ADVANCED_TARIFF_INPUT"})
PARTICIPATION = frozenset(
    {
        *("ENROLMENT_REQUESTED", "AWAITING_CONSENT", "AWAITING_TELEMETRY", "AWAITING_METER_ACCESS"),
        *("CONFIRMING_DISPATCH", "AWAITING_ELIGIBILITY", "AWAITING_REGISTRATION", "REGISTERED", "INELIGIBLE"),
        *("ACTIVE", "SUSPENDED", "UNENROLMENT_REQUESTED", "WINDING_DOWN", "UNENROLLED", "OFFBOARDED", "FAILED"),
        # an earlier revision
        *("INITIALISING", "ELIGIBILITY_CHECKING", "ELIGIBLE", "METER_ACCESS_REQUIRED", "CONSENT_REQUIRED"),
        "PROVISIONING",
    }
)
SUBSCRIPTIONS = frozenset({"NOT_ENROLLED", "ENROLLING", "ACTIVE", "LEAVING", "LEFT"})
SUSPENSIONS = frozenset(
    {"AWAITING_TELEMETRY", "AWAITING_DISPATCH", "AWAITING_CONSENT", "OPERATOR_REQUEST", "CUSTOMER_REQUEST"}
)

ADDRESS = dict.fromkeys(("address_line1", "address_line2", "city", "state", "post_code", "country_code"), TEXT)
PROVIDER = {"id": TEXT, "display_name": TEXT, "logo_url": TEXT}
SPAN = {"valid_from": TEXT, "valid_to": TEXT}
HOURS = [SPAN | {"cost": NUMBER}]
LINKS = dict.fromkeys(("redirect_url", "redirect_uri", "callback_url", "callback_uri"), TEXT)
SCHEDULE = [
    {
        "months": [TEXT],
        "dates": [(NUMBER, TEXT)],  # numbers in the page, a text in the example of an answer
        "days_and_hours": [
            {
                "days": [TEXT],
                "hours": [
                    SPAN
                    | {
                        "rate": [
                            {
                                **dict.fromkeys(("fixed", "to_kwh", "surcharge_fixed", "surcharge_percentage"), NUMBER),
                                "value": (NUMBER, TEXT),
                                "variables": ANY,
                            }
                        ]
                    }
                ],
            }
        ],
    }
]
CAPTURED = {"currency_code": TEXT, "provider": PROVIDER}
HELD = {"connection_type": CONNECTIONS, "provider": PROVIDER}
_COSTS = [SPAN | {"tariff": {"cost": NUMBER, "confidence": NUMBER}}]
_PRICES = [SPAN | {"price": {"value": NUMBER, "cost": NUMBER, "vat": NUMBER, "confidence": NUMBER}}]
DAYS = ("yesterday", "today", "tomorrow")
SUMMARY = {
    **HELD,
    "currency_code": TEXT,
    "cost": NUMBER,
    "market_rates_source": FLAG,
    "tariff": {
        "status": STATUSES,
        "name": TEXT,
        "structure_type": STRUCTURES,
        "contract_start_date": TEXT,
        "contract_end_date": TEXT,
        "contract_term_type": TERMS,
        "tiered": FLAG,
        "reconnect_required": FLAG,  # known to Connect's own client
    },
    "rates": dict.fromkeys(DAYS, _COSTS),
}


@dataclass(frozen=True, slots=True)
class Route:
    """A page: what it holds, and which actions it may list."""

    holds: Mapping[str, Shape]
    actions: frozenset[str] = field(default_factory=frozenset)


def _route(holds: Mapping[str, Shape], *actions: str) -> Route:
    return Route(holds, frozenset(actions))


# The pages that zero and anode have in common; older pages of busbar keep them.
_OF_ALL = {
    "postal_address_capture": _route({"postal_address": ADDRESS}),
    "provider_select": _route(
        {"postal_address": ADDRESS, "providers": [PROVIDER]}, "PROVIDER_MISSING", "ADDRESS_CHANGE"
    ),
    "provider_name_capture": _route({"postal_address": ADDRESS, "provider": {"name": TEXT}}, "ADDRESS_CHANGE"),
    "session_redirect": _route(LINKS),
    "session_complete": _route(LINKS),
    "complete_tariff": _route(LINKS),
    "tariff_select": _route(
        {
            "provider": PROVIDER,
            "postal_address": ADDRESS,
            "tariffs": [{"id": TEXT, "name": TEXT, "description": TEXT}],
        },
        *("TARIFF_MISSING", "ADDRESS_CHANGE"),
    ),
    "tariff_structure_select": _route({"provider": PROVIDER, "options": [OPTIONS]}),
    "rate_fixed_capture": _route(CAPTURED | {"cost": NUMBER}),
    "rate_tod_capture": _route(CAPTURED | {"hours": HOURS}),
    "rate_advanced_capture": _route(
        CAPTURED
        | {
            "tariff": {
                "market_rates": FLAG,
                "contract_start_date": TEXT,
                "contract_end_date": TEXT,
                "schedule": SCHEDULE,
            }
        }
    ),
    "tariff_name_capture": _route({"provider": PROVIDER, "tariff": {"name": TEXT}}),
    "contract_term_capture": _route(
        {
            "provider": PROVIDER,
            "contract_start_date": TEXT,
            "contract_end_date": TEXT,
            "contract_term_type": TERMS,
        }
    ),
}
_SURCHARGE = CAPTURED | {"surcharge": {"fixed": NUMBER, "percentage": NUMBER}, "regions": [TEXT], "region": TEXT}
_REGION = {"provider": PROVIDER, "regions": [TEXT], "region": TEXT}
_ZERO = _OF_ALL | {
    "market_surcharge_capture": _route(_SURCHARGE),
    "summary_tariff_inprogress": _route(HELD, "SAVE", "DISCONNECT", "DISMISS_DIRECT"),
    "summary_tariff_failed": _route(HELD, "RECONNECT", "DISCONNECT"),
    "summary_fixed_confirm": _route(SUMMARY, "SAVE", "EDIT", "DISCONNECT"),
    "summary_tou_confirm": _route(SUMMARY, "SAVE", "EDIT", "DISCONNECT"),
}
_ANODE = _OF_ALL | {
    "surcharge_capture": _route(_SURCHARGE),
    "region_select": _route(_REGION),
    "tariff_connection_pending": _route(HELD, "EDIT", "DISCONNECT"),
    "tariff_connection_failed": _route(HELD, "EDIT", "DISCONNECT"),
    "tariff_summary": _route(SUMMARY, "WRONG_TARIFF", "WRONG_TARIFF_REPORT", "EDIT", "DISCONNECT"),
    "tariffs_summary": _route(SUMMARY, "WRONG_TARIFF", "WRONG_TARIFF_REPORT", "EDIT", "DISCONNECT"),
}

_TARIFF = {
    "type": TYPES,
    "direction": DIRECTIONS,
    "status": STATUSES,
    "tariff_id": TEXT,
    "id": TEXT,
    "connection_type": CONNECTIONS,
    "structure_type": STRUCTURES,
    "market_rates_source": FLAG,
    "tiered": FLAG,
    "display_name": TEXT,
    "temporary": FLAG,
    "is_temporary": FLAG,
    "vat": NUMBER,
    "provider": PROVIDER,
    "prices": dict.fromkeys(DAYS, _PRICES),
}
SLOTS = ("commodity_import", "commodity_export", "non_commodity_import", "non_commodity_export", "local")
_TARIFFS = {
    "location_id": TEXT,
    "timezone": TEXT,
    "currency_code": TEXT,
    "tariffs": [_TARIFF],
    "tariff_status": dict.fromkeys(SLOTS, _TARIFF),
}
_REPORTS = ("CREATE_ISSUE_REPORT", "UPDATE_ISSUE_REPORT", "CANCEL_ISSUE_REPORT", "ERROR_REPORT")
_MANAGING = ("DISCONNECT", "RECONNECT", "CHANGE", "RETRY", "EDIT", *_REPORTS)
_PROGRAMME = {
    **dict.fromkeys(
        ("provider_id", "provider_display_name", "programme_id", "programme_display_name", "learn_more_url"), TEXT
    ),
    "subscription_status": SUBSCRIPTIONS,
    "participation_state": PARTICIPATION,
}
_HOME = {"timezone": TEXT, "currency_code": TEXT, "tariff_connected": FLAG}
_STEP = {
    "state": PARTICIPATION,
    "status": frozenset({"COMPLETE", "IN_PROGRESS", "PENDING"}),
    "description": TEXT,
    "occurred_at": TEXT,
    "expected_at": TEXT,
    "suspension_reasons": [SUSPENSIONS],
}
_PERIODS = frozenset({"DAY", "MONTH", "YEAR"})
_PERFORMANCE = {
    "period_type": _PERIODS,
    "period_start": TEXT,
    "period_end": TEXT,
    "available_period_types": [_PERIODS],
    "has_previous": FLAG,
    "has_next": FLAG,
    "energy_dispatched_kwh": NUMBER,
    "earnings": NUMBER,
    "series": [{"date": TEXT, "dispatched_kwh": NUMBER, "earnings": NUMBER}],
}
_PERSON = dict.fromkeys(("first_name", "last_name", "email", "phone"), TEXT)
_JOINING = _HOME | {"programme": _PROGRAMME, "participation_state": [_STEP], "suspension_reasons": [SUSPENSIONS]}
_BUSBAR = (
    _OF_ALL
    | {
        "surcharge_capture": _route(_SURCHARGE),
        "region_select": _route(_REGION),
        "postal_address_input": _route({"postal_address": ADDRESS}),
        "plan_structure": _route({"provider": PROVIDER, "options": [OPTIONS]}, *OPTIONS),
        "price_input": _route(CAPTURED | {"hours": HOURS}),
        "tariff_name_input": _route({"provider": PROVIDER, "tariff": {"name": TEXT}}),
        "advanced_tariff_input": _OF_ALL["rate_advanced_capture"],
        "consent": _route(
            {
                "provider": PROVIDER,
                "account": {"id": TEXT, "display_name": TEXT},
                "required_consents": [frozenset({"DEVICE_INFORMATION", "SCHEDULING", "LOCATION"})],
            },
            *("ALLOW", "DENY"),
        ),
    }
    | dict.fromkeys(
        ("connection_pending", "tariff_connection_pending", "connection_failed", "tariff_connection_failed"),
        _route(HELD, "EDIT", "DISCONNECT"),
    )
    | dict.fromkeys(("tariffs_summary", "tariff_summary", "location_summary"), _route(_TARIFFS, *_MANAGING))
    | {
        "vpp_landing": _route(
            _HOME
            | {
                "programmes": [_PROGRAMME],
                "providers": [PROVIDER | {"provider_name": TEXT, "programme_name": TEXT, "programme_id": TEXT}],
            },
            *("CONNECT_TARIFF",),
        ),
        "vpp_summary": _route(
            _HOME
            | {
                "programme": _PROGRAMME,
                "performance": _PERFORMANCE,
                "postal_address": ADDRESS,  # of the personal details, which were published under this route
                "personal_details": _PERSON,
            },
            *("CONNECT_TARIFF", "CHANGE_PERIOD", "MANAGE_PAYMENTS", "MANAGE_PARTICIPATION", "ADDRESS_CHANGE"),
        ),
        "vpp_participation": _route(_JOINING),
        "payment_history": _route(
            _HOME
            | {
                "programme_status": SUBSCRIPTIONS,
                "payment_details": {"type": TEXT, "brand": TEXT, "last4": (TEXT, NUMBER)},
                "support_reference": TEXT,
                "support_email": TEXT,
                "transactions": [
                    {"id": TEXT, "date": TEXT, "amount": NUMBER, "status": frozenset({"PAID", "PENDING", "FAILED"})}
                ],
            },
            *("PAYMENT_DETAILS", "REJOIN_PROGRAMME"),
        ),
    }
)
ROUTES: Mapping[str, Mapping[str, Route]] = {"zero": _ZERO, "anode": _ANODE, "busbar": _BUSBAR}

# What stands around the content of a page. `RENDER` is a leftover that the official client knows as a type.
ENVELOPE: Mapping[str, Shape] = {
    "connect_token": TEXT,
    "route": TEXT,
    "live_mode": FLAG,
    "actions": [TEXT],
    "data": ANY,
    "object": TEXT,
    "direction": DIRECTIONS,
    "tariff_direction": DIRECTIONS,
    "type": TYPES | {"RENDER"},
    "tariff_type": TYPES,
}
