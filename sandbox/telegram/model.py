"""What the emulated Telegram knows: people, chats, messages and what is in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.telegram.formatting import Entity, to_html

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup", "channel"]
BotStatus = Literal["member", "administrator", "kicked", "left"]

GROUP_ANONYMOUS_BOT = 1087968824  # core.telegram.org/bots/api#message, from of an anonymous admin


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    language_code: str | None = None
    username: str | None = None
    last_name: str | None = None
    is_bot: bool = False

    def to_json(self) -> Json:
        """The Bot API's User."""
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name):
                body[name] = getattr(self, name)
        return body


@dataclass(frozen=True, slots=True)
class File:
    """Bytes that Telegram keeps; `unique_id` is the same for the same bytes."""

    id: str
    unique_id: str
    name: str
    mime: str
    data: bytes
    path: str
    width: int = 0
    height: int = 0

    def to_json(self) -> Json:
        """The fields that every file object of the Bot API has."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: `kind` is the field that says what it does (callback_data, url, …)."""

    text: str
    kind: str
    value: Any
    raw: Json

    @property
    def url(self) -> str | None:
        """Where it leads, when it is a link."""
        if self.kind == "url":
            return str(self.value)
        return str(self.value["url"]) if self.kind in {"login_url", "web_app"} else None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says: text or caption, entities, and at most one file; `extra` is sent as it is."""

    kind: str = "text"
    text: str = ""
    entities: tuple[Entity, ...] = ()
    file: File | None = None
    extra: Json = field(default_factory=dict)

    def to_json(self) -> Json:
        """The content fields of the Bot API's Message."""
        body: Json = dict(self.extra)
        if self.file and self.kind == "photo":
            body["photo"] = [{**self.file.to_json(), "width": self.file.width, "height": self.file.height}]
        elif self.file:
            body[self.kind] = self.file.to_json() | body.get(self.kind, {})
            if self.kind == "document":
                body["document"] |= {"file_name": self.file.name, "mime_type": self.file.mime}
        if self.text:
            name = "text" if self.kind == "text" else "caption"
            body[name] = self.text
            if self.entities:
                key = "entities" if self.kind == "text" else "caption_entities"
                body[key] = [entity.to_json() for entity in self.entities]
        return body


@dataclass(slots=True, eq=False)
class Message:
    """One message in one chat. `revision` grows with every change of it; `came` is its first."""

    id: int
    chat: "Chat"
    sender: User | None
    date: datetime
    content: Content
    sender_chat: "Chat | None" = None
    keyboard: Keyboard = ()
    reply_markup: Json | None = None  # a reply keyboard, its removal, or force_reply
    reply_to: "Message | None" = None
    thread_id: int | None = None
    is_topic: bool = False
    edited_at: datetime | None = None
    deleted: bool = False
    hidden: bool = False  # the person deleted it for themselves only; the bot cannot know
    came: int = 0
    revision: int = 0

    @property
    def text(self) -> str:
        """Text, or the caption of a photo or a document."""
        return self.content.text

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Entities of the text or of the caption."""
        return self.content.entities

    @property
    def html(self) -> str:
        """The text with its entities as HTML."""
        return to_html(self.content.text, self.content.entities)

    @property
    def photo(self) -> bytes | None:
        """The picture's bytes."""
        return self.content.file.data if self.content.file and self.content.kind == "photo" else None

    @property
    def document(self) -> bytes | None:
        """The document's bytes."""
        return self.content.file.data if self.content.file and self.content.kind == "document" else None

    @property
    def file_name(self) -> str | None:
        """The name of the attached file."""
        return self.content.file.name if self.content.file else None

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender is not None and self.sender.is_bot and self.sender.id != GROUP_ANONYMOUS_BOT

    @property
    def edited(self) -> bool:
        """Whether it was changed after it was sent."""
        return self.edited_at is not None

    @property
    def buttons(self) -> list[Button]:
        """All inline buttons, row by row."""
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self) -> list[list[str]]:
        """The texts of the inline buttons, in rows."""
        return [[button.text for button in row] for row in self.keyboard]

    def button(self, which: str | int) -> Button:
        """A button by its text (exact, else the only one that contains it) or by its place. KeyError if none."""
        if isinstance(which, int):
            return self.buttons[which]
        exact = [b for b in self.buttons if b.text == which]
        near = exact or [b for b in self.buttons if which.casefold() in b.text.casefold()]
        if not near or (len(near) > 1 and not exact):
            raise KeyError(f"{which!r} is not one button of {self.labels}")
        return near[0]

    def to_json(self, *, quoted: bool = False) -> Json:
        """The Bot API's Message; a quoted one carries no reply of its own."""
        body: Json = {"message_id": self.id, "date": int(self.date.timestamp()), "chat": self.chat.to_json()}
        if self.sender and self.chat.kind != "channel":
            body["from"] = self.sender.to_json()
        if self.sender_chat:
            body["sender_chat"] = self.sender_chat.to_json()
        if self.thread_id is not None:
            body["message_thread_id"] = self.thread_id
        if self.is_topic:
            body["is_topic_message"] = True
        if self.edited_at:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.reply_to and not quoted:
            body["reply_to_message"] = self.reply_to.to_json(quoted=True)
        body |= self.content.to_json()
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": [[b.raw for b in row] for row in self.keyboard]}
        return body


@dataclass(slots=True, eq=False)
class Toast:
    """An answer to a press that the person sees: a short note, or an alert to be closed."""

    text: str
    alert: bool
    url: str | None = None
    revision: int = 0


@dataclass(slots=True, eq=False)
class Press:
    """One tap on an inline button; `answer` is set once the bot answered the query."""

    id: str
    user: User
    message: Message
    button: Button
    at: datetime
    answered: bool = False
    answer: Toast | None = None


@dataclass(slots=True, eq=False)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    deleted: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A chat as everyone in it sees it."""

    id: int
    kind: ChatKind
    title: str
    username: str | None = None
    forum: bool = False
    log: list[Message] = field(default_factory=list)  # everything, also what was deleted
    member_ids: set[int] = field(default_factory=set)
    topics: dict[int, Topic] = field(default_factory=dict)
    bot_status: BotStatus = "member"
    migrated_to: int | None = None
    reply_markup: Json | None = None  # the reply keyboard under the input
    action: str | None = None  # "typing" and the like, until the next message or for five seconds
    action_until: datetime | None = None

    @property
    def messages(self) -> list[Message]:
        """What can be seen now, oldest first."""
        return [m for m in self.log if not m.deleted and not m.hidden]

    @property
    def last(self) -> Message:
        """The newest message that can be seen. IndexError in an empty chat."""
        return self.messages[-1]

    @property
    def from_bot(self) -> list[Message]:
        """The bot's messages that can be seen, oldest first."""
        return [m for m in self.messages if m.from_bot]

    def find(self, message_id: int) -> Message | None:
        """A message that still exists on the server."""
        return next((m for m in reversed(self.log) if m.id == message_id and not m.deleted), None)

    def transcript(self) -> Iterator[str]:
        """The chat in lines: who, what, and the buttons in brackets."""
        for message in self.messages:
            who = "Bot" if message.from_bot else message.sender.first_name if message.sender else self.title
            what = message.text if message.content.kind == "text" else f"({message.content.kind}) {message.text}"
            yield f"{who}: {what}"
            yield from (" ".join(f"[{label}]" for label in row) for row in message.labels)

    def to_json(self) -> Json:
        """The Bot API's Chat."""
        body: Json = {"id": self.id, "type": self.kind}
        body["first_name" if self.kind == "private" else "title"] = self.title
        if self.username:
            body["username"] = self.username
        if self.forum:
            body["is_forum"] = True
        return body
