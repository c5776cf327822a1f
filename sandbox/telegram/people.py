"""A person's side: what they can do in a chat, and what they see there."""

import asyncio
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PIL import Image

from sandbox.telegram.limits import START_PAYLOAD_CHARS, TEXT_UNITS, count_units
from sandbox.telegram.model import Button, Chat, Content, Json, Message, Press, Toast, Topic, User

if TYPE_CHECKING:
    from sandbox.telegram.groups import Group
    from sandbox.telegram.world import TelegramWorld

T = TypeVar("T")
_PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{1,{START_PAYLOAD_CHARS}}}")
PATIENCE_S = 5.0


class Seat:
    """One person in one chat (and topic)."""

    def __init__(self, world: "TelegramWorld", user: User, chat: Chat, topic: Topic | None = None) -> None:
        self.world = world
        self.user = user
        self.chat = chat
        self.topic = topic
        self._returned: list[Message] = []

    def say(self, text: str, *, reply_to: int | None = None) -> Message:
        """Send a text; a long one goes out in pieces, as from any client. Returns the last piece."""
        message: Message | None = None
        for piece in _split(text):
            message = self._send(self.world.write(piece), reply_to=reply_to)
        assert message is not None
        return message

    def press(self, message_id: int, which: str | int) -> Press:
        """Tap a button, by its text or its place. A link is only returned: `press.button.url`."""
        message = self._find(message_id)
        button = message.button(which)
        if button.kind == "callback_data":
            return self._query(message, button)
        return Press("", self.user, message, button, self.world.now(), answered=True)

    def press_data(self, message_id: int, data: str) -> Press:
        """A tap on a button that is no longer there, or a forged one. The message may be gone, too."""
        message = next(m for m in self.chat.log if m.id == message_id)
        raw = {"text": "", "callback_data": data}
        return self._query(message, Button("", "callback_data", data, raw))

    def edit(self, message_id: int, text: str) -> Message:
        """Change an own message (text or caption)."""
        message = self._find(message_id)
        written = self.world.write(text)
        old = message.content
        message.content = Content(old.kind, written.text, written.entities, old.file, old.extra)
        message.edited_at = self.world.now()
        self.world.touch(message)
        self.world.deliver("edited_channel_post" if self.chat.kind == "channel" else "edited_message", message)
        return message

    def delete_message(self, message_id: int, *, for_both: bool = True) -> None:
        """Delete any message; only for oneself, the bot never learns of it."""
        message = self._find(message_id)
        message.deleted, message.hidden = for_both, True
        self.world.touch(message)

    def send_photo(self, data: bytes | None = None, caption: str = "", *, album: str | None = None) -> Message:
        """Send a picture (a grey one by default)."""
        data = data or draw_sample()
        with Image.open(io.BytesIO(data)) as image:
            size = image.size
        file = self.world.files.keep("photo.jpg", data, kind="photo", size=size)
        written = self.world.write(caption)
        extra: Json = {"media_group_id": album} if album else {}
        return self._send(Content("photo", written.text, written.entities, file, extra))

    def send_album(self, count: int, caption: str = "") -> list[Message]:
        """Several pictures at once: that many updates with one media_group_id."""
        album = str(self.world.random.getrandbits(53))
        return [self.send_photo(caption=caption if i == 0 else "", album=album) for i in range(count)]

    def send_document(self, name: str = "bill.pdf", data: bytes = b"%PDF-1.4 sample", caption: str = "") -> Message:
        """Send a file."""
        file = self.world.files.keep(name, data, kind="document")
        written = self.world.write(caption)
        return self._send(Content("document", written.text, written.entities, file))

    def send_voice(self, seconds: int = 3) -> Message:
        """Send a voice message."""
        return self._send_file("voice", b"OggS", {"duration": seconds, "mime_type": "audio/ogg"})

    def send_video_note(self, seconds: int = 3) -> Message:
        """Send a round video."""
        return self._send_file("video_note", b"video", {"duration": seconds, "length": 240})

    def send_sticker(self, emoji: str = "👍") -> Message:
        """Send a sticker."""
        looks = {
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "type": "regular",
            "emoji": emoji,
        }
        return self._send_file("sticker", b"RIFF", looks)

    def send_location(self, latitude: float = 51.5079, longitude: float = -0.1281) -> Message:
        """Share a place."""
        return self._send_extra("location", {"latitude": latitude, "longitude": longitude})

    def send_contact(self, phone_number: str = "+442079460000") -> Message:
        """Share the own contact."""
        who = {"first_name": self.user.first_name, "user_id": self.user.id}
        return self._send_extra("contact", {"phone_number": phone_number, **who})

    def send_poll(self, question: str = "Green or grey?") -> Message:
        """Send a poll."""
        options = [{"text": text, "voter_count": 0, "persistent_id": text} for text in ("Green", "Grey")]
        names = ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only")
        settings = {"type": "regular", "is_anonymous": True, "total_voter_count": 0}
        body = {"id": "1", "question": question, "options": options, **settings, **dict.fromkeys(names, False)}
        return self._send_extra("poll", body)

    def send_dice(self, value: int = 4) -> Message:
        """Roll a die."""
        return self._send_extra("dice", {"emoji": "🎲", "value": value})

    async def next_message(self, timeout: float = PATIENCE_S) -> Message:  # noqa: ASYNC109
        """The oldest of the bot's messages here that this helper has not returned yet. TimeoutError if none."""
        seen = self._returned
        message = await self.wait_until(lambda chat: next((m for m in chat.from_bot if m not in seen), None), timeout)
        seen.append(message)
        return message

    async def wait_until(self, find: Callable[[Chat], T | None], timeout: float = PATIENCE_S) -> T:  # noqa: ASYNC109
        """Wait until `find(chat)` returns something true, and return that. TimeoutError shows the chat."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            count = self.world.changes.count
            if found := find(self.chat):
                return found
            if not await self.world.changes.wait(count, max(deadline - loop.time(), 0)):
                raise TimeoutError("the chat stayed at:\n" + "\n".join(self.chat.transcript()))

    def _find(self, message_id: int) -> Message:
        message = self.chat.find(message_id)
        if message is None or message.hidden:
            raise KeyError(f"no message {message_id} in this chat")
        return message

    def _send_file(self, kind: str, data: bytes, looks: Json) -> Message:
        file = self.world.files.keep(kind, data, kind=kind)
        return self._send(Content(kind, file=file, extra={kind: looks}))

    def _send_extra(self, kind: str, body: Json) -> Message:
        return self._send(Content(kind, extra={kind: body}))

    def _send(self, content: Content, *, reply_to: int | None = None) -> Message:
        replied = self._find(reply_to) if reply_to is not None else None
        message = self.world.post(self.chat, self.user, content, reply_to=replied, topic=self.topic)
        self.world.deliver("message", message)
        return message

    def _query(self, message: Message, button: Button) -> Press:
        press = Press(str(self.world.random.getrandbits(63)), self.user, message, button, self.world.now())
        self.world.presses[press.id] = press
        shown = message.to_json()
        if message.deleted:
            shown = {"chat": message.chat.to_json(), "message_id": message.id, "date": 0}
        body = {
            "id": press.id,
            "from": self.user.to_json(),
            "message": shown,
            "chat_instance": str(message.chat.id),
            "data": button.value,
        }
        self.world.put_update("callback_query", body)
        return press


class Person(Seat):
    """A person in their private chat with the bot."""

    def __init__(self, world: "TelegramWorld", user: User, chat: Chat) -> None:
        super().__init__(world, user, chat)
        self.started = False
        self.blocked = False
        self.deactivated = False
        self.toasts: list[Toast] = []

    @property
    def id(self) -> int:
        """User id, and id of the private chat."""
        return self.user.id

    def start(self, payload: str | None = None) -> Message:
        """Open the bot's link and press Start. Clients drop a payload that Telegram does not allow."""
        if self.blocked:
            self.unblock()
        fits = payload is not None and _PAYLOAD.fullmatch(payload)
        return self.say(f"/start {payload}" if fits else "/start")

    def block(self) -> None:
        """Stop the bot."""
        self._change_membership("member", "kicked")
        self.blocked = True

    def unblock(self) -> None:
        """Let the bot write again."""
        self.blocked = False
        self._change_membership("kicked", "member")

    def deactivate(self) -> None:
        """Delete the account."""
        self.deactivated = True
        self.world.changes.touch()

    def in_group(self, group: "Group", topic: Topic | None = None) -> Seat:
        """This person in a group (and topic); a member from now on."""
        group.chat.member_ids.add(self.id)
        return Seat(self.world, self.user, group.chat, topic)

    def _send(self, content: Content, *, reply_to: int | None = None) -> Message:
        if self.blocked:
            raise RuntimeError("a person who blocked the bot has to unblock it before writing")
        self.started = True
        return super()._send(content, reply_to=reply_to)

    def _change_membership(self, old: str, new: str) -> None:
        until = {"until_date": 0}
        bot = self.world.bot.to_json()
        self.world.put_update(
            "my_chat_member",
            {
                "chat": self.chat.to_json(),
                "from": self.user.to_json(),
                "date": int(self.world.now().timestamp()),
                "old_chat_member": {"user": bot, "status": old} | (until if old == "kicked" else {}),
                "new_chat_member": {"user": bot, "status": new} | (until if new == "kicked" else {}),
            },
        )
        self.world.changes.touch()


def draw_sample() -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (138, 150, 160)).save(out, "JPEG")
    return out.getvalue()


def _split(text: str) -> list[str]:
    pieces = [""]
    room = TEXT_UNITS
    for character in text:
        size = count_units(character)
        if size > room:
            pieces.append("")
            room = TEXT_UNITS
        pieces[-1] += character
        room -= size
    return pieces
