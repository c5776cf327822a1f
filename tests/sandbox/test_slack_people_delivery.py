"""How requests reach the app: signed, in three seconds, again when they were not taken; and response_url."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt import BoltResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.slack.signing import sign
from tests.sandbox.slack_bolt_lab import Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


BUTTON = {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}]}


def listen(lab: Lab) -> None:
    """Take every message; Bolt refuses what nobody listens to."""

    @lab.app.event("message")
    async def take() -> None:
        pass


def break_app(lab: Lab, status: int) -> None:
    """Let every request fail before Bolt's listeners."""

    @lab.app.middleware
    async def fail(next: Any) -> Any:
        return BoltResponse(status=status, body="no")


async def test_the_address_is_verified_and_its_certificate_checked(lab: Lab) -> None:
    assert await lab.platform.delivery.verify_url()
    assert (await lab.platform.delivery.check_ssl()).status == 200
    lab.platform.delivery.request_url += "/elsewhere"
    assert not await lab.platform.delivery.verify_url()


async def test_a_real_verifier_takes_the_signature_and_nothing_else(lab: Lab) -> None:
    body = json.dumps({"type": "event_callback", "event": {"type": "nothing"}}).encode()
    now = datetime.now(UTC)
    cases = {
        "right": (sign(lab.world.app.signing_secret, body, now), body),
        "secret": (sign("other", body, now), body),
        "old": (sign(lab.world.app.signing_secret, body, now - timedelta(minutes=6)), body),
        "ahead": (sign(lab.world.app.signing_secret, body, now + timedelta(minutes=6)), body),
        "altered": (sign(lab.world.app.signing_secret, body, now), body + b" "),
    }
    seen = {}
    async with aiohttp.ClientSession() as session:
        for name, (headers, sent) in cases.items():
            headers |= {"Content-Type": "application/json"}
            async with session.post(lab.platform.delivery.request_url, data=sent, headers=headers) as answer:
                seen[name] = answer.status
    assert seen == {"right": 404, "secret": 401, "old": 401, "ahead": 401, "altered": 401}


async def test_an_event_comes_again_at_once_after_a_minute_and_after_five(lab: Lab) -> None:
    break_app(lab, 500)
    lab.ada.say("hello")
    attempts = lab.platform.delivery.attempts
    await lab.ada.wait_until(lambda: len(attempts) == 2)
    lab.world.advance(59)
    assert len(attempts) == 2
    lab.world.advance(2)
    await lab.ada.wait_until(lambda: len(attempts) == 3)
    lab.world.advance(301)
    await lab.ada.wait_until(lambda: len(attempts) == 4)
    await lab.platform.delivery.settle()
    assert [a.number for a in attempts] == [0, 1, 2, 3]
    assert len({a.payload["event_id"] for a in attempts}) == 1
    retries = [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h in lab.headers]
    assert retries == [(None, None), (["1"], ["http_error"]), (["2"], ["http_error"]), (["3"], ["http_error"])]


async def test_who_takes_too_long_hears_it_again_while_still_at_it(lab: Lab) -> None:
    hold = asyncio.Event()
    listen(lab)

    @lab.app.middleware
    async def wait(next: Any) -> None:
        await hold.wait()
        await next()

    lab.ada.say("hello")
    await lab.ada.wait_until(lambda: lab.bodies)
    lab.world.advance(3)
    await lab.ada.wait_until(lambda: len(lab.bodies) == 2)
    assert lab.platform.delivery.attempts[0].answer.problem == "http_timeout"
    hold.set()
    await lab.platform.delivery.settle()
    assert [a.answer.problem for a in lab.platform.delivery.attempts] == ["http_timeout", ""]


async def test_nobody_listens(lab: Lab) -> None:
    lab.platform.delivery.request_url = "http://127.0.0.1:9/slack/events"
    lab.platform.delivery.retry_after_s = ()
    lab.ada.say("hello")
    await lab.platform.delivery.settle()
    assert [a.answer.problem for a in lab.platform.delivery.attempts] == ["connection_failed"]


async def test_one_event_delivered_several_times(lab: Lab) -> None:
    listen(lab)
    lab.platform.delivery.copies = 3
    lab.ada.say("hello")
    await lab.heard("message", 3)
    lab.platform.delivery.copies = 1
    lab.platform.delivery.redeliver(lab.bodies[0]["event_id"])
    await lab.heard("message", 4)
    await lab.platform.delivery.settle()
    assert len(lab.bodies) == 4
    assert len({b["event_id"] for b in lab.bodies}) == 1


@pytest.mark.parametrize(("status", "seconds", "reason"), [(500, 0, "http_error 500"), (200, 3, "http_timeout")])
async def test_what_a_person_sees_when_the_app_does_not_answer(
    lab: Lab, status: int, seconds: float, reason: str
) -> None:
    @lab.app.middleware
    async def late(next: Any) -> Any:
        if seconds:
            lab.world.advance(seconds)
            await asyncio.sleep(0)
        return BoltResponse(status=status, body="")

    await lab.client.chat_postMessage(channel=lab.ada.dm.id, text="x", blocks=[BUTTON])
    message = await lab.ada.next_message()
    pressed, commanded = await lab.ada.press(message, "Go"), await lab.ada.command("list")
    assert pressed.trouble
    assert commanded.trouble
    assert (pressed.trouble.shown, pressed.trouble.reason) == ("⚠", reason)
    error = "operation_timeout" if seconds else "dispatch_failed"
    assert commanded.trouble.shown == f"/tariff failed with the error “{error}”"
    assert lab.platform.troubles == [pressed.trouble, commanded.trouble]


async def test_interactions_are_not_tried_again(lab: Lab) -> None:
    break_app(lab, 500)
    await lab.ada.command("list")
    await lab.platform.delivery.settle()
    assert len(lab.platform.delivery.attempts) == 1


async def test_a_response_url_works_five_times(lab: Lab) -> None:
    url = (await lab.ada.command("list")).payload or {}
    client = AsyncWebhookClient(url["response_url"])
    answers = [await client.send(text=f"part {n}") for n in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert [m.text for m in lab.ada.messages()] == [f"part {n}" for n in range(5)]
    assert all(m.ephemeral_to == lab.ada.id for m in lab.ada.messages())


async def test_a_response_url_works_for_half_an_hour(lab: Lab) -> None:
    sent = (await lab.ada.command("list")).payload or {}
    client = AsyncWebhookClient(sent["response_url"])
    lab.world.advance(29 * 60)
    assert (await client.send(text="in time", response_type="in_channel")).status_code == 200
    lab.world.advance(62)
    late = await client.send(text="too late")
    assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")
    assert (await AsyncWebhookClient(f"{lab.url}/commands/T1/1/none").send(text="x")).status_code == 404
    [message] = lab.ada.messages()
    assert (message.text, message.subtype, message.user) == ("in time", "bot_message", "")


async def test_a_wrong_message_costs_no_use_and_a_command_replaces_nothing(lab: Lab) -> None:
    sent = (await lab.ada.command("list")).payload or {}
    client = AsyncWebhookClient(sent["response_url"])
    assert (await client.send(text="")).status_code == 400
    assert "invalid_blocks" in (await client.send(text="x", blocks=[{"type": "pony"}])).body
    for text in ("one", "two", "three", "four", "five"):
        assert (await client.send(text=text, replace_original=True)).status_code == 200
    assert len(lab.ada.messages()) == 5


async def test_an_ephemeral_message_changes_only_through_its_own_button(lab: Lab) -> None:
    channel = lab.channel(lab.ada)
    posted = await lab.client.chat_postEphemeral(channel=channel.id, user=lab.ada.id, text="x", blocks=[BUTTON])
    [message] = lab.ada.messages(channel)
    done = await lab.ada.press(message, "Go")
    assert done.payload
    assert done.payload["container"]["is_ephemeral"]
    assert posted["message_ts"] == done.payload["container"]["message_ts"]
    client = AsyncWebhookClient(done.payload["response_url"])
    await client.send(text="changed", replace_original=True)
    assert [m.text for m in lab.ada.messages(channel)] == ["changed"]
    await client.send(text="", delete_original=True)
    assert lab.ada.messages(channel) == []
