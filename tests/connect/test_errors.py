"""Each way in which FlatPeak says no."""

import json
from typing import Any

import pytest

from bot.connect.errors import read_document
from bot.connect.outcomes import Doubt
from bot.connect.wire import Reply
from bot.conversation.situation import Refused, Trouble
from tests.connect.server import SAMPLES, sample

NOT_REFUSALS: dict[str, Trouble | Refused] = {
    "account_disabled": Trouble("disabled"),
    "api_version_not_supported": Trouble("disabled"),
    "rate_limit": Trouble("limited"),
    "server_error": Doubt("down"),
    "unexpected_error": Doubt("down"),
    "gap_in_time_period": Refused("gap_in_time_period", ("06:00:00", "07:00:00")),
}
THIN: dict[str, Trouble | Refused] = {
    "http_403": Trouble("disabled"),
    "http_404": Refused("not_found"),
    "http_409": Trouble("refused"),
    "http_422_pending": Trouble("refused"),
    "http_500": Doubt("down"),
}
CODES = sorted(path.stem for path in (SAMPLES / "errors").glob("*.json") if not path.stem.startswith("http_"))


def read(content: Any, status: int = 400, **headers: str) -> Any:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return read_document(Reply(status, {n.replace("_", "-"): v for n, v in headers.items()}, body))


@pytest.mark.parametrize("status", [200, 400, 409, 422])
@pytest.mark.parametrize("code", CODES)
def test_each_error_object_whatever_its_status(code: str, status: int) -> None:
    assert read(sample(f"errors/{code}.json"), status) == NOT_REFUSALS.get(code, Refused(code))


def test_all_thin_samples_are_told_apart() -> None:
    assert {path.stem for path in (SAMPLES / "errors").glob("http_*.json")} == set(THIN)


@pytest.mark.parametrize("name", THIN)
def test_a_thin_body_goes_by_its_status(name: str) -> None:
    assert read(sample(f"errors/{name}.json"), int(name.split("_")[1])) == THIN[name]


def test_a_refusal_under_500_is_still_a_refusal() -> None:
    assert read(sample("errors/city_missing.json"), 500) == Refused("city_missing")


def test_codes_that_are_new_are_passed_on() -> None:
    assert read({"object": "error", "code": "moon_phase_invalid"}) == Refused("moon_phase_invalid")
    assert read({"route": "error", "error_code": "unknown"}, 200) == Refused("unknown")
    assert read(sample("anode/client_only/error.json"), 200) == Refused("unknown")
    assert read({"object": "error", "code": ["x"]}) == Trouble("refused")


@pytest.mark.parametrize(
    ("message", "gap"),
    [
        ("A gap between 06:00:00 and 07:30:00 was found.", ("06:00:00", "07:30:00")),
        ("gap: 22:00:00-24:00:00", ("22:00:00", "24:00:00")),
        ("gap at 06:00:00", ()),
        ("gap between 6 and 7", ()),
        (None, ()),
    ],
)
def test_both_ends_of_a_gap_are_found_in_its_message(message: str | None, gap: tuple[str, ...]) -> None:
    error = {"object": "error", "code": "gap_in_time_period", "message": message}
    assert read(error) == Refused("gap_in_time_period", gap)


def test_clock_times_in_other_messages_are_not_looked_at() -> None:
    error = {"object": "error", "code": "valid_to_invalid", "message": "06:00:00 07:00:00"}
    assert read(error) == Refused("valid_to_invalid")


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b'{"route": "provi', b"[]", b"null", b'"x"', b"5"])
@pytest.mark.parametrize(
    ("status", "kind"), [(200, "nonsense"), (400, "nonsense"), (404, "nonsense"), (502, "down"), (503, "down")]
)
def test_what_is_no_json_object(body: bytes, status: int, kind: Any) -> None:
    assert read(body, status) == Doubt(kind)


def test_limits_tell_how_long_to_wait() -> None:
    assert read({"message": "slow down"}, 429, retry_after="7") == Trouble("limited", 7.0)
    assert read(sample("errors/rate_limit.json"), 429, retry_after="12") == Trouble("limited", 12.0)
    dates = {"date": "Tue, 17 Nov 2026 08:00:00 GMT", "retry_after": "Tue, 17 Nov 2026 08:00:30 GMT"}
    assert read(b"", 503, **dates) == Doubt("down", 30.0)
    assert read(b"", 429, retry_after="soon") == Trouble("limited")
    assert read(b"", 429, retry_after="9" * 500) == Trouble("limited", 86400.0)
    assert read(b"", 429, retry_after="-1") == Trouble("limited")


def test_a_page_is_a_page_under_any_status() -> None:
    assert read({"route": "provider_select"}, 400) == {"route": "provider_select"}
