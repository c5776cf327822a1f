"""Which channels, messages and people an installation can reach."""

from sandbox.slack.errors import RefusedError
from sandbox.slack.model import Channel, Message, User
from sandbox.slack.params import Asked


def find_channel(asked: Asked, name: str, *, joined: bool = False, unarchived: bool = False) -> Channel:
    """A channel that the bot can know. RefusedError: channel_not_found, not_in_channel, is_archived."""
    channel = asked.world.channels.get(name)
    if channel is None or not _is_known(asked, channel):
        raise RefusedError("channel_not_found")
    if joined and asked.installation.bot.id not in channel.members:
        raise RefusedError("not_in_channel")
    if unarchived and channel.archived:
        raise RefusedError("is_archived")
    return channel


def _is_known(asked: Asked, channel: Channel) -> bool:
    installation = asked.installation
    if installation.bot.id in channel.members:
        return True
    if channel.kind != "channel":
        return False
    teams = (asked.world.workspaces[team] for team in (channel.team.id, *channel.shared_with))
    return any(installation.covers(team) for team in teams)


def find_place(asked: Asked, name: str) -> Channel:
    """Where a message can be posted; a person's id stands for the direct message with them."""
    if name[:1] in {"U", "W"}:
        user = asked.world.users.get(name)
        if user is None or not is_reachable(asked, user):
            raise RefusedError("channel_not_found")
        if user.is_bot:
            raise RefusedError("cannot_dm_bot")
        return asked.world.dm(user, asked.installation)
    return find_channel(asked, name, joined=True, unarchived=True)


def is_reachable(asked: Asked, user: User) -> bool:
    """Whether the bot can write to this person: a member of a workspace that it lives in."""
    return asked.installation.covers(user.team) or (
        user.team.enterprise is not None and user.team.enterprise is asked.installation.enterprise
    )


def find_user(asked: Asked, name: str) -> User:
    """A person that the workspace can know, also one from a shared channel. RefusedError user_not_found."""
    user = asked.world.users.get(name)
    home = asked.installation.team or (user.team if user else None)
    if user is None or home is None:
        raise RefusedError("user_not_found")
    if not is_reachable(asked, user) and not asked.world.sees(home, user):
        raise RefusedError("user_not_found")
    return user


def find_message(asked: Asked, channel: Channel, ts: str) -> Message:
    """A message that is there and not ephemeral. RefusedError message_not_found."""
    message = channel.messages.get(ts)
    if message is None:
        raise RefusedError("message_not_found")
    return message
