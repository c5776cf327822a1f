"""files.*: uploads in three steps, sharing, and the private download."""

from mimetypes import guess_type
from secrets import token_urlsafe
from typing import Any

from sandbox.slack import limits
from sandbox.slack.errors import RefusedError, invalid
from sandbox.slack.messages import check_thread, post_as_bot, read_blocks
from sandbox.slack.model import Channel, File, Json, Message
from sandbox.slack.params import Asked
from sandbox.slack.reach import find_channel
from sandbox.slack.world import SlackWorld

_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
_ALT_CHARS = 1000  # docs.slack.dev/reference/methods/files.getUploadURLExternal, alt_txt


def start_upload(asked: Asked) -> Json:
    """files.getUploadURLExternal: step one, the address to send the bytes to."""
    name, length = asked.params.need("filename"), asked.params.number("length")
    if length < 1:
        raise invalid("invalid_arguments", "[ERROR] must be more than 0 [json-pointer:/length]")
    if length > limits.FILE_BYTES:
        raise RefusedError("file_upload_size_restricted")
    world, bot = asked.world, asked.installation.bot
    team = asked.installation.team or bot.team
    mime = guess_type(name)[0] or "text/plain"
    file = File(world.next_id("F"), name, name, mime, team, bot.id, world.now(), world.app.id, length=length)
    file.alt_text = asked.params.text("alt_txt")[:_ALT_CHARS]
    file.url = asked.base_url
    world.files[file.id] = file
    file.secret = token_urlsafe(12)
    return {"upload_url": f"{asked.base_url}/upload/v1/{file.id}-{file.secret}", "file_id": file.id}


def take_upload(world: SlackWorld, name: str, data: bytes) -> bool:
    """Step two, the bytes; False when the address is wrong or the length is not the announced one."""
    file_id, _, secret = name.partition("-")
    file = world.files.get(file_id)
    if file is None or file.complete or secret != file.secret or len(data) != file.length:
        return False
    file.data, file.stored = data, True
    if file.mime in _MAGIC and not data.startswith(_MAGIC[file.mime]):
        file.mime = "application/octet-stream"  # the name promised a picture, the bytes are none
    return True


def complete_upload(asked: Asked) -> Json:
    """files.completeUploadExternal: step three, perhaps with a message that shows the files."""
    files = _read_files(asked)
    names = asked.params.text("channel_id") or asked.params.text("channels")
    channels = [find_channel(asked, name, joined=True, unarchived=True) for name in names.split(",") if name]
    comment, given = asked.params.text("initial_comment"), asked.params.values.get("blocks")
    if comment and given:
        raise invalid("invalid_arguments", "[ERROR] must provide only one of: initial_comment, blocks")
    threads = [check_thread(channel, asked.params.text("thread_ts")) for channel in channels]
    blocks = [read_blocks(asked.world, channel.team, given) for channel in channels]
    for channel in channels:
        asked.world.rates.check_channel(channel.id, asked.world.now())
    for file, title in files:
        file.title, file.complete = title or file.title, True
        asked.world.touch("file", file)
    shown = [file for file, _ in files]
    for channel, thread, content in zip(channels, threads, blocks, strict=True):
        message = post_as_bot(asked, channel, text=comment, blocks=content, files=shown, thread_ts=thread)
        note_share(message)
    return {"files": [file.to_json() for file in shown]}


def note_share(message: Message) -> None:
    """Tell the files of a message where they are seen."""
    for file in message.files:
        file.shares.append((message.channel.id, message.ts))


def _read_files(asked: Asked) -> list[tuple[File, str]]:
    given: Any = asked.params.values.get("files")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise invalid("invalid_arguments", "[ERROR] missing required field: files")
    read: list[tuple[File, str]] = []
    for one in given:
        file = asked.world.files.get(str(one.get("id")))
        if file is None or not file.stored or file.complete or file.user != asked.installation.bot.id:
            raise RefusedError("file_not_found")
        read.append((file, str(one.get("title") or "")))
    return read


def get_file(asked: Asked) -> Json:
    """files.info."""
    return {"file": _find_file(asked).to_json(), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete_file(asked: Asked) -> Json:
    """files.delete: the bot's own files only."""
    file = _find_file(asked)
    if file.user != asked.installation.bot.id:
        raise RefusedError("cant_delete_file")
    file.deleted = True
    for message in _messages_with(asked.world, file):
        message.files = [other for other in message.files if other is not file]
        asked.world.touch("message", message)
    asked.world.touch("file", file)
    return {}


def _messages_with(world: SlackWorld, file: File) -> list[Message]:
    found = (world.channels[channel].messages.get(ts) for channel, ts in file.shares)
    return [message for message in found if message]


def _find_file(asked: Asked) -> File:
    file = asked.world.files.get(asked.params.need("file"))
    if file is None or not is_visible(asked.world, file, asked.installation.bot.id):
        raise RefusedError("file_not_found")
    if file.deleted:
        raise RefusedError("file_deleted")
    return file


def is_visible(world: SlackWorld, file: File, bot: str) -> bool:
    """Whether the bot uploaded the file or is where it was shared."""
    if file.user == bot:
        return file.complete
    shared: list[Channel] = [world.channels[channel] for channel, _ in file.shares]
    return any(bot in channel.members for channel in shared)
