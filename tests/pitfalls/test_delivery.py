"""What goes out: in order, once, at Telegram's pace, to where the chat is now, and never for ever."""

import logging
import socket
from pathlib import Path
from typing import Any

import pytest

import adapters.telegram.transport
from adapters.telegram.transport import AiohttpRequest
from sandbox.calls import Call
from sandbox.telegram.people import Person
from tests.chats.harness import Stage
from tests.pitfalls.stage import (
    ADDRESS,
    SOON_S,
    answers,
    calls,
    live,
    pass_time,
    say,
    tap,
    texts,
    to_pending,
    to_rate,
    to_summary,
    until,
    written,
)


def shown(stage: Stage, chat: int) -> list[str]:
    """The methods that showed something in a chat, in order."""
    return [call.method for call in written(stage) if call.body["chat_id"] == chat]


# Edits


async def test_not_modified_is_success(stage: Stage, anna: Person) -> None:
    """P-A11: every edit is answered so; nothing is sent instead, nobody is alarmed, the chat goes on."""
    await say(stage, anna, "/start", ADDRESS)
    sent = len(calls(stage, "sendMessage", anna.id))
    stage.telegram.faults.never_modified = True
    await tap(stage, anna, "Yes, that’s right")
    assert len(calls(stage, "sendMessage", anna.id)) == sent
    assert len(answers(stage)) == 1
    assert not any(c.body.get("reply_markup", {}) == {} for c in calls(stage, "editMessageText", anna.id))
    stage.telegram.faults.never_modified = False
    await say(stage, anna, "Quillmoor Power")
    assert "How does your price work?" in live(anna).text


GONE = (
    "Bad Request: message to edit not found",
    "Bad Request: MESSAGE_ID_INVALID",
    "Bad Request: message can't be edited",
    "Bad Request: there is no text in the message to edit",
)


async def test_a_card_that_is_gone_is_sent_anew_once(stage: Stage, anna: Person) -> None:
    """P-A12: deleted by the person, or refused in any of Telegram's words."""
    await say(stage, anna, "/start", ADDRESS)
    anna.delete_message(anna.chat.from_bot[0].id)
    card = live(anna)
    anna.press(card.id, "Street and number")
    anna.delete_message(card.id)
    await stage.settle()
    assert "Which street and number" in live(anna).text or "street" in live(anna).text.lower()
    for description in GONE:
        before = shown(stage, anna.id)
        stage.telegram.faults.refuse("editMessageText", 400, description)
        await tap(stage, anna, "‹ Back" if "Back" in str(live(anna).labels) else 0)
        # The one before may still be there with its buttons: the last edit takes them away.
        calls = shown(stage, anna.id)[len(before) :]
        assert calls == ["editMessageText", "sendMessage", "editMessageText"], description
        await say(stage, anna, "/continue")


async def test_continue_never_edits(stage: Stage, anna: Person) -> None:
    """P-A12: history that the person cleared for themselves only; the bot cannot know, and need not."""
    await to_rate(stage, anna)
    for message in anna.chat.from_bot:
        anna.delete_message(message.id, for_both=False)
    for command in ("/continue", "/start"):
        before = len(calls(stage, "sendMessage", anna.id))
        await say(stage, anna, command)
        assert len(calls(stage, "sendMessage", anna.id)) == before + 1
        assert "What does a kWh cost?" in anna.chat.last.text


async def test_pictures_and_texts_change_places(stage: Stage, anna: Person) -> None:
    """P-A35: a text is edited as text, a picture as picture; between them a new message, buttons on the newest only."""
    await say(stage, anna, "/start", "Karl-Liebknecht-Str. 14, 04107 Leipzig")
    await tap(stage, anna, 0)
    await say(stage, anna, "Nebelquell Stadtstrom", "night tariff", "23:30-5:30 9 ct, else 28 ct")
    steps = ["Change", "/back", "23:00-5:30 9 ct, else 28 ct", "/help", "/continue", "/language", "/back", "/continue"]
    for step in steps:
        await (say(stage, anna, step) if "/" in step or "ct" in step else tap(stage, anna, step))
        with_buttons = [m for m in anna.chat.from_bot if any(b.kind == "callback_data" for b in m.buttons)]
        assert with_buttons == [anna.chat.from_bot[-1]], step
    kinds = {m.id: m.content.kind for m in anna.chat.log}
    assert {kinds[c.body["message_id"]] for c in calls(stage, "editMessageText", anna.id)} == {"text"}
    assert {kinds[c.body["message_id"]] for c in calls(stage, "editMessageMedia", anna.id)} <= {"photo"}
    assert {kinds[c.body["message_id"]] for c in calls(stage, "editMessageCaption", anna.id)} <= {"photo"}
    assert "photo" in kinds.values()


# Doubt


async def test_what_was_taken_but_not_answered_is_shown_twice_at_most(stage: Stage, anna: Person) -> None:
    """P-A18: the connection breaks after Telegram acted; either copy's buttons work, and one of them counts."""
    await say(stage, anna, "/start")
    stage.telegram.faults.drop("sendMessage", "after")
    await say(stage, anna, ADDRESS)
    copies = [m for m in anna.chat.from_bot if "Did I get the address right?" in m.text]
    assert len(copies) == 2
    for copy in copies:
        anna.press(copy.id, "Yes, that’s right")
    await stage.settle()
    assert len(answers(stage)) == 1
    stage.telegram.faults.drop("sendMessage", "after", times=9)
    before = len(calls(stage, "sendMessage", anna.id))
    await say(stage, anna, "Quillmoor Power")
    assert len(calls(stage, "sendMessage", anna.id)) - before == 2
    stage.telegram.faults.clear()
    await say(stage, anna, "/continue")
    assert "How does your price work?" in live(anna).text


async def test_a_hanging_telegram_is_given_up_and_asked_again_once(
    stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-A18: it accepts and hangs; at most two copies, and the chat goes on."""
    monkeypatch.setattr(adapters.telegram.transport, "READ_S", 0.2)
    stage.telegram.faults.hang("sendMessage", "after")
    await say(stage, anna, "/start")
    assert len(anna.chat.from_bot) == 2
    await tap(stage, anna, "Connect my tariff")
    assert "Which address" in live(anna).text


async def test_what_never_left_is_sent_until_it_arrives_once(
    stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-A18: nobody listens where messages go; later somebody does."""
    request, tried = AiohttpRequest.do_request, []
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nowhere = f"http://127.0.0.1:{probe.getsockname()[1]}/"

    async def lead_astray(self: AiohttpRequest, url: str, *rest: Any, **more: Any) -> Any:
        tried.extend([url] if "sendMessage" in url else [])
        return await request(self, nowhere if "sendMessage" in url and len(tried) < 5 else url, *rest, **more)

    monkeypatch.setattr(AiohttpRequest, "do_request", lead_astray)
    anna.say("/start")
    await until(stage, lambda: tried)
    while len(tried) < 5:
        await pass_time(stage, 60)
    await pass_time(stage, 60)
    assert len(calls(stage, "sendMessage", anna.id)) == len(anna.chat.from_bot) == 1


async def test_messages_of_a_chat_keep_their_order(stage: Stage, anna: Person) -> None:
    """P-A39: the second is not asked for before the first is settled; other chats are not held up."""
    ben = stage.telegram.person(72, "Ben", "en-GB")
    gate = stage.telegram.faults.hang("sendMessage", "before", chat_id=anna.id)
    anna.say("/start")
    anna.say("/help")
    anna.say("/privacy")
    await until(stage, lambda: calls(stage, "sendMessage", anna.id))
    ben.say("/start")
    assert await until(stage, lambda: ben.chat.from_bot) < SOON_S
    assert shown(stage, anna.id) == ["sendMessage"]
    gate.set()
    await stage.settle()
    said = [c.body["text"] for c in calls(stage, "sendMessage", anna.id)]
    assert [("Hello" in s, "/continue" in s, "/privacy" not in s) for s in said] == [
        (True, False, True), (False, True, False), (False, False, True),
    ]  # fmt: skip


async def test_news_of_a_long_outage_arrives_after_it(quiet: Stage, anna: Person) -> None:
    """P-A18, P-D12: for half an hour every call ends in 502; the tariff that was read meanwhile is told of then."""
    await to_pending(quiet, anna)
    before = len(calls(quiet, "sendPhoto", anna.id))
    quiet.telegram.faults.refuse("*", 502, "Bad Gateway", times=1_000_000)
    for location in list(quiet.flatpeak.locations):
        quiet.flatpeak.finish_pending(location, True)
    for _ in range(10):
        quiet.clock.advance(180)
        await quiet.app.pipeline.wake_due()
        await until(quiet, lambda: not quiet.app.tasks.under_way)
    assert 1 <= len(calls(quiet, "sendPhoto", anna.id)) - before <= 2
    quiet.telegram.faults.clear()
    await pass_time(quiet, 3600)
    assert "connected" in texts(anna)[-1]
    assert sum("connected" in text for text in texts(anna)) == 1


# Those who are gone

BLOCKED = (
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot can't initiate conversation with a user",
    "Forbidden: BOT WAS BLOCKED by the user.",
    "Forbidden: some new sentence of Telegram",
    "Bad Request: chat not found",
    "Bad Request: PEER_ID_INVALID",
    "Bad Request: USER_IS_BLOCKED",
)


async def test_who_cannot_be_reached_is_left_alone_until_they_come_back(stage: Stage) -> None:
    """P-A19: one attempt, nothing more of our own, no alarm; /start wakes the chat where it was."""
    for number, description in enumerate(BLOCKED):
        person = stage.telegram.person(500 + number, "P", "en-GB")
        await say(stage, person, "/start")
        stage.telegram.faults.refuse("sendMessage", 400 if "Bad" in description else 403, description, times=1)
        await say(stage, person, ADDRESS)
        assert len(calls(stage, "sendMessage", person.id)) == 2, description
        await pass_time(stage, 7200)
        assert len(calls(stage, "sendMessage", person.id)) == 2, description
        await say(stage, person, "/start")
        assert "Did I get the address right?" in live(person).text, description


async def test_news_for_those_who_blocked_us_is_not_even_tried(stage: Stage, anna: Person) -> None:
    """P-A19: a tariff that is read meanwhile makes no call to Telegram; once they are back they see it."""
    await to_pending(stage, anna)
    anna.block()
    await stage.settle()
    before = len(stage.sandbox.calls.to("telegram"))
    for location in list(stage.flatpeak.locations):
        stage.flatpeak.finish_pending(location, True)
    for _ in range(3):
        await pass_time(stage, 3600)
    tried = [c.method for c in stage.sandbox.calls.to("telegram")[before:] if c.method != "getUpdates"]
    assert tried == []
    anna.unblock()
    await say(stage, anna, "/start")
    assert "connected" in texts(anna)[-1]


# Chats that move


async def test_a_group_that_moves_is_followed(stage: Stage, anna: Person) -> None:
    """P-A20: with both service messages, or with nothing but the error; what waits arrives once, at the new id."""
    for number, silently in enumerate((False, True)):
        group = stage.telegram.group(-4_000_000 - number)
        anna.in_group(group).say("/connect")
        await stage.settle()
        stage.telegram.faults.refuse("sendMessage", 429, "Too Many Requests", {"retry_after": 20}, chat_id=group.id)
        anna.in_group(group).say("/connect")
        await until(stage, lambda group=group: len(calls(stage, "sendMessage", group.id)) == 2)
        new = stage.telegram.upgrade_group(group, silently=silently)
        await stage.settle()
        await pass_time(stage, 21)
        assert len([m for m in group.chat.messages if m.from_bot]) == 1
        assert len([m for m in new.chat.messages if m.from_bot]) == 1
        anna.in_group(new).say("/connect")
        await stage.settle()
        assert len([m for m in new.chat.messages if m.from_bot]) == 2


# What Telegram says, and what we make of it: attempts at showing one card, and whether the person sees it

SENT = [
    (400, "Bad Request: can't parse entities: Unsupported start tag", 2, True),
    (400, "Bad Request: CAN'T PARSE ENTITIES", 2, True),
    (400, "Bad Request: can't find end tag corresponding to start tag b", 2, True),
    (400, "Bad Request: BUTTON_URL_INVALID", 2, True),
    (400, "Bad Request: message thread not found", 1, False),
    (400, "Bad Request: a sentence that nobody has seen", 2, True),
    (400, "Bad Request: ", 2, True),
    (403, "Forbidden: bot was kicked from the group chat", 1, False),
    (403, "Forbidden: another new sentence", 1, False),
    (500, "Internal Server Error", 2, True),
    (502, "Bad Gateway", 2, True),
    (503, "Service Unavailable", 2, True),
    (504, "Gateway Timeout", 2, True),
    (401, "Unauthorized", 2, True),
    (404, "Not Found", 2, True),
    (409, "Conflict: something", 2, True),
    (413, "Request Entity Too Large", 2, True),
    (429, "Too Many Requests: retry after 1", 2, True),
    (418, "I'm a teapot", 2, True),
]


@pytest.fixture
def quiet(stage: Stage, caplog: pytest.LogCaptureFixture) -> Stage:
    """The service, whose alarms are expected here."""
    caplog.set_level(logging.CRITICAL)
    return stage


async def test_every_refusal_has_its_meaning(quiet: Stage) -> None:
    """P-A41: by code first, by words second, and a refusal that is unknown is neither silence nor an endless loop."""
    found = []
    for number, (code, description, _, _) in enumerate(SENT):
        person = quiet.telegram.person(600 + number, "P", "en-GB")
        quiet.telegram.faults.refuse("sendMessage", code, description, {"retry_after": 1} if code == 429 else None)
        person.say("/start")
        await until(quiet, lambda person=person: calls(quiet, "sendMessage", person.id))
        for _ in range(4):
            await pass_time(quiet, 10)
        attempts = len(calls(quiet, "sendMessage", person.id))
        found.append((code, description, attempts, bool(person.chat.from_bot)))
    assert found == SENT


async def test_a_refusal_that_lasts_ends(quiet: Stage, anna: Person) -> None:
    """P-A41: every send refused in words that nobody knows: few attempts, then the next thing."""
    quiet.telegram.faults.refuse("sendMessage", 400, "Bad Request: an unknown sentence", times=50)
    anna.say("/start")
    await quiet.settle()
    for _ in range(5):
        await pass_time(quiet, 3600)
    assert 1 <= len(calls(quiet, "sendMessage", anna.id)) <= 3
    quiet.telegram.faults.clear()
    await say(quiet, anna, "/start")
    assert "Hello" in texts(anna)[-1]


async def test_a_summary_that_telegram_will_not_draw_comes_in_words(stage: Stage, anna: Person) -> None:
    """P-A35: the picture is refused; its words arrive, with the buttons."""
    stage.telegram.faults.refuse("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS", times=9)
    stage.telegram.faults.refuse("editMessageMedia", 400, "Bad Request: IMAGE_PROCESS_FAILED", times=9)
    await say(stage, anna, "/start", "Karl-Liebknecht-Str. 14, 04107 Leipzig")
    await tap(stage, anna, 0)
    await say(stage, anna, "Nebelquell Stadtstrom", "night tariff", "23:30-5:30 9 ct, else 28 ct")
    assert "9\u00a0ct" in live(anna).text
    assert live(anna).photo is None
    await tap(stage, anna, 0)
    assert "connected" in live(anna).text


async def test_no_call_is_made_twice_in_a_quiet_chat(stage: Stage, anna: Person, tmp_path: Path) -> None:
    """P-A18, the other way round: where nothing fails, everything is sent exactly once."""
    heard: list[Call] = []

    async def listen(call: Call, moment: str) -> None:
        heard.extend([call] if moment == "after" and call.method.startswith(("send", "edit")) else [])

    stage.sandbox.calls.watchers.append(listen)
    await to_summary(stage, anna)
    bodies = [(c.method, str(sorted(c.body.items()))) for c in heard]
    assert len(bodies) == len(set(bodies))
