"""What travels on buttons comes back the same; what was forged comes back as nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import limits, tokens
from adapters.slack.tokens import AddRow, Menu, OpenForm, OpenLink, Press, RemoveRow, read_option, read_token

KEY = "k3y-_ABCdef01234"
KEYS = st.text("abcXYZ019-_", min_size=tokens.KEY_CHARS, max_size=tokens.KEY_CHARS)
NUMBERS = st.integers(0, 999_999)


@given(KEYS, NUMBERS)
def test_every_token_comes_back(key: str, number: int) -> None:
    assert read_token(tokens.press(key, number)) == Press(key, number)
    assert read_token(tokens.menu(key)) == read_token(tokens.menu(key, number)) == Menu(key)
    assert read_token(tokens.open_form(key)) == OpenForm(key)
    assert read_token(tokens.open_link(number)) == OpenLink(number)
    assert read_token(tokens.remove_row(number)) == RemoveRow(number)
    assert read_token(tokens.ADD) == AddRow()
    assert read_option(str(number)) == number
    assert len(tokens.press(key, number)) < limits.ID_CHARS


def test_tokens_are_as_agreed() -> None:
    assert tokens.press(KEY, 3) == f"p:{KEY}:3"
    assert (tokens.menu(KEY), tokens.menu(KEY, 2)) == (f"m:{KEY}", f"m:{KEY}:2")
    assert (tokens.open_form(KEY), tokens.open_link(1)) == (f"f:{KEY}", "l:1")
    assert (tokens.ADD, tokens.remove_row(7)) == ("r:add", "r:del:7")


@pytest.mark.parametrize(
    "forged",
    [
        *("", "p", "p:", f"p:{KEY}", f"p:{KEY}:", f"p:{KEY}:-1", f"p:{KEY}:01", f"p:{KEY}:1 ", f"p:{KEY}:1\n"),
        *(f"p:{KEY}:٣", f"p:{KEY}:1:2", f"p:{KEY}x:1", f"p:{KEY[:-1]}:1", f"p:{KEY[:-1]}é:1", f"P:{KEY}:1"),
        *(f"p:{KEY}:1234567", f"m:{KEY}:", f"m:{KEY}:x", f"f:{KEY}:1", f"f:{KEY} ", "f:", "l:", "l:x", "l:-1"),
        *("r:", "r:add:1", "r:del", "r:del:", "r:del:x", "r:del:00", "x:1", " r:add", "v"),
        *(None, 7, b"r:add", ["r:add"], {"action_id": "r:add"}, True),
    ],
)
def test_anything_else_is_nothing(forged: object) -> None:
    assert read_token(forged) is None


@pytest.mark.parametrize("forged", ["", "-1", "01", "1.0", "٣", "1\n", " 1", "x", None, 1, "1" * 200])
def test_forged_options_are_nothing(forged: object) -> None:
    assert read_option(forged) is None


@given(st.text() | st.from_regex(r"[pmflr]:.*", fullmatch=True))
def test_reading_never_fails(action_id: str) -> None:
    read_token(action_id)
    read_option(action_id)
