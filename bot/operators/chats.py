"""`tariffbot sessions` and `tariffbot history`: what goes on, without a word of anybody."""

import re
from datetime import UTC, datetime
from functools import partial

from storage import timeline
from storage.database import Database
from storage.owners import REFERENCE_CHARS, owner_of, references_of
from storage.vault import Vault

OURS = re.compile(rf"[0-9a-f]{{{REFERENCE_CHARS}}}")


async def list_sessions(database: Database, vault: Vault, generation: str, most: int) -> list[str]:
    """A line for each open session, the newest first: conversation, page, since when, until when."""
    count = await database.read(timeline.count_open)
    more = " or more" if count == timeline.MOST_OPEN else ""
    lines = [f"{count}{more} open; new ones are opened with FlatPeak {generation}"]
    for work in await database.read(lambda conn: timeline.list_open(conn, vault, most)):
        channel, _, rest = work.conversation.partition(":")
        kind = work.kind or "no page yet"
        lines.append(f"{channel:10} {kind:20} {_say(work.opened_at)} to {_say(work.expires_at)}  {channel}:{rest}")
    return lines if count else ["No session is open."]


async def list_history(database: Database, vault: Vault, name: str) -> list[str]:
    """A line for each thing that happened in a conversation, in all of those that go by a reference."""
    lines: list[str] = []
    for key in await find(database, vault, name):
        entries = await database.read(partial(timeline.history, vault=vault, conversation=key))
        lines.append(key)
        lines += [f"    {_say(entry.at)}  {entry.what:24} {entry.detail}".rstrip() for entry in entries]
    return lines


async def find(database: Database, vault: Vault, name: str) -> list[str]:
    """The conversations of a name: a key, the company's reference of a customer, or ours at FlatPeak; [] for none."""
    if await database.read(lambda conn: timeline.exists(conn, name)):
        return [name]
    prints = vault.fingerprints(name, "customer reference")
    found = await database.read(lambda conn: timeline.by_customer(conn, prints))
    if found or not OURS.fullmatch(name):
        return found
    return await _known_as(database, vault, name)


async def _known_as(database: Database, vault: Vault, reference: str) -> list[str]:
    """Which conversations make this reference. It cannot be turned back: all of them are tried, a slice at a time."""
    found: list[str] = []
    after = ""
    while keys := await database.read(partial(timeline.all_keys, after=after)):
        found += [key for key in keys if reference in references_of(vault, owner_of(key))]
        after = keys[-1]
    return found


def _say(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
