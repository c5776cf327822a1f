"""Every limit of a message: what is too long is split or goes on elsewhere."""

import pytest

from adapters.slack import limits
from bot.conversation.cards import (
    Choices,
    Controls,
    Done,
    Facts,
    Fields,
    Link,
    Text,
    Title,
)
from tests.slack.cards import FORM, button, elements, many, one, show, texts


@pytest.mark.parametrize(("chars", "kind"), [(149, "header"), (150, "header"), (151, "section")])
def test_titles_at_their_limit(chars: int, kind: str) -> None:
    [block] = one(Title("x" * chars)).blocks
    assert block["type"] == kind
    assert block["text"]["text"].strip("*") == "x" * chars


def test_long_titles_are_bold_where_that_shows_them_as_they_are() -> None:
    [bold] = one(Title("a <b> " * 40)).blocks
    assert bold["text"]["type"] == "mrkdwn"
    [literal] = one(Title("a *b* :smile: " * 20)).blocks
    assert literal["text"] == {"type": "plain_text", "text": ("a *b* :smile: " * 20).strip(), "emoji": False}


@pytest.mark.parametrize(("chars", "count"), [(2999, 1), (3000, 1), (3001, 2), (6000, 2), (6001, 3)])
def test_texts_at_their_limit(chars: int, count: int) -> None:
    blocks = one(Text("x" * chars)).blocks
    assert len(blocks) == count
    assert "".join(texts(blocks)) == "x" * chars


@pytest.mark.parametrize(("rows", "sections"), [(4, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_facts_at_their_limit(rows: int, sections: int) -> None:
    facts = tuple((f"name {n}", f"value {n}") for n in range(rows))
    blocks = one(Facts(facts)).blocks
    assert len(blocks) == sections
    assert list(texts(blocks)) == [part for fact in facts for part in fact]


def test_long_facts_get_lines_of_their_own() -> None:
    blocks = one(Facts((("a", "b"), ("c", "x" * 200), ("d", "x" * 201), ("e", "f")))).blocks
    assert [len(block.get("fields", ())) for block in blocks] == [4, 0, 2]
    assert blocks[1]["text"]["text"] == "d\n" + "x" * 201


@pytest.mark.parametrize("chars", [74, 75, 76, 300])
def test_labels_at_their_limit(chars: int) -> None:
    message = one(Controls(((button("x" * chars),),)))
    [made] = elements(message)
    assert made["text"]["text"] == ("x" * chars if chars <= 75 else "x" * 74 + "…")
    assert "x" * chars in texts(message.blocks)


@pytest.mark.parametrize("chars", [74, 75, 76, 148, 149, 200])
def test_entries_at_their_limit(chars: int) -> None:
    label = "".join(chr(ord("a") + n % 26) for n in range(chars))
    message = one(Choices((button(label), *many(6).options), 7))
    option = elements(message)[0]["options"][0]
    going_on = option.get("description", {}).get("text", "")
    if chars <= 75:
        assert (option["text"]["text"], going_on) == (label, "")
    elif chars <= 148:
        assert option["text"]["text"].removesuffix("…") + going_on.removeprefix("…") == label
    else:  # the end is there, and nothing is said above the menu
        assert label.endswith(going_on.removeprefix("…"))
        assert len(going_on) == 75
    assert label not in [text for text in texts(message.blocks) if text != option["text"]["text"]]


def test_entries_that_differ_in_the_middle_only_are_written_above_the_menu() -> None:
    alike = [f"{'x' * 90}{n}{'y' * 90}" for n in (1, 2)]
    message = one(Choices((*map(button, alike), *many(6).options), 8))
    assert list(texts(message.blocks))[:2] == alike


@pytest.mark.parametrize(("count", "messages"), [(49, 1), (50, 1), (51, 2), (101, 3)])
def test_more_blocks_than_a_message_holds(count: int, messages: int) -> None:
    rendered = show(*(Text(f"text {n}") for n in range(count)))
    assert len(rendered.messages) == messages
    assert [text for m in rendered.messages for text in texts(m.blocks)] == [f"text {n}" for n in range(count)]
    assert [m.text.split("\n")[0] for m in rendered.messages] == [f"text {n}" for n in range(0, count, 50)]


def test_a_long_card_is_split_and_the_last_message_has_the_buttons() -> None:
    words = " ".join(f"word{n}" for n in range(6000))
    rendered = show(Title("Long"), Controls(((button("Go", "primary"),),)), Text(words), many(40))
    *first, last = rendered.messages
    assert len(first) >= 4
    assert elements(*first) == []
    assert [made["type"] for made in elements(last)] == ["button", "static_select"]
    shown = " ".join(
        block["text"]["text"] for m in rendered.messages for block in m.blocks if block["type"] == "section"
    )
    assert shown.split() == words.split()
    assert all(message.text.strip() for message in rendered.messages)


def test_many_rows_of_buttons_stay_in_one_message() -> None:
    message = one(Text("x"), *(Controls(((button(f"n{n}"),),)) for n in range(60)))
    assert [made["text"]["text"] for made in elements(message)] == [f"n{n}" for n in range(60)]
    rendered = show(Text("x"), *(Controls(((button(f"n{n}" * 9),),)) for n in range(2000)))
    assert len(elements(*rendered.messages)) == 2000


def test_the_text_tells_the_matter_and_what_to_do() -> None:
    assert one(Done(("A", "B"))).text == "A\nB"
    assert one(Done(("A",)), Title("T")).text == "T"
    assert one(Controls(((button("Back"),),))).text == "…"
    assert one(Title("T"), Fields(FORM, "Fill in")).text == "T\nFill in"
    assert one(Title("T"), Choices((button("A"), button("B")), 2)).text == "T\nA · B"
    assert one(Title("Sign in"), Controls(((Link("Open", "https://e.com"), button("Later")),))).text == "Sign in\nOpen"
    long = one(Text("x" * 3000), Controls(((button("Connect", "primary"),),))).text
    assert long.endswith("…\nConnect")
    assert len(long) <= limits.TEXT_CHARS
    assert one().text == "…"
