"""Two processes on one database: they share the work, and one goes on when the other is gone."""

import time

from tests.crashes.chats import FIXED, PATIENCE_S, log_in, play
from tests.crashes.process import BotProcess
from tests.crashes.shares import undisturbed
from tests.crashes.verdict import judge
from tests.crashes.walk import Points, finish, open_stage, until

HALFWAY = 4  # steps: the provider was just typed
OVER_WITHIN_S = 20.0
SERVES, WAITS = "serving @", "waiting to take over"


async def said(bot: BotProcess, words: str) -> None:
    """Wait until a bot has logged these words."""
    await until(lambda: words in bot.words)


async def test_each_update_to_the_other_process() -> None:
    """By webhook, behind a balancer that takes turns, a chat is as with one process."""
    async with open_stage(webhook=True, bots=2) as stage:
        for bot in stage.bots:
            await bot.start()
            await said(bot, SERVES)
        await play(stage.person, FIXED, log_in)
        walked = await finish(stage, Points(stage.bot, set()))
        judge(FIXED, walked, await undisturbed("fixed", webhook=True))
        assert len(stage.world.calls.to("bot", "POST /telegram/webhook")) >= 8


async def test_quick_messages_are_taken_in_their_order() -> None:
    """Each goes to the other process, while the first of them still waits for Connect."""
    async with open_stage(webhook=True, bots=2) as stage:
        for bot in stage.bots:
            await bot.start()
            await said(bot, SERVES)
        stage.world.flatpeak.scenario.fail("slow", delay_s=1.0)
        stage.person.say("/connect")
        stage.person.say("14 Quillmoor Lane, Flat 2, Bristol BS1 9ZZ")
        stage.person.say("yes")
        stage.person.say("quillmoor")
        found = await stage.person.wait_until(
            lambda chat: next((m for m in chat.from_bot if "comes close to “quillmoor”" in m.text), None), PATIENCE_S
        )
        assert "Quillmoor Power" in [button.text for button in found.buttons]


async def test_one_polls_and_the_other_takes_over() -> None:
    """Two that poll would get in each other's way. When the first is killed, the second goes on with the chat."""
    async with open_stage(bots=2) as stage:
        first, second = stage.bots
        await first.start()
        await said(first, SERVES)
        await second.start()
        await said(second, WAITS)
        await play(stage.person, FIXED.up_to(HALFWAY, "comes close to “quillmoor”"), log_in)
        await first.kill()
        killed_at = time.monotonic()
        await play(stage.person, FIXED.since(HALFWAY), log_in)
        assert time.monotonic() - killed_at < OVER_WITHIN_S
        assert WAITS not in first.words
        walked = await finish(stage, Points(second, set()))
        judge(FIXED, walked, await undisturbed("fixed"), kills=1)
