"""Installing the app: Slack's consent page, codes, tokens and refresh tokens.

Source: docs.slack.dev/authentication/installing-with-oauth, …/using-token-rotation,
docs.slack.dev/reference/methods/oauth.v2.access.
"""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sandbox.slack.errors import RefusedError
from sandbox.slack.model import Enterprise, Installation, Json, Token, User, Workspace
from sandbox.slack.params import Asked

if TYPE_CHECKING:
    from sandbox.slack.world import SlackWorld

CODE_MINUTES = 10  # …/installing-with-oauth#exchanging, "codes expire after ten minutes"


@dataclass(slots=True, eq=False)
class Grant:
    """One code: what somebody allowed, until it is exchanged."""

    place: Workspace | Enterprise
    user: User
    scopes: tuple[str, ...]
    redirect_uri: str  # as given when it began; the exchange has to repeat it
    ends: datetime
    used: bool = False


class OAuth:
    """Codes that were given out, and whether an address may receive one."""

    def __init__(self, world: "SlackWorld") -> None:
        self.world = world
        self.grants: dict[str, Grant] = {}

    def check(self, query: Mapping[str, str]) -> str:
        """Where the answer to a consent page will go. RefusedError: what Slack's error page names instead."""
        app = self.world.app
        if query.get("client_id") != app.client_id:
            raise RefusedError("invalid_client_id")
        if not query.get("scope"):
            raise RefusedError("no_scopes")
        if unknown := set(_split(query["scope"])) - set(app.scopes):
            raise RefusedError("invalid_scope", scopes=sorted(unknown))
        given = query.get("redirect_uri", "")
        allowed = app.redirect_urls
        if given and allowed and not any(given.startswith(prefix) for prefix in allowed):
            raise RefusedError("bad_redirect_uri")
        if not given and not allowed:
            raise RefusedError("bad_redirect_uri")
        return given or allowed[0]

    def allow(self, query: Mapping[str, str], place: Workspace | Enterprise, user: User) -> str:
        """Somebody presses Allow. Returns the address that their browser goes to, with a code."""
        back = self.check(query)
        code = f"{self.world.random.getrandbits(96):024x}"
        ends = self.world.now() + timedelta(minutes=CODE_MINUTES)
        self.grants[code] = Grant(place, user, _split(query["scope"]), query.get("redirect_uri", ""), ends)
        return _join(back, {"code": code, "state": query.get("state", "")})

    def deny(self, query: Mapping[str, str]) -> str:
        """Somebody presses Cancel."""
        return _join(self.check(query), {"error": "access_denied", "state": query.get("state", "")})

    def exchange(self, code: str, redirect_uri: str) -> tuple[Grant, Installation]:
        """Install what a code allows. RefusedError: invalid_code, code_already_used, bad_redirect_uri."""
        grant = self.grants.get(code)
        if grant is None or self.world.now() > grant.ends:
            raise RefusedError("invalid_code")
        if grant.used:
            raise RefusedError("code_already_used")
        if grant.redirect_uri != redirect_uri:
            raise RefusedError("bad_redirect_uri")
        grant.used = True
        return grant, self.world.install(grant.place, installer=grant.user, scopes=grant.scopes)


def get_access(asked: Asked) -> Json:
    """oauth.v2.access: a code or a refresh token for a bot token."""
    _check_client(asked)
    kind = asked.params.text("grant_type")
    if kind == "refresh_token":
        installation, token = asked.world.refresh_token(asked.params.text("refresh_token"))
        return _describe(asked, installation, token)
    if kind not in ("", "authorization_code"):
        raise RefusedError("invalid_grant_type")
    grant, installation = asked.world.oauth.exchange(asked.params.text("code"), asked.params.text("redirect_uri"))
    return {**_describe(asked, installation, installation.tokens[-1]), "authed_user": {"id": grant.user.id}}


def open_connection(asked: Asked) -> Json:
    """apps.connections.open: an address for Socket Mode, for the app's own token only."""
    kind, _, token = asked.authorization.partition(" ")
    if kind.lower() != "bearer" or not token:
        raise RefusedError("not_authed")
    if not token.startswith("xapp-"):
        raise RefusedError("not_allowed_token_type")
    if not compare_digest(token.encode(), asked.world.app.app_token.encode()):
        raise RefusedError("invalid_auth")
    return {"url": asked.world.sockets.open()}


def _check_client(asked: Asked) -> None:
    client_id, secret = asked.params.text("client_id"), asked.params.text("client_secret")
    kind, _, value = asked.authorization.partition(" ")
    if kind.lower() == "basic":
        client_id, _, secret = b64decode(value).decode().partition(":")
    if client_id != asked.world.app.client_id:
        raise RefusedError("invalid_client_id")
    if not compare_digest(secret.encode(), asked.world.app.client_secret.encode()):
        raise RefusedError("bad_client_secret")


def _describe(asked: Asked, installation: Installation, token: Token) -> Json:
    enterprise = installation.enterprise
    body: Json = {
        "app_id": asked.world.app.id,
        "scope": ",".join(installation.scopes),
        "token_type": "bot",
        "access_token": token.value,
        "bot_user_id": installation.bot.id,
        "team": {"id": installation.team.id, "name": installation.team.name} if installation.team else None,
        "enterprise": {"id": enterprise.id, "name": enterprise.name} if enterprise else None,
        "is_enterprise_install": installation.org_wide,
    }
    if token.expires_at:
        body["refresh_token"] = token.refresh
        body["expires_in"] = round((token.expires_at - asked.world.now()).total_seconds())
    return body


def _split(scopes: str) -> tuple[str, ...]:
    return tuple(scope for scope in scopes.replace(",", " ").split() if scope)


def _join(address: str, query: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
