"""A tariff is on its way and the chat goes on to something else: what becomes of it is told all the same."""

from bot.conversation.ending import PENDING_AFTER
from sandbox.telegram.people import Person
from tests.chats.harness import Stage
from tests.pitfalls.stage import ADDRESS, live, pass_time, say, tap, texts, to_pending

READY, FAILED, LATE = "Good news: your tariff is ready.", "can’t read", "hasn’t delivered your tariff yet"


async def go_on(stage: Stage, person: Person) -> str:
    """Wait for one tariff, begin with another. The location that waits."""
    await to_pending(stage, person)
    await tap(stage, person, "Wait – tell me when it’s ready")
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


async def test_that_it_could_not_be_read_is_an_alert(stage: Stage, anna: Person) -> None:
    location = await go_on(stage, anna)
    stage.flatpeak.finish_pending(location, ok=False)
    for _ in range(3):
        await pass_time(stage, 43_200)  # in the night nobody is told
    assert told(anna, FAILED)
    assert not told(anna, READY)


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
