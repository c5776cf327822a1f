"""The form in which requests travel."""

from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.transport import _as_form

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(st.sampled_from(["chat_id", "text", "reply_markup"]), TEXT))
def test_a_form_is_what_the_standard_library_would_write(fields: dict[str, str]) -> None:
    assert _as_form(fields) == urlencode(fields).encode()
