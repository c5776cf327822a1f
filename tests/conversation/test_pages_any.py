"""Any page with anything missing, extra or of a wrong type, and any reply: no exception, and always a way on."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.connect.dialects import dialect_for
from bot.conversation.cards import CARD, Action
from bot.conversation.exact import dump
from bot.conversation.page import Page
from bot.conversation.pages import VIEWS, view_of
from bot.conversation.pages.view import Answer, Do, LookAgain, Stay
from bot.conversation.replies import Said
from tests.conversation.page_chat import PLAIN, RICH, SAMPLES, context, filled, problems_fit, sample, ways_on

SAMPLED = {
    "address": "variants/postal_address_capture.prefilled",
    "advanced_rate": "rate_advanced_capture",
    "failed": "tariff_connection_failed",
    "pending": "tariff_connection_pending",
    "provider": "provider_select",
    "provider_name": "provider_name_capture",
    "redirect": "session_redirect",
    "region": "region_select",
    "structure": "tariff_structure_select",
    "tariff": "tariff_select",
    "tariff_name": "tariff_name_capture",
    "unknown": "variants/unknown_route",
}
OF_BUSBAR = {
    "consent": "consent",
    "participation": "inferred/vpp_participation",
    "payments": "payment_history",
    "personal_details": "variants/vpp_summary.personal_details_placeholder",
    "summary": "tariffs_summary",
    "vpp_landing": "vpp_landing",
    "vpp_summary": "vpp_summary",
}
ASKS_FOR_TEXT = {"address", "advanced_rate", "provider_name", "tariff_name", "personal_details"}

CHANNELS = st.sampled_from([PLAIN, RICH])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["", "DE", "FIXED", "x" * 3000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
CODES = st.sampled_from(
    ["BACK", "CLOSE", "EDIT", "DISCONNECT", "SAVE", "PROVIDER_MISSING", "ADDRESS_CHANGE", "", "A_B"]
)
WORDS = st.sampled_from(
    ["yes", "nein", "skip", "Berlin", "10827", "Hauptstr. 5, 10827 Berlin", "Germany", "Germny", "me@x.org", "x" * 5000]
)
VERBS = st.sampled_from(
    ["period", "do", "pick", "leaf", "all", "part", "country", "yes", "change", "keep", "skip", "ask", "look"]
)
VALUES = CODES | st.text(max_size=6) | st.sampled_from(["city", "post_code", "1", "DE", "NaN", "-3"])
HEARD = st.one_of(
    st.builds(Said, st.text(max_size=40) | WORDS),
    st.builds(Action, VERBS, VALUES),
)


def sampled(kind: str) -> Any:
    """The data of a sample of this kind, whatever generation has it."""
    if kind in SAMPLED:
        return dict(sample(SAMPLED[kind], kind).data)
    envelope = json.loads((SAMPLES.parent / "busbar" / f"{OF_BUSBAR[kind]}.json").read_text("utf-8"))
    page = dialect_for("busbar").read_page(envelope, "cot_1", "https://bot.example/end")
    assert page is not None
    return json.loads(dump(page.data))


@st.composite
def spoilt_data(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """The data of a sample with members taken out, put in or replaced, at any depth."""
    data: Any = json.loads(json.dumps(sampled(kind)))
    for _ in range(draw(st.integers(0, 3))):
        _spoil(draw, data)
    return data if isinstance(data, dict) else {}


def _spoil(draw: st.DrawFn, node: Any) -> None:
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or draw(st.booleans()):
            break
        node = node[key]
    if isinstance(node, dict) and draw(st.booleans()):
        del node[key]
    else:
        node[key] = draw(JSON)


@pytest.mark.parametrize("kind", [*SAMPLED, *OF_BUSBAR])
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_page_any_reply(kind: str, data: st.DataObject) -> None:
    body = data.draw(spoilt_data(kind))
    page = Page(kind, data.draw(st.sampled_from(["r", "meter_photo"])), tuple(data.draw(st.lists(CODES))), body)
    ctx = context(data.draw(st.sampled_from(["en", "de-AT", "en-US"])))._replace(can=data.draw(CHANNELS))
    view, draft = view_of(page), {}
    for _ in range(data.draw(st.integers(0, 5))):
        heard = data.draw(HEARD | filled(view.show(page, draft, ctx).form(), WORDS))
        move = view.hear(page, draft, heard, ctx)
        assert isinstance(move, Stay | Answer | Do | LookAgain)
        if isinstance(move, Do):
            assert move.action
        if isinstance(move, Stay):
            draft = json.loads(json.dumps(move.draft))
        if isinstance(move, Answer):
            dump(move.data)
            stay = view.refuse(page, json.loads(json.dumps(move.draft)), data.draw(st.text(max_size=9)), (), ctx)
            assert stay.problem
            draft = stay.draft
        card = view.show(page, draft, ctx)
        assert CARD.validate_json(CARD.dump_json(card)) == card
        assert kind in ASKS_FOR_TEXT or ways_on(card)
        assert problems_fit(card.form())
        earlier = view.back(page, draft)
        assert earlier is None or view.show(page, earlier, ctx).blocks


@pytest.mark.parametrize("kind", [*VIEWS, "unknown"])
@given(
    draft=st.dictionaries(
        st.sampled_from(["parts", "asking", "query", "hits", "leaf", "sure", "looked", "faults"]), JSON
    )
)
@settings(max_examples=20, deadline=None)
def test_a_draft_of_another_version(kind: str, draft: dict[str, Any]) -> None:
    page, ctx = Page(kind, "r"), context()
    view = view_of(page)
    assert view.show(page, draft, ctx).blocks
    assert view.hear(page, draft, Said("x"), ctx)


def test_kinds_without_a_module_have_the_generic_one() -> None:
    assert view_of(Page("never_heard_of", "r")) is view_of(Page("unknown", "r"))
