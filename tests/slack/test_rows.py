"""Rows of a form keep what is theirs when others come and go, and problems find their fields."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.filling import add_row, answer, complete, errors, redraw, remove_row, unplaced
from adapters.slack.forms import (
    form_view,
    loading_view,
)
from adapters.slack.modal_state import read_modal, room_for_rows
from bot.conversation.forms import Field, Form
from tests.slack.cards import texts
from tests.slack.checker import length
from tests.slack.modals import DAY_AND_NIGHT, STATE, WORDS, Slack, form, inputs, periods, view_of

# Rows


def test_a_row_that_goes_takes_nothing_with_it() -> None:
    slack = Slack(view_of(DAY_AND_NIGHT))
    slack.type("Price", "11", 0)
    slack.type("Price", "33", 2)
    slack.type("Name", "Economy 10")
    middle = slack.removers()[1]
    slack.draw(form_view(*remove_row(DAY_AND_NIGHT, slack.sent(), middle), WORDS))
    assert (slack.typed("Price"), slack.typed("From"), slack.typed("Name")) == (
        ["11", "33"], ["22:00", "12:00"], ["Economy 10"]
    )  # fmt: skip
    assert slack.sent().values["periods.1.price"] == "33"
    assert len(slack.sent().values) == 5
    assert middle not in slack.removers()


def test_a_new_row_is_empty_although_another_went_before() -> None:
    slack = Slack(view_of(DAY_AND_NIGHT))
    slack.draw(form_view(*remove_row(DAY_AND_NIGHT, slack.sent(), slack.removers()[2]), WORDS))
    before = slack.removers()
    slack.draw(form_view(*add_row(DAY_AND_NIGHT, slack.sent()), WORDS))
    assert slack.typed("Price") == ["9", "24", ""]
    assert slack.removers()[:2] == before
    assert slack.removers()[2] == 3


def test_rows_that_nobody_has_seen_yet_count() -> None:
    slack = Slack(view_of(DAY_AND_NIGHT))
    before = slack.sent()
    unseen = replace(before, state=before.state.with_row())
    slack.draw(form_view(*add_row(DAY_AND_NIGHT, unseen), WORDS))
    assert slack.removers() == [0, 1, 2, 3, 4]
    assert slack.typed("Price") == ["9", "24", "30", "", ""]


def test_the_last_row_stays_and_there_are_not_too_many() -> None:
    asked = form(rows=periods({"price": "1"}, most=3))
    slack = Slack(view_of(asked))
    assert slack.removers() == []
    assert remove_row(asked, slack.sent(), 0) == redraw(asked, slack.sent())
    for count in (2, 3, 3):
        slack.draw(form_view(*add_row(asked, slack.sent()), WORDS))
        assert len(slack.typed("Price")) == count
        adders = [e for b in slack.blocks if b["type"] == "actions" for e in b["elements"]]
        assert [e["action_id"] for e in adders] == (["r:add"] if count < 3 else [])
    assert remove_row(asked, slack.sent(), 99) == redraw(asked, slack.sent())


def test_rows_that_were_removed_are_not_read() -> None:
    slack = Slack(view_of(DAY_AND_NIGHT))
    state = slack.sent().state.without_row(1)
    entered = read_modal({"private_metadata": state.write(), "state": {"values": slack.values}})
    assert entered
    assert entered.values["periods.1.price"] == "30"
    assert len(entered.values) == 5


def test_an_answer_keeps_rows_that_are_as_they_were_typed() -> None:
    slack = Slack(view_of(DAY_AND_NIGHT))
    slack.type("Price", "11", 1)
    entered = slack.sent()
    asked = DAY_AND_NIGHT.filled(entered.values)
    wrong: tuple[dict[str, str], ...] = ({}, {"price": "Too low"}, {})
    same = replace(asked, rows=asked.rows and replace(asked.rows, problems=wrong))
    slack.draw(form_view(*answer(same, entered), WORDS))
    assert slack.removers() == [0, 1, 2]
    assert "⚠️ Too low" in texts(slack.blocks)
    assert slack.typed("Price") == ["9", "11", "30"]
    sorted_ = replace(same, rows=periods(*reversed(same.rows.rows if same.rows else ())))
    slack.draw(form_view(*answer(sorted_, entered), WORDS))
    assert slack.removers() == [3, 4, 5]
    assert slack.typed("Price") == ["30", "11", "9"]
    fewer = replace(same, rows=periods({"start": "00:00", "price": "7"}))
    slack.draw(form_view(*answer(fewer, slack.sent()), WORDS))
    assert slack.typed("Price") == ["7"]


@settings(max_examples=60)
@given(st.lists(st.integers(-1, 12), max_size=25))
def test_any_adding_and_removing_keeps_every_price(acts: list[int]) -> None:
    slack, expected, typed = Slack(view_of(DAY_AND_NIGHT)), ["9", "24", "30"], 100
    for act in acts:
        if act < 0:
            form_state = add_row(DAY_AND_NIGHT, slack.sent())
            expected = [*expected, ""] if len(expected) < 12 else expected
        else:
            rows = slack.removers()
            row = rows[act % len(rows)] if rows else 0
            form_state = remove_row(DAY_AND_NIGHT, slack.sent(), row)
            expected = [text for n, text in enumerate(expected) if n != act % len(rows)] if rows else expected
        slack.draw(form_view(*form_state, WORDS))
        assert slack.typed("Price") == expected
        slack.type("Price", str(typed), len(expected) - 1)
        expected[-1] = str(typed)
        typed += 1
        assert [slack.sent().values[f"periods.{n}.price"] for n in range(len(expected))] == expected


def test_a_modal_never_has_too_many_blocks() -> None:
    problems = tuple({"start": "wrong", "price": "wrong"} for _ in range(30))
    view = view_of(form(rows=periods(*({"price": str(n)} for n in range(30)), most=40, problems=problems)))
    assert len(inputs(view)) == 60
    assert sum("wrong" in block.get("hint", {}).get("text", "") for block in view["blocks"]) == 60
    view = view_of(form(*(Field(f"f{n}", "F") for n in range(150))))
    assert view["blocks"][-1]["elements"][0]["text"] == "…"
    view = view_of(form(rows=periods(*({} for _ in range(500)))))
    assert len(view["private_metadata"]) < limits.METADATA_CHARS


def prices(count: int, *, most: int = 48) -> Form:
    """A form with so many rows, the price of each is its number."""
    return form(Field("rest", "Rest"), rows=periods(*({"start": "", "price": str(n)} for n in range(count)), most=most))


@pytest.mark.parametrize("count", [31, 32, 48])
def test_rows_beyond_the_room_are_kept_as_they_are(count: int) -> None:
    asked = prices(count)
    room = room_for_rows(asked)
    assert room == 31
    slack = Slack(view_of(asked))
    assert len(slack.typed("Price")) == room
    said = [text for text in texts(slack.blocks) if text.endswith(" more")]
    assert said == ([f"{count - room} more"] if count > room else [])
    assert "r:add" not in str(slack.blocks)
    slack.type("Price", "seven", 7)
    values = complete(asked, slack.sent()).values
    expected = [str(n) if n != 7 else "seven" for n in range(count)]
    assert [values[f"periods.{n}.price"] for n in range(count)] == expected
    assert len(values) == 1 + 2 * count


def test_rows_come_and_go_above_those_that_are_not_shown() -> None:
    asked = prices(40)
    slack = Slack(view_of(asked))
    after, state = remove_row(asked, slack.sent(), 3)
    slack.draw(form_view(after, state, WORDS))
    assert "9 more" in texts(slack.blocks)
    after, state = add_row(after, slack.sent())
    slack.draw(form_view(after, state, WORDS))
    slack.type("Price", "new", 30)
    values = complete(after, slack.sent()).values
    expected = [*(str(n) for n in range(31) if n != 3), "new", *map(str, range(31, 40))]
    assert [values[f"periods.{n}.price"] for n in range(40)] == expected
    assert add_row(after, slack.sent()) == redraw(after, slack.sent())


def test_there_is_room_for_any_form_with_rows() -> None:
    assert room_for_rows(form()) == 0
    many = form(*(Field(f"f{n}", "F") for n in range(98)), rows=periods({"price": "1"}, {"price": "2"}))
    assert room_for_rows(many) == 1
    slack = Slack(view_of(form(*(Field(f"f{n}", "F") for n in range(90)), rows=periods({}, {}, {}))))
    assert "1 more" in texts(slack.blocks)


def test_what_is_wrong_with_a_row_that_is_not_shown_is_said_above() -> None:
    asked = prices(40)
    state = STATE.for_form(asked)
    assert unplaced(asked, state, {"periods.30.price": "low", "periods.31.price": "odd"}) == "odd"
    view = form_view(asked, state, WORDS)
    assert errors(view, {"periods.31.price": "odd"}) == {"rest": "odd"}


# Problems


def test_errors_stand_at_blocks_of_the_view() -> None:
    slack = Slack(view_of(DAY_AND_NIGHT))
    slack.draw(form_view(*remove_row(DAY_AND_NIGHT, slack.sent(), 0), WORDS))
    view = {**slack.view, "blocks": slack.blocks}
    assert errors(view, {"periods.0.price": "Too low", "name": "Too long"}) == {
        "periods.1.price": "Too low", "name": "Too long"
    }  # fmt: skip
    assert errors(view, {"periods.7.price": "Gone", "": "All of it", "x": "", "name": "Bad"}) == {
        "name": "Gone\nAll of it\nBad"
    }
    assert errors(view, {}) == {}
    assert errors(loading_view(STATE, WORDS), {"name": "Bad"}) == {}
    assert errors({"private_metadata": "x", "blocks": 7}, {"name": "Bad"}) == {}
    assert length(errors(view, {"name": "&" * 9000})["name"]) <= limits.ERROR_CHARS


def test_problems_are_shown_where_they_belong() -> None:
    asked = form(
        Field("name", "Name"), Field("a", "A", problem="not so"),
        rows=periods({"price": "1"}, {"price": "2"}, problems=({"price": "too low"}, {"start": "no time"})),
    )  # fmt: skip
    problems = {**asked.problems(), "periods.9.start": "gone", "": "in all", "x": " "}
    assert list(texts(view_of(asked, problem=unplaced(asked, STATE.for_form(asked), problems))["blocks"])) == [
        "⚠️ gone\nin all", "Name", "⚠️ not so", "A",
        "Period 1", "Remove", "From", "⚠️ too low", "Price",
        "Period 2", "Remove", "⚠️ no time", "From", "Price", "Add a period",
    ]  # fmt: skip


def test_problems_stay_with_their_rows() -> None:
    rows = DAY_AND_NIGHT.rows
    wrong = replace(DAY_AND_NIGHT, rows=rows and replace(rows, problems=({}, {"price": "b"}, {"price": "c"})))
    slack = Slack(view_of(wrong))
    slack.draw(form_view(*add_row(wrong, slack.sent()), WORDS))
    assert [text for text in texts(slack.blocks) if text.startswith("⚠️")] == ["⚠️ b", "⚠️ c"]
    slack = Slack(view_of(wrong))
    slack.draw(form_view(*remove_row(wrong, slack.sent(), 1), WORDS))
    assert [text for text in texts(slack.blocks) if text.startswith("⚠️")] == ["⚠️ c"]
