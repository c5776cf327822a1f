"""Charts as files of a workspace: drawn, uploaded, and remembered by what they show."""

import asyncio
import hashlib
import logging
from collections import OrderedDict

from adapters.slack.dms import Call
from adapters.slack.flights import Flights
from adapters.slack.transport import SlackApi, TransportError
from adapters.slack import errors
from bot.conversation.cards import File, Picture
from bot.conversation.channel import DeliveryError, Rejected
from bot.conversation.pictures.chart import Chart
from bot.conversation.pictures.draw import draw

log = logging.getLogger(__name__)

KEPT = 256  # pictures, so that one that is shown twice in a row is not uploaded twice
ALT_CHARS = 1000  # docs.slack.dev/reference/methods/files.getUploadURLExternal, "alt_txt_too_large"
PICTURE_NAME = "chart.png"

Key = tuple[str, str]  # a workspace, and the digest of the chart


class Pictures:
    """Uploads through the external flow: docs.slack.dev/messaging/working-with-files."""

    def __init__(self, call: Call, api: SlackApi) -> None:
        self._call, self._api = call, api
        self._known: OrderedDict[Key, str] = OrderedDict()
        self._flights: Flights[Key, str] = Flights()

    async def file_id(self, team: str, picture: Picture) -> str:
        """The file "F…" that shows a chart. Raises PictureRefused where there can be none, else a DeliveryError."""
        key = (team, _digest(picture.chart))
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        return await self._flights.join(key, lambda: self._add(key, picture))

    def forget(self, file_id: str) -> None:
        """It was not accepted, perhaps deleted by somebody: upload it again next time."""
        for key in [key for key, known in self._known.items() if known == file_id]:
            del self._known[key]

    async def share(self, team: str, channel: str, topic: str, file: File, name: str, words: str) -> str:
        """Show a document in a channel together with some words; its file id. Raises DeliveryError."""
        content = file.content.encode("utf-8", "replace")
        uploaded = await self._upload(team, name, content, "")
        where = {"channel_id": channel, "thread_ts": topic or None, "initial_comment": words or None}
        await self._complete(team, uploaded, name, where)
        return uploaded

    async def close(self) -> None:
        """Break off what is under way."""
        await self._flights.close()

    async def _add(self, key: Key, picture: Picture) -> str:
        content = await _drawn(picture)
        try:
            file_id = await self._upload(key[0], PICTURE_NAME, content, picture.alt[:ALT_CHARS])
            await self._complete(key[0], file_id, PICTURE_NAME, {})
        except Rejected as error:
            raise errors.PictureRefused(str(error)) from None
        self._known[key] = file_id
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return file_id

    async def _upload(self, team: str, name: str, content: bytes, alt: str) -> str:
        fields = {"filename": name, "length": len(content), "alt_txt": alt or None}
        answer = await self._call(team, "files.getUploadURLExternal", fields)
        try:
            await self._api.upload(str(answer["upload_url"]), content)
        except TransportError as error:
            raise errors.classify(error, repeatable=True) from None
        return str(answer["file_id"])

    async def _complete(self, team: str, file_id: str, name: str, where: dict[str, str | None]) -> None:
        await self._call(team, "files.completeUploadExternal", {"files": [{"id": file_id, "title": name}], **where})


def _digest(chart: Chart) -> str:
    """Charts are values: what is the same to Python looks the same."""
    return hashlib.sha256(repr(chart).encode("utf-8", "surrogatepass")).hexdigest()


async def _drawn(picture: Picture) -> bytes:
    try:
        return await asyncio.to_thread(draw, picture.chart)
    except Exception as error:
        log.exception("a chart could not be drawn; its words are sent instead")
        raise errors.PictureRefused("it could not be drawn") from error
