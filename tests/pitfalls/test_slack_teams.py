"""Workspaces: installed by the right browser, renewed once, gone for good, one organisation for many; and strangers."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.conversation.cards import Card, Keyed, Text
from bot.conversation.replies import Place
from sandbox.slack.model import Workspace
from sandbox.slack.people import Person
from tests.databases import kept_in
from tests.pitfalls.slack_stage import (
    ADDRESS,
    Stage,
    channel_of,
    command,
    installation_of,
    installations_of,
    interaction,
    open_stage,
    press,
    say,
    send,
    texts,
    to_providers,
    to_summary,
)

OAUTH = "oauth.v2.access"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The service for all workspaces that install it; one has."""
    async with open_stage(tmp_path, many=True) as opened:
        yield opened


def place(person: Person) -> Place:
    return Place("slack", person.id, team=person.user.team.id)


async def stored(stage: Stage) -> list[str]:
    """The tenants that have an installation which works."""
    return [row[0] for row in await stage.rows("SELECT tenant FROM installations WHERE broken = '' ORDER BY tenant")]


# Leaving


@pytest.mark.parametrize("order", [("tokens_revoked", "app_uninstalled"), ("app_uninstalled", "tokens_revoked")])
@pytest.mark.parametrize("copies", [1, 3])
async def test_who_uninstalls_is_gone_in_any_order(
    stage: Stage, tmp_path: Path, order: tuple[str, ...], copies: int
) -> None:
    """P-B16: both events, more than once: no failure, no token left, nothing sent any more."""
    ada = stage.person("Ada")
    await to_providers(stage, ada)
    token, found = ada.installation.token, ada.installation
    stage.slack.events.ending = list(order)
    stage.slack.delivery.copies = copies
    ada.say("Quillmoor Power")
    stage.world.uninstall(found)
    await stage.settle()
    assert not any(a.answer.problem for a in stage.slack.delivery.attempts)
    assert await stored(stage) == []
    before = len(stage.world.calls.to("slack"))
    stage.clock.advance(7200)
    await stage.app.pipeline.wake_due()
    await stage.settle()
    assert [c.method for c in stage.world.calls.to("slack")[before:]] == []
    assert await stage.rows("SELECT count(*) FROM outbox WHERE settled_at IS NULL") == [(0,)]
    assert all(token.encode() not in content for content in kept_in(tmp_path).values())


@pytest.mark.parametrize("late", ["tokens_revoked", "app_uninstalled"])
async def test_who_comes_back_goes_on_and_a_late_event_takes_nothing_away(stage: Stage, late: str) -> None:
    """P-B16: uninstalled, installed anew, and only then the second event: it goes on with the new token."""
    ada = stage.person("Ada")
    await to_providers(stage, ada)
    found = ada.installation
    stage.slack.events.ending = ["app_uninstalled"]
    stage.world.uninstall(found)
    await stage.settle()
    again = stage.world.install(ada.user.team)
    await installations_of(stage.app).save(installation_of(again))
    stage.slack.events._tell_end(found, late)
    await stage.settle()
    assert await stored(stage) == [ada.user.team.id]
    await command(stage, ada, "continue")
    assert "provider" in texts(ada)[-1]


async def test_events_of_a_workspace_that_we_do_not_know_are_no_failure(stage: Stage) -> None:
    """P-B16: there never was an installation here, and still both are taken."""
    other = stage.world.add_workspace("Unknown")
    found = stage.world.install(other)
    for name in ("app_uninstalled", "tokens_revoked", "app_uninstalled"):
        stage.slack.events._tell_end(found, name)
    await stage.settle()
    assert not any(a.answer.problem for a in stage.slack.delivery.attempts)
    assert await stored(stage) == [stage.team.id]


async def test_a_dead_token_is_used_once_and_reported_once(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """P-B16, P-B14: no event came; the first refusal tells, and all of that workspace rests."""
    people = [stage.person(name) for name in ("Ada", "Ben", "Carla")]
    for person in people:
        await command(stage, person, f"connect {ADDRESS}")
    stage.world.tokens[people[0].installation.token][1].revoked = True
    caplog.clear()
    for person in people:
        person.say("Quillmoor Power")
    await stage.settle()
    assert sum("must be installed anew" in record.getMessage() for record in caplog.records) == 1
    assert await stored(stage) == []


# Tokens that end


def rotate(stage: Stage) -> Any:
    """Tokens live twelve hours from now on."""
    stage.world.app.rotates = True
    found = stage.world.installation_in(stage.team)
    assert found
    stage.world.issue_token(found)
    return found


@pytest.mark.parametrize("hours", [12.5, 11.9])
async def test_fifty_sends_at_the_end_of_a_token_make_one_exchange(stage: Stage, hours: float) -> None:
    """P-B17: the refresh token works once; two processes, fifty sends, none fails."""
    ada, channel = stage.person("Ada"), channel_of(stage.app)
    await installations_of(stage.app).save(installation_of(rotate(stage)))
    channel.teams.forget()
    async with stage.another() as other:
        channels = [channel, channel_of(other)]
        for one in channels:
            await one.send(place(ada), Keyed(Card((Text("before"),))))
        stage.clock.advance(hours * 3600)
        sends = [channels[n % 2].send(place(ada), Keyed(Card((Text(f"n{n}"),)))) for n in range(50)]
        done = await asyncio.gather(*sends, return_exceptions=True)
        assert [one for one in done if isinstance(one, BaseException)] == []
        for one in channels:
            await one.send(place(ada), Keyed(Card((Text("after"),))))
    await stage.settle()
    assert len(stage.calls(OAUTH)) == 1
    assert len([m for m in ada.messages() if m.text.startswith("n")]) == 50
    assert await stored(stage) == [stage.team.id]


async def test_after_thirteen_silent_hours_what_we_start_goes_out(stage: Stage) -> None:
    """P-B17: nothing has come in since the token ended; the wake-up of a conversation is sent with a new one."""
    ada = stage.person("Ada")
    stage.flatpeak.scenario.pending = True
    await command(stage, ada, "help")
    await installations_of(stage.app).save(installation_of(rotate(stage)))
    channel_of(stage.app).teams.forget()
    await command(stage, ada, "help")
    before, old = len(texts(ada)), ada.installation.token
    stage.clock.advance(13 * 3600)
    await channel_of(stage.app).send(place(ada), Keyed(Card((Text("an alert"),))))
    assert len(texts(ada)) == before + 1
    assert ada.installation.token != old
    assert len(stage.calls(OAUTH)) == 1


async def test_a_refresh_token_that_was_spent_is_said_and_a_reinstallation_heals(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """P-B17: reconnect needed, told once; nothing of it is a reason to lose what was typed."""
    ada = stage.person("Ada")
    found = rotate(stage)
    await installations_of(stage.app).save(installation_of(found))
    channel_of(stage.app).teams.forget()
    await to_providers(stage, ada)
    stage.world.refresh_token(found.tokens[-1].refresh)
    stage.clock.advance(13 * 3600)
    ada.say("Quillmoor Power")
    await stage.settle()
    assert sum("must be installed anew" in record.getMessage() for record in caplog.records) == 1
    await installations_of(stage.app).save(installation_of(stage.world.install(stage.team)))
    await command(stage, ada, "continue")
    assert "price" in texts(ada)[-1]


# Installing by a browser


class Browser:
    """Somebody who installs, with cookies of their own."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.client = stage, httpx.AsyncClient(timeout=30)

    async def begin(self, port: int = 0) -> dict[str, str]:
        """To Slack; what is asked of it."""
        got = await self.client.get(f"http://127.0.0.1:{port or self.stage.app.port}/slack/install")
        assert got.status_code == 302
        return {name: values[0] for name, values in parse_qs(urlsplit(got.headers["location"]).query).items()}

    def allow(self, asked: dict[str, str], team: Workspace) -> dict[str, str]:
        """What Slack sends back."""
        back = self.stage.world.oauth.allow(asked, team, next(iter(self.stage.world.users.values())))
        return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}

    async def finish(self, answer: dict[str, str], port: int = 0) -> httpx.Response:
        address = f"http://127.0.0.1:{port or self.stage.app.port}/slack/oauth_redirect"
        return await self.client.get(address, params=answer)


async def test_an_installation_may_end_in_another_process(stage: Stage) -> None:
    """P-B18: the state is in the shared database; the cookie is for this browser, no script, and this site only."""
    new, browser = stage.world.add_workspace("New"), Browser(stage)
    async with stage.another() as other:
        asked = await browser.begin()
        assert asked["state"].isalnum()
        got = await browser.finish(browser.allow(asked, new), other.port)
        assert got.status_code == 200
    assert new.id in await stored(stage)
    await browser.client.aclose()


async def test_states_that_are_not_ours_install_nothing_and_lead_back(stage: Stage) -> None:
    """P-B18: missing, made up, used before, too old, of another browser; always with a way to begin anew."""
    new, browser, stranger = stage.world.add_workspace("New"), Browser(stage), Browser(stage)
    asked = await browser.begin()
    answer = browser.allow(asked, new)
    other = await stranger.begin()
    wrong = [
        await browser.finish({"code": answer["code"]}),
        await browser.finish(answer | {"state": "made-up"}),
        await browser.finish(answer | {"state": ""}),
        await stranger.finish(answer),
        await browser.finish(answer | {"state": other["state"]}),
    ]
    stage.clock.advance(3600)
    wrong.append(await browser.finish(browser.allow(asked, new)))
    for got in wrong:
        assert got.status_code == 400
        assert "/slack/install" in got.text
        assert answer["code"] not in got.text
    assert await stored(stage) == [stage.team.id]
    assert stage.calls(OAUTH) == []
    asked = await browser.begin()
    answer = browser.allow(asked, new)
    assert (await browser.finish(answer)).status_code == 200
    replay = await browser.finish(answer)
    assert (replay.status_code, "/slack/install" in replay.text) == (400, True)
    assert len(stage.calls(OAUTH)) == 1
    await browser.client.aclose()
    await stranger.client.aclose()


async def test_who_says_no_is_not_scolded(stage: Stage) -> None:
    """P-B18: a friendly page with a way to begin anew, and nothing kept."""
    browser = Browser(stage)
    asked = await browser.begin()
    got = await browser.finish({"error": "access_denied", "state": asked["state"]})
    assert (got.status_code, "/slack/install" in got.text) == (200, True)
    assert await stored(stage) == [stage.team.id]
    await browser.client.aclose()


async def test_the_cookie_is_careful(tmp_path: Path) -> None:
    """P-B18: HttpOnly, SameSite=Lax, and Secure where the address is."""
    async with open_stage(tmp_path, many=True, public_url="https://bot.example.com") as stage, httpx.AsyncClient() as c:
        got = await c.get(f"http://127.0.0.1:{stage.app.port}/slack/install")
        cookie = got.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=lax", "secure", "path=/slack/"))


# Organisations, and channels that are shared with others


async def test_an_organisation_and_a_workspace_of_it_have_each_their_token(stage: Stage) -> None:
    """P-B19: org-wide for T2, an own one for T3, then the organisation leaves: the right token each time."""
    grid = stage.world.add_enterprise()
    two, three = (stage.world.add_workspace(name, enterprise=grid) for name in ("Two", "Three"))
    people = {team.id: stage.slack.person(f"P{team.name}", team) for team in (two, three)}
    wide = stage.world.install(grid)
    await installations_of(stage.app).save(installation_of(wide))
    await command(stage, people[two.id], f"connect {ADDRESS}")
    assert "Did I get" in texts(people[two.id])[-1]
    own = stage.world.install(three)
    await installations_of(stage.app).save(installation_of(own))
    await command(stage, people[three.id], f"connect {ADDRESS}")
    assert [m.channel.members for m in people[three.id].messages()][-1] == {people[three.id].id, own.bot.id}
    people[two.id].open_home()
    await stage.settle()
    assert people[two.id].home
    stage.world.uninstall(wide)
    await stage.settle()
    assert await stored(stage) == sorted([stage.team.id, three.id])
    await say(stage, people[three.id], "yes")
    assert "provider" in texts(people[three.id])[-1]


async def test_a_stranger_in_a_shared_channel_is_refused_in_private(stage: Stage) -> None:
    """P-B20: a person of C, in a channel of ours; refused with words that nobody else sees, without a session."""
    ada, energy = stage.person("Ada"), stage.channel()
    other = stage.world.add_workspace("Another company")
    eve = stage.slack.person("Eve", other, is_stranger=True)
    energy.shared_with.add(other.id)
    energy.members.add(eve.id)
    ada.invite_app(energy)
    await stage.settle()
    before = len(energy.messages)
    eve.mention("connect", energy)
    await stage.settle()
    assert len(energy.messages) == before + 1  # her own
    [told] = [m for m in energy.ephemerals if m.ephemeral_to == eve.id]
    assert told.text
    assert stage.sandbox.calls.to("connect") == []
    assert {c.body["(team)"] for c in stage.world.calls.to("slack") if c.method == "chat.postEphemeral"} == {
        ada.user.team.id
    }


async def test_a_stranger_is_known_although_the_event_does_not_tell(stage: Stage) -> None:
    """P-B20: where nothing names the author's own team, it is Slack that is asked who this is."""
    ada, energy = stage.person("Ada"), stage.channel()
    other = stage.world.add_workspace("Another company")
    eve = stage.slack.person("Eve", other, is_stranger=True)
    energy.shared_with.add(other.id)
    energy.members.add(eve.id)
    ada.invite_app(energy)
    await stage.settle()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.slack.delivery, "redeliver", lambda _: None)
        eve.mention("connect", energy)
    envelope = next(reversed(stage.slack.delivery.events.values()))
    telling = ("user_team", "source_team", "team")
    silent = {name: value for name, value in envelope["event"].items() if name not in telling}
    assert (await send(stage, envelope | {"event": silent})).status_code == 200
    await stage.settle()
    assert [m.text for m in energy.ephemerals if m.ephemeral_to == eve.id]
    assert await stage.rows("SELECT count(*) FROM inbox WHERE source = 'slack'") == [(0,)]


async def test_the_token_is_that_of_the_authorization(stage: Stage) -> None:
    """P-B20: the event names the author's team; the installation that is asked is the one that authorized it."""
    ada, energy = stage.person("Ada"), stage.channel()
    ada.invite_app(energy)
    await stage.settle()
    patched = stage.slack.delivery._wrap

    def of_another(*given: Any) -> Any:
        return patched(*given) | {"team_id": "T0ANOTHER", "context_team_id": "T0ANOTHER"}

    stage.slack.delivery._wrap = of_another  # type: ignore[method-assign]
    ada.mention(f"connect {ADDRESS}", energy)
    await stage.settle()
    assert any("Did I get" in text for text in texts(ada))
    assert len(energy.messages) == 1


async def test_the_card_of_another_workspace_cannot_be_pressed(stage: Stage) -> None:
    """P-B20: whoever has the key of a button in another workspace changes nothing with it."""
    ada = stage.person("Ada")
    other = stage.world.add_workspace("Another")
    await installations_of(stage.app).save(installation_of(stage.world.install(other)))
    eve = stage.slack.person("Eve", other)
    await command(stage, ada, f"connect {ADDRESS}")
    payload = interaction(stage, ada, "Yes, that’s right")
    payload |= {"user": {"id": eve.id, "team_id": other.id}, "team": {"id": other.id}}
    await stage.slack.delivery.ask("interactive", payload)
    await stage.settle()
    assert stage.answers() == []
    await press(stage, ada, "Yes, that’s right")
    assert len(stage.answers()) == 1


async def test_locations_of_a_team_are_its_own(stage: Stage) -> None:
    """P-B20: what one workspace has connected, another never sees, on no page."""
    ada = stage.person("Ada")
    other = stage.world.add_workspace("Another")
    await installations_of(stage.app).save(installation_of(stage.world.install(other)))
    eve = stage.slack.person("Eve", other)
    await to_summary(stage, ada)
    await command(stage, eve, "list")
    eve.open_home()
    await stage.settle()
    ben = stage.person("Ben")
    ben.open_home()
    await stage.settle()
    assert eve.home
    assert ben.home
    assert "1-3 Strand" not in str(eve.home.blocks) + str(texts(eve))
    assert "1-3 Strand" in str(ben.home.blocks)
