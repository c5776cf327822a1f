"""One card as messages in a channel: in order, with what Slack refuses at first done in another way."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from adapters.slack.blocks import Json, sections
from adapters.slack.calls import Ask
from adapters.slack.errors import PictureRefused, TooLong
from adapters.slack.render import Message
from bot.conversation.channel import MessageGone, RateLimited, Uncertain, Unreachable

log = logging.getLogger(__name__)

PART_TRIES = 3  # for what follows a part that is already shown
PART_PAUSE_S = 1.0
# Slack works on a new file for a moment, and until then refuses blocks that show it: slackapi/python-slack-sdk#1521.
READY_PAUSES_S = (0.2, 0.4, 0.8, 1.6)
# Both, or links are fetched all the same, and one-time links with them: slackapi/bolt-python#938.
NO_PREVIEW = {"unfurl_links": False, "unfurl_media": False}

Sleep = Callable[[float], Awaitable[Any]]


class Posting:
    """Writes messages. Everything it raises is a DeliveryError."""

    def __init__(self, ask: Ask, forget: Callable[[str], None], sleep: Sleep = asyncio.sleep) -> None:
        """`forget` is told which files Slack does not show, perhaps because somebody has deleted them."""
        self._ask, self._forget, self._sleep = ask, forget, sleep

    async def post(self, team: str, channel: str, topic: str, messages: tuple[Message, ...]) -> str:
        """All of them, in order; the "ts" of the last. One that may have been shown does not keep back the rest."""
        *earlier, last = messages
        for number, message in enumerate(earlier):
            try:
                await self._part(team, channel, topic, message, follows=number > 0)
            except Uncertain as error:
                log.warning("part %d of a message may be missing: %s", number + 1, error)
        return await self._part(team, channel, topic, last, follows=bool(earlier))

    async def update(self, team: str, channel: str, ts: str, message: Message) -> None:
        """Show it in place of an earlier one."""
        try:
            await self._ready(message, lambda ready: self._update(team, channel, ts, ready))
        except TooLong as error:
            raise MessageGone(str(error)) from None

    async def _part(self, team: str, channel: str, topic: str, message: Message, *, follows: bool) -> str:
        """Post it; one that follows what is already shown is tried again here, for nobody else can."""
        for left in reversed(range(PART_TRIES)):
            try:
                return await self._post(team, channel, topic, message)
            except (RateLimited, Unreachable) as error:
                if not follows:
                    raise
                if not left:
                    break
                await self._sleep(error.retry_after_s if isinstance(error, RateLimited) else PART_PAUSE_S)
        raise Uncertain("a part of it is shown, the rest is not")

    async def _post(self, team: str, channel: str, topic: str, message: Message) -> str:
        """Post it; in two halves where Slack finds it too long (a limit that no page tells: slackapi/bolt-js#2509)."""
        try:
            return await self._ready(message, lambda ready: self._send(team, channel, topic, ready))
        except TooLong:
            if len(message.blocks) < 2:
                raise
            log.warning("Slack found a message of %d blocks too long; it goes in two", len(message.blocks))
        half = len(message.blocks) // 2
        first, second = (Message(message.text, part) for part in (message.blocks[:half], message.blocks[half:]))
        await self._ready(first, lambda ready: self._send(team, channel, topic, ready))
        return await self._part(team, channel, topic, second, follows=True)

    async def _ready(self, message: Message, show: Callable[[Message], Awaitable[str]]) -> str:
        """Show it as soon as its pictures can be; with their words instead where that does not come about."""
        for pause_s in READY_PAUSES_S:
            try:
                return await show(message)
            except PictureRefused:
                await self._sleep(pause_s)
        try:
            return await show(message)
        except PictureRefused as error:
            log.warning("a picture is said in words: %s", error)
            for block in message.blocks:
                if block["type"] == "image":
                    self._forget(block["slack_file"]["id"])
            return await show(_in_words(message))

    async def _send(self, team: str, channel: str, topic: str, message: Message) -> str:
        fields = {"channel": channel, "thread_ts": topic or None, **_content(message), **NO_PREVIEW}
        answer = await self._ask(team, "chat.postMessage", fields, repeatable=False, channel=channel)
        return str(answer["ts"])

    async def _update(self, team: str, channel: str, ts: str, message: Message) -> str:
        await self._ask(team, "chat.update", {"channel": channel, "ts": ts, **_content(message)})
        return ts


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


def _in_words(message: Message) -> Message:
    """The message with the words of its pictures."""
    blocks: list[Json] = []
    for block in message.blocks:
        blocks += sections(block["alt_text"]) if block["type"] == "image" else [block]
    return Message(message.text, tuple(blocks))
