"""Messages: what is sent arrives as it was meant, and what Telegram refuses is refused in its words."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import telegram
from PIL import Image
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Markup

from tests.sandbox.telegram_lab import Lab, open_lab

BAD = "Bad Request: "
NOT_MODIFIED = BAD + "message is not modified"
OLD_QUERY = (400, BAD + "query is too old and response timeout expired or query ID is invalid")


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def draw(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, kind)
    return out.getvalue()


async def test_a_message_arrives_with_its_entities_and_buttons(lab: Lab) -> None:
    ada = lab.customer()
    markup = Markup([[Button("Yes", callback_data="y"), Button("Log in", url=f"{lab.url}/login?x=1")]])
    sent = await lab.bot.send_message(
        ada.id, "<b>Hi</b> 🙂 <a href='https://a.example/?q=1&amp;r=2'>you</a>", "HTML", reply_markup=markup
    )
    seen = await ada.next_message()
    assert (seen.id, seen.text, seen.labels) == (sent.message_id, "Hi 🙂 you", [["Yes", "Log in"]])
    assert seen.html == '<b>Hi</b> 🙂 <a href="https://a.example/?q=1&amp;r=2">you</a>'
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 2), ("text_link", 6, 3)]
    assert sent.reply_markup == markup
    assert sent.from_user is not None
    assert sent.from_user.id == lab.bot.id


async def test_a_press_and_its_answer(lab: Lab) -> None:
    ada = lab.customer()
    markup = Markup([[Button("Yes", callback_data="y")]])
    sent = await lab.bot.send_message(ada.id, "Sure?", reply_markup=markup)
    await lab.bot.get_updates(offset=-1)
    press = ada.press(sent.message_id, "Yes")
    query = (await lab.bot.get_updates(offset=-1))[0].callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.id) == ("y", ada.id, press.id)
    assert isinstance(query.message, telegram.Message)
    assert query.message.reply_markup == markup
    assert await query.answer("Done", show_alert=True)
    assert press.answer is ada.toasts[-1]
    assert (ada.toasts[-1].text, ada.toasts[-1].alert) == ("Done", True)
    assert await lab.refusal("answerCallbackQuery", callback_query_id=query.id) == OLD_QUERY


async def test_answers_to_presses_have_limits(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.bot.send_message(ada.id, "Sure?", reply_markup=Markup([[Button("Yes", callback_data="y")]]))
    press = ada.press(sent.message_id, 0)
    too_long = await lab.refusal("answerCallbackQuery", callback_query_id=press.id, text="x" * 201)
    assert too_long == (400, BAD + "MESSAGE_TOO_LONG")
    assert (await lab.call("answerCallbackQuery", callback_query_id=press.id, text="x" * 200))["ok"]
    in_time, late = ada.press(sent.message_id, 0), ada.press(sent.message_id, 0)
    lab.world.advance(14.5)
    assert (await lab.call("answerCallbackQuery", callback_query_id=in_time.id))["ok"]
    lab.world.advance(1)
    assert await lab.refusal("answerCallbackQuery", callback_query_id=late.id) == OLD_QUERY
    assert await lab.refusal("answerCallbackQuery", callback_query_id="17") == OLD_QUERY


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("é<x>y</x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<b>y", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("y</b>", "Unexpected end tag at byte offset 1"),
        ("<b>y</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>y</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ('<a href="https://a.example>y</a>', "Unclosed start tag at byte offset 0"),
        (
            "<a href>y</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("<a href=a/b>y</a>", "Unexpected end of name token at byte offset 8"),
        ('<span class="x">y</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
async def test_html_that_telegram_cannot_read(lab: Lab, html: str, problem: str) -> None:
    ada = lab.customer()
    refused = await lab.refusal("sendMessage", chat_id=ada.id, text=html, parse_mode="HTML")
    assert refused == (400, f"{BAD}can't parse entities: {problem}")


@pytest.mark.parametrize(
    ("html", "text", "types"),
    [
        ("<b>a<i>b</i></b>", "ab", ["bold", "italic"]),
        ("AT&T &lt;3 &#128578; &nbsp; &amp;", "AT&T <3 🙂 &nbsp; &", []),
        ('<pre><code class="language-py">x</code></pre>', "x", ["pre"]),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", ["spoiler", "spoiler"]),
        ("<blockquote expandable>x</blockquote>", "x", ["expandable_blockquote"]),
        ("<STRONG>x</strong>", "x", ["bold"]),
        ("  <s> x </s>\n", "x", ["strikethrough"]),
        ("<b></b>see https://a.example/b. /help", "see https://a.example/b. /help", ["url", "bot_command"]),
        ("<code>https://a.example</code>", "https://a.example", ["code"]),
    ],
)
async def test_html_that_telegram_reads(lab: Lab, html: str, text: str, types: list[str]) -> None:
    ada = lab.customer()
    sent = await lab.bot.send_message(ada.id, html, "HTML")
    assert (sent.text, [entity.type for entity in sent.entities]) == (text, types)


async def test_texts_have_limits_in_utf16_units_after_parsing(lab: Lab) -> None:
    ada = lab.customer()
    full = "🙂" * 2048
    assert (await lab.bot.send_message(ada.id, f"<b>{full}</b>", "HTML")).text == full
    assert await lab.refusal("sendMessage", chat_id=ada.id, text=full + "x") == (
        400,
        BAD + "message is too long",
    )
    assert await lab.refusal("sendMessage", chat_id=ada.id, text="") == (400, BAD + "message text is empty")
    assert await lab.refusal("sendMessage", chat_id=ada.id, text="<b> </b>", parse_mode="HTML") == (
        400,
        BAD + "text must be non-empty",
    )
    assert await lab.refusal("sendMessage", chat_id=ada.id, text="x", parse_mode="MarkdownV2") == (
        400,
        BAD + "unsupported parse_mode",
    )
    picture = draw(10, 10)
    assert (await lab.bot.send_photo(ada.id, picture, caption="x" * 1024)).caption == "x" * 1024
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)caption is too long"):
        await lab.bot.send_photo(ada.id, picture, caption="x" * 1025)


@pytest.mark.parametrize(
    ("button", "problem"),
    [
        ({"text": "x", "callback_data": "d" * 64}, None),
        ({"text": "x", "callback_data": "d" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "url": "https://a.example"}, None),
        ({"text": "x", "url": "tg://user?id=1"}, None),
        ({"text": "x", "url": "nowhere"}, "BUTTON_URL_INVALID"),
        ({"text": "x", "url": "https:// a.example"}, "BUTTON_URL_INVALID"),
        (
            {"text": "x", "url": "ftp://a.example"},
            "inline keyboard button URL 'ftp://a.example' is invalid: Unsupported URL protocol",
        ),
        ({"text": " ", "callback_data": "d"}, "inline keyboard button text must be non-empty"),
        ({"callback_data": "d"}, "can't parse inline keyboard button: Can't find field \"text\""),
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_buttons(lab: Lab, button: dict[str, str], problem: str | None) -> None:
    ada = lab.customer()
    markup = {"inline_keyboard": [[button]]}
    body = await lab.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    assert body.get("description") == (BAD + problem if problem else None)


async def test_links_to_this_machine_can_be_refused_as_in_reality(lab: Lab) -> None:
    ada = lab.customer()
    markup = {"inline_keyboard": [[{"text": "x", "url": "http://localhost:8080/x"}]]}
    assert (await lab.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup))["ok"]
    lab.world.allow_local_urls = False
    refused = await lab.refusal("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    assert refused[1].endswith("is invalid: Wrong HTTP URL")
    assert (await lab.refusal("setWebhook", url="http://localhost:1/x"))[1].startswith(BAD + "bad webhook")


async def test_keyboards_have_two_limits(lab: Lab) -> None:
    ada = lab.customer()

    async def send(buttons: int, size: int) -> str | None:
        rows = [[{"text": "b" * size, "callback_data": "d"}] for _ in range(buttons)]
        body = await lab.call("sendMessage", chat_id=ada.id, text="x", reply_markup={"inline_keyboard": rows})
        return body.get("description")

    assert await send(100, 1) is None
    assert await send(101, 1) == BAD + "reply markup is too long"
    row = len('[{"text":"","callback_data":"d"}],')
    fits = (10_000 - 1) // 10 - row
    assert await send(10, fits) is None
    assert await send(10, fits + 1) == BAD + "reply markup is too long"


async def test_photos_have_limits(lab: Lab) -> None:
    ada = lab.customer()
    assert (await lab.bot.send_photo(ada.id, draw(400, 20))).photo[-1].width == 400
    assert (await ada.next_message()).photo == draw(400, 20)
    for data, problem in (
        (draw(401, 20), "PHOTO_INVALID_DIMENSIONS"),
        (draw(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (draw(20, 20, "GIF"), "IMAGE_PROCESS_FAILED"),
        (draw(200, 200)[:60], "IMAGE_PROCESS_FAILED"),
        (b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024), "is too big for a photo"),
    ):
        with pytest.raises(telegram.error.BadRequest, match=f"(?i){problem}"):
            await lab.bot.send_photo(ada.id, data)
    assert await lab.bot.send_photo(ada.id, draw(9000, 1000))


async def test_files_travel_both_ways(lab: Lab) -> None:
    ada = lab.customer()
    content = bytes(range(256)) * 3 + b"\r\n--x\r\n"
    sent = await lab.bot.send_document(ada.id, content, filename="prices “today”.csv", caption="<b>x</b>")
    seen = await ada.next_message()
    assert (seen.document, seen.file_name, seen.text) == (content, "prices “today”.csv", "<b>x</b>")
    assert sent.document is not None
    again = await lab.bot.send_document(ada.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)wrong file identifier"):
        await lab.bot.send_document(ada.id, "AgACnothing")
    photo = ada.send_photo(caption="bill")
    got = (await lab.bot.get_updates(offset=-1))[0].message
    assert got is not None
    assert got.caption == "bill"
    file = await lab.bot.get_file(got.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == photo.photo
    limit = ada.send_document(data=bytes(20 * 1024 * 1024))
    assert limit.content.file is not None
    assert (await lab.call("getFile", file_id=limit.content.file.id))["ok"]
    large = ada.send_document(data=bytes(20 * 1024 * 1024 + 1))
    assert large.content.file is not None
    assert await lab.refusal("getFile", file_id=large.content.file.id) == (400, BAD + "file is too big")


async def test_edits(lab: Lab) -> None:
    ada = lab.customer()
    markup = Markup([[Button("Yes", callback_data="y")]])
    sent = await lab.bot.send_message(ada.id, "one", reply_markup=markup)
    where = {"chat_id": ada.id, "message_id": sent.message_id}
    edited = await lab.bot.edit_message_text("two", **where)
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None
    seen = ada.chat.last
    assert (seen.text, seen.labels, seen.edited) == ("two", [], True)
    assert (await lab.refusal("editMessageText", text=" two ", **where))[1].startswith(NOT_MODIFIED)
    assert (await lab.call("editMessageText", text="<b>two</b>", parse_mode="HTML", **where))["ok"]
    assert (await lab.call("editMessageReplyMarkup", reply_markup=markup.to_dict(), **where))["ok"]
    refused = await lab.refusal("editMessageReplyMarkup", reply_markup=markup.to_dict(), **where)
    assert refused[1].startswith(NOT_MODIFIED)
    mine = ada.say("hello")
    for number, problem in ((mine.id, "message can't be edited"), (10**6, "message to edit not found")):
        refused = await lab.refusal("editMessageText", chat_id=ada.id, message_id=number, text="x")
        assert refused == (400, BAD + problem)
    refused = await lab.refusal("editMessageText", chat_id=ada.id, text="x")
    assert refused == (400, BAD + "message identifier is not specified")
    ada.delete_message(sent.message_id)
    assert (await lab.refusal("editMessageText", text="x", **where))[1] == BAD + "message to edit not found"


async def test_text_and_media_are_different_things_to_edit(lab: Lab) -> None:
    ada = lab.customer()
    text = await lab.bot.send_message(ada.id, "one")
    photo = await lab.bot.send_photo(ada.id, draw(10, 10), caption="one")
    refused = await lab.refusal("editMessageText", chat_id=ada.id, message_id=photo.message_id, text="x")
    assert refused == (400, BAD + "there is no text in the message to edit")
    refused = await lab.refusal("editMessageCaption", chat_id=ada.id, message_id=text.message_id, caption="x")
    assert refused == (400, BAD + "there is no caption in the message to edit")
    await lab.bot.edit_message_caption(ada.id, photo.message_id, caption="two")
    assert ada.chat.last.text == "two"
    media = telegram.InputMediaPhoto(draw(20, 20), caption="three")
    await lab.bot.edit_message_media(media, ada.id, photo.message_id)
    assert (ada.chat.last.text, ada.chat.last.photo) == ("three", draw(20, 20))
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)not modified"):
        await lab.bot.edit_message_media(media, ada.id, photo.message_id)


async def test_deleting(lab: Lab) -> None:
    ada = lab.customer()
    mine = ada.say("secret")
    assert await lab.bot.delete_message(ada.id, mine.id)
    assert mine not in ada.chat.messages
    refused = await lab.refusal("deleteMessage", chat_id=ada.id, message_id=mine.id)
    assert refused == (400, BAD + "message to delete not found")
    old, older = ada.say("old"), ada.say("older")
    lab.world.advance(timedelta(hours=48).total_seconds() - 5)
    assert await lab.bot.delete_message(ada.id, old.id)
    lab.world.advance(10)
    refused = await lab.refusal("deleteMessage", chat_id=ada.id, message_id=older.id)
    assert refused == (400, BAD + "message can't be deleted for everyone")


async def test_a_message_hidden_by_the_person_is_edited_without_an_error(lab: Lab) -> None:
    ada = lab.customer()
    sent = await lab.bot.send_message(ada.id, "one")
    ada.delete_message(sent.message_id, for_both=False)
    assert await lab.bot.edit_message_text("two", ada.id, sent.message_id)
    assert all(message.id != sent.message_id for message in ada.chat.messages)


async def test_replies(lab: Lab) -> None:
    ada = lab.customer()
    mine = ada.say("hello")
    sent = await lab.bot.send_message(ada.id, "hi", reply_to_message_id=mine.id)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "hello"
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)message to be replied not found"):
        await lab.bot.send_message(ada.id, "hi", reply_to_message_id=10**6)
    assert await lab.bot.send_message(ada.id, "hi", reply_to_message_id=10**6, allow_sending_without_reply=True)


async def test_typing_is_seen_until_the_message(lab: Lab) -> None:
    ada = lab.customer()
    await lab.bot.send_chat_action(ada.id, "typing")
    assert ada.chat.action == "typing"
    assert (await lab.refusal("sendChatAction", chat_id=ada.id, action="juggling"))[0] == 400
    await lab.bot.send_message(ada.id, "hi")
    assert ada.chat.action is None


async def test_reply_keyboards_stay_until_removed(lab: Lab) -> None:
    ada = lab.customer()
    await lab.bot.send_message(ada.id, "x", reply_markup=telegram.ReplyKeyboardMarkup([["A"]]))
    assert ada.chat.reply_markup is not None
    assert ada.chat.reply_markup["keyboard"] == [[{"text": "A"}]]
    await lab.bot.send_message(ada.id, "x", reply_markup=telegram.ReplyKeyboardRemove())
    assert ada.chat.reply_markup is None
