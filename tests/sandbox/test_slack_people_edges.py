"""The rarer things that people on Slack do, and what the app may not see."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.slack.widgets import Widget, find_problem, put_value
from sandbox.slack.writing import write
from tests.sandbox.slack_bolt_lab import Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


def taking(lab: Lab, *names: str) -> None:
    """Listen to these actions and to all messages, and do nothing."""

    async def take(ack: Any) -> None:
        await ack()

    for name in names:
        lab.app.action(name)(take)
    lab.app.event("message")(take)


async def post(lab: Lab, *elements: dict[str, Any]) -> Any:
    blocks = [{"type": "actions", "block_id": "a", "elements": list(elements)}]
    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=blocks)
    return await lab.ada.next_message()


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b > c & d", "a &lt; b &gt; c &amp; d"),
        ("<!channel> hi", "&lt;!channel&gt; hi"),
        ("ask <@U123ABC>", "ask <@U123ABC>"),
        ("see http://x.org/?a=1&b=2!", "see <http://x.org/?a=1&amp;b=2>!"),
        ("flatpeak.com, ok", "<http://flatpeak.com|flatpeak.com>, ok"),
        ("at 16.5 p/kWh", "at 16.5 p/kWh"),
    ],
)
def test_what_is_typed_is_marked(typed: str, sent: str) -> None:
    assert write(typed) == sent


@pytest.mark.parametrize(
    ("element", "value", "problem"),
    [
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a valid number."),
        (
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "2"},
            "1.5",
            "Please enter a number of at least 2.",
        ),
        (
            {"type": "number_input", "is_decimal_allowed": True, "max_value": "1"},
            "1.5",
            "Please enter a number of at most 1.",
        ),
        ({"type": "number_input", "is_decimal_allowed": True}, "1.5", None),
        ({"type": "email_text_input"}, "ada", "Please enter a valid email address."),
        ({"type": "email_text_input"}, "ada@example.org", None),
        ({"type": "url_text_input"}, "example", "Please enter a valid URL."),
        ({"type": "url_text_input"}, "https://example.org", None),
        ({"type": "plain_text_input", "multiline": True}, "x" * 3000, None),
        ({"type": "plain_text_input", "multiline": True}, "x" * 3001, "This field has a maximum of 3000 characters."),
    ],
)
def test_what_the_client_checks(element: dict[str, Any], value: str, problem: str | None) -> None:
    widget = Widget({"type": "input", "block_id": "b", "label": plain("L")}, {"action_id": "v", **element})
    assert find_problem(widget, put_value(widget, value, [])) == problem


async def test_overflow_groups_boxes_and_several_at_once(lab: Lab) -> None:
    taking(lab, "more", "one", "boxes", "many")
    groups = [{"label": plain(g), "options": [option(f"{g}{n}") for n in "12"]} for g in "AB"]
    message = await post(
        lab,
        {"type": "overflow", "action_id": "more", "options": [option("Edit"), option("Remove")]},
        {"type": "static_select", "action_id": "one", "placeholder": plain("One"), "option_groups": groups},
        {"type": "checkboxes", "action_id": "boxes", "options": [option("Import"), option("Export")]},
    )
    await lab.ada.choose(message, "more", "Remove")
    assert lab.bodies[-1]["actions"][0]["selected_option"]["value"] == "remove"
    await lab.ada.choose(message, "one", "B2")
    await lab.ada.choose(message, "boxes", ["Import", "Export"])
    action = lab.bodies[-1]["actions"][0]
    assert [o["value"] for o in action["selected_options"]] == ["import", "export"]
    assert lab.bodies[-1]["state"]["values"]["a"]["one"]["selected_option"]["value"] == "b2"
    await lab.ada.choose(message, "boxes", [])
    assert lab.bodies[-1]["actions"][0]["selected_options"] == []
    with pytest.raises(ValueError, match="only one"):
        await lab.ada.choose(message, "one", ["A1", "B1"])


async def test_several_of_an_external_menu(lab: Lab) -> None:
    taking(lab, "many")

    @lab.app.options("many")
    async def find(ack: Any, payload: dict[str, Any]) -> None:
        await ack(option_groups=[{"label": plain("All"), "options": [option(f"{payload['value']} {n}") for n in "12"]}])

    menu = {"type": "multi_external_select", "action_id": "many", "placeholder": plain("Many"), "max_selected_items": 2}
    block = {"type": "section", "block_id": "a", "text": plain("Choose"), "accessory": menu}
    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=[block])
    message = await lab.ada.next_message()
    await lab.ada.look_up(message, "Many", "site")
    await lab.ada.choose(message, "Choose", ["site 1"])
    await lab.ada.look_up(message, "Many", "house")
    await lab.ada.choose(message, "Many", ["site 1", "house 2"])
    assert [o["value"] for o in lab.bodies[-1]["actions"][0]["selected_options"]] == ["site 1", "house 2"]
    with pytest.raises(ValueError, match="no more"):
        await lab.ada.choose(message, "Many", ["site 1", "house 1", "house 2"])


async def test_a_link_button_opens_its_page_and_is_told_to_the_app(lab: Lab) -> None:
    taking(lab, "l:0")
    link = {"type": "button", "action_id": "l:0", "text": plain("Log in"), "url": "https://example.org/login"}
    done = await lab.ada.press(await post(lab, link), "Log in")
    assert done.payload
    assert done.payload["actions"][0]["url"] == "https://example.org/login"


async def test_the_apps_own_edit_is_told_with_what_was_before(lab: Lab) -> None:
    taking(lab)
    sent = await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="one")
    await lab.client.chat_update(channel=lab.ada.dm.id, ts=sent["ts"], text="two")
    await lab.platform.delivery.settle()
    events = [e["event"] for e in lab.platform.delivery.events.values()]
    assert [e.get("subtype") for e in events] == [None, "message_changed"]
    assert (events[1]["previous_message"]["text"], events[1]["message"]["text"]) == ("one", "two")


async def test_the_app_hears_only_what_its_scopes_allow(lab: Lab) -> None:
    taking(lab)
    bob = lab.person("Bob")
    channel = lab.channel(lab.ada)
    lab.world.install(lab.team, scopes=("chat:write", "commands"))
    lab.ada.say("not heard")
    lab.ada.say("not heard", channel)
    lab.ada.mention("not heard", channel)
    bob.set_locale("de-DE")
    bob.join(channel)
    lab.ada.open_messages()
    [event] = lab.platform.delivery.events.values()
    assert (event["event"]["type"], event["event"]["tab"]) == ("app_home_opened", "messages")


async def test_answers_in_a_thread(lab: Lab) -> None:
    taking(lab)
    channel = lab.channel(lab.ada)
    parent = lab.ada.say("question", channel)
    lab.ada.mention("connect", channel, thread_ts=parent.ts)
    [mention] = [e["event"] for e in lab.platform.delivery.events.values() if e["event"]["type"] == "app_mention"]
    assert mention["thread_ts"] == parent.ts
    assert lab.ada.transcript(channel)[0] == "Ada: question"


async def test_two_things_of_one_name_have_to_be_told_apart(lab: Lab) -> None:
    taking(lab, "x", "y")
    button = {"type": "button", "text": plain("Go")}
    message = await post(lab, {**button, "action_id": "x"}, {**button, "action_id": "y"})
    with pytest.raises(KeyError, match="2 things"):
        await lab.ada.press(message, "Go")
    await lab.ada.press(message, "a/y")
    assert lab.bodies[-1]["actions"][0]["action_id"] == "y"


async def test_somebody_elses_message_stays_as_it_is(lab: Lab) -> None:
    taking(lab)
    bob = lab.person("Bob")
    message = lab.ada.say("mine", lab.channel(lab.ada, bob))
    with pytest.raises(KeyError):
        bob.edit(message, "yours")
    with pytest.raises(KeyError):
        bob.delete(message)


async def test_on_a_grid_a_lookup_names_the_organisation(lab: Lab) -> None:
    grid = lab.world.add_enterprise()
    team = lab.world.add_workspace("North", enterprise=grid)
    ann = lab.platform.person("Ann", team)
    found = lab.world.install(grid)
    menu = {"type": "external_select", "action_id": "f", "min_query_length": 0, "placeholder": plain("F")}
    blocks = [{"type": "actions", "block_id": "a", "elements": [menu]}]
    message = lab.world.post(ann.dm, found.bot.id, blocks=blocks, bot_id=found.bot.bot_id)
    payload = (await ann.look_up(message, "f")).payload
    assert payload
    assert payload["user"]["team_id"] == grid.id
    assert payload["team"] == {
        "id": team.id,
        "domain": team.domain,
        "enterprise_id": grid.id,
        "enterprise_name": grid.name,
    }
