"""Installing, refreshing and leaving, with Bolt's own OAuth flow and slack_sdk's token rotation."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from sandbox.local import LocalServer
from tests.sandbox.slack_bolt_lab import SCOPES, Lab, open_lab

# slack_sdk 3.47 gives aiohttp 3.14 its client's credentials in a way that aiohttp will drop in 4.0.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


class Store(AsyncInstallationStore):
    """Installations in a list; Bolt asks for the bot of a workspace or of an organisation."""

    def __init__(self) -> None:
        self.saved: list[Installation] = []

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        self.saved.append(installation)

    async def async_find_bot(self, **asked: Any) -> Bot | None:
        found = (i for i in self.saved if i.enterprise_id == asked["enterprise_id"] and i.team_id == asked["team_id"])
        one = next(found, None)
        return one.to_bot() if one else None


class States(AsyncOAuthStateStore):
    def __init__(self) -> None:
        self.issued: set[str] = set()

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(__name__)

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        self.issued.add("s1")
        return "s1"

    async def async_consume(self, state: str) -> bool:
        try:
            self.issued.remove(state)
        except KeyError:
            return False
        return True


def query_of(lab: Lab, **more: str) -> dict[str, str]:
    scope = "chat:write,commands"
    return {"client_id": lab.world.app.client_id, "scope": scope, "redirect_uri": "http://127.0.0.1:1/back", **more}


def code_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["code"][0]


async def exchange(lab: Lab, **more: Any) -> Any:
    app = lab.world.app
    return await AsyncWebClient(base_url=f"{lab.url}/api/").oauth_v2_access(
        client_id=more.pop("client_id", app.client_id),
        client_secret=more.pop("client_secret", app.client_secret),
        **more,
    )


async def refusal(lab: Lab, **more: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await exchange(lab, **more)
    return str(refused.value.response["error"])


async def test_a_browser_goes_through_bolts_own_flow(lab: Lab) -> None:
    team = lab.world.add_workspace("Second")
    boss = lab.world.add_user(team, "Boss", is_admin=True)
    server, store = LocalServer(), Store()
    server.bind()
    settings = AsyncOAuthSettings(
        client_id=lab.world.app.client_id,
        client_secret=lab.world.app.client_secret,
        scopes=SCOPES,
        installation_store=store,
        state_store=States(),
        redirect_uri=f"{server.url}/slack/oauth_redirect",
        authorization_url=f"{lab.url}/oauth/v2/authorize",
        install_page_rendering_enabled=False,
    )
    client = AsyncWebClient(base_url=f"{lab.url}/api/")
    app = AsyncApp(signing_secret=lab.world.app.signing_secret, oauth_settings=settings, client=client)
    handle = AsyncSlackRequestHandler(app).handle
    paths = ("/slack/install", "/slack/oauth_redirect")
    await server.serve(Starlette(routes=[Route(path, handle, methods=["GET"]) for path in paths]))
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[server.url])
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(f"{server.url}/slack/install") as page:
            assert "chat:write" in await page.text()
            consent = page.url
        async with browser.post(consent, data={"choice": "allow", "place": team.id}) as page:
            assert page.status == 200, await page.text()
            assert page.url.path == "/slack/oauth_redirect"
    await server.close()
    [saved] = store.saved
    installed = lab.world.installation_in(team)
    assert installed
    assert (saved.team_id, saved.bot_token, saved.user_id) == (team.id, installed.token, boss.id)
    assert installed.scopes == SCOPES


async def test_somebody_changes_their_mind(lab: Lab) -> None:
    query = query_of(lab, state="s")
    async with aiohttp.ClientSession() as browser:
        address = f"{lab.url}/oauth/v2/authorize"
        async with browser.post(address, params=query, data={"choice": "deny"}, allow_redirects=False) as page:
            assert page.headers["Location"] == "http://127.0.0.1:1/back?error=access_denied&state=s"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": ""}, "no_scopes"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"redirect_uri": "http://evil.example/"}, "bad_redirect_uri"),
    ],
)
async def test_a_wrong_start_ends_on_slacks_page(lab: Lab, change: dict[str, str], code: str) -> None:
    lab.world.app.redirect_urls = ["http://127.0.0.1:1/"]
    address = f"{lab.url}/oauth/v2/authorize"
    async with aiohttp.ClientSession() as browser, browser.get(address, params=query_of(lab) | change) as page:
        assert code in await page.text()


async def test_a_code_works_once_for_ten_minutes_and_its_own_address(lab: Lab) -> None:
    query = query_of(lab)
    back = {"redirect_uri": query["redirect_uri"]}
    code = code_in(lab.world.oauth.allow(query, lab.team, lab.ada.user))
    assert await refusal(lab, code=code, client_secret="no", **back) == "bad_client_secret"
    assert await refusal(lab, code=code, client_id="no", **back) == "invalid_client_id"
    assert await refusal(lab, code=code) == "bad_redirect_uri"
    assert await refusal(lab, code="other", **back) == "invalid_code"
    answer = await exchange(lab, code=code, **back)
    assert answer["team"] == {"id": lab.team.id, "name": lab.team.name}
    assert (answer["authed_user"], answer["token_type"]) == ({"id": lab.ada.id}, "bot")
    assert "refresh_token" not in answer.data
    assert await refusal(lab, code=code, **back) == "code_already_used"
    late = code_in(lab.world.oauth.allow(query, lab.team, lab.ada.user))
    lab.world.advance(601)
    assert await refusal(lab, code=late, **back) == "invalid_code"


async def test_a_token_is_rotated_by_slacks_own_rotator(lab: Lab) -> None:
    lab.world.app.rotates = True
    code = code_in(lab.world.oauth.allow(query_of(lab), lab.team, lab.ada.user))
    first = await exchange(lab, code=code, redirect_uri=query_of(lab)["redirect_uri"])
    assert first["expires_in"] == 12 * 3600
    client = AsyncWebClient(base_url=f"{lab.url}/api/")
    app = lab.world.app
    rotator = AsyncTokenRotator(client_id=app.client_id, client_secret=app.client_secret, client=client)
    bot = Bot(
        app_id=app.id, team_id=lab.team.id, bot_token=first["access_token"], bot_id="B1", bot_user_id="U1",
        bot_refresh_token=first["refresh_token"], bot_token_expires_at=1, installed_at=1.0,
    )  # fmt: skip
    rotated = await rotator.perform_bot_token_rotation(bot=bot)
    assert rotated
    assert rotated.bot_token not in (None, first["access_token"])
    assert (await AsyncWebClient(rotated.bot_token, base_url=client.base_url).auth_test())["ok"]
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert await refusal(lab, **again) == "invalid_refresh_token"
    lab.world.advance(12 * 3600)
    with pytest.raises(SlackApiError, match="token_expired"):
        await AsyncWebClient(rotated.bot_token, base_url=client.base_url).auth_test()


async def test_a_refresh_token_serves_only_one_of_many(lab: Lab) -> None:
    lab.world.app.rotates = True
    refresh = lab.world.install(lab.team).tokens[-1].refresh
    calls = [exchange(lab, grant_type="refresh_token", refresh_token=refresh) for _ in range(20)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1


async def test_an_organisation_installs_for_all_its_workspaces(lab: Lab) -> None:
    grid = lab.world.add_enterprise()
    one, two = (lab.world.add_workspace(name, enterprise=grid) for name in ("North", "South"))
    ann, sue = lab.platform.person("Ann", one), lab.platform.person("Sue", two)
    code = code_in(lab.world.oauth.allow(query_of(lab, scope=",".join(SCOPES)), grid, ann.user))
    answer = await exchange(lab, code=code, redirect_uri=query_of(lab)["redirect_uri"])
    assert (answer["team"], answer["is_enterprise_install"]) == (None, True)
    assert answer["enterprise"] == {"id": grid.id, "name": grid.name}
    sue.say("hello")
    await sue.command("list")
    await lab.platform.delivery.verify_url()
    event, form = (a.payload for a in sorted(lab.platform.delivery.attempts[:2], key=lambda a: a.kind))
    assert (event["team_id"], event["enterprise_id"]) == (two.id, grid.id)
    [authorization] = event["authorizations"]
    assert (authorization["team_id"], authorization["is_enterprise_install"]) == (None, True)
    assert (form["team_id"], form["enterprise_id"], form["is_enterprise_install"]) == (two.id, grid.id, "true")
    pressed = (await sue.shortcut("connect")).payload
    assert pressed
    assert (pressed["team"], pressed["user"]["team_id"]) == (None, two.id)
    assert pressed["enterprise"] == {"id": grid.id, "name": grid.name}


@pytest.mark.parametrize("order", [["app_uninstalled", "tokens_revoked"], ["tokens_revoked", "app_uninstalled"]])
async def test_the_app_is_thrown_out(lab: Lab, order: list[str]) -> None:
    bot, place = lab.ada.installation.bot.id, lab.ada.dm
    lab.platform.events.ending = order
    lab.world.uninstall(lab.ada.installation)
    await lab.ada.wait_until(lambda: len(lab.platform.delivery.attempts) >= 2)
    events = list(lab.platform.delivery.events.values())
    assert [e["event"]["type"] for e in events] == order
    revoked = next(e["event"] for e in events if e["event"]["type"] == "tokens_revoked")
    assert revoked["tokens"] == {"oauth": [], "bot": [bot]}
    assert {e["team_id"] for e in events} == {lab.team.id}
    with pytest.raises(SlackApiError, match="account_inactive"):
        await lab.client.auth_test()
    with pytest.raises(LookupError):
        lab.ada.say("anybody there?")
    lab.world.install(lab.team)
    assert (lab.ada.say("again").channel, lab.ada.installation.bot.id) == (place, bot)
    assert list(lab.platform.delivery.events.values())[-1]["event"]["text"] == "again"
