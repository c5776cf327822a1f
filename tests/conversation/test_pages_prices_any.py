"""Any price page with anything missing or wrong, and any reply: never an exception, always a way on."""

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.cards import CARD, Action, Card
from bot.conversation.channel import Capabilities
from bot.conversation.page import Page
from bot.conversation.pages import view_of
from bot.conversation.pages.view import Answer, Do, Heard, LookAgain, Stay
from bot.conversation.pictures.draw import draw
from bot.conversation.replies import Filled, Said
from tests.conversation.page_chat import PLAIN, RICH, context, filled, problems_fit, sample

SAMPLED = {
    "fixed_rate": ("rate_fixed_capture", "variants/rate_fixed_capture.prefilled"),
    "tod_rate": ("rate_tod_capture", "variants/rate_tod_capture.prefilled"),
    "surcharge": ("surcharge_capture", "surcharge_capture"),
    "contract_term": ("contract_term_capture", "contract_term_capture"),
    "advanced_rate": ("rate_advanced_capture", "rate_advanced_capture"),
    "summary": ("variants/tariff_summary.time_of_day_tiered", "variants/tariff_summary.fixed"),
}
CODES = ["gap_in_time_period", "incomplete_time_period", "valid_from_invalid", "cost_value_zero", "date_format_invalid"]
CODES += ["surcharge_percentage_invalid", "data_json_invalid", "action_invalid", "never heard of", ""]
TEXTS = [
    "yes",
    "nein",
    "none",
    "9p",
    "24,5 ct",
    "£9",
    "7 kr + 25 %",
    "0",
    "-3",
    "1e9",
    "9" * 40,
    "22-6 9p, else 28p",
    "22",
    "7-9 30",
]
TEXTS += [
    "6-20 28, 19-6 9",
    "22-6",
    "weekend 3",
    "31.12.2027",
    "next month",
    "never",
    "idk",
    "1.1.0001",
    "9999",
    "0.25 %",
    "٢٤",
    "Oct-Mar 30p, else 20p",
    "Mon-Fri 9p up to 250 kWh, then 10p",
]
STAMPS = [
    "2026-11-17T00:00:00+01:00",
    "2026-11-17",
    "9999-12-31T23:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "24:00:00",
    "1:2:3",
]
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=8), st.sampled_from(STAMPS),
    st.sampled_from([0, -1, 0.245, 1e30, "0.2", "NaN", [], {}, [None], {"cost": 1}, "JPY", "XXX", "MARKET"]),
)  # fmt: skip
ACTIONS = [("do", "EDIT"), ("do", "DISCONNECT"), ("ask", "DISCONNECT"), ("keep", ""), ("skip", ""), ("mean", "0.09")]
ACTIONS += [("night", ""), ("other", ""), ("rest", ""), ("edit", ""), ("price", ""), ("remove", ""), ("add", "")]
ACTIONS += [
    ("anew", ""),
    ("yes", ""),
    ("clock", "06:00"),
    ("clock", "99"),
    ("cost", "0.09"),
    ("cost", "NaN"),
    ("day", "0"),
]
ACTIONS += [
    ("months", "1,2"),
    ("days", "0"),
    ("place", "0"),
    ("plan", "1"),
    ("as", "0"),
    ("other_days", ""),
    ("term", ""),
]
ACTIONS += [("day", "7"), ("one", "22:00-06:00"), ("day", "2027-11-30"), ("no_end", ""), ("unknown", ""), ("else", "x")]
HEARD = st.one_of(
    st.builds(Said, st.sampled_from(TEXTS) | st.text(max_size=30)),
    st.builds(lambda pair: Action(*pair), st.sampled_from(ACTIONS)),
)
CHANNELS = st.sampled_from([PLAIN, RICH])
MESSAGE_ID = re.compile(r"\b(?:tod|advanced|fixed|surcharge|term|summary|prices?|unread|error|page)-[a-z]+-?[a-z-]*\b")


def _spoil(draw_: st.DrawFn, node: Any) -> Any:
    """The same JSON with members taken out, put in or replaced."""
    chance = draw_(st.integers(0, 9))
    if chance == 0:
        return draw_(VALUES)
    if isinstance(node, dict):
        kept = {name: _spoil(draw_, value) for name, value in node.items() if draw_(st.integers(0, 12))}
        return kept | ({draw_(st.text(max_size=5)): draw_(VALUES)} if chance == 1 else {})
    return [_spoil(draw_, item) for item in node[:6]] if isinstance(node, list) else node


@st.composite
def pages(draw_: st.DrawFn, kind: str) -> Page:
    page = sample(draw_(st.sampled_from(SAMPLED[kind])), kind)
    data = _spoil(draw_, json.loads(json.dumps(dict(page.data)))) if draw_(st.integers(0, 3)) else dict(page.data)
    direction = draw_(st.sampled_from(["IMPORT", "EXPORT", ""]))
    return Page(kind, page.route, page.actions, data if isinstance(data, dict) else {}, direction)


def check(card: Card, kind: str) -> None:
    assert CARD.validate_json(CARD.dump_json(card)) == card
    assert card.rest
    document = json.loads(CARD.dump_json(card))
    for block in document["blocks"]:
        if block["kind"] == "picture":
            picture = next(one for one in card.blocks if one.kind == "picture")
            assert draw(picture.chart)
    texts = [block["text"] for block in document["blocks"] if "text" in block]
    assert not any(MESSAGE_ID.search(text) or "{" in text for text in texts)
    assert problems_fit(card.form())
    # A price or a date can always be typed; the rest needs something to press.
    assert card.buttons() or kind in ("fixed_rate", "tod_rate", "surcharge", "contract_term", "advanced_rate")


@pytest.mark.parametrize("kind", SAMPLED)
@given(data=st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_page_any_reply(kind: str, data: st.DataObject) -> None:
    page = data.draw(pages(kind))
    ctx = context(data.draw(st.sampled_from(["en", "de-AT", "en-US"])))._replace(can=data.draw(CHANNELS))
    view, draft = view_of(page), {}
    for _ in range(data.draw(st.integers(0, 7))):
        pressed = data.draw(st.integers(0, 9))
        card = view.show(page, draft, ctx)
        heard, buttons = data.draw(HEARD | filled(card.form(), st.sampled_from(TEXTS))), card.buttons()
        move = view.hear(page, draft, buttons[pressed].action if pressed < len(buttons) else heard, ctx)
        assert isinstance(move, Stay | Answer | Do | LookAgain)
        if isinstance(move, Stay):
            draft = json.loads(json.dumps(move.draft))
        if isinstance(move, Answer):
            json.dumps(dict(move.data), default=float, allow_nan=False)
            assert move.done
            gap = data.draw(st.sampled_from([(), ("22:00:00", "23:00:00"), ("x", "25:00")]))
            stay = view.refuse(page, json.loads(json.dumps(move.draft)), data.draw(st.sampled_from(CODES)), gap, ctx)
            assert stay.problem
            draft = json.loads(json.dumps(stay.draft))
        if not _quotes(heard):
            check(view.show(page, draft, ctx), kind)
        earlier = view.back(page, draft)
        assert earlier is None or view.show(page, earlier, ctx).blocks


@pytest.mark.parametrize("kind", SAMPLED)
@given(
    draft=st.dictionaries(
        st.sampled_from(
            ["hours", "step", "start", "end", "doubt", "days", "before", "fixed", "percentage", "held", "sure", "form"]
        ),
        VALUES
        | st.sampled_from(
            [
                [],
                [{}],
                "cost",
                "one",
                "22:00",
                {"amounts": ["1"]},
                ["2027-01-01"],
                {"fixed": "1"},
                {"values": {"price": "1", "x": 1}, "problems": 3},
            ]
        ),
    ),
    heard=HEARD,
    can=CHANNELS,
)
@settings(max_examples=60, deadline=None)
def test_a_draft_of_another_version(kind: str, draft: dict[str, Any], heard: Heard, can: Capabilities) -> None:
    page, ctx = sample(SAMPLED[kind][0], kind), context()._replace(can=can)
    view = view_of(page)
    assert view.show(page, draft, ctx).blocks
    assert view.hear(page, draft, heard, ctx)
    earlier = view.back(page, draft)
    assert earlier is None or view.show(page, earlier, ctx).blocks


def _quotes(heard: Any) -> bool:
    """Whether a card may repeat braces that were typed."""
    return "{" in str(getattr(heard, "text", "")) or isinstance(heard, Filled)
