"""Counting, cutting and splitting: nothing is longer than Slack allows in any way of counting, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.escape import WORD_JOINER, escape, is_literal
from adapters.slack.limits import clean, cut, cut_at_word, split, units
from tests.slack.checker import inert, length

PIECES = st.text("ab <&>\n😀é\u0301\u200d👨‍👩", max_size=200)


@given(st.text())
def test_units_are_no_less_than_any_way_of_counting(text: str) -> None:
    escaped = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert units(clean(text)) == length(escaped)
    assert units(text) >= len(text)


@pytest.mark.parametrize("letter", ["x", "é", "电", "ش"])
def test_cut_at_its_limit(letter: str) -> None:
    assert [cut(letter * n, 75) for n in (74, 75)] == [letter * 74, letter * 75]
    assert cut(letter * 76, 75) == letter * 74 + "…"


def test_cut_keeps_characters_whole() -> None:
    assert cut("😀" * 10, 10) == "😀" * 4 + "…"
    assert cut("abcde\u0301fgh", 6) == "abcd…"
    family = "👨‍👩‍👧‍👦"
    assert cut(f"ab{family}cd", 8) == "ab…"


def test_cut_at_a_word() -> None:
    assert cut_at_word("What does a kWh cost?", 24) == "What does a kWh cost?"
    assert cut_at_word("When does your current contract end?", 24) == "When does your current…"
    assert cut_at_word("Donaudampfschifffahrtsgesellschaft", 24) == "Donaudampfschifffahrtsg…"
    assert cut_at_word("123456789 123456789 1234", 24) == "123456789 123456789 1234"
    assert cut_at_word("123456789 123456789 12345", 24) == "123456789 123456789…"
    assert cut_at_word("I " + "x" * 30, 24) == "I " + "x" * 21 + "…"


@given(PIECES, st.integers(16, 60))
def test_what_is_cut_fits(text: str, most: int) -> None:
    for shown in (cut(text, most), cut_at_word(text, most)):
        assert units(shown) <= most
        assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1].rstrip("…")))


@given(PIECES, st.integers(16, 60))
def test_parts_together_are_the_whole(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(units(part) <= most and part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_splits_are_between_paragraphs_lines_and_words() -> None:
    assert split("aaaa aaaa\n\nbbbb bbbb", 14) == ["aaaa aaaa", "bbbb bbbb"]
    assert split("aaaa aaaa\nbbbb bbbb", 14) == ["aaaa aaaa", "bbbb bbbb"]
    assert split("aaaa aaaa bbbb bbbb", 14) == ["aaaa aaaa ", "bbbb bbbb"]
    assert split("a" * 15, 10) == ["a" * 10, "a" * 5]
    assert split(" \n ", 10) == []


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("<https://evil|ok>", "&lt;https://evil|ok&gt;"),
        ("&amp;", "&amp;amp;"),
        ("so :smile: it", f"so :{WORD_JOINER}smile: it"),
        ("10:30 to 11:30", "10:30 to 11:30"),
        ("\ud800", "\ufffd"),
    ],
)
def test_nothing_works_in_escaped_text(text: str, escaped: str) -> None:
    assert escape(text) == escaped
    inert(escape(text))


@given(st.text("<>&!@#|:smile_ *~`\n"))
def test_no_text_works_when_escaped(text: str) -> None:
    inert(escape(text))


@pytest.mark.parametrize("text", ["*b*", "a_b", "~", "`x`", "a\nb", "> quoted", ":+1:", "12:30:45"])
def test_text_that_bold_would_change(text: str) -> None:
    assert not is_literal(text)
    assert is_literal("Rate: 24.5 p/kWh (<&>)")
