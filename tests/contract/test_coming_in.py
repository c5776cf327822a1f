"""What people do comes in whole, is kept before the platform is told so, and can be told apart from its copies."""

import asyncio

from bot.conversation.replies import Pressed, Said
from tests.contract.bench import PATIENCE_S, Bench
from tests.contract.cards import HOSTILE, KEY, question


async def test_what_is_said_comes_in_with_who_said_it_and_where(bench: Bench) -> None:
    place = bench.person()
    for text in ("1-3 Strand, London", *HOSTILE[1:]):
        await bench.say(place, text)
        arrival = await bench.arrival()
        assert arrival.reply == Said(text)
        assert arrival.place == place
        assert (arrival.person.id, arrival.person.team) == (place.chat, place.team)
        assert arrival.id
        assert arrival.sent_at.tzinfo


async def test_a_press_names_its_card_and_its_button(bench: Bench) -> None:
    place = bench.person()
    sent = await bench.channel.send(place, question())
    keyed = question().card
    for number, pressed in enumerate(keyed.buttons()):
        await bench.press(place, pressed.label)
        arrival = await bench.arrival()
        assert isinstance(arrival.reply, Pressed)
        assert (arrival.reply.key, arrival.reply.number, arrival.reply.message) == (KEY, number, sent)
        assert arrival.place == place
        await bench.channel.acknowledge(arrival.reply.query, "Already <done> & well.")
        assert bench.told(place)[-1] == "Already <done> & well."


async def test_two_presses_are_two_and_a_copy_is_none(bench: Bench) -> None:
    place = bench.person()
    await bench.channel.send(place, question())
    await asyncio.gather(bench.press(place, "EDF"), bench.press(place, "EDF"))
    first, second = await bench.arrival(), await bench.arrival()
    assert first.id != second.id
    assert first.reply.key == second.reply.key  # type: ignore[union-attr]  # both are presses
    await bench.say(place, "hello")
    said = await bench.arrival()
    bench.again()
    assert (await bench.arrival()).id == said.id


async def test_what_could_not_be_kept_comes_again(bench: Bench) -> None:
    place = bench.person()
    bench.desk.broken = True
    await bench.say(place, "24.5")
    async with asyncio.timeout(PATIENCE_S):
        await bench.desk.refused.wait()
    bench.desk.broken = False
    assert (await bench.arrival()).reply == Said("24.5")


async def test_what_the_bot_says_itself_is_not_heard(bench: Bench) -> None:
    place = bench.person()
    await bench.channel.send(place, question())
    await bench.say(place, "hello")
    assert (await bench.arrival()).reply == Said("hello")
    assert bench.desk.arrivals.empty()
