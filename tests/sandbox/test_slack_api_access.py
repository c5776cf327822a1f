"""Tokens, scopes, people, channels, rates and everything that a test can make go wrong."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.calls import Call
from sandbox.slack.errors import RefusedError
from tests.sandbox.slack_lab import Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


async def raw(lab: Lab, method: str, **headers: str) -> dict[str, Any]:
    async with lab.session.post(f"{lab.url}/api/{method}", headers=headers) as answer:
        body: dict[str, Any] = await answer.json()
        return body


# tokens and scopes


async def test_who_asks(lab: Lab) -> None:
    me = await lab.web.auth_test()
    assert (me["team_id"], me["user_id"], me["bot_id"]) == (
        lab.team.id, lab.installation.bot.id, lab.installation.bot.bot_id
    )  # fmt: skip
    assert me.headers["x-oauth-scopes"].split(",") == list(lab.installation.scopes)
    assert (await raw(lab, "auth.test"))["error"] == "not_authed"
    assert (await raw(lab, "auth.test", Authorization="Bearer xoxb-no"))["error"] == "invalid_auth"
    assert (await raw(lab, "auth.nothing", Authorization="Bearer x"))["error"] == "unknown_method"
    async with lab.session.post(f"{lab.url}/api/auth.test", json={"token": lab.installation.token}) as answer:
        assert (await answer.json())["error"] == "not_authed", "a token counts in forms and in the header only"
    async with lab.session.post(
        f"{lab.url}/api/auth.test", data="{", headers={"Content-Type": "application/json"}
    ) as answer:
        assert (await answer.json())["error"] == "invalid_json"
    assert (await lab.client(None).api_test(foo="bar"))["args"] == {"foo": "bar"}


async def test_a_revoked_token_and_an_app_that_is_gone(lab: Lab) -> None:
    heard: list[str] = []
    lab.world.on_change.append(lambda kind, _: heard.append(kind))
    assert (await lab.web.auth_revoke(test=True))["revoked"] is False
    assert (await lab.web.auth_revoke())["revoked"] is True
    assert await lab.error("auth.test") == "token_revoked"
    again = lab.world.install(lab.team)
    assert again is lab.installation
    assert (await lab.client(again.token).auth_test())["ok"]
    app = lab.world.app
    wrong = await lab.error("apps.uninstall", client_id=app.client_id, client_secret="no")
    assert wrong == "bad_client_secret"
    await lab.client(again.token).apps_uninstall(client_id=app.client_id, client_secret=app.client_secret)
    assert await lab.error("auth.test") == "account_inactive"
    assert heard == ["revoked", "installed", "uninstalled"]
    assert lab.world.installation_in(lab.team) is None


async def test_a_rotating_token_ends_and_its_refresh_token_works_once(lab: Lab) -> None:
    lab.world.app.rotates = True
    first = lab.world.issue_token(lab.installation)
    web = lab.client(first.value)
    assert (await web.auth_test())["expires_in"] in {43_199, 43_200}
    lab.world.advance(12 * 3600)
    assert await lab.error("auth.test", token=first.value) == "token_expired"
    _, second = lab.world.refresh_token(first.refresh)
    assert (await lab.client(second.value).auth_test())["ok"]
    with pytest.raises(RefusedError, match="invalid_refresh_token"):
        lab.world.refresh_token(first.refresh)


async def test_a_missing_scope_is_named(lab: Lab) -> None:
    lab.installation.scopes = ("chat:write", "im:read")
    body = await lab.refusal("users.info", user=lab.ada.id)
    assert (body["error"], body["needed"], body["provided"]) == ("missing_scope", "users:read", "chat:write,im:read")
    public = lab.world.add_channel(lab.team)
    assert (await lab.refusal("conversations.info", channel=public.id))["needed"] == "channels:read"
    assert (await lab.web.conversations_info(channel=lab.dm.id))["ok"]


async def test_an_organisation_wide_installation(lab: Lab) -> None:
    grid = lab.world.add_enterprise()
    one, two = (lab.world.add_workspace(name, enterprise=grid) for name in ("One", "Two"))
    eve = lab.world.add_user(two, "Eve")
    installation = lab.world.install(grid)
    web = lab.client(installation.token)
    me = await web.auth_test()
    assert (me["is_enterprise_install"], me["enterprise_id"], me["team_id"]) == (True, grid.id, grid.id)
    assert [team["id"] for team in (await web.auth_teams_list())["teams"]] == [one.id, two.id]
    sent = await web.chat_postMessage(channel=eve.id, text="hi")
    assert lab.world.channels[sent["channel"]].user == eve.id
    assert (await web.views_publish(user_id=eve.id, view={"type": "home", "blocks": []}))["ok"]
    assert await lab.error("users.list", token=installation.token) == "missing_argument"
    assert [user["id"] for user in (await web.users_list(team_id=two.id))["members"]] == [eve.id]
    code = await lab.error("users.list", token=installation.token, team_id=lab.team.id)
    assert code == "team_access_not_granted"
    assert lab.world.installation_in(two) is installation


# people and channels


async def test_a_person(lab: Lab) -> None:
    lab.ada.locale = "de-DE"
    plain = (await lab.web.users_info(user=lab.ada.id))["user"]
    assert (plain["profile"]["display_name"], plain["is_admin"], "locale" in plain) == ("ada", True, False)
    whole = (await lab.web.users_info(user=lab.ada.id, include_locale=True))["user"]
    assert whole["locale"] == "de-DE"
    assert await lab.error("users.info", user="U0NONE") == "user_not_found"
    elsewhere = lab.world.add_workspace("Elsewhere")
    eve = lab.world.add_user(elsewhere, "Eve", is_stranger=True)
    assert await lab.error("users.info", user=eve.id) == "user_not_found"
    lab.world.add_channel(lab.team, "shared", members=[eve], shared_with=[elsewhere])
    seen = (await lab.web.users_info(user=eve.id))["user"]
    assert (seen["is_stranger"], seen["team_id"]) == (True, elsewhere.id)


async def test_opening_a_direct_message(lab: Lab) -> None:
    bob = lab.world.add_user(lab.team, "Bob")
    first = await lab.web.conversations_open(users=bob.id)
    again = await lab.web.conversations_open(users=bob.id, return_im=True)
    assert (again["channel"]["id"], again["channel"]["user"]) == (first["channel"]["id"], bob.id)
    assert again["already_open"]
    assert await lab.error("conversations.open", users="U0NONE") == "user_not_found"
    assert await lab.error("conversations.open", users=f"{bob.id},U0NONE") == "users_not_found"
    assert await lab.error("conversations.open") == "users_list_not_supplied"
    assert await lab.error("conversations.open", users=lab.installation.bot.id) == "cannot_dm_bot"


async def test_channels(lab: Lab) -> None:
    public = lab.world.add_channel(lab.team, "public", members=[lab.ada])
    private = lab.world.add_channel(lab.team, "private", kind="group", members=[lab.ada])
    old = lab.world.add_channel(lab.team, "old")
    old.archived = True
    listed = (await lab.web.conversations_list(types="public_channel,private_channel", exclude_archived=True))[
        "channels"
    ]
    assert [channel["id"] for channel in listed] == [public.id]
    joined = await lab.web.conversations_join(channel=public.id)
    assert joined["channel"]["is_member"]
    assert (await lab.web.conversations_join(channel=public.id))["warning"] == "already_in_channel"
    members = (await lab.web.conversations_members(channel=public.id))["members"]
    assert set(members) == {lab.ada.id, lab.installation.bot.id}
    assert await lab.error("conversations.join", channel=private.id) == "channel_not_found"
    assert await lab.error("conversations.join", channel=old.id) == "is_archived"
    assert await lab.error("conversations.list", types="secret") == "invalid_types"


async def test_long_lists_come_in_pages(lab: Lab) -> None:
    for number in range(6):
        lab.world.add_user(lab.team, f"Person {number}")
    seen: list[str] = []
    async for answer in await lab.web.users_list(limit=3):
        assert len(answer["members"]) <= 3
        seen += [user["id"] for user in answer["members"]]
    assert seen == [user.id for user in lab.world.users.values()]
    assert await lab.error("users.list", cursor="!") == "invalid_cursor"


async def test_the_workspace_and_the_bot(lab: Lab) -> None:
    assert (await lab.web.team_info())["team"]["domain"] == "harbour-estates"
    assert await lab.error("team.info", team="T0NONE") == "team_not_found"
    bot = lab.installation.bot
    assert (await lab.web.bots_info(bot=bot.bot_id))["bot"]["user_id"] == bot.id
    assert await lab.error("bots.info", bot="B0NONE") == "bot_not_found"


async def test_reading_a_history_is_refused_and_noticed(lab: Lab) -> None:
    for read in (lab.web.conversations_history, lab.web.conversations_replies):
        with pytest.raises(SlackApiError) as refused:
            await read(channel=lab.dm.id, ts="1.000001")
        assert refused.value.response.headers["Retry-After"] == "60"
    assert lab.world.history_reads == [lab.dm.id] * 2
    lab.world.history_reads.clear()


# rates and faults


async def limited(lab: Lab, method: str, **arguments: Any) -> int:
    """Retry-After of a call that has to meet a limit, in seconds."""
    with pytest.raises(SlackApiError) as refused:
        await lab.web.api_call(method, json=arguments)
    response: Any = refused.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return int(response.headers["Retry-After"])


async def test_a_channel_takes_a_burst_and_then_one_message_a_second(lab: Lab) -> None:
    lab.world.rates.enabled = True
    for _ in range(lab.world.rates.channel_burst):
        await lab.web.chat_postMessage(channel=lab.dm.id, text="x")
    assert await limited(lab, "chat.postMessage", channel=lab.dm.id, text="x") == 1
    other = lab.world.add_user(lab.team, "Bob")
    assert (await lab.web.chat_postMessage(channel=other.id, text="x"))["ok"]
    lab.world.advance(1)
    assert (await lab.web.chat_postMessage(channel=lab.dm.id, text="x"))["ok"]


async def test_a_method_has_its_tier_in_each_workspace(lab: Lab) -> None:
    lab.world.rates.enabled = True
    for _ in range(20):
        await lab.web.users_list()
    assert await limited(lab, "users.list") <= 3
    assert (await lab.web.users_info(user=lab.ada.id))["ok"]
    elsewhere = lab.world.install(lab.world.add_workspace("Elsewhere"))
    assert (await lab.client(elsewhere.token).users_list())["ok"]
    lab.world.advance(3)
    assert (await lab.web.users_list())["ok"]
    lab.world.rates.per_minute["views.publish"] = 1
    view = {"type": "home", "blocks": []}
    await lab.web.views_publish(user_id=lab.ada.id, view=view)
    assert 58 <= await limited(lab, "views.publish", user_id=lab.ada.id, view=view) <= 60


async def test_a_method_can_be_held_back_for_a_while(lab: Lab) -> None:
    elsewhere = lab.world.install(lab.world.add_workspace("Elsewhere"))
    lab.world.rates.hold("auth.test", lab.team.id, lab.world.now() + timedelta(seconds=20))
    assert await limited(lab, "auth.test") == 20
    assert (await lab.client(elsewhere.token).auth_test())["ok"]
    lab.world.advance(20)
    assert (await lab.web.auth_test())["ok"]


async def test_faults_of_one_workspace(lab: Lab) -> None:
    elsewhere = lab.world.install(lab.world.add_workspace("Elsewhere"))
    lab.world.faults.limit("auth.test", 20, team=lab.team.id)
    lab.world.faults.refuse("auth.test", "internal_error", team=lab.team.id)
    assert (await lab.client(elsewhere.token).auth_test())["ok"]
    assert await limited(lab, "auth.test") == 20
    assert await lab.error("auth.test") == "internal_error"
    assert (await lab.web.auth_test())["ok"]


async def test_a_broken_server(lab: Lab) -> None:
    lab.world.faults.crash("chat.postMessage")
    lab.world.faults.crash("chat.postMessage", "after")
    headers = {"Authorization": f"Bearer {lab.installation.token}"}
    for effect in (0, 1):
        url, body = f"{lab.url}/api/chat.postMessage", {"channel": lab.dm.id, "text": "x"}
        async with lab.session.post(url, json=body, headers=headers) as answer:
            assert (answer.status, answer.content_type) == (500, "text/html")
        assert len(lab.dm.messages) == effect


async def test_a_lost_connection_before_and_after_acting(lab: Lab) -> None:
    for moment, effect in (("before", 0), ("after", 1)):
        lab.world.faults.drop("chat.postMessage", moment)  # type: ignore[arg-type]
        with pytest.raises(aiohttp.ClientError):
            await lab.web.chat_postMessage(channel=lab.dm.id, text="x")
        assert len(lab.dm.messages) == effect


async def test_a_call_that_hangs_and_one_that_is_slow(lab: Lab) -> None:
    release = lab.world.faults.hang("chat.postMessage")
    waiting = asyncio.create_task(lab.web.chat_postMessage(channel=lab.dm.id, text="x"))
    await lab.world.changed(5)
    assert len(lab.dm.messages) == 1
    assert not waiting.done()
    release.set()
    assert (await waiting)["ok"]
    lab.world.faults.delay("auth.test", 0.05)
    started = asyncio.get_running_loop().time()
    await lab.web.auth_test()
    assert asyncio.get_running_loop().time() - started >= 0.05


async def test_a_watcher_sees_each_call_before_and_after_it_acts(lab: Lab) -> None:
    seen: list[tuple[str, str, int]] = []

    async def watch(call: Call, moment: str) -> None:
        seen.append((call.method, moment, len(lab.dm.messages)))

    lab.world.calls.watchers.append(watch)
    await lab.web.chat_postMessage(channel=lab.dm.id, text="x")
    assert seen == [("chat.postMessage", "before", 0), ("chat.postMessage", "after", 1)]
