"""Search in a list of 300 invented names, and the short words of free answers."""

import random
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.understanding.folding import fold, fold_long, fold_loose
from bot.conversation.understanding.search import Certainty, Option, Ranking, rank
from bot.conversation.understanding.words import Word, read_word

FIRST_WORDS = (
    "Brindle Quillmoor Larkfen Tarnwick Überstrom Hollerbach Nørreskov Östervik Århaven Glimt Ævint "
    "Straßenlicht Córdeval Montrésor Łuczyn Žďárka Fjordlys Kestrelby Ambermere Pinvale Silberquell "
    "Rosenthal Windhorst Moorgrün Kärnbrück Solvejg Tidewell Umbria Voltara Wexcombe Yarrowdale Zephyrin "
    "Dunmarrow Eldergate Fennimore Großweiler Hawksbury Ilmenau Juniper Käferheim"
)
FIRST = FIRST_WORDS.split()
SECOND = ["Energy", "Stadtwerke", "Elnät", "Power & Light", "Strøm", "Énergie", "Energie", "Kraft"]
LEGAL = ["Ltd", "GmbH", "AB", "A/S", "plc", "SA", "AG", ""]


def build_names() -> list[str]:
    names = [
        f"{second} {first} {legal}".strip() if second == "Stadtwerke" else f"{first} {second} {legal}".strip()
        for place, first in enumerate(FIRST)
        for second, legal in zip(SECOND, LEGAL[place % 8 :] + LEGAL[: place % 8], strict=True)
    ]
    return names[:300]


NAMES = build_names()
OPTIONS = tuple(Option(f"prv_{place:024x}", name) for place, name in enumerate(NAMES))


def swap_letters(name: str) -> str:
    return name[:2] + name[3] + name[2] + name[4:]


def drop_letter(name: str) -> str:
    return name[:3] + name[4:]


def double_letter(name: str) -> str:
    return name[:4] + name[3] + name[4:]


def wrong_letter(name: str) -> str:
    return name[:3] + ("x" if name[3] != "x" else "z") + name[4:]


def on_cyrillic_keys(name: str) -> str:
    keys = dict(zip("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить", strict=True))
    return "".join(keys.get(char, char) for char in fold(name))


HABITS: list[Callable[[str], str]] = [
    str.lower, str.upper, fold, fold_long, swap_letters, drop_letter, double_letter, wrong_letter,
    lambda name: name[: max(6, len(name) * 2 // 3)], lambda name: f"  {name} 💡 ", lambda name: name.replace(" ", ""),
    lambda name: " ".join(reversed(name.split())), on_cyrillic_keys, lambda name: name.replace(" ", "-"),
    lambda name: f"{name} Limited", lambda name: " ".join(word[:5] for word in name.split()[:2]),
]  # fmt: skip


def golden_queries() -> list[tuple[str, str]]:
    """100 queries: each of the 16 habits of typing on names from all over the list."""
    dice = random.Random(20261123)
    return [(HABITS[turn % len(HABITS)](name), name) for turn, name in enumerate(dice.sample(NAMES, 100))]


def test_the_list_is_what_it_claims() -> None:
    assert len(set(NAMES)) == 300
    assert len(golden_queries()) == 100


def test_at_least_95_of_100_queries_find_their_name_in_the_first_five() -> None:
    missed = []
    for query, name in golden_queries():
        found = [option.name for option in rank(OPTIONS, query, 5).options]
        if name not in found:
            missed.append((query, name, found))
    assert len(missed) <= 5, missed


def test_a_misspelt_name_is_never_taken_for_certain() -> None:
    for query, name in golden_queries():
        ranking = rank(OPTIONS, query, 5)
        if ranking.certainty is Certainty.EXACT:
            same = {fold(ranking.options[0].name.replace("/", "")), fold_long(ranking.options[0].name.replace("/", ""))}
            assert ranking.options[0].name == name or fold(query) in same


def test_three_hundred_names_in_under_five_milliseconds() -> None:
    queries = [query for query, _ in golden_queries()]
    rank(OPTIONS, queries[0], 5)
    times = []
    for query in queries:
        start = process_time()
        rank(OPTIONS, query, 5)
        times.append(process_time() - start)
    assert sorted(times)[len(times) // 2] < 0.005


SMALL = (
    Option("1", "Nordlys Energi A/S"),
    Option("2", "Nordlys Varme A/S"),
    Option("3", "Straßwald Öko GmbH & Co. KG", ("SWO",)),
    Option("4", "Blue Heron Power Ltd"),
    Option("5", "Aarvik Kraft AS"),
    Option("6", "Синегорье Энерго"),
)


@pytest.mark.parametrize(
    ("query", "best", "certainty"),
    [
        ("Nordlys Energi", "1", Certainty.EXACT),
        ("nordlys energi a/s", "1", Certainty.EXACT),
        ("nordlys e", "1", Certainty.LIKELY),
        ("strasswald oeko", "3", Certainty.EXACT),
        ("strasswald oko", "3", Certainty.EXACT),
        ("swo", "3", Certainty.EXACT),
        ("bhp", "4", Certainty.LIKELY),
        ("heron blue", "4", Certainty.LIKELY),
        ("blu heron", "4", Certainty.LIKELY),
        ("Årvik", "5", Certainty.LIKELY),
        ("aarvik kraft", "5", Certainty.EXACT),
        ("sinegore", "6", Certainty.LIKELY),
        ("тщквдны утукпш", "1", Certainty.LIKELY),
    ],
)
def test_ways_to_write_a_name(query: str, best: str, certainty: Certainty) -> None:
    ranking = rank(SMALL, query, 3)
    assert ranking.options[0].id == best
    assert ranking.certainty is certainty


@pytest.mark.parametrize("query", ["", "   ", "💡", "qqqqqqqq", "!!!"])
def test_nothing_near_is_nothing(query: str) -> None:
    assert rank(SMALL, query, 3) == Ranking((), Certainty.NONE)


def test_two_options_of_one_name_are_asked_about() -> None:
    twins = (Option("a", "Larkfen Energy Ltd"), Option("b", "Larkfen Energy plc"))
    assert rank(twins, "larkfen energy", 5) == Ranking(twins, Certainty.LIKELY)
    assert rank(twins, "larkfen energy", 1).certainty is Certainty.LIKELY


def test_of_names_that_are_alike_the_nearest_comes_first() -> None:
    numbered = [Option(str(number), f"Supplier {number:03}") for number in range(300)]
    assert rank(numbered, "suplier 299", 5).options[0].name == "Supplier 299"


def test_spellings_of_umlauts_fold_together() -> None:
    assert fold("Größe") == "grosse"
    assert fold_long("Größe") == "groesse"
    assert fold_loose("Größe") == fold_loose("Groesse") == fold_loose("Grose")
    assert fold("Стадтверке") == "stadtverke"


@given(st.text(max_size=60), st.integers(1, 10))
def test_never_raises(query: str, limit: int) -> None:
    assert len(rank(SMALL, query, limit).options) <= limit


@given(st.lists(st.text(max_size=20), max_size=10))
def test_any_name_finds_itself(names: list[str]) -> None:
    options = tuple(Option(str(place), name) for place, name in enumerate(names))
    for option in options:
        if fold(option.name):
            assert option.name in [found.name for found in rank(options, option.name, len(options)).options]


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("yes", "en", Word.YES), ("Yes!", "en", Word.YES), ("ja", "de", Word.YES), ("Genau.", "de", Word.YES),
        ("nope", "en", Word.NO), ("nein", "de", Word.NO), ("nö", "de", Word.NO), ("none", "en", Word.NONE),
        ("keine", "de", Word.NONE), ("I don't know", "en", Word.UNKNOWN), ("i dont know", "en", Word.UNKNOWN),
        ("weiß ich nicht", "de", Word.UNKNOWN), ("weiss nicht", "de", Word.UNKNOWN), ("?", "de", Word.UNKNOWN),
        ("no end date", "en", Word.NO_END), ("unbefristet", "de", Word.NO_END), ("until terminated", "en", Word.NO_END),
        ("cancel", "en", Word.CANCEL), ("Abbrechen", "de", Word.CANCEL), ("zurück", "de", Word.BACK),
        ("zurueck", "de", Word.BACK), ("back", "de", Word.BACK), ("not listed", "en", Word.NOT_LISTED),
        ("nicht dabei", "de", Word.NOT_LISTED), ("yes", "ja", Word.YES), ("skip", "en", Word.SKIP),
        ("24.5", "en", None), ("", "en", None), ("yes we can", "en", None), ("ja", "en", None),
    ],
)  # fmt: skip
def test_short_words(text: str, language: str, word: Word | None) -> None:
    assert read_word(text, language) is word


@given(st.text(max_size=40), st.text(max_size=10))
def test_words_never_raise(text: str, language: str) -> None:
    read_word(text, language)
