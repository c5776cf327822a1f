"""Installing the app by a browser: docs.slack.dev/authentication/installing-with-oauth.

An installation begins and ends in the same browser, at our own address; one that begins elsewhere is begun anew.
"""

import html
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.slack.client import SlackChannel
from adapters.slack.installations import Installation, Installations
from adapters.slack.speech import Languages
from adapters.slack.teams import LIFETIME_S, Client
from adapters.slack.transport import OFFICIAL_URL, Refused, TransportError

log = logging.getLogger(__name__)

INSTALL_PATH, RETURN_PATH = "/slack/install", "/slack/oauth_redirect"
AUTHORIZE_PATH = "/oauth/v2/authorize"
STATE_LIVES = timedelta(minutes=10)  # as long as Slack's code
EXCHANGE_S = 10.0  # somebody is looking at an empty page meanwhile
COOKIE = "slack_install"
BROWSER = re.compile(r"[0-9a-f]{32}")

# The least that is needed; docker/slack-manifest.yaml says the same.
SCOPES = {
    "app_mentions:read": "to be asked for in a channel, also in a thread, where Slack knows no commands",
    "chat:write": "to show cards, in private and where the app was invited",
    "commands": "for /tariff and the shortcuts",
    "files:read": "to read the list of sites that somebody uploads in private",
    "files:write": "to show price charts and to hand over files",
    "im:history": "to receive what is written to the app in private",
    "im:write": "to begin a private conversation",
    "users:read": "for names, languages, and who is an admin; and to notice who has left",
}


def _now() -> datetime:
    return datetime.now(UTC)


class Consent:
    """The two addresses of an installation."""

    def __init__(
        self,
        channel: SlackChannel,
        installations: Installations,
        client: Client,
        languages: Languages,
        *,
        public_url: str,
        api_url: str = OFFICIAL_URL,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._channel, self._installations, self._client, self._languages = channel, installations, client, languages
        self._return_url = public_url + RETURN_PATH
        self._secure = public_url.startswith("https://")
        self._authorize_url = api_url.rstrip("/").removesuffix("/api") + AUTHORIZE_PATH
        self._now = now

    def routes(self) -> Sequence[Route]:
        return (
            Route(INSTALL_PATH, self.begin, methods=["GET"]),
            Route(RETURN_PATH, self.finish, methods=["GET"]),
        )

    async def begin(self, request: Request) -> Response:
        """To Slack, with a state that only this browser can bring back."""
        given = request.cookies.get(COOKIE, "")
        browser = given if BROWSER.fullmatch(given) else secrets.token_hex(16)
        state = secrets.token_hex(16)  # letters and digits only: what pads a state gets lost on the way
        await self._installations.put_state(state, browser, self._now() + STATE_LIVES)
        asked = {
            "client_id": self._client.id,
            "scope": ",".join(SCOPES),
            "state": state,
            "redirect_uri": self._return_url,
        }
        answer = RedirectResponse(
            f"{self._authorize_url}?{urlencode(asked)}", 302, headers={"Cache-Control": "no-store"}
        )
        answer.set_cookie(
            COOKIE,
            browser,
            max_age=int(STATE_LIVES.total_seconds()),
            path="/slack/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def finish(self, request: Request) -> Response:
        """Back from Slack, with a code or without."""
        query, browser = request.query_params, request.cookies.get(COOKIE, "")
        state, code = query.get("state", ""), query.get("code", "")
        known = bool(state and browser) and await self._installations.take_state(state, browser)
        if not known:  # expired, used already, of another browser, or begun at slack.com, where there is none
            return self._page(request, "web-slack-restart", 400)
        if query.get("error") or not code:
            denied = query.get("error") == "access_denied"
            return self._page(request, "web-slack-denied" if denied else "web-slack-failed", 200 if denied else 400)
        try:
            installation = await self._exchange(code)
        except TransportError as error:
            log.warning("an installation did not come about: %s", error)
            return self._page(request, "web-slack-failed", 400 if isinstance(error, Refused) else 502)
        await self._installations.save(installation)
        self._channel.teams.forget(installation.team)
        self._channel.app_id = installation.app_id or self._channel.app_id
        log.info("the app was installed in %s", installation.team or installation.enterprise)
        link = self._channel.private_link("", installation.team)
        return self._page(request, "web-slack-installed", 200, link)

    async def _exchange(self, code: str) -> Installation:
        proof = {"client_id": self._client.id, "client_secret": self._client.secret}
        asked = {**proof, "code": code, "redirect_uri": self._return_url}
        answer = await self._channel.api.call("", "oauth.v2.access", asked, read_s=EXCHANGE_S)
        return read_installation(answer, self._now())

    def _page(self, request: Request, topic: str, status: int, link: str = "") -> HTMLResponse:
        words = self._languages(request.headers.get("accept-language", ""))
        label = words("web-slack-open" if link else "web-slack-again")
        page = PAGE.format(
            language=html.escape(words.language),
            title=html.escape(words(f"{topic}-title")),
            text=html.escape(words(f"{topic}-text")),
            link=html.escape(link or INSTALL_PATH),
            label=html.escape(label),
        )
        return HTMLResponse(page, status)


def read_installation(answer: Mapping[str, Any], now: datetime) -> Installation:
    """What Slack grants; org-wide installations come without a workspace. Raises Refused where no bot came of it."""
    team, enterprise = answer.get("team") or {}, answer.get("enterprise") or {}
    org_wide = answer.get("is_enterprise_install") is True
    where = enterprise if org_wide else team
    if not answer.get("access_token") or answer.get("token_type") != "bot" or not where.get("id"):
        raise Refused("no_bot_was_granted")
    refresh = str(answer.get("refresh_token") or "")
    lifetime = timedelta(seconds=float(answer.get("expires_in") or LIFETIME_S))
    return Installation(
        team="" if org_wide else str(team["id"]),
        token=str(answer["access_token"]),
        enterprise=str(enterprise.get("id") or ""),
        name=str(where.get("name") or ""),
        app_id=str(answer.get("app_id") or ""),
        bot_id=str(answer.get("bot_id") or ""),
        bot_user=str(answer.get("bot_user_id") or ""),
        refresh_token=refresh,
        expires_at=now + lifetime if refresh else None,
        org_wide=org_wide,
        scopes=tuple(scope for scope in str(answer.get("scope") or "").split(",") if scope),
    )


PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --ink: #14201b; --paper: #f4f7f5; --accent: #0b7a54; --on: #fff }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e8f0ec; --paper: #0e1512; --accent: #5fd3a4; --on: #07130e }}
}}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 18px/1.5 system-ui, sans-serif }}
main {{ max-width: 24rem; padding: 32px; text-align: center }}
h1 {{ font-size: 1.4rem; margin: 0 0 8px }}
p {{ margin: 0 }}
a {{ display: inline-block; margin-top: 28px; padding: 14px 28px; border-radius: 12px; background: var(--accent);
  color: var(--on); text-decoration: none; font-weight: 600 }}
</style>
<main><h1>{title}</h1><p>{text}</p><a href="{link}">{label}</a></main>
</html>
"""
