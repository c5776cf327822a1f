"""A process that is asked to end: what is under way is finished, or taken up by the next one."""

import asyncio

import aiohttp
import pytest

from sandbox.calls import Call
from tests.crashes.chats import FIXED, PATIENCE_S, log_in, play
from tests.crashes.shares import undisturbed
from tests.crashes.verdict import judge
from tests.crashes.walk import LOOK_EVERY_S, Points, finish, open_stage, until


@pytest.mark.parametrize("slow_calls", [1, None])
async def test_asked_to_end_while_connect_is_slow(slow_calls: int | None) -> None:
    """A slow answer is waited for; where there is none in time, the next process asks Connect where it stands."""
    async with open_stage() as stage:
        asked = asyncio.Event()

        async def ask_to_end(call: Call, moment: str) -> None:
            if call.method == "rate_fixed_capture" and moment == "before" and not asked.is_set():
                asked.set()
                stage.world.flatpeak.scenario.fail("slow", calls=slow_calls, delay_s=2.0 if slow_calls else 120.0)
                stage.bot.ask_to_end()

        stage.world.calls.watchers.append(ask_to_end)
        await stage.bot.start()
        playing = asyncio.ensure_future(play(stage.person, FIXED, log_in))
        async with asyncio.timeout(PATIENCE_S):
            await asked.wait()
        assert await stage.bot.end() == 0
        received = [len(session.accepted) for session in stage.world.flatpeak.sessions.values()]
        assert received == [4 if slow_calls else 3]
        stage.world.flatpeak.scenario.clear()
        await stage.bot.start()
        await playing
        walked = await finish(stage, Points(stage.bot, set()))
        judge(FIXED, walked, await undisturbed("fixed"), kills=1)


async def test_it_is_unready_before_it_closes() -> None:
    """The balancer sees it first; what comes all the same is taken. Told again, it does not wait any longer."""
    async with open_stage(webhook=True, drain_delay_s=60) as stage, aiohttp.ClientSession() as balancer:
        await stage.bot.start()
        await until(lambda: "serving @" in stage.bot.words)
        await _health(balancer, stage.bot.url, 200)
        stage.bot.ask_to_end()
        answer = await _health(balancer, stage.bot.url, 503)
        assert answer["problems"] == ["this process is about to end"]
        stage.person.start()
        await stage.person.next_message(PATIENCE_S)
        stage.bot.ask_to_end()
        assert await stage.bot.end() == 0
        with pytest.raises(aiohttp.ClientConnectionError):
            await balancer.get(f"{stage.bot.url}/health/ready")


async def _health(balancer: aiohttp.ClientSession, url: str, status: int) -> dict[str, object]:
    """Ask until that is the answer; once it is about to end no connection is kept."""
    async with asyncio.timeout(PATIENCE_S):
        while (asked := await _ask(balancer, url))[0] != status:  # noqa: ASYNC110 - another process says it
            await asyncio.sleep(LOOK_EVERY_S)
    _, connection, body = asked
    assert (connection == "close") == (status == 503)
    return body


async def _ask(balancer: aiohttp.ClientSession, url: str) -> tuple[int, str, dict[str, object]]:
    async with balancer.get(f"{url}/health/ready") as answer:
        return answer.status, answer.headers.get("Connection", ""), await answer.json()
