"""Of `tariffbot check`: what Slack thinks of our settings, and what to do about it."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from adapters.slack.http import PATH as EVENTS_PATH
from adapters.slack.oauth import INSTALL_PATH, RETURN_PATH, SCOPES
from bot.connect.transport import AiohttpTransport
from bot.finding import PATIENCE_S, Finding
from bot.settings import Settings

BOT, APP, SIGNING = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"
CLIENT, SECRET = "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"

# Slack's own question when a Request URL is saved: docs.slack.dev/reference/events/url_verification. It has no effect.
QUESTION = b'{"type":"url_verification","challenge":"tariffbot"}'
NO_CODE = "0"  # a code that Slack never gave; it is looked at after the id and the secret


class Unanswered(Exception):
    """Slack said nothing that can be understood; the text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method said: Slack's code where it refused, else ""; and the scopes of the token, where it was told."""

    code: str
    body: Mapping[str, Any]
    scopes: frozenset[str] = frozenset()


async def check_slack(settings: Settings) -> list[Finding]:
    """Try the credentials one after the other."""
    found: list[Finding] = []
    if settings.slack_client_id and settings.slack_bot_token:  # whatever else Slack says
        why = f"set, but not used: with {CLIENT} each workspace brings its own; unset one of them"
        found.append(Finding(BOT, True, why))
    async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=PATIENCE_S) as client:
        slack = Slack(client, settings)
        try:
            found += await (slack.check_install() if settings.slack_client_id else slack.check_workspace())
            found += await (slack.check_socket() if settings.slack_app_token else slack.check_events())
        except Unanswered as error:
            url = settings.slack_api_url
            found.append(Finding("SLACK_API_URL", False, f"{url} does not answer as Slack does ({error})"))
    return found


class Slack:
    """Every check raises Unanswered where Slack cannot be asked."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self._client, self._settings = client, settings
        self._app_id = ""  # of the bot token's app, once it is known

    async def check_workspace(self) -> list[Finding]:
        """The one workspace: who we are there, and whether we may do what we do."""
        token = self._settings.slack_bot_token
        me = await self._ask("auth.test", token)
        if me.code:
            todo = "install the app in the workspace again and copy the token from OAuth & Permissions"
            return [Finding(BOT, False, f"Slack refuses it ({me.code}); {todo}")]
        where = "organisation" if me.body.get("is_enterprise_install") is True else "workspace"
        known = await self._ask("bots.info", token, {"bot": str(me.body.get("bot_id"))})
        self._app_id = str((known.body.get("bot") or {}).get("app_id") or "")
        words = f"this is @{me.body.get('user')} in the {where} {me.body.get('team')}"
        return [Finding(BOT, True, words), _scopes(me.scopes)]

    async def check_install(self) -> list[Finding]:
        """Many workspaces: whether Slack knows the app by its id and secret."""
        ours = self._settings
        proof = {"client_id": ours.slack_client_id, "client_secret": ours.slack_client_secret, "code": NO_CODE}
        code = (await self._ask("oauth.v2.access", "", proof)).code
        where = "copy it from the app's Basic Information"
        if code == "invalid_client_id":
            return [Finding(CLIENT, False, f"Slack knows no app with this id; {where}")]
        if code == "bad_client_secret":
            return [Finding(SECRET, False, f"it is not the secret of the app that {CLIENT} names; {where}")]
        if code != "invalid_code":
            return [Finding(CLIENT, False, f"Slack refuses to try it ({code}); try again in a minute")]
        back = f"{ours.public_url}{RETURN_PATH} must be among the app's redirect URLs"
        return [Finding(CLIENT, True, f"workspaces install the app at {ours.public_url}{INSTALL_PATH}; {back}")]

    async def check_socket(self) -> list[Finding]:
        """Socket Mode: whether an address for a connection can be had. It is not used."""
        token = self._settings.slack_app_token
        opened = await self._ask("apps.connections.open", token)
        if opened.code:
            todo = "make one under Basic Information, with the scope connections:write, and switch Socket Mode on"
            return [Finding(APP, False, f"Slack refuses it ({opened.code}); {todo}")]
        app_id = _app_of(token)
        if app_id and self._app_id and app_id != self._app_id:
            words = f"belongs to the app {app_id}, {BOT} to {self._app_id}; take both from the same app"
            return [Finding(APP, False, words)]
        found = [Finding(APP, True, "Socket Mode: Slack needs no public address to reach us")]
        if self._settings.slack_signing_secret:
            found.append(Finding(SIGNING, True, f"set, but not used while {APP} is"))
        return found

    async def check_events(self) -> list[Finding]:
        """HTTP: whether the service that runs takes what is signed with our secrets."""
        url = self._settings.public_url + EVENTS_PATH
        refused = 0
        for secret in self._settings.slack_signing_secret:
            try:
                reply = await self._client.post(url, content=QUESTION, headers=_signed(secret))
            except httpx.HTTPError as error:
                return [Finding(SIGNING, False, f"cannot be tried: {url} does not answer ({type(error).__name__})")]
            if reply.status_code == 401:
                refused += 1
            elif "tariffbot" not in reply.text:
                why = f"{url} answers {reply.status_code} to a request like Slack's"
                return [Finding(SIGNING, False, f"{why}; start the service with these settings, and look at the proxy")]
        if refused:
            why = f"{url} refuses what is signed with it"
            return [Finding(SIGNING, False, f"{why}; start the service with this setting; no proxy may change bodies")]
        many = "two secrets" if len(self._settings.slack_signing_secret) > 1 else "the secret"
        return [Finding(SIGNING, True, f"{url} takes what {many} signed; Slack tries its own as you save this address")]

    async def _ask(self, method: str, token: str, fields: Mapping[str, str] | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self._settings.slack_api_url}/{method}"
        try:
            reply = await self._client.post(url, headers=headers, data=dict(fields or {}))
        except httpx.HTTPError as error:
            raise Unanswered(type(error).__name__) from None
        try:
            body = reply.json()
        except ValueError:
            raise Unanswered(f"HTTP {reply.status_code}, and no JSON") from None
        if not isinstance(body, dict) or "ok" not in body:
            raise Unanswered(f"HTTP {reply.status_code}, and no answer of the Web API")
        code = "" if body["ok"] is True else str(body.get("error") or "unknown")
        scopes = reply.headers.get("x-oauth-scopes", "").split(",")
        return Answer(code, body, frozenset(scope.strip() for scope in scopes))


def _scopes(granted: frozenset[str]) -> Finding:
    missing = [f"{scope} ({why})" for scope, why in SCOPES.items() if scope not in granted]
    if not missing:
        return Finding(BOT, True, "has every scope that it needs")
    todo = "add them under OAuth & Permissions and install the app again"
    return Finding(BOT, False, f"lacks {'; '.join(missing)}; {todo}")


def _app_of(token: str) -> str:
    """The id "A…" that an app-level token names: "xapp-1-A…-…"; "" where it names none."""
    parts = token.split("-")
    return parts[2] if len(parts) > 3 and parts[2].startswith("A") else ""


def _signed(secret: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), b":".join((b"v0", stamp.encode(), QUESTION)), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }
