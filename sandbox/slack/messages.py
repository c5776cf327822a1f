"""chat.*: what an app writes. Source: docs.slack.dev/reference/methods."""

from typing import Any

from sandbox.slack import limits
from sandbox.slack.blocks import check_blocks, complete_blocks, count_chars, file_finder
from sandbox.slack.checks import Findings
from sandbox.slack.errors import RefusedError, invalid
from sandbox.slack.model import Channel, Json, Message, Workspace
from sandbox.slack.params import Asked, Params
from sandbox.slack.reach import find_channel, find_message, find_place
from sandbox.slack.surfaces import values_of
from sandbox.slack.world import SlackWorld


def post_message(asked: Asked) -> Json:
    """chat.postMessage."""
    channel = find_place(asked, asked.params.need("channel"))
    content = read_content(asked.world, channel.team, asked.params)
    thread = check_thread(channel, asked.params.text("thread_ts"))
    asked.world.rates.check_channel(channel.id, asked.world.now())
    message = post_as_bot(asked, channel, thread_ts=thread, **content)
    return {"channel": channel.id, "ts": message.ts, "message": message.to_json()}


def post_as_bot(asked: Asked, channel: Channel, **fields: Any) -> Message:
    """Put a message of the bot into a channel."""
    bot = asked.installation.bot
    fields["values"] = values_of(fields.get("blocks", []))
    return asked.world.post(channel, bot.id, bot_id=bot.bot_id, app_id=asked.world.app.id, **fields)


def post_ephemeral(asked: Asked) -> Json:
    """chat.postEphemeral."""
    channel = find_channel(asked, asked.params.need("channel"), joined=True, unarchived=True)
    user = asked.params.need("user")
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    content = read_content(asked.world, channel.team, asked.params)
    thread = check_thread(channel, asked.params.text("thread_ts"))
    message = post_as_bot(asked, channel, thread_ts=thread, ephemeral_to=user, **content)
    return {"message_ts": message.ts}


def update_message(asked: Asked) -> Json:
    """chat.update. Blocks and attachments that are not given stay only where no text is given either."""
    channel = find_channel(asked, asked.params.need("channel"))
    message = find_message(asked, channel, asked.params.need("ts"))
    if message.bot_id != asked.installation.bot.bot_id:
        raise RefusedError("cant_update_message")
    if channel.archived:
        raise RefusedError("is_archived")
    _check_edit_window(asked.world, message)
    content = read_content(asked.world, channel.team, asked.params, most=limits.UPDATE_CHARS)
    change_message(asked.world, message, content, said=set(asked.params.values))
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.to_json()}


def change_message(world: SlackWorld, message: Message, content: Json, *, said: set[str]) -> None:
    """Give a message new content; `said`: the names of what the app gave."""
    if "text" in said or "blocks" in said:
        message.text = content["text"]
    for name in ("blocks", "attachments"):
        if name in said or "text" in said:
            setattr(message, name, content[name])
    if content["metadata"]:
        message.metadata = content["metadata"]
    message.values = values_of(message.blocks, message.values)
    message.edited_ts = world.next_ts()
    world.touch("message", message)


def _check_edit_window(world: SlackWorld, message: Message) -> None:
    window = world.edit_window_seconds
    if window is not None and world.now().timestamp() - float(message.ts) > window:
        raise RefusedError("edit_window_closed")


def delete_message(asked: Asked) -> Json:
    """chat.delete."""
    channel = find_channel(asked, asked.params.need("channel"))
    message = find_message(asked, channel, asked.params.need("ts"))
    if message.bot_id != asked.installation.bot.bot_id:
        raise RefusedError("cant_delete_message")
    asked.world.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(asked: Asked) -> Json:
    """chat.getPermalink."""
    channel = find_channel(asked, asked.params.need("channel"))
    message = find_message(asked, channel, asked.params.need("message_ts"))
    place = f"{channel.id}/p{message.ts.replace('.', '')}"
    suffix = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    return {"channel": channel.id, "permalink": f"https://{channel.team.domain}.slack.com/archives/{place}{suffix}"}


def check_thread(channel: Channel, thread_ts: str) -> str:
    """The thread's ts, which must be there and not be an answer itself."""
    if not thread_ts:
        return ""
    parent = channel.messages.get(thread_ts)
    if parent is None or (parent.thread_ts and parent.thread_ts != parent.ts):
        raise RefusedError("thread_not_found")
    return thread_ts


def read_content(world: SlackWorld, team: Workspace, params: Params, *, most: int = limits.POST_CHARS) -> Json:
    """Text, blocks and the rest of a message, as fields of Message; also for response_url.

    RefusedError: no_text, msg_too_long, invalid_blocks, invalid_blocks_format, msg_blocks_too_long,
    invalid_attachments, too_many_attachments, invalid_metadata_format.
    """
    text = params.text("text")
    if len(text) > most:
        raise RefusedError("msg_too_long")
    blocks = read_blocks(world, team, params.values.get("blocks"))
    attachments = _read_attachments(world, team, params.values.get("attachments"))
    if not (text.strip() or blocks or attachments):
        raise RefusedError("no_text")
    return {
        "text": text,
        "blocks": blocks,
        "attachments": attachments,
        "metadata": _read_metadata(params.values.get("metadata")),
        "unfurl_links": params.flag("unfurl_links"),
        "unfurl_media": params.flag("unfurl_media"),
    }


def read_blocks(world: SlackWorld, team: Workspace, given: Any, at: str = "/blocks") -> list[Json]:
    """Blocks of a message, complete with ids."""
    if given is None or given == "":
        return []
    if not isinstance(given, list):
        raise RefusedError("invalid_blocks_format")
    found = Findings(file_finder(world.files, team, world.app.id))
    check_blocks(found, given, at, "message", world.refused_blocks)
    if found.messages:
        raise invalid("invalid_blocks", *found.messages)
    _check_totals(given)
    return complete_blocks(given, lambda: world.next_id("b"))


def _check_totals(blocks: list[Json]) -> None:
    tables = [block for block in blocks if block["type"] == "table"]
    if len(tables) > 1:
        raise invalid("invalid_attachments", "[ERROR] only_one_table_allowed")
    if tables and count_chars(tables) > limits.TABLE_CHARS:
        raise invalid("invalid_blocks", "[ERROR] table exceeds 10000 characters [json-pointer:/blocks]")
    markdown = [block for block in blocks if block["type"] == "markdown"]
    if count_chars(markdown) > limits.MARKDOWN_CHARS:
        raise RefusedError("msg_blocks_too_long")
    rest = [block for block in blocks if block["type"] not in {"table", "markdown"}]
    if count_chars(rest) > limits.ALL_BLOCKS_CHARS:
        raise RefusedError("msg_blocks_too_long")


def _read_attachments(world: SlackWorld, team: Workspace, given: Any) -> list[Json]:
    if given is None or given == "":
        return []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise RefusedError("invalid_attachments")
    if len(given) > limits.ATTACHMENTS:
        raise RefusedError("too_many_attachments")
    read: list[Json] = []
    for number, one in enumerate(given):
        blocks = read_blocks(world, team, one.get("blocks"), f"/attachments/{number}/blocks")
        read.append({**one, "id": number + 1, **({"blocks": blocks} if blocks else {})})
    return read


def _read_metadata(given: Any) -> Json | None:
    if given in (None, ""):
        return None
    right = isinstance(given, dict) and isinstance(given.get("event_type"), str)
    if not right or not isinstance(given.get("event_payload"), dict):
        raise RefusedError("invalid_metadata_format")
    return dict(given)
