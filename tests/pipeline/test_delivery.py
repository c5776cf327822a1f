"""A card that cannot be shown as it should is shown another way, and never holds up the ones behind it."""

import asyncio

import pytest

import bot.delivery
from bot.conversation.channel import MessageGone, Rejected
from bot.conversation.replies import Commanded
from tests.pipeline.conftest import START, Desk


async def test_an_edit_that_is_refused_is_sent_anew(desk: Desk) -> None:
    await desk.hear(START)
    desk.paper.fails["edit"] = [Rejected("for no reason")]
    await desk.press("@help")
    assert desk.paper.done == [("send", "1"), ("send", "2"), ("shrink", "1")]
    assert await desk.rows("SELECT * FROM outbox") == []


async def test_a_card_that_needed_another_message_leaves_no_buttons_behind(desk: Desk) -> None:
    await desk.hear(START)
    desk.paper.fails["edit"] = [MessageGone("of another form")]
    await desk.press("@help")
    assert desk.paper.done[-1] == ("shrink", "1")


async def test_a_poisonous_row_is_given_up_and_the_next_one_comes(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.paper.fails["send"] = [ZeroDivisionError()] * bot.delivery.MOST_FAILURES
    await desk.hear(START)
    await desk.hear(Commanded("help"))
    for _ in range(bot.delivery.MOST_FAILURES):
        await desk.pass_time(60)
    assert desk.paper.done[:1] == [("send", "1")]
    assert await desk.rows("SELECT outcome, error FROM outbox") == [("dead", "ZeroDivisionError")]
    assert "is given up" in caplog.text


async def test_a_slow_send_stays_ours(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else may take it up while it is on its way, however long the channel takes."""
    monkeypatch.setattr(bot.delivery, "RENEW_S", 0.01)
    lease = "SELECT lease_until FROM outbox"

    async def renewed(before: int) -> None:
        while await desk.rows(lease) == [(before,)]:
            pass

    async def take_long() -> None:
        ((before,),) = await desk.rows(lease)
        desk.clock.advance(50)
        await asyncio.wait_for(renewed(before), 5)
        desk.clock.advance(50)
        await desk.pipeline.wake_due()

    desk.paper.while_sending = take_long
    await desk.hear(START)
    assert desk.paper.done == [("send", "1")]
