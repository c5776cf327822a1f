"""What every refusal becomes, and what never fails."""

import pytest

from bot.conversation.cards import Text
from bot.conversation.channel import (
    DeliveryError,
    Forbidden,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
)
from tests.contract.bench import Bench, Fault
from tests.contract.cards import card, question

# Sending twice shows it twice; editing twice looks the same, so that a doubt is no harm.
SENDING: dict[Fault, type[DeliveryError]] = {
    Fault.BUSY: RateLimited,
    Fault.SHUT: Forbidden,
    Fault.REFUSED: Rejected,
    Fault.LOST: Uncertain,
    Fault.BROKEN: Uncertain,
}
EDITING = {**SENDING, Fault.LOST: Unreachable, Fault.BROKEN: Unreachable}


@pytest.mark.parametrize("fault", Fault)
async def test_what_becomes_of_sending(bench: Bench, fault: Fault) -> None:
    place = bench.person()
    await bench.channel.send(place, card(Text("before")))
    bench.fail(fault)
    with pytest.raises(SENDING[fault]) as raised:
        await bench.channel.send(place, question())
    assert type(raised.value) is not DeliveryError
    if isinstance(raised.value, RateLimited):
        assert raised.value.retry_after_s == 7
    if fault in (Fault.BUSY, Fault.SHUT, Fault.REFUSED):
        assert len(bench.seen(place)) == 1


@pytest.mark.parametrize("fault", Fault)
async def test_what_becomes_of_editing(bench: Bench, fault: Fault) -> None:
    place = bench.person()
    sent = await bench.channel.send(place, question())
    bench.fail(fault)
    with pytest.raises(EDITING[fault]):
        await bench.channel.edit(place, sent, question("And who buys?"))


async def test_who_is_far_away_is_said_to_be(bench: Bench) -> None:
    place = bench.person()
    sent = await bench.channel.send(place, question())
    assert await bench.channel.answers()
    await bench.cut()
    assert not await bench.channel.answers()
    with pytest.raises(Unreachable):
        await bench.channel.send(place, question())
    with pytest.raises(Unreachable):
        await bench.channel.edit(place, sent, question("And who buys?"))
    with pytest.raises(Unreachable):
        await bench.channel.shrink(place, sent, "✓")


@pytest.mark.parametrize("query", ["", "of no press", "T1/U1/https://example.com/evil", "\x00"])
async def test_acknowledging_and_working_never_raise(bench: Bench, query: str) -> None:
    place = bench.person()
    for text in ("", "Already done.", "x" * 5000):
        await bench.channel.acknowledge(query, text)
    await bench.channel.working(place)
    await bench.cut()
    await bench.channel.acknowledge(query, "Already done.")
    await bench.channel.working(place)
