"""conversations.*: where an app can write."""

from sandbox.slack.errors import RefusedError, rate_limited
from sandbox.slack.model import Channel, Json
from sandbox.slack.params import Asked
from sandbox.slack.reach import find_channel, is_reachable
from sandbox.slack.users import page

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": ""}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
_HISTORY_SECONDS = 60  # docs.slack.dev/apis/web-api/rate-limits: one call a minute for apps outside the Marketplace


def open_conversation(asked: Asked) -> Json:
    """conversations.open: the direct message with one person."""
    known = asked.params.text("channel")
    if known:
        channel = find_channel(asked, known, joined=True)
        return _describe_opened(asked, channel, was_open=channel.is_open)
    names = [name for name in asked.params.text("users").split(",") if name]
    if not names:
        raise RefusedError("users_list_not_supplied")
    users = [asked.world.users.get(name) for name in names]
    if any(user is None or not is_reachable(asked, user) for user in users):
        raise RefusedError("user_not_found" if len(names) == 1 else "users_not_found")
    user = users[0]
    assert user
    if len(names) > 1:
        raise RefusedError("method_not_supported_for_channel_type")
    if user.is_bot:
        raise RefusedError("cannot_dm_bot")
    if user.deleted:
        raise RefusedError("user_disabled")
    before = len(asked.world.channels)
    channel = asked.world.dm(user, asked.installation)
    return _describe_opened(asked, channel, was_open=before == len(asked.world.channels))


def _describe_opened(asked: Asked, channel: Channel, *, was_open: bool) -> Json:
    channel.is_open = True
    whole = asked.params.flag("return_im")
    body: Json = {"channel": channel.to_json() if whole else {"id": channel.id}}
    return body | ({"no_op": True, "already_open": True} if was_open else {})


def get_conversation(asked: Asked) -> Json:
    """conversations.info."""
    channel = find_channel(asked, asked.params.need("channel"))
    _check_scope(asked, _READ[channel.kind])
    body = channel.to_json(member=asked.installation.bot.id)
    if asked.params.flag("include_locale"):
        body["locale"] = "en-US"
    return {"channel": body}


def join_conversation(asked: Asked) -> Json:
    """conversations.join: public channels only."""
    channel = find_channel(asked, asked.params.need("channel"))
    if channel.kind != "channel":
        raise RefusedError("method_not_supported_for_channel_type")
    if channel.archived:
        raise RefusedError("is_archived")
    bot = asked.installation.bot.id
    known = bot in channel.members
    channel.members.add(bot)
    asked.world.touch("channel", channel)
    body: Json = {"channel": channel.to_json(member=bot)}
    return body | ({"warning": "already_in_channel"} if known else {})


def list_conversations(asked: Asked) -> Json:
    """conversations.list: public channels unless `types` says otherwise."""
    types = (asked.params.text("types") or "public_channel").split(",")
    if any(name not in _KINDS for name in types):
        raise RefusedError("invalid_types")
    kinds = {_KINDS[name] for name in types} - {""}
    for kind in sorted(kinds):
        _check_scope(asked, _READ[kind])
    team, bot = asked.team, asked.installation.bot.id
    found = [
        channel
        for channel in asked.world.channels.values()
        if channel.kind in kinds
        and (channel.team is team or team.id in channel.shared_with)
        and (channel.kind == "channel" or bot in channel.members)
        and not (asked.params.flag("exclude_archived") and channel.archived)
    ]
    channels, metadata = page(asked, found)
    return {"channels": [channel.to_json(member=bot) for channel in channels], **metadata}


def list_members(asked: Asked) -> Json:
    """conversations.members."""
    channel = find_channel(asked, asked.params.need("channel"))
    _check_scope(asked, _READ[channel.kind])
    members, metadata = page(asked, sorted(channel.members))
    return {"members": list(members), **metadata}


def refuse_history(asked: Asked) -> Json:
    """conversations.history and conversations.replies: nothing of ours may depend on them."""
    asked.world.history_reads.append(asked.params.text("channel"))
    raise rate_limited(_HISTORY_SECONDS)


def _check_scope(asked: Asked, scope: str) -> None:
    if scope not in asked.installation.scopes:
        raise missing_scope(asked, scope)


def missing_scope(asked: Asked, needed: str) -> RefusedError:
    """The refusal that names what the installation lacks."""
    return RefusedError("missing_scope", needed=needed, provided=",".join(sorted(asked.installation.scopes)))
