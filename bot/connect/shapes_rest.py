"""What we expect of errors, events and the objects of the REST API, in any generation. As in `shapes`."""

from collections.abc import Mapping

from bot.connect.shapes import (
    ADDRESS,
    ANY,
    CONNECTIONS,
    DIRECTIONS,
    FLAG,
    NUMBER,
    PROVIDER,
    SCHEDULE,
    SLOTS,
    SPAN,
    STATUSES,
    STRUCTURES,
    TEXT,
    TYPES,
    Shape,
)

ERROR: Mapping[str, Shape] = {
    **dict.fromkeys(("object", "context", "code", "message", "connect_token", "time_created", "request_id"), TEXT),
    **dict.fromkeys(("route", "error_code", "error_message"), TEXT),
    "live_mode": FLAG,
    "type": frozenset({"invalid_request", "api_error", "rate_limit", "connect_error"}),
}
CODES = frozenset(
    {
        *("data_json_invalid", "action_missing", "action_invalid", "token_expired", "server_error", "unexpected_error"),
        *("address_line1_missing", "post_code_missing", "city_missing", "country_code_missing", "country_code_invalid"),
        *("timezone_not_found", "geo_location_not_found", "provider_id_missing", "provider_not_found"),
        *("provider_id_invalid", "provider_name_missing", "tariff_id_missing", "tariff_not_found", "tariff_id_invalid"),
        *("option_invalid", "option_not_supported", "cost_value_zero", "cost_value_negative", "valid_from_invalid"),
        *("valid_to_invalid", "gap_in_time_period", "incomplete_time_period", "surcharge_percentage_invalid"),
        *("market_region_invalid", "tariff_name_missing", "date_format_invalid", "email_invalid", "phone_invalid"),
        *("pending_connect", "no_tariff_connected", "no_price_data", "account_disabled", "api_version_not_supported"),
        *("tariff_direction_invalid", "tariff_direction_not_supported", "tariff_type_invalid", "rate_limited"),
        "unknown",  # of Connect's own client
    }
)

_OWN = {"id": TEXT, "object": TEXT, "live_mode": FLAG, "account_id": TEXT, "time_created": TEXT}
_SLOT = {
    "status": STATUSES,
    "connection_type": CONNECTIONS,
    "provider": PROVIDER,
    "tariff": {"id": TEXT, "display_name": TEXT, "structure_type": STRUCTURES, "contract_end_date": TEXT},
}
_CONSENTS = {
    **dict.fromkeys(("provider_tariff", "provider_bills", "provider_postal_address", "provider_grid_meter"), FLAG),
    **dict.fromkeys(("device_telemetry", "device_control"), FLAG),
    "time_created": TEXT,
}
_ELEMENT = {
    "status": STATUSES,
    "provider_id": TEXT,
    "tariff_id": TEXT,
    "devices": [TEXT],
    "type": TYPES,
    "direction": DIRECTIONS,
    "connect_token": TEXT,
    "temporary": FLAG,
    "is_temporary": FLAG,
    "consents": _CONSENTS,
}
_LOCATION = _OWN | {
    "reference_id": TEXT,
    "customer_id": TEXT,
    "timezone": TEXT,
    "currency_code": TEXT,
    "postal_address": ADDRESS,
    "postal_address_verified": FLAG,
    "geo_location": {"lat": NUMBER, "lng": NUMBER},
    "flex_allowed": FLAG,
    "market_sources": ANY,
    "tariff_status": dict.fromkeys(SLOTS, STATUSES),
    "tariff_elements": [(TEXT, _ELEMENT)],
    "tariffs": [
        (
            TEXT,
            _ELEMENT
            | {"location_id": TEXT, "connection_type": CONNECTIONS, "display_name": TEXT, "provider": PROVIDER},
        )
    ],
    "consents": _CONSENTS,
    "devices": [TEXT],
}
_SESSION = _OWN | {
    **dict.fromkeys(("customer_id", "customer_reference_id", "location_id", "location_reference_id"), TEXT),
    **dict.fromkeys(
        ("device_id", "provider_id", "connect_url", "callback_url", "time_expiry", "complete_action"), TEXT
    ),
    **dict.fromkeys(("tariff_available", "is_tariff_processed", "data_available", "price_available"), FLAG),
    "connect_token": TEXT,
    "expires_in": (NUMBER, TEXT),
    "route_options": ANY,
}
_SERIES = _OWN | {
    **dict.fromkeys(("location_id", "device_id", "location_timezone", "currency_code"), TEXT),
    **dict.fromkeys(("last_updated", "next_update"), TEXT),
    **dict.fromkeys(("direction", "tariff_direction", "energy_flow_direction"), DIRECTIONS),
    "request": ANY,
    "data": [SPAN | {"price": ANY, "tariff": ANY, "carbon": ANY}],
}
_RUN = {
    "start_time": TEXT,
    "end_time": TEXT,
    "vpp_event": FLAG,
    "price": {"average": NUMBER, "value": NUMBER, "confidence": NUMBER},
    "tariff": {"rate_avg": NUMBER, "confidence": NUMBER},
}
_SCHEDULE = _SERIES | {"duration": NUMBER, "data": [_RUN]}
OBJECTS: Mapping[str, Mapping[str, Shape]] = {
    "location": _LOCATION,
    "status": _OWN | {"tariff_status": dict.fromkeys(SLOTS, _SLOT)},
    "tariff": _OWN
    | {
        **dict.fromkeys(("location_id", "timezone", "display_name", "provider_id"), TEXT),
        **dict.fromkeys(("contract_start_date", "contract_end_date"), TEXT),
        **dict.fromkeys(("is_linked", "market_rates"), FLAG),
        "connection_type": CONNECTIONS,
        "direction": DIRECTIONS,
        "type": TYPES,
        "status": STATUSES,
        "provider": PROVIDER,
        "schedule": SCHEDULE,
    },
    "session": _SESSION,
    "prices": _SERIES,
    "schedule": _SCHEDULE,
    "login": {"bearer_token": TEXT, "expires_in": (NUMBER, TEXT), "live_mode": FLAG},
    "customer": _OWN | {"reference_id": TEXT, "locations": [TEXT]},
}
# An event's data is a snapshot of an object, or ids; of the many objects only the members that are read are named.
EVENT: Mapping[str, Shape] = {
    **dict.fromkeys(("id", "object", "type", "time_created", "account_id"), TEXT),
    "data": ANY,
}
EVENT_IDS: Mapping[str, Shape] = dict.fromkeys(("id", "location_id", "tariff_id", "connect_token", "customer_id"), TEXT)
