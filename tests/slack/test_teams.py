"""The tokens of the workspaces: found, renewed in time and once, and given up."""

import asyncio
from datetime import datetime, timedelta

import pytest

from adapters.slack.errors import TeamBroken
from adapters.slack.installations import Installation
from adapters.slack.teams import KEEP_S, Client, Teams
from bot.conversation.channel import Unreachable
from tests.slack.conftest import Lab, Shelf, installation_of, place, text_card

OAUTH = "oauth.v2.access"


class Clock:
    """The emulator's time for the time of day, and a monotonic one beside it."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.seconds = lab, 0.0

    def now(self) -> datetime:
        return self.lab.world.now()

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.lab.world.advance(seconds)
        self.seconds += seconds


async def rotating(lab: Lab) -> tuple[Teams, Clock]:
    """The workspace installs an app whose tokens live twelve hours."""
    lab.world.app.rotates = True
    lab.world.issue_token(lab.app)
    await lab.shelf.save(installation_of(lab.app))
    clock = Clock(lab)
    client = Client(lab.world.app.client_id, lab.world.app.client_secret)
    teams = Teams(lab.shelf, lab.channel.api, client, clock.now, clock.monotonic)
    lab.channel.teams = teams
    return teams, clock


async def looked_up(teams: Teams, team: str) -> Installation:
    """What is used once the look that goes on beside the calls has been taken."""
    await teams.installation(team)
    await asyncio.gather(*teams._flights._under_way.values())
    return await teams.installation(team)


async def test_installation_is_looked_up_once_in_a_while(lab: Lab) -> None:
    clock = Clock(lab)
    teams = Teams(lab.shelf, lab.channel.api, Client(), clock.now, clock.monotonic)
    found = await asyncio.gather(*(teams.installation(lab.team.id) for _ in range(10)))
    assert {one.token for one in found} == {lab.app.token}
    assert lab.shelf.found == 1
    clock.advance(KEEP_S - 1)
    await teams.installation(lab.team.id)
    assert lab.shelf.found == 1
    clock.advance(2)
    await looked_up(teams, lab.team.id)
    assert lab.shelf.found == 2
    teams.forget(lab.team.id)
    await teams.installation(lab.team.id)
    assert lab.shelf.found == 3


async def test_a_call_does_not_wait_for_a_look_at_what_is_known(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, gate = Clock(lab), asyncio.Event()
    teams, find = Teams(lab.shelf, lab.channel.api, Client(), clock.now, clock.monotonic), Shelf.find
    await teams.installation(lab.team.id)

    async def find_slowly(shelf: Shelf, team: str, enterprise: str = "") -> Installation | None:
        await gate.wait()
        return await find(shelf, team, enterprise)

    monkeypatch.setattr(Shelf, "find", find_slowly)
    clock.advance(KEEP_S + 1)
    async with asyncio.timeout(60):
        assert (await teams.installation(lab.team.id)).token == lab.app.token
    lab.shelf.kept.clear()
    gate.set()
    with pytest.raises(TeamBroken):
        await looked_up(teams, lab.team.id)


async def test_workspace_without_the_app(lab: Lab) -> None:
    with pytest.raises(TeamBroken):
        await lab.channel.teams.installation("T0UNKNOWN0")
    assert lab.shelf.gone == []  # nothing there that could break


async def test_token_is_renewed_before_it_ends(lab: Lab) -> None:
    teams, clock = await rotating(lab)
    first = (await teams.installation(lab.team.id)).token
    clock.advance(10 * 3600)
    assert (await teams.installation(lab.team.id)).token == first
    clock.advance(1.2 * 3600)
    second = await looked_up(teams, lab.team.id)
    assert second.token != first
    assert second.expires_at is not None
    assert second.expires_at - clock.now() > timedelta(hours=11)
    assert (await lab.shelf.find(lab.team.id)) == second
    assert len(lab.calls(OAUTH)) == 1


async def test_not_all_processes_renew_at_the_same_moment(lab: Lab) -> None:
    teams, clock = await rotating(lab)
    earliest = 12 * 3600 - 90 * 60
    token = (await teams.installation(lab.team.id)).token
    due = set()
    for _ in range(20):
        teams.forget()
        kept = await teams.installation(lab.team.id)
        assert kept.token == token
        due.add(teams._kept[lab.team.id].early)
    assert len(due) > 10
    assert timedelta(hours=1) <= min(due)
    assert max(due) <= timedelta(minutes=90)
    clock.advance(earliest - 60)
    assert (await teams.installation(lab.team.id)).token == token


async def test_fifty_sends_at_the_end_of_a_token_make_one_renewal(lab: Lab) -> None:
    _, clock = await rotating(lab)
    people = [lab.person(f"P{number}") for number in range(50)]
    for person in people:
        lab.channel.dms.learn(lab.team.id, person.id, lab.dm(person).id)
    await lab.channel.send(place(people[0]), text_card("before"))
    clock.advance(13 * 3600)  # nothing came in or went out for a night
    await asyncio.gather(*(lab.channel.send(place(person), text_card("after")) for person in people[1:]))
    assert len(lab.calls(OAUTH)) == 1
    assert all(len(lab.messages(person)) == 1 for person in people)
    assert lab.shelf.gone == []


async def test_processes_do_not_spend_each_others_refresh_token(lab: Lab) -> None:
    teams, clock = await rotating(lab)
    client = Client(lab.world.app.client_id, lab.world.app.client_secret)
    others = [Teams(lab.shelf, lab.channel.api, client, clock.now, clock.monotonic) for _ in range(5)]
    await asyncio.gather(*(one.installation(lab.team.id) for one in others))
    clock.advance(13 * 3600)
    found = await asyncio.gather(*(one.installation(lab.team.id) for one in [teams, *others]))
    assert len({one.token for one in found}) == 1
    assert len(lab.calls(OAUTH)) == 1


async def test_token_that_slack_says_has_ended_is_renewed_whatever_our_clock_says(lab: Lab) -> None:
    ada = lab.person()
    await rotating(lab)
    await lab.channel.send(place(ada), text_card("before"))
    lab.world.faults.refuse("chat.postMessage", "token_expired")
    await lab.channel.send(place(ada), text_card("after"))
    assert len(lab.calls(OAUTH)) == 1
    assert len(lab.messages(ada)) == 2


async def test_renewal_that_fails_early_is_tried_again_and_the_old_token_goes_on(lab: Lab) -> None:
    teams, clock = await rotating(lab)
    first = (await teams.installation(lab.team.id)).token
    clock.advance(11.5 * 3600)
    lab.world.faults.crash(OAUTH)
    for _ in range(3):
        assert (await looked_up(teams, lab.team.id)).token == first
    assert len(lab.calls(OAUTH)) == 1
    clock.advance(61)
    assert (await looked_up(teams, lab.team.id)).token != first


async def test_renewal_that_fails_late_can_be_tried_again(lab: Lab) -> None:
    teams, clock = await rotating(lab)
    await teams.installation(lab.team.id)
    clock.advance(13 * 3600)
    lab.world.faults.crash(OAUTH)
    with pytest.raises(Unreachable):
        await teams.installation(lab.team.id)
    assert lab.shelf.gone == []
    assert (await teams.installation(lab.team.id)).token == lab.app.token


async def test_refresh_token_that_is_refused_ends_the_installation(lab: Lab) -> None:
    teams, clock = await rotating(lab)
    spent = lab.app.tokens[-1].refresh
    lab.world.refresh_token(spent)  # by somebody else
    clock.advance(13 * 3600)
    with pytest.raises(TeamBroken, match="invalid_refresh_token"):
        await teams.installation(lab.team.id)
    assert lab.shelf.gone == [(lab.team.id, "invalid_refresh_token")]
    await lab.shelf.save(installation_of(lab.app))  # installed anew
    assert (await teams.installation(lab.team.id)).token == lab.app.token


async def test_organisation_is_renewed_as_a_whole(lab: Lab) -> None:
    _, clock = await rotating(lab)
    grid = lab.world.add_enterprise()
    one, two = (lab.world.add_workspace(name, enterprise=grid) for name in ("One", "Two"))
    kept = installation_of(lab.world.install(grid))
    await lab.shelf.save(kept)
    lab.shelf.organisations = {one.id: grid.id, two.id: grid.id}
    clock.advance(13 * 3600)
    await asyncio.gather(
        *(lab.channel.send(place(lab.world.add_user(team, "Ada")), text_card("Hello")) for team in (one, two))
    )
    renewed = lab.shelf.kept[grid.id]
    assert (renewed.org_wide, renewed.team, renewed.token != kept.token) == (True, "", True)
    assert len(lab.calls(OAUTH)) == 1
    lab.world.faults.refuse("*", "token_revoked", times=20)
    with pytest.raises(TeamBroken):
        await lab.channel.send(place(lab.world.add_user(one, "Bob")), text_card("Hello"))
    assert lab.shelf.gone == [(one.id, "token_revoked")]
