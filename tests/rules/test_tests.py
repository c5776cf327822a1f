"""Tests meet the real thing: nothing is mocked, and nobody sleeps to wait."""

import ast

import pytest

from tests.rules.tree import code

PASTIME = "tests/soak/pace.py"  # how long people think


def shortcuts(path: str, tree: ast.Module) -> list[str]:
    """Imports of mocks, and sleeps. Allowed are sleep(0), which lets others run, and the pause between two looks."""
    found = []
    looks = [node for node in ast.walk(tree) if isinstance(node, ast.While) and not isinstance(node.test, ast.Constant)]
    pauses = {id(node) for look in looks for node in ast.walk(look)}
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "asyncio.sleep"):
            names = [] if ast.unparse(node).endswith("(0)") or id(node) in pauses else [ast.unparse(node)]
        mocks = ("unittest.mock", "mock", "pytest_mock")
        found += [f"{path}: {name}" for name in names if name.startswith(mocks) or "sleep(" in name]
    return found


def test_tests_take_no_shortcut() -> None:
    found = [problem for path, tree in code("tests") if path != PASTIME for problem in shortcuts(path, tree)]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from unittest.mock import Mock",
        "time.sleep(0.1)",
        "await asyncio.sleep(1)",
        "while True:\n    await asyncio.sleep(1)",
    ],
)
def test_it_sees_a_shortcut(source: str) -> None:
    assert shortcuts("a.py", ast.parse(source))


@pytest.mark.parametrize("source", ["await asyncio.sleep(0)", "while not find():\n    await asyncio.sleep(0.02)"])
def test_it_lets_waiting_for_a_thing_pass(source: str) -> None:
    assert shortcuts("a.py", ast.parse(source)) == []
