"""Our own pace, with a clock that only moves when someone sleeps."""

import asyncio

import pytest

from adapters.slack.pacing import METHODS, SWEEP_EVERY, Pacing
from bot.conversation.channel import RateLimited
from bot.conversation.pace import LONGEST_WAIT_S

POST, UPDATE = "chat.postMessage", "chat.update"


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


async def call(clock: Clock, pacing: Pacing, method: str, channels: list[str], team: str = "T1") -> list[float]:
    """When each call went out, waiting as the outbox does where it is told to."""
    times = []
    for channel in channels:
        while True:
            try:
                await pacing.wait(team, method, channel)
                break
            except RateLimited as error:
                clock.now += error.retry_after_s
        times.append(clock.now)
    return times


def fits_bucket(times: list[float], most: int, per_second: float) -> bool:
    """Whether a server that lets `most` through at once, and so many a second, would refuse none of them."""
    level, at = float(most), times[0]
    for time in times:
        level = min(most, level + (time - at) * per_second) - 1
        at = time
        if level < -1e-6:
            return False
    return True


async def test_one_channel_has_a_burst_of_three_and_then_one_a_second() -> None:
    clock, pacing = make()
    times = await call(clock, pacing, POST, ["D1"] * 6)
    assert [round(at - 100, 6) for at in times] == [0, 0, 0, 1, 2, 3]


async def test_channels_and_workspaces_do_not_wait_for_each_other() -> None:
    clock, pacing = make()
    await call(clock, pacing, POST, ["D1"] * 3)
    await call(clock, pacing, POST, ["D2"] * 3)
    await call(clock, pacing, POST, ["D1"] * 3, team="T2")
    assert clock.slept == []
    await call(clock, pacing, POST, ["D1"])
    assert clock.slept == [pytest.approx(1)]


@pytest.mark.parametrize("method", METHODS)
async def test_every_method_keeps_to_its_tier(method: str) -> None:
    clock, pacing = make()
    pace = METHODS[method]
    times = await call(clock, pacing, method, [""] * 200)
    per_minute = round(60 / pace.every_s)
    assert fits_bucket(times, per_minute, per_minute / 60)
    assert not fits_bucket(times, pace.burst - 1, per_minute / 60)  # and uses what it is given
    assert times[-1] - times[0] == pytest.approx((200 - pace.burst) * pace.every_s)


async def test_what_cannot_wait_keeps_to_the_pauses_only() -> None:
    clock, pacing = make()
    await call(clock, pacing, "views.open", [""] * 500)
    assert clock.slept == []
    await pacing.refused("T1", "views.open", 20)
    with pytest.raises(RateLimited):
        await pacing.wait("T1", "views.open")


async def test_refusal_pauses_that_method_of_that_workspace_and_nothing_else() -> None:
    clock, pacing = make()
    assert (await pacing.refused("T1", POST, 20)).retry_after_s == 20
    for channel in ("D1", "D2"):
        with pytest.raises(RateLimited) as held:
            await pacing.wait("T1", POST, channel)
        assert (held.value.retry_after_s, held.value.everyone) == (20, True)
    await pacing.wait("T1", UPDATE)
    await pacing.wait("T2", POST, "D1")
    assert clock.slept == []
    clock.now += 18
    await pacing.wait("T1", POST, "D1")
    assert clock.slept == [2]


async def test_a_shorter_refusal_does_not_end_a_longer_one() -> None:
    _, pacing = make()
    await pacing.refused("T1", POST, 60)
    await pacing.refused("T1", POST, 10)
    with pytest.raises(RateLimited) as held:
        await pacing.wait("T1", POST)
    assert held.value.retry_after_s == 60


async def test_long_waits_are_left_to_the_outbox() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pacing = Pacing(lambda: 100.0, sleep)
    for _ in range(8):
        await pacing.wait("T1", POST, "D1")
    with pytest.raises(RateLimited) as far:
        await pacing.wait("T1", POST, "D1")
    assert slept == [1, 2, 3, 4, 5]
    assert far.value.retry_after_s == 6 > LONGEST_WAIT_S
    assert not far.value.everyone


async def test_a_turn_that_is_refused_is_not_taken() -> None:
    clock, pacing = make()
    await pacing.refused("T1", POST, 30)
    for _ in range(50):
        with pytest.raises(RateLimited):
            await pacing.wait("T1", POST, "D1")
    clock.now += 30
    await call(clock, pacing, POST, ["D1"] * 3)
    assert clock.slept == []


async def test_idle_buckets_are_forgotten() -> None:
    clock, pacing = make()
    for number in range(5 * SWEEP_EVERY):
        await pacing.refused(f"T{number}", POST, 0.001)
        clock.now += 1
        await pacing.wait(f"T{number}", POST, "D1")
    assert pacing.size() < 2 * SWEEP_EVERY + 100
