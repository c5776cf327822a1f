"""Who a call is about: chats that can be written to, and messages that can be changed."""

from sandbox.telegram.errors import bad_request, forbidden
from sandbox.telegram.model import Chat, Message, Topic
from sandbox.telegram.params import Params
from sandbox.telegram.world import TelegramWorld


def find_chat(world: TelegramWorld, params: Params) -> Chat:
    """The chat that chat_id names, whether or not the bot may write there."""
    value = params.values.get("chat_id")
    if value is None or value == "":
        raise bad_request("chat_id is empty")
    if isinstance(value, str):
        name = value.removeprefix("@").casefold()
        chat = next((c for c in world.chats.values() if c.username and c.username.casefold() == name), None)
    else:
        chat = world.chats.get(value)
    if chat is None:
        raise bad_request("chat not found")
    return chat


def find_writable_chat(world: TelegramWorld, params: Params) -> Chat:
    """The chat that chat_id names; refused when the bot may not write there."""
    chat = find_chat(world, params)
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to})
    if chat.kind == "private":
        _check_person(world, chat)
    elif chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {_noun(chat)} chat")
    elif chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {_noun(chat)} chat")
    return chat


def _check_person(world: TelegramWorld, chat: Chat) -> None:
    person = world.people[chat.id]
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def _noun(chat: Chat) -> str:
    return chat.kind


def find_topic(chat: Chat, params: Params) -> Topic | None:
    """The topic to write into. General has no id: it is addressed by leaving the parameter out."""
    if params.values.get("message_thread_id") is None:
        return None
    topic = chat.topics.get(params.number("message_thread_id"))
    if not chat.forum or topic is None or topic.deleted:
        raise bad_request("message thread not found")
    return topic


def find_replied(chat: Chat, params: Params) -> Message | None:
    """The message that is replied to; None when there is none or it may be missing."""
    wanted = params.values.get("reply_parameters")
    if wanted is None:
        wanted = {
            "message_id": params.values.get("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    if not isinstance(wanted, dict):
        raise bad_request("object expected as reply parameters")
    message_id = wanted.get("message_id")
    if message_id is None:
        return None
    message = chat.find(message_id) if isinstance(message_id, int) else None
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def find_own_message(world: TelegramWorld, params: Params) -> Message:
    """The bot's message that is to be edited."""
    chat = find_writable_chat(world, params)
    message_id = params.number("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.find(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender is not world.bot:
        raise bad_request("message can't be edited")
    return message
