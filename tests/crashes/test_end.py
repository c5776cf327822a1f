"""A process that is asked to end: what is under way is finished, or taken up by the next one."""

import asyncio

import pytest

from sandbox.calls import Call
from tests.crashes.chats import FIXED, PATIENCE_S, log_in, play
from tests.crashes.shares import undisturbed
from tests.crashes.verdict import judge
from tests.crashes.walk import Points, finish, open_stage


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
