"""The conversation core asks no clock and knows no platform by name."""

import ast
import re

import pytest

from tests.rules.tree import code, read_texts

CORE = "bot/conversation"
CLOCK = re.compile(r"(?:^|\.)(?:datetime\.(?:now|utcnow|today)|date\.today)$")
PLATFORM = re.compile(r"telegram|slack", re.IGNORECASE)


def clocks(path: str, tree: ast.Module) -> list[str]:
    """Where the time is asked for, or a function that asks for it is handed on."""
    read = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and CLOCK.search(ast.unparse(node))]
    return [f"{path}:{node.lineno}: {ast.unparse(node)}; the time comes in with the context" for node in read]


def platform_words(path: str, text: str) -> list[str]:
    """Where a platform is named, also in comments."""
    lines = enumerate(text.splitlines(), 1)
    return [f"{path}:{number}: {line.strip()}" for number, line in lines if PLATFORM.search(line)]


def test_the_core_asks_no_clock() -> None:
    assert [problem for path, tree in code(CORE) for problem in clocks(path, tree)] == []


def test_the_core_names_no_platform() -> None:
    core = {path: text for path, text in read_texts().items() if path.startswith(f"{CORE}/")}
    assert [problem for path, text in core.items() for problem in platform_words(path, text)] == []


@pytest.mark.parametrize(
    "source", ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "f(clock=datetime.now)"]
)
def test_it_sees_a_clock(source: str) -> None:
    assert clocks("a.py", ast.parse(source))


def test_it_lets_a_given_time_pass() -> None:
    assert clocks("a.py", ast.parse("ctx.now; datetime.time(7); date.fromisoformat(text)")) == []


@pytest.mark.parametrize("source", ['if name == "telegram":', "# Slack repeats it", "class TelegramCard:"])
def test_it_sees_a_platform(source: str) -> None:
    assert platform_words("a.py", source)
