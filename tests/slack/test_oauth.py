"""Installing the app by a browser, against the emulated consent page; and the manifest that names what it asks for."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from adapters.slack import oauth, parse
from adapters.slack.http import PATH
from adapters.slack.oauth import COOKIE, INSTALL_PATH, RETURN_PATH, SCOPES
from sandbox.slack.methods import SCOPES as NEEDED
from sandbox.slack.model import Enterprise, Workspace
from tests.slack.entrance import House, open_house

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "docker" / "slack-manifest.yaml"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as made:
        yield made


@pytest.fixture
async def browser(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=house.ours.url) as client:
        yield client


async def consent(
    house: House, browser: httpx.AsyncClient, place: Workspace | Enterprise, choice: str = "allow"
) -> str:
    """Set out, and allow or deny; the address to which Slack sends the browser back."""
    begun = await browser.get(INSTALL_PATH)
    assert begun.status_code == 302
    page = begun.headers["location"]
    assert page.startswith(f"{house.slack.url}/oauth/v2/authorize?")
    assert (await browser.get(page)).status_code == 200
    answer = await browser.post(page, data={"place": place.id, "choice": choice})
    assert answer.status_code == 302
    back: str = answer.headers["location"]
    assert back.startswith(house.ours.url + RETURN_PATH)
    return back


async def test_a_workspace_installs_the_app(house: House, browser: httpx.AsyncClient) -> None:
    team = house.world.add_workspace("New Team")
    house.person("Grace", team, is_admin=True)
    back = await consent(house, browser, team)
    done = await browser.get(back)
    assert done.status_code == 200
    assert "That’s it, I’m in" in done.text
    assert f"team={team.id}" in done.text
    kept = house.shelf.kept[team.id]
    made = house.world.installation_in(team)
    assert made
    assert (kept.token, kept.bot_user, kept.name, kept.org_wide) == (made.token, made.bot.id, "New Team", False)
    assert set(kept.scopes) == set(SCOPES)
    assert kept.expires_at is None


async def test_with_rotation_the_refresh_token_is_kept(house: House, browser: httpx.AsyncClient) -> None:
    house.world.app.rotates = True
    team = house.world.add_workspace("New Team")
    house.person("Grace", team)
    await browser.get(await consent(house, browser, team))
    kept = house.shelf.kept[team.id]
    assert kept.refresh_token.startswith("xoxe-")
    assert kept.expires_at
    assert 11 < (kept.expires_at - house.world.now()).total_seconds() / 3600 < 13


async def test_an_organisation_installs_the_app(house: House, browser: httpx.AsyncClient) -> None:
    grid = house.world.add_enterprise()
    house.person("Grace", house.world.add_workspace("One", enterprise=grid))
    done = await browser.get(await consent(house, browser, grid))
    assert done.status_code == 200
    kept = house.shelf.kept[grid.id]
    assert (kept.team, kept.enterprise, kept.org_wide, kept.name) == ("", grid.id, True, "Grid")


async def test_the_cookie_is_for_this_browser_and_this_purpose(house: House, browser: httpx.AsyncClient) -> None:
    begun = await browser.get(INSTALL_PATH)
    cookie = begun.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/slack/" in cookie
    assert "secure" not in cookie  # the address of this test is plain http
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    assert re.fullmatch(r"[0-9a-zA-Z]{20,}", state)
    second = await browser.get(INSTALL_PATH)
    assert second.cookies[COOKIE] == begun.cookies[COOKIE]  # so that two tabs do not disturb each other
    assert parse_qs(urlsplit(second.headers["location"]).query)["state"] != [state]


async def test_with_https_the_cookie_is_secure() -> None:
    async with open_house(public_url="https://bot.example.com") as house:
        async with httpx.AsyncClient(base_url=house.ours.url) as client:
            begun = await client.get(INSTALL_PATH)
        assert "secure" in begun.headers["set-cookie"].lower()
        query = parse_qs(urlsplit(begun.headers["location"]).query)
        assert query["redirect_uri"] == ["https://bot.example.com/slack/oauth_redirect"]


@pytest.mark.parametrize(
    ("api_url", "page"),
    [
        ("https://slack.com/api", "https://slack.com/oauth/v2/authorize"),
        ("https://slack.com/api/", "https://slack.com/oauth/v2/authorize"),
        ("http://localhost:8080/slack/api", "http://localhost:8080/slack/oauth/v2/authorize"),
    ],
)
async def test_the_consent_page_is_beside_the_api(api_url: str, page: str) -> None:
    async with open_house(api_url=api_url) as house, httpx.AsyncClient(base_url=house.ours.url) as client:
        begun = await client.get(INSTALL_PATH)
        assert begun.headers["location"].split("?")[0] == page


async def test_a_state_works_once(house: House, browser: httpx.AsyncClient) -> None:
    team = house.world.add_workspace("New Team")
    house.person("Grace", team)
    back = await consent(house, browser, team)
    await browser.get(back)
    del house.shelf.kept[team.id]
    again = await browser.get(back)
    assert again.status_code == 400
    assert INSTALL_PATH in again.text
    assert team.id not in house.shelf.kept


async def test_what_began_elsewhere_begins_anew(house: House, browser: httpx.AsyncClient) -> None:
    """In another browser, at slack.com (there is no state then), or too long ago."""
    team = house.world.add_workspace("New Team")
    house.person("Grace", team)
    back = await consent(house, browser, team)
    async with httpx.AsyncClient() as other:
        assert (await other.get(back)).status_code == 400
    code = parse_qs(urlsplit(back).query)["code"][0]
    for query in (f"code={code}", f"code={code}&state=", f"code={code}&state=made-up", "", "state=%ff"):
        answer = await browser.get(f"{RETURN_PATH}?{query}")
        assert answer.status_code == 400
        assert "Let’s start once more" in answer.text
    assert team.id not in house.shelf.kept
    for key in house.shelf.states:
        house.shelf.states[key] -= oauth.STATE_LIVES
    assert (await browser.get(back)).status_code == 400
    assert team.id not in house.shelf.kept
    assert not house.world.calls.to("slack", "oauth.v2.access")


async def test_who_declines_is_told_that_nothing_happened(house: House, browser: httpx.AsyncClient) -> None:
    back = await consent(house, browser, house.team, choice="deny")
    browser.headers["Accept-Language"] = "fr, de-AT;q=0.8"
    answer = await browser.get(back)
    assert answer.status_code == 200
    assert "Es wurde nichts installiert" in answer.text
    assert 'lang="de-AT"' in answer.text


async def test_a_code_that_slack_refuses(house: House, browser: httpx.AsyncClient) -> None:
    team = house.world.add_workspace("New Team")
    house.person("Grace", team)
    back = await consent(house, browser, team)
    house.world.faults.refuse("oauth.v2.access", "invalid_code")
    answer = await browser.get(back)
    assert answer.status_code == 400
    assert "That didn’t work" in answer.text
    assert team.id not in house.shelf.kept


async def test_while_slack_is_down_the_page_says_to_try_again(house: House, browser: httpx.AsyncClient) -> None:
    team = house.world.add_workspace("New Team")
    house.person("Grace", team)
    back = await consent(house, browser, team)
    house.world.faults.crash("oauth.v2.access")
    answer = await browser.get(back)
    assert answer.status_code == 502
    assert INSTALL_PATH in answer.text


async def test_without_a_client_nothing_can_be_installed() -> None:
    async with open_house(consent=False) as house, httpx.AsyncClient(base_url=house.ours.url) as client:
        assert (await client.get(INSTALL_PATH)).status_code == 404


def test_an_answer_without_a_bot_is_no_installation() -> None:
    with pytest.raises(Exception, match="no_bot_was_granted"):
        oauth.read_installation({"access_token": "xoxp-1", "token_type": "user", "team": {"id": "T1"}}, None)  # type: ignore[arg-type]


# The manifest.


def read_manifest() -> dict[str, Any]:
    """The YAML that we use of it: maps by indentation, lists of words and of maps, scalars."""
    lines = [line for line in MANIFEST.read_text("utf-8").splitlines() if line.split("#")[0].strip()]
    made, rest = _read_block([line.split(" #")[0].rstrip() for line in lines if not line.lstrip().startswith("#")], 0)
    assert rest == []
    assert isinstance(made, dict)
    return made


def _read_block(lines: list[str], depth: int) -> tuple[Any, list[str]]:
    if lines and lines[0].strip().startswith("- "):
        items: list[Any] = []
        while lines and _depth(lines[0]) == depth and lines[0].strip().startswith("- "):
            first = lines[0].replace("- ", "  ", 1)
            if ": " in first or first.endswith(":"):
                item, lines = _read_block([first, *lines[1:]], depth + 2)
            else:
                item, lines = _scalar(first.strip()), lines[1:]
            items.append(item)
        return items, lines
    found: dict[str, Any] = {}
    while lines and _depth(lines[0]) == depth:
        name, _, value = lines[0].strip().partition(":")
        if value.strip():
            found[name], lines = _scalar(value.strip()), lines[1:]
        else:
            found[name], lines = _read_block(lines[1:], _depth(lines[1]))
    return found, lines


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _scalar(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text.strip("\"'"))


def test_the_manifest_asks_for_exactly_what_we_use() -> None:
    manifest = read_manifest()
    settings, features = manifest["settings"], manifest["features"]
    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == sorted(SCOPES)
    assert "user" not in manifest["oauth_config"]["scopes"]
    assert sorted(settings["event_subscriptions"]["bot_events"]) == sorted(parse.EVENTS)
    [command] = features["slash_commands"]
    assert command["command"] == "/tariff"
    shortcuts = {one["callback_id"]: one["type"] for one in features["shortcuts"]}
    assert shortcuts == {parse.SHORTCUT: "global", parse.MESSAGE_SHORTCUT: "message"}
    assert settings["interactivity"]["is_enabled"] is True
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_all_addresses_of_the_manifest_are_ours() -> None:
    manifest = read_manifest()
    settings = manifest["settings"]
    addresses = [
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
        *(command["url"] for command in manifest["features"]["slash_commands"]),
    ]
    assert {urlsplit(address).path for address in addresses} == {PATH}
    assert [urlsplit(one).path for one in manifest["oauth_config"]["redirect_urls"]] == [RETURN_PATH]
    assert len({urlsplit(address).netloc for address in addresses}) == 1


def test_its_texts_fit() -> None:
    """docs.slack.dev/reference/app-manifest: the lengths that Slack takes."""
    manifest = read_manifest()
    about, features = manifest["display_information"], manifest["features"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    assert len(features["bot_user"]["display_name"]) <= 80
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    for command in features["slash_commands"]:
        assert len(command["description"]) <= 2000


def test_every_method_that_we_call_has_its_scope() -> None:
    sources = "\n".join(file.read_text("utf-8") for file in (ROOT / "adapters" / "slack").glob("*.py"))
    called = set(re.findall(r'"([a-z]+\.[A-Za-z0-9.]+)"', sources)) & set(NEEDED)
    assert called
    assert {NEEDED[method] for method in called} <= set(SCOPES)
