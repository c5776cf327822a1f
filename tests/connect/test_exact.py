"""Numbers keep their digits between us and FlatPeak."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.connect.exact import decode, encode

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=9)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | numbers,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("24.5") / 100, b"0.245"),
        (Decimal("0.1234567890123"), b"0.1234567890123"),
        (Decimal("0.12345678901234567890123"), b"0.12345678901234567890123"),
        (Decimal("0.30"), b"0.3"),
        (Decimal("18.0"), b"18"),
        (Decimal("1E+2"), b"100"),
        (Decimal("1E-7"), b"0.0000001"),
        (Decimal("-0.0"), b"0"),
        (Decimal("0"), b"0"),
        (Decimal("-0.05"), b"-0.05"),
        (100, b"100"),
        (None, b"null"),
        (True, b"true"),
    ],
)
def test_a_value_has_exactly_one_text(value: object, written: bytes) -> None:
    assert encode(value) == written


def test_a_body_nests() -> None:
    body = {"data": {"hours": [{"cost": Decimal("0.2450"), "valid_from": "00:00:00"}], "ä": ()}}
    assert encode(body) == b'{"data":{"hours":[{"cost":0.245,"valid_from":"00:00:00"}],"\\u00e4":[]}}'


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_is_no_number_is_not_sent(value: object) -> None:
    with pytest.raises(ValueError, match=r"(?i)json"):
        encode({"cost": value})


def test_fractions_arrive_as_decimal() -> None:
    cost = decode(b'{"cost": 0.1000000000000000055511151231257827}')["cost"]
    assert cost == Decimal("0.1000000000000000055511151231257827")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"<html>", b"NaN", b'{"cost": Infinity}', b"\xff\xfe\xfa", b"[" * 100_000, b"1" * 10_000],
)
def test_what_is_no_json_is_said_so(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011, each has another text
        decode(body)


@given(documents)
def test_what_is_written_is_read_back(value: object) -> None:
    assert decode(encode(value)) == value


@given(documents)
def test_everybody_else_reads_it_too(value: object) -> None:
    json.loads(encode(value))
