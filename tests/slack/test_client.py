"""The channel against the emulated Slack: what is shown, where and how fast."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from adapters.slack.client import SlackChannel
from adapters.slack.pacing import Pacing
from bot.conversation.cards import Action, Button, Card, Controls, File, Keyed, Picture, Text, Title
from bot.conversation.channel import (
    MessageGone,
    Rejected,
    TopicGone,
)
from bot.conversation.pictures.chart import Day, DayPrices, Price
from bot.conversation.replies import MessageRef
from sandbox.calls import Call, Moment
from tests.slack.conftest import (
    KEY,
    Lab,
    channel_place,
    labels,
    place,
    question,
    text_card,
    words,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
POST, UPDATE = "chat.postMessage", "chat.update"
NO_FILE: dict[str, Any] = {
    "response_metadata": {"messages": ["[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"]}
}


def chart(amount: str = "24.5") -> DayPrices:
    prices = (Price(START, START + timedelta(hours=24), Decimal(amount)),)
    return DayPrices("Today", "p/kWh", (Day("Sunday", START, START + timedelta(hours=24), prices),))


def picture_card(amount: str = "24.5", alt: str = "24.5 p all day", text: str = "Your prices") -> Keyed:
    controls = Controls(((Button("Done", Action("done"), "primary"),),))
    return Keyed(Card((Title(text), Picture(chart(amount), alt), controls)), KEY)


async def test_card_is_sent_to_the_private_conversation(lab: Lab) -> None:
    ada = lab.person()
    sent = await lab.channel.send(place(ada), question())
    (shown,) = lab.messages(ada)
    assert sent == MessageRef(f"{lab.dm(ada).id}/{shown.ts}", "text")
    assert words(shown) == ["Who supplies you?", "Choose yours."]
    assert labels(shown) == ["Octopus", "EDF", "Back"]
    assert "Who supplies you?" in shown.text
    await lab.channel.send(place(ada), question())
    assert len(lab.calls("conversations.open")) == 1


async def test_previews_are_off_in_every_message(lab: Lab) -> None:
    ada = lab.person()
    await lab.channel.send(place(ada), text_card("https://example.com " * 1200))
    posts = lab.calls(POST)
    assert len(posts) > 1
    assert all((post["unfurl_links"], post["unfurl_media"]) == (False, False) for post in posts)
    assert all(post["text"] for post in posts)


async def test_edit_shows_the_card_in_place(lab: Lab) -> None:
    ada = lab.person()
    sent = await lab.channel.send(place(ada), question())
    assert await lab.channel.edit(place(ada), sent, question("And who else?", "Nobody")) == sent
    (shown,) = lab.messages(ada)
    assert (words(shown)[0], labels(shown)) == ("And who else?", ["Nobody", "Back"])
    await lab.channel.edit(place(ada), sent, text_card("Thanks"))
    assert (words(shown), labels(shown)) == (["Thanks"], [])


async def test_edit_of_what_is_gone_or_too_old(lab: Lab) -> None:
    ada = lab.person()
    sent = await lab.channel.send(place(ada), question())
    for code in ("message_not_found", "cant_update_message", "edit_window_closed"):
        lab.world.faults.refuse(UPDATE, code)
        with pytest.raises(MessageGone):
            await lab.channel.edit(place(ada), sent, text_card("Hello?"))
    lab.world.remove(lab.messages(ada)[0])
    with pytest.raises(MessageGone):
        await lab.channel.edit(place(ada), sent, text_card("Hello?"))
    await lab.channel.shrink(place(ada), sent, "✓ Octopus")  # nothing left to shrink


async def test_edit_that_needs_several_messages_or_a_file(lab: Lab) -> None:
    ada = lab.person()
    sent = await lab.channel.send(place(ada), question())
    for card in (text_card("word " * 8000), Keyed(Card((Text("Your data"), File("data.json", "{}"))))):
        with pytest.raises(MessageGone):
            await lab.channel.edit(place(ada), sent, card)
    assert lab.calls(UPDATE) == []


async def test_shrink_leaves_a_line_and_no_buttons(lab: Lab) -> None:
    ada = lab.person()
    sent = await lab.channel.send(place(ada), picture_card())
    await lab.channel.shrink(place(ada), sent, "✓ <Octopus>")
    (shown,) = lab.messages(ada)
    assert (words(shown), labels(shown), len(shown.blocks)) == (["✓ <Octopus>"], [], 1)
    assert shown.text == "✓ &lt;Octopus&gt;"


async def test_shrink_without_a_line_takes_the_buttons_only(lab: Lab) -> None:
    ada = lab.person()
    sent = await lab.channel.send(place(ada), question())
    await lab.channel.shrink(place(ada), sent, "")
    (shown,) = lab.messages(ada)
    assert (words(shown), labels(shown)) == (["Who supplies you?", "Choose yours."], [])
    updates = len(lab.calls(UPDATE))
    await lab.channel.shrink(place(ada), sent, "")
    assert len(lab.calls(UPDATE)) == updates


async def test_picture_and_words_take_each_others_place(lab: Lab) -> None:
    ada = lab.person()
    sent = await lab.channel.send(place(ada), picture_card())
    assert sent.form == "text"
    (shown,) = lab.messages(ada)
    (image,) = (block for block in shown.blocks if block["type"] == "image")
    file = lab.world.files[image["slack_file"]["id"]]
    assert (file.mime, image["alt_text"], file.alt_text) == ("image/png", "24.5 p all day", "24.5 p all day")
    assert file.data.startswith(b"\x89PNG")
    await lab.channel.edit(place(ada), sent, text_card("no picture"))
    assert words(shown) == ["no picture"]
    await lab.channel.edit(place(ada), sent, picture_card("9"))
    assert any(block["type"] == "image" for block in shown.blocks)
    assert len(lab.messages(ada)) == 1


async def test_same_chart_is_uploaded_once(lab: Lab) -> None:
    ada, bob = lab.person(), lab.person("Bob")
    await asyncio.gather(*(lab.channel.send(place(one), picture_card()) for one in (ada, bob, ada)))
    assert len(lab.calls("files.completeUploadExternal")) == 1
    await lab.channel.send(place(ada), picture_card("25"))
    assert len(lab.calls("files.completeUploadExternal")) == 2


async def test_picture_that_is_not_ready_is_waited_for(lab: Lab) -> None:
    ada = lab.person()
    lab.world.faults.refuse(POST, "invalid_blocks", times=3, **NO_FILE)
    await lab.channel.send(place(ada), picture_card())
    (shown,) = lab.messages(ada)
    assert any(block["type"] == "image" for block in shown.blocks)


async def test_picture_that_cannot_be_had_is_said_in_words(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = lab.person()
    lab.world.faults.refuse(POST, "invalid_blocks", times=5, **NO_FILE)
    sent = await lab.channel.send(place(ada), picture_card())
    assert words(lab.messages(ada)[-1]) == ["Your prices", "24.5 p all day"]
    assert labels(lab.messages(ada)[-1]) == ["Done"]
    lab.world.faults.refuse(UPDATE, "invalid_blocks", times=5, **NO_FILE)
    await lab.channel.edit(place(ada), sent, picture_card("7", "7 p all day"))
    assert words(lab.messages(ada)[-1]) == ["Your prices", "7 p all day"]
    for amount, method in (("1", "files.getUploadURLExternal"), ("2", "files.completeUploadExternal")):
        lab.world.faults.refuse(method, "internal_error")
        bob = lab.person("Bob")
        await lab.channel.send(place(bob), picture_card(amount))
        assert words(lab.messages(bob)[-1]) == ["Your prices", "24.5 p all day"]

    def fail(_: object) -> bytes:
        raise ValueError("no such font")

    monkeypatch.setattr("adapters.slack.pictures.draw", fail)
    cleo = lab.person("Cleo")
    await lab.channel.send(place(cleo), picture_card("3"))
    assert words(lab.messages(cleo)[-1]) == ["Your prices", "24.5 p all day"]


async def test_picture_that_somebody_has_deleted_is_uploaded_anew(lab: Lab) -> None:
    ada = lab.person()
    await lab.channel.send(place(ada), picture_card())
    lab.world.files.clear()
    for shown in (["Your prices", "24.5 p all day"], ["Your prices"]):
        await lab.channel.send(place(ada), picture_card())
        assert words(lab.messages(ada)[-1]) == shown
    assert any(block["type"] == "image" for block in lab.messages(ada)[-1].blocks)


async def test_file_comes_with_its_words(lab: Lab) -> None:
    ada = lab.person()
    sent = await lab.channel.send(place(ada), Keyed(Card((Text("Your data"), File("data.json", '{"ä": 1}')))))
    (shown,) = lab.messages(ada)
    (file,) = shown.files
    assert (sent.form, file.name, file.data.decode()) == ("file", "data.json", '{"ä": 1}')
    assert "Your data" in shown.text
    with pytest.raises(MessageGone):
        await lab.channel.edit(place(ada), sent, text_card("other"))
    await lab.channel.shrink(place(ada), sent, "other")
    assert "Your data" in shown.text


async def test_file_with_buttons_follows_them(lab: Lab) -> None:
    ada = lab.person()
    controls = Controls(((Button("Back", Action("back")),),))
    card = Keyed(Card((Text("Your data"), File("a/b/data.csv", "a;b"), File("two.csv", "c"), controls)), KEY)
    sent = await lab.channel.send(place(ada), card)
    message, *files = lab.messages(ada)
    assert labels(message) == ["Back"]
    assert [file.files[0].name for file in files] == ["data.csv", "two.csv"]
    assert sent == MessageRef(f"{lab.dm(ada).id}/{message.ts}")


async def test_long_text_comes_in_order_with_the_buttons_last(lab: Lab) -> None:
    ada = lab.person()
    text = "\n\n".join(f"{n} " + "word " * 400 for n in range(20))
    controls = Controls(((Button("On", Action("on")),),))
    sent = await lab.channel.send(place(ada), Keyed(Card((Text(text), controls)), KEY))
    shown = lab.messages(ada)
    assert len(shown) > 3
    assert [labels(message) for message in shown] == [[]] * (len(shown) - 1) + [["On"]]
    assert sent.id.endswith(shown[-1].ts)
    assert "".join("".join("".join(words(m)).split()) for m in shown) == "".join(text.split())


async def test_what_slack_finds_too_long_goes_in_two(lab: Lab) -> None:
    ada = lab.person()
    lab.world.faults.refuse(POST, "msg_blocks_too_long")
    sent = await lab.channel.send(place(ada), question())
    first, second = lab.messages(ada)
    assert words(first) + words(second) == ["Who supplies you?", "Choose yours."]
    assert labels(first) + labels(second) == ["Octopus", "EDF", "Back"]
    assert sent.id.endswith(second.ts)
    lab.world.faults.refuse(POST, "msg_blocks_too_long", times=2)
    with pytest.raises(Rejected):
        await lab.channel.send(place(ada), question())
    lab.world.faults.refuse(UPDATE, "msg_blocks_too_long")
    with pytest.raises(MessageGone):
        await lab.channel.edit(place(ada), sent, question())


async def test_later_parts_go_out_when_an_earlier_one_is_in_doubt(lab: Lab) -> None:
    ada = lab.person()
    lab.world.faults.drop(POST, "after")
    await lab.channel.send(place(ada), text_card("a " * 8000))
    assert len(lab.messages(ada)) == 2


async def test_later_part_is_tried_again_by_itself(lab: Lab) -> None:
    ada = lab.person()

    async def refuse_second(call: Call, moment: Moment) -> None:
        if moment == "after" and call.method == POST:
            lab.world.calls.watchers.clear()
            lab.world.faults.refuse(POST, "service_unavailable", times=2)

    lab.world.calls.watchers.append(refuse_second)
    await lab.channel.send(place(ada), text_card("a " * 8000))
    assert len(lab.messages(ada)) == 2


async def test_threads_and_channels(lab: Lab) -> None:
    ada = lab.person()
    energy = lab.world.add_channel(lab.team, members=[ada, lab.app.bot])
    sent = await lab.channel.send(channel_place(energy), text_card("Hello"))
    parent = sent.id.partition("/")[2]
    await lab.channel.send(channel_place(energy, parent), text_card("Hello again"))
    assert [message.thread_ts for message in energy.messages.values()] == ["", parent]
    with pytest.raises(TopicGone):
        await lab.channel.send(channel_place(energy, "1.000001"), text_card("Hello"))


async def test_burst_to_one_person_keeps_to_the_pace(lab: Lab) -> None:
    waits: list[float] = []
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        lab.world.advance(seconds)
        waits.append(seconds)

    lab.world.rates.enabled = True
    lab.world.rates.channel_burst = 3
    channel = SlackChannel(lab.shelf, f"{lab.server.url}/api", pacing=Pacing(lambda: now, sleep))
    await channel.start()
    ada = lab.person()
    for number in range(8):
        await channel.send(place(ada), text_card(str(number)))
    assert [words(message) for message in lab.messages(ada)] == [[str(n)] for n in range(8)]
    assert sum(waits) == pytest.approx(5)
    await channel.close()


async def test_people_do_not_wait_for_each_other(lab: Lab) -> None:
    ada, bob = lab.person(), lab.person("Bob")
    held, posted = lab.world.faults.hang(POST, "before"), lab.expect(POST)
    slow = asyncio.create_task(lab.channel.send(place(ada), text_card("slow")))
    await posted.wait()
    await lab.channel.send(place(bob), text_card("fast"))
    assert not slow.done()
    held.set()
    await slow
