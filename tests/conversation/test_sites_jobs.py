"""A job of many sites while other things happen: each site is connected once, and nobody waits for the job."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sites import A_SECOND
from sandbox.slack.people import read_message
from sandbox.slack.widgets import widgets_of
from tests.conversation.sites_lab import Lab, Member, open_lab, sites
from tests.crashes.chats import log_in
from tests.crashes.walk import until


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
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


@pytest.mark.parametrize("ok", [True, False])
async def test_the_first_waits_for_its_provider_while_another_is_connected(lab: Lab, ada: Member, ok: bool) -> None:
    """Its tariff comes while the question of the other is open; the card of all sites says so at the end."""
    header, first, *others = sites(4).splitlines()
    ada.person.upload("sites.csv", b"\n".join([header + b",provider", first + b",Tidehollow Energy", *others]))
    await ada.sees("4 of 4 lines are ready")
    flatpeak = lab.sandbox.flatpeak
    await ada.press("Begin with")
    await ada.sees("Who’s the energy provider?")
    await ada.choose("Choose your provider", "Tidehollow Energy")
    await ada.sees("Open the sign-in page")
    flatpeak.scenario.pending = True
    await log_in(next(w.element["url"] for w in widgets_of(ada.cards[-1].blocks) if w.element.get("url")))
    await ada.sees("is preparing the tariff")
    await ada.press("Wait")
    await ada.sees("Next: ")
    await ada.press("Begin with")
    await ada.sees("Who’s the energy provider?")
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
