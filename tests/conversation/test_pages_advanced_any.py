"""Any bill can be typed again in its own words, and whatever way leads to an answer, Connect can take it."""

from datetime import time
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.exact import dump, parse
from bot.conversation.pages.advanced_body import read_schedule_data
from bot.conversation.pages.advanced_progress import Progress, Term
from bot.conversation.pages.advanced_words import list_bill
from bot.conversation.pages.view import Answer
from bot.conversation.replies import Said
from bot.conversation.understanding.hours import Period, merge_hours, to_clock
from bot.conversation.understanding.rate_reading import MOST_TIERS
from bot.conversation.understanding.schedule_reading import Schedule, Scope, read_schedule
from bot.conversation.understanding.schedules import (
    DAYS,
    MONTHS,
    Block,
    Blocks,
    Hours,
    Rate,
    Stretch,
    Tier,
    lay_over,
    merge_stretches,
    name_rates,
    normal_blocks,
)
from sandbox.flatpeak.advanced import read_advanced
from tests.conversation.page_chat import Chat, context
from tests.conversation.test_pages_advanced import advanced

COSTS = st.decimals(min_value="0.08", max_value="0.6", places=6)  # what no reader doubts
FEES = st.decimals(min_value="0.002", max_value="0.05", places=6) | st.just(Decimal(0))
PERCENTS = st.decimals(min_value="0.01", max_value="99.99", places=2) | st.just(Decimal(0))
LIMITS = st.sets(
    st.integers(1, 9999) | st.decimals(min_value="1.5", max_value="9999", places=2), max_size=MOST_TIERS - 1
)


@st.composite
def rates(draw: st.DrawFn, market: bool) -> Rate:
    limits = sorted(Decimal(str(limit)) for limit in draw(LIMITS)) if not draw(st.integers(0, 2)) else []
    amount, percent = (FEES, PERCENTS) if market else (COSTS, st.just(Decimal(0)))
    ends: list[Decimal | None] = [*dict.fromkeys(limits), None]
    return tuple(Tier(draw(amount), limit, draw(percent)) for limit in ends)


@st.composite
def days(draw: st.DrawFn, market: bool) -> Hours:
    minutes = draw(st.sets(st.integers(0, 287), min_size=1, max_size=5))
    edges = sorted(5 * step for step in minutes) if draw(st.booleans()) else [0]
    known = draw(st.lists(rates(market), min_size=1, max_size=3))
    following = [*edges[1:], edges[0]]
    periods = [
        Period(to_clock(start), to_clock(end), Decimal(draw(st.integers(0, len(known) - 1))))
        for start, end in zip(edges, following, strict=True)
    ]
    return merge_stretches(name_rates(merge_hours(periods), known))


@st.composite
def years(draw: st.DrawFn, market: bool) -> Blocks:
    blocks: Blocks = (Block(MONTHS, DAYS, draw(days(market))),)
    for _ in range(draw(st.integers(0, 4))):
        months = draw(st.frozensets(st.integers(1, 12), min_size=1))
        named = draw(st.just(DAYS) | st.frozensets(st.integers(0, 6), min_size=1))
        blocks = lay_over(blocks, [Block(months, named, draw(days(market)))])
    return normal_blocks(blocks)


@given(data=st.data(), market=st.booleans(), language=st.sampled_from(["en-GB", "de", "en-US", "de-AT"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_bill_typed_again_is_the_same_bill(data: st.DataObject, market: bool, language: str) -> None:
    year, ctx = data.draw(years(market)), context(language)
    rows = list_bill(year, "EUR", market, ctx)
    typed = "\n".join(f"{name}: {value}" for name, value in rows)
    found = read_schedule(typed, "EUR", language, Scope(market=market))
    assert isinstance(found, Schedule), (typed, found)
    assert found.blocks == year, typed
    assert found.market is market


@given(data=st.data(), market=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_year_is_sent_so_that_it_can_be_taken(data: st.DataObject, market: bool) -> None:
    year = data.draw(years(market))
    talk = advanced()
    talk.draft = Progress(market, year, step="confirm", term=Term()).draft()
    talk.say("yes")
    assert isinstance(talk.outcome, Answer)
    tariff = read_advanced(parse(dump(talk.sent)))
    assert read_schedule_data(tariff, market=market) == year
    assert tariff["market_rates"] is market


TEXTS = [
    "Oct-Mar",
    "Nov",
    "Mon-Thu",
    "weekend",
    "25p",
    "6-22 32p",
    "6-22 32p, else 21p",
    "21p",
    "250",
    "250 kWh",
    "1000",
]
TEXTS += [
    "25p up to 250 kWh, then 27p",
    "Oct-Mar 30p, else 25p",
    "weekdays 30p, else 20p",
    "market + 2p + 5%",
    "2p",
    "5%",
]
TEXTS += [
    "none",
    "yes",
    "no",
    "1 Dec 2026 to 30 Nov 2027",
    "Oct-Mar £32; Apr-Sep £25",
    "winter 3p",
    "£24.5",
    "22:00",
    "hm",
]
LEAVING = {"Choose another kind of price", "Start over"}


@given(data=st.data(), forms=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_way_leads_to_an_answer_it_can_be_taken(data: st.DataObject, forms: bool) -> None:
    talk = advanced(forms=forms)
    for _ in range(data.draw(st.integers(1, 30))):
        _do_something(talk, data)
        if isinstance(talk.outcome, Answer):
            read_advanced(parse(dump(talk.sent)))
            assert talk.done
            return
        assert talk.card.rest
        if not data.draw(st.integers(0, 9)):
            talk.back()


def _do_something(talk: Chat, data: st.DataObject) -> None:
    labels = [label for label in talk.labels if label not in LEAVING]
    presses = data.draw(st.sampled_from([True, True, False]))
    if labels and presses:
        talk.press(data.draw(st.sampled_from(labels)))
    else:
        talk.hear(Said(data.draw(st.sampled_from(TEXTS))))


def test_the_shape_of_a_stretch_over_midnight() -> None:
    night = Stretch(time(22), time(6), (Tier(Decimal("0.1")),))
    day = Stretch(time(6), time(22), (Tier(Decimal("0.3")),))
    talk = advanced()
    talk.draft = Progress(False, (Block(MONTHS, DAYS, (day, night)),), step="confirm").draft()
    [entry] = talk.say("yes").sent["tariff"]["schedule"]
    spans = [(hour["valid_from"], hour["valid_to"]) for hour in entry["days_and_hours"][0]["hours"]]
    assert spans == [("00:00:00", "06:00:00"), ("06:00:00", "22:00:00"), ("22:00:00", "00:00:00")]
