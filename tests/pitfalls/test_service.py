"""The service among others: one poller a token, a webhook that is set for sure, health that tells the truth."""

from pathlib import Path

import httpx
import pytest

import bot.leader
from bot.app import App
from sandbox.telegram.people import Person
from tests.chats.harness import Stage, open_stage
from tests.pitfalls.stage import (
    ADDRESS,
    SECRET,
    Hook,
    answers,
    calls,
    live,
    say,
    second,
    slow_flatpeak,
    tap,
    telegram_of,
    texts,
    to_providers,
    until,
)


async def health(app: App) -> tuple[int, str]:
    """What /health/ready says."""
    async with httpx.AsyncClient() as client:
        reply = await client.get(f"http://127.0.0.1:{app.port}/health/ready")
    return reply.status_code, " ".join(reply.json().get("problems", []))


async def healthy(stage: Stage, app: App | None = None) -> None:
    """Wait until it is ready."""
    while (await health(app or stage.app))[0] != 200:
        await stage.telegram.changes.wait(stage.telegram.changes.count, 0.02)


async def test_one_of_two_polls_and_the_other_takes_over(
    stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-A26: never two pollers; who waits is healthy, and polls once the first is gone."""
    monkeypatch.setattr(bot.leader, "RENEW_S", 0.1)
    await say(stage, anna, "/start")
    other = second(stage, monkeypatch)
    async with other:
        await healthy(stage, other)
        await say(stage, anna, "/help")
        assert telegram_of(stage.app).problem == telegram_of(other).problem == ""
        await stage.app.__aexit__(None, None, None)
        before = len(calls(stage, "getUpdates"))
        anna.say(ADDRESS)
        await until(stage, lambda: "Did I get" in texts(anna)[-1])
        assert len(calls(stage, "getUpdates")) > before
        assert len({c.body.get("offset") for c in calls(stage, "getUpdates")}) > 1


async def test_another_deployments_webhook_is_left_alone(tmp_path: Path) -> None:
    """P-A26: we do not poll, we do not delete it, and health names who takes the updates."""
    async with open_stage(tmp_path) as stage:
        stage.telegram.webhook.start("https://elsewhere.example/hook", "s")
        await until(stage, lambda: "elsewhere.example" in telegram_of(stage.app).problem)
        status, problems = await health(stage.app)
        assert status == 503
        assert "elsewhere.example" in problems
        assert "/hook" not in problems
        assert calls(stage, "deleteWebhook") == []
        assert len(calls(stage, "getUpdates")) < 5
        stage.telegram.webhook.stop()
        await healthy(stage)


async def test_our_own_webhook_gives_way_to_polling(tmp_path: Path) -> None:
    """P-A26: after a change of modes, what waited is kept."""
    async with open_stage(tmp_path) as stage:
        anna = stage.telegram.person(71, "Anna", "en-GB")
        stage.telegram.webhook.start(f"{stage.app.settings.public_url}/telegram/webhook", "s")
        await until(stage, lambda: calls(stage, "deleteWebhook"))
        assert not calls(stage, "deleteWebhook")[-1].body.get("drop_pending_updates")
        await say(stage, anna, "/start")
        assert texts(anna)


async def test_another_poller_is_reported(stage: Stage, anna: Person) -> None:
    """P-A26: a 409 is no reason to spin; health says what to do; when it is over we poll again."""
    await say(stage, anna, "/start")
    stage.telegram.faults.refuse("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=3)
    anna.say("/help")
    await until(stage, lambda: "another process polls" in telegram_of(stage.app).problem)
    assert (await health(stage.app))[0] == 503
    await until(stage, lambda: "/continue" in texts(anna)[-1])
    await healthy(stage)


async def test_a_webhook_that_cannot_be_set_is_set_later(tmp_path: Path) -> None:
    """P-A25, P-E19: until it is, we are deaf, and health says so."""
    async with open_stage(tmp_path, telegram_webhook_secret=SECRET) as stage:
        stage.telegram.faults.refuse("setWebhook", 500, "Internal Server Error", times=2)
        await until(stage, lambda: "webhook" in telegram_of(stage.app).problem)
        assert (await health(stage.app))[0] == 503
        await until(stage, lambda: stage.telegram.webhook.url)
        await healthy(stage)
        anna = stage.telegram.person(71, "Anna", "en-GB")
        await say(stage, anna, "/start")
        assert texts(anna)


async def test_health_names_no_person_and_no_secret(stage: Stage, anna: Person) -> None:
    """P-E19, P-A28: only what an operator needs."""
    await to_providers(stage, anna)
    async with httpx.AsyncClient() as client:
        for path in ("/health/live", "/health/ready", "/connect/return?fp_cot=cot_0123456789abcdef", "/nothing"):
            reply = await client.get(f"{stage.app.settings.public_url}{path}")
            assert "Strand" not in reply.text
            assert "Anna" not in reply.text
            assert stage.telegram.token not in reply.text


async def test_two_instances_behind_one_webhook_are_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P-A7: every other update goes to the other process; the same chat as with one."""
    async with open_stage(tmp_path, telegram_webhook_secret=SECRET) as stage:
        await until(stage, lambda: stage.telegram.webhook.url)
        anna, other = stage.telegram.person(71, "Anna", "en-GB"), second(stage, monkeypatch)
        async with other:
            await healthy(stage, other)
            stage.telegram.webhook.stop()
            hooks = [Hook(stage), Hook(stage)]
            hooks[1].url = f"http://127.0.0.1:{other.port}/telegram/webhook"
            hooks[1]._id += 1_000_000
            said = ["/start", ADDRESS, "yes", "Quillmoor Power", "one price", "24.5"]
            for number, text in enumerate(said):
                hook, before = hooks[number % 2], len(anna.chat.from_bot)
                stage.clock.advance(2)
                assert await hook.post(hook.message(anna, text=text)) == 200
                await until(stage, lambda before=before: len(anna.chat.from_bot) > before)
                await until(stage, lambda: not other.tasks.under_way and not stage.app.tasks.under_way)
            assert "connected" in texts(anna)[-1]
            assert [a["route"] for a in answers(stage)] == [
                "postal_address_capture", "provider_select", "tariff_structure_select", "rate_fixed_capture",
            ]  # fmt: skip


# What people ask of forms


async def test_cancel_works_wherever_one_is(stage: Stage, anna: Person) -> None:
    """P-E2: command, button and words of each language; nothing of it is taken for an answer."""
    for language, words in (("en-GB", "cancel stop quit"), ("de-DE", "abbrechen stopp ende cancel")):
        anna.user.language_code = language
        for word in words.split():
            await say(stage, anna, "/start", "/connect", ADDRESS)
            await tap(stage, anna, 0)
            before = len(answers(stage))
            await say(stage, anna, word.upper())
            assert len(answers(stage)) - before <= 1
            assert all(a.get("action") == "CLOSE" for a in answers(stage)[before:])
            if not any(a.get("action") == "CLOSE" for a in answers(stage)[before:]):
                await tap(stage, anna, "Yes, stop" if language == "en-GB" else "Ja, aufhören")
            assert answers(stage)[-1].get("action") == "CLOSE", word


async def test_cancel_works_while_flatpeak_thinks(stage: Stage, anna: Person) -> None:
    """P-E2: it waits its turn, and then it counts."""
    await say(stage, anna, "/start", ADDRESS)
    with slow_flatpeak(stage) as gate:
        anna.press(live(anna).id, "Yes, that’s right")
        anna.say("/cancel")
        await until(stage, lambda: not stage.flatpeak.scenario.faults)
        gate.set()
        await stage.settle()
    assert "top" in live(anna).text


async def test_other_commands_do_not_lose_the_question(stage: Stage, anna: Person) -> None:
    """P-E3: a side question is answered, and the open one comes back once, with what was typed for it."""
    await say(stage, anna, "/start", ADDRESS)
    question = live(anna).text
    for command in ("/help", "/privacy", "/language", "/tariffs", "/unknown", "/help"):
        await say(stage, anna, command)
        before = len(calls(stage, "sendMessage", anna.id))
        await say(stage, anna, "/continue")
        assert live(anna).text == question, command
        assert len(calls(stage, "sendMessage", anna.id)) == before + 1
    await tap(stage, anna, "Yes, that’s right")
    assert answers(stage)[-1]["data"]["postal_address"]["address_line1"] == "1-3 Strand"


async def test_a_chat_is_resumed_after_days(stage: Stage, anna: Person) -> None:
    """P-E4: the session at FlatPeak is long over; the question and all before it are not."""
    await to_providers(stage, anna)
    stage.clock.advance(5 * 86400)
    await say(stage, anna, "Quillmoor Power")
    assert "How does your price work?" in live(anna).text
    assert len(stage.flatpeak.sessions) == 2


async def test_going_back_keeps_what_was_said(stage: Stage, anna: Person) -> None:
    """P-E1: one answer is changed; what does not depend on it is not asked again."""
    await to_providers(stage, anna)
    await say(stage, anna, "/back")
    assert "Strand" in live(anna).text
    await tap(stage, anna, 0)
    assert "provider" in live(anna).text
