"""Modals and Home tabs: triggers, hashes, the stack of three, limits of views."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack_lab import Lab, open_lab

Json = dict[str, Any]


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def typed(block_id: str = "b", **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "v", **more}
    return {"type": "input", "block_id": block_id, "label": plain(), "element": element}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


async def test_a_trigger_opens_one_modal_within_three_seconds(lab: Lab) -> None:
    trigger = lab.trigger()
    lab.world.advance(2.5)
    opened = await lab.web.views_open(trigger_id=trigger, view=modal(typed(initial_value="Ada"), callback_id="form"))
    view = lab.world.views[opened["view"]["id"]]
    assert lab.world.stack(lab.ada, lab.team) == [view]
    assert opened["view"]["state"]["values"] == {"b": {"v": {"type": "plain_text_input", "value": "Ada"}}}
    assert (opened["view"]["root_view_id"], opened["view"]["callback_id"]) == (view.id, "form")
    assert await lab.error("views.open", trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    late = lab.trigger()
    lab.world.advance(3.5)
    assert await lab.error("views.open", trigger_id=late, view=modal()) == "expired_trigger_id"
    assert await lab.error("views.open", trigger_id="1.2.3", view=modal()) == "invalid_trigger_id"
    elsewhere = lab.world.add_workspace("Elsewhere")
    foreign = lab.world.issue_trigger(lab.world.add_user(elsewhere, "Eve"), elsewhere)
    assert await lab.error("views.open", trigger_id=foreign, view=modal()) == "invalid_trigger_id"


async def test_a_refused_view_does_not_use_the_trigger_up(lab: Lab) -> None:
    trigger = lab.trigger()
    assert await lab.error("views.open", trigger_id=trigger, view=modal(title=plain(""))) == "invalid_arguments"
    assert (await lab.web.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_at_most_three_modals_lie_on_each_other(lab: Lab) -> None:
    opened = await lab.web.views_open(trigger_id=lab.trigger(), view=modal())
    view = lab.world.views[opened["view"]["id"]]
    for _ in range(2):
        trigger = lab.world.issue_trigger(lab.ada, lab.team, view)
        pushed = await lab.web.views_push(trigger_id=trigger, view=modal())
        assert (pushed["view"]["root_view_id"], pushed["view"]["previous_view_id"]) == (opened["view"]["id"], view.id)
        view = lab.world.views[pushed["view"]["id"]]
    trigger = lab.world.issue_trigger(lab.ada, lab.team, view)
    assert await lab.error("views.push", trigger_id=trigger, view=modal()) == "push_limit_reached"
    lab.world.close(view)
    trigger = lab.world.issue_trigger(lab.ada, lab.team, lab.world.stack(lab.ada, lab.team)[-1])
    assert (await lab.web.views_push(trigger_id=trigger, view=modal()))["ok"]
    assert await lab.error("views.push", trigger_id=lab.trigger(), view=modal()) == "invalid_trigger_id"


async def test_nothing_is_pushed_over_the_home_tab(lab: Lab) -> None:
    await lab.web.views_publish(user_id=lab.ada.id, view=home())
    trigger = lab.world.issue_trigger(lab.ada, lab.team, lab.world.home(lab.ada, lab.team))
    assert await lab.error("views.push", trigger_id=trigger, view=modal()) == "invalid_trigger_id"
    trigger = lab.world.issue_trigger(lab.ada, lab.team, lab.world.home(lab.ada, lab.team))
    assert (await lab.web.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_a_new_modal_takes_the_place_of_what_was_open(lab: Lab) -> None:
    first = await lab.web.views_open(trigger_id=lab.trigger(), view=modal())
    second = await lab.web.views_open(trigger_id=lab.trigger(), view=modal())
    assert [view.id for view in lab.world.stack(lab.ada, lab.team)] == [second["view"]["id"]]
    assert await lab.error("views.update", view_id=first["view"]["id"], view=modal()) == "not_found"


async def test_only_the_newest_hash_is_taken(lab: Lab) -> None:
    opened = (await lab.web.views_open(trigger_id=lab.trigger(), view=modal()))["view"]
    updated = (await lab.web.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(typed())))["view"]
    assert updated["hash"] != opened["hash"]
    stale = await lab.error("views.update", view_id=opened["id"], hash=opened["hash"], view=modal())
    assert stale == "hash_conflict"
    assert (await lab.web.views_update(view_id=opened["id"], view=modal()))["ok"]
    assert await lab.error("views.update", view_id="V0NONE", view=modal()) == "not_found"


async def test_what_was_typed_stays_where_the_ids_stay(lab: Lab) -> None:
    opened = (await lab.web.views_open(trigger_id=lab.trigger(), view=modal(typed("a"), typed("b"))))["view"]
    view = lab.world.views[opened["id"]]
    view.values["a"]["v"]["value"] = view.values["b"]["v"]["value"] = "typed"
    again = modal(typed("a", initial_value="default"), typed("b2", initial_value="default"))
    updated = (await lab.web.views_update(view_id=view.id, view=again))["view"]
    values = {block: state["v"]["value"] for block, state in updated["state"]["values"].items()}
    assert values == {"a": "typed", "b2": "default"}


async def test_an_external_id_is_unique_in_a_workspace(lab: Lab) -> None:
    await lab.web.views_open(trigger_id=lab.trigger(), view=modal(external_id="e"))
    code = await lab.error("views.publish", user_id=lab.ada.id, view=home(external_id="e"))
    assert code == "duplicate_external_id"
    updated = await lab.web.views_update(external_id="e", view=modal(typed(), external_id="e"))
    assert updated["view"]["external_id"] == "e"


async def test_the_home_tab_of_one_person(lab: Lab) -> None:
    section = {"type": "section", "text": plain("first")}
    published = (await lab.web.views_publish(user_id=lab.ada.id, view=home(section)))["view"]
    shown = lab.world.home(lab.ada, lab.team)
    assert shown
    assert (shown.id, shown.blocks[0]["text"]["text"]) == (published["id"], "first")
    again = (await lab.web.views_publish(user_id=lab.ada.id, hash=published["hash"], view=home()))["view"]
    assert (again["id"], shown.blocks) == (published["id"], [])
    stale = await lab.error("views.publish", user_id=lab.ada.id, hash=published["hash"], view=home())
    assert stale == "hash_conflict"
    assert await lab.error("views.publish", user_id="U0NONE", view=home()) == "user_not_found"
    assert await lab.error("views.publish", user_id=lab.ada.id, view=modal()) == "invalid_arguments"


@pytest.mark.parametrize(
    ("field", "most"),
    [("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)],
)
async def test_strings_of_a_view(lab: Lab, field: str, most: int) -> None:
    assert (await lab.web.views_open(trigger_id=lab.trigger(), view=modal(**{field: "x" * most})))["ok"]
    reasons = await lab.reasons("views.open", trigger_id=lab.trigger(), view=modal(**{field: "x" * (most + 1)}))
    assert reasons == [f"[ERROR] must be less than {most + 1} characters [json-pointer:/view/{field}]"]


@pytest.mark.parametrize("field", ["title", "submit", "close"])
async def test_words_of_a_modal(lab: Lab, field: str) -> None:
    assert (await lab.web.views_open(trigger_id=lab.trigger(), view=modal(**{field: plain("x" * 24)})))["ok"]
    reasons = await lab.reasons("views.open", trigger_id=lab.trigger(), view=modal(**{field: plain("x" * 25)}))
    assert reasons == [f"[ERROR] must be less than 25 characters [json-pointer:/view/{field}/text]"]


async def test_blocks_and_bytes_of_a_view(lab: Lab) -> None:
    most = [{"type": "divider"}] * 100
    assert (await lab.web.views_publish(user_id=lab.ada.id, view=home(*most)))["ok"]
    reasons = await lab.reasons("views.publish", user_id=lab.ada.id, view=home(*most, {"type": "divider"}))
    assert reasons == ["[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"]
    many = [{"type": "section", "text": plain("x" * 2900)} for _ in range(84)]
    assert (await lab.web.views_publish(user_id=lab.ada.id, view=home(*many)))["ok"]
    code = await lab.error("views.publish", user_id=lab.ada.id, view=home(*many, *many[:3]))
    assert code == "view_too_large"


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        ({"type": "modal", "title": plain()}, "missing required field: blocks [json-pointer:/view]"),
        (
            {"type": "modal", "title": plain(), "blocks": [typed()]},
            "missing required field: submit [json-pointer:/view]",
        ),
        ({"type": "sheet", "blocks": []}, "must be one of: modal [json-pointer:/view/type]"),
        (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
        (modal(typed(), typed()), "`block_id` `b` already exists [json-pointer:/view/blocks/1/block_id]"),
        (
            modal(typed("a", focus_on_load=True), typed("b", focus_on_load=True)),
            "only one element can have focus_on_load set to true [json-pointer:/view/blocks]",
        ),
        (
            modal(typed(min_length=5, max_length=4)),
            "must be less than or equal to max_length [json-pointer:/view/blocks/0/element/min_length]",
        ),
        (modal(typed(max_length=3001)), "must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]"),
        (
            modal(typed(max_length=2, initial_value="abc")),
            "must be less than 3 characters [json-pointer:/view/blocks/0/element/initial_value]",
        ),
        (
            modal(typed(initial_value="x" * 3001)),
            "must be less than 3001 characters [json-pointer:/view/blocks/0/element/initial_value]",
        ),
        (
            modal(typed() | {"label": plain("x" * 2001)}),
            "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]",
        ),
        (
            modal(typed() | {"hint": plain("x" * 2001)}),
            "must be less than 2001 characters [json-pointer:/view/blocks/0/hint/text]",
        ),
        (
            modal(typed(dispatch_action_config={"trigger_actions_on": ["on_blur"]})),
            "must be one of: on_enter_pressed, on_character_entered "
            "[json-pointer:/view/blocks/0/element/dispatch_action_config/trigger_actions_on/0]",
        ),
        (
            modal(typed() | {"element": {"type": "number_input"}}),
            "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]",
        ),
        (
            modal(typed() | {"element": {"type": "number_input", "is_decimal_allowed": True, "initial_value": "1,5"}}),
            "must be a valid number [json-pointer:/view/blocks/0/element/initial_value]",
        ),
        (
            modal(typed() | {"element": {"type": "button", "text": plain()}}),
            "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
        ),
        (
            modal(typed() | {"element": {"type": "multi_users_select", "max_selected_items": 0}}),
            "must be more than 0 [json-pointer:/view/blocks/0/element/max_selected_items]",
        ),
        (modal({"type": "table", "rows": []}), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
    ],
)
async def test_mistakes_in_a_modal(lab: Lab, view: Json, reason: str) -> None:
    reasons = await lab.reasons("views.open", trigger_id=lab.trigger(), view=view)
    assert reasons == [f"[ERROR] {reason}"]
    assert not lab.world.views


async def test_every_input_of_a_modal(lab: Lab) -> None:
    elements: list[Json] = [
        {"type": "plain_text_input", "multiline": True, "max_length": 3000, "initial_value": ""},
        {"type": "number_input", "is_decimal_allowed": True, "min_value": "-1.5", "initial_value": "0"},
        {"type": "email_text_input"},
        {"type": "url_text_input"},
        {"type": "datepicker"},
        {"type": "timepicker"},
        {"type": "multi_users_select", "initial_users": [lab.ada.id], "max_selected_items": 2},
        {"type": "multi_conversations_select"},
        {"type": "multi_channels_select"},
        {"type": "multi_external_select", "min_query_length": 1},
        {"type": "conversations_select", "response_url_enabled": True},
        {"type": "checkboxes", "options": [{"text": plain(), "value": "v"}]},
    ]
    blocks = [{"type": "input", "label": plain(), "element": e, "optional": True, "hint": plain()} for e in elements]
    opened = await lab.web.views_open(trigger_id=lab.trigger(), view=modal(*blocks))
    assert len(opened["view"]["state"]["values"]) == len(elements)


async def test_missing_arguments_are_named(lab: Lab) -> None:
    reasons = await lab.reasons("views.open", view=modal())
    assert reasons == ["[ERROR] missing required field: trigger_id"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await lab.web.api_call("views.open", json={"trigger_id": lab.trigger()})
