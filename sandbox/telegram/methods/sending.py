"""New messages, and the sign that one is on its way."""

from datetime import timedelta

from sandbox.telegram.errors import bad_request
from sandbox.telegram.keyboards import read_markup
from sandbox.telegram.limits import ACTION_SECONDS
from sandbox.telegram.methods.texts import read_caption, read_text
from sandbox.telegram.model import Content, Json
from sandbox.telegram.params import Params
from sandbox.telegram.recipients import find_replied, find_topic, find_writable_chat
from sandbox.telegram.world import TelegramWorld

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


async def send_message(world: TelegramWorld, params: Params) -> Json:
    """sendMessage."""
    return _send(world, params, Content("text", *read_text(params)))


async def send_photo(world: TelegramWorld, params: Params) -> Json:
    """sendPhoto."""
    text, entities = read_caption(params)
    return _send(world, params, Content("photo", text, entities, world.files.take(params, "photo", "photo")))


async def send_document(world: TelegramWorld, params: Params) -> Json:
    """sendDocument."""
    text, entities = read_caption(params)
    file = world.files.take(params, "document", "document")
    return _send(world, params, Content("document", text, entities, file))


async def send_chat_action(world: TelegramWorld, params: Params) -> bool:
    """sendChatAction."""
    chat = find_writable_chat(world, params)
    find_topic(chat, params)
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = params.text("action")
    chat.action_until = world.now() + timedelta(seconds=ACTION_SECONDS)
    world.changes.touch()
    return True


def _send(world: TelegramWorld, params: Params, content: Content) -> Json:
    chat = find_writable_chat(world, params)
    topic = find_topic(chat, params)
    replied = find_replied(chat, params)
    keyboard, other = read_markup(params.values.get("reply_markup"), allow_local_urls=world.allow_local_urls)
    world.flood.check(chat, world.now())
    chat.action = chat.action_until = None
    message = world.post(chat, world.bot, content, reply_to=replied, topic=topic)
    message.keyboard, message.reply_markup = keyboard, other
    if other and not other.get("force_reply"):
        chat.reply_markup = None if other.get("remove_keyboard") else other
    return message.to_json()


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
}
