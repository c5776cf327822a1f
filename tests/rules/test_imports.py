"""Who may import whom. A new room, such as one for another channel, gets a line in ROOMS."""

import ast
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pytest

from tests.rules.tree import CODE, code


class Room(NamedTuple):
    """What the files of a folder may import beside the standard library: packages of ours, packages of others."""

    ours: tuple[str, ...]
    others: tuple[str, ...]


CORE = "bot.conversation"
ROOMS = {
    "bot/conversation": Room((CORE,), ("PIL", "babel", "pydantic", "rapidfuzz")),
    "bot/connect": Room(("bot.connect", CORE), ("aiohttp", "cryptography", "httpx", "pydantic")),
    "bot/texts": Room(("bot.texts", CORE), ("babel", "fluent")),
    "bot": Room(
        ("bot", "adapters", "storage"),
        (
            "apscheduler",
            "httpx",
            "opentelemetry",
            "prometheus_client",
            "pydantic",
            "pydantic_settings",
            "sqlalchemy",
            "starlette",
            "uvicorn",
        ),
    ),
    "bot/cli.py": Room(("bot", "sandbox"), ("uvloop",)),
    "adapters/__init__.py": Room((), ()),
    "adapters/slack": Room(("adapters.slack", CORE), ("aiohttp", "slack_bolt", "slack_sdk", "starlette")),
    "adapters/telegram": Room(("adapters.telegram", CORE), ("aiohttp", "starlette", "telegram")),
    "storage": Room(("storage", CORE), ("alembic", "cryptography", "psycopg", "pydantic", "sqlalchemy")),
    # The outside world shares no code with us: a mistake made on both sides would agree with itself.
    "sandbox": Room(("sandbox",), ("PIL", "aiohttp", "babel", "cryptography", "pydantic", "starlette", "uvicorn")),
}

# The core does no I/O and has no clock and no chance of its own.
IMPURE: tuple[str, ...] = (
    "asyncio",
    "http",
    "logging",
    "os",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
)
IMPURE += ("threading", "time", "urllib.request", "uuid")
# On neither does a result depend: a mark that nobody can guess, gone again from what is written; a lock around what is
# read once, on whichever thread that is.
PURE_ALL_THE_SAME = {
    ("bot/conversation/exact.py", "secrets"),
    ("bot/conversation/understanding/countries.py", "threading.Lock"),
}
NOWHERE = {"sqlalchemy.ext": "docs/decisions/plain-engine.md"}


def imports_of(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of all that is imported, wherever in the file it stands."""
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1], *([node.module] if node.module else [])]
            origin = ".".join(base) if node.level else node.module
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def room_of(path: str) -> str | None:
    """The innermost room that a file lives in; of adapters/ itself only its __init__.py is one."""
    return max((room for room in ROOMS if path == room or path.startswith(f"{room}/")), key=len, default=None)


def violations(path: str, tree: ast.Module) -> list[str]:
    """A sentence for each import that the file's room forbids."""
    room = room_of(path)
    if room is None:
        return [f"{path}: no room is named for it in tests/rules/test_imports.py"]
    return [
        f"{path}:{line}: {room} must not import {name}"
        for line, name in imports_of(path, tree)
        if not _is_allowed(room, name) and (path, name) not in PURE_ALL_THE_SAME
    ]


def _is_allowed(room: str, name: str) -> bool:
    if _is_in(name, NOWHERE):
        return False
    if name.partition(".")[0] in sys.stdlib_module_names:
        return room != "bot/conversation" or not _is_in(name, IMPURE)
    return _is_in(name, (*ROOMS[room].ours, *ROOMS[room].others))


def _is_in(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_every_room_keeps_to_its_imports() -> None:
    assert [problem for path, tree in code(*CODE) for problem in violations(path, tree)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("bot/conversation/pages/address.py", "import httpx"),
        ("bot/conversation/pages/address.py", "import os"),
        ("bot/conversation/turns.py", "from urllib.request import urlopen"),
        ("bot/conversation/turns.py", "def f():\n    from time import monotonic"),
        ("bot/conversation/turns.py", "from bot import settings"),
        ("bot/conversation/turns.py", "from bot.connect.client import FlatPeak"),
        ("bot/conversation/pages/address.py", "from ... import settings"),
        ("bot/connect/client.py", "from storage import sessions"),
        ("bot/connect/client.py", "from bot.pipeline import Pipeline"),
        ("bot/connect/client.py", "import sqlalchemy"),
        ("bot/texts/__init__.py", "from bot.settings import Settings"),
        ("bot/app.py", "from sandbox.server import SandboxServer"),
        ("bot/app.py", "import telegram"),
        ("bot/pipelines.py", "import bottle"),
        ("adapters/telegram/client.py", "from bot.app import App"),
        ("adapters/telegram/client.py", "from storage import outbox"),
        ("adapters/telegram/client.py", "import adapters.slack.client"),
        ("adapters/telegram/client.py", "from .. import slack"),
        ("adapters/carrier_pigeon/client.py", "import os"),
        ("storage/inbox.py", "from adapters.telegram import limits"),
        ("storage/inbox.py", "from bot.house import House"),
        ("storage/database.py", "from sqlalchemy.ext.asyncio import create_async_engine"),
        ("sandbox/server.py", "from bot.connect.models import Tariff"),
    ],
)
def test_it_sees_a_forbidden_import(path: str, source: str) -> None:
    assert len(violations(path, ast.parse(source))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("bot/conversation/turns.py", "from bot.conversation import commands"),
        ("bot/conversation/pages/address.py", "from . import buttons"),
        ("bot/cli.py", "from sandbox.server import SandboxServer"),
        ("adapters/telegram/client.py", "from telegram.error import NetworkError"),
    ],
)
def test_it_lets_allowed_imports_pass(path: str, source: str) -> None:
    assert violations(path, ast.parse(source)) == []
