"""Groups: nothing private is asked or shown there; a button leads into the private chat and takes the wish along."""

import re

from sandbox.telegram.groups import Group
from sandbox.telegram.model import GROUP_ANONYMOUS_BOT, Message
from sandbox.telegram.people import Person
from tests.chats.harness import Stage
from tests.pitfalls.stage import ADDRESS, answers, calls, live, say, texts, to_rate, to_summary

BOT = "@tariff_sandbox_bot"
PRIVATE_WORDS = re.compile("Strand|Quillmoor|24.5|provider|kWh|address|WC2N", re.IGNORECASE)


def from_bot(group: Group) -> list[Message]:
    """What the bot wrote there."""
    return [m for m in group.chat.log if m.from_bot]


def start_of(message: Message) -> str:
    """The payload of the link on a message."""
    return (message.buttons[0].url or "").partition("?start=")[2]


async def test_nothing_private_is_ever_shown_in_a_group(stage: Stage, anna: Person) -> None:
    """P-A21, P-A28, P-A40, P-E18: in the middle of a chat, whatever is done in a group; nothing there can be tapped."""
    await to_rate(stage, anna)
    group, before = stage.telegram.group(-4_100), (answers(stage), texts(anna))
    seat = anna.in_group(group)
    stage.telegram.can_read_all_group_messages = True  # so that the bot hears everything
    for text in (
        "/start",
        "/connect",
        "/continue",
        "/tariffs",
        "/privacy",
        "/back",
        "/cancel",
        "/help",
        "/language de",
    ):
        seat.say(text + BOT if " " not in text else text)
    for text in ("24.5", ADDRESS, f"{BOT} 24.5", "/export", "/forget", "yes, delete everything"):
        seat.say(text)
    seat.send_photo(caption=f"{BOT} 24.5")
    seat.send_location()
    mine = seat.say(f"{BOT} hello")
    seat.edit(mine.id, f"{BOT} 24.5")
    await stage.settle()
    seat.say("24.5", reply_to=from_bot(group)[0].id)
    await stage.settle()
    assert len(from_bot(group)) >= 9
    assert not any(PRIVATE_WORDS.search(m.text.replace("your tariff in private", "")) for m in from_bot(group))
    assert all(b.url and b.kind == "url" for m in from_bot(group) for b in m.buttons)
    assert (answers(stage), texts(anna)) == before


async def test_the_wish_comes_along(stage: Stage, anna: Person) -> None:
    """P-A21: what was asked for in the group is what opens in private."""
    await to_summary(stage, anna)
    group = stage.telegram.group(-4_101)
    for wish, words in {
        "/connect": "connected",
        "/tariffs": "1-3 Strand",
        "/prices": "Prices",
        "/alerts": "Quiet hours",
        "/help": "/continue",
        "/privacy": "Your data",
        "/language": "Deutsch",
    }.items():
        anna.in_group(group).say(wish + BOT)
        await stage.settle()
        payload = start_of(from_bot(group)[-1])
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
        anna.start(payload)
        await stage.settle()
        assert words in live(anna).text + str(live(anna).labels), wish


async def test_who_never_wrote_to_us_finds_the_way(stage: Stage) -> None:
    """P-A21, P-A24: nothing is sent to somebody who has not started the bot; the link begins at once."""
    carla = stage.telegram.person(90, "Carla", "en-GB")
    group = stage.telegram.group(-4_102)
    group.chat.member_ids.add(carla.id)
    carla.in_group(group).say("/connect")
    await stage.settle()
    assert calls(stage, "sendMessage", carla.id) == []
    carla.start(start_of(from_bot(group)[-1]))
    await stage.settle()
    assert "Which address" in live(carla).text


async def test_start_payloads_of_all_kinds_are_answered(stage: Stage, anna: Person) -> None:
    """P-A24: unknown, hostile or none: the person sees where they are, and nothing is done."""
    await to_rate(stage, anna)
    before = answers(stage)
    for payload in (None, "x", "a" * 64, "cancel", "back", "forget", "export", "_-_", "continue", "connect", "0" * 20):
        anna.start(payload)
        await stage.settle()
        assert "What does a kWh cost?" in live(anna).text, payload
    await say(stage, anna, "/start connect.now=1", "/start " + "y" * 3000, "/start <b>", f"/start{BOT} connect")
    assert answers(stage) == before
    assert "What does a kWh cost?" in live(anna).text


async def test_privacy_mode_is_enough(stage: Stage, anna: Person) -> None:
    """P-A29: commands alone reach the bot by default, and no more is needed."""
    group = stage.telegram.group(-4_103)
    anna.in_group(group).say("hello everyone")
    anna.in_group(group).say("/connect@another_bot")
    await stage.settle()
    assert from_bot(group) == []
    stage.telegram.can_read_all_group_messages = True
    anna.in_group(group).say("nothing for you")
    anna.in_group(group).say("/connect@another_bot")
    anna.in_group(group).say("ask @tariff_sandbox_botanist")
    await stage.settle()
    assert from_bot(group) == []
    anna.in_group(group).say("/connect")
    await stage.settle()
    assert len(from_bot(group)) == 1


async def test_an_anonymous_admin_is_nobody(stage: Stage, anna: Person) -> None:
    """P-A30: no conversation of theirs begins, and the notice says what to do."""
    group = stage.telegram.group(-4_104)
    group.say_anonymously("/connect")
    await stage.settle()
    assert "anonymous" in from_bot(group)[-1].text
    assert stage.flatpeak.sessions == {}
    anna.in_group(group).say("/connect")
    await stage.settle()
    assert "anonymous" not in from_bot(group)[-1].text
    keys = await stage.app.house.db.read(lambda c: list(c.exec_driver_sql("SELECT state FROM conversations").scalars()))
    assert GROUP_ANONYMOUS_BOT not in stage.telegram.people
    assert len(keys) <= 2


async def test_topics(stage: Stage, anna: Person) -> None:
    """P-A31: General, a topic, a topic that is deleted before we answer, topics switched off: each answered once."""
    group = stage.telegram.group(forum=True)
    topic, doomed = group.topic("Energy"), group.topic("Old")
    anna.in_group(group).say("/connect")
    await stage.settle()
    assert from_bot(group)[-1].thread_id is None
    said = from_bot(group)[-1]
    anna.in_group(group).say("/connect", reply_to=said.id)  # a thread in General that is no topic
    await stage.settle()
    assert from_bot(group)[-1].thread_id is None
    anna.in_group(group, topic).say("/connect")
    await stage.settle()
    assert from_bot(group)[-1].thread_id == topic.id
    anna.in_group(group, doomed).say("/connect")
    group.delete_topic(doomed)
    await stage.settle()
    assert from_bot(group)[-1].thread_id is None
    anna.in_group(group, topic).say("/connect")
    group.disable_topics()
    await stage.settle()
    assert from_bot(group)[-1].thread_id is None
    assert len(from_bot(group)) == 5


async def test_a_closed_topic_is_no_dead_end(stage: Stage, anna: Person) -> None:
    """P-A31: refused in any of Telegram's words."""
    group = stage.telegram.group(forum=True)
    topic = group.topic("Energy")
    for number, words in enumerate(("message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"), 1):
        stage.telegram.faults.refuse("sendMessage", 400, f"Bad Request: {words}", chat_id=group.id)
        anna.in_group(group, topic).say("/connect")
        await stage.settle()
        assert len(from_bot(group)) == number
        assert from_bot(group)[-1].thread_id is None


async def test_a_group_that_throws_us_out_is_no_trouble(stage: Stage, anna: Person) -> None:
    """P-A19: kicked, and taken in again; the private chat never notices."""
    await say(stage, anna, "/start")
    group = stage.telegram.group(-4_105)
    anna.in_group(group).say("/connect")
    group.kick_bot()
    await stage.settle()
    await say(stage, anna, "/help")
    assert "/continue" in live(anna).text
    group.add_bot()
    anna.in_group(group).say("/connect")
    await stage.settle()
    assert len(from_bot(group)) >= 1


async def test_the_chosen_language_is_spoken_in_groups_too(stage: Stage, anna: Person) -> None:
    """P-A37: a choice that was made in private counts everywhere."""
    await say(stage, anna, "/language de")
    group = stage.telegram.group(-4_106)
    anna.in_group(group).say("/connect")
    await stage.settle()
    assert "privat" in from_bot(group)[-1].text
    assert "private" not in from_bot(group)[-1].text
