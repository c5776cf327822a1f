"""What was met while a chat was played, seen where the sandbox answers; and docs/coverage.md, which tells of it."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from sandbox.flatpeak.connect import Connect
from sandbox.flatpeak.endpoint import Endpoint
from sandbox.flatpeak.wire import read_plain
from tests.coverage.reference import CHANNELS, GENERATIONS, NAMED, Cell, Kind, list_cells

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "coverage.md"
FOLDER = "TARIFFBOT_TESTS_COVERAGE"  # of the environment, which the workers of a run share
TITLES: dict[Kind, str] = {"page": "Pages", "call": "First calls", "action": "Actions", "code": "Error codes"}
COMMON = ("BACK", "CLOSE")
HEAD = """# What the chats have met

Every page, action and error code that FlatPeak's reference names, by generation and channel. Each ✓ leads to a chat
that was played through the real adapter against the sandbox: the page was shown in it, the action sent, the code
answered and said in words. Whenever a chat is played, a test checks that it still meets what this table says of it,
and another one that no cell is empty. – stands where a generation has no such thing; names with * are unpublished in
busbar, where the sandbox speaks as anode does.

Written by `pytest tests/chats --write-coverage`.
"""


@contextmanager
def noting(met: set[Cell], channel: str) -> Iterator[None]:
    """Note what the sandbox is asked and answers meanwhile."""
    post, serve = Connect._act, Endpoint._act

    def act(connect: Connect, raw: bytes, fault: Any) -> Any:
        sent = read_plain(raw)
        sent = sent if isinstance(sent, dict) else {}
        generation = connect._speaks(str(sent.get("connect_token", ""))).name
        status, body = post(connect, raw, fault)
        met.update(Cell(kind, name, generation, channel) for kind, name in _read(sent, body))
        return status, body

    def serve_rest(endpoint: Endpoint, request: Any, raw: bytes, fault: Any) -> Any:
        status, body = serve(endpoint, request, raw, fault)
        if body.get("object") == "error":
            met.add(Cell("code", body["code"], endpoint.speaks(request).name, channel))
        return status, body

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connect, "_act", act)
        patch.setattr(Endpoint, "_act", serve_rest)
        yield


def _read(sent: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[tuple[Kind, str]]:
    if body.get("object") == "error":
        yield "code", str(body["code"])
        return
    if "route" not in body:
        return
    yield "page", str(body["route"])
    route, action = str(sent.get("route", "")), str(sent.get("action", ""))
    yield "call", f"{route} {action}".strip()
    yield "action", action if action in COMMON else f"{route} {action}"


def keep_notes(path: Path, met: set[Cell]) -> None:
    """Put what a chat has met where the end of the run finds it."""
    own = str(path.relative_to(ROOT))
    notes = Path(os.environ[FOLDER]) / f"{own.replace('/', '-')}.json"
    notes.write_text(json.dumps([[own, *astuple(cell)] for cell in sorted(met)]), "utf-8")


def begin_notes() -> None:
    """Once a run, before its workers start."""
    os.environ.setdefault(FOLDER, tempfile.mkdtemp(prefix="tariffbot-coverage-"))


def write_document() -> None:
    """The table, from the notes of this run and, where these say nothing else, from what it said before."""
    by_cell: dict[Cell, set[str]] = {}
    for notes in Path(os.environ.pop(FOLDER)).glob("*.json"):
        for path, kind, *rest in json.loads(notes.read_text("utf-8")):
            by_cell.setdefault(Cell(kind, *rest), set()).add(path)
    before = read_document()
    chosen = {cell: _choose(before.get(cell, ""), by_cell.get(cell, set())) for cell in list_cells()}
    DOCUMENT.write_text("\n".join([HEAD, *_write_tables(chosen)]).rstrip() + "\n", "utf-8")


def _choose(before: str, paths: set[str]) -> str:
    """The chat that was named before where it still counts, else the first."""
    known = before if not paths and (ROOT / before).is_file() else ""
    return before if before in paths else min(paths, default=known)


def _write_tables(chosen: Mapping[Cell, str]) -> Iterator[str]:
    columns = [(generation, channel) for generation in GENERATIONS for channel in CHANNELS]
    for kind, names in NAMED.items():
        head = [TITLES[kind], *(f"{generation}, {channel.title()}" for generation, channel in columns)]
        yield f"## {TITLES[kind]}\n"
        yield _row(head)
        yield _row(["---", *(":-:" for _ in columns)])
        for name, letters in names.items():
            cells = (Cell(kind, name, *column) for column in columns)
            told = [_link(chosen[cell]) if cell in chosen else "–" for cell in cells]
            star = r"\*" if "*" in letters else ""
            yield _row([f"`{name}`{star}", *told])
        yield ""


def _link(path: str) -> str:
    return f"[✓](../{path})" if path else ""


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def read_document() -> dict[Cell, str]:
    """The chat of every cell that is filled, by its path."""
    found: dict[Cell, str] = {}
    kind: Kind = "page"
    for line in DOCUMENT.read_text("utf-8").splitlines() if DOCUMENT.is_file() else []:
        kind = next((one for one, title in TITLES.items() if line == f"## {title}"), kind)
        name, *cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        for number, cell in enumerate(cells):
            link = re.fullmatch(r"\[✓\]\(\.\./(.+)\)", cell)
            if link and (named := re.match(r"`(.+)`", name)):
                column = [*GENERATIONS][number // len(CHANNELS)], CHANNELS[number % len(CHANNELS)]
                found[Cell(kind, named[1], *column)] = link[1]
    return found


def claims_of(path: Path) -> set[Cell]:
    """What the table says that this chat meets."""
    own = str(path.relative_to(ROOT))
    return {cell for cell, told in read_document().items() if told == own}
