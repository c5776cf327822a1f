"""Groups, forums and channels."""

from typing import TYPE_CHECKING

from sandbox.telegram.model import GROUP_ANONYMOUS_BOT, BotStatus, Chat, Content, Message, Topic, User

if TYPE_CHECKING:
    from sandbox.telegram.world import TelegramWorld

ANONYMOUS_ADMIN = User(GROUP_ANONYMOUS_BOT, "Group", username="GroupAnonymousBot", is_bot=True)


class _Shared:
    def __init__(self, world: "TelegramWorld", chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def id(self) -> int:
        """Chat id."""
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """What can be seen, oldest first."""
        return self.chat.messages


class Group(_Shared):
    """A group; people act in it through `person.in_group(group)`."""

    def say_anonymously(self, text: str, topic: Topic | None = None) -> Message:
        """A text of an administrator who hides behind the group."""
        message = self.world.post(
            self.chat, ANONYMOUS_ADMIN, self.world.write(text), topic=topic, sender_chat=self.chat
        )
        self.world.deliver("message", message)
        return message

    def topic(self, name: str) -> Topic:
        """Open a topic of a forum."""
        extra = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.world.post(self.chat, ANONYMOUS_ADMIN, Content("service", extra=extra))
        message.thread_id, message.is_topic = message.id, True
        topic = Topic(message.id, name)
        self.chat.topics[topic.id] = topic
        self.world.deliver("message", message)
        return topic

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic with everything in it."""
        topic.deleted = True
        for message in self.chat.log:
            message.deleted = message.deleted or message.thread_id == topic.id
        self.world.changes.touch()

    def disable_topics(self) -> None:
        """Make the forum an ordinary supergroup."""
        self.chat.forum = False
        self.world.changes.touch()

    def kick_bot(self) -> None:
        """Remove the bot."""
        self.report_bot(self.chat.bot_status, "kicked")

    def add_bot(self, status: BotStatus = "member") -> None:
        """Take the bot in (again), or make it an administrator."""
        self.report_bot(self.chat.bot_status, status)

    def report_bot(self, old: BotStatus, new: BotStatus) -> None:
        """Change the bot's membership and tell the bot."""
        self.chat.bot_status = new
        bot = self.world.bot.to_json()
        extra = {"kicked": {"until_date": 0}}
        self.world.put_update(
            "my_chat_member",
            {
                "chat": self.chat.to_json(),
                "from": ANONYMOUS_ADMIN.to_json(),
                "date": int(self.world.now().timestamp()),
                "old_chat_member": {"user": bot, "status": old} | extra.get(old, {}),
                "new_chat_member": {"user": bot, "status": new} | extra.get(new, {}),
            },
        )
        self.world.changes.touch()


class Channel(_Shared):
    """A channel with the bot as an administrator."""

    def post(self, text: str) -> Message:
        """Publish a text."""
        message = self.world.post(self.chat, None, self.world.write(text), sender_chat=self.chat)
        self.world.deliver("channel_post", message)
        return message
