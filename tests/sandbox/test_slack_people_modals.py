"""Modals: what the client checks itself, what the app may answer, and what stays when a view changes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack.modals import Modal
from tests.sandbox.slack_bolt_lab import Lab, open_lab

TROUBLE = "We had some trouble connecting. Try again?"


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    label = plain(name.capitalize())
    return {"type": "input", "block_id": name, "label": label, "element": {"action_id": "v", **element}, **more}


ADDRESS = field("address", {"type": "plain_text_input", "min_length": 3, "max_length": 20})
DAY = field("day", {"type": "datepicker"}, optional=True)
TIME = field("time", {"type": "timepicker", "initial_time": "00:30"})


def modal(*blocks: dict[str, Any], title: str = "Connect", **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


async def show(lab: Lab, *blocks: dict[str, Any], **more: Any) -> Modal:
    """Open a modal as an app does: on a shortcut."""
    name = f"connect {len(lab.bodies)}"

    @lab.app.shortcut(name)
    async def connect(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(*blocks, **more))

    @lab.app.action("v")
    async def changed(ack: Any) -> None:
        await ack()

    await lab.ada.shortcut(name)
    return await lab.ada.next_modal()


def answer_with(lab: Lab, **answer: Any) -> None:
    @lab.app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(**answer)


async def test_the_values_of_exactly_what_is_shown_are_sent(lab: Lab) -> None:
    answer_with(lab)
    form = await show(lab, ADDRESS, DAY, TIME)
    assert form.labels == ["Address", "Day", "Time"]
    await form.fill("Address", "10 Downing\nStreet")
    await form.fill("day", "2026-02-28")
    assert (await form.send()).trouble is None
    body = lab.bodies[-1]
    assert body["type"] == "view_submission"
    assert body["view"]["state"]["values"] == {
        "address": {"v": {"type": "plain_text_input", "value": "10 Downing Street"}},
        "day": {"v": {"type": "datepicker", "selected_date": "2026-02-28"}},
        "time": {"v": {"type": "timepicker", "selected_time": "00:30"}},
    }
    assert lab.ada.modals == []


async def test_the_client_itself_refuses_what_does_not_fit(lab: Lab) -> None:
    answer_with(lab)
    form = await show(lab, ADDRESS, DAY, TIME)
    before = len(lab.bodies)
    assert (await form.send()).payload is None
    assert form.errors == {"address": "Please complete this required field."}
    await form.fill("address", "ab")
    await form.send()
    assert form.errors == {"address": "This field has a minimum of 3 characters."}
    await form.fill("address", "x" * 21)
    await form.send()
    assert form.errors == {"address": "This field has a maximum of 20 characters."}
    assert len(lab.bodies) == before
    with pytest.raises(ValueError, match="day"):
        await form.fill("day", "2026-02-30")
    with pytest.raises(ValueError, match="no time"):
        await form.fill("time", "24:00")
    await form.fill("address", "x" * 20)
    assert (await form.send()).answer


async def test_errors_are_shown_at_their_fields(lab: Lab) -> None:
    answer_with(lab, response_action="errors", errors={"address": "We do not know this place"})
    form = await show(lab, ADDRESS)
    await form.fill("address", "Atlantis")
    assert (await form.send()).trouble is None
    assert form.errors == {"address": "We do not know this place"}
    assert form.value("address") == "Atlantis"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"response_action": "errors", "errors": {"street": "no"}}, "'street'"),
        ({"response_action": "errors", "errors": {"say": "no"}}, "'say'"),
        ({"response_action": "errors", "errors": {"address": ""}}, "without words"),
        ({"response_action": "update", "view": modal(title="x" * 25)}, "must be less than 25 characters"),
        ({"response_action": "update", "view": {"type": "home", "blocks": []}}, "must be one of: modal"),
        ({"response_action": "push", "view": {}}, "invalid_arguments"),
        ({"response_action": "explode"}, "no answer to a submission"),
        ({"text": "thanks"}, "no answer to a submission"),
    ],
)
async def test_answers_that_slack_refuses(lab: Lab, answer: dict[str, Any], reason: str) -> None:
    @lab.app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(answer)

    form = await show(lab, ADDRESS, {"type": "section", "block_id": "say", "text": plain("hello")})
    await form.fill("address", "Atlantis")
    done = await form.send()
    assert done.trouble
    assert (done.trouble.shown, lab.platform.troubles) == (TROUBLE, [done.trouble])
    assert reason in done.trouble.reason
    assert (lab.ada.modal.title, lab.ada.modal.value("address")) == ("Connect", "Atlantis")


async def test_update_push_and_clear(lab: Lab) -> None:
    answers: list[dict[str, Any]] = [
        {"response_action": "push", "view": modal(title="Second")},
        {"response_action": "push", "view": modal(title="Third")},
        {"response_action": "push", "view": modal(title="Fourth")},
        {"response_action": "update", "view": modal(title="Changed")},
        {"response_action": "clear"},
    ]

    @lab.app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(**answers.pop(0))

    first = await show(lab, title="First")
    await first.send()
    with pytest.raises(KeyError):
        await first.send()
    await lab.ada.modal.send()
    assert [m.title for m in lab.ada.modals] == ["First", "Second", "Third"]
    refused = await lab.ada.modal.send()
    assert refused.trouble
    assert "push_limit_reached" in refused.trouble.reason
    await lab.ada.modal.send()
    assert lab.ada.modal.title == "Changed"
    await lab.ada.modal.send()
    assert lab.ada.modals == []


async def test_what_was_typed_stays_where_the_ids_stay(lab: Lab) -> None:
    form = await show(lab, ADDRESS, field("old", {"type": "plain_text_input", "initial_value": "first"}))
    await form.fill("address", "Atlantis")
    again = field("address", {"type": "plain_text_input", "initial_value": "Utopia"})
    fresh = field("new", {"type": "plain_text_input", "initial_value": "second"})
    same = field("old", {"type": "plain_text_input", "initial_value": "other"})
    await lab.client.views_update(view_id=form.view.id, view=modal(again, fresh, same))
    assert [form.value(name) for name in ("address", "new", "old")] == ["Atlantis", "second", "first"]
    await lab.client.views_update(view_id=form.view.id, view=modal(fresh))
    await lab.client.views_update(view_id=form.view.id, view=modal(again))
    assert form.value("address") == "Utopia"


async def test_only_dispatched_inputs_are_told_at_once(lab: Lab) -> None:
    listening = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    form = await show(
        lab,
        ADDRESS,
        field("town", {"type": "plain_text_input", **listening}, dispatch_action=True),
        field("zip", {"type": "plain_text_input"}, dispatch_action=True),
    )
    assert (await form.fill("address", "Atlantis")).payload is None
    assert (await form.fill("zip", "SW1A")).payload is None
    before = len(lab.bodies)
    assert (await form.fill("town", "London")).payload
    letters = [body["actions"][0]["value"] for body in lab.bodies[before:]]
    assert letters == ["L", "Lo", "Lon", "Lond", "Londo", "London"]
    assert (await form.fill("town", "London")).payload is None  # nothing has changed
    [action] = lab.bodies[-1]["actions"]
    assert (action["block_id"], action["action_id"], action["value"]) == ("town", "v", "London")
    values = lab.bodies[-1]["view"]["state"]["values"]
    assert {name: state["v"]["value"] for name, state in values.items()} == {
        "address": "Atlantis",
        "town": "London",
        "zip": "SW1A",
    }
    assert (await form.fill("zip", "SW1B", enter=True)).payload


async def test_buttons_in_a_modal_can_push_another(lab: Lab) -> None:
    @lab.app.action("more")
    async def more(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=modal(title="Above"))

    row = {"type": "actions", "elements": [{"type": "button", "action_id": "more", "text": plain("More")}]}
    form = await show(lab, row, clear_on_close=False)
    assert (await form.press("More")).trouble is None
    above = await lab.ada.next_modal()
    assert (above.title, above.view.previous_id) == ("Above", form.view.id)
    assert lab.bodies[-1]["container"] == {"type": "view", "view_id": form.view.id}
    with pytest.raises(KeyError):
        await form.press("More")


async def test_closing_is_told_only_where_it_was_asked_for_and_without_what_was_typed(lab: Lab) -> None:
    @lab.app.view_closed("form")
    async def closed(ack: Any) -> None:
        await ack()

    quiet = await show(lab, ADDRESS)
    assert (await quiet.close()).payload is None
    form = await show(lab, ADDRESS, notify_on_close=True)
    await form.fill("address", "Atlantis")
    await form.close()
    body = lab.bodies[-1]
    assert (body["type"], body["is_cleared"], body["view"]["id"]) == ("view_closed", False, form.view.id)
    assert body["view"]["state"] == {"values": {}}
    assert lab.ada.modals == []
    form = await show(lab, ADDRESS, notify_on_close=True)
    await form.close(whole_stack=True)
    assert lab.bodies[-1]["is_cleared"]


async def test_people_and_channels_are_chosen_by_name(lab: Lab) -> None:
    answer_with(lab)
    bob, gone = lab.person("Bob"), lab.person("Gone")
    gone.deactivate()
    lab.channel(bob, name="public")
    secret = lab.world.add_channel(lab.team, "secret", kind="group", members=[bob.user])
    form = await show(
        lab, field("people", {"type": "multi_users_select"}), field("alerts", {"type": "conversations_select"})
    )
    await form.fill("people", ["Bob", lab.ada.user])
    await form.fill("alerts", "#public")
    for which, wanted in (("people", ["Gone"]), ("alerts", secret), ("alerts", "secret")):
        with pytest.raises(KeyError):
            await form.fill(which, wanted)
    await form.send()
    values = lab.bodies[-1]["view"]["state"]["values"]
    assert values["people"]["v"]["selected_users"] == [bob.id, lab.ada.id]
    assert lab.world.channels[values["alerts"]["v"]["selected_conversation"]].name == "public"


async def test_a_trigger_lives_three_seconds_and_works_once(lab: Lab) -> None:
    refusals: list[str] = []

    @lab.app.shortcut("late")
    async def late(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        await ack()
        for seconds in (0, 0, 4):
            lab.world.advance(seconds)
            try:
                await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())
            except SlackApiError as error:
                refusals.append(error.response["error"])
                lab.world.changes.touch()

    await lab.ada.shortcut("late")
    await lab.ada.wait_until(lambda: len(refusals) == 2)
    assert refusals == ["exchanged_trigger_id", "expired_trigger_id"]
