"""Every message is there in every language, well formed, and used."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.conversation.commands import NAMES
from bot.texts import FOLDER, Catalogues

ROOT = Path(__file__).parents[2]
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.ftl"))
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
SPOKEN_BY = ("bot", "adapters")  # who shows messages


class _Parts(Visitor):  # type: ignore[misc]  # fluent.syntax is untyped
    """The texts and the variables of one message; $Tap is $tap at the beginning of a sentence."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.variables: set[str] = set()

    def visit_TextElement(self, node: ftl.TextElement) -> None:
        self.texts.append(node.value)

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.variables.add(node.id.name.lower())


def entries(language: str) -> list[ftl.EntryType]:
    return FluentParser().parse((FOLDER / f"{language}.ftl").read_text("utf-8")).body


def messages(language: str) -> dict[str, _Parts]:
    found = {}
    for entry in entries(language):
        if isinstance(entry, ftl.Message):
            found[entry.id.name] = _Parts()
            found[entry.id.name].visit(entry.value)
    return found


def sources() -> Iterator[ast.Module]:
    for room in SPOKEN_BY:
        for file in (ROOT / room).rglob("*.py"):
            yield ast.parse(file.read_text("utf-8"))


def nodes() -> Iterator[ast.AST]:
    for tree in sources():
        yield from ast.walk(tree)


def literals() -> set[str]:
    return {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def built() -> list[re.Pattern[str]]:
    """Ids put together from a code and fixed words: "error-" + code, f"{panel}-title"."""
    added = [re.escape(text) + ".+" for text in literals() if re.fullmatch(r"([a-z][a-z0-9]*-)+", text)]
    formatted = [
        "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values)
        for node in nodes()
        if isinstance(node, ast.JoinedStr)
    ]
    return [re.compile(text) for text in (*added, *formatted) if re.search("[a-z]", text)]


def said() -> set[str]:
    """Ids that stand right in a call of `say`."""
    return {
        node.args[0].value
        for node in nodes()
        if isinstance(node, ast.Call)
        and (getattr(node.func, "attr", "") == "say" or getattr(node.func, "id", "") == "say")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_well_formed(language: str) -> None:
    junk = [entry.content for entry in entries(language) if isinstance(entry, ftl.Junk)]
    assert not junk
    ids = [entry.id.name for entry in entries(language) if isinstance(entry, ftl.Message)]
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    assert all(ID.fullmatch(one) for one in ids)


def test_same_messages_in_all_languages() -> None:
    english = set(messages("en"))
    assert {language: set(messages(language)) ^ english for language in LANGUAGES} == {one: set() for one in LANGUAGES}


def test_same_placeholders_in_all_languages() -> None:
    english = {name: parts.variables for name, parts in messages("en").items()}
    for language in LANGUAGES:
        assert {name: parts.variables for name, parts in messages(language).items()} == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_text(language: str) -> None:
    """Escaping and emphasis are the channels' business; quotes are typographic."""
    for name, parts in messages(language).items():
        for text in parts.texts:
            assert not re.search(r"[<>*`]|__|&\w+;|\]\(", text), name
            assert "  " not in text, name
            assert not re.search(r"[\"']", text), name


def test_none_missing() -> None:
    assert said() - set(messages("en")) == set()


def test_none_missing_in_tables() -> None:
    """Ids also stand in tables of the pages; whatever begins like a message there is one."""
    known = set(messages("en"))
    families = {name.split("-")[0] for name in known}
    named = {text for text in literals() if ID.fullmatch(text) and text.split("-")[0] in families}
    begun = {text for text in named if any(name.startswith(f"{text}-") for name in known)}
    assert named - known - begun == set()


def test_none_unused() -> None:
    texts, patterns = literals(), built()
    unused = {name for name in messages("en") if name not in texts and not any(one.fullmatch(name) for one in patterns)}
    assert unused == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_speaks(language: str) -> None:
    say = Catalogues().words(language)
    for name, parts in messages(language).items():
        text = say(name, **dict.fromkeys((*parts.variables, "Tap"), "xyz"))
        assert text
        assert "{" not in text
        assert text == text.strip()
        assert all("xyz" in text for _ in parts.variables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_every_command(language: str) -> None:
    told = re.findall(r"^/(\w+) – ", Catalogues().words(language)("help-commands"), re.MULTILINE)
    assert sorted([*told, "help"]) == sorted(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_platform_is_named_but_in_messages_of_its_own(language: str) -> None:
    named = re.compile("slack|telegram|workspace", re.IGNORECASE)
    common = {name: parts for name, parts in messages(language).items() if not re.match("(web-)?slack-", name)}
    assert [name for name, parts in common.items() if named.search(" ".join(parts.texts))] == []


def test_what_one_does_with_a_button_fits_the_hand() -> None:
    words = Catalogues().words
    said = [words("en", touch=touch)("tod-overlap-hint").partition(".")[2] for touch in (True, False)]
    assert said == [" Tap the right one, or type it.", " Press the right one, or type it."]
    assert words("de-AT", touch=False)("page-choose") == "Bitte klicke unten auf einen der Knöpfe."
    assert [words("en", team=team)("button-connect") for team in (True, False)] == [
        "Connect a tariff",
        "Connect my tariff",
    ]


def test_own_names_default_first() -> None:
    assert Catalogues("de").languages[0] == ("de", "Deutsch")
    assert ("en", "English") in Catalogues("de").languages


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [
        ("de", "de", "Deutsch"),
        ("de-AT", "de-AT", "Deutsch"),
        ("DE_at", "DE-at", "Deutsch"),
        ("en-US", "en-US", "English"),
        ("fr", "en", "English"),
        ("", "en", "English"),
        ("de-x-nonsense!", "de", "Deutsch"),
    ],
)
def test_closest_language(tag: str, language: str, name: str) -> None:
    say = Catalogues().words(tag)
    assert (say.language, say("language-name")) == (language, name)


def test_default_language_for_unknown_tags() -> None:
    assert Catalogues("de").words("fr")("language-name") == "Deutsch"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.ftl").write_text("language-name = English\nonly-here = Only { $n }, { $who }\n", "utf-8")
    (tmp_path / "ar.ftl").write_text("language-name = العربية\nhi-name = مرحبا { $who }\n", "utf-8")
    (tmp_path / "pl.ftl").write_text(
        "language-name = Polski\nfiles-count = { $n ->\n [one] plik\n [few] pliki\n *[other] plików\n }: { $n }\n",
        "utf-8",
    )
    return tmp_path


def test_another_file_is_another_language(folder: Path) -> None:
    assert dict(Catalogues(folder=folder).languages) == {"en": "English", "ar": "العربية", "pl": "Polski"}


def test_english_where_a_message_is_missing(folder: Path) -> None:
    say = Catalogues(folder=folder).words("pl")
    assert say("only-here", n=1234567, who="<b>{ $x }") == "Only 1234567, <b>{ $x }"
    assert say.has("only-here")
    assert not say.has("nowhere")
    assert say("nowhere") == "nowhere"


def test_plurals_with_plain_digits(folder: Path) -> None:
    say = Catalogues(folder=folder).words("pl")
    assert [say("files-count", n=n) for n in (1, 3, 1005)] == ["plik: 1", "pliki: 3", "plików: 1005"]


def test_isolates_arguments_in_right_to_left_scripts_only(folder: Path) -> None:
    catalogues = Catalogues(folder=folder)
    assert "\u2068DK1\u2069" in catalogues.words("ar")("hi-name", who="DK1")
    assert "\u2068" not in catalogues.words("en")("only-here", n=1, who="x")


def test_very_long_arguments_are_cut() -> None:
    text = Catalogues().words("en")("list-found", query="x" * 9000)
    assert text.startswith("Here’s what comes close to “xxx")
    assert "…" in text
