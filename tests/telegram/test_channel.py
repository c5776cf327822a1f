"""The channel against the emulated Bot API: what is shown, and what every refusal becomes."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from adapters.telegram import TelegramChannel
from adapters.telegram.errors import TokenRefused
from adapters.telegram.pacing import Pacing
from bot.conversation.cards import Action, Button, Card, Controls, File, Keyed, Link, Picture, Text, Title
from bot.conversation.channel import (
    ChatMoved,
    Forbidden,
    MessageGone,
    RateLimited,
    Rejected,
    TopicGone,
    Uncertain,
    Unreachable,
)
from bot.conversation.pictures.chart import Day, DayPrices, Price
from bot.conversation.replies import MessageRef, Pressed
from sandbox.calls import Call, Moment
from tests.telegram.conftest import KEY, Lab, place, question, text_card

START = datetime(2026, 3, 1, tzinfo=UTC)


def chart(amount: str = "24.5") -> DayPrices:
    prices = (Price(START, START + timedelta(hours=24), Decimal(amount)),)
    return DayPrices("Today", "p/kWh", (Day("Sunday", START, START + timedelta(hours=24), prices),))


def picture_card(amount: str = "24.5", alt: str = "24.5 p all day", text: str = "Your prices") -> Keyed:
    controls = Controls(((Button("Done", Action("done"), "primary"),),))
    return Keyed(Card((Title(text), Picture(chart(amount), alt), controls)), KEY)


async def test_start_learns_who_the_bot_is(lab: Lab) -> None:
    assert (lab.channel.id, lab.channel.username) == (lab.world.bot.id, lab.world.bot.username)
    assert lab.channel.can_read_all_group_messages is False
    assert lab.channel.private_link("abc-1") == "https://t.me/tariff_sandbox_bot?start=abc-1"
    for payload in ("", "a.b", "a" * 65):
        with pytest.raises(ValueError, match="payload"):
            lab.channel.private_link(payload)


async def test_card_with_buttons_is_sent_and_its_press_comes_back(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.channel.send(place(ada.id), question())
    shown = ada.chat.last
    assert shown.text == "Who supplies you?\n\nChoose yours."
    assert shown.labels == [["Octopus"], ["EDF"], ["Back"]]
    assert sent == MessageRef(str(shown.id))
    press = ada.press(shown.id, "EDF")
    arrival = lab.channel.parse({"update_id": 1, **_last_update(lab)})
    assert arrival is not None
    assert arrival.reply == Pressed(KEY, 1, press.id, sent)
    await lab.channel.acknowledge(press.id, "x" * 201)
    assert press.answered
    assert ada.toasts[-1].text == "x" * 199 + "…"
    assert ada.toasts[-1].alert


async def test_previews_are_off_and_silence_is_kept(lab: Lab) -> None:
    ada = lab.customer()
    await lab.channel.send(place(ada.id), text_card("https://example.com"), silent=True)
    await lab.channel.send(place(ada.id), text_card("loud"))
    quiet, loud = (call.body for call in lab.calls.to("telegram", "sendMessage"))
    assert quiet["link_preview_options"] == {"is_disabled": True}
    assert quiet["disable_notification"] is True
    assert "disable_notification" not in loud


async def test_edit_shows_the_card_in_place(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.channel.send(place(ada.id), question())
    assert await lab.channel.edit(place(ada.id), sent, question("And who else?", "Nobody")) == sent
    assert ada.chat.last.text.startswith("And who else?")
    assert ada.chat.last.labels == [["Nobody"], ["Back"]]
    await lab.channel.edit(place(ada.id), sent, text_card("Thanks"))
    assert (ada.chat.last.text, ada.chat.last.labels) == ("Thanks", [])
    assert await lab.channel.edit(place(ada.id), sent, text_card("Thanks")) == sent  # not modified is success


async def test_edit_of_what_is_gone(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.channel.send(place(ada.id), question())
    ada.delete_message(int(sent.id))
    with pytest.raises(MessageGone):
        await lab.channel.edit(place(ada.id), sent, text_card("Hello?"))
    await lab.channel.shrink(place(ada.id), sent, "✓ Octopus")  # nothing left to shrink


async def test_shrink_leaves_a_line_and_no_buttons(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.channel.send(place(ada.id), question())
    await lab.channel.shrink(place(ada.id), sent, "✓ <Octopus>")
    assert (ada.chat.last.text, ada.chat.last.labels) == ("✓ <Octopus>", [])
    await lab.channel.shrink(place(ada.id), sent, "✓ <Octopus>")
    pictured = await lab.channel.send(place(ada.id), picture_card())
    await lab.channel.shrink(place(ada.id), pictured, "✓ seen")
    assert (ada.chat.last.content.kind, ada.chat.last.text, ada.chat.last.labels) == ("photo", "✓ seen", [])
    bare = await lab.channel.send(place(ada.id), question())
    await lab.channel.shrink(place(ada.id), bare, "")
    assert (ada.chat.last.text, ada.chat.last.labels) == ("Who supplies you?\n\nChoose yours.", [])


async def test_picture_with_its_words(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.channel.send(place(ada.id), picture_card())
    shown = ada.chat.last
    assert (sent.form, shown.content.kind, shown.text) == ("picture", "photo", "Your prices")
    await lab.channel.edit(place(ada.id), sent, picture_card("9", "9 p all day", "Your new prices"))
    assert (ada.chat.last.text, ada.chat.last.labels) == ("Your new prices", [["Done"]])
    for card in (text_card("no picture"), picture_card(text="x" * 1500)):
        with pytest.raises(MessageGone):
            await lab.channel.edit(place(ada.id), sent, card)
    with pytest.raises(MessageGone):
        await lab.channel.edit(place(ada.id), MessageRef(sent.id, "text"), picture_card())


async def test_long_words_follow_their_picture(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.channel.send(place(ada.id), picture_card(text="long " * 300))
    picture, words = ada.chat.from_bot
    assert (picture.content.kind, picture.text, picture.labels) == ("photo", "24.5 p all day", [])
    assert (words.content.kind, words.labels, sent.form) == ("text", [["Done"]], "text")


async def test_refused_or_broken_picture_is_said_in_words(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = lab.customer()
    lab.world.faults.refuse("sendPhoto", 400, "Bad Request: not enough rights to send photos to the chat")
    sent = await lab.channel.send(place(ada.id), picture_card())
    assert (sent.form, ada.chat.last.text) == ("text", "Your prices\n\n24.5 p all day")

    def fail(_: object) -> bytes:
        raise ValueError("no such font")

    monkeypatch.setattr("adapters.telegram.client.draw", fail)
    sent = await lab.channel.send(place(ada.id), picture_card())
    assert (sent.form, ada.chat.last.labels) == ("text", [["Done"]])


async def test_file_is_a_document_with_its_words(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.channel.send(place(ada.id), Keyed(Card((Text("Your data"), File("data.json", '{"ä": 1}')))))
    shown = ada.chat.last
    assert (sent.form, shown.content.kind, shown.text) == ("file", "document", "Your data")
    assert shown.content.file is not None
    assert (shown.content.file.name, shown.content.file.data.decode()) == ("data.json", '{"ä": 1}')
    with pytest.raises(MessageGone):
        await lab.channel.edit(place(ada.id), sent, text_card("other"))


async def test_long_text_comes_in_order_with_the_buttons_last(lab: Lab) -> None:
    ada = lab.customer()
    text = "\n\n".join(f"{n} " + "word " * 400 for n in range(5))
    controls = Controls(((Button("On", Action("on")),),))
    sent = await lab.channel.send(place(ada.id), Keyed(Card((Text(text), controls)), KEY))
    shown = ada.chat.from_bot
    assert len(shown) == 3
    assert [message.labels for message in shown] == [[], [], [["On"]]]
    assert sent.id == str(shown[-1].id)
    assert "".join("".join(m.text.split()) for m in shown) == "".join(text.split())


async def test_later_parts_go_out_when_an_earlier_one_is_in_doubt(lab: Lab) -> None:
    ada = lab.customer()
    lab.world.faults.drop("sendMessage", "after")
    await lab.channel.send(place(ada.id), text_card("a " * 3000))
    assert len(ada.chat.from_bot) == 2


async def test_later_part_is_tried_again_by_itself(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = lab.customer()
    monkeypatch.setattr("adapters.telegram.client.PART_PAUSE_S", 0)

    async def refuse_second(call: Call, moment: Moment) -> None:
        if moment == "after" and call.method == "sendMessage":
            lab.calls.watchers.clear()
            lab.world.faults.refuse("sendMessage", 503, "Service Unavailable", times=2)

    lab.calls.watchers.append(refuse_second)
    await lab.channel.send(place(ada.id), text_card("a " * 3000))
    assert len(ada.chat.from_bot) == 2


async def test_markup_that_telegram_cannot_read_goes_as_plain_text(lab: Lab) -> None:
    ada = lab.customer()
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'
    lab.world.faults.refuse("sendMessage", 400, refusal)
    await lab.channel.send(place(ada.id), question("<Octopus> & co"))
    assert ada.chat.last.text == "<Octopus> & co\n\nChoose yours."
    assert ada.chat.last.labels == [["Octopus"], ["EDF"], ["Back"]]
    lab.world.faults.refuse("sendMessage", 400, refusal, times=2)
    with pytest.raises(Rejected):
        await lab.channel.send(place(ada.id), question())


async def test_link_that_telegram_refuses_is_written_out(lab: Lab) -> None:
    ada = lab.customer()
    lab.world.allow_local_urls = False
    card = Keyed(Card((Text("Log in"), Controls(((Link("Open", "http://localhost/x?a=1&b=2"),),)))))
    sent = await lab.channel.send(place(ada.id), card)
    assert (ada.chat.last.text, ada.chat.last.labels) == ("Log in\n\nOpen:\nhttp://localhost/x?a=1&b=2", [])
    await lab.channel.edit(place(ada.id), sent, text_card("Done"))
    await lab.channel.edit(place(ada.id), sent, card)
    assert ada.chat.last.text.endswith("http://localhost/x?a=1&b=2")


async def test_people_who_cannot_be_written_to(lab: Lab) -> None:
    ada, new, gone = lab.customer(), lab.world.person(72), lab.customer(73)
    ada.block()
    gone.deactivate()
    for chat in (ada.id, new.id, gone.id, 999):
        with pytest.raises(Forbidden):
            await lab.channel.send(place(chat), text_card("Hello"))
    ada.unblock()
    await lab.channel.send(place(ada.id), text_card("Welcome back"))
    group = lab.world.group()
    group.kick_bot()
    with pytest.raises(Forbidden):
        await lab.channel.send(place(group.id), text_card("Hello"))


async def test_group_that_moved(lab: Lab) -> None:
    group = lab.world.group()
    new = lab.world.upgrade_group(group, silently=True)
    with pytest.raises(ChatMoved) as moved:
        await lab.channel.send(place(group.id), text_card("Hello"))
    assert moved.value.chat == str(new.id)


async def test_topics(lab: Lab) -> None:
    forum = lab.world.group(forum=True)
    topic = forum.topic("Energy")
    await lab.channel.send(place(forum.id, str(topic.id)), text_card("Hello"))
    assert forum.messages[-1].thread_id == topic.id
    forum.delete_topic(topic)
    with pytest.raises(TopicGone):
        await lab.channel.send(place(forum.id, str(topic.id)), text_card("Hello"))


async def test_too_many_requests_pause_that_chat_only(lab: Lab) -> None:
    ada, bob = lab.customer(), lab.customer(72)
    lab.world.faults.refuse("sendMessage", 429, "Too Many Requests: retry after 30", {"retry_after": 30})
    with pytest.raises(RateLimited) as first:
        await lab.channel.send(place(ada.id), text_card("Hello"))
    assert (first.value.retry_after_s, first.value.everyone) == (30, False)
    with pytest.raises(RateLimited):
        await lab.channel.send(place(ada.id), text_card("Hello"))
    await lab.channel.send(place(bob.id), text_card("Hello"))
    assert len(lab.calls.to("telegram", "sendMessage")) == 2


async def test_doubt_and_certainty(lab: Lab) -> None:
    ada = lab.customer()
    to = place(ada.id)
    sent = await lab.channel.send(to, text_card("0"))
    lab.world.faults.drop("sendMessage", "after")
    with pytest.raises(Uncertain):
        await lab.channel.send(to, text_card("1"))
    assert ada.chat.last.text == "1"
    lab.world.faults.refuse("sendMessage", 502, "Bad Gateway")
    with pytest.raises(Uncertain):
        await lab.channel.send(to, text_card("2"))
    lab.world.faults.refuse("sendMessage", 503, "Service Unavailable")
    with pytest.raises(Unreachable):
        await lab.channel.send(to, text_card("3"))
    lab.world.faults.drop("editMessageText", "after")
    with pytest.raises(Unreachable):
        await lab.channel.edit(to, sent, text_card("4"))
    lab.world.faults.refuse("editMessageText", 500, "Internal Server Error")
    with pytest.raises(Unreachable):
        await lab.channel.edit(to, sent, text_card("5"))


async def test_answer_that_does_not_come_is_a_doubt(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = lab.customer()
    monkeypatch.setattr("adapters.telegram.transport.READ_S", 0.05)
    lab.world.faults.hang("sendMessage")
    with pytest.raises(Uncertain):
        await lab.channel.send(place(ada.id), text_card("1"))
    assert ada.chat.last.text == "1"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://nowhere.invalid", "no address at all"])
async def test_server_that_is_down_is_unreachable(url: str) -> None:
    channel = TelegramChannel("1:token", url)
    with pytest.raises(Unreachable):
        await channel.start()
    with pytest.raises(Unreachable):
        await channel.send(place(71), text_card("1"))
    await channel.close()
    with pytest.raises(Unreachable):
        await channel.send(place(71), text_card("2"))


async def test_small_signs_never_raise(lab: Lab) -> None:
    ada = lab.customer()
    await lab.channel.working(place(ada.id))
    assert ada.chat.action == "typing"
    await lab.channel.acknowledge("123")
    for method in ("answerCallbackQuery", "sendChatAction"):
        lab.world.faults.refuse(method, 500, "Internal Server Error")
    await lab.channel.working(place(ada.id))
    await lab.channel.acknowledge("123", "text")
    await lab.channel.close()
    await lab.channel.working(place(ada.id))
    await lab.channel.acknowledge("123")


async def test_token_is_in_no_log_and_no_error(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "1000000001:very-secret-marker"
    seen = []
    for url in (lab.server.url, "http://127.0.0.1:9", "http://nowhere.invalid", "no url at all"):
        channel = TelegramChannel(secret, url)
        with pytest.raises(Unreachable) as failed:
            await channel.start()
        seen.append(f"{failed.value!r} {failed.value.__cause__!r} {failed.getrepr(style='short')}")
        await channel.close()
    ada = lab.customer()
    lab.world.faults.refuse("sendMessage", 500, "oops")
    with pytest.raises(Uncertain):
        await lab.channel.send(place(ada.id), text_card("private words"))
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn")]
    text = "\n".join(logged + seen)  # without the emulator's own log
    assert "very-secret-marker" not in text
    assert lab.world.token not in text
    assert "private words" not in text


async def test_wrong_token_is_said_in_words(lab: Lab) -> None:
    channel = TelegramChannel("1:wrong", lab.server.url)
    with pytest.raises(TokenRefused, match="TELEGRAM_BOT_TOKEN"):
        await channel.start()
    await channel.close()


async def test_burst_to_one_chat_keeps_to_the_pace(lab: Lab) -> None:
    waits: list[float] = []
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        lab.world.advance(seconds)
        waits.append(seconds)

    lab.world.flood.enabled = True
    channel = TelegramChannel(lab.world.token, lab.server.url, Pacing(lambda: now, sleep))
    await channel.start()
    ada = lab.customer()
    for number in range(8):
        await channel.send(place(ada.id), text_card(str(number)))
    assert [message.text for message in ada.chat.from_bot] == [str(n) for n in range(8)]
    assert sum(waits) == pytest.approx(5)
    await channel.close()


async def test_chats_do_not_wait_for_each_other(lab: Lab) -> None:
    ada, bob = lab.customer(), lab.customer(72)
    held = lab.world.faults.hang("sendMessage", "before", chat_id=ada.id)
    slow = asyncio.create_task(lab.channel.send(place(ada.id), text_card("slow")))
    await lab.channel.send(place(bob.id), text_card("fast"))
    assert not slow.done()
    held.set()
    await slow


def _last_update(lab: Lab) -> dict[str, object]:
    update = lab.world.updates.pending[-1]
    return {update.kind: update.body}
