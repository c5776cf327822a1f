"""Updates: how they wait, how they are confirmed, and both ways of getting them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.local import LocalServer
from tests.sandbox.telegram_lab import Lab, open_lab

CONFLICT = (
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


@dataclass(slots=True)
class Receiver:
    """The bot's webhook: answers with the codes in `answers`, then with 200."""

    answers: list[int] = field(default_factory=list)
    seen: list[tuple[dict[str, Any], str | None]] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, request: Request) -> Response:
        async with self.arrived:
            self.seen.append((await request.json(), request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
            self.arrived.notify_all()
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    async def wait_for(self, count: int) -> list[int]:
        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(lambda: len(self.seen) >= count), 5)
        return [body["update_id"] for body, _ in self.seen]


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    receiver, server = Receiver(), LocalServer()
    await server.serve(Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])]))
    yield receiver, f"{server.url}/hook"
    await server.close()


def ids(body: dict[str, Any]) -> list[int]:
    return [update["update_id"] for update in body["result"]]


async def test_updates_stay_until_a_higher_offset_confirms_them(lab: Lab) -> None:
    ada = lab.world.person(7)
    for text in ("one", "two", "three"):
        ada.say(text)
    first = ids(await lab.call("getUpdates"))
    assert first == [first[0], first[0] + 1, first[0] + 2]
    assert first[0] > 10**8
    assert ids(await lab.call("getUpdates", limit=2)) == first[:2]
    assert ids(await lab.call("getUpdates", offset=first[1])) == first[1:]
    assert ids(await lab.call("getUpdates")) == first[1:]
    assert ids(await lab.call("getUpdates", offset=-1)) == first[2:]
    assert ids(await lab.call("getUpdates", offset=first[2] + 1)) == []


async def test_a_long_poll_ends_with_the_first_update_or_with_its_time(lab: Lab) -> None:
    assert (await lab.call("getUpdates", timeout=0))["result"] == []
    poll = asyncio.create_task(lab.call("getUpdates", timeout=30))
    await lab.world.updates.polling.wait()
    lab.world.person(7).say("hello")
    updates = (await asyncio.wait_for(poll, 25))["result"]
    assert updates[0]["message"]["text"] == "hello"
    assert (await lab.call("getUpdates", offset=updates[0]["update_id"] + 1, timeout=1))["result"] == []


async def test_a_newer_poll_ends_the_older_one(lab: Lab) -> None:
    older = asyncio.create_task(lab.refusal("getUpdates", timeout=30))
    await lab.world.updates.polling.wait()
    newer = asyncio.create_task(lab.call("getUpdates", timeout=30))
    assert await asyncio.wait_for(older, 25) == CONFLICT
    lab.world.person(7).say("hello")
    assert len((await asyncio.wait_for(newer, 25))["result"]) == 1


async def test_a_poll_whose_bot_is_gone_takes_nothing_with_it(lab: Lab) -> None:
    poll = asyncio.create_task(lab.call("getUpdates", timeout=30))
    await lab.world.updates.polling.wait()
    poll.cancel()
    with suppress(asyncio.CancelledError):
        await poll
    lab.world.person(7).say("hello")
    assert len((await lab.call("getUpdates", timeout=5))["result"]) == 1


async def test_only_what_the_bot_asked_for(lab: Lab) -> None:
    ada = lab.world.person(7)
    await lab.call("getUpdates", allowed_updates=["message"])
    mine = ada.say("hello")
    ada.edit(mine.id, "hello!")
    ada.block()
    assert [sorted(u) for u in (await lab.call("getUpdates"))["result"]] == [["message", "update_id"]]
    await lab.call("getUpdates", allowed_updates=[], offset=-1)
    ada.unblock()
    updates = (await lab.call("getUpdates", offset=-1))["result"]
    assert "my_chat_member" in updates[0]


async def test_an_update_can_be_served_again(lab: Lab) -> None:
    lab.world.person(7).say("hello")
    first = ids(await lab.call("getUpdates"))[0]
    assert ids(await lab.call("getUpdates", offset=first + 1)) == []
    lab.world.updates.redeliver(first)
    assert ids(await lab.call("getUpdates", offset=first + 1)) == [first]
    assert ids(await lab.call("getUpdates", offset=first + 1)) == []


async def test_a_webhook_gets_updates_in_order_with_the_secret(lab: Lab, receiver: tuple[Receiver, str]) -> None:
    hook, url = receiver
    ada = lab.world.person(7)
    ada.say("before")
    assert await lab.bot.set_webhook(url, secret_token="s3cret_-")
    ada.say("after")
    got = await hook.wait_for(2)
    assert got == sorted(got)
    assert [body["message"]["text"] for body, _ in hook.seen] == ["before", "after"]
    assert {secret for _, secret in hook.seen} == {"s3cret_-"}
    assert (await lab.refusal("getUpdates"))[1].startswith("Conflict: can't use getUpdates method while")
    assert await lab.bot.delete_webhook()
    assert (await lab.call("getUpdates"))["result"] == []


async def test_a_webhook_that_fails_is_asked_again_before_anything_newer(
    lab: Lab, receiver: tuple[Receiver, str]
) -> None:
    hook, url = receiver
    lab.world.webhook.first_pause_s = 0.01
    hook.answers = [500, 302, 200]
    ada = lab.world.person(7)
    await lab.bot.set_webhook(url)
    ada.say("one")
    ada.say("two")
    got = await hook.wait_for(4)
    assert got[0] == got[1] == got[2] != got[3]
    info = await lab.bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 302 Found"
    assert info.url == url


async def test_a_webhook_nobody_serves_keeps_its_updates(lab: Lab) -> None:
    lab.world.webhook.first_pause_s = 0.01
    lab.world.person(7).say("one")
    await lab.bot.set_webhook("http://127.0.0.1:9/hook")
    while not lab.world.webhook.last_error:
        assert await lab.world.changed(5)
    info = await lab.bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")
    await lab.bot.delete_webhook(drop_pending_updates=True)
    assert (await lab.call("getUpdates"))["result"] == []


async def test_one_update_delivered_by_several_connections_at_once(lab: Lab, receiver: tuple[Receiver, str]) -> None:
    hook, url = receiver
    lab.world.webhook.copies = 5
    await lab.bot.set_webhook(url)
    lab.world.person(7).say("one")
    assert len(set(await hook.wait_for(5))) == 1


@pytest.mark.parametrize(
    ("secret", "problem"),
    [("x" * 256, None), ("x" * 257, "secret token is too long"), ("a b", "contains unallowed characters")],
)
async def test_secret_tokens(lab: Lab, secret: str, problem: str | None) -> None:
    body = await lab.call("setWebhook", url="http://127.0.0.1:9/", secret_token=secret)
    assert problem is None or body["description"].endswith(problem)
    assert body["ok"] is (problem is None)


async def test_a_new_webhook_ends_a_poll(lab: Lab) -> None:
    poll = asyncio.create_task(lab.refusal("getUpdates", timeout=30))
    await lab.world.updates.polling.wait()
    await lab.bot.set_webhook("http://127.0.0.1:9/")
    assert await asyncio.wait_for(poll, 25) == (409, "Conflict: terminated by setWebhook request")


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_arrive_in_every_way(lab: Lab, way: str) -> None:
    ada = lab.customer()
    url = f"{lab.url}/bot{lab.world.token}/sendMessage"
    markup = '{"inline_keyboard":[[{"text":"é","callback_data":"x"}]]}'
    fields = {"chat_id": str(ada.id), "text": "a&b=ü 7", "reply_markup": markup}
    form = aiohttp.FormData(fields, default_to_multipart=True)
    sending = {
        "query": lambda: lab.session.get(url, params=fields),
        "form": lambda: lab.session.post(url, data=fields),
        "json": lambda: lab.session.post(url, json=fields | {"chat_id": ada.id}),
        "multipart": lambda: lab.session.post(url, data=form),
    }
    async with sending[way]() as answer:
        assert answer.status == 200
    seen = await ada.next_message()
    assert (seen.text, seen.labels) == ("a&b=ü 7", [["é"]])
    body = lab.calls.to("telegram", "sendMessage")[-1].body
    assert (body["chat_id"], body["text"]) == (ada.id, "a&b=ü 7")
    assert body["reply_markup"]["inline_keyboard"][0][0]["text"] == "é"


async def test_wrong_tokens_methods_and_addresses(lab: Lab) -> None:
    for path, code, words in (
        ("/botwrong/getMe", 401, "Unauthorized"),
        ("/file/botwrong/photos/file_0.jpg", 401, "Unauthorized"),
        (f"/file/bot{lab.world.token}/photos/none.jpg", 404, "Not Found"),
        (f"/bot{lab.world.token}/sendPidgin", 404, "Not Found: method not found"),
        ("/elsewhere", 404, "Not Found"),
    ):
        async with lab.session.get(lab.url + path) as answer:
            assert await answer.json() == {"ok": False, "error_code": code, "description": words}
            assert answer.status == code
    async with lab.session.get(f"{lab.url}/bot{lab.world.token}/GETME") as answer:
        assert (await answer.json())["ok"]
