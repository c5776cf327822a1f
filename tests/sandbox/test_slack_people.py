"""What people on the emulated Slack do, as a real Bolt app hears it."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.sandbox.slack_bolt_lab import Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": text.lower(), "text": plain(text), "value": text.upper(), **more}


def actions(*elements: dict[str, Any], block_id: str = "a") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


async def test_a_message_is_heard_and_answered(lab: Lab) -> None:
    @lab.app.event("message")
    async def answer(event: dict[str, Any], say: Any) -> None:
        await say(text=f"you said {event['text']}", thread_ts=event.get("thread_ts"))

    lab.ada.say("Tom & Jerry at tom@example.org, see https://flatpeak.com.")
    answered = await lab.ada.next_message()
    assert answered.text.startswith("you said Tom &amp; Jerry at <mailto:tom@example.org|tom@example.org>")
    assert answered.text.endswith("see <https://flatpeak.com>.")
    body = lab.bodies[0]
    event = body["event"]
    assert (body["type"], body["team_id"], body["is_ext_shared_channel"]) == ("event_callback", lab.team.id, False)
    bot = lab.ada.installation.bot.id
    authorization = {"enterprise_id": None, "team_id": lab.team.id, "user_id": bot, "is_bot": True}
    assert body["authorizations"] == [{**authorization, "is_enterprise_install": False}]
    assert (event["channel_type"], event["channel"], event["user"]) == ("im", lab.ada.dm.id, lab.ada.id)
    assert event["ts"] == event["event_ts"]
    assert "subtype" not in event


async def test_the_app_hears_itself_and_bolt_does_not_answer_that(lab: Lab) -> None:
    heard: list[dict[str, Any]] = []

    @lab.app.event("message")
    async def answer(event: dict[str, Any]) -> None:
        heard.append(event)

    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="mine")
    await lab.platform.delivery.settle()
    sent = [a.payload["event"] for a in lab.platform.delivery.attempts]
    assert [(e["bot_id"], e["user"]) for e in sent] == [(lab.ada.installation.bot.bot_id, lab.ada.installation.bot.id)]
    assert heard == []


async def test_edits_deletions_and_files(lab: Lab) -> None:
    message = lab.ada.say("one")
    lab.ada.edit(message, "two")
    lab.ada.delete(message)
    lab.ada.upload("sites.csv", b"address\n10 Downing Street\n", "my sites")
    events = {e.get("subtype", ""): e for e in await lab.heard("message", 4)}
    changed, deleted, shared = (events[s] for s in ("message_changed", "message_deleted", "file_share"))
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("one", "two")
    assert changed["message"]["edited"]["user"] == lab.ada.id
    assert changed["hidden"]
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (message.ts, "two")
    assert shared["text"] == "my sites"
    async with aiohttp.ClientSession() as session:
        address = shared["files"][0]["url_private_download"]
        async with session.get(address, headers={"Authorization": f"Bearer {lab.client.token}"}) as answer:
            assert await answer.read() == b"address\n10 Downing Street\n"


async def test_a_button_is_pressed_once_it_is_there(lab: Lab) -> None:
    @lab.app.action("go")
    async def go(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        await respond(text="gone", replace_original=True)

    posted = await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=[actions(button("Go"))])
    message = await lab.ada.next_message()
    with pytest.raises(KeyError):
        await lab.ada.press(message, "Stop")
    done = await lab.ada.press(message, "Go")
    body = lab.bodies[-1]
    assert done.trouble is None
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": lab.ada.dm.id,
        "is_ephemeral": False,
    }
    [action] = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == ("go", "a", "GO", "button")
    assert body["message"]["blocks"][0]["elements"][0]["action_id"] == "go"
    await lab.ada.wait_until(lambda: message.text == "gone")
    with pytest.raises(KeyError):
        await lab.ada.press(message, "Go")


async def test_a_dialog_asks_before_it_is_done(lab: Lab) -> None:
    pressed: list[str] = []

    @lab.app.action("delete")
    async def delete(ack: Any) -> None:
        pressed.append("delete")
        await ack()

    confirm = {"title": plain("Sure?"), "text": plain("Gone is gone"), "confirm": plain("Yes"), "deny": plain("No")}
    blocks = [actions(button("Delete", confirm=confirm), button("Keep"))]
    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=blocks)
    message = await lab.ada.next_message()
    with pytest.raises(RuntimeError, match="Sure"):
        await lab.ada.press(message, "Delete")
    with pytest.raises(RuntimeError, match="no dialog"):
        await lab.ada.press(message, "Keep", confirm=True)
    assert (await lab.ada.press(message, "Delete", confirm=False)).payload is None
    assert pressed == []
    await lab.ada.press(message, "Delete", confirm=True)
    assert pressed == ["delete"]


async def test_menus_with_written_options(lab: Lab) -> None:
    @lab.app.action("pick")
    async def pick(ack: Any) -> None:
        await ack()

    options = [{"text": plain(t), "value": str(i)} for i, t in enumerate(("Fixed", "Tracker", "Agile"))]
    menu = {"type": "static_select", "action_id": "pick", "placeholder": plain("Tariff"), "options": options}
    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=[actions(menu)])
    message = await lab.ada.next_message()
    with pytest.raises(KeyError, match="Economy 7"):
        await lab.ada.choose(message, "Tariff", "Economy 7")
    await lab.ada.choose(message, "pick", "Tracker")
    body = lab.bodies[-1]
    assert body["actions"][0]["selected_option"] == options[1]
    assert body["state"]["values"] == {"a": {"pick": {"type": "static_select", "selected_option": options[1]}}}


async def test_an_external_menu_asks_while_one_types(lab: Lab) -> None:
    names = [f"Provider {n}" for n in range(300)]

    @lab.app.options("find")
    async def find(ack: Any, payload: dict[str, Any]) -> None:
        hits = [n for n in names if payload["value"].casefold() in n.casefold()][:100]
        await ack(options=[{"text": plain(n), "value": n} for n in hits])

    @lab.app.action("find")
    async def found(ack: Any) -> None:
        await ack()

    menu = {"type": "external_select", "action_id": "find", "placeholder": plain("Provider")}
    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=[actions(menu)])
    message = await lab.ada.next_message()
    with pytest.raises(ValueError, match="3 characters"):
        await lab.ada.look_up(message, "find", "Pr")
    seen = await lab.ada.look_up(message, "find", "provider 29")
    assert seen.labels == ["Provider 29", *(f"Provider 29{n}" for n in range(10))]
    assert lab.bodies[-1]["container"]["message_ts"] == message.ts
    await lab.ada.choose(message, "find", "Provider 291")
    assert lab.bodies[-1]["actions"][0]["selected_option"]["value"] == "Provider 291"


@pytest.mark.parametrize(
    "options",
    [
        [{"text": plain("x"), "value": str(n)} for n in range(101)],
        [{"text": plain("x" * 76), "value": "1"}],
        [{"text": plain("x"), "value": "1" * 151}],
        None,
    ],
)
async def test_options_that_slack_does_not_show(lab: Lab, options: list[dict[str, Any]] | None) -> None:
    @lab.app.options("find")
    async def find(ack: Any) -> None:
        if options is None:
            await ack()
        else:
            await ack(options=options)

    menu = {"type": "external_select", "action_id": "find", "min_query_length": 0, "placeholder": plain("Provider")}
    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=[actions(menu)])
    done = await lab.ada.look_up(await lab.ada.next_message(), "find")
    assert done.trouble
    assert (done.trouble.shown, done.labels) == ("No results", [])
    assert lab.platform.troubles == [done.trouble]


async def test_the_home_tab(lab: Lab) -> None:
    @lab.app.event("app_home_opened")
    async def publish(event: dict[str, Any], client: Any) -> None:
        blocks = [{"type": "section", "text": plain(f"Hello {event['tab']}")}, actions(button("More"))]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @lab.app.action("more")
    async def more(ack: Any) -> None:
        await ack()

    assert lab.ada.open_home() is None
    view = await lab.ada.wait_until(lambda: lab.ada.home)
    assert "view" not in lab.bodies[0]["event"]
    assert lab.ada.open_home() is view
    assert (await lab.heard("app_home_opened", 2))[1]["view"]["id"] == view.id
    await lab.ada.press(view, "More")
    body = lab.bodies[-1]
    assert (body["container"], body["view"]["type"]) == ({"type": "view", "view_id": view.id}, "home")
    assert not {"channel", "message", "response_url"} & set(body)


async def test_commands_and_their_answers(lab: Lab) -> None:
    @lab.app.command("/tariff")
    async def tariff(ack: Any, command: dict[str, Any]) -> None:
        if command["text"] == "help":
            await ack("this is help")
        elif command["text"] == "wrong":
            await ack(blocks=[{"type": "pony"}], text="x")
        elif command["text"] == "loud":
            await ack(text="hear", response_type="in_channel")
        else:
            await ack()

    bob = lab.person("Bob")
    channel = lab.channel(lab.ada, bob)
    assert (await lab.ada.command("help", channel)).trouble is None
    assert [m.text for m in lab.ada.messages(channel)] == ["this is help"]
    assert bob.messages(channel) == []
    lab.world.reload()
    assert lab.ada.messages(channel) == []
    await lab.ada.command("loud", channel)
    assert [m.text for m in bob.messages(channel)] == ["hear"]
    wrong = await lab.ada.command("wrong")
    assert wrong.trouble
    assert "invalid_command_response" in wrong.trouble.shown
    assert lab.bodies[-1]["channel_name"] == "directmessage"
    form = lab.bodies[0]
    assert (form["command"], form["text"], form["channel_name"]) == ("/tariff", "help", "energy")
    assert (form["user_id"], form["team_id"], form["is_enterprise_install"]) == (lab.ada.id, lab.team.id, "false")
    with pytest.raises(KeyError):
        await lab.person("Eve").command("help", channel)


async def test_shortcuts(lab: Lab) -> None:
    @lab.app.shortcut("connect")
    async def connect(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        await ack()
        view = {"type": "modal", "title": plain("Connect"), "blocks": []}
        await client.views_open(trigger_id=shortcut["trigger_id"], view=view)

    await lab.ada.shortcut("connect")
    assert (await lab.ada.next_modal()).title == "Connect"
    assert "api_app_id" not in lab.bodies[-1]
    message = lab.ada.say("10 Downing Street")
    await lab.ada.message_shortcut("connect", message)
    body = next(b for b in lab.bodies if b["type"] == "message_action")
    assert (body["message_ts"], body["message"]["text"]) == (message.ts, message.text)
    await lab.ada.next_modal()
    assert len(lab.ada.modals) == 1


async def test_mentions_memberships_and_archives(lab: Lab) -> None:
    bob = lab.person("Bob")
    channel = lab.channel(lab.ada, with_app=False)
    lab.ada.mention("are you there", channel)
    lab.ada.invite_app(channel)
    bob.join(channel)
    lab.ada.mention("connect", channel)
    lab.ada.archive(channel)
    [mention] = await lab.heard("app_mention")
    bot = lab.ada.installation.bot.id
    assert mention["text"] == f"<@{bot}> connect"
    joined = await lab.heard("member_joined_channel", 2)
    assert [(e["user"], e.get("inviter")) for e in joined] == [(bot, lab.ada.id), (bob.id, None)]
    assert (await lab.heard("channel_archive"))[0]["channel"] == channel.id
    with pytest.raises(KeyError):
        lab.ada.say("too late", channel)


async def test_people_change_and_leave(lab: Lab) -> None:
    bob = lab.person("Bob")
    bob.set_locale("de-DE")
    bob.deactivate()
    first, second = await lab.heard("user_change", 2)
    assert (first["user"]["locale"], first["user"]["deleted"]) == ("de-DE", False)
    assert (second["user"]["id"], second["user"]["deleted"]) == (bob.id, True)
    with pytest.raises(RuntimeError):
        bob.say("hello")


async def test_what_others_do_not_see(lab: Lab) -> None:
    bob, eve = lab.person("Bob"), lab.person("Eve")
    channel = lab.channel(lab.ada, bob)
    ephemeral = await lab.client.chat_postEphemeral(
        channel=channel.id, user=bob.id, text="only you", blocks=[actions(button("Ok"))]
    )
    assert ephemeral["ok"]
    [message] = bob.messages(channel)
    assert lab.ada.messages(channel) == []
    with pytest.raises(KeyError):
        await lab.ada.press(message, "Ok")
    with pytest.raises(KeyError):
        eve.messages(channel)
    lab.world.reload()
    with pytest.raises(KeyError):
        await bob.press(message, "Ok")


async def test_a_shared_channel_with_a_stranger(lab: Lab) -> None:
    other = lab.world.add_workspace("Elsewhere")
    eve = lab.platform.person("Eve", other, is_stranger=True)
    bot = lab.ada.installation.bot
    channel = lab.world.add_channel(other, "joint", members=[eve.user, lab.ada.user, bot], shared_with=[lab.team])
    eve.mention("connect", channel)
    [event] = await lab.heard("app_mention")
    body = next(b for b in lab.bodies if b["event"]["type"] == "app_mention")
    assert (body["team_id"], body["is_ext_shared_channel"]) == (other.id, True)
    assert body["authorizations"][0]["team_id"] == lab.team.id
    assert event["user_team"] == other.id
