"""Every block and every limit: whatever a card says arrives, and Slack accepts it."""

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack import tokens
from adapters.slack.home import render_home, render_plain_home
from adapters.slack.render import render, render_line
from bot.conversation.cards import (
    Block,
    Card,
    Choices,
    Confirm,
    Controls,
    Done,
    Facts,
    Fields,
    File,
    Keyed,
    Link,
    Mention,
    Named,
    Note,
    Picture,
    Text,
    Title,
)
from tests.slack.cards import CHART, FORM, KEY, NASTY, SURE, button, elements, many, one, show, texts
from tests.slack.checker import check_home, check_message

SAMPLES: tuple[tuple[Block, tuple[str, ...]], ...] = (
    (Done(("Address <1>", "Octopus & co")), ("✓ Address <1>\n✓ Octopus & co",)),
    (Title("Who <is> it?"), ("Who <is> it?",)),
    (Text("A & B"), ("A & B",)),
    (Note("hint"), ("hint",)),
    (Note("problem", "problem"), ("⚠️ problem",)),
    (Note("good", "good"), ("✓ good",)),
    (Facts((("Rate", "24.5 p"), ("00:00–07:00", "9 p"))), ("Rate", "24.5 p", "00:00–07:00", "9 p")),
    (Facts((("", "alone"), ("only", ""))), ("alone", "only")),
    (Named("Who", (Mention("U1"), Mention("C1", "chat"), Mention("<!here>"))), ("Who", "<@U1>, <#C1>, <!here>")),
    (Picture(CHART, "9 p all day"), ("9 p all day",)),
    (File("data.json", "{}"), ("📎 data.json",)),
    (Choices((button("One"),), 9, button("Earlier"), button("Later"), "2/3"), ("One", "‹ Earlier", "Later (2/3) ›")),
    (many(6), ("n0", "n5", "Choose")),
    (Controls(((button("Go", "primary"), Link("Site", "https://example.com/?a=1&b=2")),)), ("Go", "Site")),
    (Controls(((Link("App", "app://open"), Link("Odd", "https://[")),)), ("App\napp://open", "Odd\nhttps://[")),
    (Fields(FORM, "Fill in"), ("Fill in",)),
)


def test_there_is_a_sample_of_every_block() -> None:
    assert {type(block) for block, _ in SAMPLES} == set(get_args(get_args(Block)[0]))


def test_naming_somebody_in_a_channel_rings_nobody() -> None:
    card = Keyed(Card((Named("Who", (Mention("U1"), Mention("C1", "chat"))),)), KEY)
    [there] = render(card, private=False).messages
    assert list(texts([there.blocks])) == ["Who", "U1, <#C1>"]
    assert "<" not in there.text


@pytest.mark.parametrize(("block", "words"), SAMPLES, ids=lambda value: type(value).__name__)
def test_words_of_every_block_arrive(block: Block, words: tuple[str, ...]) -> None:
    rendered = show(block)
    shown = list(texts([message.blocks for message in rendered.messages]))
    assert [word for word in words if word not in shown] == []
    assert rendered.files == ((block,) if isinstance(block, File) else ())
    check_home(render_home(Keyed(Card((block,)), KEY)))
    check_home(render_plain_home(Keyed(Card((block,)), KEY)))


def test_a_whole_card_looks_well() -> None:
    message = one(
        Done(("1-3 Strand", "Octopus Energy")), Title("Which tariff?"), Note("Typing finds it too."),
        Facts((("Rate", "24.5 p"),)), many(7, "Agile "), Controls(((button("Back"), button("Next", "primary")),)),
    )  # fmt: skip
    assert [block["type"] for block in message.blocks] == [
        "context", "header", "context", "section", "actions", "actions"
    ]  # fmt: skip
    assert message.blocks[3]["fields"] == [
        {"type": "mrkdwn", "text": "*Rate*", "verbatim": True},
        {"type": "plain_text", "text": "24.5 p", "emoji": False},
    ]
    chosen, following, back = elements(message)
    assert (chosen["type"], chosen["action_id"], chosen["placeholder"]["text"]) == (
        "static_select",
        f"m:{KEY}",
        "Choose",
    )
    assert [option["value"] for option in chosen["options"]] == [str(n) for n in range(7)]
    assert following == {
        "type": "button",
        "text": {"type": "plain_text", "text": "Next", "emoji": False},
        "action_id": f"p:{KEY}:8",
        "style": "primary",
    }
    assert (back["action_id"], "style" in back) == (f"p:{KEY}:7", False)
    assert message.text == "Which tariff?\nTyping finds it too.\nRate: 24.5 p\nChoose · Next"


def test_buttons_are_numbered_as_the_card_numbers_them() -> None:
    again = button("again")
    card = Card((
        Controls(((button("a"), Link("l", "https://example.com"), button("b", "primary")), (again, again))),
        Choices((button("c"), button("d")), 2, button("e"), button("f")),
        many(8, "g"), Controls(((button("h"),),)), many(200, "i"), Controls(((button("j"),),)),
    ))  # fmt: skip
    rendered = render(Keyed(card, KEY))
    labels = {number: one.label for number, one in enumerate(card.buttons())}
    seen = dict[int, str]()
    for made in elements(*rendered.messages):
        token = tokens.read_token(made["action_id"])
        if isinstance(token, tokens.Press):
            seen[token.number] = made["text"]["text"].strip("‹› ")
        for option in made.get("options", ()):
            seen[int(option["value"])] = option["text"]["text"]
    outside = {number for number, label in labels.items() if label.startswith("i")}  # the menu asks for those
    assert seen == {number: label for number, label in labels.items() if number not in outside}
    assert len(outside) == 200


@pytest.mark.parametrize(
    ("count", "kind"),
    [(1, "button"), (5, "button"), (6, "static_select"), (100, "static_select"), (101, "external_select")],
)
def test_few_many_and_more_than_a_menu_holds(count: int, kind: str) -> None:
    made = elements(one(many(count)))
    assert {element["type"] for element in made} == {kind}
    assert len(made) == (count if kind == "button" else 1)
    assert sum(len(element.get("options", ())) for element in made) == (count if kind == "static_select" else 0)


def test_long_labels_of_a_few_make_a_menu() -> None:
    assert [e["type"] for e in elements(one(Choices((button("x" * 34), button("y")), 2)))] == ["button", "button"]
    assert [e["type"] for e in elements(one(Choices((button("x" * 35), button("y")), 2)))] == ["static_select"]


def test_a_menu_too_long_for_a_message_asks_us() -> None:
    [made] = elements(one(many(60, "電" * 80)))
    assert (made["type"], made["min_query_length"], made["placeholder"]["text"]) == ("external_select", 0, "Choose")


def test_menus_of_one_card_are_told_apart() -> None:
    ids = [made["action_id"] for made in elements(one(many(6, "a"), many(6, "b")))]
    assert ids == [f"m:{KEY}:1", f"m:{KEY}:2"]
    assert [tokens.read_token(one) for one in ids] == [tokens.Menu(KEY)] * 2


def test_dialogs_are_kept_wherever_they_belong() -> None:
    [made] = elements(one(Controls(((button("Go", "danger", SURE),),))))
    assert (made["confirm"]["style"], made["confirm"]["deny"]["text"]) == ("danger", "No")
    [made] = elements(one(Choices(tuple(button(f"n{n}", "plain", SURE) for n in range(9)), 9)))
    assert (made["type"], made["confirm"]["confirm"]["text"]) == ("static_select", "Yes")
    mixed = Choices((*(button(f"n{n}") for n in range(8)), button("off", "danger", SURE)), 9)
    assert [made.get("confirm", {}).get("style") for made in elements(one(mixed))] == [None] * 8 + ["danger"]
    long = Confirm("t" * 200, "w" * 301, "y" * 31, "n" * 31)
    assert "w" * 301 in texts(one(Controls(((button("Go", "plain", long),),))).blocks)


def test_only_one_button_opens_the_form() -> None:
    [made] = elements(one(Fields(FORM, "Fill in"), Fields(FORM, "Again")))
    assert (made["action_id"], made["style"], made["text"]["text"]) == (f"f:{KEY}", "primary", "Fill in")


def test_links() -> None:
    made = elements(one(Controls(((Link("A", "https://a.example/?x=1&y=2"), Link("B", "https://b.example")),))))
    assert [(e["action_id"], e["url"]) for e in made] == [
        ("l:1", "https://a.example/?x=1&y=2"), ("l:2", "https://b.example")
    ]  # fmt: skip
    assert tokens.read_token("l:2") == tokens.OpenLink(2)


@pytest.mark.parametrize(("chars", "pressed"), [(2999, True), (3000, True), (3001, False)])
def test_addresses_at_their_limit(chars: int, pressed: bool) -> None:
    url = "https://e.com/".ljust(chars, "x")
    message = one(Controls(((Link("Sign in", url),),)))
    assert bool(elements(message)) == pressed
    assert url in "".join(texts(message.blocks))


def test_pictures_with_and_without_their_file() -> None:
    picture = Picture(CHART, "9 p all day")
    shown = one(picture, pictures={picture: "F123"}).blocks
    assert shown == ({"type": "image", "slack_file": {"id": "F123"}, "alt_text": "9 p all day"},)
    assert one(picture).blocks[0]["text"]["text"] == "9 p all day"
    assert one(Picture(CHART, ""), pictures={Picture(CHART, ""): "F1"}).blocks[0]["alt_text"] == "…"
    long = Picture(CHART, "a" * 2001)
    image, words = one(long, pictures={long: "F1"}).blocks
    assert image["alt_text"] == "a" * 1999 + "…"
    assert words["text"]["text"] == long.alt


def test_the_line_that_is_left() -> None:
    line = render_line("✓ <!channel> & co\nOctopus")
    assert line.text == "✓ &lt;!channel&gt; &amp; co Octopus"
    assert [block["type"] for block in line.blocks] == ["context"]
    assert line.blocks[0]["elements"] == [{"type": "plain_text", "text": "✓ <!channel> & co Octopus", "emoji": False}]
    for text in ("", " \n", "x" * 9000, "&" * 9000, "😀" * 1001, "\ud800"):
        check_message(render_line(text).text, list(render_line(text).blocks))


# Text of any kind


CONFIRMS = st.none() | st.builds(Confirm, NASTY, NASTY, NASTY, NASTY)
BUTTONS = st.builds(button, NASTY, st.sampled_from(["plain", "primary", "danger"]), CONFIRMS)
LINKS = st.builds(Link, NASTY, st.sampled_from(["https://e.com/?a&b", "http://127.0.0.1:1/x"]) | NASTY)
TUPLES = st.lists(NASTY, max_size=4).map(tuple)
BLOCKS = st.one_of(
    st.builds(Done, TUPLES),
    st.builds(Title, NASTY),
    st.builds(Text, NASTY),
    st.builds(Note, NASTY, st.sampled_from(["hint", "problem", "good"])),
    st.builds(Facts, st.lists(st.tuples(NASTY, NASTY), max_size=12).map(tuple)),
    st.builds(Picture, st.just(CHART), NASTY),
    st.builds(File, NASTY, st.just("")),
    st.builds(
        Choices,
        st.lists(BUTTONS, max_size=8).map(tuple),
        st.just(9),
        st.none() | BUTTONS,
        st.none() | BUTTONS,
        NASTY,
        NASTY,
    ),
    st.builds(Choices, st.integers(90, 110).map(lambda n: many(n).options), st.just(9), prompt=NASTY),
    st.builds(Controls, st.lists(st.lists(BUTTONS | LINKS, max_size=7).map(tuple), max_size=3).map(tuple)),
    st.builds(Fields, st.just(FORM), NASTY),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(BLOCKS, max_size=12).map(tuple), st.booleans())
def test_slack_accepts_any_card(blocks: tuple[Block, ...], uploaded: bool) -> None:
    pictures = {block: "F1" for block in blocks if isinstance(block, Picture)} if uploaded else {}
    show(*blocks, pictures=pictures)
    card = Keyed(Card(blocks), KEY)
    check_home(render_home(card, pictures))
    check_home(render_plain_home(card))


@settings(max_examples=100)
@given(NASTY, NASTY, NASTY)
def test_any_text_in_any_block_arrives_literally(one_text: str, two: str, three: str) -> None:
    blocks: tuple[Block, ...] = (
        Done((one_text, two)), Title(two), Text(three), Note(one_text), Note(two, "problem"), Picture(CHART, three),
        Facts(((one_text, two), (three, one_text))), File(two, ""), Controls(((button(one_text), button(two)),)),
        Choices((button(three), *many(7).options), 8),
    )  # fmt: skip
    rendered = show(*blocks)
    shown = bare("".join(text for message in rendered.messages for text in texts(message.blocks)))
    for text in (one_text, two, three):
        assert bare(text) in shown


def bare(text: str) -> str:
    return "".join(text.replace("\ud800", "\ufffd").split())
