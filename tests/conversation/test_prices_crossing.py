"""When a price crosses a limit: one crossing is one message, however prices tremble and whenever they are looked at."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.alerts.model import Prefs
from bot.conversation.pages.rates import Rate
from bot.conversation.prices.crossing import REST, margin, stretch, walk
from bot.conversation.prices.model import Watch
from bot.conversation.prices.watching import Hours, look

START = datetime(2026, 11, 17, tzinfo=UTC)
STEP = timedelta(minutes=30)
NEVER_QUIET = Prefs(quiet_from="00:00", quiet_to="00:00")


def rates(*pence: str, step: timedelta = STEP, start: datetime = START) -> list[Rate]:
    return [Rate(start + n * step, start + (n + 1) * step, Decimal(p) / 100) for n, p in enumerate(pence)]


def under(pence: str = "10", **more: object) -> Watch:
    limit = str(Decimal(pence) / 100)
    return Watch(id="w1", location="loc_1", kind="under", limit=limit, **more)  # type: ignore[arg-type]


def crossings(watch: Watch, known: Sequence[Rate]) -> list[int]:
    """The numbers of the steps in which the price crossed."""
    begun = watch.model_copy(update={"seen": known[0].start.isoformat()})
    return [(at - known[0].start) // STEP for at in walk(begun, known, known[-1].end, "GBP").crossings]


@pytest.mark.parametrize(
    ("pence", "expected"),
    [
        ("12 12 9 8 9 12", [2]),
        ("9 9 12 12 9", [0, 4]),  # an hour back is enough
        ("9 9 12 9 9", [0]),  # half an hour is not
        ("9 12 10.2 12 12 9", [0, 5]),  # within the margin it is not back
        ("9 12 10.2 12 9", [0]),
        ("12 10 10 12 9.99", [4]),  # at the limit is not under it
        ("12 12 12", []),
        ("-3 12 12 -3", [0, 3]),
    ],
)
def test_one_crossing_is_one(pence: str, expected: list[int]) -> None:
    assert crossings(under(), rates(*pence.split())) == expected


def test_what_trembles_around_the_limit_all_day_crosses_it_once() -> None:
    day = ["10.1", "9.9"] * 24
    assert crossings(under(), rates(*day)) == [1]
    slowly = [p for p in ("10.1", "9.9") * 6 for _ in range(4)]
    assert crossings(under(), rates(*slowly)) == [4]


def test_a_limit_of_zero_has_a_margin_too() -> None:
    assert margin(Decimal(0), "GBP") > 0
    assert crossings(under("0"), rates("3", "-0.1", "0.1", "0.1", "0.1", "-0.1", "5", "5", "-1")) == [1, 8]


def test_over_is_the_other_way_round() -> None:
    watch = Watch(location="loc_1", kind="over", limit="0.10", direction="EXPORT")
    assert crossings(watch, rates("8", "11", "8", "11", "8", "8", "10", "11")) == [1, 7]


def test_nothing_is_known_of_a_gap() -> None:
    """Half an hour on each side of a gap is no hour without a break."""
    known = [*rates("9", "12"), *rates("12", "9", start=START + timedelta(hours=6))]
    begun = under(seen=START.isoformat())
    assert walk(begun, known, known[-1].end, "GBP").crossings == (START,)


def test_the_time_that_it_lasts_and_the_farthest_price() -> None:
    known = rates("12", "9", "8", "9.5", "12", "7")
    assert stretch(under(), known, START + 2 * STEP) == Rate(START + STEP, START + 4 * STEP, Decimal("0.08"))
    assert stretch(under(), known, START) is None


PENCE = st.lists(st.sampled_from(["-2", "7", "9.9", "10", "10.1", "10.4", "10.6", "14"]), min_size=1, max_size=60)
LENGTHS = st.sampled_from([timedelta(minutes=15), STEP, timedelta(hours=1)])


@given(PENCE, LENGTHS, st.data())
def test_looking_often_or_seldom_finds_the_same(pence: list[str], step: timedelta, data: st.DataObject) -> None:
    known = rates(*pence, step=step)
    end = known[-1].end
    begun = under(seen=START.isoformat())
    whole = walk(begun, known, end, "GBP").crossings
    marks = sorted(data.draw(st.lists(st.integers(0, int((end - START).total_seconds())), max_size=30)))
    watch, found = begun, []
    for seconds in [*marks, *marks[-1:], int((end - START).total_seconds())]:
        walked = walk(watch, known, START + timedelta(seconds=seconds), "GBP")
        watch, found = Watch.model_validate_json(walked.watch.model_dump_json()), [*found, *walked.crossings]
    assert tuple(found) == whole


@given(PENCE, LENGTHS, st.data())
def test_crossings_have_an_hour_beyond_the_margin_between_them(
    pence: list[str], step: timedelta, data: st.DataObject
) -> None:
    """What is promised, read off the series itself."""
    known = rates(*pence, step=step)
    found = walk(under(seen=START.isoformat()), known, known[-1].end, "GBP").crossings
    back = Decimal("0.10") + margin(Decimal("0.10"), "GBP")
    for first, second in pairwise(found):
        between = [rate for rate in known if first <= rate.start < second]
        longest = best = timedelta()
        for rate in between:
            longest = longest + (rate.end - rate.start) if rate.cost >= back else timedelta()
            best = max(best, longest)
        assert best >= REST
    assert all(stretch(under(), known, at) for at in found)


@given(PENCE, LENGTHS, st.lists(st.integers(1, 400), max_size=40))
def test_as_many_messages_as_crossings(pence: list[str], step: timedelta, others: list[int]) -> None:
    """Woken when we asked to be, and at any other moment, several times over: each crossing is told once."""
    known = rates(*pence, step=step)
    end = known[-1].end
    watch, told, now = under(), 0, START
    wakes = {START, *(START + timedelta(minutes=minutes) for minutes in others)}
    for _ in range(500):
        if not wakes or (now := min(wakes)) >= end:
            break
        wakes = {at for at in wakes if at > now}
        for _ in range(2):
            looked = look(watch, known, Hours(now, UTC, NEVER_QUIET, "GBP"))
            watch, told = looked.watch, told + len(looked.news)
            assert looked.again > now
            wakes.add(looked.again)
    else:
        raise AssertionError("it is woken again and again")
    assert told == len(walk(under(seen=START.isoformat()), known, end - timedelta(seconds=1), "GBP").crossings)
