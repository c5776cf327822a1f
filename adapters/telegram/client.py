"""The channel: shows cards in Telegram chats. It keeps nothing but its pace; the outbox keeps the order."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar, cast

from telegram import Bot, InputFile, InputMediaPhoto, Message
from telegram.error import TelegramError
from telegram.request import RequestData

from adapters.telegram import errors, limits
from adapters.telegram.markup import escape, plain
from adapters.telegram.pacing import Pacing
from adapters.telegram.parse import parse_update
from adapters.telegram.parts import Part, divide
from adapters.telegram.render import Markup, Rendered, render
from adapters.telegram.transport import AiohttpRequest, JsonBody
from bot.conversation.cards import Keyed, Picture
from bot.conversation.channel import Capabilities, DeliveryError, MessageGone, RateLimited, Uncertain, Unreachable
from bot.conversation.pictures.draw import draw
from bot.conversation.replies import Arrival, MessageRef, Place

T = TypeVar("T")
Arguments = dict[str, Any]  # of one method of the Bot API

log = logging.getLogger(__name__)

OFFICIAL_URL = "https://api.telegram.org"
START_PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{1,{limits.START_CHARS}}}")
NO_PREVIEW = {"is_disabled": True}
NO_BUTTONS: Markup = {"inline_keyboard": []}
ACKNOWLEDGE_S = 10.0  # later than this nobody looks at the button any more
PART_TRIES = 3  # for what follows a part that is already shown
PART_PAUSE_S = 1.0


class TelegramChannel:
    """One bot. `start` first; everything it raises is a DeliveryError, and none of them names the token."""

    name = "telegram"
    can = Capabilities(forms=False, buttons_per_list=limits.LIST_BUTTONS, payloads=True)

    def __init__(self, token: str, api_url: str = OFFICIAL_URL, pacing: Pacing | None = None) -> None:
        self.id = 0
        self.username = ""
        self.can_read_all_group_messages = False
        self.problem = ""  # in words, while updates cannot be received
        _silence_library()
        url = api_url.rstrip("/")
        request = AiohttpRequest()
        self.bot = Bot(token, f"{url}/bot", f"{url}/file/bot", request=request, get_updates_request=request)
        self._pacing = pacing or Pacing()

    async def start(self) -> None:
        """Ask who we are. Raises TokenRefused, or Unreachable when Telegram is."""
        await self.ask(self.bot.initialize())
        me = self.bot.bot
        self.id, self.username = me.id, me.username or ""
        self.can_read_all_group_messages = bool(me.can_read_all_group_messages)

    async def close(self) -> None:
        """Close the connections. What is under way is broken off."""
        await self.bot.shutdown()

    def parse(self, update: Mapping[str, Any]) -> Arrival | None:
        """What one update means to this bot; None where it means nothing. Never raises."""
        return parse_update(update, self.id, self.username, datetime.now(UTC))

    async def ask(self, call: Awaitable[T], *, repeatable: bool = True) -> T:
        """The result of one call to the Bot API. `repeatable`: doing it twice does no harm."""
        try:
            return await call
        except TelegramError as error:
            raise errors.classify(error, repeatable=repeatable) from None

    async def post(self, method: str, fields: Arguments, *, read_timeout: float | None = None) -> Any:
        """Call a method with arguments as the Bot API takes them; its result as JSON. Raises TelegramError.

        For what is called most: the library's own methods take up to 0.1 ms more to check what is right by then.
        """
        url = f"{self.bot.base_url}/{method}"
        return await self.bot.request.post(url, cast(RequestData, JsonBody(fields)), read_timeout=read_timeout)

    async def send(self, to: Place, card: Keyed, *, silent: bool = False) -> MessageRef:
        """Show a card; the reference is the last message's, which carries the buttons."""
        rendered = render(card)
        try:
            return await self._send(to, rendered, divide(rendered), silent)
        except errors.LinkRefused:
            rendered = render(card, write_links=True)
            return await self._send(to, rendered, divide(rendered), silent)
        except errors.PictureRefused:
            return await self._send(to, rendered, divide(rendered, pictures=False), silent)

    async def edit(self, to: Place, message: MessageRef, card: Keyed) -> MessageRef:
        """Show a card in place of an earlier one of the same form."""
        try:
            await self._edit(to, message, render(card))
        except errors.LinkRefused:
            await self._edit(to, message, render(card, write_links=True))
        except errors.NotModified:
            return message
        except errors.PictureRefused as error:
            raise MessageGone(str(error)) from None
        return message

    async def shrink(self, to: Place, message: MessageRef, line: str) -> None:
        """Leave one line and take the buttons away. A message that is gone needs neither."""
        where = _where(to, message)
        words = {"parse_mode": "HTML", "text" if message.form == "text" else "caption": f"<i>{escape(line)}</i>"}
        method: Callable[..., Awaitable[Message | bool]] = self.bot.edit_message_reply_markup
        if line:
            method = self.bot.edit_message_text if message.form == "text" else self.bot.edit_message_caption
        try:
            await self._write(to, method, where | (words if line else {}), NO_BUTTONS, repeatable=True)
        except (errors.NotModified, MessageGone):
            return

    async def acknowledge(self, query: str, text: str = "") -> None:
        """Stop the button's spinner; `text` opens as an alert that only this person sees."""
        words = limits.cut(text, limits.ANSWER_CHARS) or None
        answer = {"callback_query_id": query, "text": words, "show_alert": bool(text) or None}
        call = self.post("answerCallbackQuery", answer, read_timeout=ACKNOWLEDGE_S)
        try:
            await self.ask(call)
        except errors.QueryExpired:
            log.debug("a press was acknowledged too late")
        except DeliveryError as error:
            log.warning("a press could not be acknowledged: %s", error)

    async def working(self, to: Place) -> None:
        """Show "typing" for about five seconds."""
        try:
            await self.ask(self.bot.send_chat_action(**_address(to), action="typing", read_timeout=ACKNOWLEDGE_S))
        except DeliveryError as error:
            log.debug("could not show that an answer is on its way: %s", error)

    async def answers(self) -> bool:
        """Whether Telegram can be reached and is well just now."""
        try:
            await self.ask(self.bot.get_me(read_timeout=ACKNOWLEDGE_S))
        except DeliveryError:
            return False
        return True

    def private_link(self, payload: str, team: str = "") -> str:
        """A t.me link with a start parameter. ValueError if clients would drop the payload."""
        if not self.username:
            raise Unreachable("we do not know our own name yet")
        if not START_PAYLOAD.fullmatch(payload):
            raise ValueError("a start payload is 1 to 64 of A-Z a-z 0-9 _ -")
        return f"https://t.me/{self.username}?start={payload}"

    async def _send(self, to: Place, rendered: Rendered, parts: list[Part], silent: bool) -> MessageRef:
        """All parts in order. One that may have been shown does not keep back those after it."""
        *earlier, last = parts
        for number, part in enumerate(earlier):
            try:
                await self._send_part(to, part, None, silent, follows=number > 0)
            except Uncertain as error:
                log.warning("part %d of a message may be missing: %s", number + 1, error)
        sent = await self._send_part(to, last, rendered.markup(), silent, follows=bool(earlier))
        return MessageRef(str(sent), last.form)

    async def _send_part(self, to: Place, part: Part, markup: Markup | None, silent: bool, *, follows: bool) -> int:
        """Send it; its number. One that follows what is already shown is tried again here, for nobody else can."""
        arguments = await _content(part) | _address(to) | {"disable_notification": silent or None}
        method = self._sender(part)
        for left in reversed(range(PART_TRIES)):
            try:
                return await self._write(to, method, arguments, markup)
            except (RateLimited, Unreachable) as error:
                if not follows:
                    raise
                if not left:
                    break
                await asyncio.sleep(error.retry_after_s if isinstance(error, RateLimited) else PART_PAUSE_S)
        raise Uncertain("a part of it is shown, the rest is not")

    def _sender(self, part: Part) -> Callable[..., Awaitable[int]]:
        match part.form:
            case "text":
                return self._send_text
            case "picture":
                return partial(_numbered, self.bot.send_photo)
            case "file":
                return partial(_numbered, self.bot.send_document)

    async def _send_text(self, *, api_kwargs: Arguments, **fields: Any) -> int:
        return int((await self.post("sendMessage", fields | api_kwargs))["message_id"])

    async def _edit(self, to: Place, message: MessageRef, rendered: Rendered) -> None:
        parts = divide(rendered)
        if len(parts) > 1 or parts[0].form != message.form or message.form == "file":
            raise MessageGone(f"a {message.form} message cannot take this card")
        arguments = await _content(parts[0]) | _where(to, message)
        method = self._edit_picture if message.form == "picture" else self._edit_text
        await self._write(to, method, arguments, rendered.markup() or NO_BUTTONS, repeatable=True)

    async def _edit_text(self, *, api_kwargs: Arguments, **fields: Any) -> Any:
        return await self.post("editMessageText", fields | api_kwargs)

    async def _edit_picture(
        self, *, photo: InputFile, caption: str | None = None, parse_mode: str | None = None, **where: Any
    ) -> Message | bool:
        media = InputMediaPhoto(photo, caption, parse_mode, filename="chart.png")
        return await self.bot.edit_message_media(media, **where)

    async def _write(
        self,
        to: Place,
        method: Callable[..., Awaitable[T]],
        arguments: Arguments,
        markup: Markup | None,
        *,
        repeatable: bool = False,
    ) -> T:
        """One call that shows something, at our pace; where its HTML is refused, once more as plain text."""
        await self._pacing.wait(to, notifies=not repeatable)
        # As plain objects: the library's own classes take 0.1 ms to become the same JSON.
        plain_objects = arguments.get("api_kwargs", {}) | ({"reply_markup": markup} if markup else {})
        arguments = arguments | {"api_kwargs": plain_objects}
        try:
            return await self.ask(method(**arguments), repeatable=repeatable)
        except errors.MarkupRefused as error:
            log.error("Telegram could not read our HTML: %s", error)
            return await self.ask(method(**_as_plain(arguments)), repeatable=repeatable)
        except RateLimited as error:
            raise await self._pacing.refused(to, error.retry_after_s) from None


async def _numbered(send: Callable[..., Awaitable[Message]], **arguments: Any) -> int:
    return (await send(**arguments)).message_id


def _address(to: Place) -> Arguments:
    return {"chat_id": int(to.chat), "message_thread_id": int(to.topic) if to.topic else None}


def _where(to: Place, message: MessageRef) -> Arguments:
    return {"chat_id": int(to.chat), "message_id": int(message.id)}


async def _content(part: Part) -> Arguments:
    """What the part shows. Raises PictureRefused where a chart cannot be drawn."""
    if part.content is None:
        return {"text": part.text, "parse_mode": "HTML", "api_kwargs": {"link_preview_options": NO_PREVIEW}}
    caption = {"caption": part.text, "parse_mode": "HTML"} if part.text else {}
    if isinstance(part.content, Picture):
        return caption | {"photo": InputFile(await _drawn(part.content), "chart.png")}
    name = limits.cut_file_name(part.content.name)
    return caption | {"document": InputFile(part.content.content.encode("utf-8", "replace"), name)}


async def _drawn(picture: Picture) -> bytes:
    try:
        return await asyncio.to_thread(draw, picture.chart)
    except Exception as error:
        log.exception("a chart could not be drawn; its words are sent instead")
        raise errors.PictureRefused("it could not be drawn") from error


def _as_plain(arguments: Arguments) -> Arguments:
    """The same words without markup."""
    words = {name: plain(arguments[name]) for name in ("text", "caption") if name in arguments}
    return {name: value for name, value in arguments.items() if name != "parse_mode"} | words


def _silence_library() -> None:
    """Below WARNING these log every call, some with the token in its address and with people's words."""
    for name in ("telegram", "aiohttp", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
