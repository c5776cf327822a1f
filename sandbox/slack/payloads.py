"""The bodies of interactions and commands. Source: docs.slack.dev/reference/interaction-payloads."""

from sandbox.slack.deliver import VERIFICATION_TOKEN
from sandbox.slack.model import Channel, Installation, Json, Message, User, Workspace
from sandbox.slack.surfaces import View, values_of


def describe_actor(user: User, installation: Installation) -> Json:
    """Who acts, and for which installation: an org-wide one has no team."""
    name = user.name.lower().replace(" ", ".")
    body: Json = {
        "user": {"id": user.id, "username": name, "name": name, "team_id": user.team.id},
        "api_app_id": installation.app.id,
        "token": VERIFICATION_TOKEN,
        "team": describe_team(installation.team) if installation.team else None,
        "enterprise": None,
        "is_enterprise_install": installation.org_wide,
    }
    if installation.enterprise:
        body["enterprise"] = {"id": installation.enterprise.id, "name": installation.enterprise.name}
    return body


def describe_team(team: Workspace) -> Json:
    """The workspace in an interaction."""
    body: Json = {"id": team.id, "domain": team.domain}
    if team.enterprise:
        body |= {"enterprise_id": team.enterprise.id, "enterprise_name": team.enterprise.name}
    return body


def describe_place(shown: Message | View) -> Json:
    """Where the element is: the message as it is now, or the view."""
    if isinstance(shown, View):
        return {"container": {"type": "view", "view_id": shown.id}, "view": shown.to_json()}
    channel = shown.channel
    container = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(shown.ephemeral_to),
    }
    if shown.thread_ts:
        container["thread_ts"] = shown.thread_ts
    return {
        "container": container,
        "channel": {"id": channel.id, "name": name_channel(channel)},
        "message": shown.to_json(),
        "state": {"values": values_of(shown.blocks, shown.values)},
    }


def describe_command(
    user: User, team: Workspace, installation: Installation, channel: Channel, command: str, text: str
) -> Json:
    """A slash command's form; everything is text."""
    body: Json = {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": name_channel(channel),
        "user_id": user.id,
        "user_name": user.name.lower().replace(" ", "."),
        "command": command,
        "text": text,
        "api_app_id": installation.app.id,
        "is_enterprise_install": "true" if installation.org_wide else "false",
    }
    if team.enterprise:
        body |= {"enterprise_id": team.enterprise.id, "enterprise_name": team.enterprise.name}
    return body


def name_channel(channel: Channel) -> str:
    """The name that a channel has in interactions; private ones do not tell theirs."""
    return {"im": "directmessage", "group": "privategroup", "channel": channel.name}[channel.kind]
