"""Whatever FlatPeak tells of prices, wherever and whenever: a card that can be sent, with a way on."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.cards import CARD, Picture
from bot.conversation.conversation import react
from bot.conversation.prices.model import HOURS, UNTILS, Point, PriceView, Series
from bot.conversation.replies import Said
from bot.conversation.situation import Priced, Woken
from tests.conversation.page_chat import ways_on
from tests.conversation.test_prices_flow import EXPORT, IMPORT, at, home, shown, situation
from tests.conversation.test_prices_looking import after

BASE = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("Europe/London", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "UTC", "Nowhere/At all", "")
STARTS = (-7, 20, 82, 86, 92, 275, 296, 303)  # days of the year, near those in which clocks are changed


@st.composite
def points(draw: st.DrawFn) -> tuple[datetime, tuple[Point, ...]]:
    """A moment, and intervals around it of any length, with gaps, repetitions and overlaps."""
    now = BASE + timedelta(days=draw(st.sampled_from(STARTS)), minutes=draw(st.integers(0, 3 * 1440)))
    start, found = now - timedelta(minutes=draw(st.integers(-1440, 1440))), []
    for _ in range(draw(st.integers(0, 60))):
        length = timedelta(minutes=draw(st.sampled_from([5, 15, 30, 60, 60, 60, 240, 4000])))
        value = draw(st.decimals(-5, 100, places=5) | st.sampled_from([Decimal("0.245"), Decimal(0), Decimal("1e12")]))
        confidence = draw(st.sampled_from([Decimal(1), Decimal(1), Decimal("0.6"), Decimal(0), Decimal(-1)]))
        found.append(Point(start, start + length, value, confidence))
        start += length * draw(st.sampled_from([0, 1, 1, 1, 1, 2]))
    return now, tuple(found)


@given(
    points(),
    st.sampled_from(ZONES),
    st.sampled_from(["GBP", "EUR", "SEK", "JPY", "ZZZ", ""]),
    st.sampled_from(["IMPORT", "EXPORT"]),
    st.sampled_from(HOURS),
    st.sampled_from(UNTILS),
    st.sampled_from(["en-GB", "de-DE", "en-US"]),
)
def test_any_prices_make_a_card(
    told: tuple[datetime, tuple[Point, ...]],
    zone: str,
    currency: str,
    direction: str,
    hours: int,
    until: str,
    language: str,
) -> None:
    now, found = told
    view = PriceView.model_validate({"hours": hours, "until": until})
    reaction = shown(
        situation(home("loc_1", IMPORT, EXPORT, zone=zone)),
        Series(found, currency, zone),
        at(now, language),
        direction,
        hours=view.hours,
        until=view.until,
    )
    card = reaction.card
    assert card is not None
    assert CARD.validate_json(CARD.dump_json(card)) == card
    assert ways_on(card)
    known = [point for point in found if point.confidence > 0 and abs(point.value) < 10**9]
    assert known or not any(isinstance(block, Picture) for block in card.blocks)


SAID = """negative|under 10 ct|over 0|feed-in over 5|cheapest 3 hours at 02:30|best 12 hours to export
tomorrow's prices at 23:59|under 1|tell me when|unter -5 ct|günstigste 2 Stunden um 18 Uhr"""
WISHES = st.lists(st.sampled_from(SAID.replace("\n", "|").split("|")), max_size=5)


@given(
    st.lists(points(), min_size=1, max_size=2),
    WISHES,
    st.sampled_from(ZONES),
    st.sampled_from(["GBP", "EUR", "JPY", "ZZZ", ""]),
    st.sampled_from(["en-GB", "de-DE"]),
)
def test_any_prices_are_looked_at(
    told: list[tuple[datetime, tuple[Point, ...]]], wishes: list[str], zone: str, currency: str, language: str
) -> None:
    """Cards that can be sent, with a way on; the next look lies ahead; and the same look again tells nothing."""
    now = situation(home("loc_1", IMPORT, EXPORT, zone=zone))
    for wish in wishes:
        now = after(now, react(now, Said(wish), at(told[0][0], language)))
    for moment, found in told:
        for kind, direction in itertools.product(("changes", "watch"), ("IMPORT", "EXPORT")):
            ctx, what = at(moment, language), f"{kind}:loc_1:{direction}"
            for again in range(2):
                woken = react(now, Woken(what), ctx)
                if woken.call is None:
                    break
                now = after(now, woken)
                looked = react(now, Priced("loc_1", direction, Series(found, currency, zone)), ctx)
                now = after(now, looked)
                assert not (again and looked.notices)
                assert all(due.after_s > 0 for due in looked.wake)
                assert what in {due.what for due in looked.wake}
                for card in looked.notices:
                    assert CARD.validate_json(CARD.dump_json(card)) == card
                    assert ways_on(card)
