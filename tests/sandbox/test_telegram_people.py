"""People, groups and the switches: what a person does reaches the bot, and what can go wrong goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Markup

from sandbox.calls import Call
from sandbox.telegram import Person, Seat
from sandbox.telegram.faults import DroppedConnectionError
from tests.sandbox.telegram_lab import Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


async def newest(lab: Lab) -> telegram.Update:
    return (await lab.bot.get_updates(offset=-1))[0]


async def test_who_can_be_written_to(lab: Lab) -> None:
    stranger = lab.world.person(9)
    ada = lab.customer()
    group = lab.world.group(title="Home")

    async def write(chat_id: Any) -> tuple[int, str]:
        return await lab.refusal("sendMessage", chat_id=chat_id, text="x")

    assert await write(123) == (400, "Bad Request: chat not found")
    assert await write("@nobody") == (400, "Bad Request: chat not found")
    assert await write("") == (400, "Bad Request: chat_id is empty")
    assert await write(stranger.id) == (403, "Forbidden: bot can't initiate conversation with a user")
    ada.block()
    assert await write(ada.id) == (403, "Forbidden: bot was blocked by the user")
    ada.start()
    assert (await lab.call("sendMessage", chat_id=ada.id, text="x"))["ok"]
    ada.deactivate()
    assert await write(ada.id) == (403, "Forbidden: user is deactivated")
    group.kick_bot()
    assert await write(group.id) == (403, "Forbidden: bot was kicked from the group chat")
    group.report_bot("kicked", "left")
    assert await write(group.id) == (403, "Forbidden: bot is not a member of the group chat")


async def test_start_payloads(lab: Lab) -> None:
    ada = lab.world.person(7, "Ada", "it-IT")
    ada.start("a" * 64)
    update = await newest(lab)
    assert update.message is not None
    assert update.message.text == "/start " + "a" * 64
    assert update.message.entities[0].type == "bot_command"
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "it-IT"
    for dropped in ("a" * 65, "a.b", ""):
        assert ada.start(dropped).text == "/start"


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (Seat.send_photo, "photo"),
        (Seat.send_document, "document"),
        (Seat.send_voice, "voice"),
        (Seat.send_video_note, "video_note"),
        (Seat.send_sticker, "sticker"),
        (Seat.send_location, "location"),
        (Seat.send_contact, "contact"),
        (Seat.send_poll, "poll"),
        (Seat.send_dice, "dice"),
    ],
)
async def test_every_kind_of_message(lab: Lab, act: Callable[[Person], Any], kind: str) -> None:
    act(lab.customer())
    message = (await newest(lab)).message
    assert message is not None
    assert telegram.helpers.effective_message_type(message) == kind


async def test_albums_edits_and_long_texts(lab: Lab) -> None:
    ada = lab.customer()
    ada.send_album(3, caption="bills")
    updates = await lab.bot.get_updates(offset=-3)
    messages = [update.message for update in updates if update.message]
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["bills", None, None]
    mine = ada.say("x" * 4097)
    assert len(mine.text) == 1
    ada.edit(mine.id, "y")
    edited = (await newest(lab)).edited_message
    assert edited is not None
    assert (edited.text, edited.message_id) == ("y", mine.id)


async def test_blocking_is_reported(lab: Lab) -> None:
    ada = lab.customer()
    ada.block()
    change = (await newest(lab)).my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "kicked"
    with pytest.raises(RuntimeError):
        ada.say("hello")
    ada.unblock()
    change = (await newest(lab)).my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "member"


async def test_stale_and_forged_presses(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.bot.send_message(ada.id, "x", reply_markup=Markup([[Button("A", callback_data="a")]]))
    await lab.bot.edit_message_text("y", ada.id, sent.message_id)
    with pytest.raises(KeyError):
        ada.press(sent.message_id, "A")
    ada.press_data(sent.message_id, "a")
    query = (await newest(lab)).callback_query
    assert query is not None
    assert query.data == "a"
    ada.delete_message(sent.message_id)
    ada.press_data(sent.message_id, "a")
    query = (await newest(lab)).callback_query
    assert query is not None
    assert query.message is not None
    assert not query.message.is_accessible


async def test_groups_hide_what_is_not_meant_for_the_bot(lab: Lab) -> None:
    group = lab.world.group(title="Home")
    ada, bob = (lab.world.person(n, name).in_group(group) for n, name in ((7, "Ada"), (8, "Bob")))
    before = lab.world.updates.count()
    ada.say("hello all")
    ada.say("@tariff_sandbox_bot hello")
    ada.say("/connect@another_bot")
    assert lab.world.updates.count() == before
    ada.say("/connect")
    ada.say("/connect@Tariff_Sandbox_Bot now")
    sent = await lab.bot.send_message(group.id, "Where?", reply_markup=telegram.ForceReply())
    bob.say("here", reply_to=sent.message_id)
    texts = [u.message.text for u in await lab.bot.get_updates(offset=-3) if u.message]
    assert texts == ["/connect", "/connect@Tariff_Sandbox_Bot now", "here"]
    assert (await lab.bot.get_chat_member(group.id, 7)).status == "member"
    assert (await lab.bot.get_chat_member(group.id, lab.bot.id)).status == "member"
    lab.world.can_read_all_group_messages = True
    ada.say("hello all")
    assert (await newest(lab)).message is not None


async def test_another_member_can_press(lab: Lab) -> None:
    group = lab.world.group()
    sent = await lab.bot.send_message(group.id, "x", reply_markup=Markup([[Button("A", callback_data="a")]]))
    press = lab.world.person(8).in_group(group).press(sent.message_id, 0)
    await lab.bot.answer_callback_query(press.id, "Not yours", show_alert=True)
    assert lab.world.person(8).toasts[0].alert


async def test_anonymous_admins_and_channel_posts(lab: Lab) -> None:
    lab.world.group(forum=True).say_anonymously("/connect")
    message = (await newest(lab)).message
    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert message.from_user.id == 1087968824
    channel = lab.world.channel()
    channel.post("/start")
    post = (await newest(lab)).channel_post
    assert post is not None
    assert post.from_user is None
    assert (await lab.bot.send_message(channel.id, "x")).chat.type == "channel"


async def test_topics(lab: Lab) -> None:
    forum = lab.world.group(forum=True)
    bills = forum.topic("Bills")
    lab.world.person(7).in_group(forum, bills).say("/connect")
    message = (await newest(lab)).message
    assert message is not None
    assert (message.is_topic_message, message.message_thread_id) == (True, bills.id)
    assert (await lab.bot.send_message(forum.id, "x", message_thread_id=bills.id)).is_topic_message
    general = await lab.bot.send_message(forum.id, "x")
    assert general.message_thread_id is None
    reply = lab.world.person(7).in_group(forum).say("yes", reply_to=general.message_id)
    assert (reply.is_topic, reply.thread_id) == (False, general.message_id)
    missing = (400, "Bad Request: message thread not found")
    for number in (1, 99999):
        assert await lab.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=number) == missing
    forum.delete_topic(bills)
    assert await lab.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=bills.id) == missing
    other = forum.topic("Other")
    forum.disable_topics()
    assert await lab.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=other.id) == missing


@pytest.mark.parametrize("silently", [False, True])
async def test_upgraded_groups(lab: Lab, silently: bool) -> None:
    group = lab.world.group()
    before = lab.world.updates.count()
    new = lab.world.upgrade_group(group, silently=silently)
    assert lab.world.updates.count() == before + (0 if silently else 2)
    with pytest.raises(telegram.error.ChatMigrated) as caught:
        await lab.bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == new.id
    assert await lab.bot.send_message(new.id, "x")


async def test_flood_limits(lab: Lab) -> None:
    clock = lab.world.now()
    lab.world._clock = lambda: clock  # time stands still
    lab.world.flood.enabled = True
    ada = lab.customer()

    async def send(chat_id: int) -> dict[str, Any]:
        return await lab.call("sendMessage", chat_id=chat_id, text="x")

    for _ in range(5):
        assert (await send(ada.id))["ok"]
    refused = await send(ada.id)
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 1})
    assert refused["description"] == "Too Many Requests: retry after 1"
    lab.world.advance(1)
    assert (await send(ada.id))["ok"]
    assert (await send(ada.id))["error_code"] == 429
    lab.world.flood.hold(ada.id, lab.world.now() + timedelta(seconds=30))
    assert (await send(ada.id))["parameters"] == {"retry_after": 30}


async def test_flood_limits_over_all_chats_and_in_groups(lab: Lab) -> None:
    clock = lab.world.now()
    lab.world._clock = lambda: clock
    lab.world.flood.enabled = True
    people = [lab.customer(number) for number in range(100, 131)]
    answers = [await lab.call("sendMessage", chat_id=p.id, text="x") for p in people]
    assert [a["ok"] for a in answers] == [True] * 30 + [False]
    lab.world.flood.chat_burst = 100
    group = lab.world.group()
    lab.world.advance(1)
    sent = [await lab.call("sendMessage", chat_id=group.id, text="x") for _ in range(21)]
    assert [a["ok"] for a in sent] == [True] * 20 + [False]
    assert sent[-1]["parameters"] == {"retry_after": 60}


async def test_calls_fail_on_demand(lab: Lab) -> None:
    ada, bob = lab.customer(7), lab.customer(8)
    faults = lab.world.faults
    faults.refuse("sendMessage", 429, "Too Many Requests: retry after 30", {"retry_after": 30}, chat_id=ada.id)
    assert await lab.bot.send_message(bob.id, "x")
    refused = await lab.call("sendMessage", chat_id=ada.id, text="x")
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 30})
    sent = await lab.bot.send_message(ada.id, "x")
    faults.never_modified = True
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)not modified"):
        await lab.bot.edit_message_text("y", ada.id, sent.message_id)
    assert ada.chat.last.text == "x"


@pytest.mark.parametrize(("moment", "copies"), [("before", 0), ("after", 1)])
async def test_connections_break_on_demand(lab: Lab, moment: Any, copies: int) -> None:
    ada = lab.customer()
    lab.world.faults.drop("sendMessage", moment)
    with pytest.raises(aiohttp.ClientConnectionError):
        await lab.call("sendMessage", chat_id=ada.id, text="x")
    assert len(ada.chat.from_bot) == copies
    assert (await lab.call("sendMessage", chat_id=ada.id, text="x"))["ok"]


async def test_a_call_hangs_with_its_effect_done(lab: Lab) -> None:
    ada = lab.customer()
    release = lab.world.faults.hang("sendMessage")
    call = asyncio.create_task(lab.call("sendMessage", chat_id=ada.id, text="x"))
    assert (await ada.next_message()).text == "x"
    assert not call.done()
    release.set()
    assert (await call)["ok"]


async def test_calls_are_announced_before_and_after_their_effect(lab: Lab) -> None:
    ada = lab.customer()
    moments: list[tuple[str, str, int]] = []

    async def watch(call: Call, moment: str) -> None:
        moments.append((call.method, moment, len(ada.chat.from_bot)))

    lab.calls.watchers.append(watch)
    await lab.bot.send_document(ada.id, b"abc", filename="a.txt")
    assert moments == [("sendDocument", "before", 0), ("sendDocument", "after", 1)]
    body = lab.calls.to("telegram")[-1].body
    assert {"name": "a.txt", "size": 3} in body.values()


@pytest.mark.parametrize(("moment", "copies"), [("before", 0), ("after", 1)])
async def test_a_bot_killed_by_a_watcher(lab: Lab, moment: str, copies: int) -> None:
    ada = lab.customer()
    killed = asyncio.Event()

    async def kill(call: Call, now: str) -> None:
        if now == moment and not killed.is_set():
            await lab.session.close()
            killed.set()

    lab.calls.watchers.append(kill)
    with pytest.raises(aiohttp.ClientError):
        await lab.call("sendMessage", chat_id=ada.id, text="x")
    await killed.wait()
    await lab.bot.get_me()
    assert len(ada.chat.from_bot) == copies


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_watcher_can_break_the_connection(lab: Lab, moment: str) -> None:
    async def cut(call: Call, now: str) -> None:
        if now == moment:
            raise DroppedConnectionError

    lab.calls.watchers.append(cut)
    with pytest.raises(aiohttp.ClientConnectionError):
        await lab.call("getMe")


async def test_waiting_ends_with_the_chat_in_words(lab: Lab) -> None:
    ada = lab.customer()
    with pytest.raises(TimeoutError, match="Ada: /start"):
        await ada.next_message(timeout=0.01)
    assert not await lab.world.changed(timeout=0.01)


async def test_what_the_bot_tells_about_itself(lab: Lab) -> None:
    bot, ada = lab.bot, lab.world.person(7, "Ada", "de-AT")
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("help", "Hilfe")], language_code="de")
    assert [c.description for c in await bot.get_my_commands(language_code="de")] == ["Hilfe"]
    assert lab.world.profile.commands_in(ada.id, "de-AT") == [{"command": "help", "description": "Hilfe"}]
    await bot.delete_my_commands(language_code="de")
    assert lab.world.profile.commands_in(ada.id, "de-AT")[0]["description"] == "Help"
    await bot.set_my_commands([("mine", "Mine")], scope=telegram.BotCommandScopeChat(7))
    assert lab.world.profile.commands_in(ada.id, "de-AT")[0]["command"] == "mine"
    await bot.set_my_description("Hello", language_code="en")
    await bot.set_my_short_description("Hi")
    await bot.set_my_name("Watt", language_code="de")
    assert (await bot.get_my_description("en")).description == "Hello"
    assert (await bot.get_my_short_description("en")).short_description == "Hi"
    assert (await bot.get_my_name("de")).name == "Watt"
    assert (await bot.get_my_name()).name == "Tariffbot"
    assert await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
    assert (await bot.get_chat(7)).first_name == "Ada"


@pytest.mark.parametrize(
    ("method", "params", "problem"),
    [
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "x" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": f"c{i}", "description": "x"} for i in range(101)]},
            "BOT_COMMANDS_TOO_MUCH",
        ),
        ("setMyCommands", {"commands": [], "language_code": "deu"}, "invalid language code specified"),
        ("setMyDescription", {"description": "x" * 513}, "BOT_DESCRIPTION_INVALID"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_SHORT_DESCRIPTION_INVALID"),
        ("setMyName", {"name": "x" * 65}, "BOT_TITLE_INVALID"),
    ],
)
async def test_limits_of_the_profile(lab: Lab, method: str, params: dict[str, Any], problem: str) -> None:
    assert await lab.refusal(method, **params) == (400, f"Bad Request: {problem}")


@pytest.mark.parametrize(
    ("method", "params"),
    [
        (
            "setMyCommands",
            {"commands": [{"command": "a" * 31 + str(i), "description": "x" * 256} for i in range(10)]},
        ),
        (
            "setMyCommands",
            {"commands": [{"command": f"c{i}", "description": "x"} for i in range(100)]},
        ),
        ("setMyDescription", {"description": "x" * 512}),
        ("setMyShortDescription", {"short_description": "x" * 120}),
        ("setMyName", {"name": "x" * 64}),
    ],
)
async def test_the_longest_profile(lab: Lab, method: str, params: dict[str, Any]) -> None:
    assert (await lab.call(method, **params))["ok"]
