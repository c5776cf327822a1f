"""Charts as files of a workspace: drawn, uploaded, and remembered by what they show."""

import asyncio
import hashlib
import logging
from collections import OrderedDict

from adapters.slack import errors
from adapters.slack.calls import Ask
from adapters.slack.flights import Flights
from adapters.slack.limits import cut
from adapters.slack.transport import SlackApi, TransportError
from bot.conversation.cards import File, Picture
from bot.conversation.pictures.chart import Chart
from bot.conversation.pictures.draw import draw

log = logging.getLogger(__name__)

KEPT = 256  # pictures, so that one that is shown twice in a row is not uploaded twice
ALT_CHARS = 1000  # docs.slack.dev/reference/methods/files.getUploadURLExternal, "alt_txt_too_large"
PICTURE_NAME = "chart.png"
NAME_CHARS, ENDING_CHARS = 60, 20  # ours

Key = tuple[str, str]  # a workspace, and the digest of the chart


class Pictures:
    """Uploads through the external flow: docs.slack.dev/messaging/working-with-files."""

    def __init__(self, ask: Ask, api: SlackApi) -> None:
        self._ask, self._api = ask, api
        self._known: OrderedDict[Key, str] = OrderedDict()
        self._flights: Flights[Key, str] = Flights()

    async def file_id(self, team: str, picture: Picture) -> str:
        """The file "F…" that shows a chart. Raises DeliveryError where there can be none."""
        key = (team, _digest(picture.chart))
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        return await self._flights.join(key, lambda: self._add(key, picture))

    def forget(self, file_id: str) -> None:
        """It was not accepted: upload it again next time."""
        for key in [key for key, known in self._known.items() if known == file_id]:
            del self._known[key]

    async def share(self, team: str, channel: str, topic: str, file: File, words: str) -> str:
        """Show a document in a channel, with some words (mrkdwn) if there are any; its file id."""
        name = _file_name(file.name)
        file_id = await self._upload(team, name, file.content.encode("utf-8", "replace"), "")
        told = {"channel_id": channel, "thread_ts": topic, "initial_comment": words}
        fields = {"files": [{"id": file_id, "title": name}], **{key: value for key, value in told.items() if value}}
        await self._ask(team, "files.completeUploadExternal", fields, repeatable=False, channel=channel)
        return file_id

    async def close(self) -> None:
        """Break off what is under way."""
        await self._flights.close()

    async def _add(self, key: Key, picture: Picture) -> str:
        content = await _drawn(picture)
        file_id = await self._upload(key[0], PICTURE_NAME, content, cut(picture.alt, ALT_CHARS))
        fields = {"files": [{"id": file_id, "title": PICTURE_NAME}]}
        await self._ask(key[0], "files.completeUploadExternal", fields)
        self._known[key] = file_id
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return file_id

    async def _upload(self, team: str, name: str, content: bytes, alt: str) -> str:
        fields = {"filename": name, "length": len(content), "alt_txt": alt or None}
        answer = await self._ask(team, "files.getUploadURLExternal", fields)
        try:
            await self._api.upload(str(answer["upload_url"]), content)
        except TransportError as error:
            raise errors.classify(error, repeatable=True) from None
        return str(answer["file_id"])


def _file_name(name: str) -> str:
    """Without folders, and cut before its ending."""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return f"{cut(stem, NAME_CHARS)}{dot}{cut(ending, ENDING_CHARS)}" or "file"


def _digest(chart: Chart) -> str:
    """Charts are values: what is the same to Python looks the same."""
    return hashlib.sha256(repr(chart).encode("utf-8", "surrogatepass")).hexdigest()


async def _drawn(picture: Picture) -> bytes:
    try:
        return await asyncio.to_thread(draw, picture.chart)
    except Exception as error:
        log.exception("a chart could not be drawn; its words are sent instead")
        raise errors.PictureRefused("it could not be drawn") from error
