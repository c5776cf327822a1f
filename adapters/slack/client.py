"""The channel: shows cards in Slack. It keeps nothing but its pace and what it can ask for again."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from adapters.slack import errors
from adapters.slack.answers import Answers, Asked
from adapters.slack.blocks import Json
from adapters.slack.dms import Dms
from adapters.slack.escape import escape
from adapters.slack.homes import Homes
from adapters.slack.installations import Installations
from adapters.slack.limits import TEXT_CHARS, cut, units
from adapters.slack.pacing import Pacing
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.posting import NO_PREVIEW, Posting, Sleep
from adapters.slack.render import Message, Rendered, render, render_line
from adapters.slack.teams import Client, Teams
from adapters.slack.transport import OFFICIAL_URL, SlackApi, TransportError
from adapters.slack.waiting import Waiting
from bot.conversation.cards import Keyed, Picture
from bot.conversation.channel import (
    Capabilities,
    DeliveryError,
    Forbidden,
    MessageGone,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
)
from bot.conversation.replies import FileRef, MessageRef, Place

log = logging.getLogger(__name__)

OPTIONS = 100  # docs.slack.dev/reference/block-kit/block-elements/select-menu-element; longer lists ask us
COMMAND = "/tariff"
ACKNOWLEDGE_S = 10.0  # later than this nobody looks at what they pressed any more
WORDLESS = 1_000  # cards whose buttons can be taken away without a line in their place


class SlackChannel:
    """One app in all of its workspaces. `start` first; everything it raises is a DeliveryError, none names a token."""

    name = "slack"
    can = Capabilities(
        forms=True,
        buttons_per_list=OPTIONS,
        menus=True,
        confirms=True,
        home=True,
        files=True,
        teams=True,
        touch=False,
        command=COMMAND,
        picture_edits=True,
    )

    def __init__(
        self,
        installations: Installations,
        api_url: str = OFFICIAL_URL,
        client: Client | None = None,
        *,
        app_id: str = "",
        pacing: Pacing | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.app_id = app_id  # "A…"; what comes in tells it too
        self.api = SlackApi(api_url)
        self.teams = Teams(installations, self.api, client or Client())
        self._pacing = pacing or Pacing()
        self.people = People(self.ask)
        self.dms = Dms(self.ask)
        self._pictures = Pictures(self.ask, self.api)
        self._homes = Homes(self.ask, sleep=sleep)
        self._posting = Posting(self.ask, self._pictures.forget, sleep)
        self._waiting = Waiting(self._post_sign, self.ask, sleep)
        self._answers = Answers(lambda url, message: self.api.respond(url, message, read_s=ACKNOWLEDGE_S))
        self._stripped: OrderedDict[str, Message] = OrderedDict()

    async def start(self) -> None:
        """Open the connections; needs a running event loop."""
        self.api.open()

    async def close(self) -> None:
        """Take the signs away that we are at work, and break off the rest of what is under way."""
        await self._waiting.close()
        for part in (self._homes, self._pictures, self.dms, self.people, self.teams):
            await part.close()
        await self.api.close()

    async def ask(
        self, team: str, method: str, fields: Mapping[str, Any], *, repeatable: bool = True, channel: str = ""
    ) -> Json:
        """One call in a workspace, at our pace and with its token of the day.

        `repeatable`: doing it twice does no harm. `channel`: where it shows a new message.
        """
        installation = await self.teams.installation(team)
        await self._pacing.wait(team, method, channel)
        try:
            return await self.api.call(installation.token, method, fields)
        except TransportError as error:
            failure = errors.classify(error, repeatable=repeatable)
        if isinstance(failure, errors.TeamBroken | errors.TokenExpired):
            installation = await self.teams.replace(team, installation, failure)
            try:
                return await self.api.call(installation.token, method, fields)
            except TransportError as error:
                failure = errors.classify(error, repeatable=repeatable)
        if isinstance(failure, RateLimited):
            raise await self._pacing.refused(team, method, failure.retry_after_s)
        raise failure

    async def send(self, to: Place, card: Keyed, *, silent: bool = False) -> MessageRef:
        """Show a card; the reference is the last message's, which carries the buttons. Slack knows no silent ones."""
        try:
            if to.private:
                await self._look_whether_there(to)
            rendered = render(card, await self._upload(to.team, card), private=to.private)
            return await self._send(to, await self._channel_of(to), card, rendered)
        except errors.PlaceClosed:
            self.dms.forget(to.team, to.chat)
            raise
        finally:
            self._waiting.end(to)

    async def edit(self, to: Place, message: MessageRef, card: Keyed) -> MessageRef:
        """Show a card in place of an earlier one; words and pictures can take each other's."""
        try:
            rendered = render(card, await self._upload(to.team, card), private=to.private)
            if message.form == "file" or rendered.files or len(rendered.messages) > 1:
                raise MessageGone("one message cannot take this card")
            await self._posting.update(to.team, *_where(message), rendered.messages[0])
        finally:
            self._waiting.end(to)
        self._remember(message, card, rendered)
        return message

    async def shrink(self, to: Place, message: MessageRef, line: str) -> None:
        """Leave one line and take the buttons away. A message that is gone needs neither."""
        left = render_line(line) if line else self._stripped.get(message.id)
        if message.form == "file" or left is None:
            return
        try:
            await self._posting.update(to.team, *_where(message), left)
        except MessageGone:
            return
        self._stripped.pop(message.id, None)

    async def acknowledge(self, query: str, text: str = "") -> None:
        """The press itself was acknowledged by the answer to Slack's request; `text` is shown to that person only."""
        if not text:
            return
        asked, words = Asked.unpack(query), escape(cut(text, TEXT_CHARS))
        try:
            if not await self._whisper(asked, words):
                log.debug("a press was answered by nobody's fault too late")
        except DeliveryError as error:
            log.warning("a press could not be answered with words: %s", error)

    async def working(self, to: Place) -> None:
        """Show an hourglass below the card, which is gone again when the answer has come."""
        if to.private:
            self._waiting.begin(to)

    async def answers(self) -> bool:
        """Whether Slack can be reached and is well just now."""
        try:
            await self.api.call("", "api.test", {}, read_s=ACKNOWLEDGE_S)
        except TransportError:
            return False
        return True

    def private_link(self, payload: str, team: str = "") -> str:
        """A link that opens the private chat. The payload cannot travel: what was going on is found by who comes."""
        if not self.app_id:
            return f"https://app.slack.com/client/{team}"
        named = {"app": self.app_id, "team": team, "tab": "messages"}
        return f"https://slack.com/app_redirect?{urlencode({name: value for name, value in named.items() if value})}"

    async def publish(self, to: Place, card: Keyed) -> None:
        """Show a card on the person's App Home; the newest one wins."""
        await self._homes.publish(to.team, to.chat, card)

    async def fetch(self, to: Place, file: FileRef, most: int) -> bytes:
        """A file "F…" that a person uploaded. Raises Rejected where it is longer than `most` bytes."""
        answer = await self.ask(to.team, "files.info", {"file": file.id})
        told: Mapping[str, Any] = answer.get("file") or {}
        size, url = told.get("size"), str(told.get("url_private_download") or told.get("url_private") or "")
        if not url or told.get("is_external") or not isinstance(size, int) or size > most:
            raise Rejected("the file is too large, or is not kept by Slack")
        installation = await self.teams.installation(to.team)
        try:
            return await self.api.fetch(url, installation.token, most)
        except TransportError as error:
            raise errors.classify(error, repeatable=True) from None

    async def _look_whether_there(self, to: Place) -> None:
        """Slack takes messages to people who have left: slackapi/python-slack-sdk#1156."""
        profile = await self.people.profile(to.team, to.chat)
        if profile.deleted:
            raise errors.PlaceClosed("the person is deactivated")

    async def _channel_of(self, to: Place) -> str:
        return await self.dms.channel(to.team, to.chat) if to.private else to.chat

    async def _upload(self, team: str, card: Keyed) -> dict[Picture, str]:
        """The files of its charts; one that cannot be had is said in words."""
        files: dict[Picture, str] = {}
        for block in card.card.blocks:
            if isinstance(block, Picture):
                try:
                    files[block] = await self._pictures.file_id(team, block)
                except Forbidden:
                    raise
                except DeliveryError as error:
                    log.warning("a picture is said in words: %s", error)
        return files

    async def _send(self, to: Place, channel: str, card: Keyed, rendered: Rendered) -> MessageRef:
        if words := _comment(rendered):
            first, *others = rendered.files
            shared = await self._pictures.share(to.team, channel, to.topic, first, words)
            message = MessageRef(f"{channel}/{shared}", "file")
        else:
            others = list(rendered.files)
            message = MessageRef(f"{channel}/{await self._posting.post(to.team, channel, to.topic, rendered.messages)}")
            self._remember(message, card, rendered)
        try:
            for file in others:
                await self._pictures.share(to.team, channel, to.topic, file, "")
        except (RateLimited, Unreachable) as error:
            raise Uncertain(f"the words are shown, a file is not: {error}") from None
        return message

    async def _whisper(self, asked: Asked, words: str) -> bool:
        """Beside what was pressed, or where that takes no more, in the private chat. False: neither is possible."""
        try:
            if await self._answers.answer(asked.url, words):
                return True
        except TransportError as error:
            log.debug("the address of a press takes no answer: %s", error)
        if not asked.user:
            return False
        channel = await self.dms.channel(asked.team, asked.user)
        fields = {"channel": channel, "user": asked.user, "text": words}
        await self.ask(asked.team, "chat.postEphemeral", fields)
        return True

    async def _post_sign(self, to: Place, sign: str) -> tuple[str, str]:
        channel = await self._channel_of(to)
        fields = {"channel": channel, "text": sign, **NO_PREVIEW}
        answer = await self.ask(to.team, "chat.postMessage", fields, repeatable=False, channel=channel)
        return channel, str(answer["ts"])

    def _remember(self, message: MessageRef, card: Keyed, rendered: Rendered) -> None:
        """What is left of a card that names no line of its own: all but its buttons. After a restart it stays whole."""
        self._stripped.pop(message.id, None)
        last = rendered.messages[-1]
        blocks = tuple(block for block in last.blocks if block["type"] != "actions")
        if card.card.live and not card.card.rest and blocks and len(blocks) < len(last.blocks):
            self._stripped[message.id] = Message(last.text, blocks)
            if len(self._stripped) > WORDLESS:
                self._stripped.popitem(last=False)


def _where(message: MessageRef) -> tuple[str, str]:
    channel, _, ts = message.id.partition("/")
    return channel, ts


def _comment(rendered: Rendered) -> str:
    """The words that can stand beside a file, so that both are one message; "" where they need their own."""
    message = rendered.messages[0]
    pressed = any(block["type"] == "actions" for block in message.blocks)
    whole = len(rendered.messages) == 1 and units(message.text) < TEXT_CHARS // 2 and not pressed
    return message.text if rendered.files and whole else ""
