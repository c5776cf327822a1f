"""The emulated Telegram: one bot, the people who talk to it, and every switch that a test may want."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from sandbox.changes import Changes
from sandbox.telegram.detection import finish
from sandbox.telegram.faults import Faults
from sandbox.telegram.flood import Flood
from sandbox.telegram.groups import Channel, Group
from sandbox.telegram.media import Files
from sandbox.telegram.model import Chat, Content, Json, Message, Press, Topic, User
from sandbox.telegram.people import Person
from sandbox.telegram.profile import Profile
from sandbox.telegram.updates import Updates
from sandbox.telegram.webhook import Webhook

SANDBOX_TOKEN = "1000000001:sandbox-token-of-no-real-bot"


def _read_clock() -> datetime:
    return datetime.now(UTC)


class TelegramWorld:
    """State of the emulator. Use it from the event loop that serves it.

    `allow_local_urls`: the real Telegram refuses buttons and webhooks that lead to localhost or plain http;
    a sandbox has no other addresses, so they are allowed here unless a test switches this off.
    """

    def __init__(
        self,
        token: str = SANDBOX_TOKEN,
        *,
        name: str = "Tariffbot",
        username: str = "tariff_sandbox_bot",
        clock: Callable[[], datetime] = _read_clock,
        seed: int | None = None,
    ) -> None:
        self.token = token
        self.bot = User(int(token.partition(":")[0]), name, username=username, is_bot=True)
        self.allow_local_urls = True
        self.can_read_all_group_messages = False  # privacy mode is on, as by default
        self.random = Random(seed)
        self.changes = Changes()
        self.faults = Faults()
        self.flood = Flood()
        self.files = Files(self.random)
        self.profile = Profile()
        self.updates = Updates(self.random)
        self.webhook = Webhook(self.updates, self.changes, self.now)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self._clock = clock
        self._ahead = timedelta(0)
        self._message_ids: defaultdict[int, int] = defaultdict(lambda: 1)  # 1 is the group's beginning
        self._message_ids[0] = self.random.randrange(10, 5000)

    # time

    def now(self) -> datetime:
        """The emulator's time, aware."""
        return self._clock() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let that much of the emulator's time pass at once."""
        self._ahead += timedelta(seconds=seconds)
        self.changes.touch()

    async def changed(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109 - tests read better with it
        """Wait for the next change of anything; False after `timeout` seconds without one."""
        return await self.changes.wait(self.changes.count, timeout)

    # people and chats

    def person(
        self, person_id: int | None = None, first_name: str = "Alex", language_code: str | None = "en"
    ) -> Person:
        """The person with this id; made when new. Nobody has started the bot before their `start` or `say`."""
        if person_id in self.people:
            return self.people[person_id]
        chosen = person_id if person_id is not None else self.random.randrange(10**8, 10**10)
        user = User(chosen, first_name, language_code)
        person = Person(self, user, self.add_chat(Chat(chosen, "private", first_name)))
        self.people[chosen] = person
        self.changes.touch()
        return person

    def group(self, group_id: int | None = None, title: str = "Flat share", *, forum: bool = False) -> Group:
        """A new group with the bot in it. Forums and ids from -100… on are supergroups, others basic groups."""
        lowest = -1_000_000_000_000
        if group_id is None:
            group_id = -self.random.randrange(10**8, 10**9) + (lowest if forum else 0)
        kind = "supergroup" if forum or group_id < lowest else "group"
        group = Group(self, self.add_chat(Chat(group_id, kind, title, forum=forum)))  # type: ignore[arg-type]
        group.report_bot("left", "member")
        return group

    def channel(self, channel_id: int | None = None, title: str = "News") -> Channel:
        """A new channel in which the bot is an administrator."""
        chosen = channel_id or -1_000_000_000_000 - self.random.randrange(10**8, 10**9)
        return Channel(self, self.add_chat(Chat(chosen, "channel", title, bot_status="administrator")))

    def upgrade_group(self, group: Group, *, silently: bool = False) -> Group:
        """Turn a basic group into a supergroup with a new id; `silently`: the bot gets no service messages."""
        new = self.add_chat(
            Chat(-1_000_000_000_000 + group.id, "supergroup", group.chat.title, username=group.chat.username)
        )
        new.member_ids |= group.chat.member_ids
        group.chat.migrated_to = new.id
        notices = ((group.chat, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": group.id}))
        for chat, extra in notices:
            message = self.post(chat, None, Content("service", extra=extra))
            if not silently:
                self.updates.put("message", message.to_json())
        return Group(self, new)

    def add_chat(self, chat: Chat) -> Chat:
        """Make a chat known."""
        self.chats[chat.id] = chat
        return chat

    # messages

    def post(
        self,
        chat: Chat,
        sender: User | None,
        content: Content,
        *,
        reply_to: Message | None = None,
        topic: Topic | None = None,
        sender_chat: Chat | None = None,
    ) -> Message:
        """Put a message into a chat. Updates are another matter: see `deliver`."""
        sequence = chat.id if chat.kind in {"supergroup", "channel"} else 0
        self._message_ids[sequence] += 1
        message = Message(
            self._message_ids[sequence], chat, sender, self.now(), content, sender_chat, reply_to=reply_to
        )
        if topic:
            message.thread_id, message.is_topic = topic.id, True
        elif reply_to and chat.kind == "supergroup":
            message.thread_id = reply_to.thread_id or reply_to.id  # a thread, but no topic
        chat.log.append(message)
        message.came = message.revision = self.changes.touch()
        return message

    def write(self, text: str, *, kind: str = "text") -> Content:
        """A person's words as Telegram keeps them."""
        return Content(kind, *finish(text, ()))

    def touch(self, message: Message) -> None:
        """Note that a message changed."""
        message.revision = self.changes.touch()

    def deliver(self, kind: str, message: Message) -> None:
        """Queue an update about a message, if the bot may see it."""
        if self._bot_sees(message):
            self.updates.put(kind, message.to_json())

    def put_update(self, kind: str, body: Json) -> None:
        """Queue any update, also one that no emulated person can cause."""
        self.updates.put(kind, body)

    def _bot_sees(self, message: Message) -> bool:
        """Privacy mode: core.telegram.org/bots/features#privacy-mode."""
        chat = message.chat
        if chat.bot_status in {"kicked", "left"}:
            return False
        if chat.kind == "private":
            return not self.people[chat.id].blocked
        if chat.kind == "channel" or self.can_read_all_group_messages or chat.bot_status == "administrator":
            return True
        if message.reply_to and message.reply_to.from_bot:
            return True
        first = message.text.split(maxsplit=1)[0] if message.text else ""
        command, _, addressee = first.partition("@")
        mine = addressee.casefold() in {"", (self.bot.username or "").casefold()}
        return message.content.kind == "service" or (command.startswith("/") and mine)

    async def aclose(self) -> None:
        """Stop delivering and let everything that hangs answer."""
        self.faults.clear()
        await self.webhook.aclose()
