"""The commands for those who run the bot: `cli.py` hangs them in."""

import argparse
import asyncio
import sqlite3
import sys
import urllib.request
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from storage.database import Database
    from storage.vault import Vault

Command = Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, int]]
HEALTH_S = 5.0
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Sessions, history, events, forget, keys, backup."""
    sessions = commands.add_parser("sessions", help="list the open Connect sessions, without a word of anybody")
    sessions.add_argument("--most", type=int, default=100, help="so many of them, the newest (100)")
    sessions.set_defaults(command=_sessions)
    history = commands.add_parser("history", help="list what came and what was shown in one conversation, by kind")
    history.add_argument("name", help="a conversation, or a reference that the company or FlatPeak has")
    history.set_defaults(command=_history)
    events = commands.add_parser("events", help="list what FlatPeak told of that reached nobody; replay it")
    events.set_defaults(command=_events)
    again = events.add_subparsers(metavar="replay").add_parser("replay", help="have it handled after all")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", help="this one")
    which.add_argument("--since", type=_moment, help="all put aside since: 2h, 3d, or 2026-01-31T12:00 (UTC)")
    again.set_defaults(command=_replay)
    forget = commands.add_parser("forget", help="forget a person, here and at FlatPeak, as by their own wish")
    forget.add_argument("conversation")
    forget.set_defaults(command=_forget)
    keys = commands.add_parser("keys", help="bring all that is sealed under the first SECRET_KEY")
    keys.add_subparsers(required=True, metavar="rotate").add_parser("rotate", help="do it").set_defaults(
        command=_rotate
    )
    backup = commands.add_parser("backup", help="write the SQLite database into a new file, beside running processes")
    backup.add_argument("file", type=Path)
    backup.set_defaults(command=_backup)


async def check_health(settings: Settings) -> int:
    """Ask the process that serves here whether it is ready."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/health/ready"
    try:
        await asyncio.to_thread(_ask, url)
    except OSError as error:  # also what urllib raises for a status
        return _tell([f"not ready: {error}"], 1)
    return _tell(["ready"])


def _ask(url: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=HEALTH_S):
        pass


async def _sessions(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.operators.chats import list_sessions

    async with AsyncExitStack() as stack:
        database, vault = await _open(stack, settings)
        return _tell(await list_sessions(database, vault, settings.flatpeak_version, arguments.most))


async def _history(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.operators.chats import list_history

    async with AsyncExitStack() as stack:
        database, vault = await _open(stack, settings)
        lines = await list_history(database, vault, arguments.name)
        return _tell(lines) if lines else _tell([f"Nothing goes by the name {arguments.name}."], 1)


async def _events(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.opening import opened
    from bot.parked import list_events

    async with opened(settings.database_url) as database:
        return _tell(await list_events(database))


async def _replay(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.opening import opened
    from bot.parked import replay, replay_since

    async with opened(settings.database_url) as database:
        if arguments.since is not None:
            return _tell([f"{await replay_since(database, arguments.since)} events will be handled."])
        if await replay(database, arguments.id):
            return _tell([f"{arguments.id} will be handled."])
        return _tell([f"{arguments.id} is none that was put aside or ignored."], 1)


async def _forget(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.operators.forgetting import forget

    if settings.sandbox:
        raise SettingsError("FLATPEAK_ACCOUNT_ID and FLATPEAK_API_KEY are needed: the person is forgotten there, too")
    done = await forget(settings, arguments.conversation)
    return _tell([done.words], 0 if done.well else 1)


async def _rotate(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.operators.keys import Rotation, sum_up

    async with AsyncExitStack() as stack:
        rotation = Rotation(*await _open(stack, settings))
        async for line in rotation.run():
            _tell([line])
        return _tell(sum_up(rotation), 0 if rotation.clean and not rotation.unreadable else 1)


async def _backup(settings: Settings, arguments: argparse.Namespace) -> int:
    from storage.backup import Exists, NotSqlite, back_up

    try:
        size = await asyncio.to_thread(back_up, settings.database_url, arguments.file)
    except NotSqlite:
        return _tell(["The database is PostgreSQL: use pg_dump, as docs/operating.md says."], 2)
    except Exists:
        return _tell([f"{arguments.file} exists already; name another file."], 1)
    except (OSError, sqlite3.Error) as error:
        return _tell([f"There is no backup: {error}"], 1)
    key = (
        ""
        if settings.secret_key
        else " The key beside the database, var/secret_key, belongs to it: keep that elsewhere."
    )
    return _tell([f"{arguments.file} holds the database, {size} bytes.{key}"])


async def _open(stack: AsyncExitStack, settings: Settings) -> "tuple[Database, Vault]":
    from bot.opening import opened
    from storage.vault import Vault

    database = await stack.enter_async_context(opened(settings.database_url))
    return database, Vault(settings.keys)


def _moment(text: str) -> datetime:
    """So long ago, or a time; without a zone in UTC. Raises ValueError."""
    if text[-1:] in UNITS and text[:-1].isdecimal():
        return datetime.now(UTC) - int(text[:-1]) * UNITS[text[-1]]
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _tell(lines: Iterable[str], status: int = 0) -> int:
    """Print lines, those of a failure apart; the exit status."""
    for line in lines:
        print(line, file=sys.stderr if status else sys.stdout, flush=True)
    return status
