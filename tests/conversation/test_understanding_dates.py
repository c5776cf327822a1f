"""Days as people type them and as we say them."""

from datetime import date, time

import pytest
from babel import localedata
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.understanding.date_reading import read_date
from bot.conversation.understanding.dates import say_date, say_time
from bot.conversation.understanding.results import Doubtful, Unreadable, Why

TODAY = date(2026, 11, 23)

GOLDEN = [
    ("2027-11-30", "en", "2027-11-30"),
    ("2027-11-30T00:00:00Z", "en", "2027-11-30"),
    ("2027/11/30", "en", "2027-11-30"),
    ("31.12.2027", "de", "2027-12-31"),
    ("31.12.27", "de", "2027-12-31"),
    ("03/04/2027", "en", "2027-04-03"),
    ("03/04/2027", "de", "2027-04-03"),
    ("03/04/2027", "en-US", "2027-03-04"),
    ("13/04/2027", "en-US", "2027-04-13"),
    ("04/13/2027", "en", "2027-04-13"),
    ("31 12 2027", "en", "2027-12-31"),
    ("27-11-30", "sv", "2027-11-30"),
    ("31 December 2027", "en", "2027-12-31"),
    ("30th of November 2027", "en", "2027-11-30"),
    ("November 30, 2027", "en", "2027-11-30"),
    ("Fri 31 December 2027", "en", "2027-12-31"),
    ("30 nov 27", "en", "2027-11-30"),
    ("until 30 Nov 2027", "en", "2027-11-30"),
    ("my contract ends on 31 March 2028", "en", "2028-03-31"),
    ("am 1. März 2028", "de", "2028-03-01"),
    ("1. Maerz 2028", "de", "2028-03-01"),
    ("31. Dez", "de", "2026-12-31"),
    ("30.11.", "de", "2026-11-30"),
    ("31/12", "en", "2026-12-31"),
    ("1 March", "en", "2027-03-01"),
    ("29 Feb", "en", "2028-02-29"),
    ("23 November", "en", "2026-11-23"),
    ("Dec 2027", "en", "2027-12-31"),
    ("12/2027", "en", "2027-12-31"),
    ("Feb 2028", "en", "2028-02-29"),
    ("2028", "en", "2028-12-31"),
    ("May", "en", "2027-05-31"),
    ("end of March", "en", "2027-03-31"),
    ("Ende März 2027", "de", "2027-03-31"),
    ("bis Ende März 2028", "de", "2028-03-31"),
    ("Anfang März", "de", "2027-03-01"),
    ("end of next year", "en", "2027-12-31"),
    ("Ende nächsten Jahres", "de", "2027-12-31"),
    ("Jahresende", "de", "2026-12-31"),
    ("Ende 2027", "de", "2027-12-31"),
    ("end of the month", "en", "2026-11-30"),
    ("Ende des Monats", "de", "2026-11-30"),
    ("end of the quarter", "en", "2026-12-31"),
    ("start of next month", "en", "2026-12-01"),
    ("in 6 months", "en", "2027-05-23"),
    ("in 6 Monaten", "de", "2027-05-23"),
    ("in einem Jahr", "de", "2027-11-23"),
    ("in einem halben Jahr", "de", "2027-05-23"),
    ("18 months", "en", "2028-05-23"),
    ("2 years from now", "en", "2028-11-23"),
    ("a year", "en", "2027-11-23"),
    ("in two weeks", "en", "2026-12-07"),
    ("dans 6 mois", "fr", "2027-05-23"),
    ("om 6 månader", "sv", "2027-05-23"),
    ("today", "en", "2026-11-23"),
    ("tomorrow", "en", "2026-11-24"),
    ("morgen", "de", "2026-11-24"),
    ("übermorgen", "de", "2026-11-25"),
    ("friday", "en", "2026-11-27"),
    ("Freitag", "de", "2026-11-27"),
    ("Monday", "en", "2026-11-30"),
    ("30 novembre 2027", "fr", "2027-11-30"),
    ("30 de noviembre de 2027", "es", "2027-11-30"),
    ("noviembre 2027", "es", "2027-11-30"),
    ("2027年11月30日", "ja", "2027-11-30"),
    ("٣٠/١١/٢٠٢٧", "ar", "2027-11-30"),
]


@pytest.mark.parametrize(("text", "language", "expected"), GOLDEN)
def test_reads_days(text: str, language: str, expected: str) -> None:
    assert read_date(text, language, TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        ("xyz", Why.NOT_A_DATE),
        ("soon", Why.NOT_A_DATE),
        ("31.2.2027", Why.NO_SUCH_DAY),
        ("29.2.2027", Why.NO_SUCH_DAY),
        ("32 January 2027", Why.NO_SUCH_DAY),
        ("2027-13-01", Why.NO_SUCH_DAY),
        ("30 Feb", Why.NO_SUCH_DAY),
        ("1.1.2026", Why.TOO_EARLY),
        ("yesterday", Why.TOO_EARLY),
        ("1.1.2099", Why.TOO_LATE),
        ("in 999 years", Why.TOO_LATE),
    ],
)
def test_says_why_not(text: str, why: Why) -> None:
    found = read_date(text, "en", TODAY, earliest=TODAY, latest=date(2037, 12, 31))
    assert isinstance(found, Unreadable)
    assert found.why is why


def test_the_edges_of_what_is_allowed_are_allowed() -> None:
    latest = date(2037, 12, 31)
    assert read_date("23.11.2026", "de", TODAY, earliest=TODAY, latest=latest) == TODAY
    assert read_date("31.12.2037", "de", TODAY, earliest=TODAY, latest=latest) == latest


def test_a_bare_month_is_its_first_day_for_a_start() -> None:
    assert read_date("Dec 2027", "en", TODAY, edge="start") == date(2027, 12, 1)
    assert read_date("2028", "en", TODAY, edge="start") == date(2028, 1, 1)
    assert read_date("end of Dec 2027", "en", TODAY, edge="start") == date(2027, 12, 31)


def test_a_start_in_the_past_needs_no_year_ahead() -> None:
    assert read_date("1 March", "en", TODAY, earliest=date(2028, 1, 1)) == date(2028, 3, 1)


def test_next_year_may_mean_two_days() -> None:
    assert read_date("next year", "en", TODAY) == Doubtful((date(2027, 12, 31), date(2027, 11, 23)), Why.UNUSUAL)
    assert read_date("nächstes Jahr", "de", TODAY) == Doubtful((date(2027, 12, 31), date(2027, 11, 23)), Why.UNUSUAL)


def test_said_with_the_month_spelled_out() -> None:
    assert say_date(date(2027, 11, 30), "en") == "30 November 2027"
    assert say_date(date(2027, 11, 30), "de") == "30. November 2027"
    assert say_date(date(2027, 4, 3), "en-US") == "April 3, 2027"


def test_clock_times() -> None:
    assert say_time(time(18, 5), "en") == "18:05"
    assert say_time(time(8, 5), "de") == "08:05"
    assert say_time(time(18, 5), "en-US").replace("\u202f", " ") == "6:05 PM"


LANGUAGES = sorted(name for name in localedata.locale_identifiers() if len(name) == 2)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "sv", "da", "nb", "fi", "pl", "cs", "pt"])
def test_every_month_reads_back(language: str) -> None:
    for month in range(1, 13):
        day = date(2028, month, 17)
        assert read_date(say_date(day, language), language, TODAY) == day


@given(st.dates(date(2026, 11, 23), date(2099, 12, 31)), st.sampled_from(["en", "de", "en-US", "fr", "sv"]))
def test_what_we_say_reads_back(day: date, language: str) -> None:
    assert read_date(say_date(day, language), language, TODAY) == day
    assert read_date(day.isoformat(), language, TODAY) == day


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_never_raises(text: str, language: str) -> None:
    read_date(text, language, TODAY)


PARTS = st.sampled_from(
    ["31", ".", "/", "Feb", "2027", "end of", "next", "year", "in", "6", "months", "0", "9999", "99", "-", "ende"]
)


@given(st.lists(PARTS, max_size=7))
def test_any_mixture_of_parts_is_read(parts: list[str]) -> None:
    found = read_date(" ".join(parts), "en", TODAY, earliest=TODAY)
    if isinstance(found, date):
        assert found >= TODAY
