"""What is known of people, and how long we wait to know it."""

import asyncio

from adapters.slack.people import KEEP_S, UNKNOWN_S, People, Profile
from bot.conversation.replies import Person
from tests.slack.conftest import Lab

INFO = "users.info"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def make(lab: Lab) -> tuple[People, Clock]:
    clock = Clock()
    return People(lab.channel.ask, clock), clock


async def test_person_as_slack_tells_them(lab: Lab) -> None:
    people, _ = make(lab)
    ada = lab.person("Ada Lovelace", display_name="ada", locale="de-DE", is_owner=True)
    bob = lab.person("Bob", display_name="", is_restricted=True)
    assert await people.person(lab.team.id, ada.id) == Person(
        ada.id, lab.team.id, "de-DE", "ada", True, "Europe/London"
    )
    assert await people.person(lab.team.id, bob.id) == Person(
        bob.id, lab.team.id, "en-US", "Bob", False, "Europe/London"
    )


async def test_profile_is_asked_for_once_and_kept_for_a_while(lab: Lab) -> None:
    people, clock = make(lab)
    ada = lab.person()
    await asyncio.gather(*(people.profile(lab.team.id, ada.id) for _ in range(20)))
    clock.now = KEEP_S - 1
    await people.profile(lab.team.id, ada.id)
    assert len(lab.calls(INFO)) == 1
    clock.now = KEEP_S + 1
    ada.is_admin = True
    assert (await people.profile(lab.team.id, ada.id)).admin
    assert len(lab.calls(INFO)) == 2
    people.forget(lab.team.id, ada.id)
    await people.profile(lab.team.id, ada.id)
    assert len(lab.calls(INFO)) == 3


async def test_slow_answer_holds_up_nobody_and_is_kept_when_it_comes(lab: Lab) -> None:
    people, _ = make(lab)
    ada = lab.person(locale="de-DE")
    held, asked = lab.world.faults.hang(INFO), lab.expect(INFO)
    assert await people.person(lab.team.id, ada.id, 0.0) == Person(ada.id, lab.team.id)
    await asked.wait()
    later = asyncio.create_task(people.profile(lab.team.id, ada.id, 5))
    held.set()
    assert (await later).language == "de-DE"
    assert (await people.profile(lab.team.id, ada.id, 0.0)).language == "de-DE"
    assert len(lab.calls(INFO)) == 1


async def test_where_slack_does_not_tell_the_older_profile_stays(lab: Lab) -> None:
    people, clock = make(lab)
    ada = lab.person(locale="de-DE")
    await people.profile(lab.team.id, ada.id)
    clock.now = KEEP_S + 1
    lab.world.faults.crash(INFO)
    for _ in range(3):
        assert (await people.profile(lab.team.id, ada.id)).language == "de-DE"
    assert len(lab.calls(INFO)) == 2
    clock.now += UNKNOWN_S + 1
    await people.profile(lab.team.id, ada.id)
    assert len(lab.calls(INFO)) == 3


async def test_event_about_a_person_counts_at_once(lab: Lab) -> None:
    people, _ = make(lab)
    ada = lab.person(locale="de-DE")
    assert not (await people.profile(lab.team.id, ada.id)).deleted
    ada.is_admin = True
    people.learn(lab.team.id, ada.to_json())  # an event has no locale
    known = await people.profile(lab.team.id, ada.id)
    assert (known.admin, known.language) == (True, "de-DE")
    ada.deleted = True
    people.learn(lab.team.id, ada.to_json())
    assert (await people.profile(lab.team.id, ada.id)).deleted
    assert len(lab.calls(INFO)) == 1


async def test_event_about_somebody_new_does_not_stand_for_their_language(lab: Lab) -> None:
    people, _ = make(lab)
    ada = lab.person(locale="de-DE")
    people.learn(lab.team.id, ada.to_json())
    assert (await people.profile(lab.team.id, ada.id)).language == "de-DE"


async def test_strangers(lab: Lab) -> None:
    people, _ = make(lab)
    elsewhere = lab.world.add_workspace("Elsewhere")
    eve, mallory = (lab.world.add_user(elsewhere, name, is_stranger=True) for name in ("Eve", "Mallory"))
    lab.world.add_channel(lab.team, members=[lab.app.bot, eve], shared_with=[elsewhere])
    known = await people.profile(lab.team.id, eve.id)
    assert (known.stranger, known.team) == (True, elsewhere.id)
    assert await people.profile(lab.team.id, mallory.id) == Profile(stranger=True)


async def test_workspaces_are_told_apart(lab: Lab) -> None:
    people, _ = make(lab)
    ada = lab.person(locale="de-DE")
    await people.profile(lab.team.id, ada.id)
    assert (await people.profile("T0OTHER", ada.id)).language == ""
