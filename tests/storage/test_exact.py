"""JSON with exact numbers."""

import json
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import exact

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert exact.parse(exact.dump(value)) == value


@given(NUMBERS)
def test_no_digit_is_lost(number: Decimal) -> None:
    assert str(Decimal(exact.dump(number).decode())) == str(number)


def test_a_number_is_written_as_a_number() -> None:
    assert exact.dump({"rate": Decimal("0.245"), "vat": Decimal("5.00")}) == b'{"rate":0.245,"vat":5.00}'
    assert exact.parse(b"[0.245, 1, 1e2]") == [Decimal("0.245"), 1, Decimal("1e2")]


def test_any_mapping_is_an_object() -> None:
    assert exact.dump(MappingProxyType({"a": (1,)})) == b'{"a":[1]}'


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_is_no_number_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match=r"finite|Out of range"):
        exact.dump(number)


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        exact.dump({1, 2})


def test_people_read_their_own_letters() -> None:
    shown = exact.show({"street": "Hauptstraße", "rate": Decimal("0.10"), "odd": "\ud800"})
    assert "Hauptstraße" in shown
    assert json.loads(shown)["rate"] == 0.1
    shown.encode()
