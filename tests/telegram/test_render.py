"""Every block and every limit: whatever a card says arrives, and Telegram accepts it."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram import limits
from adapters.telegram.markup import RIGHT_TO_LEFT, plain, split
from adapters.telegram.parts import divide
from adapters.telegram.render import Rendered, render, token
from bot.conversation.cards import (
    Action,
    Block,
    Button,
    Card,
    Choices,
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
from bot.conversation.forms import Field, Form
from bot.conversation.pictures.chart import Day, DayPrices, Price
from sandbox.telegram.formatting import parse_html
from sandbox.telegram.keyboards import read_markup
from tests.telegram.conftest import KEY

START = datetime(2026, 3, 1, tzinfo=UTC)
CHART = DayPrices(
    "Today",
    "p",
    (Day("Sunday", START, START + timedelta(days=1), (Price(START, START + timedelta(days=1), Decimal(1)),)),),
)
PRESS = Action("press")


def button(label: str, style: str = "plain") -> Button:
    return Button(label, PRESS, style)  # type: ignore[arg-type]


def show(*blocks: Block, key: str = KEY, **options: Any) -> Rendered:
    return render(Keyed(Card(blocks), key), **options)


def text_of(markup: str) -> str:
    """What a strict reader sees; it raises where Telegram would refuse."""
    return parse_html(markup)[0]


def rows_of(rendered: Rendered) -> list[list[str]]:
    return [[one["text"] for one in row] for row in rendered.rows]


STREET = Field("street", "Street", value="Strand", hint="and number", problem="missing")
SAMPLES: tuple[tuple[Block, tuple[str, ...]], ...] = (
    (Done(("Address <1>", "Octopus & co")), ("✓ Address <1>", "✓ Octopus & co")),
    (Title("Who <is> it?"), ("Who <is> it?",)),
    (Text("A & B"), ("A & B",)),
    (Note("hint"), ("hint",)),
    (Note("problem", "problem"), ("⚠️ problem",)),
    (Note("good", "good"), ("✓ good",)),
    (Facts((("Rate", "24.5 p"), ("00:00–07:00", "9 p"))), ("Rate: 24.5 p", "00:00–07:00  9 p")),
    (Facts((("", "alone"), ("only", ""))), ("alone", "only")),
    (Named("Who", (Mention("U1"), Mention("C1", "chat"))), ("Who: U1, C1",)),
    (Picture(CHART, "9 p all day"), ("9 p all day",)),
    (File("data.json", "{}"), ()),
    (Choices((button("One"),), 9, button("Earlier"), button("Later"), "2/3"), ("One", "‹ Earlier", "Later (2/3) ›")),
    (Controls(((button("Go", "primary"), Link("Site", "https://example.com")),)), ("Go", "Site")),
    (
        Fields(Form("f", "Your address", (STREET,)), "Open"),
        ("Your address", "Street: Strand", "and number", "⚠️ missing"),
    ),
)


def test_there_is_a_sample_of_every_block() -> None:
    assert {type(block) for block, _ in SAMPLES} == set(get_args(get_args(Block)[0]))


@pytest.mark.parametrize(("block", "words"), SAMPLES, ids=lambda value: type(value).__name__)
def test_words_of_every_block_arrive(block: Block, words: tuple[str, ...]) -> None:
    rendered = show(block)
    lines = text_of(rendered.text).split("\n") + [label for row in rows_of(rendered) for label in row]
    assert [word for word in words if word not in lines] == []
    assert rendered.files == ((block,) if isinstance(block, File) else ())


def test_a_whole_card_reads_well() -> None:
    rendered = show(
        Done(("1-3 Strand", "Octopus Energy")), Title("Which tariff?"), Note("Typing finds it too."),
        Choices((button("Agile"), button("Go")), 2), Controls(((button("Back"), button("Next", "primary")),)),
    )  # fmt: skip
    assert rendered.text == (
        "<blockquote>✓ 1-3 Strand\n✓ Octopus Energy</blockquote>\n<b>Which tariff?</b>\n\n<i>Typing finds it too.</i>"
    )
    assert rows_of(rendered) == [["Agile"], ["Go"], ["Next", "Back"]]
    assert rendered.rows[2] == [
        {"text": "Next", "callback_data": KEY + "03", "style": "primary"},
        {"text": "Back", "callback_data": KEY + "02"},
    ]


def test_many_finished_steps_are_folded() -> None:
    assert show(Done(("x",) * 4)).text.startswith("<blockquote>")
    assert show(Done(("x",) * 5)).text.startswith("<blockquote expandable>")


def test_buttons_are_numbered_as_the_card_numbers_them() -> None:
    card = Card((
        Controls(((button("a"), Link("l", "https://example.com"), button("b", "primary")),)),
        Choices((button("c"), button("d")), 2, button("e"), button("f")),
    ))  # fmt: skip
    rendered = render(Keyed(card, KEY))
    sent = {one["callback_data"]: one["text"] for row in rendered.rows for one in row if "callback_data" in one}
    for number, expected in enumerate(card.buttons()):
        assert expected.label in sent[token(KEY, number)]


def test_position_is_on_the_pager() -> None:
    first = Choices((), 9, None, button("More"), "1/2")
    last = Choices((), 9, button("Earlier"), None, "2/2")
    assert rows_of(show(first)) == [["More (1/2) ›"]]
    assert rows_of(show(last)) == [["‹ Earlier (2/2)"]]


def test_long_labels_have_rows_of_their_own() -> None:
    half = "x" * (limits.ROW_CHARS // 2)
    assert rows_of(show(Controls(((button(half), button(half)),)))) == [[half, half]]
    assert rows_of(show(Controls(((button(half), button(half + "y")),)))) == [[half], [half + "y"]]


def test_links_are_written_where_they_cannot_be_pressed() -> None:
    rendered = show(Controls(((Link("Log in", "http://localhost/?a=1&b=<2>"), button("Done")),)), write_links=True)
    assert text_of(rendered.text) == "Log in:\nhttp://localhost/?a=1&b=<2>"
    assert rows_of(rendered) == [["Done"]]


@pytest.mark.parametrize(("most", "label"), [(limits.LABEL_CHARS, "x"), (limits.LABEL_CHARS, "😀")])
def test_labels_at_their_limit(most: int, label: str) -> None:
    fits = label * (most // limits.units(label))
    assert rows_of(show(Controls(((button(fits),),)))) == [[fits]]
    [[shown]] = rows_of(show(Controls(((button(fits + label),),))))
    assert shown.endswith("…")
    assert limits.units(shown) <= most


@pytest.mark.parametrize(("count", "kept"), [(99, 99), (100, 100), (101, 100), (1000, 100)])
def test_more_buttons_than_telegram_takes_are_written(count: int, kept: int) -> None:
    rendered = show(Choices(tuple(button(f"n{n}") for n in range(count)), count))
    assert len(rendered.rows) == kept
    written = text_of(rendered.text).split("\n")
    assert [line for line in written if line] == [f"• n{n}" for n in range(kept, count)]


def test_markup_keeps_to_its_bytes() -> None:
    rendered = show(Choices(tuple(button(f"{n} " + "電" * 80) for n in range(60)), 60))
    body = rendered.markup()
    assert 0 < len(rendered.rows) < 60
    assert len(json.dumps(body, ensure_ascii=False).encode()) <= limits.MARKUP_BYTES + 100
    assert len(rendered.rows) + text_of(rendered.text).count("•") == 60
    read_markup(body, allow_local_urls=False)


def test_callback_data_is_never_near_its_limit() -> None:
    assert limits.KEY_CHARS + limits.NUMBER_CHARS <= limits.CALLBACK_DATA_BYTES
    assert len(KEY) == limits.KEY_CHARS
    assert [token(KEY, n)[-2:] for n in (0, 35, 36, 1295)] == ["00", "0z", "10", "zz"]


# Text of any kind


NASTY = st.text() | st.sampled_from(
    [
        "<b>&_*[x](y)",
        "</b>",
        "&amp;lt;",
        "<!-- -->",
        "a < b > c & d",
        "العربية 12,5 kWh",
        "👩‍👩‍👧‍👦",
        "\ud800",
        "e\u0301",
        "\r\n",
        "\"'",
    ]
)


@settings(max_examples=60)
@given(NASTY, NASTY, NASTY)
def test_any_text_in_any_block_arrives_literally(one: str, two: str, three: str) -> None:
    blocks: tuple[Block, ...] = (
        Done((one, two)), Title(two), Text(three), Note(one), Note(two, "problem"), Facts(((one, two), (three, one))),
        Fields(Form("f", one, (Field("n", two, value=three, hint=one, problem=two),)), "Open"), Picture(CHART, three),
    )  # fmt: skip
    shown = text_of(show(*blocks).text)
    for text in (one, two, three):
        assert text.replace("\ud800", "\ufffd") in shown


@given(NASTY, NASTY)
def test_any_label_is_taken(label: str, other: str) -> None:
    rendered = show(Choices((button(label), button(other)), 2), Controls(((button(other), button(label)),)))
    rows, _ = read_markup(json.loads(json.dumps(rendered.markup())), allow_local_urls=False)
    assert sum(len(row) for row in rows) == 4


def test_values_keep_their_direction_beside_hebrew() -> None:
    rendered = show(Facts((("מחיר", "12,5 kWh"), ("Rate", "12,5 kWh"))))
    hebrew, english = rendered.text.split("\n")
    assert RIGHT_TO_LEFT.search(hebrew)
    assert "\u206812,5 kWh\u2069" in hebrew
    assert "\u2068" not in english


# Splitting


def test_messages_at_their_limit() -> None:
    for count, parts in ((limits.MESSAGE_CHARS - 1, 1), (limits.MESSAGE_CHARS, 1), (limits.MESSAGE_CHARS + 1, 2)):
        assert len(divide(show(Text("x" * count)))) == parts
        assert len(divide(show(Text("&" * count)))) == parts
    emoji = limits.MESSAGE_CHARS // 2
    assert [len(divide(show(Text("😀" * n)))) for n in (emoji, emoji + 1)] == [1, 2]


def test_captions_at_their_limit() -> None:
    def forms(words: int, alt: int) -> list[tuple[str, int]]:
        parts = divide(show(Text("x" * words), Picture(CHART, "a" * alt)))
        return [(part.form, len(part.text)) for part in parts]

    assert forms(10, 100) == [("picture", 10)]
    assert forms(0, 100) == [("picture", 100)]
    assert forms(1024, 100) == [("picture", 1024)]
    assert forms(1025, 100) == [("picture", 100), ("text", 1025)]
    assert forms(0, 1025) == [("picture", 0)]
    assert forms(1025, 1025) == [("picture", 0), ("text", 1025)]


def test_empty_cards_can_still_be_sent() -> None:
    for text in ("", " \n "):
        [part] = divide(show(Text(text), Controls(((button("Go"),),))))
        assert part.text.strip()
    [part] = divide(show(Picture(CHART, "")))
    assert (part.form, part.text) == ("picture", "")


def test_files_with_and_without_words() -> None:
    a, b = File("a.json", "{}"), File("b.json", "{}")
    assert [(p.form, p.text) for p in divide(show(Text("Here"), a, b))] == [("file", ""), ("file", "Here")]
    assert [p.form for p in divide(show(Text("x" * 1025), a))] == ["text", "file"]
    assert [p.form for p in divide(show(Picture(CHART, "alt"), a))] == ["picture", "file"]


def test_cuts_are_between_paragraphs_lines_and_words() -> None:
    assert split("aaaa aaaa\n\nbbbb bbbb", 14) == ["aaaa aaaa\n\n", "bbbb bbbb"]
    assert split("aaaa aaaa\nbbbb bbbb", 14) == ["aaaa aaaa\n", "bbbb bbbb"]
    assert split("aaaa aaaa bbbb bbbb", 14) == ["aaaa aaaa ", "bbbb bbbb"]
    assert split("a" * 15, 10) == ["a" * 10, "a" * 5]
    assert split("<b>aaaa <i>aaaa</i></b> bbbb", 6) == ["<b>aaaa </b>", "<b><i>aaaa</i></b> ", "bbbb"]
    assert split("<blockquote expandable>aaaa bbbb</blockquote>", 5) == [
        "<blockquote expandable>aaaa </blockquote>", "<blockquote expandable>bbbb</blockquote>",
    ]  # fmt: skip


def test_emoji_and_accents_stay_whole() -> None:
    family = "👩‍👩‍👧‍👦"
    for part in split(f"xx{family}" * 4, 12):
        assert part.count("👩") == 2 * part.count("👦")
        assert not part.startswith("\u200d")
    assert split("abcde\u0301", 5) == ["abcd", "e\u0301"]


PIECES = st.lists(
    st.tuples(st.sampled_from(["", "b", "i", "blockquote expandable"]), st.text("ab <&\n😀é", max_size=30)), max_size=8
)


@given(PIECES, st.integers(8, 40))
def test_parts_together_are_the_whole(pieces: list[tuple[str, str]], most: int) -> None:
    markup = ""
    for tag, text in pieces:
        inner = text.replace("&", "&amp;").replace("<", "&lt;")
        markup += f"<{tag}>{inner}</{tag.split()[0]}>" if tag else inner
    whole, entities = parse_html(markup)
    parts = [parse_html(part) for part in split(markup, most)]
    assert plain(markup) == whole
    assert all(limits.units(text) <= most and text.strip() for text, _ in parts)
    joined = "".join(text for text, _ in parts)
    assert "".join(joined.split()) == "".join(whole.split())
    if all(text.strip() for text in whole.split("\n")):
        assert joined.strip() == whole.strip()
    styled = {kind: _covered(whole, entities, kind) for kind in ("bold", "italic")}
    for kind, expected in styled.items():
        assert "".join(_covered(text, found, kind) for text, found in parts) == expected


def _covered(text: str, entities: Any, kind: str) -> str:
    """The characters that have this style, without blanks."""
    raw = text.encode("utf-16-le")
    pieces = [raw[e.offset * 2 : (e.offset + e.length) * 2].decode("utf-16-le") for e in entities if e.type == kind]
    return "".join("".join(pieces).split())


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("data.json", "data.json"),
        ("../../etc/passwd", "passwd"),
        ("a\\b.txt", "b.txt"),
        ("", "file"),
        ("x" * 80 + ".json", "x" * 54 + "….json"),
        (".env", "env"),
    ],
)
def test_file_names(name: str, cut: str) -> None:
    assert limits.cut_file_name(name) == cut
    assert len(cut) <= limits.FILE_NAME_CHARS
