"""A person in a workspace: what they can do beside pressing things, and what they see."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sandbox.slack.blocks import texts_of
from sandbox.slack.errors import RefusedError
from sandbox.slack.hands import TROUBLE_BUTTON, Done, Hands
from sandbox.slack.modals import Modal
from sandbox.slack.model import Channel, Installation, Json, Message, User
from sandbox.slack.payloads import describe_actor, describe_command, name_channel
from sandbox.slack.surfaces import View
from sandbox.slack.widgets import widgets_of
from sandbox.slack.writing import draw_rich_text, write

if TYPE_CHECKING:
    from sandbox.slack.platform import Platform

T = TypeVar("T")
PATIENCE_S = 5.0


class Person(Hands):
    """One person. Where no channel is named, their direct message with the app is meant."""

    def __init__(self, platform: "Platform", user: User) -> None:
        super().__init__(platform, user)
        self._returned: list[Message] = []
        self._opened: set[str] = set()  # views that next_modal returned

    @property
    def id(self) -> str:
        """User id."""
        return self.user.id

    @property
    def installation(self) -> Installation:
        """The app in this person's workspace. LookupError where it is not."""
        found = self.world.installation_in(self.user.team)
        if found is None:
            raise LookupError("the app is not installed here")
        return found

    @property
    def dm(self) -> Channel:
        """The direct message with the app."""
        return self.world.dm(self.user, self.installation)

    @property
    def home(self) -> View | None:
        """What the Home tab shows; None before anything was published."""
        return self.world.home(self.user, self.user.team)

    @property
    def modals(self) -> list[Modal]:
        """The open modals, the one that is seen last."""
        return [
            Modal(self, view) for (_, user), stack in self.world.stacks.items() if user == self.id for view in stack
        ]

    @property
    def modal(self) -> Modal:
        """The modal that is seen. LookupError when none is open."""
        if not self.modals:
            raise LookupError("no modal is open")
        return self.modals[-1]

    # writing

    def say(self, text: str, channel: Channel | None = None, *, thread_ts: str = "") -> Message:
        """Write a message."""
        place = self._enter(channel)
        blocks = draw_rich_text(text, self.world.next_id("b"))
        return self.world.post(place, self.id, write(text), blocks=blocks, thread_ts=thread_ts)

    def mention(self, text: str, channel: Channel, *, thread_ts: str = "") -> Message:
        """Write "@Tariffbot …" in a channel. Where the app is no member, it never learns of it."""
        bot = self.platform.delivery.installed_for(channel)
        if bot is None:
            raise LookupError("the app is not known here")
        return self.say(f"<@{bot.bot.id}> {text}", channel, thread_ts=thread_ts)

    def edit(self, message: Message, text: str) -> None:
        """Change an own message."""
        self._own(message)
        message.text, message.blocks = write(text), draw_rich_text(text, self.world.next_id("b"))
        message.edited_ts = self.world.next_ts()
        self.world.touch("message", message)

    def delete(self, message: Message) -> None:
        """Delete an own message."""
        self._own(message)
        self.world.remove(message)

    def upload(
        self, name: str, data: bytes, caption: str = "", channel: Channel | None = None, *, mime: str = "text/csv"
    ) -> Message:
        """Share a file, with some words."""
        place = self._enter(channel)
        file = self.world.add_file(self.user.team, self.user, name, data, mime)
        message = self.world.next_ts()
        file.shares.append((place.id, message))
        blocks = draw_rich_text(caption, self.world.next_id("b")) if caption else []
        return self.world.post(place, self.id, write(caption), blocks=blocks, files=[file], subtype="file_share")

    # ways in

    async def command(self, text: str = "", channel: Channel | None = None, *, command: str = "/tariff") -> Done:
        """Use the slash command."""
        place = self._enter(channel)
        found = self.installation
        payload = describe_command(self.user, self.user.team, found, place, command, text)
        url = self.platform.response_urls.make("commands", self.user, place, found)
        payload |= {"response_url": url, "trigger_id": self.issue_trigger(found)}
        answer = await self.platform.delivery.ask("slash_commands", payload)
        if answer.problem:
            reason = {"http_timeout": "operation_timeout"}.get(answer.problem, "dispatch_failed")
            shown = f"{command} failed with the error “{reason}”"
            return Done(payload, answer, self.note(command, shown, answer.problem))
        body = {"text": answer.body} if isinstance(answer.body, str) else answer.body
        if body:
            try:
                self.platform.response_urls.answer(url, body)
            except RefusedError as refusal:
                shown = f"{command} failed with the error “invalid_command_response”"
                return Done(payload, answer, self.note(command, shown, f"{refusal.code}: {refusal.fields}"))
        return Done(payload, answer)

    async def shortcut(self, callback_id: str) -> Done:
        """Use a global shortcut."""
        self.check_alive()
        payload: Json = {"type": "shortcut", **describe_actor(self.user, self.installation)}
        del payload["api_app_id"]
        payload |= {"callback_id": callback_id, "action_ts": self.world.next_ts()}
        payload["trigger_id"] = self.issue_trigger(self.installation)
        answer = await self.platform.delivery.ask("interactive", payload)
        return self.judge(payload, answer, TROUBLE_BUTTON)

    async def message_shortcut(self, callback_id: str, message: Message) -> Done:
        """Use a shortcut in a message's menu."""
        self.check_alive()
        self.check_shown(message)
        found, channel = self.installation_for(message), message.channel
        payload: Json = {"type": "message_action", **describe_actor(self.user, found)}
        del payload["api_app_id"]
        payload |= {"callback_id": callback_id, "action_ts": self.world.next_ts(), "message_ts": message.ts}
        payload |= {"trigger_id": self.issue_trigger(found), "message": message.to_json()}
        payload["channel"] = {"id": channel.id, "name": name_channel(channel)}
        payload["response_url"] = self.platform.response_urls.make("app", self.user, channel, found, message)
        answer = await self.platform.delivery.ask("interactive", payload)
        return self.judge(payload, answer, TROUBLE_BUTTON)

    def open_home(self) -> View | None:
        """Open the Home tab. Returns what it shows at once: nothing on the first time."""
        self.check_alive()
        self.platform.events.tell_home(self.user, self.dm, "home")
        return self.home

    def open_messages(self) -> None:
        """Open the tab with the messages."""
        self.check_alive()
        self.platform.events.tell_home(self.user, self.dm, "messages")

    # being somebody, and somewhere

    def deactivate(self) -> None:
        """An admin closes this account."""
        self._change(deleted=True)

    def set_locale(self, locale: str) -> None:
        """Choose another language, such as "de-DE"."""
        self._change(locale=locale)

    def set_admin(self, is_admin: bool = True) -> None:
        """Become an admin of the workspace, or not any more."""
        self._change(is_admin=is_admin)

    def join(self, channel: Channel) -> None:
        """Enter a channel."""
        channel.members.add(self.id)
        self.platform.events.tell_joined(channel, self.user)

    def invite_app(self, channel: Channel) -> None:
        """Bring the app into a channel."""
        self._enter(channel)
        bot = self.installation.bot
        channel.members.add(bot.id)
        self.platform.events.tell_joined(channel, bot, self.id)

    def archive(self, channel: Channel) -> None:
        """Archive a channel."""
        self._enter(channel)
        channel.archived = True
        self.platform.events.tell_archived(channel, self.user)

    # reading

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """What this person sees in a channel, oldest first, with what only they see."""
        place = channel or self.dm
        if self.id not in place.members:
            raise KeyError(f"{self.user.name} is not in this channel")
        private = [m for m in place.ephemerals if m.ephemeral_to == self.id]
        return sorted([*place.messages.values(), *private], key=lambda m: m.ts)

    async def next_message(self, channel: Channel | None = None, timeout: float = PATIENCE_S) -> Message:  # noqa: ASYNC109
        """The oldest of the app's messages here that this helper has not returned yet. TimeoutError if none."""

        def find() -> Message | None:
            return next((m for m in self.messages(channel) if m.bot_id and m not in self._returned), None)

        message = await self.wait_until(find, timeout)
        self._returned.append(message)
        return message

    async def next_modal(self, timeout: float = PATIENCE_S) -> Modal:  # noqa: ASYNC109 - as next_message
        """The modal that is seen, as soon as it is one that this helper has not returned yet. TimeoutError if none."""

        def find() -> Modal | None:
            top = self.modals[-1] if self.modals else None
            return top if top and top.view.id not in self._opened else None

        modal = await self.wait_until(find, timeout)
        self._opened.add(modal.view.id)
        return modal

    async def wait_until(self, find: Callable[[], T | None], timeout: float = PATIENCE_S) -> T:  # noqa: ASYNC109
        """Wait until `find()` returns something true, and return that. TimeoutError shows the direct message."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            count = self.world.changes.count
            if found := find():
                return found
            if not await self.world.changes.wait(count, max(deadline - loop.time(), 0)):
                raise TimeoutError("the direct message stayed at:\n" + "\n".join(self.transcript()))

    def transcript(self, channel: Channel | None = None) -> list[str]:
        """The conversation as text, one line a message."""
        return [f"{self._author(m)}: {read_message(m)}" for m in self.messages(channel)]

    def _author(self, message: Message) -> str:
        known = self.world.users.get(message.user)
        return known.name if known else self.world.app.name

    def _enter(self, channel: Channel | None) -> Channel:
        self.check_alive()
        place = channel or self.dm
        if self.id not in place.members or place.archived:
            raise KeyError(f"{self.user.name} cannot write in this channel")
        return place

    def _own(self, message: Message) -> None:
        self.check_alive()
        self.check_shown(message)
        if message.user != self.id:
            raise KeyError(f"{self.user.name} did not write this")

    def _change(self, **traits: bool | str) -> None:
        for name, value in traits.items():
            setattr(self.user, name, value)
        self.user.updated = int(self.world.now().timestamp())
        self.world.touch("user", self.user)


def read_message(message: Message) -> str:
    """The words of a message (of its blocks, where it has some) and its buttons in brackets."""
    words = list(texts_of([b for b in message.blocks if b["type"] != "actions"])) or [message.text]
    buttons = [f"[{w.labels[0]}]" for w in widgets_of(message.blocks) if w.labels and w.block["type"] == "actions"]
    return " ".join([*words, *buttons, *(f"({file.name})" for file in message.files)])
