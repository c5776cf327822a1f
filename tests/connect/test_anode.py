"""Generation anode: each of its pages and answers, and how its versions are chosen."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.connect.dialects import UnknownVersion, dialect_for
from bot.connect.dialects.anode import KINDS, Anode
from bot.connect.errors import is_error
from bot.conversation.page import Page, text_at
from bot.conversation.situation import Purpose, Send
from tests.connect.server import SAMPLES, TOKEN, sample

CALLBACK = "https://bot.example.com/flatpeak/done"
PAGES = sorted(
    str(path.relative_to(SAMPLES))
    for folder in ("anode", "anode/variants", "anode/client_only")
    for path in (SAMPLES / folder).glob("*.json")
    if not is_error(json.loads(path.read_text()))
)
SPECIAL = {"variants/session_redirect.end_of_session": "complete", "variants/unknown_route": "unknown"}
ANSWERS = sorted(path.name for path in (SAMPLES / "anode/answers").glob("*.json"))
ODD_ANSWERS = ("session_", "any.BACK_without_route", "session_start.client_start")


def read(envelope: Any) -> Page:
    page = Anode().read_page(envelope, TOKEN, CALLBACK)
    assert page is not None
    return page


@pytest.mark.parametrize("path", PAGES)
def test_each_sample_is_a_page_of_its_kind(path: str) -> None:
    envelope = sample(path)
    page = read(envelope)
    name = path.removeprefix("anode/").removesuffix(".json")
    assert page.kind == SPECIAL.get(name, KINDS.get(envelope["route"]))
    assert page.route == envelope["route"]
    if page.kind != "complete":
        assert set(page.actions) == {*envelope.get("actions", []), "CLOSE"}
        assert set(page.data) == set(envelope["data"])


def test_all_routes_have_a_sample() -> None:
    seen = {sample(path).get("route") for path in PAGES}
    assert set(KINDS) - seen == {"session_complete"}


def test_envelope_members_are_read_in_both_spellings() -> None:
    page = read(sample("anode/variants/provider_select.tariff_prefixed_envelope.json"))
    assert (page.direction, page.type) == ("IMPORT", "COMMODITY")
    assert read(sample("anode/provider_select.json")).direction == "IMPORT"


def test_back_is_open_only_where_it_is_listed() -> None:
    assert read({"route": "provider_select"}).actions == ("CLOSE",)
    odd = {"route": "provider_select", "actions": ["BACK", 7, None, " CLOSE ", "BACK", ""]}
    assert read(odd).actions == ("BACK", "CLOSE")


def test_a_login_gets_its_link() -> None:
    page = read(sample("anode/session_redirect.json"))
    assert text_at(page.data, "redirect_url") == f"https://tidehollow-uk.connect.example.com?fp_cot={TOKEN}"
    page = read(sample("anode/variants/session_redirect.token_in_url.json"))
    assert text_at(page.data, "redirect_url") == f"https://tidehollow-uk.connect.example.com/?fp_cot={TOKEN}"


@pytest.mark.parametrize("member", ["redirect_url", "redirect_uri", "callback_url", "callback_uri"])
def test_the_link_has_four_names(member: str) -> None:
    page = read({"route": "session_redirect", "data": {member: "https://login.example.com/"}})
    assert (page.kind, set(page.data)) == ("redirect", {"redirect_url"})
    page = read({"route": "session_redirect", "data": {member: CALLBACK + "?fp_cot=x"}})
    assert (page.kind, page.data, page.actions) == ("complete", {}, ())


def test_only_the_callback_itself_is_the_end() -> None:
    page = read({"route": "session_redirect", "data": {"redirect_url": "https://bot.example.com/flatpeak/other"}})
    assert page.kind == "redirect"


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "http://login.example.com/", 7, None])
def test_a_link_that_must_not_be_opened_is_dropped(url: object) -> None:
    page = read({"route": "session_redirect", "data": {"redirect_url": url, "note": "x"}})
    assert (page.kind, page.data) == ("unknown", {"note": "x"})


def test_an_end_of_session_has_nothing_but_its_kind() -> None:
    end = {"route": "session_complete", "data": {"callback_uri": CALLBACK}, "actions": ["BACK"]}
    assert read(end) == Page("complete", "session_complete")


def test_trailing_blanks_and_broken_characters_go() -> None:
    page = read({"route": "tariff_summary", "data": {"tariff": {"status": "CONNECTED ", "name": "x\ud800"}}})
    assert page.data == {"tariff": {"status": "CONNECTED", "name": "x?"}}


@pytest.mark.parametrize("envelope", [{}, {"route": ""}, {"route": 5}, {"data": {}}])
def test_without_a_route_it_is_no_page(envelope: Any) -> None:
    assert Anode().read_page(envelope, TOKEN, CALLBACK) is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.sampled_from([*KINDS, "new_route"]),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("data", "actions", "direction", "type", "live_mode"), anything)),
)
def test_no_page_breaks_the_reader(route: str, rest: dict[str, Any]) -> None:
    page = read({"route": route, **rest})
    assert page.kind in {*KINDS.values(), "unknown"}
    assert all(isinstance(action, str) for action in page.actions)


@pytest.mark.parametrize("name", [name for name in ANSWERS if not name.startswith(ODD_ANSWERS)])
def test_each_answer_of_the_samples_can_be_written(name: str) -> None:
    wanted = sample(f"anode/answers/{name}")
    wanted.pop("type", None)  # the official client adds it; we leave it out
    page = Page("any", wanted["route"])
    send = Send(data=wanted.get("data"), action=wanted.get("action", ""))
    assert Anode().answer(wanted["connect_token"], page, send) == wanted


def test_start_and_resume() -> None:
    assert Anode().start(TOKEN, Purpose()) == sample("anode/answers/session_start.start.json")
    assert Anode().resume(TOKEN, Purpose()) == (
        sample("anode/answers/session_start.resume.json"),
        sample("anode/answers/session_restore.resume.json"),
    )


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ("anode", "2025-09-14.anode"),
        (" Anode ", "2025-09-14.anode"),
        ("2025-09-14.anode", "2025-09-14.anode"),
        ("2025-08-01.anode", "2025-08-01.anode"),
        ("zero", "2024-08-24.zero"),
        ("2024-08-24", "2024-08-24"),
        ("2024-08-24.zero", "2024-08-24.zero"),
    ],
)
def test_a_version_is_chosen_by_generation_or_in_full(wanted: str, sent: str) -> None:
    assert dialect_for(wanted).version == sent


@pytest.mark.parametrize("wanted", ["yotta", "", "2025-09-14", "x.anode", "2025-09-14.yotta", "anode.2025"])
def test_any_other_version_is_explained(wanted: str) -> None:
    with pytest.raises(UnknownVersion, match=r"FLATPEAK_VERSION is .*; set it to one of zero \("):
        dialect_for(wanted)
