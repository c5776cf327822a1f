"""The methods of the Web API by name, the scopes they need, and who may call them.

A method acts and returns the fields of the answer (or a promise of them), or raises RefusedError.
"""

from collections.abc import Awaitable, Callable

from sandbox.slack import account, conversations, files, messages, oauth, users, views
from sandbox.slack.errors import RefusedError
from sandbox.slack.model import Json
from sandbox.slack.params import Asked

Method = Callable[[Asked], Json | Awaitable[Json]]

METHODS: dict[str, Method] = {
    "api.test": account.echo,
    "apps.connections.open": oauth.open_connection,
    "apps.uninstall": account.uninstall_app,
    "auth.revoke": account.revoke_auth,
    "auth.teams.list": account.list_teams,
    "auth.test": account.identify,
    "bots.info": users.get_bot,
    "chat.delete": messages.delete_message,
    "chat.getPermalink": messages.get_permalink,
    "chat.postEphemeral": messages.post_ephemeral,
    "chat.postMessage": messages.post_message,
    "chat.update": messages.update_message,
    "conversations.history": conversations.refuse_history,
    "conversations.info": conversations.get_conversation,
    "conversations.join": conversations.join_conversation,
    "conversations.list": conversations.list_conversations,
    "conversations.members": conversations.list_members,
    "conversations.open": conversations.open_conversation,
    "conversations.replies": conversations.refuse_history,
    "files.completeUploadExternal": files.complete_upload,
    "files.delete": files.delete_file,
    "files.getUploadURLExternal": files.start_upload,
    "files.info": files.get_file,
    "oauth.v2.access": oauth.get_access,
    "team.info": users.get_team,
    "users.info": users.get_user,
    "users.list": users.list_users,
    "views.open": views.open_view,
    "views.publish": views.publish_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
}

# Called without a bot token: these look at `Asked.authorization` themselves, if at all.
TOKENLESS = {"api.test", "apps.connections.open", "oauth.v2.access"}

# Where the scope does not depend on the kind of channel. Source: docs.slack.dev/reference/methods.
SCOPES = {
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "team.info": "team:read",
    "users.info": "users:read",
    "users.list": "users:read",
}


def find_asker(asked: Asked) -> None:
    """Find whose token it is. RefusedError: not_authed, invalid_auth, account_inactive, token_revoked/_expired."""
    if asked.method not in METHODS:
        raise RefusedError("unknown_method", req_method=asked.method)
    if asked.method in TOKENLESS:
        return
    kind, _, value = asked.authorization.partition(" ")
    if kind.lower() != "bearer":
        value = "" if asked.params.is_json else asked.params.text("token")
    if not value:
        raise RefusedError("not_authed")
    installation, token = asked.world.tokens.get(value.strip(), (None, None))
    if installation is None or token is None:
        raise RefusedError("invalid_auth")
    if installation.removed:
        raise RefusedError("account_inactive")
    if token.revoked:
        raise RefusedError("token_revoked")
    if token.expires_at and asked.world.now() >= token.expires_at:
        raise RefusedError("token_expired")
    asked.know(installation, token)
