"""What comes in: stored before it is confirmed, taken once, in order, and nothing that comes can stop the service."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import bot.pipeline
import bot.turn
import storage.sqlite
from adapters.telegram.parse import parse_update
from sandbox.calls import Call
from sandbox.telegram.people import Person
from tests.chats.harness import Stage, open_stage
from tests.pitfalls.stage import (
    ADDRESS,
    SECRET,
    SOON_S,
    Hook,
    answers,
    calls,
    live,
    say,
    slow_flatpeak,
    tap,
    texts,
    to_providers,
    to_rate,
    until,
)


async def test_every_confirmed_update_is_in_the_inbox(stage: Stage, anna: Person) -> None:
    """P-A1: an offset goes to Telegram only when all below it is stored."""
    missing = []

    async def look(call: Call, moment: str) -> None:
        offset = call.body.get("offset") if call.method == "getUpdates" else None
        if offset and moment == "before":
            wanted = f"update:{stage.telegram.bot.id}:{offset - 1}"
            known = await stage.app.house.db.read(
                lambda c: c.exec_driver_sql(f"SELECT count(*) FROM inbox WHERE external_id = '{wanted}'").scalar()
            )
            missing.extend([] if known else [offset - 1])

    stage.sandbox.calls.watchers.append(look)
    await to_providers(stage, anna)
    assert calls(stage, "getUpdates")[-1].body["offset"]
    assert missing == []


def test_numbers_of_updates_belong_to_their_bot() -> None:
    """P-A1: with another token on the same database, an update is not taken for one of the bot before."""
    chat = {"id": 71, "type": "private"}
    update = {"update_id": 5, "message": {"message_id": 1, "chat": chat, "from": {"id": 71}, "text": "hi"}}
    arrivals = [parse_update(update, bot_id, "a_bot", datetime.now(UTC)) for bot_id in (1, 2)]
    assert len({arrival.id for arrival in arrivals if arrival}) == 2


async def test_what_waits_at_the_start_is_answered(tmp_path: Path) -> None:
    """P-A3: pending updates are never dropped."""
    async with open_stage(tmp_path) as stage:
        people = [stage.telegram.person(80 + n) for n in range(3)]
        for person in people:
            person.say("/start")
        await stage.settle()
        assert all(len(person.chat.from_bot) == 1 for person in people)
        bodies = [c.body for c in stage.sandbox.calls.seen if isinstance(c.body, dict)]
        assert not any(body.get("drop_pending_updates") for body in bodies)


async def test_no_200_while_storage_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P-A2: 5xx while the update cannot be stored, then one effect of its repetition."""
    monkeypatch.setattr(storage.sqlite, "BUSY_TRIES", 1)
    monkeypatch.setattr(storage.sqlite, "PRAGMAS", ("busy_timeout = 10", *storage.sqlite.PRAGMAS[1:]))
    file = tmp_path / "bot.db"
    async with open_stage(tmp_path, telegram_webhook_secret=SECRET, database_url=f"sqlite:///{file}") as stage:
        await until(stage, lambda: stage.telegram.webhook.url)
        hook, anna = Hook(stage), stage.telegram.person(71)
        update = hook.message(anna, text="/start")
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            assert await hook.post(update) >= 500
        finally:
            other.close()
        assert await hook.post(update) == 200
        assert await hook.post(update) == 200
        await stage.settle()
        assert len(anna.chat.from_bot) == 1


async def test_five_copies_at_once_have_one_effect(hook: Hook) -> None:
    """P-A4: one webhook body five times in parallel, at every step of a chat."""
    stage, anna = hook.stage, hook.stage.telegram.person(71)
    stage.telegram.webhook.copies = 5
    await to_rate(stage, anna)
    await say(stage, anna, "24.5")
    routes = [answer["route"] for answer in answers(stage)]
    assert routes == ["postal_address_capture", "provider_select", "tariff_structure_select", "rate_fixed_capture"]
    assert len(calls(stage, "sendMessage", anna.id)) == 4


async def test_a_redelivered_update_is_not_taken_again(stage: Stage, anna: Person) -> None:
    """P-A4: the same update once more, when the conversation has gone on."""
    await to_rate(stage, anna)
    before = texts(anna), answers(stage)
    for update_id in list(stage.telegram.updates.history):
        stage.telegram.updates.redeliver(update_id)
    for press in stage.telegram.presses.values():
        press.answered = True
    await stage.settle()
    assert (texts(anna), answers(stage)) == before


POISON: list[dict[str, Any]] = [
    {"some_future_kind": {"id": 1}},
    {},
    {"message": None},
    {"message": "text"},
    {"message": {"message_id": 1}},
    {"message": {"chat": {"id": "x", "type": "private"}, "text": "hi"}},
    {"message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1, "is_bot": False}, "text": 5}},
    {"message": {"chat": [], "from": [], "text": []}},
    {"callback_query": {"id": "1"}},
    {"callback_query": {"id": "1", "from": {"id": 71}, "message": None, "data": None}},
    {"callback_query": {"id": 1, "from": {"id": 71}, "inline_message_id": "x", "data": "x" * 64}},
    {"my_chat_member": {"chat": {"id": 71, "type": "private"}}},
    {"edited_message": {"chat": {"id": 71, "type": "private"}, "from": {"id": 71}}},
]


async def test_poison_is_put_aside_and_the_next_one_works(hook: Hook) -> None:
    """P-A5: what cannot be read gets its 200, tells nobody anything, and is in nobody's way."""
    anna = hook.stage.telegram.person(71)
    assert [await hook.post(hook.update(**content)) for content in POISON] == [200] * len(POISON)
    assert await hook.post(hook.message(anna, text="/start")) == 200
    await until(hook.stage, lambda: anna.chat.from_bot)
    assert calls(hook.stage, "sendMessage", anna.id)[-1].body["text"].startswith("<b>Hello")


BROKEN = (
    "\ud800",
    "half \udfff an emoji",
    "\x00",
    "a\x00b",
    "\u202e\u2066",
    "\ufeff",
    "\n\n",
    "/",
    "/start\ud800",
    "/\x00",
)


async def test_broken_characters_are_answered(hook: Hook) -> None:
    """P-A5: a lone half of a surrogate pair and a NUL are in JSON's reach, so they must be in ours."""
    for number, text in enumerate(BROKEN):
        person = hook.stage.telegram.person(300 + number)
        assert await hook.post(hook.message(person, text=text)) == 200
        await hook.stage.settle()
        assert person.chat.from_bot, ascii(text)


NO_UPDATES = (b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"update_id": "7"}', b"1" * 5000, b"[" * 9000)


async def test_what_is_no_update_is_refused(hook: Hook) -> None:
    """P-A5: not a 5xx, which Telegram would repeat for ever."""
    assert [await hook.post(body) for body in NO_UPDATES] == [400] * len(NO_UPDATES)


async def test_an_update_that_makes_us_fail_is_left_behind(
    stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-A5: a bounded number of attempts, no message for each of them, and the conversation goes on."""
    react, attempts = bot.turn.react_in_chat, []

    def fail_once_in_a_while(now: Any, event: Any, ctx: Any) -> Any:
        if getattr(event, "text", "") == "boom":
            attempts.append(event)
            raise RuntimeError("a bug")
        return react(now, event, ctx)

    monkeypatch.setattr(bot.turn, "react_in_chat", fail_once_in_a_while)
    monkeypatch.setattr(bot.pipeline, "LOOK_AGAIN_S", 0.01)
    anna.say("boom")
    anna.say("/start")
    await stage.settle()
    assert 1 < len(attempts) <= 10
    assert len(anna.chat.from_bot) <= 2
    assert "Hello" in texts(anna)[-1]


async def test_twenty_answers_at_once_are_taken_in_order(tmp_path: Path) -> None:
    """P-A6: the same end, and the same answers at FlatPeak, as when one waits for each reply."""
    said = [ADDRESS, "yes", "Quillmoor Power", "one price", "help", "back", "one price", "abc", "24.5", "hello"]
    said += ["/back", "25", "/tariffs", "/continue", "?", "/back", "26", "/help", "/continue", "27"]
    ends = []
    for at_once in (False, True):
        (tmp_path / str(at_once)).mkdir()
        async with open_stage(tmp_path / str(at_once)) as stage:
            anna = stage.telegram.person(71, "Anna", "en-GB")
            for text in said:
                anna.say(text)
                if not at_once:
                    await stage.settle()
            await stage.settle()
            ends.append((answers(stage), texts(anna)[-1], live(anna).labels))
    assert ends[0] == ends[1]
    assert len(ends[0][0]) > 4


async def test_a_slow_turn_of_one_delays_nobody_else(stage: Stage, anna: Person) -> None:
    """P-A6: Anna's answer hangs at FlatPeak; Ben is served at once, and Anna's further words wait in order."""
    ben = stage.telegram.person(72, "Ben", "en-GB")
    await say(stage, anna, "/start", ADDRESS)
    with slow_flatpeak(stage) as gate:
        anna.press(live(anna).id, "Yes, that’s right")
        await until(stage, lambda: not stage.flatpeak.scenario.faults)
        anna.say("Quillmoor Power")
        ben.say("/start")
        assert await until(stage, lambda: ben.chat.from_bot) < SOON_S
        ben.say(ADDRESS)
        assert await until(stage, lambda: "Did I get" in texts(ben)[-1]) < SOON_S
        assert answers(stage) == [] or len(answers(stage)) == 1
        gate.set()
        await stage.settle()
    assert [a["route"] for a in answers(stage)] == ["postal_address_capture", "provider_select"]


async def test_typing_is_shown_while_flatpeak_thinks(stage: Stage, anna: Person) -> None:
    """P-A6: a wait of more than a second is seen."""
    await say(stage, anna, "/start", ADDRESS)
    with slow_flatpeak(stage) as gate:
        anna.press(live(anna).id, "Yes, that’s right")
        assert await until(stage, lambda: calls(stage, "sendChatAction", anna.id)) < 2.5
        gate.set()
        await stage.settle()


async def test_an_edit_is_no_answer(stage: Stage, anna: Person) -> None:
    """P-A32: an earlier message that was corrected changes nothing; one polite hint."""
    await to_rate(stage, anna)
    mine = next(m for m in anna.chat.messages if m.text == ADDRESS)
    before = answers(stage), len(anna.chat.from_bot)
    anna.edit(mine.id, "2 Strand, London WC2N 5EH")
    await stage.settle()
    assert (answers(stage), len(anna.chat.from_bot)) == before
    assert "What does a kWh cost?" in live(anna).text
    assert live(anna).edited


async def test_a_channel_gets_no_reply(stage: Stage) -> None:
    """P-A32: posts in channels are not asked for, and mean nothing."""
    channel = stage.telegram.channel()
    channel.post("/start")
    await stage.settle()
    assert set(calls(stage, "getUpdates")[-1].body["allowed_updates"]) == {
        "message", "edited_message", "callback_query", "my_chat_member",
    }  # fmt: skip
    assert calls(stage, "sendMessage") == []


SHARED = ("send_photo", "send_document", "send_voice", "send_video_note", "send_sticker", "send_location")
SHARED += ("send_contact", "send_poll", "send_dice")


async def test_whatever_is_no_text_gets_one_helpful_reply(stage: Stage, anna: Person) -> None:
    """P-A33: at several steps, every kind of message; nothing is taken as an answer."""
    for go in (lambda: say(stage, anna, "/start"), lambda: to_providers(stage, anna), lambda: to_rate(stage, anna)):
        await go()
        question = live(anna).labels
        for share in SHARED:
            before = len(calls(stage, "sendMessage", anna.id)), answers(stage)
            stage.clock.advance(2)
            getattr(anna, share)()
            await stage.settle()
            assert (len(calls(stage, "sendMessage", anna.id)) - 1, answers(stage)) == before, share
            assert live(anna).labels == question, share
        await say(stage, anna, "/cancel")
        if "Yes, stop" in str(live(anna).labels):
            await tap(stage, anna, "Yes, stop")


async def test_a_caption_is_taken_for_the_text(stage: Stage, anna: Person) -> None:
    """P-A33: the words under a picture answer the question."""
    await to_rate(stage, anna)
    anna.send_photo(caption="24.5")
    await stage.settle()
    assert answers(stage)[-1]["data"] == {"cost": 0.245}


async def test_an_album_gets_one_reply(stage: Stage, anna: Person) -> None:
    """P-A34: ten pictures of one album, in any order."""
    await to_rate(stage, anna)
    before = len(anna.chat.from_bot)
    stage.telegram.random.shuffle(anna.send_album(10))
    await stage.settle()
    assert len(anna.chat.from_bot) == before + 1
    assert calls(stage, "getFile") == []


async def test_the_chosen_language_stays(stage: Stage) -> None:
    """P-A37: a hint is a hint, its absence means nothing, and a choice is a choice; also in alerts."""
    anna = stage.telegram.person(71, "Anna", "de-AT")
    await say(stage, anna, "/start")
    assert "Hallo" in texts(anna)[-1]
    anna.user.language_code = None
    await say(stage, anna, "/start")
    assert "Hallo" in texts(anna)[-1]
    anna.user.language_code = "it-IT"
    await say(stage, anna, "/start")
    assert "Hello" in texts(anna)[-1]
    await say(stage, anna, "/language de")
    for hint in ("en", None, "it-IT"):
        anna.user.language_code = hint
        await say(stage, anna, "/start")
        assert "Hallo" in texts(anna)[-1]
    anna.user.language_code = "en"
    old = live(anna).button(0).value
    await say(stage, anna, "/continue")
    anna.press_data(live(anna).id, str(old))
    await stage.settle()
    assert anna.toasts[-1].text == "Dieser Knopf ist aus einer früheren Nachricht."


async def test_two_people_are_two_conversations(stage: Stage) -> None:
    """P-A6: the same words at the same moment, two locations."""
    people = [stage.telegram.person(90 + n, "P", "en-GB") for n in range(8)]
    steps = ["/start", ADDRESS, "yes", "Quillmoor Power", "one price", "24.5"]
    for person in people:
        for text in steps:
            person.say(text)
    await stage.settle()
    assert len(stage.flatpeak.locations) == len(people)
    assert len({texts(person)[-1] for person in people}) == 1


async def test_a_hundred_slow_turns_delay_nobody_else(stage: Stage, anna: Person) -> None:
    """P-A6: FlatPeak hangs for all who ask it; who asks only us is served at once, and nobody's answer is lost."""
    others = [stage.telegram.person(1000 + n, "P", "en-GB") for n in range(120)]
    await say(stage, anna, "/start")
    with slow_flatpeak(stage) as gate:
        stage.flatpeak.scenario.fail("slow", calls=None, delay_s=60)
        for person in others:
            person.say("/connect")
        await until(stage, lambda: stage.telegram.updates.count() == 0)
        anna.say("/help")
        assert await until(stage, lambda: "/continue" in texts(anna)[-1]) < SOON_S
        gate.set()
        stage.flatpeak.scenario.faults.clear()
        await stage.settle()
    assert all("Which address" in texts(person)[-1] for person in others)
