"""A job of many sites while other things happen: each site is connected once, and nobody waits for the job."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.conversation.ending import PENDING_AFTER
from bot.conversation.reading_back import READ_AFTER
from bot.conversation.teams import Rules
from bot.sites import A_SECOND
from sandbox.calls import Call, Moment
from sandbox.slack.people import read_message
from sandbox.slack.widgets import widgets_of
from storage import teams
from storage.models import wakes
from storage.owners import owner_of
from tests.conversation.sites_lab import PATIENCE_S, Lab, Member, open_lab, sites
from tests.crashes.chats import log_in
from tests.crashes.walk import until


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    async with open_lab(tmp_path) as opened:
        yield opened


@pytest.fixture
async def lab_of_busbar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lab]:
    monkeypatch.setenv("FLATPEAK_VERSION", "busbar")
    async with open_lab(tmp_path) as opened:
        yield opened


@pytest.fixture
def ada(lab: Lab) -> Member:
    return lab.person("Ada")


def once(*numbers: int, street: str = "Dawnbeck Road") -> Counter[str]:
    return Counter(f"{number} {street}" for number in numbers)


async def test_a_pause_and_on(lab: Lab, ada: Member) -> None:
    await ada.begin_job(sites(30))
    lab.clock.hold()
    await ada.press("All 29 others")
    await ada.has_connected(1 + A_SECOND)
    await ada.press("Pause")
    await ada.sees("Paused")
    lab.clock.go_on()
    await ada.sees("11 of 30 connected")
    await lab.quiet()
    assert len(lab.sandbox.flatpeak.sessions) == 1 + A_SECOND
    await ada.press("Carry on")
    await ada.sees("That’s all of them.")
    assert lab.connected == once(*range(1, 31))
    assert len(lab.sandbox.flatpeak.sessions) == 30


async def test_a_stop_leaves_the_rest_out(lab: Lab, ada: Member) -> None:
    await ada.begin_job(sites(30))
    lab.clock.hold()
    await ada.press("All 29 others")
    await ada.has_connected(1 + A_SECOND)
    await ada.press("Stop", confirm=True)
    await ada.sees("Stopped.")
    lab.clock.go_on()
    await ada.sees("11 of 30 connected")
    found = Counter(line["Status"] for line in await ada.report())
    assert found == {"connected": 11, "left out": 19}
    assert lab.connected == once(*range(1, 12))


async def test_two_at_once(lab: Lab, ada: Member) -> None:
    ben = lab.person("Ben")
    await ada.begin_job(sites(12))
    await ben.begin_job(sites(12, street="Otter Lane"))
    await ada.press("All 11 others")
    await ben.press("All 11 others")
    await ada.sees("That’s all of them.")
    await ben.sees("That’s all of them.")
    assert lab.connected == once(*range(1, 13)) + once(*range(1, 13), street="Otter Lane")


async def test_the_chat_goes_on_meanwhile(lab: Lab, ada: Member) -> None:
    await ada.begin_job(sites(25))
    await ada.press("All 24 others")
    await ada.person.command("connect 99 Own Street, Bristol BS1 9ZZ")
    await ada.sees("Did I get the address right?")
    await ada.has_connected(25)
    await ada.sees("That’s all of them.")  # which is told beside the question that is open
    question = next(card for card in ada.cards if "Did I get the address right?" in read_message(card))
    await ada.person.press(question, "Yes, that’s right")
    await ada.connect_page()
    await ada.sees("All set.")
    assert lab.connected == once(*range(1, 26)) + once(99, street="Own Street")


async def test_the_same_file_twice(lab: Lab, ada: Member) -> None:
    await ada.begin_job(sites(5))
    ada.person.upload("again.csv", sites(5))
    await ada.sees("One list is still being connected.")
    await ada.press("All 4 others")
    await ada.sees("That’s all of them.")
    ada.person.upload("again.csv", sites(6))
    await ada.sees("1 of 6 lines")
    assert "already connected" in ada.words
    assert lab.connected == once(*range(1, 6))


async def connect_alone(member: Member, address: str) -> None:
    await member.person.command(f"connect {address}")
    await member.sees("Did I get the address right?")
    await member.press("Yes, that’s right")
    await member.connect_page()
    await member.sees("All set.")


async def test_colleagues_connect_the_same_meanwhile(lab: Lab, ada: Member) -> None:
    """One of them with the same file, and one site by hand."""
    ben = lab.person("Ben")
    for member in (ada, ben):
        member.person.upload("sites.csv", sites(4))
        await member.sees("4 of 4 lines are ready")
    await ada.press("Begin with")
    await ada.connect_page()
    await ada.sees("Which other sites have the same provider")
    await ben.press("Begin with")
    await ben.sees("Site 1 · 1 Dawnbeck Road, Bristol is connected already.")
    await ben.press("Begin with Site 2")
    await ben.connect_page()
    await ben.sees("Which other sites have the same provider")
    await connect_alone(ben, "3 Dawnbeck Road, Bristol BS1 3AA, GB")
    await ada.press("All 3 others")
    await ada.sees("4 of 4 connected")
    await ben.press("Carry on with your list")
    await ben.sees("Which other sites have the same provider")
    await ben.press("None")
    await ben.sees("2 need you")
    await ben.press("Show the 2 that need you")
    await ben.sees("Pick one")
    await ben.press("Site 4 · 4 Dawnbeck Road, Bristol")
    await ben.sees("Site 4 · 4 Dawnbeck Road, Bristol is connected already.")
    assert lab.connected == once(1, 2, 3, 4)
    assert len(lab.sandbox.flatpeak.locations) == 4


@pytest.mark.parametrize("generation", ["anode", "busbar"])
async def test_two_lists_come_to_an_address_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, generation: str
) -> None:
    """Neither is known to the other when it begins; the one that came later finds it connected."""
    monkeypatch.setenv("FLATPEAK_VERSION", generation)
    async with open_lab(tmp_path) as lab:
        ada, ben, flatpeak = lab.person("Ada"), lab.person("Ben"), lab.sandbox.flatpeak
        name = "Steady" if generation == "busbar" else ""
        await ada.begin_job(sites(2), tariff=name)
        await ben.begin_job(sites(2).replace(b"1 Dawnbeck Road", b"9 Otter Lane"), tariff=name)
        flatpeak.scenario.fail("slow", "connect", calls=None, delay_s=0.2)
        await asyncio.gather(ada.press("The other one"), ben.press("The other one"))
        await ada.has_connected(3)
        await lab.quiet()
        flatpeak.scenario.clear()
        lab.clock.skip(120)
        await ada.sees("2 of 2 connected")
        await ben.sees("2 of 2 connected")
        await lab.quiet()
        assert lab.connected == once(1, 2) + once(9, street="Otter Lane")
        await until(lambda: len(flatpeak.locations) == 3)


async def test_a_free_address_is_connected_where_it_is(lab: Lab, ada: Member) -> None:
    await connect_alone(ada, "2 Dawnbeck Road, Bristol BS1 2AA, GB")
    await ada.press("All tariffs")
    await ada.sees("(connected)")
    await ada.press("Disconnect", confirm=True)
    await ada.sees("Disconnected.")
    await ada.begin_job(sites(2))
    await ada.press("The other one")
    await ada.sees("2 of 2 connected")
    assert lab.connected == once(1, 2)
    assert len(lab.sandbox.flatpeak.locations) == 2


async def test_a_stop_while_flatpeak_is_away(lab: Lab, ada: Member) -> None:
    await ada.begin_job(sites(4))
    flatpeak = lab.sandbox.flatpeak
    flatpeak.scenario.fail("down", "connect", calls=None)
    flatpeak.scenario.fail("down", "rest", calls=None)
    calls = len(lab.sandbox.calls.to("flatpeak"))
    lab.clock.hold()
    await ada.press("All 3 others")
    await until(lambda: len(lab.sandbox.calls.to("flatpeak")) >= calls + 3)
    await lab.quiet()
    await ada.press("Stop", confirm=True)
    await ada.sees("Stopped.")
    assert Counter(line["Status"] for line in await ada.report()) == {"connected": 1, "left out": 3}
    flatpeak.scenario.clear()
    lab.clock.go_on()
    lab.clock.skip(1000)
    ada.person.upload("again.csv", sites(4))
    await ada.sees("3 of 4 lines are ready")
    await lab.quiet()
    assert lab.connected == once(1)


async def test_a_site_is_connected_once_it_was_read_back(lab: Lab, ada: Member) -> None:
    """Until then nobody knows its location, and the report would lack it."""
    await ada.begin_job(sites(2))
    flatpeak = lab.sandbox.flatpeak

    async def go_away(call: Call, moment: Moment) -> None:
        if call.service == "connect" and call.body.get("action") == "CLOSE" and not flatpeak.scenario.faults:
            flatpeak.scenario.fail("down", "rest", calls=None)

    lab.sandbox.calls.watchers.append(go_away)
    await ada.press("The other one")
    await ada.sees("1 waits for its provider")
    assert Counter(line["Status"] for line in await ada.report()) == {"connected": 1, "waiting for the provider": 1}
    lab.sandbox.calls.watchers.remove(go_away)
    flatpeak.scenario.clear()
    lab.clock.skip(READ_AFTER[0] + 1)
    await ada.sees("2 of 2 connected")
    lines = await ada.report()
    assert {line["Location ID"] for line in lines} == set(flatpeak.locations)


async def test_rules_hold_for_a_job_that_is_under_way(lab: Lab) -> None:
    ben = lab.person("Ben")
    await ben.begin_job(sites(3))
    house, team = lab.app.house, owner_of(f"slack:{ben.person.user.team.id}:{ben.person.id}")
    rules = Rules(connect="admins")
    await house.db.write(lambda conn: teams.keep_rules(conn, house.vault, team, rules, house.now()))
    await ben.press("All 2 others")
    await ben.sees("only some people may connect")
    await ben.person.command("settings")
    await ben.sees("Settings")
    await ben.press("Close")
    await ben.sees("Which other sites have the same provider")
    await lab.quiet()
    assert lab.connected == once(1)


async def test_the_first_session_is_too_old(lab_of_busbar: Lab) -> None:
    """Its location is there already: it is still the session of that site."""
    ada, flatpeak = lab_of_busbar.person("Ada"), lab_of_busbar.sandbox.flatpeak
    ada.person.upload("sites.csv", sites(2))
    await ada.sees("lines are ready")
    await ada.press("Begin with")
    await ada.sees("Who’s the energy provider?")
    await ada.choose("Choose your provider", "Quillmoor Power")
    await ada.sees("How does the price work?")
    [token] = flatpeak.sessions
    flatpeak.expire(token)
    await ada.press("One price all day")
    await ada.sees("What does a kWh cost?")
    ada.person.say("24.5")
    await ada.sees("called?")
    ada.person.say("Steady")
    await ada.sees("The tariff is connected")
    await ada.press("Done")
    await ada.sees("Which other sites have the same provider")
    assert lab_of_busbar.connected == once(1)


async def test_who_is_forgotten_leaves_no_home_for_a_site_that_stopped(lab_of_busbar: Lab) -> None:
    """A home is made before its session is there; what the team has connected stays."""
    ada, flatpeak = lab_of_busbar.person("Ada"), lab_of_busbar.sandbox.flatpeak
    await ada.begin_job(sites(2), tariff="Steady")
    flatpeak.scenario.no_providers = True
    await ada.press("The other one")
    await ada.sees("1 needs you")
    await lab_of_busbar.quiet()
    assert len(flatpeak.locations) == 2
    await ada.person.command("privacy")
    await ada.sees("Delete everything")
    await ada.press("Delete everything")
    await ada.sees("Yes, delete everything")
    await ada.press("Yes, delete everything")
    await ada.sees("Everything is deleted.")
    assert [one.address["address_line1"] for one in flatpeak.locations.values()] == ["1 Dawnbeck Road"]


async def test_a_site_is_taken_over_by_hand(lab: Lab, ada: Member) -> None:
    """While the others go on by themselves."""
    others = sites(25).replace(b"3 Dawnbeck Road,Bristol", b"3 Dawnbeck Road,Nowhere", 1)
    await ada.begin_job(others)
    await ada.press("All 24 others")
    await ada.sees("1 needs you")
    await ada.press("Show the one that needs you")
    await ada.sees("Pick one")
    await ada.press("Site 3 · 3 Dawnbeck Road, Nowhere")
    await ada.sees("Nowhere")
    ada.person.say("3 Dawnbeck Road, Bristol BS1 3AA")
    await ada.sees("Did I get the address right?")
    await ada.press("Yes, that’s right")
    await ada.connect_page()
    await ada.sees("That’s all of them.")
    await ada.sees("25 of 25 connected")
    assert lab.connected == once(*range(1, 26))


async def begin_with_one_that_waits(lab: Lab, ada: Member, count: int) -> None:
    """Up to the question for the provider of the second site; the tariff of the first is on its way."""
    header, first, *others = sites(count).splitlines()
    ada.person.upload("sites.csv", b"\n".join([header + b",provider", first + b",Tidehollow Energy", *others]))
    await ada.sees(f"{count} of {count} lines are ready")
    await ada.press("Begin with")
    await ada.sees("Who’s the energy provider?")
    await ada.choose("Choose your provider", "Tidehollow Energy")
    await ada.sees("Open the sign-in page")
    lab.sandbox.flatpeak.scenario.pending = True
    await log_in(next(w.element["url"] for w in widgets_of(ada.cards[-1].blocks) if w.element.get("url")))
    await ada.sees("is preparing the tariff")
    await ada.press("Wait")
    await ada.sees("Next: ")
    await ada.press("Begin with")
    await ada.sees("Who’s the energy provider?")


@pytest.mark.parametrize("ok", [True, False])
async def test_the_first_waits_for_its_provider_while_another_is_connected(lab: Lab, ada: Member, ok: bool) -> None:
    """Its tariff comes while the question of the other is open; the card of all sites says so at the end."""
    await begin_with_one_that_waits(lab, ada, 4)
    flatpeak = lab.sandbox.flatpeak
    [location] = flatpeak.locations
    flatpeak.finish_pending(location, ok=ok)
    looks = len(lab.sandbox.calls.to("flatpeak"))
    lab.clock.skip(10)
    await until(lambda: len(lab.sandbox.calls.to("flatpeak")) > looks)
    await lab.quiet()
    await ada.connect_page()
    await ada.sees("Which other sites have the same provider")
    await ada.press("All 2 others")
    await ada.sees("That’s all of them.")
    await ada.sees("4 of 4 connected" if ok else "1 needs you")
    assert lab.connected == (once(1, 2, 3, 4) if ok else once(2, 3, 4))


async def test_a_provider_that_takes_too_long(lab: Lab, ada: Member) -> None:
    """The site needs somebody once nobody looks for its tariff any more, and it is told; if it comes, it counts."""
    await begin_with_one_that_waits(lab, ada, 2)
    await ada.connect_page()
    await ada.sees("1 waits for its provider")
    await lab.quiet()
    last = update(wakes).where(wakes.c.what.startswith("awaited:")).values(attempt=len(PENDING_AFTER), due_at=0)
    told = len(ada.cards)
    await lab.app.house.db.write(lambda conn: conn.execute(last))
    await ada.sees("1 needs you")
    assert len(ada.cards) > told
    flatpeak = lab.sandbox.flatpeak
    flatpeak.finish_pending(next(iter(flatpeak.locations)), ok=True)
    lab.clock.skip(100)
    await ada.press("All addresses")
    await ada.sees("Tidehollow Flex (connected)")
    await lab.quiet()
    ada.person.open_home()
    page = await ada.person.wait_until(lambda: ada.person.home, PATIENCE_S)
    await lab.quiet()
    await ada.person.press(page, "Connect many sites")
    await ada.sees("2 of 2 connected")


async def test_the_app_is_taken_out(lab: Lab, ada: Member, caplog: pytest.LogCaptureFixture) -> None:
    """What was begun comes to its end at FlatPeak; nobody is written to, and whoever is back sees how it stands."""
    await ada.begin_job(sites(15))
    await ada.press("All 14 others")
    await ada.has_connected(2)
    slack = lab.sandbox.slack.world
    installation = slack.installations[0]
    slack.uninstall(installation)
    await ada.has_connected(15)
    await lab.quiet()
    assert lab.connected == once(*range(1, 16))
    assert [
        record for record in caplog.records if record.levelname == "ERROR" and "SLACK_BOT_TOKEN" not in record.message
    ] == []
