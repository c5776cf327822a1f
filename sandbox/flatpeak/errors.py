"""Refusals of the emulator and the bodies that say them. The wording is ours; clients branch on codes."""

from datetime import datetime
from typing import Any

THIN = {
    403: "Bad credentials",
    404: "Not Found",
    409: "Conflict",
    422: "The tariff source is still being linked.",
    503: "Service Unavailable",
}

MESSAGES = {
    "data_json_invalid": "The body does not fit the schema.",
    "address_line1_missing": "Street line is required.",
    "post_code_missing": "Post code is required.",
    "city_missing": "City is required.",
    "country_code_missing": "Country is required.",
    "country_code_invalid": "Country must be an ISO 3166-1 alpha-2 code.",
    "timezone_not_found": "No time zone for this address; send city and country.",
    "geo_location_not_found": "No place for this address; complete it.",
    "market_region_invalid": "This region is not valid.",
    "provider_id_missing": "A provider ID is required.",
    "provider_not_found": "This provider is not known.",
    "provider_id_invalid": "This provider does not serve the address.",
    "provider_name_missing": "A provider name is required.",
    "tariff_id_missing": "A tariff ID is required.",
    "tariff_not_found": "This tariff is not known.",
    "tariff_id_invalid": "The provider does not sell this tariff.",
    "option_invalid": "Send exactly one option.",
    "option_not_supported": "This option is not offered.",
    "cost_value_zero": "The price must not be 0.",
    "cost_value_negative": "The price must be above 0.",
    "valid_from_invalid": "Start of period must look like HH:mm:ss.",
    "valid_to_invalid": "End of period must look like HH:mm:ss.",
    "incomplete_time_period": "The periods do not add up to 24 hours.",
    "surcharge_percentage_invalid": "The percentage must be above 0.",
    "tariff_name_missing": "A tariff name is required.",
    "date_format_invalid": "The date cannot be read.",
    "action_missing": "An action is required.",
    "action_invalid": "This action is not supported here.",
    "email_invalid": "This is no address of a mailbox.",
    "phone_invalid": "This is no phone number.",
    "token_expired": "This session is too old.",
    "connect_token_not_found": "This session is not known.",
    "server_error": "Something broke inside Connect.",
    "tariff_direction_invalid": "Direction must be IMPORT or EXPORT.",
    "tariff_direction_not_supported": "This direction is not switched on for the account.",
    "tariff_type_invalid": "Type must be COMMODITY or NON_COMMODITY.",
    "pending_connect": "The tariff is still being read.",
    "no_tariff_connected": "Nothing is connected here for this direction.",
    "no_price_data": "There are no prices for a long time.",
    "account_disabled": "The account is switched off.",
    "rate_limited": "Too many calls.",
}


class RefusedError(Exception):
    """A documented error code; without an HTTP status, the one of validation in the generation."""

    def __init__(
        self, code: str, message: str | None = None, status: int | None = None, type_: str = "invalid_request"
    ):
        self.code, self.status, self.type = code, status, type_
        self.message = message or MESSAGES[code]
        super().__init__(f"{code}: {self.message}")


class ThinError(Exception):
    """An HTTP status whose body holds a message only."""

    def __init__(self, status: int):
        self.status, self.body = status, {"message": THIN[status]}
        super().__init__(self.body["message"])


def say_error(error: RefusedError, context: str, now: datetime, token: str | None = None) -> dict[str, Any]:
    """The error object; Connect prints its time without a zone, REST with `Z`."""
    stamp = now.strftime("%Y-%m-%dT%H:%M:%S") + (f".{now.microsecond // 1000:03}" if token else "Z")
    body: dict[str, Any] = {
        "object": "error",
        "live_mode": False,
        "context": context,
        "type": error.type,
        "code": error.code,
        "message": error.message,
        "time_created": stamp,
    }
    if token:
        body["connect_token"] = token
    return body
