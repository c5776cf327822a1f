"""Changes of messages, and answers to presses."""

from datetime import timedelta
from typing import Any

from sandbox.telegram import limits
from sandbox.telegram.errors import bad_request
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.methods.texts import read_caption, read_text
from sandbox.telegram.model import Content, Json, Message, Toast
from sandbox.telegram.params import Params
from sandbox.telegram.recipients import find_own_message, find_writable_chat
from sandbox.telegram.world import TelegramWorld

_UNMODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
_WITH_CAPTION = {"photo", "document"}


async def edit_text(world: TelegramWorld, params: Params) -> Json:
    """editMessageText."""
    text, entities = read_text(params)
    message = find_own_message(world, params)
    if message.content.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _change(world, params, message, Content("text", text, entities))


async def edit_caption(world: TelegramWorld, params: Params) -> Json:
    """editMessageCaption."""
    text, entities = read_caption(params)
    message = find_own_message(world, params)
    if message.content.kind not in _WITH_CAPTION:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, params, message, Content(message.content.kind, text, entities, message.content.file))


async def edit_media(world: TelegramWorld, params: Params) -> Json:
    """editMessageMedia."""
    media = params.values.get("media")
    if not isinstance(media, dict) or media.get("type") not in _WITH_CAPTION:
        raise bad_request("can't parse InputMedia: type must be photo or document")
    message = find_own_message(world, params)
    if message.content.kind not in {*_WITH_CAPTION, "text"}:
        raise bad_request("there is no media in the message to edit")
    kind = str(media["type"])
    text, entities = read_caption(Params(dict(media), params.files))
    file = world.files.take(params, "media", kind, media.get("media"))
    return _change(world, params, message, Content(kind, text, entities, file))


async def edit_markup(world: TelegramWorld, params: Params) -> Json:
    """editMessageReplyMarkup."""
    message = find_own_message(world, params)
    return _change(world, params, message, message.content)


async def delete_message(world: TelegramWorld, params: Params) -> bool:
    """deleteMessage: own messages, a person's in a private chat, for 48 hours."""
    chat = find_writable_chat(world, params)
    message = chat.find(params.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    own = message.sender is world.bot
    if not own and chat.kind != "private" and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    if world.now() - message.date > timedelta(hours=limits.DELETE_HOURS):
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    world.touch(message)
    return True


async def answer_press(world: TelegramWorld, params: Params) -> bool:
    """answerCallbackQuery: within 15 seconds; a later answer of the same query replaces nothing."""
    press = world.presses.get(params.text("callback_query_id"))
    text = params.text("text")
    if limits.count_units(text) > limits.CALLBACK_ANSWER_CHARS:
        raise bad_request("MESSAGE_TOO_LONG")
    late = timedelta(seconds=limits.CALLBACK_ANSWER_SECONDS)
    if press is None or press.answered or world.now() - press.at > late:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    press.answered = True
    press.answer = Toast(text, params.flag("show_alert"), params.text("url") or None, world.changes.touch())
    person = world.people.get(press.user.id)
    if text and person:
        person.toasts.append(press.answer)
    return True


def _change(world: TelegramWorld, params: Params, message: Message, content: Content) -> Json:
    keyboard, _ = read_markup(
        params.values.get("reply_markup"), allow_local_urls=world.allow_local_urls, inline_only=True
    )
    if world.faults.never_modified or _look(message.content, message.keyboard) == _look(content, keyboard):
        raise bad_request(_UNMODIFIED)
    message.content, message.keyboard = content, keyboard
    message.edited_at = world.now()
    world.touch(message)
    return message.to_json()


def _look(content: Content, keyboard: Any) -> tuple[Any, ...]:
    file = content.file.unique_id if content.file else None
    return content.kind, content.text, content.entities, file, keyboard


METHODS = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_press,
}
