"""Numbers keep their value and their shortest text, in the database and between us and FlatPeak."""

import json
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import exact

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("24.5") / 100, b"0.245"),
        (Decimal("24.50") / 100, b"0.245"),
        (Decimal("0.12345678901234567890123"), b"0.12345678901234567890123"),
        (Decimal("0.30"), b"0.3"),
        (Decimal("18.0"), b"18"),
        (Decimal("1E+2"), b"100"),
        (Decimal("1E-7"), b"0.0000001"),
        (Decimal("1E+999999"), b"1E+999999"),
        (Decimal("-0.0"), b"0"),
        (Decimal("0"), b"0"),
        (Decimal("-0.05"), b"-0.05"),
        (100, b"100"),
        (None, b"null"),
        (True, b"true"),
        (MappingProxyType({"a": (1,)}), b'{"a":[1]}'),
        (
            {"data": {"hours": [{"cost": Decimal("0.2450"), "valid_from": "00:00:00"}], "ä": ()}},
            b'{"data":{"hours":[{"cost":0.245,"valid_from":"00:00:00"}],"\\u00e4":[]}}',
        ),
    ],
)
def test_a_value_has_exactly_one_text(value: object, written: bytes) -> None:
    assert exact.dump(value) == written


@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert exact.parse(exact.dump(value)) == value


@given(VALUES)
def test_everybody_else_reads_it_too(value: Any) -> None:
    json.loads(exact.dump(value))


def test_fractions_arrive_as_decimal() -> None:
    cost = exact.parse(b'{"cost": 0.1000000000000000055511151231257827}')["cost"]
    assert cost == Decimal("0.1000000000000000055511151231257827")


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_is_no_number_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match=r"finite|Out of range"):
        exact.dump({"cost": number})


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        exact.dump({1, 2})


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"<html>", b"NaN", b'{"cost": Infinity}', b"\xff\xfe\xfa", b"[" * 100_000, b"1" * 10_000],
)
def test_what_is_no_json_is_said_so(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each has another text
        exact.parse(body)


def test_people_read_their_own_letters() -> None:
    shown = exact.show({"street": "Hauptstraße", "rate": Decimal("0.10"), "odd": "\ud800"})
    assert "Hauptstraße" in shown
    assert json.loads(shown)["rate"] == 0.1
    shown.encode()
