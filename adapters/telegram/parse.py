"""From an update of the Bot API to an arrival. Pure, and it never raises: what it cannot read is None.

Read straight from the JSON: `telegram.Update.de_json` takes 0.28 ms for a press, these readers 0.01 ms.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.telegram.limits import KEY_CHARS, NUMBER_CHARS
from bot.conversation.replies import (
    Arrival,
    Commanded,
    Edited,
    Left,
    MessageRef,
    Moved,
    Nobody,
    Person,
    Place,
    Pressed,
    Reply,
    Returned,
    Said,
    Shared,
    SharedKind,
)

Json = Mapping[str, Any]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

# Posts on behalf of a chat, not of a person: anonymous admins, channels in their discussion group, channels.
NOBODY_IDS = frozenset({1087968824, 777000, 136817688})

# What a message can carry besides text, in the order in which to look: some set an older field too.
CONTENT: tuple[tuple[str, SharedKind], ...] = (
    ("photo", "photo"),
    ("live_photo", "photo"),
    ("voice", "voice"),
    ("video", "video"),
    ("video_note", "video"),
    ("animation", "video"),
    ("sticker", "sticker"),
    ("location", "location"),
    ("contact", "contact"),
    ("document", "document"),
    *(
        (name, "other")
        for name in ("audio", "poll", "dice", "game", "story", "paid_media", "checklist", "rich_message", "invoice")
    ),
)

INSIDE = frozenset({"creator", "administrator", "member"})
COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.ASCII | re.DOTALL)
TOKEN = re.compile(rf"(?P<key>[A-Za-z0-9_-]{{{KEY_CHARS}}})(?P<number>[0-9a-z]{{{NUMBER_CHARS}}})")


def parse_update(raw: Json, bot_id: int, bot_username: str, now: datetime) -> Arrival | None:
    """The arrival in one update, None where there is nothing for us. `now` dates what Telegram does not."""
    update_id = raw.get("update_id")
    if not isinstance(update_id, int):
        return None
    reader = _Reader(f"update:{bot_id}:{update_id}", bot_id, bot_username.lower(), now)
    for name, read in (
        ("callback_query", reader.press),
        ("message", reader.message),
        ("edited_message", reader.edit),
        ("my_chat_member", reader.membership),
    ):
        content = _object(raw, name)
        if content:
            return read(content)
    return None


class _Reader:
    def __init__(self, arrival_id: str, bot_id: int, bot_username: str, now: datetime) -> None:
        self.id, self.bot_id, self.username, self.now = arrival_id, bot_id, bot_username, now
        self.mention = re.compile(rf"@{re.escape(bot_username)}\b", re.IGNORECASE)

    def press(self, query: Json) -> Arrival | None:
        person, message = _person(query), _object(query, "message")
        place = _place(message) if message else Place("telegram", person.id)
        if not person.id or place is None:
            return None
        token = TOKEN.fullmatch(_text(query, "data"))
        key, number = (token["key"], int(token["number"], 36)) if token else ("", -1)
        pressed = Pressed(key, number, _text(query, "id"), _reference(message))
        return Arrival(self.id, place, person, pressed, self.now)

    def message(self, message: Json) -> Arrival | None:
        place, author = _place(message), _object(message, "from")
        if place is None:
            return None
        moved = _moved(message, place)
        if moved:
            return self._arrival(message, *moved)
        if _is_nobody(message):
            return self._arrival(message, place, Nobody()) if self._is_for_us(message, place) else None
        if not author.get("id") or author.get("is_bot") or not self._is_for_us(message, place):
            return None
        reply = self._reply(message)
        return self._arrival(message, place, reply) if reply else None

    def edit(self, message: Json) -> Arrival | None:
        place, author, text = _place(message), _object(message, "from"), _words(message)
        if place is None or not text or not author.get("id") or author.get("is_bot") or _is_nobody(message):
            return None
        return self._arrival(message, place, Edited(text)) if self._is_for_us(message, place) else None

    def membership(self, change: Json) -> Arrival | None:
        place = _place(change)
        was, is_now = (_is_inside(_object(change, name)) for name in ("old_chat_member", "new_chat_member"))
        if place is None or was == is_now or not _person(change).id:
            return None
        return self._arrival(change, place, Returned() if is_now else Left())

    def _arrival(self, source: Json, place: Place, reply: Reply) -> Arrival:
        album = _text(source, "media_group_id")
        identity = f"album:{self.bot_id}:{album}" if album and isinstance(reply, Shared) else self.id
        return Arrival(identity, place, _person(source), reply, _date(source) or self.now)

    def _reply(self, message: Json) -> Reply | None:
        text = _text(message, "text")
        if not text:
            caption = self._without_mention(_text(message, "caption"))
            return next((Shared(kind, caption) for name, kind in CONTENT if message.get(name)), None)
        command = COMMAND.fullmatch(text.strip())
        if command is None:
            return Said(self._without_mention(text))
        return Commanded(command["name"].lower(), (command["argument"] or "").strip())

    def _is_for_us(self, message: Json, place: Place) -> bool:
        """All of a private chat; of a group only commands, answers to the bot, and what mentions it."""
        words = _words(message)
        command = COMMAND.fullmatch(words.strip())
        if command and command["bot"]:
            return command["bot"].lower() == self.username
        answered = _object(_object(message, "reply_to_message"), "from").get("id")
        return bool(place.private or command or answered == self.bot_id or self.mention.search(words))

    def _without_mention(self, text: str) -> str:
        return self.mention.sub("", text).strip() if "@" in text else text


def _is_nobody(message: Json) -> bool:
    return _object(message, "from").get("id") in NOBODY_IDS or bool(message.get("sender_chat"))


def _moved(message: Json, place: Place) -> tuple[Place, Moved] | None:
    """Both service messages, in the old group and in the new one, say the same."""
    new, old = message.get("migrate_to_chat_id"), message.get("migrate_from_chat_id")
    if isinstance(new, int):
        return Place("telegram", place.chat, private=False), Moved(str(new))
    if isinstance(old, int):
        return Place("telegram", str(old), private=False), Moved(place.chat)
    return None


def _is_inside(member: Json) -> bool:
    status = member.get("status")
    return status in INSIDE or (status == "restricted" and bool(member.get("is_member")))


def _place(source: Json) -> Place | None:
    chat = _object(source, "chat")
    chat_id, kind = chat.get("id"), chat.get("type")
    if not isinstance(chat_id, int) or kind not in ("private", "group", "supergroup") or chat.get("is_direct_messages"):
        return None
    thread = source.get("message_thread_id") if source.get("is_topic_message") else None
    return Place("telegram", str(chat_id), str(thread or ""), kind == "private")


def _person(source: Json) -> Person:
    author = _object(source, "from")
    return Person(str(author.get("id") or ""), language=_text(author, "language_code"))


def _reference(message: Json) -> MessageRef | None:
    number = message.get("message_id")
    if not isinstance(number, int):
        return None
    if message.get("photo"):
        return MessageRef(str(number), "picture")
    return MessageRef(str(number), "file" if message.get("document") else "text")


def _date(source: Json) -> datetime | None:
    seconds = source.get("date")
    if not isinstance(seconds, int) or not 0 < seconds < 1 << 35:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _words(message: Json) -> str:
    return _text(message, "text") or _text(message, "caption")


def _text(source: Json, name: str) -> str:
    value = source.get(name)
    if not isinstance(value, str):
        return ""
    # JSON can hold half a surrogate pair; no encoding and nobody after us can.
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def _object(source: Json, name: str) -> Json:
    value = source.get(name)
    return value if isinstance(value, dict) else {}
