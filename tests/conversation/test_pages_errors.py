"""Every error code has words; unknown ones too."""

import pytest

from bot.conversation.pages.errors import explain_error
from tests.conversation.page_chat import context

# Codes of the Connect reference for generation anode.
CODES = [
    "data_json_invalid",
    "city_missing",
    "country_code_missing",
    "country_code_invalid",
    "timezone_not_found",
    "provider_id_missing",
    "provider_not_found",
    "provider_id_invalid",
    "provider_name_missing",
    "tariff_id_missing",
    "tariff_not_found",
    "tariff_id_invalid",
    "option_invalid",
    "option_not_supported",
    "cost_value_zero",
    "cost_value_negative",
    "valid_from_invalid",
    "valid_to_invalid",
    "gap_in_time_period",
    "incomplete_time_period",
    "surcharge_percentage_invalid",
    "tariff_name_missing",
    "date_format_invalid",
    "action_missing",
    "action_invalid",
    "token_expired",
    "server_error",
    "pending_connect",
    "no_tariff_connected",
    "no_price_data",
    "account_disabled",
    "api_version_not_supported",
    "tariff_direction_invalid",
    "tariff_direction_not_supported",
    "tariff_type_invalid",
    "unexpected_error",
]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("code", CODES)
def test_known(code: str, language: str) -> None:
    text = explain_error(code, (), context(language))
    assert code not in text
    assert text != explain_error("never_heard_of", (), context(language))


def test_unknown_names_the_code() -> None:
    assert "never_heard_of" in explain_error("never_heard_of", (), context())


@pytest.mark.parametrize("code", ["", "<b>x</b>", "x" * 200, "a b", "zeile\numbruch"])
def test_nonsense_is_not_repeated(code: str) -> None:
    text = explain_error(code, (), context())
    assert not code or code not in text


def test_gap_names_its_times() -> None:
    assert "22:00 to 23:30" in explain_error("gap_in_time_period", ("22:00:00", "23:30:00"), context())
    assert "gap" in explain_error("gap_in_time_period", (), context())
