"""Questions about the bot, its chats and its files."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.telegram import limits
from sandbox.telegram.errors import bad_request
from sandbox.telegram.model import Json
from sandbox.telegram.params import Params
from sandbox.telegram.profile import Profile, read_commands, read_language, read_scope
from sandbox.telegram.recipients import find_chat
from sandbox.telegram.world import TelegramWorld

Texts = Callable[[Profile], dict[str, str]]
_MENU_BUTTONS = {"commands", "web_app", "default"}


async def get_me(world: TelegramWorld, params: Params) -> Json:
    """getMe."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": world.can_read_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return world.bot.to_json() | abilities


async def set_commands(world: TelegramWorld, params: Params) -> bool:
    """setMyCommands."""
    commands = read_commands(params.values.get("commands"))
    world.profile.commands[_key(params)] = commands
    world.changes.touch()
    return True


async def get_commands(world: TelegramWorld, params: Params) -> list[Json]:
    """getMyCommands: exactly this scope and language."""
    return world.profile.commands.get(_key(params), [])


async def delete_commands(world: TelegramWorld, params: Params) -> bool:
    """deleteMyCommands."""
    world.profile.commands.pop(_key(params), None)
    world.changes.touch()
    return True


def _key(params: Params) -> tuple[str, int, int, str]:
    return (*read_scope(params.values.get("scope")), read_language(params.values.get("language_code")))


def _setter(field: str, most: int, error: str, texts: Texts) -> Callable[[TelegramWorld, Params], Awaitable[bool]]:
    async def set_text(world: TelegramWorld, params: Params) -> bool:
        text = params.text(field)
        if limits.count_units(text) > most:
            raise bad_request(error)
        texts(world.profile)[read_language(params.values.get("language_code"))] = text
        world.changes.touch()
        return True

    return set_text


def _getter(field: str, texts: Texts) -> Callable[[TelegramWorld, Params], Awaitable[Json]]:
    async def get_text(world: TelegramWorld, params: Params) -> Json:
        known = texts(world.profile)
        language = read_language(params.values.get("language_code"))
        fallback = world.bot.first_name if field == "name" else ""
        return {field: known.get(language) or known.get("") or fallback}

    return get_text


async def set_menu_button(world: TelegramWorld, params: Params) -> bool:
    """setChatMenuButton, for one private chat or for all."""
    button = params.values.get("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: unsupported type specified")
    chat = find_chat(world, params).id if params.values.get("chat_id") is not None else 0
    world.profile.menu_buttons[chat] = button
    world.changes.touch()
    return True


async def get_chat(world: TelegramWorld, params: Params) -> Json:
    """getChat."""
    chat = find_chat(world, params)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return chat.to_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


async def get_chat_member(world: TelegramWorld, params: Params) -> Json:
    """getChatMember."""
    chat = find_chat(world, params)
    user_id = params.number("user_id")
    if user_id == world.bot.id:
        return _describe_bot(world, chat.bot_status)
    person = world.people.get(user_id)
    if person is None:
        raise bad_request("invalid user_id specified")
    inside = user_id in chat.member_ids or user_id == chat.id
    return {"user": person.user.to_json(), "status": "member" if inside else "left"}


def _describe_bot(world: TelegramWorld, status: str) -> Json:
    body: Json = {"user": world.bot.to_json(), "status": status}
    if status == "kicked":
        body["until_date"] = 0
    if status == "administrator":
        rights = (
            "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
            "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
            "can_post_stories", "can_edit_stories", "can_delete_stories",
        )  # fmt: skip
        body |= {right: right in {"can_manage_chat", "can_delete_messages"} for right in rights}
    return body


async def get_file(world: TelegramWorld, params: Params) -> Json:
    """getFile: up to 20 MB."""
    file = world.files.by_id.get(params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > limits.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**file.to_json(), "file_path": file.path}


def _names(profile: Profile) -> dict[str, str]:
    return profile.names


def _descriptions(profile: Profile) -> dict[str, str]:
    return profile.descriptions


def _short_descriptions(profile: Profile) -> dict[str, str]:
    return profile.short_descriptions


METHODS: dict[str, Callable[[TelegramWorld, Params], Awaitable[Any]]] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": _setter("name", limits.BOT_NAME_CHARS, "BOT_TITLE_INVALID", _names),
    "getMyName": _getter("name", _names),
    "setMyDescription": _setter("description", limits.BOT_DESCRIPTION_CHARS, "BOT_DESCRIPTION_INVALID", _descriptions),
    "getMyDescription": _getter("description", _descriptions),
    "setMyShortDescription": _setter(
        "short_description",
        limits.BOT_SHORT_DESCRIPTION_CHARS,
        "BOT_SHORT_DESCRIPTION_INVALID",
        _short_descriptions,
    ),
    "getMyShortDescription": _getter("short_description", _short_descriptions),
    "setChatMenuButton": set_menu_button,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getFile": get_file,
}
