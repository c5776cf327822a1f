"""What no tracked file holds: unfinished work, folders of the machine it was written on, addresses of an index."""

import re

import pytest

from tests.rules.tree import read_texts

# "~" marks a cut, so that this file does not hold them.
PATTERNS = {
    "unfinished": r"(?<![\"'\w])(?:TO~DO|FIX~ME|XX~X)(?![\"'\w])",  # in quotes the last one is ISO 4217's "no currency"
    "a folder of one machine": r"(?<![\w.>)}])/~(?:work|tmp|home|Users|root)/",
    "an index address": r"(?<![\w-])--(?:extra-)?index~-url|/sim~ple/|\bpy~pi\.(?:org|python)",
}
FORBIDDEN = {what: re.compile(pattern.replace("~", "")) for what, pattern in PATTERNS.items()}


def findings(path: str, text: str) -> list[str]:
    """Line by line what must not be there."""
    return [
        f"{path}:{number}: {what}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def test_no_file_holds_them() -> None:
    assert [problem for path, text in read_texts().items() for problem in findings(path, text)] == []


@pytest.mark.parametrize(
    "line",
    [
        "# TO~DO: later",
        "x = 1  # FIX~ME",
        'open("/~work/main/file")',
        "cd /~tmp/try",
        "FILE=/~home/somebody/bot.db",
        "pip install --index~-url https://example.com",
        "https://py~pi.org/project",
    ],
)
def test_it_sees_one(line: str) -> None:
    assert len(findings("a.py", line.replace("~", ""))) == 1


@pytest.mark.parametrize(
    "line", ["uv pip compile --no-emit-index-url", "https://example.com/work/x", "TODOS", "f(/, x)", 'currency="XX~X"']
)
def test_it_lets_others_pass(line: str) -> None:
    assert findings("a.py", line.replace("~", "")) == []
