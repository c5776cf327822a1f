"""Forms as modals: Slack accepts any, what is typed comes back by its name, and rows keep what is theirs."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.filling import complete, redraw, values_of
from adapters.slack.forms import (
    answered_view,
    checking_view,
    done_view,
    form_view,
    loading_view,
    say_form_words,
)
from adapters.slack.modal_state import Entered, read_modal, read_state
from bot.conversation.forms import Field, FieldKind, Form, Rows
from bot.texts import Catalogues
from tests.slack.cards import NASTY, texts
from tests.slack.checker import check_modal, length
from tests.slack.modals import DAY_AND_NIGHT, KEY, STATE, WORDS, Slack, element, form, inputs, periods, view_of

# Fields


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "Strand", {"type": "plain_text_input", "initial_value": "Strand"}),
        ("text", "", {"type": "plain_text_input", "initial_value": None}),
        ("price", "24.5 p", {"type": "plain_text_input", "initial_value": "24.5 p"}),
        ("percent", "5 %", {"type": "plain_text_input", "initial_value": "5 %"}),
        ("country", "Germany", {"type": "plain_text_input", "initial_value": "Germany"}),
        ("state", "Texas", {"type": "plain_text_input", "initial_value": "Texas"}),
        ("choice", "a", {"type": "plain_text_input", "initial_value": "a"}),
        ("date", "", {"type": "datepicker", "initial_date": None}),
        ("date", "2027-11-30", {"type": "datepicker", "initial_date": "2027-11-30"}),
        ("date", "30 November", {"type": "plain_text_input", "initial_value": "30 November"}),
        ("date", "2027-02-30", {"type": "plain_text_input", "initial_value": "2027-02-30"}),
        ("date", "20271130", {"type": "plain_text_input", "initial_value": "20271130"}),
        ("time", "", {"type": "timepicker", "initial_time": None}),
        ("time", "22:00", {"type": "timepicker", "initial_time": "22:00"}),
        ("time", "24:00", {"type": "plain_text_input", "initial_value": "24:00"}),
        ("time", "half seven", {"type": "plain_text_input", "initial_value": "half seven"}),
        ("people", "", {"type": "multi_users_select", "initial_users": None}),
        ("people", "U1,W2,U1,x,<!here>", {"type": "multi_users_select", "initial_users": ["U1", "W2"]}),
        ("chat", "", {"type": "conversations_select", "initial_conversation": None}),
        ("chat", "C0AB", {"type": "conversations_select", "initial_conversation": "C0AB"}),
        ("chat", "#general", {"type": "conversations_select", "initial_conversation": None}),
    ],
)
def test_every_kind_has_its_input(kind: FieldKind, value: str, expected: dict[str, Any]) -> None:
    made = element(Field("f", "Label", kind, value))
    assert {name: made.get(name) for name in expected} == expected
    assert made["action_id"] == "v"


def test_channels_are_ours_and_no_strangers_read_along() -> None:
    assert element(Field("f", "Channel", "chat"))["filter"] == {
        "include": ["public", "private"], "exclude_external_shared_channels": True, "exclude_bot_users": True
    }  # fmt: skip


def test_choices() -> None:
    who = (("", "Nobody"), ("everyone", "Everyone"), ("admins", "Admins"))
    made = element(Field("f", "Who", "choice", "admins", options=who))
    assert (made["type"], [one["text"]["text"] for one in made["options"]]) == (
        "static_select", ["Nobody", "Everyone", "Admins"]
    )  # fmt: skip
    assert made["initial_option"] == made["options"][2]
    assert "initial_option" not in element(Field("f", "Who", "choice", "gone", options=who))
    for (value, _), option in zip(who, made["options"], strict=True):
        slack = Slack(view_of(form(Field("f", "Who", "choice", options=who))))
        slack.values["f"]["v"]["selected_option"] = option
        assert slack.sent().values == {"f": value}


@pytest.mark.parametrize(("count", "kind"), [(99, "static_select"), (100, "static_select"), (101, "external_select")])
def test_choices_at_their_limit(count: int, kind: str) -> None:
    options = tuple((f"v{n}", f"n{n}") for n in range(count))
    made = element(Field("f", "Country", "country", "v7", options=options))
    assert (made["type"], made["initial_option"]["value"]) == (kind, "v7")


def test_menus_of_a_large_form_ask_us() -> None:
    options = tuple((f"{n:03}" + "電" * 20, f"{n:03}") for n in range(100))
    for count, kind in ((5, "static_select"), (40, "external_select")):
        view = view_of(form(*(Field(f"f{n}", "F", "choice", options[7][0], options=options) for n in range(count))))
        made = [block["element"] for block in inputs(view).values()]
        assert {(one["type"], one["initial_option"]["value"]) for one in made} == {(kind, options[7][0])}
        assert len(json.dumps(view)) < limits.VIEW_BYTES


@pytest.mark.parametrize(("chars", "kind"), [(149, "static_select"), (150, "static_select"), (151, "plain_text_input")])
def test_values_too_long_for_a_menu_are_typed(chars: int, kind: str) -> None:
    assert element(Field("f", "F", "choice", options=(("x" * chars, "X"),)))["type"] == kind


@pytest.mark.parametrize("chars", [2999, 3000, 3001])
def test_long_values_at_their_limit(chars: int) -> None:
    made = element(Field("f", "F", value="x" * chars))
    assert made["initial_value"] == ("x" * chars if chars <= 3000 else "x" * 2999 + "…")
    assert made["max_length"] == 3000


def test_what_may_stay_empty_and_what_is_told_at_once() -> None:
    view = view_of(form(Field("a", "A", hint="why"), Field("b", "B", "date", required=False)))
    made = inputs(view)
    assert [(b["optional"], b["dispatch_action"]) for b in made.values()] == [(False, True), (True, True)]
    letters = {"trigger_actions_on": ["on_character_entered"]}
    assert [b["element"].get("dispatch_action_config") for b in made.values()] == [letters, None]
    assert made["a"]["hint"]["text"] == "why"
    assert "hint" not in made["b"]


def test_problems_stand_above_their_fields() -> None:
    view = view_of(form(Field("a", "A"), Field("b", "B", problem="no <such> day")), problem="All wrong")
    assert [block["type"] for block in view["blocks"]] == ["section", "input", "section", "input"]
    assert list(texts(view["blocks"])) == ["⚠️ All wrong", "A", "⚠️ no <such> day", "B"]


# The view


def test_titles() -> None:
    view = view_of(form(Field("a", "A"), title="When does your contract end?"))
    assert view["title"]["text"] == "When does your contract…"
    assert view["blocks"][0] == {
        "type": "header", "text": {"type": "plain_text", "text": "When does your contract end?", "emoji": False}
    }  # fmt: skip
    assert view_of(form(Field("a", "A"), title="x" * 24))["blocks"][0]["type"] == "input"
    assert view_of(form(Field("a", "A"), title="x" * 25))["blocks"][0]["type"] == "header"


def test_labels_of_the_view() -> None:
    view = view_of(form(Field("a", "A")))
    assert (view["submit"]["text"], view["close"]["text"], view["callback_id"]) == ("Send", "Close", "form")
    assert view["notify_on_close"] is True
    assert view_of(form(Field("a", "A"), send="Connect"))["submit"]["text"] == "Connect"
    assert view_of(form(Field("a", "A"), send="x" * 25))["submit"]["text"] == "x" * 23 + "…"


def test_short_views_are_no_forms() -> None:
    said = {
        "One moment": loading_view(STATE, WORDS),
        "Checking": checking_view(STATE, WORDS, "When does your contract end?"),
        "Answered already": answered_view(STATE, WORDS),
        "✓ Done": done_view(STATE, WORDS, "Prices"),
    }
    for words, view in said.items():
        check_modal(view)
        assert words in texts(view["blocks"])
        assert "submit" not in view
        assert not view.get("notify_on_close")  # closing them is no answer
        assert read_modal(view) == Entered(STATE, {})
    assert [view["title"]["text"] for view in said.values()] == [
        "Tariff",
        "When does your contract…",
        "Tariff",
        "Prices",
    ]


def test_the_catalogues_have_the_words() -> None:
    for language in ("en", "de"):
        words = say_form_words(Catalogues().words(language))
        assert length(words.title) <= limits.VIEW_TITLE_CHARS
        assert length(words.send) <= limits.VIEW_BUTTON_CHARS
        check_modal(loading_view(STATE, words))
        assert words.loading != WORDS.loading


# Reading


def test_every_value_comes_back() -> None:
    fields = (
        Field("street", "Street", value="Strand"), Field("end", "End", "date", "2027-11-30"),
        Field("at", "At", "time", "07:30"), Field("who", "Who", "people", "U1,U2"),
        Field("where", "Where", "chat", "C9"), Field("rule", "Rule", "choice", "b", options=(("a", "A"), ("b", "B"))),
        Field("none", "None", "date"),
    )  # fmt: skip
    assert Slack(view_of(form(*fields))).sent() == Entered(
        replace(STATE, form="tod"), {field.name: field.value for field in fields}
    )


def test_rows_come_back_numbered_from_zero() -> None:
    assert Slack(view_of(DAY_AND_NIGHT)).sent().values == {
        "name": "Economy 7",
        "periods.0.start": "22:00", "periods.0.price": "9",
        "periods.1.start": "06:00", "periods.1.price": "24",
        "periods.2.start": "12:00", "periods.2.price": "30",
    }  # fmt: skip


def test_names_with_dots_are_no_rows() -> None:
    fields = (Field("periods", "P", value="a"), Field("other.0.start", "O", value="b"), Field("a.b", "A", value="c"))
    assert Slack(view_of(form(*fields, rows=periods({"start": "07:00"})))).sent().values == {
        "periods": "a", "other.0.start": "b", "a.b": "c", "periods.0.start": "07:00", "periods.0.price": ""
    }  # fmt: skip


@pytest.mark.parametrize(
    "metadata",
    [
        *(None, 7, "", "x", "[]", "{}", "null", '{"key":"k"}'),
        *(
            json.dumps({"key": "k", "team": "t", "form": "f", "group": "g", "rows": [], "fresh": 0, "kept": 0} | wrong)
            for wrong in (
                {"key": 1}, {"rows": None}, {"rows": [0]}, {"rows": [1, 1], "fresh": 5}, {"rows": ["1"], "fresh": 5},
                {"rows": [-1]}, {"rows": [True], "fresh": 5}, {"fresh": "1"}, {"fresh": -1}, {"kept": "1"},
                {"kept": -1}, {"more": 1},
            )
        ),
    ],
)  # fmt: skip
def test_what_we_did_not_write_is_nothing(metadata: object) -> None:
    assert read_state(metadata) is None
    assert read_modal({"private_metadata": metadata, "state": {"values": {}}}) is None


@pytest.mark.parametrize("state", [None, [], {"values": []}, {"values": {"a": None, "b": {"v": 1}, "c": {"v": {}}}}])
def test_odd_states_are_empty(state: object) -> None:
    entered = read_modal({"private_metadata": STATE.write(), "state": state})
    assert entered
    assert "".join(entered.values.values()) == ""


# Forms of any kind


KINDS = st.sampled_from(["text", "country", "state", "price", "percent", "time", "date", "choice", "people", "chat"])
OPTIONS = st.lists(st.tuples(NASTY, NASTY), max_size=6).map(tuple)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    def fields(least: int) -> tuple[Field, ...]:
        count = draw(st.integers(least, 6))
        made = st.builds(Field, st.just(""), NASTY, KINDS, NASTY, NASTY, st.booleans(), NASTY, OPTIONS)
        return tuple(replace(draw(made), name=f"f{n}") for n in range(count))

    inner = fields(1)
    row = st.dictionaries(st.sampled_from([one.name for one in inner]), NASTY)
    some = st.lists(row, max_size=14).map(tuple)
    rows = st.none() | st.builds(
        Rows, st.just("rows"), NASTY, st.just(inner), some, NASTY, NASTY, st.integers(14, 20), some
    )
    return Form("form", draw(NASTY), fields(0), draw(rows), draw(NASTY))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(forms(), NASTY)
def test_slack_accepts_any_form_and_it_comes_back(asked: Form, problem: str) -> None:
    slack = Slack(view_of(asked, problem=problem))
    entered = slack.sent()
    assert entered.state.key == KEY
    count = len(asked.rows.rows) if asked.rows else 0
    assert len(entered.state.rows) + entered.state.kept == count
    assert complete(asked, entered).values.keys() == values_of(asked).keys()
    slack.draw(form_view(*redraw(asked, entered), WORDS))
    assert slack.sent() == entered
    typed = {one.name for one in asked.fields if one.kind in ("text", "price", "percent") and not one.options}
    for one in asked.fields:
        if one.name in typed and one.name in entered.values and len(one.value) < 500:
            assert entered.values[one.name] == one.value.replace("\ud800", "\ufffd")
