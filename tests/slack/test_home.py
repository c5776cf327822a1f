"""The App Home, and menus that ask us."""

from adapters.slack import tokens
from adapters.slack.home import render_home, render_plain_home
from adapters.slack.options import suggest, suggest_values
from bot.conversation.cards import (
    Block,
    Card,
    Controls,
    Facts,
    Keyed,
    Text,
    Title,
)
from bot.conversation.desk import Suggestion
from bot.conversation.forms import Field
from tests.slack.cards import KEY, button, many, texts
from tests.slack.checker import check_home, check_options

# Home


def test_home_has_room_for_a_hundred_blocks() -> None:
    blocks = tuple(Controls(((button(f"n{n}"),),)) for n in range(99))
    view = render_home(Keyed(Card((Title("T"), *blocks)), KEY))
    check_home(view)
    assert len(view["blocks"]) == 100
    view = render_home(Keyed(Card((Title("T"), *blocks, *blocks)), KEY))
    check_home(view)
    assert sum(len(block.get("elements", ())) for block in view["blocks"]) == 198


def test_what_home_has_no_room_for_is_marked() -> None:
    blocks: tuple[Block, ...] = tuple(Text(f"t{n}") for n in range(200))
    view = render_home(Keyed(Card((*blocks, Controls(((button("More"),),)))), KEY))
    check_home(view)
    shown = list(texts(view["blocks"]))
    assert (shown[88], shown[89], shown[90], shown[-1]) == ("t88", "…", "t191", "More")


def test_the_plain_home_says_the_words() -> None:
    card = Keyed(Card((Title("Sites"), Text("<!channel>"), Facts((("A", "b"),)), many(3))), KEY)
    view = render_plain_home(card)
    check_home(view)
    assert list(texts(view["blocks"])) == ["Sites\n<!channel>\nA: b"]
    long = render_plain_home(Keyed(Card((Text("x" * 90_000),)), KEY))
    check_home(long)
    assert list(texts(long["blocks"]))[-1].endswith("…")
    check_home(render_plain_home(Keyed(Card(()), KEY)))


# Menus that ask us


def test_suggestions() -> None:
    found = suggest([Suggestion(7, "Octopus"), Suggestion(300, "y" * 90)])
    check_options(found)
    assert [(one["text"]["text"], one["value"]) for one in found["options"]] == [
        ("Octopus", "7"),
        ("y" * 74 + "…", "300"),
    ]
    assert found["options"][1]["description"]["text"] == "…" + "y" * 16
    check_options(many_found := suggest(Suggestion(n, "&" * n) for n in range(300)))
    assert len(many_found["options"]) == 100
    assert suggest([]) == {"options": []}
    [hint] = suggest([], "Nothing")["options"]
    assert tokens.read_option(hint["value"]) is None


def test_suggestions_of_a_form() -> None:
    countries = (("AT", "Österreich"), ("OM", "Oman"), ("RO", "Romania"), ("GB", "United Kingdom"), ("", "None"))
    field = Field("c", "Country", "choice", options=countries)

    def found(query: str) -> list[str]:
        check_options(answer := suggest_values(field, query, "Nothing"))
        return [one["text"]["text"] for one in answer["options"]]

    assert found("o") == ["Österreich", "Oman", "Romania", "United Kingdom", "None"]
    assert found("ÖSTER") == found("oster") == ["Österreich"]
    assert found("king") == ["United Kingdom"]
    assert found("romnia")[0] == "Romania"
    assert found("zzzz") == ["Nothing"]
    assert found("") == [label for _, label in countries]
