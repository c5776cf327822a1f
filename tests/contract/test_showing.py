"""What every channel shows: all that a card says, in its order, literally, where it belongs."""

import pytest

from bot.conversation.cards import Card, Choices, Done, Facts, File, Keyed, Note, Picture, Text, Title
from bot.conversation.channel import MessageGone
from tests.contract.bench import Bench, Seen
from tests.contract.cards import HOSTILE, button, card, chart, every_block, labels_of, question, row, words_of

KINDS = ("done", "title", "text", "hint", "problem", "good", "facts", "picture", "choices", "controls", "fields")


def flat(text: str) -> str:
    """Without line breaks and runs of spaces, which are each channel's own."""
    return " ".join(text.split())


def read(seen: list[Seen]) -> str:
    return flat("\n".join(one.words for one in seen))


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_block_arrives(bench: Bench, kind: str) -> None:
    block = every_block(bench.channel.can).get(kind)
    if block is None:
        assert kind == "fields", "only forms are left to those who can show them"
        assert not bench.channel.can.forms
        return
    place = bench.person()
    await bench.channel.send(place, card(block))
    seen = bench.seen(place)
    for words in words_of(block):
        assert flat(words) in read(seen)
    shown = " ".join(seen[-1].labels)
    for label in labels_of(block):
        assert label in shown
    if isinstance(block, Picture):
        assert seen[-1].pictures == 1


async def test_all_blocks_at_once_arrive_in_their_order(bench: Bench) -> None:
    place, blocks = bench.person(), list(every_block(bench.channel.can).values())
    await bench.channel.send(place, card(*blocks))
    seen = bench.seen(place)
    said = [flat(words) for block in blocks for words in words_of(block)]
    places = [read(seen).find(words) for words in said]
    assert -1 not in places
    assert places == sorted(places)
    [pressed] = [one for one in seen if one.labels]
    assert pressed is seen[-1], "what can be pressed is at the end"
    found = [" ".join(pressed.labels).find(label) for block in blocks for label in labels_of(block)]
    assert -1 not in found
    assert len(set(pressed.tokens)) == len(pressed.tokens), "each token means one thing"
    assert sum(one.pictures for one in seen) == 1


async def test_a_picture_says_its_words_where_it_cannot_be_seen(bench: Bench) -> None:
    """By a channel's own means: an alternative text, or a line."""
    place = bench.person()
    await bench.channel.send(place, card(Title("Prices"), Picture(chart(), "24.5 p all day")))
    [seen] = bench.seen(place)
    assert seen.pictures == 1 or "24.5 p all day" in seen.words


async def test_a_file_arrives_whole(bench: Bench) -> None:
    place, content = bench.person(), "time,person\r\nä,ß <&>\r\n"
    await bench.channel.send(place, card(Text("Here it is."), File("who did what.csv", content), live=False))
    seen = bench.seen(place)
    assert "Here it is." in read(seen)
    [(name, data)] = [pair for one in seen for pair in one.files.items()]
    assert (name, data.decode()) == ("who did what.csv", content)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_shown_as_they_are(bench: Bench, text: str) -> None:
    place = bench.person()
    blocks = (
        Done((text,)),
        Title(text),
        Text(text),
        Note(text, "problem"),
        Facts(((text, text),)),
        Facts((("n", text),)),
    )
    options = (button(text[:30]), button("Other"))
    await bench.channel.send(place, card(*blocks, Choices(options, 2)))
    [seen] = bench.seen(place)
    assert read([seen]).count(flat(text)) == 7
    assert flat(text[:30]) in {flat(label) for label in seen.labels}
    sent = await bench.channel.send(place, question())
    await bench.channel.shrink(place, sent, text)
    assert flat(text) in read(bench.seen(place)[-1:])


async def test_what_is_too_much_is_spread_and_nothing_is_dropped(bench: Bench) -> None:
    place, lines = bench.person(), [f"Line {n}: " + "word " * 40 for n in range(60)]
    facts = tuple((f"Name {n}", f"Value {n}") for n in range(120))
    buttons = [button(f"Button {n}") for n in range(60)]
    await bench.channel.send(
        place, card(Title("T" * 400), Text("\n\n".join(lines)), Facts(facts), *(row(one) for one in buttons))
    )
    seen = bench.seen(place)
    said = read(seen)
    assert said.replace(" ", "").count("T") >= 400
    assert all(flat(line) in said for line in lines)
    assert all(name in said and value in said for name, value in facts)
    assert [one.label for one in buttons] == list(seen[-1].labels)
    assert not any(one.labels for one in seen[:-1])


async def test_a_long_label_begins_as_it_should(bench: Bench) -> None:
    place, long = bench.person(), "Extended loyalty plan for all the parishes around, paperless " * 3
    await bench.channel.send(place, card(Title("Tariff?"), Choices((button(long.strip()), button("Other")), 2)))
    [seen] = bench.seen(place)
    assert any(label.startswith(long[:50]) for label in seen.labels)


async def test_an_empty_card_is_not_refused(bench: Bench) -> None:
    place = bench.person()
    for keyed in (card(), card(Text("")), card(Title(" "), Facts(()), Choices((), 0)), Keyed(Card(()))):
        await bench.channel.send(place, keyed)
    assert len(bench.seen(place)) == 4


async def test_an_edit_takes_the_place_of_what_was_there(bench: Bench) -> None:
    place = bench.person()
    sent = await bench.channel.send(place, question())
    again = await bench.channel.edit(place, sent, question("And who buys?", "Nobody"))
    [seen] = bench.seen(place)
    assert again == sent
    assert "And who buys?" in seen.words
    assert "Who supplies you?" not in seen.words
    assert seen.labels == ("Nobody", "Back")
    assert await bench.channel.edit(place, sent, question("And who buys?", "Nobody")) == sent  # the same is no fault
    await bench.channel.edit(place, sent, card(Text("Thanks")))
    assert [(one.words, one.labels) for one in bench.seen(place)] == [("Thanks", ())]


async def test_words_become_a_picture_where_that_is_possible(bench: Bench) -> None:
    place, pictured = bench.person(), card(Title("Prices"), Picture(chart(), "24.5 p"), row(button("Done")))
    sent = await bench.channel.send(place, question())
    if bench.channel.can.picture_edits:
        await bench.channel.edit(place, sent, pictured)
        [seen] = bench.seen(place)
        assert (seen.pictures, seen.labels) == (1, ("Done",))
        await bench.channel.edit(place, sent, question())
        assert [one.pictures for one in bench.seen(place)] == [0]
    else:
        with pytest.raises(MessageGone):
            await bench.channel.edit(place, sent, pictured)
        assert [one.labels for one in bench.seen(place)] == [("Octopus", "EDF", "Back")]


async def test_what_one_message_cannot_take_is_sent_anew(bench: Bench) -> None:
    place = bench.person()
    sent = await bench.channel.send(place, question())
    with pytest.raises(MessageGone):
        await bench.channel.edit(place, sent, card(Text("Here"), File("a.csv", "a")))
    with pytest.raises(MessageGone):
        await bench.channel.edit(place, sent, card(*(Text("long " * 700) for _ in range(9))))
    assert len(bench.seen(place)) == 1


async def test_shrinking_leaves_one_line_and_no_buttons(bench: Bench) -> None:
    place = bench.person()
    for keyed in (question(), card(Title("Prices"), Picture(chart(), "24.5 p"), row(button("Done")))):
        sent = await bench.channel.send(place, keyed)
        for _ in range(2):
            await bench.channel.shrink(place, sent, "✓ Octopus")
        last = bench.seen(place)[-1]
        assert (last.words, last.labels) == ("✓ Octopus", ())
    wordless = await bench.channel.send(place, card(Title("Prices"), row(button("Done"))))
    await bench.channel.shrink(place, wordless, "")
    last = bench.seen(place)[-1]
    assert ("Prices" in last.words, last.labels) == (True, ())


async def test_what_is_gone_needs_no_shrinking_and_takes_no_edit(bench: Bench) -> None:
    place = bench.person()
    sent = await bench.channel.send(place, question())
    bench.delete(place, sent)
    await bench.channel.shrink(place, sent, "✓ Octopus")
    with pytest.raises(MessageGone):
        await bench.channel.edit(place, sent, question())
    assert bench.seen(place) == []


async def test_messages_stand_in_the_order_in_which_they_were_sent(bench: Bench) -> None:
    place = bench.person()
    for n in range(5):
        await bench.channel.send(place, card(Text(f"Message {n}")))
    assert [one.words for one in bench.seen(place)] == [f"Message {n}" for n in range(5)]


async def test_a_thread_keeps_what_is_said_in_it(bench: Bench) -> None:
    room = bench.room()
    thread = bench.thread(room)
    await bench.channel.send(thread, card(Text("In here")))
    assert [one.words for one in bench.seen(thread)] == ["In here"]
