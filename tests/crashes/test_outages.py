"""What two processes need goes away for a while: the database, FlatPeak, Telegram. All goes on by itself afterwards.

PostgreSQL is really stopped and started again below the processes, then it is silent on connections that stay; how long
each takes does not change the way that is gone. Minutes of the others pass by the clock of the stage, or as the first
attempts of a wait that grows.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.app import App
from bot.conversation.results import RETRY_AFTER
from tests.chats.harness import Stage as Chats
from tests.chats.harness import open_stage as open_chats
from tests.crashes.chats import FIXED, PATIENCE_S, log_in, play
from tests.crashes.swallower import swallower_before
from tests.crashes.test_two_processes import HALFWAY
from tests.crashes.two import open_two
from tests.crashes.walk import Stage, finish, until
from tests.databases import PostgresServer, find_programs, start_cluster, start_server, stop_server
from tests.pitfalls.stage import answers, live, posts, say, second, tap, texts, to_providers

TRUTH = "Nothing is lost"
LOOK_S = 30.0  # of the clock: so often it is looked at what is due, while minutes pass


@contextlib.contextmanager
def own_cluster() -> Iterator[tuple[Path, Path, PostgresServer]]:
    """A server that can be stopped without others in its way: its programs, its folder, its databases."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = find_programs(folder)
        url = start_cluster(programs, folder)
        try:
            yield programs, folder, PostgresServer(url)
        finally:
            stop_server(programs, folder)


async def test_the_database_is_stopped_and_falls_silent() -> None:
    """What is said meanwhile is refused to Telegram, which keeps it."""
    with own_cluster() as (programs, folder, server):
        direct = server.migrated()
        async with swallower_before(direct) as (way, url), open_two(url) as (stage, points):
            stage.bot.database = direct  # for who looks into it
            await play(stage.person, FIXED.up_to(HALFWAY, "comes close to “quillmoor”"), log_in)
            await asyncio.to_thread(stop_server, programs, folder)
            stage.person.press(stage.person.chat.from_bot[-1].id, "Quillmoor Power")
            await until(lambda: bool(stage.world.telegram.webhook.last_error))
            await _work_fails(stage)
            await asyncio.to_thread(start_server, programs, folder)
            await _reads(stage, "How does your price work?")
            way.is_silent = True
            stage.person.press(stage.person.chat.from_bot[-1].id, "One price all day")
            await _work_fails(stage)
            assert way.swallowed
            way.is_silent = False
            await play(stage.person, FIXED.since(HALFWAY + 2), log_in)
            walked = await finish(stage, points)
    _judge_answers(stage)
    assert walked.left.inbox == []
    shown = [message.text for message in stage.person.chat.from_bot if "Your tariff is connected" in message.text]
    assert len(shown) <= 1


async def _work_fails(stage: Stage) -> None:
    """Both processes try to look for what is due, in vain, and go on."""
    before = {bot: bot.words.count("the regular work") for bot in stage.bots}
    for bot in stage.bots:
        await until(lambda bot=bot: bot.words.count("the regular work") > before[bot])  # type: ignore[misc]


async def test_flatpeak_and_telegram_fail_for_a_while() -> None:
    """The person is told the truth, nothing is lost, and it goes on where it was."""
    async with open_two() as (stage, points):
        await play(stage.person, FIXED.up_to(HALFWAY, "comes close to “quillmoor”"), log_in)
        stage.world.flatpeak.scenario.fail("down", calls=None)
        stage.person.press(stage.person.chat.from_bot[-1].id, "Quillmoor Power")
        await _reads(stage, TRUTH)
        faults = stage.world.telegram.faults
        for method in ("sendMessage", "editMessageText"):
            faults.refuse(method, 429, "Too Many Requests", {"retry_after": 1}, times=2)
            faults.drop(method, "before")
        faults.refuse("getMe", 502, "Bad Gateway", times=3)
        stage.world.flatpeak.scenario.clear()
        await _reads(stage, "How does your price work?")
        await play(stage.person, FIXED.since(HALFWAY + 1), log_in)
        walked = await finish(stage, points)
    _judge_answers(stage)
    assert walked.left.inbox == []


async def _reads(stage: Stage, words: str) -> None:
    await stage.person.wait_until(lambda chat: any(words in message.text for message in chat.from_bot), PATIENCE_S)


def _judge_answers(stage: Stage) -> None:
    """Connect received each of them once."""
    received = [[answer["route"] for answer in s.accepted] for s in stage.world.flatpeak.sessions.values()]
    assert [routes for routes in received if routes] == [[route for route, _ in FIXED.answers]]


@contextlib.asynccontextmanager
async def two_by_the_clock(folder: Path) -> AsyncIterator[tuple[Chats, App]]:
    """Two services on one database whose clock stands still until it is told to go on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.chats.harness.PATIENCE_S", PATIENCE_S)
        async with open_chats(folder) as stage, second(stage, patch) as other:
            yield stage, other


async def pass_(stage: Chats, other: App, seconds: float) -> None:
    """Let time go by, while both do what is due."""
    for _ in range(round(seconds / LOOK_S)):
        stage.clock.advance(LOOK_S)
        await other.pipeline.wake_due()
        await stage.settle()


async def test_flatpeak_is_gone_for_ten_minutes(tmp_path: Path) -> None:
    """That is said once, the answer is kept, and goes to Connect by itself when that is back."""
    async with two_by_the_clock(tmp_path) as (stage, other):
        person = stage.telegram.person(71, "Ada", "en")
        await to_providers(stage, person)
        stage.flatpeak.scenario.fail("down", calls=None)
        stage.flatpeak.scenario.fail("down", "rest", calls=None)
        await say(stage, person, "Quillmoor Power")
        assert TRUTH in texts(person)[-1]
        shown = len(texts(person))
        await pass_(stage, other, 600)
        assert len(texts(person)) == shown
        assert TRUTH in texts(person)[-1]
        tried = posts(stage)
        stage.flatpeak.scenario.clear()
        await pass_(stage, other, RETRY_AFTER[3])
        assert "How does your price work?" in live(person).text
        assert [answer["route"] for answer in answers(stage)] == ["postal_address_capture", "provider_select"]
        assert posts(stage) <= tried + 2
        await tap(stage, person, "One price all day")
        assert "What does a kWh cost?" in live(person).text


@pytest.mark.parametrize("refusal", ["502", "429", "closed"])
async def test_telegram_refuses_for_five_minutes(tmp_path: Path, refusal: str) -> None:
    """What was said before is answered when Telegram is back, once, and what is said then as well."""
    async with two_by_the_clock(tmp_path) as (stage, other):
        person = stage.telegram.person(71, "Ada", "en")
        await to_providers(stage, person)
        faults, many = stage.telegram.faults, 10_000
        # A send that ended without an answer is in doubt, and made once more: when Telegram answers at all.
        for method in ("sendMessage", "editMessageText", *(["getMe"] if refusal != "429" else [])):
            if refusal == "closed":
                faults.drop(method, "before", times=many)
            else:
                faults.refuse(method, int(refusal), "refused", {"retry_after": 20}, times=many)
        before = len(texts(person))
        person.say("Quillmoor Power")
        await _until_answered(stage, "provider_select")
        await pass_(stage, other, 300)
        assert len(texts(person)) == before
        faults.clear()
        await pass_(stage, other, 600)
        assert [text for text in texts(person)[before:] if "How does your price work?" in text]
        assert sum("How does your price work?" in text for text in texts(person)) == 1
        await tap(stage, person, "One price all day")
        assert "What does a kWh cost?" in live(person).text


async def _until_answered(stage: Chats, route: str) -> None:
    """Connect has the answer, whatever becomes of what it leads to."""
    await until(partial(_has, stage, route))


def _has(stage: Chats, route: str) -> bool:
    return any(answer["route"] == route for answer in answers(stage))
