"""What FlatPeak's reference names: pages, first calls, actions and error codes, and in which generations.

Letters: Z zero, A anode, B busbar. Source: docs.flatpeak.com/api-reference, the Connect pages of each generation; names
that busbar's reference keeps to itself are those of our sandbox, and marked with *.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["page", "call", "action", "code"]
GENERATIONS = {"zero": "Z", "anode": "A", "busbar": "B"}
CHANNELS = ("telegram", "slack")

PAGES = {
    "postal_address_capture": "ZA",
    "postal_address_input": "B",
    "provider_select": "ZAB*",
    "provider_name_capture": "ZAB*",
    "session_redirect": "ZAB",
    "tariff_select": "ZAB*",
    "tariff_structure_select": "ZA",
    "plan_structure": "B",
    "rate_fixed_capture": "ZA",
    "rate_tod_capture": "ZA",
    "price_input": "B",
    "rate_advanced_capture": "ZA",
    "market_surcharge_capture": "Z",
    "surcharge_capture": "A",
    "region_select": "AB",
    "tariff_name_capture": "ZA",
    "tariff_name_input": "B",
    "contract_term_capture": "ZA",
    "consent": "B",
    "summary_tariff_inprogress": "Z",
    "tariff_connection_pending": "A",
    "connection_pending": "B*",
    "summary_tariff_failed": "Z",
    "tariff_connection_failed": "A",
    "connection_failed": "B",
    "summary_fixed_confirm": "Z",
    "summary_tou_confirm": "Z",
    "location_summary": "B",
    "tariff_summary": "AB",
    "tariffs_summary": "AB",
    "session_complete": "Z",
    "vpp_landing": "B",
    "vpp_summary": "B",
    "vpp_participation": "B*",
    "payment_history": "B",
}

CALLS = {
    "session_start": "A",
    "session_start TARIFF": "B",
    "session_start VPP": "B",
    "session_restore": "ZB",
}

# BACK and CLOSE are taken by every page of anode and busbar; one page stands for all.
ACTIONS = {
    "BACK": "AB",
    "CLOSE": "AB",
    "provider_select PROVIDER_MISSING": "ZAB*",
    "provider_select ADDRESS_CHANGE": "ZAB*",
    "provider_name_capture ADDRESS_CHANGE": "ZAB*",
    "tariff_select TARIFF_MISSING": "ZAB*",
    "consent ALLOW": "B",
    "consent DENY": "B",
    "summary_tariff_inprogress SAVE": "Z",
    "summary_tariff_inprogress DISCONNECT": "Z",
    "summary_tariff_inprogress DISMISS_DIRECT": "Z",
    "tariff_connection_pending EDIT": "A",
    "tariff_connection_pending DISCONNECT": "A",
    "connection_pending EDIT": "B*",
    "connection_pending DISCONNECT": "B*",
    "summary_tariff_failed RECONNECT": "Z",
    "summary_tariff_failed DISCONNECT": "Z",
    "tariff_connection_failed EDIT": "A",
    "tariff_connection_failed DISCONNECT": "A",
    "connection_failed EDIT": "B",
    "connection_failed DISCONNECT": "B",
    "summary_fixed_confirm SAVE": "Z",
    "summary_fixed_confirm EDIT": "Z",
    "summary_fixed_confirm DISCONNECT": "Z",
    "summary_tou_confirm SAVE": "Z",
    "summary_tou_confirm EDIT": "Z",
    "summary_tou_confirm DISCONNECT": "Z",
    "tariff_summary WRONG_TARIFF": "A",
    "tariff_summary EDIT": "A",
    "tariff_summary DISCONNECT": "AB",
    "tariff_summary CHANGE": "B",
    "tariff_summary RETRY": "B",
    "tariffs_summary WRONG_TARIFF_REPORT": "A",
    "tariffs_summary EDIT": "A",
    "tariffs_summary DISCONNECT": "AB",
    "tariffs_summary RECONNECT": "B",
    "tariffs_summary CREATE_ISSUE_REPORT": "B",
    "tariffs_summary UPDATE_ISSUE_REPORT": "B",
    "tariffs_summary CANCEL_ISSUE_REPORT": "B",
    "location_summary ERROR_REPORT": "B",
    "location_summary DISCONNECT": "B",
    "vpp_landing CONNECT_TARIFF": "B",
    "vpp_summary CONNECT_TARIFF": "B",
    "vpp_summary CHANGE_PERIOD": "B",
    "vpp_summary MANAGE_PAYMENTS": "B",
    "vpp_summary MANAGE_PARTICIPATION": "B",
    "vpp_summary ADDRESS_CHANGE": "B",
    "payment_history PAYMENT_DETAILS": "B",
    "payment_history REJOIN_PROGRAMME": "B",
}

CODES = {
    "data_json_invalid": "ZAB",
    "address_line1_missing": "ZB",
    "post_code_missing": "ZB",
    "city_missing": "ZAB",
    "country_code_missing": "ZAB",
    "country_code_invalid": "ZAB",
    "timezone_not_found": "ZA",
    "geo_location_not_found": "ZB",
    "provider_id_missing": "ZAB*",
    "provider_not_found": "ZAB*",
    "provider_id_invalid": "ZAB*",
    "provider_name_missing": "ZAB*",
    "tariff_id_missing": "ZAB*",
    "tariff_not_found": "ZAB*",
    "tariff_id_invalid": "ZAB*",
    "option_invalid": "ZAB",
    "option_not_supported": "ZAB",
    "cost_value_zero": "ZAB",
    "cost_value_negative": "ZAB",
    "valid_from_invalid": "ZAB",
    "valid_to_invalid": "ZAB",
    "gap_in_time_period": "ZAB",
    "incomplete_time_period": "ZAB",
    "surcharge_percentage_invalid": "ZA",
    "market_region_invalid": "Z",
    "tariff_name_missing": "ZAB",
    "date_format_invalid": "ZA",
    "action_missing": "ZAB",
    "action_invalid": "ZAB",
    "email_invalid": "B",
    "phone_invalid": "B",
    "token_expired": "ZAB",
    "server_error": "ZAB",
    "pending_connect": "ZAB",
    "no_tariff_connected": "ZAB",
    "no_price_data": "ZAB",
    "account_disabled": "ZAB",
    "api_version_not_supported": "ZAB",
    "tariff_direction_invalid": "ZA",
    "tariff_direction_not_supported": "ZA",
    "tariff_type_invalid": "ZA",
}

NAMED: dict[Kind, dict[str, str]] = {"page": PAGES, "call": CALLS, "action": ACTIONS, "code": CODES}


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One thing of one generation on one channel."""

    kind: Kind
    name: str
    generation: str
    channel: str


def list_cells() -> Iterator[Cell]:
    """Every cell that has to be met."""
    for kind, names in NAMED.items():
        for name, letters in names.items():
            for generation, letter in GENERATIONS.items():
                if letter in letters:
                    yield from (Cell(kind, name, generation, channel) for channel in CHANNELS)
