"""The files of the repository, as git knows them."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parents[2]
CODE = ("bot", "adapters", "storage", "sandbox")


@functools.cache
def read_texts() -> dict[str, str]:
    """Path from the top, and content, of every text file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=TOP,
        check=True,
        capture_output=True,
        text=True,
    )
    files = {path: _read(TOP / path) for path in sorted(listed.stdout.split("\0")) if path}
    return {path: text for path, text in files.items() if text is not None}


def code(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file of some rooms, parsed."""
    for path, text in read_texts().items():
        if path.endswith(".py") and path.startswith(tuple(f"{room}/" for room in rooms)):
            yield path, ast.parse(text, path)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError):  # a picture; a file that is deleted but still in the index
        return None
