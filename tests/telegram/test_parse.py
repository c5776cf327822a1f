"""What an update means: as the emulated Telegram sends it, and as nobody should."""

import string
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from adapters.telegram.parse import ALLOWED_UPDATES, CONTENT, parse_update
from adapters.telegram.render import token
from bot.conversation.replies import (
    Arrival,
    Commanded,
    Edited,
    Left,
    MessageRef,
    Moved,
    Nobody,
    Place,
    Pressed,
    Reply,
    Returned,
    Said,
    Shared,
)
from sandbox.telegram import Group, Person, TelegramWorld
from tests.telegram.conftest import KEY

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOT_ID, BOT = 1000000001, "tariff_sandbox_bot"
ADA = {"id": 71, "is_bot": False, "first_name": "Ada", "language_code": "de"}
PRIVATE = {"id": 71, "type": "private", "first_name": "Ada"}
FORUM = {"id": -1001, "type": "supergroup", "title": "Flat", "is_forum": True}


@pytest.fixture
def world() -> TelegramWorld:
    return TelegramWorld(seed=1)


@pytest.fixture
def ada(world: TelegramWorld) -> Person:
    person = world.person(71, "Ada", "de")
    person.start()
    world.updates.pending.clear()
    return person


def parse(raw: dict[str, Any]) -> Arrival | None:
    return parse_update(raw, BOT_ID, BOT, NOW)


def arrivals(world: TelegramWorld) -> list[Arrival]:
    """What came in since the last look; every update is also one that the library can read."""
    raws = [update.to_json() for update in world.updates.pending]
    world.updates.pending.clear()
    assert all(Update.de_json(raw).update_id for raw in raws)
    return [arrival for raw in raws if (arrival := parse(raw))]


def message(chat: dict[str, Any] = PRIVATE, author: dict[str, Any] = ADA, **content: Any) -> dict[str, Any]:
    body = {"message_id": 5, "date": 1772366400, "chat": chat, "from": author, **content}
    return {"update_id": 9, "message": body}


def reply_to(raw: dict[str, Any]) -> Reply | None:
    arrival = parse(raw)
    return arrival.reply if arrival else None


def test_text_in_a_private_chat(world: TelegramWorld, ada: Person) -> None:
    sent = ada.say("1-3 Strand, London")
    [arrival] = arrivals(world)
    assert arrival.reply == Said("1-3 Strand, London")
    assert arrival.place == Place("telegram", "71", "", True)
    assert (arrival.person.id, arrival.person.team, arrival.person.language) == ("71", "", "de")
    assert arrival.sent_at == sent.date.replace(microsecond=0)
    assert arrival.id.startswith("update:")


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("/start", Commanded("start")),
        ("/start abc-1_X", Commanded("start", "abc-1_X")),
        ("/START@Tariff_Sandbox_Bot  two words ", Commanded("start", "two words")),
        ("/connect\nnext line", Commanded("connect", "next line")),
        ("/help@other_bot", None),
        ("/", Said("/")),
        ("/käse", Said("/käse")),
        ("12/24", Said("12/24")),
        ("what is /help?", Said("what is /help?")),
    ],
)
def test_commands(text: str, reply: Reply | None) -> None:
    assert reply_to(message(text=text)) == reply


def test_everything_that_is_not_text(world: TelegramWorld, ada: Person) -> None:
    ada.send_photo(caption="my bill")
    ada.send_document(caption="as a file")
    ada.send_voice()
    ada.send_video_note()
    ada.send_sticker()
    ada.send_location()
    ada.send_contact()
    ada.send_poll()
    ada.send_dice()
    assert [arrival.reply for arrival in arrivals(world)] == [
        Shared("photo", "my bill"), Shared("document", "as a file"), Shared("voice"), Shared("video"),
        Shared("sticker"), Shared("location"), Shared("contact"), Shared("other"), Shared("other"),
    ]  # fmt: skip


@pytest.mark.parametrize(("member", "kind"), CONTENT)
def test_every_kind_of_content(member: str, kind: str) -> None:
    assert reply_to(message(**{member: {"x": 1}})) == Shared(kind)  # type: ignore[arg-type]


def test_gif_and_venue_set_an_older_member_too() -> None:
    assert reply_to(message(document={"file_id": "1"}, animation={"file_id": "1"})) == Shared("video")
    assert reply_to(message(location={"latitude": 1}, venue={"title": "x"})) == Shared("location")


def test_parts_of_an_album_are_one_arrival(world: TelegramWorld, ada: Person) -> None:
    ada.send_album(3, "three pages")
    parts = arrivals(world)
    assert len({arrival.id for arrival in parts}) == 1
    assert parts[0].id.startswith("album:")
    assert parts[0].reply == Shared("photo", "three pages")


def test_edits_are_edits_and_nothing_else(world: TelegramWorld, ada: Person) -> None:
    sent = ada.say("24.5")
    ada.edit(sent.id, "/cancel")
    assert [arrival.reply for arrival in arrivals(world)] == [Said("24.5"), Edited("/cancel")]
    live_location = message(location={"latitude": 1})
    assert parse({"update_id": 9, "edited_message": live_location["message"]}) is None


def test_press_of_every_number() -> None:
    for number in (0, 1, 35, 36, 99, 1295):
        data = token(KEY, number)
        assert len(data.encode()) == 18
        raw = press(data, message_id=7, text="x")
        assert reply_to(raw) == Pressed(KEY, number, "q1", MessageRef("7", "text"))


def press(data: str | None, **shown: Any) -> dict[str, Any]:
    query: dict[str, Any] = {"id": "q1", "from": ADA, "chat_instance": "1", "data": data}
    if shown:
        query["message"] = {"date": 1, "chat": PRIVATE, **shown}
    return {"update_id": 9, "callback_query": query}


@pytest.mark.parametrize(
    "data", [None, "", "zz", "x" * 18 + "!", KEY, KEY + "ZZ", KEY + "001", KEY[:-1] + "é01", "ä" * 18]
)
def test_foreign_or_forged_press_is_still_one(data: str | None) -> None:
    assert reply_to(press(data, message_id=7, text="x")) == Pressed("", -1, "q1", MessageRef("7", "text"))


def test_press_tells_the_form_of_its_message() -> None:
    for content, form in (({"photo": [{}]}, "picture"), ({"document": {"x": 1}}, "file"), ({"date": 0}, "text")):
        found = reply_to(press(token(KEY, 3), message_id=7, **content))
        assert found == Pressed(KEY, 3, "q1", MessageRef("7", form))  # type: ignore[arg-type]


def test_press_on_an_inline_message_has_the_private_chat() -> None:
    arrival = parse(press(token(KEY, 3)))
    assert arrival is not None
    assert (arrival.place, arrival.reply) == (Place("telegram", "71"), Pressed(KEY, 3, "q1", None))
    assert arrival.sent_at == NOW


def test_blocking_and_coming_back(world: TelegramWorld, ada: Person) -> None:
    ada.block()
    ada.unblock()
    assert [arrival.reply for arrival in arrivals(world)] == [Left(), Returned()]


def test_membership_in_a_group(world: TelegramWorld) -> None:
    group = world.group(-5)
    group.kick_bot()
    found = arrivals(world)
    assert [arrival.reply for arrival in found] == [Returned(), Left()]
    assert found[0].place == Place("telegram", "-5", "", False)


@pytest.mark.parametrize(
    ("old", "new", "reply"),
    [
        ("left", "administrator", Returned()),
        ("member", "administrator", None),
        ("administrator", "restricted", Left()),
        ("left", "restricted", None),
        ("kicked", "left", None),
    ],
)
def test_membership_counts_only_when_it_changes(old: str, new: str, reply: Reply | None) -> None:
    change = {"chat": FORUM, "from": ADA, "date": 1772366400}
    members = {"old_chat_member": {"status": old}, "new_chat_member": {"status": new}}
    assert reply_to({"update_id": 9, "my_chat_member": change | members}) == reply


def test_group_that_becomes_a_supergroup(world: TelegramWorld) -> None:
    group = world.group(-5)
    world.updates.pending.clear()
    new = world.upgrade_group(group)
    found = arrivals(world)
    assert [arrival.reply for arrival in found] == [Moved(str(new.id))] * 2
    assert {arrival.place for arrival in found} == {Place("telegram", "-5", "", False)}


def open_group(world: TelegramWorld) -> Group:
    world.can_read_all_group_messages = True
    group = world.group(-5)
    world.updates.pending.clear()
    return group


def test_in_groups_only_what_is_meant_for_us(world: TelegramWorld, ada: Person) -> None:
    group = open_group(world)
    seat = ada.in_group(group)
    ours = world.post(group.chat, world.bot, world.write("Which one?"))
    for text in (
        "just talking",
        "/help@other_bot",
        "mail@tariff_sandbox_botanics",
        "/connect",
        "/connect@tariff_sandbox_bot now",
    ):
        seat.say(text)
    seat.say("@Tariff_Sandbox_Bot what do I pay?")
    seat.say("the second", reply_to=ours.id)
    found = arrivals(world)
    assert [arrival.reply for arrival in found] == [
        Commanded("connect"), Commanded("connect", "now"), Said("what do I pay?"), Said("the second"),
    ]  # fmt: skip
    assert not any(arrival.place.private for arrival in found)


def test_topics_are_kept_only_where_they_are_topics(world: TelegramWorld, ada: Person) -> None:
    forum = world.group(forum=True)
    topic = forum.topic("Energy")
    world.updates.pending.clear()
    ada.in_group(forum, topic).say("/connect")
    first = ada.in_group(forum).say("/connect")
    ada.in_group(forum).say("/connect", reply_to=first.id)
    assert [arrival.place.topic for arrival in arrivals(world)] == [str(topic.id), "", ""]


def test_anonymous_admins_and_channels_are_nobody(world: TelegramWorld) -> None:
    group = open_group(world)
    group.say_anonymously("/connect")
    group.say_anonymously("just talking")
    assert [arrival.reply for arrival in arrivals(world)] == [Nobody()]
    for author in (777000, 136817688):
        raw = message(FORUM, {"id": author, "is_bot": author != 777000}, text="/connect")
        assert reply_to(raw) == Nobody()


def test_bots_channels_and_service_messages_are_not_for_us(world: TelegramWorld) -> None:
    world.channel().post("/start")
    assert arrivals(world) == []
    assert parse(message(author={"id": BOT_ID, "is_bot": True}, text="my own words")) is None
    assert parse(message(author={"id": 5, "is_bot": True}, text="another bot")) is None
    for service in ("pinned_message", "new_chat_members", "write_access_allowed", "forum_topic_created"):
        assert parse(message(**{service: {"x": 1}})) is None
    assert parse(message({"id": -9, "type": "channel"}, text="post")) is None
    assert parse(message({"id": -9, "type": "supergroup", "is_direct_messages": True}, text="/start")) is None
    assert parse({"update_id": 9, "poll_answer": {"poll_id": "1", "user": ADA}}) is None


MEMBERS = [
    *ALLOWED_UPDATES, "update_id", "channel_post", "chat", "from", "sender_chat", "id", "type", "text", "caption",
    "data", "date", "message_id", "photo", "reply_to_message", "new_chat_member", "old_chat_member", "status",
    "media_group_id", "message_thread_id", "is_topic_message", "migrate_to_chat_id", "is_bot", "language_code",
]  # fmt: skip
VALUES = st.sampled_from(
    ["private", "supergroup", "member", "kicked", "/start", "@tariff_sandbox_bot", 71, 1 << 70, True, None]
)
JSON = st.recursive(
    VALUES | st.text(string.printable, max_size=5) | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=8),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=4), st.sampled_from(ALLOWED_UPDATES), JSON)
def test_nothing_makes_it_raise(raw: dict[str, Any], name: str, content: Any) -> None:
    arrival = parse({"update_id": 1, **raw, name: content})
    assert arrival is None or arrival.place.chat


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_arrive_as_they_were(text: str, caption: str) -> None:
    if text and not text.strip().startswith("/") and "@" not in text:
        assert reply_to(message(text=text)) == Said(text)
    if "@" not in caption:
        assert reply_to(message(photo=[{}], caption=caption)) == Shared("photo", caption)
