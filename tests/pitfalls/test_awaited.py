"""A tariff is on its way and the chat goes on to something else: what becomes of it is told all the same."""

from pathlib import Path

import pytest

from bot.conversation.ending import PENDING_AFTER
from sandbox.telegram.people import Person
from tests.chats.browser import log_in
from tests.chats.harness import Stage, open_stage
from tests.pitfalls.stage import ADDRESS, live, pass_time, say, tap, texts, to_pending, to_providers, to_summary

DISCONNECTED, STILL_THERE = "Disconnected.", "The tariff is still connected"
READY, FAILED, LATE = "Good news: your tariff is ready.", "can’t read", "hasn’t delivered your tariff yet"
SORRY = "couldn’t read your tariff"
WAIT = "Wait – tell me when it’s ready"


async def go_on(stage: Stage, person: Person) -> str:
    """Wait for one tariff, begin with another. The location that waits."""
    await to_pending(stage, person)
    await tap(stage, person, WAIT)
    await say(stage, person, ADDRESS)
    assert "Did I get the address right?" in live(person).text
    [location] = stage.flatpeak.locations
    return location


def told(person: Person, words: str) -> list[str]:
    """The messages that say so."""
    return [text for text in texts(person) if words in text]


async def test_it_is_told_once_when_it_has_come(stage: Stage, anna: Person) -> None:
    location = await go_on(stage, anna)
    await pass_time(stage, 11)
    await pass_time(stage, 31)
    assert not told(anna, READY)
    stage.flatpeak.finish_pending(location, ok=True)
    await pass_time(stage, 121)
    [news] = told(anna, READY)
    assert "Karl-Liebknecht-Str. 14" in news
    await say(stage, anna, "/continue")
    assert "Did I get the address right?" in live(anna).text  # the open question is where it was
    for _ in range(5):
        await pass_time(stage, 86_400)
    assert len(told(anna, READY)) == 1
    assert not told(anna, LATE)


async def test_its_card_leads_back_to_the_question_that_is_open(stage: Stage, anna: Person) -> None:
    stage.flatpeak.finish_pending(await go_on(stage, anna), ok=True)
    await pass_time(stage, 11)
    assert READY in live(anna).text
    await tap(stage, anna, "Show tariff")
    await tap(stage, anna, "Carry on")
    assert "Did I get the address right?" in live(anna).text


@pytest.mark.parametrize("known", [True, False], ids=["known to be away", "away at that very moment"])
async def test_who_was_away_hears_it_once_they_are_back(stage: Stage, anna: Person, known: bool) -> None:
    location = await go_on(stage, anna)
    if known:
        anna.block()
        await stage.settle()
    else:
        stage.telegram.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user", chat_id=anna.id)
    stage.flatpeak.finish_pending(location, ok=True)
    for after_s in (11, 31, 61, 61, 3600):
        await pass_time(stage, after_s)
    assert not told(anna, READY)
    if known:
        anna.unblock()
    await say(stage, anna, "/continue")
    assert "Did I get the address right?" in live(anna).text
    for after_s in (11, 31, 61, 61, 86_400, 86_400):
        await pass_time(stage, after_s)
    assert len(told(anna, READY)) == 1


async def test_that_it_could_not_be_read_is_an_alert(stage: Stage, anna: Person) -> None:
    location = await go_on(stage, anna)
    stage.flatpeak.finish_pending(location, ok=False)
    for _ in range(3):
        await pass_time(stage, 43_200)  # in the night nobody is told
    assert told(anna, FAILED)
    assert not told(anna, READY)


@pytest.mark.parametrize("aside", [False, True], ids=["waited for", "set aside"])
@pytest.mark.parametrize("first", ["event", "look"])
async def test_that_it_failed_is_told_once_and_then_reminded_of(
    stage: Stage, anna: Person, first: str, aside: bool
) -> None:
    """Whether FlatPeak's event comes before our look or after it."""
    stage.take_events()
    await to_pending(stage, anna)
    await tap(stage, anna, WAIT)
    if aside:
        await say(stage, anna, ADDRESS)
    stage.flatpeak.webhook.held = first == "look"
    stage.flatpeak.finish_pending(next(iter(stage.flatpeak.locations)), ok=False)
    await stage.settle()
    await pass_time(stage, 11)
    stage.flatpeak.webhook.release()
    await stage.settle()
    for _ in range(3):
        await pass_time(stage, 121)
    assert len(told(anna, FAILED)) + len(told(anna, SORRY)) == 1
    await pass_time(stage, 86_400)
    assert len(told(anna, FAILED)) == (2 if aside else 1), "it is open until it is mended"


async def test_both_tariffs_of_a_home_are_waited_for(stage: Stage, anna: Person) -> None:
    await to_pending(stage, anna)
    await tap(stage, anna, WAIT)
    await tap(stage, anna, "My tariffs")
    await tap(stage, anna, "Add my feed-in tariff")
    await say(stage, anna, "Wattkiesel")
    await log_in(str(live(anna).buttons[0].url), ["slow/demo", "allow"])
    await stage.settle()
    await tap(stage, anna, WAIT)
    [location] = stage.flatpeak.locations.values()
    location.tariffs["commodity_import"].status = "CONNECTED"  # no event tells of it
    await pass_time(stage, 31)
    assert len(told(anna, READY)) == 1
    stage.flatpeak.finish_pending(location.id, ok=True)
    for _ in range(4):
        await pass_time(stage, 901)
    assert len(told(anna, READY)) == 2


async def test_where_the_status_has_no_word_for_it_it_is_told_too(tmp_path: Path) -> None:
    async with open_stage(tmp_path, flatpeak_version="zero") as stage:
        anna = stage.telegram.person(71, "Anna", "en-GB")
        await to_pending(stage, anna)
        await tap(stage, anna, WAIT)
        await say(stage, anna, "/tariffs")
        assert "being read" in live(anna).text
        await say(stage, anna, ADDRESS)
        await pass_time(stage, 11)
        assert not told(anna, READY)
        stage.flatpeak.finish_pending(next(iter(stage.flatpeak.locations)), ok=True)
        for _ in range(3):
            await pass_time(stage, 121)
        assert len(told(anna, READY)) == 1


@pytest.mark.parametrize("pending", [False, True])
async def test_what_could_not_be_read_back_is_not_lost_to_the_next_session(
    stage: Stage, anna: Person, pending: bool
) -> None:
    await to_providers(stage, anna)
    stage.flatpeak.scenario.fail("down", "rest", calls=50)
    if pending:
        await say(stage, anna, "Tidehollow Energy")
        await log_in(str(live(anna).buttons[0].url), ["slow/demo", "allow"])
        await stage.settle()
        await tap(stage, anna, WAIT)
    else:
        await say(stage, anna, "Quillmoor Power", "fixed", "24.5")
        await tap(stage, anna, "Done")
    stage.flatpeak.scenario.clear()
    await say(stage, anna, "9 Coppergate, York YO1 9NR")
    assert "Did I get the address right?" in live(anna).text
    await pass_time(stage, 31)
    await pass_time(stage, 2)
    if pending:
        stage.flatpeak.finish_pending(next(iter(stage.flatpeak.locations)), ok=True)
        for _ in range(3):
            await pass_time(stage, 31)
    assert len(told(anna, READY)) == pending
    await say(stage, anna, "/tariffs")
    assert "1-3 Strand" in live(anna).text


async def test_that_it_never_came_is_told_at_last(stage: Stage, anna: Person) -> None:
    """Also where FlatPeak cannot be asked at the last look: then it is asked until it can."""
    await go_on(stage, anna)
    for after_s in PENDING_AFTER[:-1]:
        await pass_time(stage, after_s + 1)
    assert not told(anna, LATE)
    stage.flatpeak.scenario.fail("down", "rest", calls=50)
    await pass_time(stage, PENDING_AFTER[-1] + 1)
    assert not told(anna, LATE)
    stage.flatpeak.scenario.clear()
    for _ in range(4):
        await pass_time(stage, PENDING_AFTER[-1] + 1)
    assert len(told(anna, LATE)) == 1


async def test_that_it_never_came_is_told_to_who_tapped_nothing(stage: Stage, anna: Person) -> None:
    """The session of the card that is shown is too old before we stop looking; only its last answer is awaited."""
    await to_pending(stage, anna)
    for after_s in PENDING_AFTER[:-1]:
        await pass_time(stage, after_s + 1)
    [token] = stage.flatpeak.sessions
    assert stage.flatpeak.is_expired(stage.flatpeak.sessions[token])
    assert not told(anna, LATE)
    for _ in range(3):
        await pass_time(stage, PENDING_AFTER[-1] + 1)
    assert len(told(anna, LATE)) == 1
    assert len(stage.flatpeak.sessions) == 1, "none is opened only to look"


@pytest.mark.parametrize("tapped", [False, True])
async def test_what_comes_when_the_session_is_too_old_is_told(stage: Stage, anna: Person, tapped: bool) -> None:
    await to_pending(stage, anna)
    [token], [location] = stage.flatpeak.sessions, stage.flatpeak.locations
    await pass_time(stage, 11)
    stage.flatpeak.expire(token)
    if tapped:
        await tap(stage, anna, WAIT)
        assert "we wait for your provider" in live(anna).text
    await pass_time(stage, 31)
    stage.flatpeak.finish_pending(location, ok=True)
    for after_s in PENDING_AFTER:
        await pass_time(stage, after_s + 1)
    assert len(told(anna, READY)) == 1
    assert not told(anna, LATE)


async def test_nothing_is_told_of_a_location_that_is_gone(stage: Stage, anna: Person) -> None:
    location = await go_on(stage, anna)
    stage.flatpeak.delete_location(stage.flatpeak.locations[location])
    before = len(texts(anna))
    for after_s in PENDING_AFTER:
        await pass_time(stage, after_s + 1)
    assert not [text for text in texts(anna)[before:] if "Leipzig" in text]


async def test_who_waits_by_its_own_session_is_told_by_that(stage: Stage, anna: Person) -> None:
    """Back at the tariff that is on its way, it is said once."""
    location = await go_on(stage, anna)
    await say(stage, anna, "/cancel", "/tariffs")
    await tap(stage, anna, "Show tariff")
    assert "preparing your tariff" in live(anna).text
    stage.flatpeak.finish_pending(location, ok=True)
    for _ in range(4):
        await pass_time(stage, 130)
    assert len([text for text in texts(anna) if "Your tariff is connected" in text or READY in text]) == 1


@pytest.mark.parametrize("gone", [True, False])
async def test_what_became_of_a_disconnect_is_told_though_the_chat_has_gone_on(
    stage: Stage, anna: Person, gone: bool
) -> None:
    """As was promised when FlatPeak could not say whether it was done."""
    await to_summary(stage, anna)
    await tap(stage, anna, "Done")
    await say(stage, anna, "/tariffs")
    await tap(stage, anna, "More")
    await tap(stage, anna, "Disconnect")
    [location], faults = stage.flatpeak.locations.values(), stage.flatpeak.scenario
    before = dict(location.tariffs)
    faults.fail("slow", "rest")  # the session is opened yet
    faults.fail("down", "rest", calls=None)
    await tap(stage, anna, "Yes, disconnect")
    assert "I’ll look again and write to you here" in live(anna).text
    await say(stage, anna, "9 Coppergate, York YO1 9NR")
    faults.clear()
    await tap(stage, anna, "Try again")
    assert "Did I get the address right?" in live(anna).text
    if not gone:
        location.tariffs.update(before)
    for _ in range(5):
        await pass_time(stage, 61)
    [news] = told(anna, DISCONNECTED if gone else STILL_THERE)
    assert "1-3 Strand" in news
    await say(stage, anna, "/continue")
    assert "Did I get the address right?" in live(anna).text
