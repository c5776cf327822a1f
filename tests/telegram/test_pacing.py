"""Our own pace, with a clock that only moves when someone sleeps."""

import asyncio

import pytest

from adapters.telegram.pacing import SWEEP_EVERY, Pacing
from bot.conversation.channel import RateLimited
from bot.conversation.pace import LONGEST_WAIT_S, LONGEST_WAIT_UNASKED_S, WAITED_FOR
from tests.telegram.conftest import place


class Clock:
    """Time that passes by sleeping."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def make() -> tuple[Clock, Pacing]:
    clock = Clock()
    return clock, Pacing(lambda: clock.now, clock.sleep)


def most_within(times: list[float], window: float) -> int:
    return max(sum(start <= at < start + window - 1e-9 for at in times) for start in times)


async def send(clock: Clock, pacing: Pacing, chats: list[int]) -> list[float]:
    """When each message went out, waiting as the outbox does where it is told to."""
    times = []
    for chat in chats:
        while True:
            try:
                await pacing.wait(place(chat))
                break
            except RateLimited as error:
                clock.now += error.retry_after_s
        times.append(clock.now)
    return times


async def test_one_chat_has_a_burst_of_three_and_then_one_a_second() -> None:
    clock, pacing = make()
    times = await send(clock, pacing, [1] * 6)
    assert [round(at - 100, 6) for at in times] == [0, 0, 0, 1, 2, 3]


async def test_a_group_has_twenty_a_minute() -> None:
    clock, pacing = make()
    times = await send(clock, pacing, [-5] * 60)
    assert most_within(times, 60) <= 20
    assert times[-1] - times[0] < 60 * 4.1


async def test_the_bot_has_thirty_a_second() -> None:
    clock, pacing = make()
    times = await send(clock, pacing, list(range(1, 1001)))
    assert most_within(times, 1) <= 30
    assert times[-1] - times[0] < 1000 / 24


async def test_edits_notify_nobody_and_are_not_held_by_the_chat() -> None:
    clock, pacing = make()
    for _ in range(5):
        await pacing.wait(place(1), notifies=False)
    assert clock.slept == []
    for _ in range(40):
        await pacing.wait(place(1), notifies=False)
    assert clock.slept  # but the bot's own pace holds for them


async def test_refusal_pauses_the_chat_and_not_the_others() -> None:
    clock, pacing = make()
    assert not (await pacing.refused(place(1), 30)).everyone
    for notifies in (True, False):
        with pytest.raises(RateLimited) as held:
            await pacing.wait(place(1), notifies=notifies)
        assert (held.value.retry_after_s, held.value.everyone) == (30, False)
    await pacing.wait(place(2))
    clock.now += 28
    await pacing.wait(place(1))
    assert clock.slept == [2]


async def test_refusals_of_several_chats_pause_everyone() -> None:
    clock, pacing = make()
    assert [(await pacing.refused(place(chat), 30)).everyone for chat in (1, 1, 2, 3)] == [False, False, False, True]
    with pytest.raises(RateLimited) as held:
        await pacing.wait(place(9))
    assert held.value.everyone
    clock.now += 30
    await pacing.wait(place(9))


async def test_long_waits_are_left_to_the_outbox() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pacing = Pacing(lambda: 100.0, sleep)
    for _ in range(6):
        await pacing.wait(place(-5))
    with pytest.raises(RateLimited) as far:
        await pacing.wait(place(-5))
    assert slept == [4]
    assert far.value.retry_after_s == 8 > LONGEST_WAIT_S
    assert not far.value.everyone


async def test_an_answer_stands_behind_few_of_those_that_nobody_waits_for() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pacing = Pacing(lambda: 100.0, sleep)
    WAITED_FOR.set(False)
    refused = 0
    for chat in range(1, 1000):
        try:
            await pacing.wait(place(chat))
        except RateLimited:
            refused += 1
    assert refused > 900
    assert max(slept) == pytest.approx(LONGEST_WAIT_UNASKED_S, abs=0.05)
    WAITED_FOR.set(True)
    for chat in range(1001, 1011):
        await pacing.wait(place(chat))
    assert max(slept) < LONGEST_WAIT_UNASKED_S + 0.5


async def test_a_turn_that_is_refused_is_not_taken() -> None:
    clock, pacing = make()
    await pacing.refused(place(1), 30)
    for _ in range(50):
        with pytest.raises(RateLimited):
            await pacing.wait(place(1))
    clock.now += 30
    for _ in range(3):
        await pacing.wait(place(1))
    assert clock.slept == []


async def test_idle_chats_are_forgotten() -> None:
    _, pacing = make()
    for chat in range(1, 5 * SWEEP_EVERY):
        await pacing.refused(place(-chat), 0.001)
        await pacing.wait(place(chat))
    assert pacing.size() < 2 * SWEEP_EVERY + 100
