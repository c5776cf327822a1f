"""A file or function that grows past these hides a second idea."""

import ast

from tests.rules.tree import CODE, code, read_texts

FILE_LINES = 450
FUNCTION_LINES = 45


def long_file(path: str, text: str) -> list[str]:
    """The file, if it is too long."""
    lines = len(text.splitlines())
    return [f"{path}: {lines} lines"] if lines > FILE_LINES else []


def long_functions(path: str, tree: ast.Module) -> list[str]:
    """Its functions that are too long, from `def` to the last line."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    sizes = [(node, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions]
    return [f"{path}:{node.lineno}: {node.name} has {size} lines" for node, size in sizes if size > FUNCTION_LINES]


def test_files_are_short() -> None:
    files = {path: text for path, text in read_texts().items() if path.endswith((".py", ".js", ".css"))}
    assert [problem for path, text in files.items() for problem in long_file(path, text)] == []


def test_functions_are_short() -> None:
    assert [problem for path, tree in code(*CODE) for problem in long_functions(path, tree)] == []


def test_it_sees_one_line_too_many() -> None:
    assert long_file("a.py", "a\n" * FILE_LINES) == []
    assert long_file("a.py", "a\n" * (FILE_LINES + 1)) == ["a.py: 451 lines"]
    body = "class A:\n    async def f():\n" + "        pass\n" * (FUNCTION_LINES - 1)
    assert long_functions("a.py", ast.parse(body)) == []
    assert long_functions("a.py", ast.parse(body + "        pass\n")) == ["a.py:2: f has 46 lines"]
