"""Prices by time of day: reading, checking, mending."""

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.understanding.amounts import say_price
from bot.conversation.understanding.hours import (
    Gap,
    Overlap,
    Period,
    check_hours,
    complete,
    fill_gaps,
    merge_hours,
    to_clock,
)
from bot.conversation.understanding.hours_reading import read_hours
from bot.conversation.understanding.results import Doubtful, Unreadable, Why


def day(text: str) -> tuple[Period, ...]:
    """ "00:00-06:00 0.09, …" without any cleverness."""
    periods = []
    for part in text.split(", "):
        hours, cost = part.split(" ")
        start, end = hours.split("-")
        periods.append(Period(time.fromisoformat(start), time.fromisoformat(end), Decimal(cost)))
    return tuple(periods)


E7 = "05:30-23:30 0.28, 23:30-05:30 0.09"
NIGHT = "06:00-22:00 0.33, 22:00-06:00 0.20"
COMPLETE = [
    ("23:30-05:30 9p, else 28p", "GBP", "en", E7),
    ("23:30-05:30 9, else 28", "GBP", "en", E7),
    ("9p from 23:30 to 05:30, 28p otherwise", "GBP", "en", E7),
    ("9p 23:30-05:30, 28p", "GBP", "en", E7),
    ("28p, 11.30pm-5.30am 9p", "GBP", "en", E7),
    ("28p but 23:30-05:30 9p", "GBP", "en", E7),
    ("from 23:30 to 05:30 9p per kWh and 28p per kWh the rest of the day", "GBP", "en", E7),
    ("23h30-05h30 9p rest 28p", "GBP", "en", E7),
    ("9p at night (23:30-05:30), 28p during the day", "GBP", "en", E7),
    ("00-06 20ct, 06-22 33,84ct, 22-24 20,19", "EUR", "de", "00:00-06:00 0.20, 06:00-22:00 0.3384, 22:00-00:00 0.2019"),
    ("night 22-6 20 ct day 33 ct", "EUR", "en", NIGHT),
    ("day 6-22 33 ct, night 22-6 20 ct", "EUR", "en", NIGHT),
    ("Nachts 22–6 Uhr 20 ct, sonst 33 ct", "EUR", "de", NIGHT),
    ("Zwischen 22 Uhr und 6 Uhr 20 ct, sonst 33 ct", "EUR", "de", NIGHT),
    ("ab 22 Uhr 20ct, ab 6 Uhr 33ct", "EUR", "de", NIGHT),
    ("HT 6-22 33ct NT 20ct", "EUR", "de", NIGHT),
    ("Tagstrom 33 ct, Nachtstrom (22-6 Uhr) 20 ct", "EUR", "de", NIGHT),
    ("von 22 bis 6 Uhr 20 ct, danach 33 ct", "EUR", "de", NIGHT),
    ("6am to 10pm: 33ct / kWh\n10pm to 6am: 20ct / kWh", "EUR", "en", NIGHT),
    ("33 cents, except 22:00 to 06:00 20 cents", "EUR", "en", NIGHT),
    ("0.33 6:00-22:00\n0.20 22:00-6:00", "EUR", "en", NIGHT),
    ("06.00-22.00 Uhr: 33 ct/kWh; 22.00-06.00 Uhr: 20 ct/kWh", "EUR", "de", NIGHT),
    ("22:00–6:00: 0,20 €, 6:00–22:00: 0,33 €", "EUR", "de", NIGHT),
    ("11pm-7am 9p rest 28p", "GBP", "en", "07:00-23:00 0.28, 23:00-07:00 0.09"),
    ("00:00-07:00 9p\n07:00-24:00 28p", "GBP", "en", "00:00-07:00 0.09, 07:00-00:00 0.28"),
    ("00:00-06:59 9p, 07:00-23:59 28p", "GBP", "en", "00:00-07:00 0.09, 07:00-00:00 0.28"),
    ("midnight to 7am 9p, rest 28p", "GBP", "en", "00:00-07:00 0.09, 07:00-00:00 0.28"),
    ("1-4pm 40p else 20p", "GBP", "en", "13:00-16:00 0.40, 16:00-13:00 0.20"),
    (
        "00-05, 13-16 9p, else 28p",
        "GBP",
        "en",
        "00:00-05:00 0.09, 05:00-13:00 0.28, 13:00-16:00 0.09, 16:00-00:00 0.28",
    ),
    ("28p", "GBP", "en", "00:00-00:00 0.28"),
    ("all day 28p", "GBP", "en", "00:00-00:00 0.28"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "currency", "language", "expected"), COMPLETE)
def test_reads_a_whole_day(text: str, currency: str, language: str, expected: str) -> None:
    found = read_hours(text, currency, language)
    assert found == day(expected)
    assert isinstance(found, tuple)
    assert complete(found)
    assert check_hours(found) == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        ("hello", Why.NO_NUMBER),
        ("Mon-Fri 0-6 9p else 28p", Why.WEEKDAYS),
        ("weekend 9p", Why.WEEKDAYS),
        ("25-26 9p", Why.NO_SUCH_TIME),
        ("13pm-2am 9p else 28p", Why.NO_SUCH_TIME),
        ("0-6, 6-24", Why.PRICE_MISSING),
        ("0-6 -5p, else 28p", Why.NEGATIVE),
        ("0-6 0p, else 28p", Why.ZERO),
        ("day 30p night 10p", Why.NO_TIMES),
        ("0-6 9p per day, else 28p", Why.NOT_PER_KWH),
    ],
)
def test_says_what_is_wrong(text: str, why: Why) -> None:
    found = read_hours(text, "GBP", "en")
    assert isinstance(found, Unreadable)
    assert found.why is why


def test_doubtful_units_make_doubtful_days() -> None:
    found = read_hours("0-6 £9, 6-24 £28", "GBP", "en")
    assert found == Doubtful(
        (day("00:00-06:00 9, 06:00-00:00 28"), day("00:00-06:00 0.09, 06:00-00:00 0.28")), Why.UNUSUAL
    )


@pytest.mark.parametrize(
    "text", ["0-6 9p net, else 28p net", "excl. VAT: 0-6 9p, else 28p", "0-6 9p, else 28p, plus 20% VAT"]
)
def test_a_day_without_its_tax_is_asked_about_once(text: str) -> None:
    whole = day("00:00-06:00 0.09, 06:00-00:00 0.28")
    assert read_hours(text, "GBP", "en", taxed=True) == Doubtful((whole,), Why.NET)
    assert read_hours(text, "GBP", "en") == whole


def test_gaps_and_overlaps_have_both_ends() -> None:
    assert check_hours(day("23:30-05:30 0.09")) == (Gap(time(5, 30), time(23, 30)),)
    assert check_hours(()) == (Gap(time(0), time(0)),)
    assert check_hours(day("00:00-06:00 0.09, 05:00-00:00 0.28")) == (
        Overlap(time(5), time(6), (Decimal("0.09"), Decimal("0.28"))),
    )
    assert check_hours(day("00:00-00:00 0.1, 00:00-00:00 0.1")) == (Overlap(time(0), time(0), (Decimal("0.1"),)),)
    assert check_hours(day("07:00-22:00 0.2, 23:00-06:00 0.1")) == (
        Gap(time(6), time(7)),
        Gap(time(22), time(23)),
    )


def test_equal_neighbours_are_merged_also_over_midnight() -> None:
    assert merge_hours(day("00:00-06:00 0.1, 06:00-22:00 0.3, 22:00-00:00 0.1")) == day(
        "06:00-22:00 0.3, 22:00-06:00 0.1"
    )
    assert merge_hours(day("00:00-06:00 0.1, 06:00-00:00 0.10")) == day("00:00-00:00 0.1")
    assert fill_gaps((), Decimal("0.1")) == day("00:00-00:00 0.1")


def test_a_minute_of_its_own_stays() -> None:
    said = "00:00-05:59 9p, 05:59-06:00 50p, 06:00-24:00 28p"
    assert read_hours(said, "GBP", "en") == day("00:00-05:59 0.09, 05:59-06:00 0.50, 06:00-00:00 0.28")


COSTS = st.decimals(min_value="0.04", max_value="0.79", places=4)


@st.composite
def days(draw: st.DrawFn) -> tuple[Period, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 1439), min_size=1, max_size=8)))
    following = [*edges[1:], edges[0]]
    return tuple(
        Period(to_clock(start), to_clock(end), draw(COSTS)) for start, end in zip(edges, following, strict=True)
    )


@given(days(), st.sampled_from([("GBP", "en"), ("EUR", "de"), ("EUR", "fr")]), st.sampled_from(["\n", ", ", "; "]))
def test_any_partition_reads_back(periods: tuple[Period, ...], where: tuple[str, str], parting: str) -> None:
    assert complete(periods)
    said = parting.join(f"{p.start:%H:%M}–{p.end:%H:%M} {say_price(p.cost, *where)}" for p in periods)
    found = read_hours(said, *where)
    assert isinstance(found, tuple)
    assert merge_hours(found) == merge_hours(periods)


@given(
    st.text(max_size=80)
    | st.from_regex(r"(?:[0-9]{1,2}[:.-]?|am|pm|p |ct|else |, |-|from |night |and ){0,14}", fullmatch=True)
)
def test_never_raises(text: str) -> None:
    read_hours(text, "GBP", "en")
    read_hours(text, "EUR", "de")
