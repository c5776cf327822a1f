"""users.*, team.* and bots.*, and the pages in which Slack gives long lists."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import TypeVar

from sandbox.slack.errors import RefusedError
from sandbox.slack.model import Json
from sandbox.slack.params import Asked
from sandbox.slack.reach import find_user

T = TypeVar("T")
_PAGE = 100  # docs.slack.dev/apis/web-api/pagination: the default, and at most 1000


def page(asked: Asked, items: Sequence[T]) -> tuple[Sequence[T], Json]:
    """The part of a list that `cursor` and `limit` ask for, and the answer's response_metadata."""
    limit = asked.params.number("limit", _PAGE) or _PAGE
    if not 1 <= limit <= 1000:
        raise RefusedError("invalid_limit")
    start = _read_cursor(asked.params.text("cursor"))
    following = start + limit
    cursor = b64encode(f"next:{following}".encode()).decode() if following < len(items) else ""
    return items[start:following], {"response_metadata": {"next_cursor": cursor}}


def _read_cursor(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except ValueError:
        raise RefusedError("invalid_cursor") from None


def get_user(asked: Asked) -> Json:
    """users.info; the locale comes only with include_locale."""
    name = asked.params.text("user")
    if not name:
        raise RefusedError("user_not_found")
    user = find_user(asked, name)
    return {"user": user.to_json(with_locale=bool(asked.params.flag("include_locale")))}


def list_users(asked: Asked) -> Json:
    """users.list of one workspace."""
    team, with_locale = asked.team, bool(asked.params.flag("include_locale"))
    users, metadata = page(asked, [user for user in asked.world.users.values() if user.team is team])
    return {"members": [user.to_json(with_locale=with_locale) for user in users], **metadata}


def get_team(asked: Asked) -> Json:
    """team.info, of the token's workspace or of the one named."""
    name = asked.params.text("team")
    team = asked.world.workspaces.get(name) if name else asked.team
    if team is None or not asked.installation.covers(team):
        raise RefusedError("team_not_found")
    return {"team": team.to_json()}


def get_bot(asked: Asked) -> Json:
    """bots.info, for bots of the app."""
    name = asked.params.text("bot")
    bot = next((i.bot for i in asked.world.installations if i.bot.bot_id == name), None) if name else None
    if name and bot is None:
        raise RefusedError("bot_not_found")
    found = bot or asked.installation.bot
    app = asked.world.app
    return {
        "bot": {
            "id": found.bot_id,
            "deleted": found.deleted,
            "name": found.name,
            "updated": found.updated,
            "app_id": app.id,
            "user_id": found.id,
            "icons": {},
        }
    }
