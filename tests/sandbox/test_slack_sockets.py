"""Socket Mode with the real client of slack_bolt, and with bare WebSockets where a client does too much by itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack_bolt_lab import Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """A Bolt app that is connected."""
    async with open_lab(sockets=True) as opened:
        await opened.world.sockets.wait_for(1)
        yield opened


@pytest.fixture
async def bare() -> AsyncIterator[Lab]:
    """An app whose sockets the test holds itself."""
    async with open_lab() as opened:
        yield opened


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


async def connect(lab: Lab, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    answer = await lab.client.apps_connections_open(app_token=lab.world.app.app_token)
    return await session.ws_connect(answer["url"])


async def greet(lab: Lab, session: aiohttp.ClientSession) -> tuple[aiohttp.ClientWebSocketResponse, dict[str, Any]]:
    line = await connect(lab, session)
    return line, json.loads((await line.receive(5)).data)


async def hear(line: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((await line.receive(5)).data)
    return body


async def test_a_conversation_through_a_socket(lab: Lab) -> None:
    @lab.app.event("message")
    async def answer(event: dict[str, Any], say: Any) -> None:
        button = {"type": "button", "action_id": "go", "text": plain("Go")}
        await say(text=f"you said {event['text']}", blocks=[{"type": "actions", "elements": [button]}])

    @lab.app.action("go")
    async def go(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        block = {"type": "input", "block_id": "x", "label": plain("X")}
        block["element"] = {"type": "plain_text_input", "action_id": "v"}
        view = {"type": "modal", "callback_id": "form", "title": plain("Form"), "submit": plain("Send")}
        await client.views_open(trigger_id=body["trigger_id"], view={**view, "blocks": [block]})

    @lab.app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"x": "no"})

    @lab.app.command("/tariff")
    async def tariff(ack: Any) -> None:
        await ack("listed")

    lab.ada.say("hello")
    message = await lab.ada.next_message()
    await lab.ada.press(message, "Go")
    form = await lab.ada.next_modal()
    await form.fill("X", "y")
    await form.send()
    assert form.errors == {"x": "no"}
    await form.close()
    await lab.ada.command("list")
    assert lab.ada.messages()[-1].text == "listed"
    assert lab.platform.troubles == []
    kinds = [envelope["type"] for _, envelope in lab.world.sockets.sent]
    assert {"events_api", "interactive", "slash_commands"} == set(kinds)
    first = lab.world.sockets.sent[0][1]
    assert (first["accepts_response_payload"], first["retry_attempt"], first["retry_reason"]) == (False, 0, "")
    assert lab.headers[0]["x-slack-retry-num"] == ["0"]


async def test_options_through_a_socket(lab: Lab) -> None:
    @lab.app.options("find")
    async def find(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[{"text": plain(payload["value"]), "value": "1"}])

    menu = {"type": "external_select", "action_id": "find", "placeholder": plain("Provider")}
    blocks = [{"type": "actions", "elements": [menu]}]
    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=blocks)
    done = await lab.ada.look_up(await lab.ada.next_message(), "find", "Octopus")
    assert done.labels == ["Octopus"]


async def test_the_connection_is_refreshed(lab: Lab) -> None:
    @lab.app.event("message")
    async def take() -> None:
        pass

    [old] = lab.world.sockets.ready
    await lab.world.sockets.ask_to_leave(old, "refresh_requested")
    await lab.world.sockets.wait_for(1)
    assert lab.world.sockets.ready[0].number != old.number
    lab.ada.say("hello")
    await lab.heard("message")


async def test_the_line_breaks_and_what_was_said_meanwhile_comes_later(lab: Lab) -> None:
    @lab.app.event("message")
    async def take() -> None:
        pass

    lab.world.sockets.ready[0].drop()
    await lab.world.sockets.wait_for(0)
    lab.ada.say("hello")
    await lab.ada.wait_until(lambda: lab.platform.delivery.attempts)
    assert lab.platform.delivery.attempts[0].answer.problem == "connection_failed"
    await lab.world.sockets.wait_for(1)
    lab.world.advance(61)
    await lab.heard("message")


async def test_the_hello(bare: Lab) -> None:
    async with aiohttp.ClientSession() as session:
        _, first = await greet(bare, session)
        _, second = await greet(bare, session)
    assert (first["type"], first["num_connections"], second["num_connections"]) == ("hello", 1, 2)
    assert first["connection_info"] == {"app_id": bare.world.app.id}


async def test_an_address_works_once_and_only_for_the_apps_own_token(bare: Lab) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await bare.client.apps_connections_open(app_token=bare.world.app.app_token)
        line = await session.ws_connect(answer["url"])
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(answer["url"])
        await line.close()
    for token, code in ((bare.client.token, "not_allowed_token_type"), ("xapp-1-wrong", "invalid_auth")):
        with pytest.raises(SlackApiError) as refused:
            await bare.client.apps_connections_open(app_token=str(token))
        assert refused.value.response["error"] == code


async def test_what_is_not_acknowledged_goes_to_another_connection(bare: Lab) -> None:
    async with aiohttp.ClientSession() as session:
        lines = [(await greet(bare, session))[0] for _ in range(2)]
        bare.ada.say("hello")
        await bare.ada.wait_until(lambda: bare.world.sockets.sent)
        number, envelope = bare.world.sockets.sent[0]
        deaf, other = (lines[0], lines[1]) if number == 1 else (lines[1], lines[0])
        assert (await hear(deaf))["envelope_id"] == envelope["envelope_id"]
        bare.world.advance(3)
        again = await hear(other)
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "http_timeout")
        assert again["payload"]["event_id"] == envelope["payload"]["event_id"]
        assert again["envelope_id"] != envelope["envelope_id"]
        await other.send_json({"envelope_id": again["envelope_id"]})
        await bare.platform.delivery.settle()
        assert [a.answer.problem for a in bare.platform.delivery.attempts] == ["http_timeout", ""]


async def test_all_connections_get_some(bare: Lab) -> None:
    async with aiohttp.ClientSession() as session:
        lines = [(await greet(bare, session))[0] for _ in range(3)]
        for text in "abcdef":
            bare.ada.say(text)
        for line in lines * 2:
            await line.send_json({"envelope_id": (await hear(line))["envelope_id"]})
        await bare.platform.delivery.settle()


async def test_a_connection_that_goes_takes_nothing_with_it(bare: Lab) -> None:
    async with aiohttp.ClientSession() as session:
        first = (await greet(bare, session))[0]
        bare.ada.say("hello")
        await hear(first)
        second = (await greet(bare, session))[0]
        await first.close()
        again = await hear(second)
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_failed")


async def test_the_eleventh_connection_is_one_too_many(bare: Lab) -> None:
    async with aiohttp.ClientSession() as session:
        lines = [(await greet(bare, session))[0] for _ in range(10)]
        _, refusal = await greet(bare, session)
        assert (refusal["type"], refusal["reason"]) == ("disconnect", "too_many_websockets")
        await lines[0].close()
        await bare.world.sockets.wait_for(9)
        assert (await greet(bare, session))[1]["type"] == "hello"


async def test_a_warning_ends_nothing(bare: Lab) -> None:
    async with aiohttp.ClientSession() as session:
        line, _ = await greet(bare, session)
        await bare.world.sockets.ask_to_leave(bare.world.sockets.ready[0], "warning")
        assert (await hear(line))["reason"] == "warning"
        assert len(bare.world.sockets.ready) == 1


async def test_socket_mode_is_switched_off(bare: Lab) -> None:
    async with aiohttp.ClientSession() as session:
        line, _ = await greet(bare, session)
        leaving = asyncio.create_task(bare.world.sockets.disable())
        assert (await hear(line))["reason"] == "link_disabled"
        await line.receive()
        await leaving
        with pytest.raises(SlackApiError):
            await connect(bare, session)

        @bare.app.event("message")
        async def take() -> None:
            pass

        bare.ada.say("hello")
        await bare.heard("message")


async def test_a_command_without_a_connection(bare: Lab) -> None:
    bare.world.sockets.open()
    done = await bare.ada.command("list")
    assert done.trouble
    assert done.trouble.shown == "/tariff failed with the error “dispatch_failed”"
